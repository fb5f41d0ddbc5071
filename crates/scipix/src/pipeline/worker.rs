//! What a thread of a stage does.

use super::Shared;
use super::state::{Outcome, Queued};
use crate::base::contained;
use crate::base::reentrancy::Entered;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

/// Takes items until the pipeline stops.
pub(super) fn run<T: Copy>(shared: &Shared<T>, stage: usize) {
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

fn take<T>(shared: &Shared<T>, stage: usize) -> Option<Queued<T>> {
    let mut state = shared.lock();
    loop {
        if state.stopping {
            return None;
        }
        if let Some(taken) = state.take(stage) {
            let feeds_batch = stage == 0 && state.batch;
            drop(state);
            // The queue before this stage has room: for a worker of the stage before, for whoever pushes, or for a batch.
            shared.room[stage].one();
            if feeds_batch {
                shared.output.all();
            }
            return Some(taken);
        }
        state = shared.work[stage].wait_long(state);
    }
}

fn pass<T>(shared: &Shared<T>, stage: usize, item: Queued<T>) {
    let mut state = shared.lock();
    while !state.has_room(stage) && !state.stopping {
        state = shared.room[stage].wait_long(state);
    }
    state.pass(stage, item);
    drop(state);
    shared.work[stage].one();
}

fn deliver<T>(shared: &Shared<T>, order: u64, outcome: Outcome<T>) {
    let turn = shared.lock().deliver(order, outcome);
    if turn {
        // One thread may be told of several outcomes that came out of order: all who wait look.
        shared.output.all();
    }
}
