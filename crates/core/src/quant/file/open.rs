//! Opening: the bytes stay in the file's memory, the params are read.

use super::names::{SCALE, ZERO_POINT};
use crate::base::Shared;
use crate::base::error::{Result, fail, try_format, try_zeroed};
use crate::model::{Dtype, Model, Tensor};
use crate::quant::qtensor::TensorBytes;
use crate::quant::{ByteType, MAX_RANK, QTensor, QuantParams};

/// The tensor of a file that [`save`](super::save) wrote. Its bytes stay in the file's memory, of which it is an owner.
///
/// # Errors
/// `NotFound` where the name, or its scale or zero point, is not there; `Unsupported` for another type or more than
/// [`MAX_RANK`] axes; `Malformed` for params that do not fit; `OutOfMemory`.
pub fn open(model: &Shared<Model>, name: &str) -> Result<QTensor> {
    let tensor = find(model, name)?;
    let byte_type = match tensor.dtype {
        Dtype::I8 => ByteType::I8,
        Dtype::U8 => ByteType::U8,
        other => fail!(Unsupported, "name: {name:?} is of {:?}, not of I8 or U8", other.name()),
    };
    if tensor.shape.len() > MAX_RANK {
        fail!(Unsupported, "name: {name:?} has {} axes, {MAX_RANK} are supported", tensor.shape.len());
    }
    let beside = |suffix: &str| find(model, &try_format(format_args!("{name}{suffix}"), "name")?);
    let (scales, zero_points) = (beside(SCALE)?, beside(ZERO_POINT)?);
    let axis = axis(&tensor, &scales, name)?;
    if scales.dtype != Dtype::F32 || zero_points.dtype.name() != c"I32" || zero_points.shape != scales.shape {
        fail!(Malformed, "name: scales and zero points of {name:?} are not F32 and I32 of one shape");
    }
    let mut params = try_zeroed(scales.data.len() / 4, "name")?;
    let words = scales.data.as_chunks().0.iter().zip(zero_points.data.as_chunks().0);
    for (params, (&scale, &zero_point)) in params.iter_mut().zip(words) {
        *params = QuantParams { scale: f32::from_le_bytes(scale), zero_point: i32::from_le_bytes(zero_point) };
        if let Err(error) = params.check(byte_type) {
            fail!(Malformed, "name: {name:?} has bad {}", error.message());
        }
    }
    let offset = tensor.data.as_ptr().addr() - model.as_slice().as_ptr().addr();
    let bytes = TensorBytes::Mapped { model: model.clone(), range: offset..offset + tensor.data.len() };
    Ok(QTensor::of_parts(bytes, byte_type, tensor.shape, axis, params))
}

fn find<'a>(model: &'a Model, name: &str) -> Result<Tensor<'a>> {
    match model.tensor(name.as_bytes()) {
        Some(tensor) => Ok(tensor),
        None => fail!(NotFound, "name: no tensor is called {name:?}"),
    }
}

/// The axis of the channels: the one whose extent the scales have.
fn axis(tensor: &Tensor<'_>, scales: &Tensor<'_>, name: &str) -> Result<Option<usize>> {
    let (shape, of_scales) = (tensor.shape, scales.shape);
    let axis = of_scales.iter().position(|&extent| extent != 1);
    let fits = of_scales.is_empty()
        || (of_scales.len() == shape.len()
            && of_scales
                .iter()
                .enumerate()
                .all(|(at, &extent)| extent == if Some(at) == axis { shape[at] } else { 1 }));
    if !fits {
        fail!(Malformed, "name: scales of shape {of_scales:?} do not fit {name:?} of shape {shape:?}");
    }
    Ok(axis)
}
