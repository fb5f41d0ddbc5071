//! The state machine of a batcher: an item is submitted, taken in a batch and completed with it; or it is shed, because
//! its deadline has passed, or withdrawn. No threads and no clock: callers give the time, and wake whom `Wakes` names.

use super::adaptive::Adaptive;
use super::cancelling::Cancelling;
use super::deadline_timer::DeadlineTimer;
use super::idle_workers::{IdleWorkers, Sleep};
use super::in_flight::InFlight;
use super::open_batches::OpenBatches;
use super::polled::{AnswerSignal, PolledAnswers};
use super::queue::{DispatchPolicy, DispatchTerms, Order, Queue, Refusal};
use super::wakes::Wakes;
use crate::batch::config::BatchConfig;
use crate::batch::stats::BatchStats;
use crate::batch::submission::Submission;
use crate::batch::work::Work;
use std::collections::TryReserveError;

/// Outcome of waiting for a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquired {
    /// A batch was taken.
    Taken,
    /// No batch was ready by the time given.
    TimedOut,
    /// The batcher is closed, and nothing is queued any more.
    Closed,
    /// There is no memory for a batch of one.
    NoMemory,
}

/// Next task of the deadline timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerTask {
    /// It answers the items that it was given.
    Answer,
    /// It sleeps until this time.
    Sleep(u64),
    /// It ends, because no deadline will have to be kept any more.
    End,
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
    timer: DeadlineTimer,
    cancelling: Cancelling,
    /// Submitters that wait for room.
    blocked: usize,
    /// Threads that drain.
    drainers: usize,
    closed: bool,
    /// Only the statistics that are counted under this lock; the other fields stay 0.
    counts: BatchStats,
}

impl<W: Work> BatchState<W> {
    /// Makes the state of a new batcher. Reserves an open batch for each worker, so that items can be answered at the
    /// end even where memory has run out.
    pub fn new(config: BatchConfig) -> Result<Self, TryReserveError> {
        let adaptive = (config.target_latency > 0)
            .then(|| Adaptive::new(config.target_latency, config.max_batch_size, config.preferred_batch_size));
        let mut state = Self {
            queue: Queue::new(&config),
            config,
            adaptive,
            idle_workers: IdleWorkers::new(),
            open: OpenBatches::default(),
            polled: PolledAnswers::new(),
            timer: DeadlineTimer::new(),
            cancelling: Cancelling::new(),
            blocked: 0,
            drainers: 0,
            closed: false,
            counts: BatchStats::default(),
        };
        state.open.try_reserve(state.config.workers)?;
        state.set_policy();
        Ok(state)
    }

    /// Tells the queue what the controller has learned. Returns whether windows end earlier than before, and whether a group
    /// has become ready.
    fn set_policy(&mut self) -> (bool, bool) {
        let Some(adaptive) = &self.adaptive else { return (false, false) };
        let (limit, size) = (adaptive.limit(), self.config.preferred_batch_size.min(adaptive.limit()));
        self.queue.set_policy(DispatchPolicy { limit, window: adaptive.window(size), service: adaptive.predict(size) })
    }

    /// Whether an item may be submitted now. If the queue is full, items whose deadline has passed make room for it.
    pub fn admission(&mut self, now: u64, wakes: &mut Wakes) -> Admission {
        if self.closed {
            return Admission::Closed;
        }
        if self.queue.room() == 0 {
            self.expire(now, wakes);
        }
        if self.queue.room() == 0 { Admission::Full } else { Admission::Open }
    }

    /// How many more items the queue takes.
    pub fn room(&self) -> usize {
        self.queue.room()
    }

    /// How many items are queued, and how many answers wait to be polled.
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

    /// Whether an item may be queued once there is room.
    pub fn check(&self, order: Order) -> Result<(), Refusal> {
        self.queue.check(order)
    }

    /// A submitter was refused. Counts `rejected` items, those for which the queue was full or the batcher closed. It may
    /// have been woken for room that it has not taken, which is the next one's then.
    pub fn refuse(&mut self, rejected: usize, wakes: &mut Wakes) {
        self.counts.rejected += rejected as u64;
        if self.blocked > 0 && self.queue.room() > 0 {
            wakes.room = wakes.room.max(1);
        }
    }

    /// Queues an item. Returns its ticket.
    pub fn submit(
        &mut self,
        now: u64,
        order: Order,
        submission: Submission<W>,
        wakes: &mut Wakes,
    ) -> Result<u64, (Refusal, Submission<W>)> {
        let polls = submission.route.polls();
        if polls && self.polled.try_reserve().is_err() {
            return Err((Refusal::NoMemory, submission));
        }
        let pushed = self.queue.push(now, order, submission)?;
        self.counts.submitted += 1;
        if polls {
            self.polled.expect();
        }
        wakes.ready |= pushed.ready;
        if (pushed.ready || !self.idle_workers.wakes_by(pushed.due)) && self.idle_workers.notify() {
            wakes.workers += 1;
        }
        wakes.timer |= self.timer.notify_before(pushed.deadline);
        Ok(pushed.ticket)
    }

    /// Takes a batch. Returns `None` if none is ready yet.
    pub fn take(&mut self, now: u64, batch: &mut InFlight<W>, wakes: &mut Wakes) -> Option<Acquired> {
        let queued = self.queue.len();
        if queued == 0 {
            return self.is_finished().then_some(Acquired::Closed);
        }
        let wanted = self.limit();
        // Where memory is short the batch is smaller.
        let limit = match batch.reserve(wanted.min(queued)) {
            room if room < wanted.min(queued) => room,
            _ => wanted,
        };
        if limit == 0 || self.open.try_reserve(1).is_err() {
            return Some(Acquired::NoMemory);
        }
        let oldest = self.queue.oldest().map_or(0, |(seq, _)| seq);
        let shed_before = self.queue.shed_len();
        let Self { queue, adaptive, .. } = self;
        let service = |size| adaptive.as_ref().map_or(0, |adaptive| adaptive.predict(size));
        let reason = queue.take(now, &DispatchTerms { limit, service }, |item, submitted| batch.add(item, submitted));
        self.note_removed(queued, shed_before, wakes);
        let Some(reason) = reason else { return self.is_finished().then_some(Acquired::Closed) };
        self.counts.batches += 1;
        self.counts.dispatched.count(reason);
        (batch.taken_at, batch.number) = (now, self.open.open(oldest));
        Some(Acquired::Taken)
    }

    /// Whether nothing is queued and nothing will be.
    fn is_finished(&self) -> bool {
        self.closed && self.queue.len() == 0
    }

    /// Sheds items whose deadline has passed.
    fn expire(&mut self, now: u64, wakes: &mut Wakes) {
        let (queued, shed_before) = (self.queue.len(), self.queue.shed_len());
        self.queue.expire(now);
        self.note_removed(queued, shed_before, wakes);
    }

    /// Accounts for items that have left the queue: wakes submitters for their places, and the deadline timer for
    /// those that were shed. Before, `queued` items were queued, and `shed_before` were shed and unanswered.
    fn note_removed(&mut self, queued: usize, shed_before: usize, wakes: &mut Wakes) {
        let shed = self.queue.shed_len() - shed_before;
        self.counts.shed += shed as u64;
        wakes.room = wakes.room.max(self.blocked.min(queued - self.queue.len()));
        wakes.timer |= (shed > 0 || self.timer_is_done()) && self.timer.notify();
    }

    /// Whether no deadline will have to be kept any more.
    fn timer_is_done(&self) -> bool {
        self.closed && self.queue.next_deadline() == u64::MAX && self.queue.shed_len() == 0
    }

    /// Returns what the deadline timer has to do. Shed items are moved to `shed`, as many as its capacity holds;
    /// after answering them the timer calls `end_answering`.
    pub fn timer_task(&mut self, now: u64, shed: &mut Vec<Submission<W>>, wakes: &mut Wakes) -> TimerTask {
        self.expire(now, wakes);
        if self.timer_is_done() {
            return TimerTask::End;
        }
        let was_full = self.queue.is_shed_full();
        while shed.len() < shed.capacity()
            && let Some((seq, submission)) = self.queue.pop_shed()
        {
            self.timer.begin_answering(seq);
            shed.push(submission);
        }
        if shed.is_empty() {
            return TimerTask::Sleep(self.timer.sleep(self.queue.next_deadline()));
        }
        // While no more items could be shed, workers slept.
        wakes.workers += usize::from(was_full && self.idle_workers.notify());
        TimerTask::Answer
    }

    /// The deadline timer has woken.
    pub fn wake_timer(&mut self) {
        self.timer.wake();
    }

    /// The deadline timer has answered the items it got.
    pub fn end_answering(&mut self, wakes: &mut Wakes) {
        self.timer.end_answering();
        wakes.drained |= self.drainers > 0;
    }

    /// A worker stops looking for a batch. Another is woken if a batch is ready, if no sleeping worker wakes when one
    /// will be, or if the batcher is finished, so that it ends as well.
    pub fn leave(&mut self, now: u64, wakes: &mut Wakes) {
        let is_due = self.queue.has_ready(now) || !self.idle_workers.wakes_by(self.queue.next_due());
        let remains = self.is_finished() || (is_due && !self.queue.is_shed_full());
        wakes.workers += usize::from(remains && self.idle_workers.notify());
    }

    /// A worker goes to sleep. Returns when it must wake by itself, at the end of a window. After a batch it `lingers`: it
    /// wakes when the window of an item submitted now would end, so that the next submissions need not wake it.
    pub fn sleep(&mut self, now: u64, lingers: bool) -> (Sleep, u64) {
        let latest = if lingers { now.saturating_add(self.queue.window()) } else { u64::MAX };
        // Ready items cannot be taken before shed ones are answered, after which the deadline timer wakes a worker.
        let due = if self.queue.is_shed_full() { u64::MAX } else { self.queue.next_due() };
        self.idle_workers.sleep(due.min(latest))
    }

    /// A worker has woken.
    pub fn wake(&mut self, sleep: Sleep) {
        self.idle_workers.wake(sleep);
    }

    /// A batch was processed in the time `service`. Its answers that are polled become available.
    pub fn complete(&mut self, batch: &mut InFlight<W>, service: u64, wakes: &mut Wakes) {
        if let Some(adaptive) = &mut self.adaptive {
            adaptive.observe(batch.answers.len(), service);
            let (earlier, ready) = self.set_policy();
            wakes.ready |= ready;
            let calls = ready || (earlier && !self.idle_workers.wakes_by(self.queue.next_due()));
            wakes.workers += usize::from(calls && self.idle_workers.notify());
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

    /// Takes an item back out of the queue. It gets no answer.
    pub fn withdraw(&mut self, ticket: u64, wakes: &mut Wakes) -> Option<Submission<W>> {
        let submission = self.queue.cancel(ticket)?;
        self.note_cancelled(wakes);
        if submission.route.polls() {
            self.polled.expect_no_more();
            wakes.answered |= self.is_polled_out();
        }
        wakes.drained |= self.drainers > 0;
        Some(submission)
    }

    /// Takes an item back out of the queue, to be answered as cancelled; `end_cancelling` with its round must follow.
    pub fn cancel(&mut self, ticket: u64, wakes: &mut Wakes) -> Option<(Submission<W>, usize)> {
        let (seq, _) = self.queue.find(ticket)?;
        let submission = self.queue.cancel(ticket)?;
        self.note_cancelled(wakes);
        Some((submission, self.cancelling.begin(seq)))
    }

    /// Does with the oldest item what `cancel` does.
    pub fn cancel_oldest(&mut self, wakes: &mut Wakes) -> Option<(Submission<W>, usize)> {
        let (seq, _) = self.queue.oldest()?;
        let submission = self.queue.pop()?;
        self.note_cancelled(wakes);
        Some((submission, self.cancelling.begin(seq)))
    }

    /// A cancelled item of `round` is answered.
    pub fn end_cancelling(&mut self, round: usize, wakes: &mut Wakes) {
        self.cancelling.end(round);
        wakes.drained |= self.drainers > 0;
    }

    fn note_cancelled(&mut self, wakes: &mut Wakes) {
        self.counts.cancelled += 1;
        self.note_removed(self.queue.len() + 1, self.queue.shed_len(), wakes);
    }

    /// Gives up to `cap` answers to `take`. Returns how many.
    pub fn poll(&mut self, cap: usize, take: impl FnMut((W::Item, W::Answer)), wakes: &mut Wakes) -> usize {
        let count = self.polled.take(cap, take);
        self.queue.set_held(self.polled.len());
        wakes.room = wakes.room.max(self.blocked.min(count));
        count
    }

    /// Whether no answer waits to be polled and none will come.
    pub fn is_polled_out(&self) -> bool {
        self.closed && !self.polled.will_answer()
    }

    /// A thread begins to wait for an answer.
    pub fn begin_poll(&mut self) {
        self.polled.begin_wait();
    }

    /// A thread waits for an answer no longer.
    pub fn end_poll(&mut self) {
        self.polled.end_wait();
    }

    /// Sets the signal that shows outside whether answers wait to be polled.
    pub fn set_signal(&mut self, signal: Box<dyn AnswerSignal>) {
        self.polled.set_signal(signal);
    }

    /// Refuses items from now on, and makes ready what is queued.
    pub fn close(&mut self) -> Wakes {
        self.closed = true;
        self.queue.flush();
        self.idle_workers.notify_all();
        self.timer.notify();
        Wakes { ready: true, workers: usize::MAX, room: usize::MAX, answered: true, drained: true, timer: true }
    }

    /// A thread begins to drain: makes ready what is queued. Returns the number of the last item to wait for.
    pub fn begin_drain(&mut self, wakes: &mut Wakes) -> u64 {
        self.drainers += 1;
        self.queue.flush();
        if self.queue.len() > 0 {
            self.idle_workers.notify_all();
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
        let queue_is_past = self.queue.oldest().is_none_or(|(seq, _)| seq > last) && self.queue.shed_are_past(last);
        queue_is_past && self.open.are_past(last) && self.timer.is_past(last) && self.cancelling.is_past(last)
    }

    /// How many items a batch may have now.
    pub fn limit(&self) -> usize {
        self.adaptive.as_ref().map_or(self.config.max_batch_size, Adaptive::limit)
    }

    /// The statistics that are counted here.
    pub fn stats(&self, now: u64) -> BatchStats {
        let oldest_wait = self.queue.oldest().map_or(0, |(_, submitted)| now.saturating_sub(submitted));
        BatchStats {
            queue_depth: self.queue.len(),
            level_depths: self.queue.depths(),
            oldest_wait,
            ..self.counts.clone()
        }
    }

    /// Threads that wait for room, for answers, and for the end of a drain.
    #[cfg(all(test, not(shuttle)))]
    pub fn waiting(&self) -> (usize, usize, usize) {
        (self.blocked, self.polled.pollers(), self.drainers)
    }
}
