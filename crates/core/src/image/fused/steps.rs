//! Steps through which rows go together, and the orders in which they may stand.

use crate::base::error::{Result, fail};
use crate::image::tensor::check_params;
use crate::image::{Filter, Luma, Method, TensorParams};

/// A step of a plan through which rows go while they are in cache.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FusedStep {
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
}

impl FusedStep {
    /// Its name in messages.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Grayscale(_) => "grayscale",
            Self::Resize { .. } => "resize",
            Self::Flatten(_) => "flatten",
            Self::Binarize(_) => "binarize",
            Self::Tensor(_) => "tensor",
        }
    }

    fn is_last(&self) -> bool {
        matches!(self, Self::Binarize(_) | Self::Tensor(_))
    }

    /// Checks the numbers that do not depend on an image.
    pub fn check(&self) -> Result<()> {
        match self {
            Self::Grayscale(_) | Self::Flatten(_) => Ok(()),
            &Self::Resize { width: 0, height: 0, .. } => {
                fail!(InvalidArgument, "width: and height are both 0; one of them may be, to keep the proportions")
            }
            Self::Resize { .. } => Ok(()),
            Self::Binarize(method) => method.check(),
            Self::Tensor(params) => check_params(params),
        }
    }
}

/// The steps of one fused part, in order: flatten, grayscale and resize, each once at most, then binarize or tensor.
#[derive(Clone, Copy, Debug, Default)]
pub struct Steps {
    steps: [Option<FusedStep>; 4],
}

impl Steps {
    /// Adds `step`, whose numbers were checked, at the end.
    pub fn add(&mut self, step: FusedStep) -> Result<()> {
        if let Some(last) = self.iter().find(|step| step.is_last()) {
            fail!(InvalidArgument, "plan: ends with {}, and {} cannot follow", last.name(), step.name());
        }
        if self.iter().any(|other| other.name() == step.name()) {
            fail!(InvalidArgument, "plan: already has a {} step, at most one is allowed", step.name());
        }
        match self.steps.iter_mut().find(|place| place.is_none()) {
            Some(place) => *place = Some(step),
            None => unreachable!("four different steps, the last of which ends a plan"),
        }
        Ok(())
    }

    pub fn iter(&self) -> impl Iterator<Item = &FusedStep> {
        self.steps.iter().flatten()
    }
}
