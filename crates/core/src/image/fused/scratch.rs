//! The memory that the runs of fused steps share.

use super::worker::Workers;
use crate::base::AlignedBytes;
use crate::base::ScratchCache;

/// Scratch memory of fused steps.
#[derive(Default)]
pub struct FusedScratch {
    pub workers: Workers,
    /// Gray pages, for a threshold that depends on the whole page where the result has no room for one. They are large: a
    /// plan that sees many sizes must not keep a page of each.
    pub pages: ScratchCache<AlignedBytes, 4>,
}
