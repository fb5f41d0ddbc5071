//! One image of a call for many.

use crate::image::{ImageMut, ImageRef, TensorMut};

/// An image that a plan runs on with others, and where its result goes.
pub struct PlanJob<'a> {
    pub(super) src: ImageRef<'a>,
    pub(super) out: Output<'a>,
    /// The estimated cost of the run.
    pub(super) ns: f64,
}

/// Where a result goes.
pub(super) enum Output<'a> {
    Image(ImageMut<'a>),
    /// A part of a tensor.
    Tensor(TensorMut<'a>),
}

impl<'a> PlanJob<'a> {
    /// The result for `src` goes to `dst`.
    pub fn new(src: ImageRef<'a>, dst: ImageMut<'a>) -> Self {
        Self { src, out: Output::Image(dst), ns: 0.0 }
    }

    /// The tensor of `src`, which takes about `ns` nanoseconds, goes to `out`.
    pub(super) fn tensor(src: ImageRef<'a>, out: TensorMut<'a>, ns: f64) -> Self {
        Self { src, out: Output::Tensor(out), ns }
    }
}
