//! Images to the tensor of a model: channels chosen, resized, normalised and padded in one pass.
//!
//! Element by element: the pixel as `resize` gives it, then `px · scale + bias` with `scale = 1 / (255 · std)` and
//! `bias = −mean / std`, each rounded once to `f32`, then product and sum, each rounded: the same bits at every SIMD level.
//! With `u = 2⁻²⁴` a value is within `u · (3 · 255 · scale + 2 · |bias| + |value|)` of `(px / 255 − mean) / std`.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod blocks;
mod gray;
mod map;
#[cfg(target_arch = "aarch64")]
mod neon;
mod params;
mod run;
mod scalar;
mod shape;
#[cfg(target_arch = "x86_64")]
mod sse42;
mod stores;
mod stream;
#[cfg(test)]
mod tests;
mod write;

pub(in crate::image) use gray::PIECE as GRAY_PIECE;
pub(in crate::image) use map::Quantized;
pub use params::{Element, Layout, Stores, TensorMut, TensorParams};
pub(in crate::image) use run::{write_image, write_unresized};
pub use shape::tensor_shape;
pub(in crate::image) use shape::{Plan as TensorPlan, check as check_params, scaled};
pub(in crate::image) use write::{Floats, Writer};

use super::ImageRef;
use crate::base::as_unsigned_mut;
use crate::base::error::{Result, fail};
use crate::simd::{self, Line, dispatch};
use map::Map;
use shape::Plan;

/// Images and what is made of them, checked.
pub struct TensorJob<'a> {
    images: &'a [ImageRef<'a>],
    params: &'a TensorParams,
    plan: Plan,
    elements: usize,
}

impl<'a> TensorJob<'a> {
    /// Of `images`, one after another, each as `params` say.
    ///
    /// # Errors
    /// Those of [`tensor_shape`].
    pub fn new(images: &'a [ImageRef<'a>], params: &'a TensorParams) -> Result<Self> {
        let plan = Plan::new(images, params)?;
        Ok(Self { images, params, plan, elements: plan.elements(images.len())? })
    }

    /// Its dimensions in the order of the layout.
    pub fn shape(&self) -> [usize; 4] {
        self.plan.shape(self.images.len())
    }

    /// Which elements it has.
    pub fn element(&self) -> Element {
        self.params.element
    }

    /// Elements of the tensor.
    pub fn elements(&self) -> usize {
        self.elements
    }

    /// Writes the tensor.
    ///
    /// # Errors
    /// `SizeMismatch` where `out` has not as many elements, `InvalidArgument` where they are not of the kind that the
    /// parameters name; `OutOfMemory` for tables and scratch rows.
    pub fn write(&self, out: TensorMut<'_>) -> Result<()> {
        let Self { images, params, plan, elements } = self;
        if out.len() != *elements {
            fail!(SizeMismatch, "out: has {} elements, the tensor {elements}", out.len());
        }
        let level = simd::active();
        match (params.element, out) {
            (Element::F32, TensorMut::F32(out)) => {
                run::run(level, images, plan, &Floats::new(level, params, out.len()), out)
            }
            (Element::U8 { .. }, TensorMut::U8(out)) => run::run(level, images, plan, &Quantized::new(params), out),
            (Element::I8 { .. }, TensorMut::I8(out)) => {
                run::run(level, images, plan, &Quantized::new(params), as_unsigned_mut(out))
            }
            _ => fail!(InvalidArgument, "out: its elements are not those of params"),
        }
    }
}

/// Writes `images` one after another, each as `params` say, to `out`, which has the elements of [`tensor_shape`].
///
/// # Errors
/// Those of [`tensor_shape`] and [`TensorJob::write`].
pub fn to_tensor(images: &[ImageRef<'_>], params: &TensorParams, out: TensorMut<'_>) -> Result<()> {
    TensorJob::new(images, params)?.write(out)
}

dispatch! {
    /// Writes each byte mapped.
    fn plane_row(src: &[u8], map: Map, out: &mut [f32]) = scalar::plane_row;
}

dispatch! {
    /// Writes to each of three planes byte `order[plane]` of each pixel of `pixel_bytes`, 3 or 4, mapped by its map.
    fn planes_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[Map; 3], out: [&mut [f32]; 3]) {
        scalar: scalar::planes_row,
        sse42: sse42::planes_row,
        avx2: avx2::planes_row,
        avx512: avx512::planes_row,
        neon: neon::planes_row,
    }
}

dispatch! {
    /// Writes byte `channel` of each pixel of `pixel_bytes`, 1, 3 or 4, mapped, past the cache: 16 pixels to a line.
    fn plane_lines(src: &[u8], pixel_bytes: usize, channel: usize, map: Map, out: &mut [Line]) {
        scalar: scalar::plane_lines,
        sse42: sse42::plane_lines,
        avx2: avx2::plane_lines,
        avx512: avx512::plane_lines,
        neon: scalar::plane_lines,
    }
}

dispatch! {
    /// Writes bytes `order` of each pixel, mapped, side by side. `pixel_bytes` may be 1: three times the one byte.
    fn pixels_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[Map; 3], out: &mut [f32]) = scalar::pixels_row;
}
