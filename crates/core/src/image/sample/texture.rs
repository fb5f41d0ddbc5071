//! The image that is sampled, and the positions in it.

use crate::image::ImageRef;
use crate::simd::{IN_CACHE, LINE, PREFETCHES, prefetch};
use crate::split::Rows;

/// Fraction bits of a position.
pub const FRACTION_BITS: u32 = 8;
/// Samples that are computed at once.
pub const BLOCK: usize = 64;
/// Distance from a row of the result to the one whose pixels are [prefetched](Texture::prefetch) meanwhile.
pub const ROWS_AHEAD: usize = 3;

/// The positions of a block of samples, in 1/256 of a pixel from the centre of the first pixel. Unused ones have any value.
pub struct Positions {
    pub x: [u32; BLOCK],
    pub y: [u32; BLOCK],
}

impl Positions {
    pub fn new() -> Self {
        Self { x: [0; BLOCK], y: [0; BLOCK] }
    }
}

/// An image of whole bytes that is small enough for kernels to address its pixels with 31 bits.
#[derive(Clone, Copy)]
pub struct Texture<'a> {
    pub(super) rows: Rows<'a>,
    /// At least 2, like the height.
    pub(super) width: u32,
    pub(super) height: u32,
    /// Bytes of a pixel: 1, 3 or 4.
    pub(super) channels: usize,
}

impl<'a> Texture<'a> {
    /// Makes a texture of `image`; `None` where that is too small, too large, or has bits.
    pub fn new(image: ImageRef<'a>) -> Option<Self> {
        let side = |pixels: usize| u32::try_from(pixels).ok().filter(|side| (2..1 << 23).contains(side));
        let reachable = i32::try_from(image.geometry().span).is_ok();
        let channels = image.format().pixel_bytes().filter(|_| reachable)?;
        Some(Self { rows: image.rows(), width: side(image.width())?, height: side(image.height())?, channels })
    }

    /// The largest position each way: the centre of the last pixel.
    pub fn last(&self) -> (u32, u32) {
        ((self.width - 1) << FRACTION_BITS, (self.height - 1) << FRACTION_BITS)
    }

    /// Prefetches the pixels along the first `len` positions of `at`, moved by `columns` and `rows`; they may lie outside.
    /// Hardware does not see which rows come next. It does nothing for an image that fits in the second cache.
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
