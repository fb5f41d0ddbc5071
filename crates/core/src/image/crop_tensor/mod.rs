//! Crops of quadrilaterals straight to the input tensor of a model.

mod scratch;
#[cfg(test)]
mod tests;

pub use scratch::CropTensorScratch;

use super::ImageRef;
use super::crop_quad::CropParams;
use super::tensor::{TensorJob, TensorMut, TensorParams, pad, tensor_shape_of};
use crate::base::error::{Result, fail};

/// Returns the shape of the tensor that [`crops_to_tensor`] writes, in the order of the layout. It takes no memory for pixels.
///
/// # Errors
/// Errors of [`crops_to_tensor`] that do not depend on `out`.
pub fn crops_tensor_shape(
    src: ImageRef<'_>,
    quads: &[[[f32; 2]; 4]],
    crop: &CropParams,
    params: &TensorParams,
    scratch: &mut CropTensorScratch,
) -> Result<[usize; 4]> {
    scratch.measure(&src, quads, crop)?;
    tensor_shape_of(scratch.crops(), params)
}

/// Crops `quads` of `src`, each at the size of [`crop_quad_size`](super::crop_quad_size), and converts the crops to one tensor,
/// which is written to `out`: what [`crop_quad_with`](super::crop_quad_with) and [`to_tensor`](super::to_tensor) make one after
/// the other. Everything but the convexity of the corners is checked before a crop is made, and all of it before the first byte of
/// `out` is written.
///
/// A quadrilateral that is not convex or has no area, as boxes of text may have once they are clipped to the page, is an error
/// that names its index, the least one of several at fault. With `pad_flat` its image in the tensor is constant padding instead,
/// and it does not count for the tensor's size.
///
/// # Errors
/// Errors of [`crop_quad_size`](super::crop_quad_size), [`crop_quad_with`](super::crop_quad_with) and
/// [`to_tensor`](super::to_tensor).
pub fn crops_to_tensor(
    src: ImageRef<'_>,
    quads: &[[[f32; 2]; 4]],
    crop: &CropParams,
    params: &TensorParams,
    mut out: TensorMut<'_>,
    scratch: &mut CropTensorScratch,
) -> Result<()> {
    let bytes = scratch.measure(&src, quads, crop)?;
    let elements = tensor_shape_of(scratch.crops(), params)?.iter().product::<usize>();
    if out.len() != elements {
        fail!(SizeMismatch, "out: has {} elements, the tensor {elements}", out.len());
    }
    scratch.reserve(bytes)?;
    scratch.crop(src, quads, crop)?;
    scratch.with_crops(|views| TensorJob::new(views, params)?.write_with(out.reborrow(), scratch.tensor()))?;
    let each = elements / quads.len().max(1);
    scratch.flat().iter().for_each(|index| pad(params, out.reborrow(), index * each..(index + 1) * each));
    Ok(())
}
