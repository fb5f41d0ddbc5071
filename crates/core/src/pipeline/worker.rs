//! The threads of a stage.

use super::shared::PipelineShared;
use super::state::{Outcome, Queued};
use crate::base::contained;
use crate::base::reentrancy::Entered;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

/// Runs a thread of `stage`: takes items until the pipeline stops.
pub(super) fn run<T: Copy>(shared: &PipelineShared<T>, stage: usize) {
    let _entered = Entered::mark(shared);
    let counters = &shared.counters[stage];
    let mut since = Instant::now();
    let mut lap = |total: &AtomicU64| {
        let now = Instant::now();
        total.fetch_add(now.duration_since(since).as_nanos() as u64, Relaxed);
        since = now;
    };
    while let Some((order, item)) = take(shared, stage) {
        lap(&counters.waiting_ns);
        let result = contained(|| (shared.stages[stage].work)(item));
        lap(&counters.busy_ns);
        counters.items.fetch_add(1, Relaxed);
        counters.failed.fetch_add(u64::from(result.is_err()), Relaxed);
        match result {
            Ok(made) if stage + 1 < shared.stages.len() => pass(shared, stage + 1, (order, made)),
            Ok(item) => deliver(shared, order, Outcome { item, result: Ok(()), stage }),
            Err(failure) => deliver(shared, order, Outcome { item, result: Err(failure), stage }),
        }
    }
    lap(&counters.waiting_ns);
}

/// Waits for an item; `None` when the pipeline stops.
fn take<T>(shared: &PipelineShared<T>, stage: usize) -> Option<Queued<T>> {
    let mut state = shared.lock();
    loop {
        if state.stopping {
            return None;
        }
        if let Some(taken) = state.take(stage) {
            let feeds_batch = stage == 0 && state.batch;
            drop(state);
            // The queue has room: a worker of the stage before, a caller who pushes, or a batch may wait for it.
            shared.room[stage].one();
            if feeds_batch {
                shared.output.all();
            }
            return Some(taken);
        }
        state = shared.work[stage].wait_long(state);
    }
}

/// Queues an item for `stage`, waiting for room.
fn pass<T>(shared: &PipelineShared<T>, stage: usize, item: Queued<T>) {
    let mut state = shared.lock();
    while !state.has_room(stage) && !state.stopping {
        state = shared.room[stage].wait_long(state);
    }
    state.pass(stage, item);
    drop(state);
    shared.work[stage].one();
}

/// Hands over an outcome.
fn deliver<T>(shared: &PipelineShared<T>, order: u64, outcome: Outcome<T>) {
    let turn = shared.lock().deliver(order, outcome);
    if turn {
        // Several outcomes may have become ready at once, each for another waiting thread.
        shared.output.all();
    }
}
