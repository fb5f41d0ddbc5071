//! Parameters of the input tensor of a model.

use crate::image::{Filter, Format};

/// Order of a tensor's dimensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Image, channel, row, column: one plane per channel.
    Nchw,
    /// Image, row, column, channel: channels side by side.
    Nhwc,
}

/// Type of a tensor's elements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Element {
    /// The value as `f32`.
    F32,
    /// `saturate(round_half_even(value / scale) + zero_point)` in 0 to 255.
    U8 {
        /// Step of the quantisation, above 0.
        scale: f32,
        /// Element of the value 0, from 0 to 255.
        zero_point: i32,
    },
    /// `saturate(round_half_even(value / scale) + zero_point)` in −128 to 127.
    I8 {
        /// Step of the quantisation, above 0.
        scale: f32,
        /// Element of the value 0, from −128 to 127.
        zero_point: i32,
    },
}

impl Element {
    /// Returns the size of an element in bytes.
    pub fn bytes(&self) -> usize {
        if *self == Element::F32 { 4 } else { 1 }
    }
}

/// When a tensor of `f32` is written past the cache, by non-temporal stores. The values do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheBypass {
    /// Bypass the cache if the tensor would not fit in it.
    Auto,
    /// Write through the cache.
    Never,
    /// Bypass the cache if the processor can.
    Always,
}

/// How an image of `w` x `h` pixels is scaled to the size of a tensor. Scaled sides are rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TensorFit {
    /// Scale to the width and the height of the tensor.
    Stretch,
    /// Scale to the height, and the width by the same factor: to `ceil(w · height / h)` columns, at most `width`.
    Height,
    /// Scale both sides by one factor, the largest with which the image fits: to `ceil(w · height / h)` columns if those are
    /// at most `width`, else to `width` columns and `ceil(h · width / w)` rows.
    Inside,
}

/// Where a scaled image lies in a larger tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TensorPlacement {
    /// In the top left corner: the padding is at the right and at the bottom.
    TopLeft,
    /// In the middle: an odd number of padded columns or rows has one more at the right or at the bottom.
    Center,
}

/// Padding around a scaled image that is smaller than its tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TensorPadding {
    /// The value [`TensorParams::fill`].
    Constant,
    /// The nearest pixel of the scaled image, normalised like the others.
    Edge,
}

/// Conversion of an image to its part of a tensor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TensorParams {
    /// Order of the dimensions.
    pub layout: Layout,
    /// Type of each element.
    pub element: Element,
    /// Channels and their order: [`Format::Rgb8`], [`Format::Bgr8`] or [`Format::Gray8`]. Colour becomes gray by BT.601 before
    /// the resize; gray becomes colour by repeating it three times.
    pub channels: Format,
    /// Colour, red first, that images with alpha are composited over, as [`flatten`](crate::image::flatten) does, before anything
    /// else; `None` ignores alpha.
    pub over: Option<[u8; 3]>,
    /// Mean of each channel in units of 0 to 1; gray uses the first.
    pub mean: [f32; 3],
    /// Standard deviation of each channel in units of 0 to 1, not 0; gray uses the first.
    pub std: [f32; 3],
    /// Filter of the resize.
    pub filter: Filter,
    /// How images are scaled to the size of the tensor.
    pub fit: TensorFit,
    /// Rows of the tensor; 0 for the height of the images.
    pub height: usize,
    /// Columns of the tensor; 0 for the width of the images, or unless they are stretched for that of the widest one
    /// scaled to `height`.
    pub width: usize,
    /// Where an image lies that is smaller than the tensor after it is scaled.
    pub placement: TensorPlacement,
    /// Padding around it.
    pub padding: TensorPadding,
    /// Value of constant padding: after normalisation, before quantisation.
    pub fill: f32,
    /// When the tensor is written past the cache.
    pub cache_bypass: CacheBypass,
}

impl Default for TensorParams {
    /// Returns the parameters of RGB planes of 0 to 1 at the size of the images.
    fn default() -> Self {
        Self {
            layout: Layout::Nchw,
            element: Element::F32,
            channels: Format::Rgb8,
            over: None,
            mean: [0.0; 3],
            std: [1.0; 3],
            filter: Filter::Bilinear,
            fit: TensorFit::Stretch,
            height: 0,
            width: 0,
            placement: TensorPlacement::TopLeft,
            padding: TensorPadding::Constant,
            fill: 0.0,
            cache_bypass: CacheBypass::Auto,
        }
    }
}

/// Destination of a tensor.
#[derive(Debug)]
pub enum TensorMut<'a> {
    /// Elements of [`Element::F32`].
    F32(&'a mut [f32]),
    /// Elements of [`Element::U8`].
    U8(&'a mut [u8]),
    /// Elements of [`Element::I8`].
    I8(&'a mut [i8]),
}

impl<'a> TensorMut<'a> {
    /// Cuts off the first `count` elements. Panics where there are fewer.
    pub(crate) fn split_at(self, count: usize) -> (TensorMut<'a>, TensorMut<'a>) {
        match self {
            TensorMut::F32(out) => {
                let (first, rest) = out.split_at_mut(count);
                (TensorMut::F32(first), TensorMut::F32(rest))
            }
            TensorMut::U8(out) => {
                let (first, rest) = out.split_at_mut(count);
                (TensorMut::U8(first), TensorMut::U8(rest))
            }
            TensorMut::I8(out) => {
                let (first, rest) = out.split_at_mut(count);
                (TensorMut::I8(first), TensorMut::I8(rest))
            }
        }
    }
}

impl TensorMut<'_> {
    /// Borrows the destination once more.
    pub(crate) fn reborrow(&mut self) -> TensorMut<'_> {
        match self {
            TensorMut::F32(out) => TensorMut::F32(out),
            TensorMut::U8(out) => TensorMut::U8(out),
            TensorMut::I8(out) => TensorMut::I8(out),
        }
    }

    /// Returns the number of elements.
    pub(crate) fn len(&self) -> usize {
        match self {
            TensorMut::F32(out) => out.len(),
            TensorMut::U8(out) => out.len(),
            TensorMut::I8(out) => out.len(),
        }
    }
}
