//! Exactly half the width and height: each pixel is the mean of four, `(a + b + c + d + 2) >> 2`. Bilinear and area both
//! come to this.

use super::scalar;
use crate::image::Geometry;
use crate::mem::{Rows, RowsMut};
use crate::simd::{AHEAD, dispatch, prefetch};

/// Whether `width` x `height` is half of `src`.
#[inline]
pub fn is_half(src: &Geometry, width: usize, height: usize) -> bool {
    src.width == 2 * width && src.height == 2 * height
}

/// Calls `block` with each `SRC` bytes of two rows and the `DST` bytes that they become, half as many. The last block ends
/// with the row, over pixels already done where need be. `false`, and nothing done, where the row is shorter than a block.
#[inline(always)]
#[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), allow(dead_code))]
pub fn each_mean<const SRC: usize, const DST: usize>(
    top: &[u8],
    bottom: &[u8],
    dst: &mut [u8],
    mut block: impl FnMut(&[u8; SRC], &[u8; SRC], &mut [u8; DST]),
) -> bool {
    let (outputs, rest) = dst.as_chunks_mut::<DST>();
    let whole = rest.is_empty();
    for ((top, bottom), out) in top.as_chunks::<SRC>().0.iter().zip(bottom.as_chunks::<SRC>().0).zip(outputs) {
        prefetch(&top[0], 2 * AHEAD);
        prefetch(&bottom[0], 2 * AHEAD);
        block(top, bottom, out);
    }
    if whole {
        return true;
    }
    let (Some(top), Some(bottom), Some(out)) = (top.last_chunk(), bottom.last_chunk(), dst.last_chunk_mut()) else {
        return false;
    };
    block(top, bottom, out);
    true
}

dispatch! {
    /// Writes each row of `dst` from two of `src`, of twice as many pixels.
    pub(super) fn halve(src: Rows<'_>, channels: usize, dst: RowsMut<'_>) {
        scalar: scalar::halve,
        sse42: super::sse42::halve,
        avx2: super::avx2::halve,
        avx512: super::avx512::halve,
        neon: super::neon::halve,
    }
}
