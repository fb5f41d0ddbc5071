//! The batcher's own threads.

use super::core::{Acquired, Core};
use super::taken::Batch;
use super::work::{Fate, Work};
use crate::base::reentrancy::Inside;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// What a thread of the batcher does until it is closed and empty.
pub(super) fn run<W: Work>(core: &Core<W>) {
    let mut batch = Batch::new();
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

fn process<W: Work>(core: &Core<W>, batch: &mut Batch<W>) {
    core.deliver_shed(batch);
    if !batch.items.is_empty() {
        batch.preset(&core.work);
        let inside = Inside::of(core);
        let panicked = catch_unwind(AssertUnwindSafe(|| core.work.process(&batch.items, &mut batch.answers))).is_err();
        drop(inside);
        if panicked {
            batch.settle_unset(&core.work, Fate::Failed);
        }
        core.account(batch);
        core.deliver(batch);
    }
}
