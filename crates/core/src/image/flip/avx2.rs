//! 32 bytes a block; AVX-512 is no faster. Pixels of three bytes are left to `sse42`, because no byte moves between the halves of a
//! vector, which they do not fill.

use super::row_pairs::{PixelSize, RowPairs};
use super::{scalar, sse42};
use crate::simd::x86::{load256, store256};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2")]
pub fn mirror(rows: &mut RowPairs<'_>, size: PixelSize) {
    let done = match size {
        PixelSize::Bit => {
            rows.mirror_blocks(|px| bits_reversed(bytes_reversed(load256(px))), |to, px| store256(to, px))
        }
        PixelSize::One => rows.mirror_blocks(|px| bytes_reversed(load256(px)), |to, px| store256(to, px)),
        PixelSize::Two => rows.mirror_blocks(|px| pairs_reversed(load256(px)), |to, px| store256(to, px)),
        PixelSize::Three => false,
        PixelSize::Four => return scalar::mirror(rows, size),
    };
    if !done {
        sse42::mirror(rows, size);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn bytes_reversed(px: __m256i) -> __m256i {
    let order = _mm256_broadcastsi128_si256(_mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    _mm256_permute4x64_epi64::<0b01_00_11_10>(_mm256_shuffle_epi8(px, order))
}

#[inline]
#[target_feature(enable = "avx2")]
fn pairs_reversed(px: __m256i) -> __m256i {
    let order = _mm256_broadcastsi128_si256(_mm_setr_epi8(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1));
    _mm256_permute4x64_epi64::<0b01_00_11_10>(_mm256_shuffle_epi8(px, order))
}

/// Reverses the bits of each byte, by a table for each half of it.
#[inline]
#[target_feature(enable = "avx2")]
fn bits_reversed(px: __m256i) -> __m256i {
    let to_low = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15));
    let (to_high, low_half) = (_mm256_slli_epi16::<4>(to_low), _mm256_set1_epi8(15));
    let high = _mm256_and_si256(_mm256_srli_epi16::<4>(px), low_half);
    let low = _mm256_and_si256(px, low_half);
    _mm256_or_si256(_mm256_shuffle_epi8(to_low, high), _mm256_shuffle_epi8(to_high, low))
}
