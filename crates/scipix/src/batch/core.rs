//! The state that all threads share, and what each may do with it.
//!
//! One mutex holds the queue and all accounts; it is never held while foreign code runs. Four condition variables wake
//! workers, submitters waiting for room, pollers, and whoever drains; all are notified after the mutex is released.

use super::adaptive::Adaptive;
use super::config::{Config, Mode, Overflow};
use super::queue::{Queue, Terms};
use super::roster::Roster;
use super::stats::{Dispatched, Meters, Stats};
use super::sync::{Clock, Condvar, Mutex, MutexGuard, lock, wait, yield_now};
use super::taken::Batch;
use super::work::{Entry, Fate, To, Work};
use crate::base::aligned::Apart;
use crate::base::reentrancy::{Inside, is_inside};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// How long, in nanoseconds, a worker looks for its next batch before it sleeps: about what sleeping and waking cost.
const WATCH: u64 = 5000;

/// Tells an event loop, by a file descriptor or what it has, whether answers wait to be polled.
pub trait Signal: Send {
    /// Answers wait, or wait no longer.
    fn set(&self, waiting: bool);
}

impl<S: Signal + Sync + ?Sized> Signal for std::sync::Arc<S> {
    fn set(&self, waiting: bool) {
        (**self).set(waiting);
    }
}

/// Counts that change with the queue.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) submitted: u64,
    pub(super) rejected: u64,
    pub(super) shed: u64,
    pub(super) cancelled: u64,
    pub(super) batches: u64,
    pub(super) dispatched: Dispatched,
}

/// A batch being worked on.
struct Run {
    number: u64,
    /// Its items were not submitted before this one.
    oldest: u64,
}

pub(super) struct State<W: Work> {
    pub(super) queue: Queue<Entry<W>>,
    pub(super) adaptive: Option<Adaptive>,
    pub(super) roster: Roster,
    pub(super) closed: bool,
    pub(super) counts: Counts,
    /// Answers to be polled.
    pub(super) answers: VecDeque<(W::Item, W::Answer)>,
    /// Items accepted whose answers will be polled, and are not there yet.
    pub(super) owed: usize,
    pub(super) signal: Option<Box<dyn Signal>>,
    /// Threads that wait to poll, and when the last of them looks for deadlines.
    pub(super) pollers: usize,
    pub(super) poller_alarm: u64,
    /// Submitters that wait for room.
    pub(super) blocked: usize,
    /// Threads that drain.
    pub(super) drainers: usize,
    runs: Vec<Run>,
    last_run: u64,
}

/// Whom to wake once the state is unlocked.
#[derive(Default)]
pub(super) struct Wakes {
    /// A batch has become ready.
    pub(super) ready: bool,
    pub(super) workers: usize,
    pub(super) room: usize,
    pub(super) answered: bool,
    pub(super) drained: bool,
}

pub(super) struct Core<W: Work> {
    pub(super) state: Mutex<State<W>>,
    pub(super) meters: Mutex<Meters>,
    /// Items processed: answered with success, and otherwise.
    completed: AtomicU64,
    failed: AtomicU64,
    /// A hint to a worker that watches: a batch has become ready, or all are to be.
    pub(super) ready: Apart<AtomicBool>,
    pub(super) for_batch: Condvar,
    pub(super) for_room: Condvar,
    pub(super) for_answer: Condvar,
    pub(super) for_drain: Condvar,
    pub(super) work: W,
    pub(super) config: Config,
    pub(super) clock: Clock,
}

fn notify(condvar: &Condvar, sleepers: usize) {
    match sleepers {
        0 => {}
        1 => condvar.notify_one(),
        _ => condvar.notify_all(),
    }
}

/// What came of waiting for a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Acquired {
    /// A batch, or items to shed, or both.
    Taken,
    /// Nothing by the time.
    TimedOut,
    /// The batcher is closed, and nothing is queued any more.
    Closed,
    /// There is no memory for a batch of one.
    NoMemory,
}

impl<W: Work> Core<W> {
    pub(super) fn new(config: Config, work: W) -> Self {
        let adaptive = (config.target_latency > 0)
            .then(|| Adaptive::new(config.target_latency, config.max_batch_size, config.preferred_batch_size));
        let state = State {
            queue: Queue::new(&config),
            adaptive,
            roster: Roster::new(),
            closed: false,
            counts: Counts::default(),
            answers: VecDeque::new(),
            owed: 0,
            signal: None,
            pollers: 0,
            poller_alarm: u64::MAX,
            blocked: 0,
            drainers: 0,
            runs: Vec::new(),
            last_run: 0,
        };
        Self {
            state: Mutex::new(state),
            meters: Mutex::new(Meters::new()),
            completed: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            ready: Apart::default(),
            for_batch: Condvar::new(),
            for_room: Condvar::new(),
            for_answer: Condvar::new(),
            for_drain: Condvar::new(),
            work,
            config,
            clock: Clock::new(),
        }
    }

    pub(super) fn is_inside(&self) -> bool {
        is_inside(self)
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State<W>> {
        lock(&self.state)
    }

    /// Unlocks the state, then wakes.
    pub(super) fn release(&self, state: MutexGuard<'_, State<W>>, wakes: Wakes) {
        if wakes.ready {
            self.ready.0.store(true, Relaxed);
        }
        drop(state);
        notify(&self.for_batch, wakes.workers);
        notify(&self.for_room, wakes.room);
        if wakes.answered {
            self.for_answer.notify_all();
        }
        if wakes.drained {
            self.for_drain.notify_all();
        }
    }

    /// Waits for a batch until the time `until`. `worked`: the batch before, in `batch`, is answered completely.
    pub(super) fn acquire(&self, batch: &mut Batch<W>, until: u64, worked: bool) -> Acquired {
        let mut linger = worked && self.config.mode == Mode::Window;
        let mut watches = worked;
        let mut state = self.lock();
        if worked && state.finish(batch.run) {
            self.for_drain.notify_all();
        }
        loop {
            let now = self.clock.now();
            let mut wakes = Wakes::default();
            self.ready.0.store(false, Relaxed);
            let acquired = state.take(self, now, batch, &mut wakes);
            let acquired = acquired.or_else(|| (now >= until).then_some(Acquired::TimedOut));
            if let Some(acquired) = acquired {
                // Whoever leaves hands on what is left to do or to wait for.
                let left = state.queue.has_ready(now) || !state.roster.wakes_by(state.queue.next_due());
                wakes.workers = usize::from(left && state.roster.call());
                self.release(state, wakes);
                return acquired;
            }
            if std::mem::take(&mut watches) {
                drop(state);
                self.watch(now);
                state = self.lock();
                continue;
            }
            // Just after a batch more are likely to come, and need not call a worker that wakes in time for them.
            let lingering = if linger { now.saturating_add(self.config.max_wait) } else { u64::MAX };
            linger = false;
            let due = state.queue.next_due().min(lingering);
            let (sleep, alarm) = state.roster.sleep(due);
            state = wait(&self.for_batch, state, now, alarm.min(until));
            state.roster.wake(sleep);
        }
    }

    /// Looks for a batch for a moment, so that submitters who fill the queue just then need not wake anyone. Lets others
    /// run meanwhile: where they take long the moment is over.
    fn watch(&self, since: u64) {
        loop {
            yield_now();
            if self.ready.0.load(Relaxed) || self.clock.now().saturating_sub(since) >= WATCH {
                return;
            }
        }
    }

    /// Counts a batch that was processed, before anyone can learn its answers.
    pub(super) fn account(&self, batch: &mut Batch<W>) {
        let service = self.clock.now().saturating_sub(batch.taken);
        let size = batch.items.len();
        let completed = batch.answers.iter().filter(|answer| self.work.is_success(answer)).count();
        self.completed.fetch_add(completed as u64, Relaxed);
        self.failed.fetch_add((size - completed) as u64, Relaxed);
        let mut meters = lock(&self.meters);
        batch.submitted.drain(..).for_each(|at| meters.queue_wait.record(batch.taken.saturating_sub(at)));
        meters.service.record(service);
        meters.batch_size.record(size as u64);
        drop(meters);
        let all_polled = std::mem::take(&mut batch.polled) == size;
        if self.config.target_latency > 0 || all_polled {
            self.settle(batch, service, all_polled);
        }
    }

    /// The part of `account` that needs the state.
    fn settle(&self, batch: &mut Batch<W>, service: u64, all_polled: bool) {
        let mut state = self.lock();
        let mut wakes = Wakes::default();
        if let Some(adaptive) = &mut state.adaptive {
            adaptive.observe(batch.items.len(), service);
            let limit = adaptive.limit();
            state.queue.set_limit(limit);
        }
        if all_polled {
            batch.tos.clear();
            state.file(batch.items.drain(..).zip(batch.answers.drain(..)), &mut wakes);
        }
        self.release(state, wakes);
    }

    /// Gives back the items that were shed.
    pub(super) fn deliver_shed(&self, batch: &mut Batch<W>) {
        if batch.shed.is_empty() {
            return;
        }
        let _inside = Inside::of(self);
        let fate = |Entry { item, to }| (item, to, self.work.unanswered(Fate::DeadlineMissed));
        self.deliver_all(batch.shed.drain(..).map(fate));
    }

    /// Gives back the items of a batch that was accounted for.
    pub(super) fn deliver(&self, batch: &mut Batch<W>) {
        let _inside = Inside::of(self);
        let answered = batch.items.drain(..).zip(batch.tos.drain(..)).zip(batch.answers.drain(..));
        self.deliver_all(answered.map(|((item, to), answer)| (item, to, answer)));
    }

    fn deliver_all(&self, mut answered: impl Iterator<Item = (W::Item, To<W>, W::Answer)>) {
        // After a panic in one delivery the others go on.
        while catch_unwind(AssertUnwindSafe(|| answered.by_ref().for_each(|each| self.deliver_one(each)))).is_err() {}
    }

    fn deliver_one(&self, (item, to, answer): (W::Item, To<W>, W::Answer)) {
        match to {
            To::Reply(reply) => self.work.deliver(reply, item, answer),
            To::Waiter(waiter) => waiter.put(answer),
            To::Poll => {
                let mut state = self.lock();
                let mut wakes = Wakes::default();
                state.file([(item, answer)].into_iter(), &mut wakes);
                self.release(state, wakes);
            }
        }
    }

    /// Answers one item that was taken out of the queue and counted.
    pub(super) fn answer(&self, Entry { item, to }: Entry<W>, fate: Fate) {
        let _inside = Inside::of(self);
        self.deliver_all([(item, to, self.work.unanswered(fate))].into_iter());
    }

    /// A batch, or what was shed in place of one, is answered completely.
    pub(super) fn finish(&self, batch: &Batch<W>) {
        let drained = self.lock().finish(batch.run);
        if drained {
            self.for_drain.notify_all();
        }
    }

    pub(super) fn stats(&self) -> Stats {
        let now = self.clock.now();
        // Before the others, so that never more seem answered than were submitted.
        let (completed, failed) = (self.completed.load(Relaxed), self.failed.load(Relaxed));
        let state = self.lock();
        let Counts { submitted, rejected, shed, cancelled, batches, dispatched } = state.counts;
        let queue_depth = state.queue.len();
        let oldest_wait = state.queue.oldest().map_or(0, |(_, submitted)| now.saturating_sub(submitted));
        drop(state);
        let meters = lock(&self.meters);
        let (queue_wait, service) = (meters.queue_wait.summary(), meters.service.summary());
        let batch_size = meters.batch_size.summary();
        Stats {
            submitted,
            completed,
            failed,
            rejected,
            shed,
            cancelled,
            batches,
            queue_depth,
            oldest_wait,
            dispatched,
            queue_wait,
            service,
            batch_size,
        }
    }

    /// How long a submission waits for room.
    pub(super) fn block_span(&self) -> u64 {
        match self.config.overflow {
            Overflow::Block(span) if !self.is_inside() => span,
            _ => 0,
        }
    }
}

impl<W: Work> State<W> {
    /// How many items a batch may have now.
    pub(super) fn limit(&self, config: &Config) -> usize {
        self.adaptive.as_ref().map_or(config.max_batch_size, Adaptive::limit)
    }

    /// Takes a batch, or sheds, or tells why nothing will come.
    fn take(&mut self, core: &Core<W>, now: u64, batch: &mut Batch<W>, wakes: &mut Wakes) -> Option<Acquired> {
        let queued = self.queue.len();
        if queued == 0 {
            return self.closed.then_some(Acquired::Closed);
        }
        let wanted = self.limit(&core.config);
        let limit = match batch.reserve(wanted.min(queued)) {
            room if room < wanted.min(queued) => room,
            _ => wanted,
        };
        if limit == 0 || self.runs.try_reserve(1).is_err() {
            return Some(Acquired::NoMemory);
        }
        let oldest = self.queue.oldest().map_or(0, |(seq, _)| seq);
        let Self { queue, adaptive, .. } = self;
        let target = if core.config.shed_late { core.config.target_latency } else { u64::MAX };
        let service = |size| adaptive.as_ref().map_or(0, |adaptive| adaptive.predict(size));
        let reason = queue.take(now, &Terms { limit, target, service }, batch);
        if batch.is_empty() {
            return None;
        }
        if let Some(reason) = reason {
            self.counts.batches += 1;
            self.counts.dispatched.count(reason);
        }
        self.last_run += 1;
        (batch.taken, batch.run) = (now, self.last_run);
        self.runs.push(Run { number: self.last_run, oldest });
        self.counts.shed += batch.shed.len() as u64;
        wakes.room = self.room_for(queued - self.queue.len());
        Some(Acquired::Taken)
    }

    /// A batch is answered completely. Returns whether somebody waits to hear that.
    fn finish(&mut self, number: u64) -> bool {
        let place = self.runs.iter().position(|run| run.number == number);
        place.map(|place| self.runs.swap_remove(place));
        self.drainers > 0
    }

    /// How many submitters to wake when `freed` places have become free.
    pub(super) fn room_for(&self, freed: usize) -> usize {
        self.blocked.min(freed)
    }

    /// Puts answers where they are polled.
    pub(super) fn file(&mut self, answered: impl Iterator<Item = (W::Item, W::Answer)>, wakes: &mut Wakes) {
        let before = self.answers.len();
        // `submit` has reserved a place for each.
        self.answers.extend(answered);
        self.owed -= self.answers.len() - before;
        self.answers_changed(before, wakes);
    }

    /// After answers were added or polled: keeps the queue and the signal informed.
    pub(super) fn answers_changed(&mut self, before: usize, wakes: &mut Wakes) {
        let now = self.answers.len();
        self.queue.set_held(now);
        wakes.answered |= now > before && self.pollers > 0;
        if let Some(signal) = self.signal.as_ref().filter(|_| (before == 0) != (now == 0)) {
            signal.set(now > 0);
        }
    }

    /// Whether all items up to number `last` are answered.
    pub(super) fn is_drained(&self, last: u64) -> bool {
        self.queue.oldest().is_none_or(|(seq, _)| seq > last) && self.runs.iter().all(|run| run.oldest > last)
    }
}
