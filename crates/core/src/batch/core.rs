//! The lock, the condition variables and the clock around the state.
//!
//! One mutex guards the state; it is never held while foreign code runs. Five condition variables wake workers, submitters
//! that wait for room, threads that poll, threads that drain and the deadline timer, after the mutex is released if
//! the notifying thread does not wait itself.

use super::config::{BatchConfig, Mode, QueuePolicy};
use super::state::{Acquired, BatchState, InFlight, Wakes};
use super::stats::{BatchMetrics, BatchStats};
use super::submission::{AnswerRoute, Submission};
use super::sync::{Clock, wait, yield_now};
use super::work::{FailureReason, Work};
use crate::base::error::{Result, fail};
use crate::base::reentrancy::{Entered, is_inside};
use crate::base::sync::{Condvar, Mutex, MutexGuard};
use crossbeam_utils::CachePadded;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// How long, in nanoseconds, a worker looks for its next batch before it sleeps: about what sleeping and waking cost.
const SPIN: u64 = 5000;

pub type StateGuard<'a, W> = MutexGuard<'a, BatchState<W>>;

/// The part of a batcher that all its threads share.
pub struct BatchCore<W: Work> {
    state: Mutex<BatchState<W>>,
    metrics: Mutex<BatchMetrics>,
    /// Tells a worker that spins: a batch has become ready, or all that is queued.
    ready: CachePadded<AtomicBool>,
    for_batch: Condvar,
    pub for_room: Condvar,
    pub for_answer: Condvar,
    pub for_drain: Condvar,
    pub for_deadline: Condvar,
    pub work: W,
    pub config: BatchConfig,
    pub clock: Clock,
}

fn notify(condvar: &Condvar, sleepers: usize) {
    match sleepers {
        0 => {}
        1 => condvar.notify_one(),
        _ => condvar.notify_all(),
    }
}

impl<W: Work> BatchCore<W> {
    pub fn new(config: BatchConfig, work: W) -> Result<Self> {
        let Ok(state) = BatchState::new(config.clone()) else {
            fail!(OutOfMemory, "config: no memory for its workers")
        };
        let Some(metrics) = BatchMetrics::try_new() else { fail!(OutOfMemory, "config: no memory for its statistics") };
        Ok(Self {
            state: Mutex::new(state),
            metrics: Mutex::new(metrics),
            ready: CachePadded::default(),
            for_batch: Condvar::new(),
            for_room: Condvar::new(),
            for_answer: Condvar::new(),
            for_drain: Condvar::new(),
            for_deadline: Condvar::new(),
            work,
            config,
            clock: Clock::new(),
        })
    }

    /// Whether this thread is inside a callback of this batcher.
    pub fn is_inside(&self) -> bool {
        is_inside(self)
    }

    pub fn lock(&self) -> StateGuard<'_, W> {
        self.state.lock()
    }

    /// Unlocks the state, then wakes.
    pub fn release(&self, state: StateGuard<'_, W>, wakes: Wakes) {
        if wakes.ready {
            self.ready.store(true, Relaxed);
        }
        drop(state);
        self.notify(wakes);
    }

    fn notify(&self, wakes: Wakes) {
        notify(&self.for_batch, wakes.workers);
        notify(&self.for_room, wakes.room);
        if wakes.answered {
            self.for_answer.notify_all();
        }
        if wakes.drained {
            self.for_drain.notify_all();
        }
        if wakes.timer {
            self.for_deadline.notify_one();
        }
    }

    /// Wakes, then waits for `condvar` until the time `until`. It may return early.
    pub fn wait<'a>(
        &self,
        condvar: &Condvar,
        state: StateGuard<'a, W>,
        wakes: &mut Wakes,
        now: u64,
        until: u64,
    ) -> StateGuard<'a, W> {
        self.notify(std::mem::take(wakes));
        wait(condvar, state, now, until)
    }

    /// Waits for a batch until the time `until`. `worked`: the batch taken before, in `batch`, is answered completely.
    pub fn acquire(&self, batch: &mut InFlight<W>, until: u64, worked: bool) -> Acquired {
        let mut lingers = worked && self.config.mode == Mode::Window;
        let mut spins = worked;
        let mut wakes = Wakes::default();
        let mut state = self.lock();
        if worked {
            state.close_batch(batch.number, &mut wakes);
        }
        loop {
            let now = self.clock.now();
            self.ready.store(false, Relaxed);
            let acquired = state.take(now, batch, &mut wakes);
            if let Some(acquired) = acquired.or_else(|| (now >= until).then_some(Acquired::TimedOut)) {
                state.leave(now, &mut wakes);
                self.release(state, wakes);
                return acquired;
            }
            if std::mem::take(&mut spins) {
                self.release(state, std::mem::take(&mut wakes));
                self.spin(now);
                state = self.lock();
                continue;
            }
            let (sleep, alarm) = state.sleep(now, std::mem::take(&mut lingers));
            state = self.wait(&self.for_batch, state, &mut wakes, now, alarm.min(until));
            state.wake(sleep);
        }
    }

    /// Looks for a batch for a moment, so that submitters who fill the queue just then need not wake anyone. Lets others
    /// run meanwhile: where they take long the moment is over.
    fn spin(&self, since: u64) {
        loop {
            yield_now();
            if self.ready.load(Relaxed) || self.clock.now().saturating_sub(since) >= SPIN {
                return;
            }
        }
    }

    /// Counts a batch that was processed before anyone can learn its answers, then gives them.
    pub fn complete(&self, batch: &mut InFlight<W>) {
        let service = self.clock.now().saturating_sub(batch.taken_at);
        let succeeded = batch.answers.iter().filter(|answer| self.work.is_success(answer)).count();
        self.metrics.lock().record(batch.submitted.drain(..), batch.taken_at, service, succeeded);
        if self.config.target_latency > 0 || batch.polled > 0 {
            let mut state = self.lock();
            let mut wakes = Wakes::default();
            state.complete(batch, service, &mut wakes);
            self.release(state, wakes);
        }
        let _entered = Entered::mark(self);
        let answered = batch.items.drain(..).zip(batch.routes.drain(..)).zip(batch.answers.drain(..));
        self.deliver(answered.map(|((item, route), answer)| (Submission { item, route }, answer)));
    }

    /// Answers items that were taken out of the queue, and counted, without being processed.
    pub fn answer_unprocessed(&self, submissions: impl Iterator<Item = Submission<W>>, reason: FailureReason) {
        let _entered = Entered::mark(self);
        self.deliver(submissions.map(|submission| (submission, self.work.unanswered(reason))));
    }

    fn deliver(&self, mut answered: impl Iterator<Item = (Submission<W>, W::Answer)>) {
        // After a panic in one delivery the others go on.
        while catch_unwind(AssertUnwindSafe(|| answered.by_ref().for_each(|each| self.deliver_one(each)))).is_err() {}
        while catch_unwind(AssertUnwindSafe(|| self.work.delivered())).is_err() {}
    }

    fn deliver_one(&self, (Submission { item, route }, answer): (Submission<W>, W::Answer)) {
        #[cfg(scipix_faults)]
        if crate::base::seeded_faults::is_seeded("dropped_item") && matches!(route, AnswerRoute::Deliver(_)) {
            static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
            if COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % 7 == 3 {
                return std::mem::forget((route, item));
            }
        }
        match route {
            AnswerRoute::Deliver(recipient) => self.work.deliver(recipient, item, answer),
            AnswerRoute::Waiter(waiter) => waiter.put(answer),
            AnswerRoute::Poll => {
                let mut state = self.lock();
                let mut wakes = Wakes::default();
                state.add_answer(item, answer, &mut wakes);
                self.release(state, wakes);
            }
        }
    }

    /// All items of a batch are answered.
    pub fn close_batch(&self, batch: &InFlight<W>) {
        let mut wakes = Wakes::default();
        let mut state = self.lock();
        state.close_batch(batch.number, &mut wakes);
        self.release(state, wakes);
    }

    pub fn stats(&self) -> BatchStats {
        // The metrics first, so that never more items seem answered than were submitted.
        let processed = self.metrics.lock().stats();
        let BatchStats { completed, failed, queue_wait, service, batch_size, .. } = processed;
        BatchStats { completed, failed, queue_wait, service, batch_size, ..self.lock().stats(self.clock.now()) }
    }

    /// How long a submission waits for room.
    pub fn block_span(&self) -> u64 {
        match self.config.queue_policy {
            QueuePolicy::Block(span) if !self.is_inside() => span,
            _ => 0,
        }
    }
}
