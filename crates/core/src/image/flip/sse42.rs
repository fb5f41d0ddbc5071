//! 16 bytes a block; 48 of pixels of three bytes, so that a block holds whole ones. For those of four bytes the compiler makes
//! as good a kernel of the specification.

use super::row_pairs::{PixelSize, RowPairs};
use super::scalar;
use crate::simd::x86::{load128, store128};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
pub fn mirror(rows: &mut RowPairs<'_>, size: PixelSize) {
    let done = match size {
        PixelSize::Bit => {
            rows.mirror_blocks(|px| bits_reversed(bytes_reversed(load128(px))), |to, px| store128(to, px))
        }
        PixelSize::One => rows.mirror_blocks(|px| bytes_reversed(load128(px)), |to, px| store128(to, px)),
        PixelSize::Two => rows.mirror_blocks(|px| pairs_reversed(load128(px)), |to, px| store128(to, px)),
        PixelSize::Three => rows.mirror_blocks(|px| threes_reversed(px), |to, px| store_threes(to, px)),
        PixelSize::Four => false,
    };
    if !done {
        scalar::mirror(rows, size);
    }
}

#[inline]
#[target_feature(enable = "sse4.2")]
fn bytes_reversed(px: __m128i) -> __m128i {
    _mm_shuffle_epi8(px, _mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0))
}

#[inline]
#[target_feature(enable = "sse4.2")]
fn pairs_reversed(px: __m128i) -> __m128i {
    _mm_shuffle_epi8(px, _mm_setr_epi8(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1))
}

/// Reverses the bits of each byte, by a table for each half of it.
#[inline]
#[target_feature(enable = "sse4.2")]
fn bits_reversed(px: __m128i) -> __m128i {
    let to_low = _mm_setr_epi8(0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15);
    let (to_high, low_half) = (_mm_slli_epi16::<4>(to_low), _mm_set1_epi8(15));
    let high = _mm_and_si128(_mm_srli_epi16::<4>(px), low_half);
    let low = _mm_and_si128(px, low_half);
    _mm_or_si128(_mm_shuffle_epi8(to_low, high), _mm_shuffle_epi8(to_high, low))
}

/// For vector `to` of the result and vector `from` of a block of three, where each byte comes from; 128 for those that come
/// from another vector, for which a shuffle gives 0.
const fn threes_from(to: usize, from: usize) -> [u8; 16] {
    let (mut places, mut i) = ([128; 16], 0);
    while i < 16 {
        let (pixel, channel) = ((16 * to + i) / 3, (16 * to + i) % 3);
        let place = 3 * (15 - pixel) + channel;
        if place / 16 == from {
            places[i] = (place % 16) as u8;
        }
        i += 1;
    }
    places
}

/// Reverses sixteen pixels of three bytes.
#[inline]
#[target_feature(enable = "sse4.2")]
fn threes_reversed(px: &[u8; 48]) -> [__m128i; 3] {
    const FROM: [[[u8; 16]; 3]; 3] = [
        [threes_from(0, 0), threes_from(0, 1), threes_from(0, 2)],
        [threes_from(1, 0), threes_from(1, 1), threes_from(1, 2)],
        [threes_from(2, 0), threes_from(2, 1), threes_from(2, 2)],
    ];
    let parts = px.as_chunks().0;
    let (a, b, c) = (load128(&parts[0]), load128(&parts[1]), load128(&parts[2]));
    // The outer vectors of the result have nothing of the vector at their own end of the block. No closures: calls of those that
    // are not inlined take four times as long as the work.
    let first = _mm_or_si128(_mm_shuffle_epi8(b, load128(&FROM[0][1])), _mm_shuffle_epi8(c, load128(&FROM[0][2])));
    let outer = _mm_or_si128(_mm_shuffle_epi8(a, load128(&FROM[1][0])), _mm_shuffle_epi8(c, load128(&FROM[1][2])));
    let last = _mm_or_si128(_mm_shuffle_epi8(a, load128(&FROM[2][0])), _mm_shuffle_epi8(b, load128(&FROM[2][1])));
    [first, _mm_or_si128(outer, _mm_shuffle_epi8(b, load128(&FROM[1][1]))), last]
}

#[inline]
#[target_feature(enable = "sse4.2")]
fn store_threes(to: &mut [u8; 48], px: [__m128i; 3]) {
    let parts = to.as_chunks_mut().0;
    store128(&mut parts[0], px[0]);
    store128(&mut parts[1], px[1]);
    store128(&mut parts[2], px[2]);
}
