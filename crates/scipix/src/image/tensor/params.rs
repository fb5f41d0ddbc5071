//! What a model wants.

use crate::image::{Filter, Format};

/// Order of the dimensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Image, channel, row, column: a plane for each channel.
    Nchw,
    /// Image, row, column, channel: channels side by side.
    Nhwc,
}

/// Type of each element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Element {
    /// The value itself.
    F32,
    /// `saturate(round_half_even(value / scale) + zero_point)` in 0 to 255.
    U8 {
        /// Above 0.
        scale: f32,
        /// 0 to 255.
        zero_point: i32,
    },
    /// The same in −128 to 127.
    I8 {
        /// Above 0.
        scale: f32,
        /// −128 to 127.
        zero_point: i32,
    },
}

impl Element {
    /// Bytes of one.
    pub fn bytes(&self) -> usize {
        if *self == Element::F32 { 4 } else { 1 }
    }
}

/// How a tensor of `f32` is written. The values do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stores {
    /// Past the cache where the tensor would not fit in it.
    Auto,
    /// Through the cache.
    Cached,
    /// Past the cache, where the processor can.
    NonTemporal,
}

/// What is made of each image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TensorParams {
    /// Order of the dimensions.
    pub layout: Layout,
    /// Type of each element.
    pub element: Element,
    /// [`Format::Rgb8`], [`Format::Bgr8`] or [`Format::Gray8`]: the channels and their order. Gray of colour is BT.601, made
    /// before the resize; gray as colour is three times the same.
    pub channels: Format,
    /// Of each channel in units of 0 to 1; the first alone counts for gray.
    pub mean: [f32; 3],
    /// The same; not 0.
    pub std: [f32; 3],
    /// How pixels are found where the size changes.
    pub filter: Filter,
    /// Scale to `height` and by as much across, `ceil(w · height / h)` columns but not above `width`; fill what is left at
    /// the right.
    pub keep_aspect: bool,
    /// Rows; 0: as many as the images have.
    pub height: usize,
    /// Columns; 0: as many as the images have, with `keep_aspect` as many as the widest of them comes to.
    pub width: usize,
    /// Value of the columns that are filled: after normalisation, before quantisation.
    pub fill: f32,
    /// How it is written.
    pub stores: Stores,
}

impl Default for TensorParams {
    /// RGB planes of 0 to 1 at the images' own size.
    fn default() -> Self {
        Self {
            layout: Layout::Nchw,
            element: Element::F32,
            channels: Format::Rgb8,
            mean: [0.0; 3],
            std: [1.0; 3],
            filter: Filter::Bilinear,
            keep_aspect: false,
            height: 0,
            width: 0,
            fill: 0.0,
            stores: Stores::Auto,
        }
    }
}

/// Where a tensor goes.
#[derive(Debug)]
pub enum TensorMut<'a> {
    /// Of [`Element::F32`].
    F32(&'a mut [f32]),
    /// Of [`Element::U8`].
    U8(&'a mut [u8]),
    /// Of [`Element::I8`].
    I8(&'a mut [i8]),
}

impl TensorMut<'_> {
    /// How many elements.
    pub(in crate::image) fn len(&self) -> usize {
        match self {
            TensorMut::F32(out) => out.len(),
            TensorMut::U8(out) => out.len(),
            TensorMut::I8(out) => out.len(),
        }
    }
}
