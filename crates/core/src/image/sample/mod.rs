//! Bilinear sampling at any position of an image, for rotating and cropping.
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
mod texture;

pub use edge::{Outside, sample_pixel};
pub use texture::{BLOCK, FRACTION_BITS, Positions, ROWS_AHEAD, Texture};

use crate::simd::dispatch;

dispatch! {
    /// Writes the samples at the first positions of `at`, as many as `dst` holds pixels, which is at most a block. Positions
    /// beyond the last pixel count as that pixel.
    pub fn sample_block(texture: Texture<'_>, at: &Positions, dst: &mut [u8]) {
        scalar: scalar::sample_block,
        sse42: sse42::sample_block,
        avx2: avx2::sample_block,
        avx512: avx2::sample_block,
        neon: scalar::sample_block,
    }
}
