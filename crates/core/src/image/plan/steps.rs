//! The steps of a plan and the orders in which they may stand.

use super::whole_step::WholeStep;
use crate::base::error::{Result, fail};
use crate::image::tensor::check_params;
use crate::image::{Filter, Luma, Method, TensorParams};

/// One step of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Makes the image gray, like [`grayscale`](crate::image::grayscale).
    Grayscale(Luma),
    /// Resizes the image, like [`resize`](crate::image::resize). A `width` of 0 keeps the proportions:
    /// `ceil(src_width · height / src_height)`; a `height` of 0 likewise.
    Resize {
        /// How new pixels are computed.
        filter: Filter,
        /// Columns, or 0.
        width: usize,
        /// Rows, or 0. The two must not both be 0.
        height: usize,
    },
    /// Composites images with alpha over a colour, red first, like [`flatten`](crate::image::flatten), and leaves others as they
    /// are. After a grayscale there is no alpha left.
    Flatten([u8; 3]),
    /// Binarises the image, like [`binarize`](crate::image::binarize). Only steps that see the whole image follow it.
    Binarize(Method),
    /// Makes a tensor of the image, like [`to_tensor`](crate::image::to_tensor). It is the last step.
    Tensor(TensorParams),
    /// Does something that sees the whole image at once.
    Whole(WholeStep),
}

impl Step {
    fn name(&self) -> &'static str {
        match self {
            Step::Grayscale(_) => "grayscale",
            Step::Resize { .. } => "resize",
            Step::Flatten(_) => "flatten",
            Step::Binarize(_) => "binarize",
            Step::Tensor(_) => "tensor",
            Step::Whole(step) => step.name(),
        }
    }

    fn is_last(&self) -> bool {
        matches!(self, Step::Binarize(_) | Step::Tensor(_))
    }

    /// Checks the numbers that do not depend on an image.
    pub fn check(&self) -> Result<()> {
        match self {
            Step::Grayscale(_) | Step::Flatten(_) => Ok(()),
            &Step::Resize { width: 0, height: 0, .. } => {
                fail!(InvalidArgument, "width: and height are both 0; one of them may be, to keep the proportions")
            }
            Step::Resize { .. } => Ok(()),
            Step::Binarize(method) => method.check(),
            Step::Tensor(params) => check_params(params),
            Step::Whole(step) => step.check(),
        }
    }
}

/// The steps of one fused part, in order: flatten, grayscale and resize, each once at most, then binarize or tensor.
#[derive(Clone, Copy, Debug, Default)]
pub struct Steps {
    steps: [Option<Step>; 4],
}

impl Steps {
    /// Adds `step`, whose numbers were checked, at the end.
    pub fn add(&mut self, step: Step) -> Result<()> {
        if let Some(last) = self.iter().find(|step| step.is_last()) {
            fail!(InvalidArgument, "plan: ends with {}, and {} cannot follow", last.name(), step.name());
        }
        if self.iter().any(|other| other.name() == step.name()) {
            fail!(InvalidArgument, "plan: has a step {} already, and takes one", step.name());
        }
        match self.steps.iter_mut().find(|place| place.is_none()) {
            Some(place) => *place = Some(step),
            None => unreachable!("four different steps, the last of which ends a plan"),
        }
        Ok(())
    }

    /// Fails where they end in a tensor, so that `next` cannot follow.
    pub fn check_not_tensor(&self, next: &Step) -> Result<()> {
        if self.iter().any(|step| matches!(step, Step::Tensor(_))) {
            fail!(InvalidArgument, "plan: ends with tensor, and {} cannot follow", next.name());
        }
        Ok(())
    }

    pub fn iter(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().flatten()
    }
}
