//! Crops of many quadrilaterals to one tensor.

use super::quad_crop::CropParams;
use super::tensor::{TensorElement, TensorParams};
use super::view::AsView;
use crate::error::Result;
use scipix_core::base::error::try_zeroed;
use scipix_core::image::{self as core_image, CropTensorScratch};
use std::fmt;

/// A cropper of quadrilaterals, such as the lines of a page, straight to the input tensor of a model. Each is cropped at the
/// size of [`QuadCrop::size`](super::QuadCrop::size) and then becomes one image of the tensor. It keeps its memory from page to
/// page.
///
/// ```
/// use scipix::image::{CropParams, QuadCropper};
/// use scipix::prelude::*;
///
/// let page = Image::from_raw(vec![255; 3 * 200 * 100], 200, 100, Format::Rgb8)?;
/// let lines = [
///     [[10.0, 10.0], [110.0, 12.0], [110.0, 32.0], [10.0, 30.0]],
///     [[10.0, 40.0], [190.0, 40.0], [190.0, 60.0], [10.0, 60.0]],
/// ];
/// let recogniser = TensorParams::nchw(48, 0).mean([0.5; 3]).std_dev([0.5; 3]).keep_aspect();
/// let mut cropper = QuadCropper::new(CropParams::paddle());
/// let shape = cropper.tensor_shape(&page, &lines, &recogniser)?;
/// assert_eq!(shape, [2, 3, 48, 432]); // as wide as the widest line
/// let tensor: Vec<f32> = cropper.tensor(&page, &lines, &recogniser)?;
/// assert_eq!((tensor.len(), tensor[0]), (2 * 3 * 48 * 432, 1.0));
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Default)]
pub struct QuadCropper {
    params: CropParams,
    scratch: CropTensorScratch,
}

impl QuadCropper {
    /// Makes a cropper that holds no memory yet.
    #[must_use]
    pub fn new(params: CropParams) -> Self {
        Self { params, scratch: CropTensorScratch::new() }
    }

    /// Returns the dimensions of the tensor of the crops of `quads`, in the order of the layout. The corners of each come in
    /// the order top left, top right, bottom right, bottom left.
    ///
    /// # Errors
    /// Those of [`tensor`](QuadCropper::tensor), but for corners that are not convex.
    pub fn tensor_shape<T: TensorElement>(
        &mut self,
        image: &(impl AsView + ?Sized),
        quads: &[[[f32; 2]; 4]],
        params: &TensorParams<T>,
    ) -> Result<[usize; 4]> {
        let (src, crop) = (image.as_view().to_core(), self.params.as_core());
        Ok(core_image::crops_tensor_shape(src, quads, crop, &params.to_core(), &mut self.scratch)?)
    }

    /// Makes the tensor of the crops of `quads`, one after another.
    ///
    /// # Errors
    /// Those of [`QuadCrop::size`](super::QuadCrop::size), [`crop_quad`](super::ImageOps::crop_quad) and
    /// [`TensorParams::run`].
    pub fn tensor<T: TensorElement>(
        &mut self,
        image: &(impl AsView + ?Sized),
        quads: &[[[f32; 2]; 4]],
        params: &TensorParams<T>,
    ) -> Result<Vec<T>> {
        // The core has checked that the elements of a tensor can be counted.
        let elements = self.tensor_shape(image, quads, params)?.iter().product();
        let mut tensor = try_zeroed(elements, "tensor")?;
        self.tensor_into(image, quads, params, &mut tensor)?;
        Ok(tensor)
    }

    /// Writes the tensor of the crops of `quads` to `out`. After an error nothing has been written.
    ///
    /// # Errors
    /// Those of [`tensor`](QuadCropper::tensor); `SizeMismatch` if `out` has another length than the tensor.
    pub fn tensor_into<T: TensorElement>(
        &mut self,
        image: &(impl AsView + ?Sized),
        quads: &[[[f32; 2]; 4]],
        params: &TensorParams<T>,
        out: &mut [T],
    ) -> Result<()> {
        let (src, crop, out) = (image.as_view().to_core(), self.params.as_core(), T::tensor_mut(out));
        Ok(core_image::crops_to_tensor(src, quads, crop, &params.to_core(), out, &mut self.scratch)?)
    }
}

impl fmt::Debug for QuadCropper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QuadCropper({:?})", self.params)
    }
}
