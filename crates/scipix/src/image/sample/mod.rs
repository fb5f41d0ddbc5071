//! Pixels between pixels: the bilinear sampling that turning and cropping have in common.
//!
//! Positions are integers, 1/256 of a pixel each, and so are the weights: a sample is
//! `(Σ pixel · weight + 32768) >> 16` over the four pixels around it, the same at every level.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod edge;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod sse42;
#[cfg(test)]
mod tests;

pub use edge::{Outside, sample_pixel};

use super::ImageRef;
use crate::simd::{IN_CACHE, PREFETCHES, dispatch, prefetch};
use crate::split::Rows;

/// Bits of a position below the pixel.
pub const FRACTION_BITS: u32 = 8;
/// Samples that are made at once.
pub const BLOCK: usize = 64;
/// Rows of the result from a row to the one whose pixels are [asked for](Texture::prefetch): those of the next have been.
pub const ROWS_AHEAD: usize = 3;
/// Bytes of a cache line.
const LINE: usize = 64;

/// Where a block of samples lies, from the centre of the first pixel, in 1/256 of a pixel. Those that are not used are
/// anywhere.
pub struct Positions {
    pub x: [u32; BLOCK],
    pub y: [u32; BLOCK],
}

impl Positions {
    pub fn new() -> Self {
        Self { x: [0; BLOCK], y: [0; BLOCK] }
    }
}

/// An image of whole bytes whose four pixels around any position can be reached by 32 bits.
#[derive(Clone, Copy)]
pub struct Texture<'a> {
    rows: Rows<'a>,
    /// At least 2, as is the height.
    width: u32,
    height: u32,
    /// Bytes of a pixel: 1, 3 or 4.
    channels: usize,
}

impl<'a> Texture<'a> {
    /// `None` where `image` is too small, too large, or of bits: [`sample_pixel`] serves the first two.
    pub fn new(image: ImageRef<'a>) -> Option<Self> {
        let side = |pixels: usize| u32::try_from(pixels).ok().filter(|side| (2..1 << 23).contains(side));
        let reachable = i32::try_from(image.geometry().span).is_ok();
        let channels = image.format().pixel_bytes().filter(|_| reachable)?;
        Some(Self { rows: image.rows(), width: side(image.width())?, height: side(image.height())?, channels })
    }

    /// The largest positions: the centre of the last pixel.
    pub fn last(&self) -> (u32, u32) {
        ((self.width - 1) << FRACTION_BITS, (self.height - 1) << FRACTION_BITS)
    }

    /// Asks for the pixels along the first `len` of `at`, `columns` and `rows` further on, which may be outside: hardware
    /// does not see which rows are next. Does nothing where the second cache holds all of them.
    pub fn prefetch(&self, at: &Positions, len: usize, (columns, rows): (isize, isize)) {
        let stride = self.rows.stride();
        if !PREFETCHES || self.rows.len() * stride <= IN_CACHE {
            return;
        }
        let (first, pixel) = (&self.rows.row(0)[0], |position: u32| (position >> FRACTION_BITS) as usize);
        let ahead = (rows as usize).wrapping_mul(stride).wrapping_add((columns as usize).wrapping_mul(self.channels));
        let apart = |at: &[u32; BLOCK]| pixel(at[0].abs_diff(at[len - 1]));
        let lines = 1 + apart(&at.x) * self.channels / LINE + apart(&at.y);
        for i in (0..len).step_by((BLOCK >> lines.ilog2()).max(1)) {
            let offset = pixel(at.y[i]) * stride + pixel(at.x[i]) * self.channels;
            prefetch(first, offset.wrapping_add(ahead));
        }
    }

    /// Bytes of a pixel.
    pub fn channels(&self) -> usize {
        self.channels
    }
}

dispatch! {
    /// Writes the samples at the first of `at`, as many as `dst` holds pixels: at most a block. Positions beyond the
    /// last pixel are taken as there.
    pub fn sample_block(texture: Texture<'_>, at: &Positions, dst: &mut [u8]) {
        scalar: scalar::sample_block,
        sse42: sse42::sample_block,
        avx2: avx2::sample_block,
        avx512: avx2::sample_block,
        neon: scalar::sample_block,
    }
}
