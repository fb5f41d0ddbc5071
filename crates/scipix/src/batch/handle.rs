//! The batcher as its users see it.

use super::config::Config;
use super::core::{Core, Signal, Wakes};
use super::poll::Pulled;
use super::stats::Stats;
use super::submit::Request;
use super::sync::{Arc, Builder, JoinHandle, Mutex, lock, wait};
use super::work::{Entry, Fate, To, Work};
use super::worker;
use crate::base::error::{Error, ErrorKind, Result, fail};
use std::ops::Deref;
use std::sync::atomic::Ordering::Relaxed;

/// An item that was not accepted, given back.
#[derive(Debug)]
pub struct Refused<T> {
    /// Why.
    pub error: Error,
    /// The item.
    pub item: T,
}

/// Everything one can do with a batcher but end it. Clones mean the same batcher. Thread-safe.
pub struct Handle<W: Work>(Arc<Core<W>>);

impl<W: Work> Clone for Handle<W> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<W: Work> Handle<W> {
    /// Submits an item, whose answer goes to [`Work::deliver`] with `reply`. Returns its ticket.
    ///
    /// # Errors
    /// `QueueFull`; `Timeout` where the queue was full for as long as a submission waits; `Closed`; `InvalidArgument`
    /// where it costs more than a batch may; `OutOfMemory`.
    pub fn submit(&self, item: W::Item, request: Request, reply: W::Reply) -> Result<u64, Refused<W::Item>> {
        self.submit_to(item, request, To::Reply(reply))
    }

    /// Submits an item, whose answer is to be polled. Returns its ticket.
    ///
    /// # Errors
    /// As [`submit`](Self::submit).
    pub fn submit_polled(&self, item: W::Item, request: Request) -> Result<u64, Refused<W::Item>> {
        self.submit_to(item, request, To::Poll)
    }

    fn submit_to(&self, item: W::Item, request: Request, to: To<W>) -> Result<u64, Refused<W::Item>> {
        let span = self.0.block_span();
        // Who waits for room may find the batcher, and this handle, gone.
        let kept = (span > 0).then(|| self.0.clone());
        let core = kept.as_ref().unwrap_or(&self.0);
        let submitted = core.submit(Entry { item, to }, request, span);
        submitted.map_err(|(error, Entry { item, .. })| Refused { error, item })
    }

    /// Submits `count` items, made by `item` in turn; without a reply their answers are polled. Returns how many were
    /// accepted, which are the first ones, and why no more were.
    pub fn submit_many(
        &self,
        count: usize,
        mut item: impl FnMut(usize) -> (W::Item, Request, Option<W::Reply>),
    ) -> (usize, Result<()>) {
        self.0.submit_many(count, self.0.block_span(), |index| {
            let (item, request, reply) = item(index);
            (Entry { item, to: reply.map_or(To::Poll, To::Reply) }, request)
        })
    }

    /// Submits an item and waits for its answer. What is not dispatched within `timeout` nanoseconds (`u64::MAX`: any
    /// time) is withdrawn; once dispatched, its answer is waited for.
    ///
    /// # Errors
    /// As [`submit`](Self::submit); `Timeout` where it was withdrawn; `Deadlock` inside a callback of this batcher.
    pub fn submit_wait(&self, item: W::Item, request: Request, timeout: u64) -> Result<W::Answer> {
        self.0.submit_wait(item, request, timeout)
    }

    /// Answers an item that is still queued with [`Fate::Cancelled`], on this thread.
    ///
    /// # Errors
    /// `NotFound` where it is not queued, or not any more.
    pub fn cancel(&self, ticket: u64) -> Result<()> {
        self.0.cancel(ticket)
    }

    /// Takes the next batch, waiting up to `timeout` nanoseconds for it.
    ///
    /// # Errors
    /// `Timeout`; `Closed` when nothing will come; `OutOfMemory`; `Deadlock` for waiting inside a callback of this
    /// batcher.
    pub fn next_batch(&self, timeout: u64) -> Result<Pulled<W>> {
        Pulled::next(&self.0, timeout)
    }

    /// Gives up to `cap` answers to `take`, waiting up to `timeout` nanoseconds for the first. `take` must not call the
    /// batcher. Returns how many.
    ///
    /// # Errors
    /// `Timeout`; `Closed` when no answer will come; `Deadlock` for waiting inside a callback of this batcher.
    pub fn poll(&self, timeout: u64, cap: usize, take: impl FnMut((W::Item, W::Answer))) -> Result<usize> {
        self.0.poll(timeout, cap, take)
    }

    /// Has `signal` tell from now on whether answers wait to be polled. It is told under a lock: it must not call back.
    pub fn set_signal(&self, signal: Box<dyn Signal>) {
        self.0.set_signal(signal);
    }

    /// How many items a batch may have now.
    pub fn current_batch_limit(&self) -> usize {
        self.0.lock().limit(&self.0.config)
    }

    /// What it has done, and how it stands.
    pub fn stats(&self) -> Stats {
        self.0.stats()
    }

    /// Refuses new items from now on, and does not let those that are queued wait for others. Wakes whoever waits.
    pub fn close(&self) {
        let mut state = self.0.lock();
        state.closed = true;
        state.queue.flush();
        state.roster.call_all();
        let wakes = Wakes { ready: true, workers: usize::MAX, room: usize::MAX, answered: true, drained: true };
        self.0.release(state, wakes);
    }

    /// Has all that are queued now run without waiting for others, and waits up to `timeout` nanoseconds until they are
    /// answered. Where batches are pulled, someone else must pull them.
    ///
    /// # Errors
    /// `Timeout`; `Deadlock` inside a callback of this batcher.
    pub fn drain(&self, timeout: u64) -> Result<()> {
        if self.is_inside() {
            fail!(Deadlock, "batcher: drains inside its own callback");
        }
        let core = &*self.0;
        let until = core.clock.now().saturating_add(timeout);
        let mut state = core.lock();
        state.queue.flush();
        let last = state.queue.accepted();
        if state.queue.len() > 0 {
            state.roster.call_all();
            core.ready.0.store(true, Relaxed);
            core.for_batch.notify_all();
        }
        state.drainers += 1;
        let outcome = loop {
            let now = core.clock.now();
            if state.is_drained(last) {
                break Ok(());
            } else if now >= until {
                let queued = state.queue.len();
                break Err(Error::new(
                    ErrorKind::Timeout,
                    format_args!("timeout_us: not drained in time, {queued} queued"),
                ));
            }
            state = wait(&core.for_drain, state, now, until);
        };
        state.drainers -= 1;
        outcome
    }

    /// Threads that wait for room, for answers, and for the end of a drain.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> (usize, usize, usize) {
        let state = self.0.lock();
        (state.blocked, state.pollers, state.drainers)
    }

    /// Whether this thread is inside a callback of this batcher.
    pub fn is_inside(&self) -> bool {
        self.0.is_inside()
    }
}

/// A batcher. Dropping it closes it, and waits until what is queued is run; where batches are pulled, what is queued is
/// answered with [`Fate::Cancelled`]. Inside its own callback dropping cannot wait: its threads then end by themselves.
pub struct Batcher<W: Work> {
    handle: Handle<W>,
    /// Batches are pulled: there are no threads.
    pulled: bool,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl<W: Work> Batcher<W> {
    /// A batcher with threads of its own.
    ///
    /// # Errors
    /// `InvalidArgument` as [`Config::check`]; `Io` where a thread cannot be started.
    pub fn new(config: Config, work: W) -> Result<Self> {
        let workers = config.workers;
        let batcher = Self::without_threads(config, work, false)?;
        for index in 0..workers {
            let core = batcher.handle.0.clone();
            let builder = Builder::new().name(format!("scipix-batch-{index}"));
            match builder.spawn(move || worker::run(&core)) {
                Ok(thread) => lock(&batcher.threads).push(thread),
                Err(error) => fail!(Io, "config: thread {index} of {workers} cannot be started: {error}"),
            }
        }
        Ok(batcher)
    }

    /// A batcher without threads, whose batches are taken with [`Handle::next_batch`]. [`Work::process`] is not called.
    ///
    /// # Errors
    /// `InvalidArgument` as [`Config::check`].
    pub fn pulled(config: Config, work: W) -> Result<Self> {
        Self::without_threads(config, work, true)
    }

    fn without_threads(config: Config, work: W, pulled: bool) -> Result<Self> {
        config.check()?;
        Ok(Self { handle: Handle(Arc::new(Core::new(config, work))), pulled, threads: Mutex::new(Vec::new()) })
    }

    /// Whether batches are pulled.
    pub fn is_pulled(&self) -> bool {
        self.pulled
    }

    /// Closes, has all that is queued run or, where batches are pulled, answered with [`Fate::Cancelled`], and waits for
    /// the threads, unless this is inside a callback. Others may still use it.
    pub fn end(&self) {
        self.close();
        if self.pulled {
            self.cancel_all();
        } else if !self.is_inside() {
            let threads = std::mem::take(&mut *lock(&self.threads));
            for thread in threads {
                // A worker does not panic: callbacks are caught.
                let _ = thread.join();
            }
        }
    }

    /// Another handle, which does not keep it from being dropped.
    pub fn handle(&self) -> Handle<W> {
        self.handle.clone()
    }

    fn cancel_all(&self) {
        let core = &*self.handle.0;
        loop {
            let mut state = core.lock();
            let Some(entry) = state.queue.pop() else { return };
            state.counts.cancelled += 1;
            let wakes = Wakes { drained: state.drainers > 0, ..Wakes::default() };
            core.release(state, wakes);
            core.answer(entry, Fate::Cancelled);
        }
    }
}

impl<W: Work> Deref for Batcher<W> {
    type Target = Handle<W>;

    fn deref(&self) -> &Handle<W> {
        &self.handle
    }
}

impl<W: Work> Drop for Batcher<W> {
    fn drop(&mut self) {
        self.end();
    }
}
