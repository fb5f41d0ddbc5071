//! Plans: several operations described once, then run on page after page, with the same bits as one by one.
//!
//! Steps through which rows can go together run in one pass, without an image between them. A step that sees the whole image at
//! once, such as a deskew, stands between two such parts: the rows before it are stored in a page of the plan, and the next part
//! reads what it makes. Tables, scratch memory and pages are borrowed from the plan and go back to it.

mod job;
mod many;
mod parts;
#[cfg(test)]
mod pixelwise_tests;
mod plan_tensor;
mod plan_tensors;
mod step;
#[cfg(test)]
mod tests;
mod whole_step;

pub use crate::image::{FusedStep, OutputSize};
pub use job::PlanJob;
pub use plan_tensor::PlanTensor;
pub use plan_tensors::PlanTensors;
pub use step::Step;
pub use whole_step::WholeStep;

use crate::base::error::Result;
use crate::image::{DensePixels, Geometry, ImageMut, ImageRef, Route, TensorMut};
use parts::{Part, PlanParts};

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
    pub fn add(&mut self, step: impl Into<Step>) -> Result<()> {
        self.parts.add(step.into())
    }

    /// Returns whether there was a run, after which no step is added.
    pub fn has_run(&self) -> bool {
        self.parts.have_run()
    }

    /// Fails after the first run, as [`Plan::add`] does.
    ///
    /// # Errors
    /// `InvalidArgument`.
    pub fn check_open(&self) -> Result<()> {
        self.parts.check_open()
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
            Part::Fused(steps) => steps.route(&src)?.output_size(),
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
    pub fn run(&self, src: ImageRef<'_>, mut dst: ImageMut<'_>) -> Result<()> {
        if self.is_pixelwise() && self.parts.run_dense_image(&src, &mut dst) {
            return Ok(());
        }
        let mut route = Route::start(&src.geometry());
        let last = self.parts.checked(&src.geometry(), &dst.geometry(), &mut route)?;
        self.parts.run_to_last(src, &mut |src| match last {
            Part::Whole(step) => step.run(src, &self.parts.page_scratches, dst.reborrow()),
            Part::Fused(steps) => steps.run(&route, src, dst.reborrow()),
        })
    }

    /// Whether each value of the result is made of one pixel: by a threshold or a float of a gray plane, without a resize. Small images
    /// without gaps then take the short ways [`Plan::run_dense`] and [`Plan::run_dense_floats`].
    #[inline(always)]
    pub fn is_pixelwise(&self) -> bool {
        self.parts.are_pixelwise()
    }

    /// Writes 0 or 255 for each pixel of `src`, as [`Plan::run`] does. Returns `false`, having written nothing, where that has to
    /// decide.
    #[inline]
    pub fn run_dense(&self, src: DensePixels<'_>, gray: &mut [u8]) -> bool {
        self.parts.run_pixelwise(|steps| steps.write_gray(src, gray))
    }

    /// Writes a float for each pixel of `src`, as [`Plan::run_tensor`] does. Returns `false`, having written nothing, where that has
    /// to decide.
    #[inline]
    pub fn run_dense_floats(&self, src: DensePixels<'_>, out: &mut [f32]) -> bool {
        self.parts.run_pixelwise(|steps| steps.write_floats(src, out))
    }

    /// Applies the steps to many images of any sizes, each result with the bits that [`Plan::run`] gives. All of them are checked
    /// before the first is run. Threads take an image each, but images that would keep one thread alone busy for long are
    /// shared out by rows. Images of one size follow one another, so that they share what the plan keeps for it: the jobs are
    /// in another order afterwards.
    ///
    /// # Errors
    /// Those of [`Plan::run`], which name the first image at fault, before anything is written; `OutOfMemory` also later,
    /// when some are written.
    pub fn run_many(&self, jobs: &mut [PlanJob<'_>]) -> Result<()> {
        many::check(&self.parts, jobs)?;
        many::run(&self.parts, jobs, None)
    }

    /// Prepares the tensor of `src`, so that its size is known before it is written.
    ///
    /// # Errors
    /// Those of [`Plan::output_size`]; `InvalidArgument` where the plan does not end in a tensor.
    pub fn tensor<'a>(&'a self, src: ImageRef<'a>) -> Result<PlanTensor<'a>> {
        PlanTensor::new(&self.parts, src)
    }

    /// Prepares one tensor of all images `srcs`, one after another, so that its shape is known before it is written.
    ///
    /// # Errors
    /// Those of [`Plan::tensor`]; `SizeMismatch` where a size of the tensor is the images' own and they disagree.
    pub fn tensors<'a>(&'a self, srcs: &'a [ImageRef<'a>]) -> Result<PlanTensors<'a>> {
        PlanTensors::new(&self.parts, srcs)
    }

    /// Applies the steps to `src` and writes the tensor to `out`.
    ///
    /// # Errors
    /// Those of [`Plan::tensor`] and of [`PlanTensor::write`].
    pub fn run_tensor(&self, src: ImageRef<'_>, mut out: TensorMut<'_>) -> Result<()> {
        if self.is_pixelwise() && self.parts.run_dense_tensor(&src, &mut out) {
            return Ok(());
        }
        self.tensor(src)?.write(out)
    }
}
