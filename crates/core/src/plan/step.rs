//! A step of a plan.

use super::whole_step::WholeStep;
use crate::image::FusedStep;

/// One step of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Does something with rows while they are in cache.
    Fused(FusedStep),
    /// Does something that sees the whole image at once.
    Whole(WholeStep),
}

impl From<FusedStep> for Step {
    fn from(step: FusedStep) -> Self {
        Self::Fused(step)
    }
}

impl From<WholeStep> for Step {
    fn from(step: WholeStep) -> Self {
        Self::Whole(step)
    }
}
