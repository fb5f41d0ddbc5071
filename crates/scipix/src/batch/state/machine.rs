//! The state machine: an item is submitted, taken in a batch, and completed with it; or shed, or withdrawn.

use super::adaptive::Adaptive;
use super::idle_workers::{IdleWorkers, Sleep};
use super::in_flight::InFlight;
use super::open_batches::OpenBatches;
use super::polled::{AnswerSignal, PolledAnswers};
use super::queue::{DispatchTerms, Order, Queue, Refusal};
use super::wakes::Wakes;
use crate::batch::config::BatchConfig;
use crate::batch::stats::BatchStats;
use crate::batch::submission::Submission;
use crate::batch::work::Work;

/// Outcome of waiting for a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquired {
    /// A batch, or items to shed, or both.
    Taken,
    /// No batch by the time given.
    TimedOut,
    /// The batcher is closed, and nothing is queued any more.
    Closed,
    /// There is no memory for a batch of one.
    NoMemory,
}

/// Whether an item may be submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    Open,
    Full,
    Closed,
}

/// The state that the lock of a batcher guards.
pub struct BatchState<W: Work> {
    config: BatchConfig,
    queue: Queue<Submission<W>>,
    adaptive: Option<Adaptive>,
    idle_workers: IdleWorkers,
    open: OpenBatches,
    polled: PolledAnswers<W>,
    /// When the last thread that began to poll looks for deadlines.
    poller_alarm: u64,
    /// Submitters that wait for room.
    blocked: usize,
    /// Threads that drain.
    drainers: usize,
    closed: bool,
    /// Those that are counted here; the others stay 0.
    counts: BatchStats,
}

impl<W: Work> BatchState<W> {
    pub fn new(config: BatchConfig) -> Self {
        let adaptive = (config.target_latency > 0)
            .then(|| Adaptive::new(config.target_latency, config.max_batch_size, config.preferred_batch_size));
        Self {
            queue: Queue::new(&config),
            config,
            adaptive,
            idle_workers: IdleWorkers::new(),
            open: OpenBatches::default(),
            polled: PolledAnswers::new(),
            poller_alarm: u64::MAX,
            blocked: 0,
            drainers: 0,
            closed: false,
            counts: BatchStats::default(),
        }
    }

    /// Whether an item may be submitted now.
    pub fn admission(&self) -> Admission {
        if self.closed {
            Admission::Closed
        } else if self.queue.room() == 0 {
            Admission::Full
        } else {
            Admission::Open
        }
    }

    /// How many more items the queue takes.
    pub fn room(&self) -> usize {
        self.queue.room()
    }

    /// Queued items, and answers that wait to be polled.
    pub fn occupied(&self) -> (usize, usize) {
        (self.queue.len(), self.polled.len())
    }

    /// A submitter begins to wait for room.
    pub fn block(&mut self) {
        self.blocked += 1;
    }

    /// A submitter waits for room no longer.
    pub fn unblock(&mut self) {
        self.blocked -= 1;
    }

    /// Counts items that were refused because the queue was full or the batcher closed.
    pub fn reject(&mut self, count: usize) {
        self.counts.rejected += count as u64;
    }

    /// Queues an item. Returns its ticket.
    pub fn submit(
        &mut self,
        now: u64,
        order: Order,
        submission: Submission<W>,
        wakes: &mut Wakes,
    ) -> Result<u64, (Refusal, Submission<W>)> {
        let polls = submission.recipient.polls();
        if polls && self.polled.try_reserve().is_err() {
            return Err((Refusal::NoMemory, submission));
        }
        let pushed = self.queue.push(now, order, submission)?;
        self.counts.submitted += 1;
        if polls {
            self.polled.expect();
        }
        wakes.ready |= pushed.ready;
        if (pushed.ready || !self.idle_workers.wakes_by(pushed.due)) && self.idle_workers.call() {
            wakes.workers += 1;
        }
        wakes.answered |= self.polled.pollers() > 0 && order.deadline < self.poller_alarm;
        Ok(pushed.ticket)
    }

    /// Takes a batch, or sheds items, or both. Returns `None` if nothing is ready yet.
    pub fn take(&mut self, now: u64, batch: &mut InFlight<W>, wakes: &mut Wakes) -> Option<Acquired> {
        let queued = self.queue.len();
        if queued == 0 {
            return self.closed.then_some(Acquired::Closed);
        }
        let wanted = self.limit();
        let limit = match batch.reserve(wanted.min(queued)) {
            room if room < wanted.min(queued) => room,
            _ => wanted,
        };
        if limit == 0 || self.open.try_reserve(1).is_err() {
            return Some(Acquired::NoMemory);
        }
        let oldest = self.queue.oldest().map_or(0, |(seq, _)| seq);
        let Self { queue, adaptive, config, .. } = self;
        let target = if config.shed_late { config.target_latency } else { u64::MAX };
        let service = |size| adaptive.as_ref().map_or(0, |adaptive| adaptive.predict(size));
        let reason = queue.take(now, &DispatchTerms { limit, target, service }, batch);
        if batch.is_empty() {
            return None;
        }
        if let Some(reason) = reason {
            self.counts.batches += 1;
            self.counts.dispatched.count(reason);
        }
        (batch.taken_at, batch.number) = (now, self.open.open(oldest));
        self.counts.shed += batch.shed.len() as u64;
        wakes.room = self.blocked.min(queued - self.queue.len());
        Some(Acquired::Taken)
    }

    /// A worker stops looking for a batch. If there is still one, or a time to wake at, another worker is woken for it.
    pub fn leave(&mut self, now: u64, wakes: &mut Wakes) {
        let remains = self.queue.has_ready(now) || !self.idle_workers.wakes_by(self.queue.next_due());
        wakes.workers += usize::from(remains && self.idle_workers.call());
    }

    /// A worker goes to sleep. Returns when it must wake by itself, at `latest` or before.
    pub fn sleep(&mut self, latest: u64) -> (Sleep, u64) {
        self.idle_workers.sleep(self.queue.next_due().min(latest))
    }

    /// A worker has woken.
    pub fn wake(&mut self, sleep: Sleep) {
        self.idle_workers.wake(sleep);
    }

    /// A batch was processed in the time `service`. Moves its polled answers to where they are polled.
    pub fn complete(&mut self, batch: &mut InFlight<W>, service: u64, wakes: &mut Wakes) {
        if let Some(adaptive) = &mut self.adaptive {
            adaptive.observe(batch.answers.len(), service);
            self.queue.set_limit(adaptive.limit());
        }
        if batch.polled > 0 {
            wakes.answered |= batch.move_polled(&mut self.polled);
            self.queue.set_held(self.polled.len());
        }
    }

    /// Adds the polled answer of an item that was shed or withdrawn.
    pub fn add_answer(&mut self, item: W::Item, answer: W::Answer, wakes: &mut Wakes) {
        wakes.answered |= self.polled.add([(item, answer)].into_iter());
        self.queue.set_held(self.polled.len());
    }

    /// All items of the batch `number` are answered.
    pub fn close_batch(&mut self, number: u64, wakes: &mut Wakes) {
        self.open.close(number);
        wakes.drained |= self.drainers > 0;
    }

    /// Takes an item back out of the queue, to be answered as cancelled.
    pub fn withdraw(&mut self, ticket: u64, wakes: &mut Wakes) -> Option<Submission<W>> {
        let submission = self.queue.cancel(ticket)?;
        self.count_cancelled(wakes);
        Some(submission)
    }

    /// Takes the oldest item back out of the queue, to be answered as cancelled.
    pub fn withdraw_oldest(&mut self, wakes: &mut Wakes) -> Option<Submission<W>> {
        let submission = self.queue.pop()?;
        self.count_cancelled(wakes);
        Some(submission)
    }

    fn count_cancelled(&mut self, wakes: &mut Wakes) {
        self.counts.cancelled += 1;
        wakes.room = self.blocked.min(1);
        wakes.drained |= self.drainers > 0;
    }

    /// Sheds items whose deadline has passed.
    pub fn expire(&mut self, now: u64, late: &mut InFlight<W>, wakes: &mut Wakes) {
        self.queue.expire(now, late);
        self.counts.shed += late.shed.len() as u64;
        wakes.room = self.blocked.min(late.shed.len());
        wakes.drained |= self.drainers > 0;
    }

    /// When the first deadline comes.
    pub fn next_deadline(&self) -> u64 {
        self.queue.next_deadline()
    }

    /// Gives up to `cap` answers to `take`. Returns how many.
    pub fn poll(&mut self, cap: usize, take: impl FnMut((W::Item, W::Answer)), wakes: &mut Wakes) -> usize {
        let count = self.polled.take(cap, take);
        self.queue.set_held(self.polled.len());
        wakes.room = self.blocked.min(count);
        count
    }

    /// Whether no answer waits to be polled and none will come.
    pub fn is_polled_out(&self) -> bool {
        self.closed && !self.polled.will_answer()
    }

    /// A thread begins to wait for an answer. Returns when it must look for deadlines.
    pub fn begin_poll(&mut self) -> u64 {
        self.polled.begin_wait();
        self.poller_alarm = self.queue.next_deadline();
        self.poller_alarm
    }

    /// A thread waits for an answer no longer. Its alarm is gone with it. The alarms of the other threads are no later:
    /// an item that brought the first deadline forward woke them all.
    pub fn end_poll(&mut self) {
        self.polled.end_wait();
        self.poller_alarm = u64::MAX;
    }

    /// Has `signal` tell whether answers wait.
    pub fn set_signal(&mut self, signal: Box<dyn AnswerSignal>) {
        self.polled.set_signal(signal);
    }

    /// Refuses items from now on, and makes ready what is queued.
    pub fn close(&mut self) -> Wakes {
        self.closed = true;
        self.queue.flush();
        self.idle_workers.call_all();
        Wakes { ready: true, workers: usize::MAX, room: usize::MAX, answered: true, drained: true }
    }

    /// A thread begins to drain: makes ready what is queued. Returns the number of the last item to wait for.
    pub fn begin_drain(&mut self, wakes: &mut Wakes) -> u64 {
        self.drainers += 1;
        self.queue.flush();
        if self.queue.len() > 0 {
            self.idle_workers.call_all();
            (wakes.ready, wakes.workers) = (true, usize::MAX);
        }
        self.queue.accepted()
    }

    /// A thread drains no longer.
    pub fn end_drain(&mut self) {
        self.drainers -= 1;
    }

    /// Whether all items up to number `last` are answered.
    pub fn is_drained(&self, last: u64) -> bool {
        self.queue.oldest().is_none_or(|(seq, _)| seq > last) && self.open.are_past(last)
    }

    /// How many items a batch may have now.
    pub fn limit(&self) -> usize {
        self.adaptive.as_ref().map_or(self.config.max_batch_size, Adaptive::limit)
    }

    /// The counts that are kept here.
    pub fn stats(&self, now: u64) -> BatchStats {
        let oldest_wait = self.queue.oldest().map_or(0, |(_, submitted)| now.saturating_sub(submitted));
        BatchStats { queue_depth: self.queue.len(), oldest_wait, ..self.counts.clone() }
    }

    /// Threads that wait for room, for answers, and for the end of a drain.
    #[cfg(all(test, not(shuttle)))]
    pub fn waiting(&self) -> (usize, usize, usize) {
        (self.blocked, self.polled.pollers(), self.drainers)
    }
}
