//! The calls of a batcher, for any thread.

use super::core::BatchCore;
use super::pulled::Pulled;
use super::state::{AnswerSignal, Wakes};
use super::stats::BatchStats;
use super::submission::{AnswerRoute, Submission};
use super::submit::Request;
use super::sync::wait;
use super::work::Work;
use crate::base::Shared;
use crate::base::error::{Error, ErrorKind, Result, fail};

/// An item that was not accepted, given back.
#[derive(Debug)]
pub struct Refused<T> {
    /// The reason.
    pub error: Error,
    /// The item.
    pub item: T,
}

/// A handle to a batcher, which can do everything but end it. Clones mean the same batcher. Thread-safe.
pub struct Handle<W: Work>(pub(super) Shared<BatchCore<W>>);

impl<W: Work> Clone for Handle<W> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<W: Work> Handle<W> {
    /// Submits an item, whose answer goes to [`Work::deliver`] with `recipient`. Returns its ticket.
    ///
    /// # Errors
    /// `QueueFull`; `Timeout` if the queue was full for as long as a submission waits; `Closed`; `InvalidArgument` if it
    /// costs more than a batch may, or its priority is above the levels; `OutOfMemory`.
    pub fn submit(&self, item: W::Item, request: Request, recipient: W::Recipient) -> Result<u64, Refused<W::Item>> {
        self.submit_to(item, request, AnswerRoute::Deliver(recipient))
    }

    /// Submits an item, whose answer is to be polled. Returns its ticket.
    ///
    /// # Errors
    /// The errors of [`submit`](Self::submit).
    pub fn submit_polled(&self, item: W::Item, request: Request) -> Result<u64, Refused<W::Item>> {
        self.submit_to(item, request, AnswerRoute::Poll)
    }

    fn submit_to(&self, item: W::Item, request: Request, route: AnswerRoute<W>) -> Result<u64, Refused<W::Item>> {
        let span = self.0.block_span();
        // A blocked submitter can outlive the handle, so it holds a clone.
        let clone = (span > 0).then(|| self.0.clone());
        let core = clone.as_ref().unwrap_or(&self.0);
        let submitted = core.submit(Submission { item, route }, request, span);
        submitted.map_err(|(error, Submission { item, .. })| Refused { error, item })
    }

    /// Submits `count` items, made by `item` in turn; without a recipient their answers are polled. Returns how many were
    /// accepted, which are the first ones, and why no more were.
    pub fn submit_many(
        &self,
        count: usize,
        mut item: impl FnMut(usize) -> (W::Item, Request, Option<W::Recipient>),
    ) -> (usize, Result<()>) {
        self.0.submit_many(count, self.0.block_span(), |index| {
            let (item, request, recipient) = item(index);
            (Submission { item, route: recipient.map_or(AnswerRoute::Poll, AnswerRoute::Deliver) }, request)
        })
    }

    /// Submits an item and waits for its answer. An item that is not dispatched within `timeout` nanoseconds (`u64::MAX`:
    /// any time) is withdrawn; once dispatched, its answer is waited for.
    ///
    /// # Errors
    /// The errors of [`submit`](Self::submit); `Timeout` if it was withdrawn; `Deadlock` inside a callback of this batcher.
    pub fn submit_wait(&self, item: W::Item, request: Request, timeout: u64) -> Result<W::Answer> {
        self.0.submit_wait(item, request, timeout)
    }

    /// Answers an item that is still queued with [`crate::batch::FailureReason::Cancelled`], on this thread.
    ///
    /// # Errors
    /// `NotFound` if it is not queued, or not any more.
    pub fn cancel(&self, ticket: u64) -> Result<()> {
        self.0.cancel(ticket)
    }

    /// Takes back an item that is still queued, without an answer, and drops its reply. `None` if it is not queued, or not any
    /// more.
    pub fn withdraw(&self, ticket: u64) -> Option<W::Item> {
        self.0.withdraw(ticket).map(|submission| submission.item)
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

    /// Has `signal` tell from now on whether answers wait to be polled. It runs under a lock, so it must not call back.
    pub fn set_signal(&self, signal: Box<dyn AnswerSignal>) {
        self.0.lock().set_signal(signal);
    }

    /// How many items a batch may have now.
    pub fn current_batch_limit(&self) -> usize {
        self.0.lock().limit()
    }

    /// Reads the statistics.
    pub fn stats(&self) -> BatchStats {
        self.0.stats()
    }

    /// Refuses new items from now on, and dispatches queued ones without waiting for others. Wakes all threads that wait.
    pub fn close(&self) {
        let mut state = self.0.lock();
        let wakes = state.close();
        self.0.release(state, wakes);
    }

    /// Dispatches all items that are queued now without waiting for others, and waits up to `timeout` nanoseconds until they
    /// and those being processed are answered. If batches are pulled, another thread must pull them.
    ///
    /// # Errors
    /// `Timeout`; `Deadlock` inside a callback of this batcher.
    pub fn drain(&self, timeout: u64) -> Result<()> {
        if self.is_inside() {
            fail!(Deadlock, "batcher: drains inside its own callback");
        }
        let core = &*self.0;
        let until = core.clock.now().saturating_add(timeout);
        let mut wakes = Wakes::default();
        let mut state = core.lock();
        let last = state.begin_drain(&mut wakes);
        core.release(state, wakes);
        let mut state = core.lock();
        let outcome = loop {
            let now = core.clock.now();
            if state.is_drained(last) {
                break Ok(());
            } else if now >= until {
                let queued = state.occupied().0;
                let message = format_args!("timeout: not drained in time, {queued} queued");
                break Err(Error::new(ErrorKind::Timeout, message));
            }
            state = wait(&core.for_drain, state, now, until);
        };
        state.end_drain();
        outcome
    }

    /// Threads that wait for room, for answers, and for the end of a drain.
    #[cfg(all(test, not(shuttle)))]
    pub(super) fn waiting(&self) -> (usize, usize, usize) {
        self.0.lock().waiting()
    }

    /// Whether this thread is inside a callback of this batcher.
    pub fn is_inside(&self) -> bool {
        self.0.is_inside()
    }
}
