//! The pipeline as its caller holds it: start, statistics, stop.

use super::shared::PipelineShared;
use super::stage::{MAX_STAGES, MAX_WORKERS, Stage, StageStats};
use super::state::PipelineState;
use super::worker;
use crate::base::error::{Result, fail};
use crate::base::fork::ForkEpoch;
use crate::base::platform::need_threads;
use crate::base::reentrancy::{Entered, is_inside};
use crate::base::sync::{Mutex, MutexGuard};
use crate::base::{OwnThread, Shared, Signal, contained, end_threads, start_thread};
use std::sync::atomic::Ordering::Relaxed;

/// A running pipeline of items `T`. Thread-safe. In a forked child, which has none of its threads, it is closed.
pub struct Pipeline<T: Copy + Send + 'static> {
    pub(super) shared: Shared<PipelineShared<T>>,
    threads: Mutex<Vec<OwnThread>>,
    epoch: ForkEpoch,
}

impl<T: Copy + Send + 'static> Pipeline<T> {
    /// Starts the threads of all stages.
    ///
    /// # Errors
    /// `InvalidArgument` for no stages, more than [`MAX_STAGES`], or a stage without queue or without 1 to [`MAX_WORKERS`]
    /// threads; `Io` where a thread cannot be started; `OutOfMemory`; `Unsupported` on a platform without threads.
    pub fn new(stages: Vec<Stage<T>>) -> Result<Self> {
        if stages.is_empty() || stages.len() > MAX_STAGES {
            fail!(InvalidArgument, "stages: {} of them, must be 1 to {MAX_STAGES}", stages.len());
        }
        for (index, &Stage { workers, queue, .. }) in stages.iter().enumerate() {
            if workers == 0 || workers > MAX_WORKERS || queue == 0 {
                fail!(InvalidArgument, "stages: stage {index} has {workers} workers and a queue of {queue}");
            }
        }
        need_threads("pipeline")?;
        let count = stages.len();
        let shared = Shared::try_new(PipelineShared {
            counters: try_defaults(count)?,
            state: Mutex::new(PipelineState::new(stages.iter().map(|stage| (stage.workers, stage.queue)))?),
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
                let run = move || worker::run(&shared, index);
                threads.push(start_thread("stages", format_args!("scipix-stage{index}"), run)?);
            }
        }
        Ok(())
    }

    /// Returns whether the calling thread runs a callback of this pipeline, and so must not wait for it.
    pub fn is_inside(&self) -> bool {
        is_inside(&*self.shared)
    }

    /// Returns the number of stages.
    pub fn stage_count(&self) -> usize {
        self.shared.stages.len()
    }

    /// Returns how many items may be in flight: as many as the queues hold and the workers work on.
    pub fn place_count(&self) -> usize {
        self.shared.lock().tokens()
    }

    /// Returns the counts and times of stage `stage`. Panics past the last.
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

    /// Stops the pipeline: waits for running work, ends the threads, and discards what was not fetched, also where
    /// another thread is stopping it, unless this one is inside its callback. Waiting calls and later ones fail with `Closed`.
    /// Does nothing in a forked child.
    pub fn stop(&self) {
        if !self.epoch.is_current() {
            return;
        }
        let mut state = self.shared.lock();
        state.closed = true;
        state.stopping = true;
        drop(state);
        self.shared.wake_all();
        // Until the end of the call, so that another one that stops it waits for the rest as well.
        let Some(_threads) = end_threads(&self.threads, self.is_inside()) else { return };
        let _entered = Entered::mark(&*self.shared);
        // Each item is taken in a statement of its own, which unlocks before the callback.
        let abandoned = || self.shared.lock().abandon();
        while let Some((stage, item)) = abandoned() {
            // After a panic the others are discarded too.
            let _ = contained(|| {
                (self.shared.stages[stage].discard)(item);
                Ok(())
            });
        }
    }

    /// Locks the state. A forked child is refused: there the lock may stay held for ever.
    pub(super) fn lock(&self) -> Result<MutexGuard<'_, PipelineState<T>>> {
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
            // The threads do not exist here, so they can be neither joined nor detached.
            std::mem::forget(std::mem::take(self.threads.get_mut()));
        }
    }
}
