//! The size of a tensor, from its parameters and images, checked before anything is written.

use super::params::{Element, Layout, TensorFit, TensorPadding, TensorParams, TensorPlacement};
use crate::base::error::{Result, fail};
use crate::image::{Filter, Format, Geometry, format_among};
use crate::split::PlanesShape;
use std::ops::Range;

/// The columns and rows of a tensor that hold a scaled image; the others are padding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TensorRegion {
    /// First column.
    pub x: usize,
    /// First row.
    pub y: usize,
    /// Columns, at least 1.
    pub width: usize,
    /// Rows, at least 1.
    pub height: usize,
}

impl TensorRegion {
    /// Maps a point of the tensor to the image of `size`, its width and height, that lies in the region. Points in the padding lie
    /// outside of the image.
    pub fn to_image(&self, [x, y]: [f32; 2], size: (usize, usize)) -> [f32; 2] {
        let map = |at: f32, start: usize, len: usize, side: usize| {
            ((f64::from(at) - start as f64) * side as f64 / len as f64) as f32
        };
        [map(x, self.x, self.width, size.0), map(y, self.y, self.height, size.1)]
    }
}

/// Checked parameters and the size of each image's part of the tensor.
#[derive(Clone, Copy, Debug)]
pub struct TensorPlan {
    pub layout: Layout,
    pub format: Format,
    pub channels: usize,
    pub height: usize,
    pub width: usize,
    pub filter: Filter,
    /// Colour that images with alpha are composited over.
    pub over: Option<[u8; 3]>,
    pub padding: TensorPadding,
    fit: TensorFit,
    placement: TensorPlacement,
    element_bytes: usize,
}

impl TensorPlan {
    #[inline(always)]
    pub fn new(images: impl Iterator<Item = Geometry> + Clone, params: &TensorParams) -> Result<TensorPlan> {
        check(params)?;
        let height = match params.height {
            0 => common_size(images.clone(), "height", |image| image.height)?,
            height => height,
        };
        let width = match params.width {
            0 if params.fit != TensorFit::Stretch => {
                images.map(|image| scaled_width(&image, height)).max().unwrap_or(0)
            }
            0 => common_size(images, "width", |image| image.width)?,
            width => width,
        };
        Ok(Self::sized(params, height, width))
    }

    /// Plans the tensor of one image of `geometry`. The parameters have passed [`check`].
    pub fn of_one(geometry: &Geometry, params: &TensorParams) -> TensorPlan {
        let height = if params.height == 0 { geometry.height } else { params.height };
        let width = match params.width {
            0 if params.fit != TensorFit::Stretch => scaled_width(geometry, height),
            0 => geometry.width,
            width => width,
        };
        Self::sized(params, height, width)
    }

    /// Makes this, the plan of the first image of a batch and of others, that of `other` too, which is image `index`.
    pub fn include(&mut self, other: &TensorPlan, index: usize) -> Result<()> {
        let widest = self.fit != TensorFit::Stretch;
        for (what, first, other) in [("height", self.height, other.height), ("width", self.width, other.width)] {
            if first != other && !(widest && what == "width") {
                fail!(
                    SizeMismatch,
                    "srcs: {what} is {first} of the first, {other} of number {index}; the tensor: give one"
                );
            }
        }
        self.width = self.width.max(other.width);
        Ok(())
    }

    fn sized(params: &TensorParams, height: usize, width: usize) -> TensorPlan {
        let &TensorParams { layout, channels: format, filter, over, padding, fit, placement, .. } = params;
        let element_bytes = params.element.bytes();
        let channels = if format == Format::Gray8 { 1 } else { 3 };
        TensorPlan { layout, format, channels, height, width, filter, over, padding, fit, placement, element_bytes }
    }

    /// Returns the number of elements of the tensor of `count` images.
    pub fn elements(&self, count: usize) -> Result<usize> {
        let TensorPlan { channels, height, width, element_bytes, .. } = *self;
        let product = [channels, height, width].iter().try_fold(count, |product, &by| product.checked_mul(by));
        let bytes = product.and_then(|elements| elements.checked_mul(element_bytes));
        match product.filter(|_| bytes.is_some_and(|bytes| bytes <= isize::MAX as usize)) {
            Some(elements) => Ok(elements),
            None => fail!(Overflow, "out: {count} images of {channels}x{height}x{width} exceed the address space"),
        }
    }

    /// Returns the dimensions of the tensor of `images` images, in the order of the layout.
    pub fn shape(&self, images: usize) -> [usize; 4] {
        let &TensorPlan { layout, channels, height, width, .. } = self;
        match layout {
            Layout::Nchw => [images, channels, height, width],
            Layout::Nhwc => [images, height, width, channels],
        }
    }

    /// Returns the planes of the tensor of `images` images.
    pub fn planes_shape(&self, images: usize) -> PlanesShape {
        let &TensorPlan { layout, channels, height, width, .. } = self;
        match layout {
            Layout::Nchw => PlanesShape { images, planes: channels, height, row_len: width },
            Layout::Nhwc => PlanesShape { images, planes: 1, height, row_len: width * channels },
        }
    }

    /// Returns the columns and rows to which an image of `geometry` is scaled.
    pub fn scaled_size(&self, geometry: &Geometry) -> (usize, usize) {
        let columns = scaled_width(geometry, self.height);
        match self.fit {
            TensorFit::Stretch => (self.width, self.height),
            TensorFit::Inside if columns > self.width => {
                (self.width, scaled(geometry.height, self.width, geometry.width))
            }
            TensorFit::Height | TensorFit::Inside => (columns.min(self.width), self.height),
        }
    }

    /// Returns the columns of the tensor that hold a scaled image of `width` columns.
    pub fn columns_of(&self, width: usize) -> Range<usize> {
        self.place(width, self.width)
    }

    /// Returns the rows of the tensor that hold a scaled image of `height` rows.
    pub fn rows_of(&self, height: usize) -> Range<usize> {
        self.place(height, self.height)
    }

    /// Returns where the scaled image of `geometry` lies.
    pub fn region_of(&self, geometry: &Geometry) -> TensorRegion {
        let (width, height) = self.scaled_size(geometry);
        TensorRegion { x: self.columns_of(width).start, y: self.rows_of(height).start, width, height }
    }

    fn place(&self, len: usize, whole: usize) -> Range<usize> {
        let start = if self.placement == TensorPlacement::Center { (whole - len) / 2 } else { 0 };
        start..start + len
    }
}

fn scaled_width(geometry: &Geometry, height: usize) -> usize {
    scaled(geometry.width, height, geometry.height)
}

/// Returns `ceil(number · by / of)`, saturated.
pub fn scaled(number: usize, by: usize, of: usize) -> usize {
    (number as u128 * by as u128).div_ceil(of as u128).try_into().unwrap_or(usize::MAX)
}

/// Returns the size that all images share; 0 if there are none.
fn common_size(
    mut images: impl Iterator<Item = Geometry>,
    what: &str,
    size: impl Fn(&Geometry) -> usize,
) -> Result<usize> {
    let Some(first) = images.next().map(|image| size(&image)) else {
        return Ok(0);
    };
    if let Some((index, other)) = (1..).zip(images.map(|image| size(&image))).find(|(_, other)| *other != first) {
        fail!(SizeMismatch, "images: {what} is {first} of the first, {other} of number {index}; params: give one");
    }
    Ok(first)
}

/// Checks the numbers of `params`.
pub fn check(params: &TensorParams) -> Result<()> {
    format_among("params: channels", params.channels, &[Format::Rgb8, Format::Bgr8, Format::Gray8])?;
    let channels = if params.channels == Format::Gray8 { 1 } else { 3 };
    for (at, (&mean, &std)) in params.mean.iter().zip(&params.std).take(channels).enumerate() {
        if !mean.is_finite() {
            fail!(InvalidArgument, "params: mean[{at}] is {mean}, must be finite");
        }
        if !std.is_finite() || std == 0.0 {
            fail!(InvalidArgument, "params: std_dev[{at}] is {std}, must be finite and not 0");
        }
        if !(1.0 / (255.0 * std)).is_finite() || !(mean / std).is_finite() {
            fail!(InvalidArgument, "params: std_dev[{at}] is {std}, which is too small");
        }
    }
    if !params.fill.is_finite() {
        fail!(InvalidArgument, "params: fill is {}, must be finite", params.fill);
    }
    let (scale, zero_point, range) = match params.element {
        Element::F32 => return Ok(()),
        Element::U8 { scale, zero_point } => (scale, zero_point, 0..=255),
        Element::I8 { scale, zero_point } => (scale, zero_point, -128..=127),
    };
    if !(scale.is_finite() && scale > 0.0) {
        fail!(InvalidArgument, "params: scale is {scale}, must be finite and above 0");
    }
    if !range.contains(&zero_point) {
        fail!(InvalidArgument, "params: zero_point {zero_point} is not in {} to {}", range.start(), range.end());
    }
    Ok(())
}
