//! Plans: several operations described once, then run on page after page in one pass, bit for bit as one by one.
//!
//! Each thread pulls the rows of its strips through all steps, so that a row is still in cache when the next step wants it,
//! and no image lies between two steps. What a step needs to see first is fetched first: of a window the rows that it covers,
//! of Otsu's level the histogram, which is counted while the gray is made. Tables and scratch rows are borrowed from the plan
//! and go back to it: a run on a size that the plan has seen allocates nothing for them.

mod kept;
mod route;
mod run;
mod steps;
mod tensor;
#[cfg(test)]
mod tests;
mod worker;

pub use route::OutputSize;
pub use steps::Step;
pub use tensor::PlanTensor;

use super::{Format, Geometry, ImageMut, ImageRef, TensorMut, format_among};
use crate::base::error::{Result, fail};
use route::{End, Route};
use run::{Run, Scratch};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use steps::Steps;

/// Steps, and what their runs keep for each other. Many threads may run one plan at once.
#[derive(Default)]
pub struct Plan {
    steps: Steps,
    has_run: AtomicBool,
    scratch: Scratch,
}

impl Plan {
    /// Without steps.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts `step` at the end. A plan takes grayscale and resize once each, in either order, then binarize or tensor.
    ///
    /// # Errors
    /// `InvalidArgument` for a step where a plan does not take it, after the first run, and for numbers that the
    /// operation does not take; `Unsupported` for channels that a tensor does not have.
    pub fn add(&mut self, step: Step) -> Result<()> {
        if *self.has_run.get_mut() {
            fail!(InvalidArgument, "plan: has run, and takes no more steps");
        }
        self.steps.add(step)
    }

    /// Size of the result for images of `src`.
    ///
    /// # Errors
    /// `InvalidArgument` where the plan has no steps; `Unsupported` where a step does not take the format; `Overflow`.
    pub fn output_size(&self, src: &Geometry) -> Result<OutputSize> {
        Route::new(&self.steps, src)?.output_size()
    }

    /// Writes to `dst` what the steps make of `src`: of the format that they give, after binarize `Gray8` or `Bit1`.
    ///
    /// # Errors
    /// Those of [`Plan::output_size`]; `InvalidArgument` where the plan ends in a tensor; `SizeMismatch`; `Unsupported`
    /// for another format of `dst`; `OutOfMemory` for tables and scratch.
    pub fn run(&self, src: ImageRef<'_>, dst: ImageMut<'_>) -> Result<()> {
        let route = Route::new(&self.steps, &src.geometry())?;
        let Geometry { width, height, format, .. } = route.rows;
        match route.end {
            End::Tensor(..) => fail!(InvalidArgument, "plan: ends in a tensor, which is no image"),
            End::Binarize(_) => format_among("dst", dst.format(), &[Format::Gray8, Format::Bit1])?,
            End::Rows => format_among("dst", dst.format(), &[format])?,
        }
        if (dst.width(), dst.height()) != (width, height) {
            fail!(SizeMismatch, "dst: is {}x{}, the plan gives {width}x{height}", dst.width(), dst.height());
        }
        self.runs();
        Run::new(src, &route, &self.scratch).to_image(dst)
    }

    /// What the plan makes of `src`, for it to be written.
    ///
    /// # Errors
    /// Those of [`Plan::output_size`]; `InvalidArgument` where the plan does not end in a tensor.
    pub fn tensor<'a>(&'a self, src: ImageRef<'a>) -> Result<PlanTensor<'a>> {
        PlanTensor::new(self, src)
    }

    /// Writes to `out` the tensor that the steps make of `src`.
    ///
    /// # Errors
    /// Those of [`Plan::tensor`] and of [`PlanTensor::write`].
    pub fn run_tensor(&self, src: ImageRef<'_>, out: TensorMut<'_>) -> Result<()> {
        self.tensor(src)?.write(out)
    }

    /// From the first run on no step is added. Threads that run it at once should not pass a written line around.
    fn runs(&self) {
        if !self.has_run.load(Relaxed) {
            self.has_run.store(true, Relaxed);
        }
    }
}
