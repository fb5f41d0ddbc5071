//! The memory that the runs of one plan share.

use super::worker::Workers;
use crate::base::AlignedBytes;
use crate::base::ScratchCache;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Scratch memory of a plan, and whether it has run.
#[derive(Default)]
pub struct PlanScratch {
    has_run: AtomicBool,
    pub workers: Workers,
    /// Gray pages, for a threshold that depends on the whole page where the result has no room for one. They are large: a
    /// plan that sees many sizes must not keep a page of each.
    pub pages: ScratchCache<AlignedBytes, 4>,
}

impl PlanScratch {
    /// Whether the plan has run, and so takes no more steps.
    pub fn has_run(&self) -> bool {
        self.has_run.load(Relaxed)
    }

    /// Notes a run. The flag is written once only, so that threads which run the plan do not pass its cache line around.
    pub fn mark_run(&self) {
        if !self.has_run() {
            self.has_run.store(true, Relaxed);
        }
    }
}
