//! Fused steps: rows of an image go through all of them while they are in cache.
//!
//! Each thread pulls the rows of its strips through all steps, so that a row is still in cache when the next step reads it,
//! and no whole image is stored between two steps. A step that looks around first gets what it looks at: a window gets the
//! rows that it covers, and Otsu's method the histogram, which is counted while the gray rows are made. Tables and scratch
//! rows are borrowed from the steps and go back to them: a run on a size that they have seen allocates nothing for them.

mod pixelwise;
mod route;
mod run;
mod scratch;
mod steps;
mod tensor;
mod worker;

pub use pixelwise::PixelwiseSteps;
pub use route::{OutputSize, Route, check_result};
pub use steps::FusedStep;
pub use tensor::{FusedTensor, TensorBatch, check_tensor};

use super::{Geometry, ImageMut, ImageRef, TensorParams};
use crate::base::error::Result;
use run::FusedRun;
use scratch::FusedScratch;
use steps::Steps;

/// Steps through which rows go together, and the scratch memory that runs leave for the next ones. Many threads may run them at
/// once.
#[derive(Default)]
pub struct FusedSteps {
    steps: Steps,
    /// The steps, where they make each value of one pixel.
    pixelwise: Option<PixelwiseSteps>,
    scratch: FusedScratch,
}

impl FusedSteps {
    /// Adds `step` at the end: flatten, grayscale and resize once each, in any order, then binarize or tensor.
    ///
    /// # Errors
    /// `InvalidArgument` for a step that cannot stand there, and for numbers that the operation refuses; `Unsupported` for
    /// channels that a tensor does not have.
    pub fn add(&mut self, step: FusedStep) -> Result<()> {
        step.check()?;
        self.steps.add(step)?;
        self.pixelwise = PixelwiseSteps::new(&self.steps);
        Ok(())
    }

    /// The steps, where they make each value of the result of one pixel.
    #[inline(always)]
    pub fn pixelwise(&self) -> Option<&PixelwiseSteps> {
        self.pixelwise.as_ref()
    }

    /// Whether the last step makes a tensor.
    pub fn end_in_tensor(&self) -> bool {
        self.tensor_params().is_some()
    }

    /// Resolves the steps for images of `src`.
    ///
    /// # Errors
    /// `Unsupported` where a step does not take the format; `Overflow`.
    pub fn route(&self, src: &Geometry) -> Result<Route> {
        Route::new(&self.steps, src, None)
    }

    /// Resolves the steps for images of the geometry where `route` starts.
    ///
    /// # Errors
    /// Those of [`FusedSteps::route`].
    pub fn follow(&self, route: &mut Route) -> Result<()> {
        route.follow(&self.steps)
    }

    /// Writes what the steps make of `src`, whose geometry is that of `route`, to `dst`, which [`Route::check_dst`] accepts.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn run(&self, route: &Route, src: ImageRef<'_>, dst: ImageMut<'_>) -> Result<()> {
        FusedRun::new(src, route, &self.scratch).to_image(dst)
    }

    /// Prepares the tensor of images of `src`, so that its size is known before it is written.
    ///
    /// # Errors
    /// Those of [`FusedSteps::route`]; `InvalidArgument` where the steps do not end in a tensor; `OutOfMemory`.
    pub fn tensor(&self, src: &Geometry) -> Result<FusedTensor<'_>> {
        FusedTensor::new(&self.steps, &self.scratch, src, None)
    }

    /// Prepares the tensor of images of `src` that is one of several in a batch.
    ///
    /// # Errors
    /// Those of [`FusedSteps::tensor`].
    pub fn tensor_of_batch(&self, src: &Geometry, batch: TensorBatch) -> Result<FusedTensor<'_>> {
        FusedTensor::new(&self.steps, &self.scratch, src, Some(batch))
    }

    /// Parameters of the tensor, if the last step makes one.
    pub fn tensor_params(&self) -> Option<&TensorParams> {
        self.steps.iter().find_map(|step| if let FusedStep::Tensor(params) = step { Some(params) } else { None })
    }
}
