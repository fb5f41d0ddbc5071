//! The threads that process batches.

use super::core::BatchCore;
use super::state::{Acquired, InFlight};
use super::work::{Fate, Work};
use crate::base::reentrancy::Entered;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// Processes batches until the batcher is closed and empty.
pub fn run<W: Work>(core: &BatchCore<W>) {
    let mut batch = InFlight::new();
    let mut worked = false;
    loop {
        let acquired = core.acquire(&mut batch, u64::MAX, worked);
        worked = acquired == Acquired::Taken;
        match acquired {
            Acquired::Taken => process(core, &mut batch),
            Acquired::Closed => return,
            // Others may give memory back.
            Acquired::NoMemory => std::thread::sleep(Duration::from_millis(1)),
            Acquired::TimedOut => {}
        }
    }
}

fn process<W: Work>(core: &BatchCore<W>, batch: &mut InFlight<W>) {
    core.answer_unprocessed(batch.shed.drain(..), Fate::DeadlineMissed);
    if batch.items.is_empty() {
        return;
    }
    batch.preset(&core.work);
    let entered = Entered::mark(core);
    let panicked = catch_unwind(AssertUnwindSafe(|| core.work.process(&batch.items, &mut batch.answers))).is_err();
    drop(entered);
    if panicked {
        batch.answer_unset(&core.work, Fate::Failed);
    }
    core.complete(batch);
}
