//! Tables and scratch rows of a conversion, kept from image to image.

use super::piece::PIECE;
use super::shape::TensorPlan;
use crate::base::aligned::try_box;
use crate::base::error::{Result, fail, rezero};
use crate::base::{ScratchCache, ScratchLease};
use crate::image::Geometry;
use crate::image::alpha::AlphaStep;
use crate::image::colour_step::ColourStep;
use crate::image::rows::RowSteps;
use crate::simd::Level;

/// Threads at once whose memory is kept.
const THREADS: usize = 8;
/// Columns of an image and of its part of the tensor beyond which memory is given back: tables have up to about 140 bytes for
/// each, so that a thread keeps less than 4 MiB.
const MOST_KEPT_COLUMNS: usize = 1 << 14;

/// A thread's memory for one image after another.
#[derive(Default)]
pub struct LineMemory {
    steps: Option<RowSteps>,
    gray: Vec<u8>,
}

impl LineMemory {
    /// Returns the steps that the rows of an image of geometry `src` go through before they are mapped, if it is resized or
    /// composited over a colour.
    pub fn steps(
        &mut self,
        level: Level,
        src: &Geometry,
        plan: &TensorPlan,
        colour: ColourStep,
    ) -> Result<Option<&mut RowSteps>> {
        let (width, height) = plan.scaled_size(src);
        let colour = ColourStep { alpha: plan.over.map(AlphaStep::Over), ..colour }.for_format(src.format);
        let resized = (src.width, src.height) != (width, height);
        if !resized && colour.alpha.is_none() {
            return Ok(None);
        }
        let steps = self.steps.get_or_insert_with(|| RowSteps::new(src, colour));
        if resized {
            steps.refit(level, src, colour, (plan.filter, width, height), 2)?;
        } else {
            *steps = RowSteps::new(src, colour).keeping(2)?;
        }
        Ok(Some(steps))
    }

    /// Returns room for a piece of a row in gray.
    pub fn gray(&mut self) -> Result<&mut [u8]> {
        if self.gray.len() < PIECE {
            rezero(&mut self.gray, PIECE, "src: scratch rows")?;
        }
        Ok(&mut self.gray)
    }

    /// Gives memory back after an image of `width` columns that is too wide for it to be kept.
    pub fn trim(&mut self, width: usize, plan: &TensorPlan) {
        if width.max(plan.width) > MOST_KEPT_COLUMNS {
            self.steps = None;
        }
    }
}

/// Memory of the threads that convert images to tensors, kept from call to call.
pub struct TensorScratch(ScratchCache<LineMemory, THREADS>);

impl TensorScratch {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self(ScratchCache::new())
    }

    /// Borrows the memory of a thread.
    pub fn lease(&self) -> Result<ScratchLease<'_, LineMemory, THREADS>> {
        self.0.lease(
            |_| true,
            || match try_box(LineMemory::default()) {
                Some(memory) => Ok(memory),
                None => fail!(OutOfMemory, "src: no memory for scratch rows"),
            },
        )
    }
}
