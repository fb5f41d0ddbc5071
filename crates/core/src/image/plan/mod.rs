//! Plans: several operations described once, then run on page after page in one pass, with the same bits as one by one.
//!
//! Each thread pulls the rows of its strips through all steps, so that a row is still in cache when the next step reads it,
//! and no whole image is stored between two steps. A step that looks around first gets what it looks at: a window gets the
//! rows that it covers, and Otsu's method the histogram, which is counted while the gray rows are made. Tables and scratch
//! rows are borrowed from the plan and go back to it: a run on a size that the plan has seen allocates nothing for them.
//!
//! A step that sees the whole image at once, such as a deskew, stands between two such parts: the rows before it are
//! stored in a page of the plan, and the next part reads what it makes.

mod parts;
mod route;
mod run;
mod scratch;
mod steps;
mod tensor;
#[cfg(test)]
mod tests;
mod whole_step;
mod worker;

pub use route::OutputSize;
pub use steps::Step;
pub use tensor::PlanTensor;
pub use whole_step::WholeStep;

use super::{Format, Geometry, ImageMut, ImageRef, TensorMut, format_among};
use crate::base::error::{Result, fail};
use parts::{Part, PlanParts};
use route::{End, Route};
use run::PlanRun;

/// A list of steps, and the scratch memory that runs leave for the next ones. Many threads may run one plan at once.
#[derive(Default)]
pub struct Plan {
    parts: PlanParts,
}

impl Plan {
    /// Makes a plan without steps.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `step` at the end. A plan takes flatten, grayscale and resize once each, in any order, then binarize or tensor.
    /// [`WholeStep`]s may stand before, between and after them, but not after a tensor; after each the plan takes the others
    /// once more.
    ///
    /// # Errors
    /// `InvalidArgument` for a step that cannot stand there, after the first run, and for numbers that the operation
    /// refuses; `Unsupported` for channels that a tensor does not have; `OutOfMemory`.
    pub fn add(&mut self, step: Step) -> Result<()> {
        self.parts.add(step)
    }

    /// Fails where the plan has no steps.
    ///
    /// # Errors
    /// `InvalidArgument`.
    pub fn check(&self) -> Result<()> {
        self.parts.check_any()
    }

    /// Size of the result for images of `src`.
    ///
    /// # Errors
    /// `InvalidArgument` where the plan has no steps; `Unsupported` where a step does not take the format; `Overflow`.
    pub fn output_size(&self, src: &Geometry) -> Result<OutputSize> {
        let (last, src) = self.parts.last(src)?;
        match last {
            Part::Fused(part) => Route::new(&part.steps, &src)?.output_size(),
            Part::Whole(step) => {
                let Geometry { width, height, format, span, .. } = step.output(&src)?;
                Ok(OutputSize { width, height, format, bytes: span })
            }
        }
    }

    /// Applies the steps to `src` and writes the result to `dst`, in the format that they give; after binarize `dst` may be
    /// `Gray8` or `Bit1`. A step that sees the whole image gets bits from a binarize before it.
    ///
    /// # Errors
    /// Those of [`Plan::output_size`]; `InvalidArgument` where the plan ends in a tensor; `SizeMismatch`; `Unsupported`
    /// for another format of `dst`; `OutOfMemory` for tables, scratch and pages between parts.
    pub fn run(&self, src: ImageRef<'_>, dst: ImageMut<'_>) -> Result<()> {
        let (last, before) = self.parts.last(&src.geometry())?;
        match last {
            Part::Whole(step) => {
                let result = step.output(&before)?;
                check_dst(&dst.geometry(), &result, &[result.format])?;
                self.parts.run_to_last(src, |src| step.run(src, dst))
            }
            Part::Fused(part) => {
                let route = Route::new(&part.steps, &before)?;
                match route.end {
                    End::Tensor(..) => fail!(InvalidArgument, "plan: ends in a tensor, which is no image"),
                    End::Binarize(_) => check_dst(&dst.geometry(), &route.rows, &[Format::Gray8, Format::Bit1])?,
                    End::Rows => check_dst(&dst.geometry(), &route.rows, &[route.rows.format])?,
                }
                self.parts.run_to_last(src, |src| PlanRun::new(src, &route, &part.scratch).to_image(dst))
            }
        }
    }

    /// Prepares the tensor of `src`, so that its size is known before it is written.
    ///
    /// # Errors
    /// Those of [`Plan::output_size`]; `InvalidArgument` where the plan does not end in a tensor.
    pub fn tensor<'a>(&'a self, src: ImageRef<'a>) -> Result<PlanTensor<'a>> {
        PlanTensor::new(&self.parts, src)
    }

    /// Applies the steps to `src` and writes the tensor to `out`.
    ///
    /// # Errors
    /// Those of [`Plan::tensor`] and of [`PlanTensor::write`].
    pub fn run_tensor(&self, src: ImageRef<'_>, out: TensorMut<'_>) -> Result<()> {
        self.tensor(src)?.write(out)
    }
}

/// Checks that `dst` has the size of `result`, and one of `formats`.
fn check_dst(dst: &Geometry, result: &Geometry, formats: &[Format]) -> Result<()> {
    format_among("dst", dst.format, formats)?;
    let &Geometry { width, height, .. } = result;
    if (dst.width, dst.height) != (width, height) {
        fail!(SizeMismatch, "dst: is {}x{}, the plan gives {width}x{height}", dst.width, dst.height);
    }
    Ok(())
}
