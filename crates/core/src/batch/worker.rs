//! The threads of a batcher: workers, which process batches, and the deadline timer.

use super::core::BatchCore;
use super::state::{Acquired, InFlight, TimerTask, Wakes};
use super::submission::Submission;
use super::work::{FailureReason, Work};
use crate::base::reentrancy::Entered;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Processes batches until the batcher is closed and empty. `batch` has room for one item at least.
pub fn run<W: Work>(core: &BatchCore<W>, mut batch: InFlight<W>) {
    let mut worked = false;
    loop {
        match core.acquire(&mut batch, u64::MAX, worked) {
            Acquired::Taken => process(core, &mut batch),
            // A batch of one needs no more memory than there is.
            Acquired::Closed | Acquired::NoMemory | Acquired::TimedOut => return,
        }
        worked = true;
    }
}

fn process<W: Work>(core: &BatchCore<W>, batch: &mut InFlight<W>) {
    batch.preset(&core.work);
    let entered = Entered::mark(core);
    let panicked = catch_unwind(AssertUnwindSafe(|| core.work.process(&batch.items, &mut batch.answers))).is_err();
    drop(entered);
    if panicked {
        batch.answer_unset(&core.work, FailureReason::Failed);
    }
    core.complete(batch);
}

/// Answers shed items, and those whose deadline comes while they are queued, until the batcher is closed and no deadline is
/// left. `shed` has room for some.
pub fn run_timer<W: Work>(core: &BatchCore<W>, mut shed: Vec<Submission<W>>) {
    loop {
        let mut wakes = Wakes::default();
        let mut state = core.lock();
        let now = core.clock.now();
        match state.timer_task(now, &mut shed, &mut wakes) {
            TimerTask::End => return core.release(state, wakes),
            TimerTask::Sleep(until) => {
                state = core.wait(&core.for_deadline, state, &mut wakes, now, until);
                state.wake_timer();
            }
            TimerTask::Answer => {
                core.release(state, wakes);
                core.answer_unprocessed(shed.drain(..), FailureReason::DeadlineMissed);
                let mut wakes = Wakes::default();
                let mut state = core.lock();
                state.end_answering(&mut wakes);
                core.release(state, wakes);
            }
        }
    }
}
