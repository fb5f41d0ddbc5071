//! The choice of a kernel for rows of pixels with alpha.

#[cfg(target_arch = "aarch64")]
use super::neon;
#[cfg(target_arch = "x86_64")]
use super::{avx2, avx512, sse42};
use super::{blend::Blend, scalar};
use crate::simd::{InOut, dispatch};

dispatch! {
    /// Blends pixels of four bytes to pixels of four bytes.
    pub fn blend_row(px: InOut<'_>, rule: Blend) {
        scalar: scalar::blend_row,
        sse42: sse42::blend_row,
        avx2: avx2::blend_row,
        avx512: avx512::blend_row,
        neon: neon::blend_row,
    }
}

dispatch! {
    /// Blends pixels of four bytes to pixels of three.
    pub fn blend_to_three(src: &[u8], rule: Blend, dst: &mut [u8]) {
        scalar: scalar::blend_to_three,
        sse42: sse42::blend_to_three,
        avx2: avx2::blend_to_three,
        avx512: avx512::blend_to_three,
        neon: neon::blend_to_three,
    }
}

dispatch! {
    /// Divides colours by alpha: `255 c / a`, cut off and at most 255. Pixels with alpha 0 and 255 stay.
    pub fn unmultiply_row(px: &mut [u8]) = scalar::unmultiply_row;
}
