//! Pipelines: stages that overlap. While stage 2 works on one item, stage 1 works on the next; what comes out is in the
//! order of what went in.
//!
//! Each stage has its own threads and a bounded queue before it. A full stage holds back the one before it, and in the end
//! whoever pushes, so that memory in flight is bounded by the places that were asked for.

mod batch;
mod state;
mod stream;
#[cfg(test)]
mod tests;
mod worker;

pub use state::Outcome;

use crate::base;
use crate::base::Failure;
use crate::base::Signal;
use crate::base::error::{Result, fail, try_format};
use crate::base::fork::ForkEpoch;
use crate::base::reentrancy::{Entered, is_inside};
use crate::base::sync::{Mutex, MutexGuard};
use state::State;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::{self, JoinHandle};

/// Most stages of a pipeline.
pub const MAX_STAGES: usize = 16;

/// Most threads of a stage.
pub const MAX_WORKERS: usize = 1024;

/// What one stage does, and with how many threads.
pub struct Stage<T> {
    /// Makes the next form of an item. Called from several threads at once where `workers` is above 1.
    pub work: Box<dyn Fn(T) -> Result<T, Failure> + Send + Sync>,
    /// Gets each item that entered this stage, or left it as the last, and will not be delivered.
    pub discard: Box<dyn Fn(T) + Send + Sync>,
    /// Threads of this stage, 1 to [`MAX_WORKERS`].
    pub workers: usize,
    /// Items that may wait before it, at least 1.
    pub queue: usize,
}

/// What a stage has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageStats {
    /// Items it has worked on.
    pub items: u64,
    /// Those of them that failed.
    pub failed: u64,
    /// Microseconds of its threads in `work`, added up.
    pub busy_us: u64,
    /// Microseconds of its threads waiting for an item or for room in the next stage, added up.
    pub waiting_us: u64,
    /// Items waiting before it now.
    pub queue_depth: u64,
}

/// Counters of one stage, in nanoseconds where they are times.
#[derive(Default)]
struct Counters {
    items: AtomicU64,
    failed: AtomicU64,
    busy_ns: AtomicU64,
    waiting_ns: AtomicU64,
}

struct Shared<T> {
    stages: Vec<Stage<T>>,
    counters: Vec<Counters>,
    state: Mutex<State<T>>,
    /// An item waits before the stage.
    work: Vec<Signal>,
    /// There may be room before the stage; for the first one also a token.
    room: Vec<Signal>,
    /// The item that is next in order may have come out.
    output: Signal,
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock()
    }

    /// Wakes everybody: the state has changed for all.
    fn wake_all(&self) {
        self.work.iter().chain(&self.room).chain([&self.output]).for_each(Signal::all);
    }
}

/// A running pipeline of items `T`. Thread-safe. A forked child has it without its threads: there it is closed.
pub struct Pipeline<T: Copy + Send + 'static> {
    shared: base::Shared<Shared<T>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    epoch: ForkEpoch,
}

impl<T: Copy + Send + 'static> Pipeline<T> {
    /// Starts the threads of all stages.
    ///
    /// # Errors
    /// `InvalidArgument` for no stages, more than [`MAX_STAGES`], or a stage without queue or without 1 to [`MAX_WORKERS`]
    /// threads; `OutOfMemory` where a thread cannot be started or there is no memory for the queues.
    pub fn new(stages: Vec<Stage<T>>) -> Result<Self> {
        if stages.is_empty() || stages.len() > MAX_STAGES {
            fail!(InvalidArgument, "stages: {} of them, must be 1 to {MAX_STAGES}", stages.len());
        }
        for (index, &Stage { workers, queue, .. }) in stages.iter().enumerate() {
            if workers == 0 || workers > MAX_WORKERS || queue == 0 {
                fail!(InvalidArgument, "stages: stage {index} has {workers} workers and a queue of {queue}");
            }
        }
        let count = stages.len();
        let shared = base::Shared::try_new(Shared {
            counters: try_defaults(count)?,
            state: Mutex::new(State::new(stages.iter().map(|stage| (stage.workers, stage.queue)))?),
            work: try_defaults(count)?,
            room: try_defaults(count)?,
            output: Signal::default(),
            stages,
        });
        let Some(shared) = shared else { fail!(OutOfMemory, "stages: no memory for the state of {count}") };
        let pipeline = Self { shared, threads: Mutex::default(), epoch: ForkEpoch::current() };
        pipeline.start()?;
        Ok(pipeline)
    }

    fn start(&self) -> Result<()> {
        let mut threads = self.threads.lock();
        let count = self.shared.stages.iter().map(|stage| stage.workers).sum();
        if threads.try_reserve_exact(count).is_err() {
            fail!(OutOfMemory, "stages: no memory for {count} threads");
        }
        for (index, stage) in self.shared.stages.iter().enumerate() {
            for _ in 0..stage.workers {
                let shared = self.shared.clone();
                let name = try_format(format_args!("scipix-stage{index}"), "stages")?;
                match thread::Builder::new().name(name).spawn(move || worker::run(&shared, index)) {
                    Ok(thread) => threads.push(thread),
                    Err(error) => fail!(OutOfMemory, "stages: a thread of stage {index} cannot start: {error}"),
                }
            }
        }
        Ok(())
    }

    /// Whether the calling thread is inside a callback of this pipeline: then it must not wait for it.
    pub fn is_inside(&self) -> bool {
        is_inside(&*self.shared)
    }

    /// How many stages there are.
    pub fn stage_count(&self) -> usize {
        self.shared.stages.len()
    }

    /// What stage `stage` has done. Panics past the last.
    pub fn stats(&self, stage: usize) -> StageStats {
        let counters = &self.shared.counters[stage];
        let depth = if self.epoch.is_current() { self.shared.lock().queue_depth(stage) } else { 0 };
        StageStats {
            items: counters.items.load(Relaxed),
            failed: counters.failed.load(Relaxed),
            busy_us: counters.busy_ns.load(Relaxed) / 1000,
            waiting_us: counters.waiting_ns.load(Relaxed) / 1000,
            queue_depth: depth as u64,
        }
    }

    /// Lets running work end, begins nothing more, ends the threads, and discards what was not fetched. All calls that wait,
    /// and all later ones, are refused as `Closed`. A forked child only lets go.
    pub fn stop(&self) {
        if !self.epoch.is_current() {
            return;
        }
        let mut state = self.shared.lock();
        state.closed = true;
        state.stopping = true;
        drop(state);
        self.shared.wake_all();
        let threads = std::mem::take(&mut *self.threads.lock());
        let others = threads.into_iter().filter(|other| other.thread().id() != thread::current().id());
        others.for_each(|other| drop(other.join()));
        let _entered = Entered::mark(&*self.shared);
        while let Some((stage, item)) = self.abandoned() {
            (self.shared.stages[stage].discard)(item);
        }
    }

    fn abandoned(&self) -> Option<(usize, T)> {
        self.shared.lock().abandon()
    }

    /// The state; refused in a forked child, where the lock may be held for ever.
    fn lock(&self) -> Result<MutexGuard<'_, State<T>>> {
        if !self.epoch.is_current() {
            fail!(Closed, "pipeline: belongs to the process that this one was forked from");
        }
        Ok(self.shared.lock())
    }
}

fn try_defaults<T: Default>(count: usize) -> Result<Vec<T>> {
    let mut all = Vec::new();
    if all.try_reserve_exact(count).is_err() {
        fail!(OutOfMemory, "stages: no memory for {count}");
    }
    all.resize_with(count, T::default);
    Ok(all)
}

impl<T: Copy + Send + 'static> Drop for Pipeline<T> {
    fn drop(&mut self) {
        if self.epoch.is_current() {
            self.stop();
        } else {
            // Threads that are not there can be neither joined nor detached.
            std::mem::forget(std::mem::take(self.threads.get_mut()));
        }
    }
}
