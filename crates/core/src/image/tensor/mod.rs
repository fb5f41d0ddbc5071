//! Images to the input tensor of a model: channels selected, resized, normalised and padded in one pass.
//!
//! An element is `px · scale + bias` for the pixel that `resize` gives, with `scale = 1 / (255 · std)` and
//! `bias = −mean / std`, each rounded once to `f32`. Product and sum are rounded too, so the bits are the same at every SIMD
//! level. With `u = 2⁻²⁴` a value is within `u · (3 · 255 · scale + 2 · |bias| + |value|)` of `(px / 255 − mean) / std`.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod blocks;
mod cache_bypass;
mod dense;
mod gray;
mod kernels;
mod line_memory;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(test)]
mod padding_tests;
mod params;
mod piece;
mod pixel_map;
mod run;
mod scalar;
mod shape;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(target_arch = "x86_64")]
mod sse42;
mod stream;
#[cfg(test)]
mod tests;
mod write;

pub use dense::{FEW_ELEMENTS, write_dense_plane, write_dense_planes};
pub(in crate::image) use kernels::plane_row;
pub use line_memory::TensorScratch;
pub use params::{CacheBypass, Element, Layout, TensorFit, TensorMut, TensorPadding, TensorParams, TensorPlacement};
pub(in crate::image) use piece::PIECE as GRAY_PIECE;
pub(in crate::image) use pixel_map::{PixelMap, Quantized};
pub(in crate::image) use run::{whole_pixels, write_image, write_unresized, write_whole};
pub(crate) use shape::TensorPlan;
pub use shape::TensorRegion;
pub(in crate::image) use shape::{check as check_params, scaled};
pub(in crate::image) use write::{Floats, Writer};

use super::{Geometry, ImageRef};
use crate::base::as_unsigned_mut;
use crate::base::error::{Result, fail};
use crate::simd;
use std::ops::Range;

/// A checked conversion of images to a tensor.
pub struct TensorJob<'a> {
    images: &'a [ImageRef<'a>],
    params: &'a TensorParams,
    plan: TensorPlan,
    elements: usize,
}

impl<'a> TensorJob<'a> {
    /// Plans the tensor of `images`, one after another, each converted by `params`.
    ///
    /// # Errors
    /// Errors of [`tensor_shape`].
    pub fn new(images: &'a [ImageRef<'a>], params: &'a TensorParams) -> Result<Self> {
        let plan = match images {
            [only] => {
                check_params(params)?;
                TensorPlan::of_one(&only.geometry(), params)
            }
            _ => TensorPlan::new(images.iter().map(|image| image.geometry()), params)?,
        };
        Ok(Self { images, params, plan, elements: plan.elements(images.len())? })
    }

    /// Returns the dimensions of the tensor in the order of the layout.
    pub fn shape(&self) -> [usize; 4] {
        self.plan.shape(self.images.len())
    }

    /// Returns where each image lies in its part of the tensor, in the order of the images.
    pub fn regions(&self) -> impl ExactSizeIterator<Item = TensorRegion> {
        self.images.iter().map(|image| self.plan.region_of(&image.geometry()))
    }

    /// Returns the type of its elements.
    pub fn element(&self) -> Element {
        self.params.element
    }

    /// Returns the number of elements of the tensor.
    pub fn elements(&self) -> usize {
        self.elements
    }

    /// Writes the tensor. Tables and scratch rows are kept for the next.
    ///
    /// # Errors
    /// `SizeMismatch` if `out` has another number of elements; `InvalidArgument` if they are of another type than the
    /// parameters name; `OutOfMemory` for tables and scratch rows.
    pub fn write(&self, out: TensorMut<'_>) -> Result<()> {
        static KEPT: TensorScratch = TensorScratch::new();
        self.write_with(out, &KEPT)
    }

    /// Writes the tensor with tables and scratch rows in the memory of `scratch`.
    ///
    /// # Errors
    /// Those of [`TensorJob::write`].
    pub(in crate::image) fn write_with(&self, out: TensorMut<'_>, scratch: &TensorScratch) -> Result<()> {
        let Self { images, params, plan, elements } = self;
        if out.len() != *elements {
            fail!(SizeMismatch, "out: has {} elements, the tensor {elements}", out.len());
        }
        let level = simd::active();
        match (params.element, out) {
            (Element::F32, TensorMut::F32(out)) => {
                run::run(level, images, plan, &Floats::new(level, params, out.len()), out, scratch)
            }
            (Element::U8 { .. }, TensorMut::U8(out)) => {
                run::run(level, images, plan, &Quantized::new(params), out, scratch)
            }
            (Element::I8 { .. }, TensorMut::I8(out)) => {
                run::run(level, images, plan, &Quantized::new(params), as_unsigned_mut(out), scratch)
            }
            _ => fail!(InvalidArgument, "out: its elements are not those of params"),
        }
    }
}

/// Returns the shape of the tensor that [`to_tensor`] makes of `images`, in the order of the layout.
///
/// # Errors
/// `InvalidArgument` for a `std` of 0, a number that is not finite, a scale not above 0 or a zero point out of range;
/// `Unsupported` for other channels; `SizeMismatch` if the size is that of the images and they differ; `Overflow`.
pub fn tensor_shape(images: &[ImageRef<'_>], params: &TensorParams) -> Result<[usize; 4]> {
    TensorJob::new(images, params).map(|job| job.shape())
}

/// Returns the shape of the tensor that [`to_tensor`] makes of images of these sizes.
///
/// # Errors
/// Errors of [`tensor_shape`].
pub(in crate::image) fn tensor_shape_of(sizes: &[Geometry], params: &TensorParams) -> Result<[usize; 4]> {
    let plan = TensorPlan::new(sizes.iter().copied(), params)?;
    plan.elements(sizes.len())?;
    Ok(plan.shape(sizes.len()))
}

/// Fills the elements `range` of a tensor with constant padding.
pub(in crate::image) fn pad(params: &TensorParams, out: TensorMut<'_>, range: Range<usize>) {
    match out {
        TensorMut::F32(out) => out[range].fill(params.fill),
        TensorMut::U8(out) => out[range].fill(Quantized::new(params).fill),
        TensorMut::I8(out) => as_unsigned_mut(&mut out[range]).fill(Quantized::new(params).fill),
    }
}

/// Converts `images` one after another by `params` and writes them to `out`, which has the shape of [`tensor_shape`].
///
/// # Errors
/// Errors of [`tensor_shape`] and [`TensorJob::write`].
pub fn to_tensor(images: &[ImageRef<'_>], params: &TensorParams, out: TensorMut<'_>) -> Result<()> {
    TensorJob::new(images, params)?.write(out)
}
