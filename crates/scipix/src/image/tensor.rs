//! The input of a model.

use super::view::AsView;
use crate::error::{Error, ErrorKind, Result};
use scipix_core::base::error::try_zeroed;
use scipix_core::image::{
    self as core_image, CacheBypass, Element, Filter, Format, ImageRef, Layout, TensorMut, TensorRegion,
};
use std::marker::PhantomData;

/// Number of images whose views are listed on the stack. More are listed on the heap.
const FEW: usize = 16;

/// The channels of a tensor and their order. Colours become gray by BT.601, before the resize; gray becomes colour by
/// repeating it three times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Channels {
    /// Red, green, blue.
    Rgb,
    /// Blue, green, red.
    Bgr,
    /// One channel of gray.
    Gray,
}

mod sealed {
    use super::TensorMut;

    /// The conversion of a slice to the core's destination of a tensor.
    pub trait Element: Copy + Default {
        fn tensor_mut(out: &mut [Self]) -> TensorMut<'_>;
    }
}

/// An element of a tensor: `f32`, `u8` or `i8`.
pub trait TensorElement: sealed::Element {}

macro_rules! elements {
    ($($type:ty = $variant:ident),+) => {$(
        impl sealed::Element for $type {
            fn tensor_mut(out: &mut [Self]) -> TensorMut<'_> {
                TensorMut::$variant(out)
            }
        }
        impl TensorElement for $type {}
    )+};
}
elements!(f32 = F32, u8 = U8, i8 = I8);

/// How images become the input tensor of a model: channels are selected, resized, normalised and padded in one pass.
///
/// An element is `(px / 255 - mean) / std_dev`, as `f32` or, after [`to_u8`](TensorParams::to_u8) or
/// [`to_i8`](TensorParams::to_i8), quantised.
///
/// ```
/// use scipix::prelude::*;
///
/// let data = [255; 3 * 64 * 24];
/// let line = ImageView::new(&data, 64, 24, Format::Rgb8)?;
/// let params = TensorParams::nchw(48, 320).mean([0.5; 3]).std_dev([0.5; 3]).keep_aspect();
/// let tensor: Vec<f32> = params.run(&[line])?;
/// assert_eq!(tensor.len(), 3 * 48 * 320);
/// // 64x24 pixels become 128x48; the columns beyond are filled with 0.
/// assert_eq!((tensor[0], tensor[127], tensor[128]), (1.0, 1.0, 0.0));
///
/// let mut batch = vec![0; 2 * 3 * 48 * 320];
/// params.to_u8(1.0 / 127.0, 128).run_into(&[line, line], &mut batch)?;
/// assert_eq!(batch[0], 255);
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct TensorParams<T: TensorElement = f32> {
    params: core_image::TensorParams,
    element: PhantomData<T>,
}

impl TensorParams<f32> {
    /// Makes tensors of the dimensions image, channel, row, column, with `height` rows and `width` columns. A size of 0
    /// is that of the images, which must agree; see also [`keep_aspect`](TensorParams::keep_aspect).
    pub fn nchw(height: usize, width: usize) -> Self {
        Self::sized(Layout::Nchw, height, width)
    }

    /// Makes tensors of the dimensions image, row, column, channel, with `height` rows and `width` columns. A size of 0
    /// is that of the images, which must agree; see also [`keep_aspect`](TensorParams::keep_aspect).
    pub fn nhwc(height: usize, width: usize) -> Self {
        Self::sized(Layout::Nhwc, height, width)
    }

    fn sized(layout: Layout, height: usize, width: usize) -> Self {
        let params = core_image::TensorParams { layout, height, width, ..core_image::TensorParams::default() };
        Self { params, element: PhantomData }
    }

    /// Quantises each value to `u8`: `value / scale`, rounded half to even, plus `zero_point`, saturated.
    pub fn to_u8(self, scale: f32, zero_point: i32) -> TensorParams<u8> {
        let params = core_image::TensorParams { element: Element::U8 { scale, zero_point }, ..self.params };
        TensorParams { params, element: PhantomData }
    }

    /// Quantises each value to `i8`: `value / scale`, rounded half to even, plus `zero_point`, saturated.
    pub fn to_i8(self, scale: f32, zero_point: i32) -> TensorParams<i8> {
        let params = core_image::TensorParams { element: Element::I8 { scale, zero_point }, ..self.params };
        TensorParams { params, element: PhantomData }
    }
}

impl<T: TensorElement> TensorParams<T> {
    /// Sets the channels and their order; red, green, blue by default.
    pub fn channels(mut self, channels: Channels) -> Self {
        self.params.channels = match channels {
            Channels::Rgb => Format::Rgb8,
            Channels::Bgr => Format::Bgr8,
            Channels::Gray => Format::Gray8,
        };
        self
    }

    /// Sets a colour, red first, that images with alpha are composited over before anything else. Without it alpha is
    /// ignored.
    pub fn over(mut self, colour: [u8; 3]) -> Self {
        self.params.over = Some(colour);
        self
    }

    /// Sets the mean of each channel, in units of 0 to 1; 0 by default. Gray uses the first.
    pub fn mean(mut self, mean: [f32; 3]) -> Self {
        self.params.mean = mean;
        self
    }

    /// Sets the standard deviation of each channel, in units of 0 to 1; 1 by default. Gray uses the first.
    pub fn std_dev(mut self, std_dev: [f32; 3]) -> Self {
        self.params.std = std_dev;
        self
    }

    /// Sets the filter of the resize; [`Filter::Bilinear`] by default.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.params.filter = filter;
        self
    }

    /// Keeps the proportions of the images: they are scaled to the height, at most to the width, and the columns left
    /// over at the right are filled. With a width of 0 the tensor is as wide as the widest scaled image.
    pub fn keep_aspect(mut self) -> Self {
        self.params.fit = core_image::TensorFit::Height;
        self
    }

    /// Scales both sides of the images by one factor, the largest with which they fit, and pads the rest: a letterbox.
    /// [`regions`](TensorParams::regions) tells where the images lie.
    pub fn letterbox(mut self) -> Self {
        self.params.fit = core_image::TensorFit::Inside;
        self
    }

    /// Puts scaled images in the middle of the tensor, not in its top left corner. An odd number of padded columns or rows
    /// has one more at the right or at the bottom.
    pub fn centered(mut self) -> Self {
        self.params.placement = core_image::TensorPlacement::Center;
        self
    }

    /// Pads with the nearest pixel of the scaled image, not with the value of [`fill`](TensorParams::fill).
    pub fn pad_edge(mut self) -> Self {
        self.params.padding = core_image::TensorPadding::Edge;
        self
    }

    /// Sets the value of the padding, after normalisation; 0 by default.
    pub fn fill(mut self, value: f32) -> Self {
        self.params.fill = value;
        self
    }

    /// Sets when the tensor is written past the cache. Values do not depend on it.
    pub fn cache_bypass(mut self, when: CacheBypass) -> Self {
        self.params.cache_bypass = when;
        self
    }

    /// Returns the dimensions of the tensor of `images`, in the order of the layout.
    ///
    /// # Errors
    /// `InvalidArgument` for a standard deviation of 0, a number that is not finite, a scale not above 0 or a zero
    /// point out of range; `SizeMismatch` if a size is that of the images and they differ; `Overflow`.
    pub fn shape(&self, images: &[impl AsView]) -> Result<[usize; 4]> {
        with_refs(images, |images| Ok(core_image::tensor_shape(images, &self.params)?))
    }

    /// Returns where each of `images` lies in the tensor, in their order.
    ///
    /// ```
    /// use scipix::image::TensorRegion;
    /// use scipix::prelude::*;
    ///
    /// let data = [255; 900 * 600];
    /// let page = ImageView::new(&data, 900, 600, Format::Gray8)?;
    /// let region = TensorParams::nchw(640, 640).letterbox().centered().regions(&[page])?[0];
    /// assert_eq!(region, TensorRegion { x: 0, y: 106, width: 640, height: 427 });
    /// assert_eq!(region.to_image([320.0, 106.0], (900, 600)), [450.0, 0.0]);
    /// # Ok::<(), scipix::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`shape`](TensorParams::shape); `OutOfMemory`.
    pub fn regions(&self, images: &[impl AsView]) -> Result<Vec<TensorRegion>> {
        with_refs(images, |images| {
            let job = core_image::TensorJob::new(images, &self.params)?;
            let mut regions = try_zeroed(images.len(), "regions")?;
            regions.iter_mut().zip(job.regions()).for_each(|(place, region)| *place = region);
            Ok(regions)
        })
    }

    /// Makes the tensor of `images`, one after another.
    ///
    /// # Errors
    /// Those of [`shape`](TensorParams::shape); `OutOfMemory`.
    pub fn run(&self, images: &[impl AsView]) -> Result<Vec<T>> {
        with_refs(images, |images| {
            let job = core_image::TensorJob::new(images, &self.params)?;
            let mut out = try_zeroed(job.elements(), "tensor")?;
            job.write(T::tensor_mut(&mut out))?;
            Ok(out)
        })
    }

    /// Writes the tensor of `images` to `out`.
    ///
    /// # Errors
    /// Those of [`shape`](TensorParams::shape); `SizeMismatch` if `out` has another length than the tensor;
    /// `OutOfMemory` for tables.
    pub fn run_into(&self, images: &[impl AsView], out: &mut [T]) -> Result<()> {
        with_refs(images, |images| Ok(core_image::to_tensor(images, &self.params, T::tensor_mut(out))?))
    }

    /// Returns the core's parameters.
    pub(super) fn to_core(self) -> core_image::TensorParams {
        self.params
    }
}

/// Calls `f` with the core's views of `images`.
pub(super) fn with_refs<R>(images: &[impl AsView], f: impl FnOnce(&[ImageRef<'_>]) -> Result<R>) -> Result<R> {
    let Some(first) = images.first() else {
        return f(&[]);
    };
    if images.len() <= FEW {
        let mut few = [first.as_view().to_core(); FEW];
        few.iter_mut().zip(images).skip(1).for_each(|(place, image)| *place = image.as_view().to_core());
        return f(&few[..images.len()]);
    }
    let mut many = Vec::new();
    if many.try_reserve_exact(images.len()).is_err() {
        return Err(Error::new(
            ErrorKind::OutOfMemory,
            format_args!("images: no memory for the views of {}", images.len()),
        ));
    }
    many.extend(images.iter().map(|image| image.as_view().to_core()));
    f(&many)
}
