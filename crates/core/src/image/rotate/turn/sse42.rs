//! Quarter turns with SSE4.2: squares of pixels are transposed in registers.
//!
//! Interleaving row `i` with row `i + n / 2` of `n` rows, log2 `n` times, swaps rows and columns.

use super::columns::Turn;
use super::scalar;
use super::squares::each_square;
use crate::simd::x86::{load128, store128};
use crate::split::RowsMut;
use std::arch::x86_64::*;

/// Side of a square of bytes.
const SIDE: usize = 16;

#[target_feature(enable = "sse4.2")]
pub fn turn_bytes(turn: Turn<'_>, mut strip: RowsMut<'_>) {
    let done = each_square::<SIDE, SIDE>(turn, &mut strip, |rows| {
        let mut interleaved = [_mm_setzero_si128(); SIDE];
        for (row, interleaved) in rows.iter().zip(&mut interleaved) {
            *interleaved = load128(row);
        }
        for _ in 0..4 {
            let rows = interleaved;
            for i in 0..SIDE / 2 {
                interleaved[2 * i] = _mm_unpacklo_epi8(rows[i], rows[i + SIDE / 2]);
                interleaved[2 * i + 1] = _mm_unpackhi_epi8(rows[i], rows[i + SIDE / 2]);
            }
        }
        let mut columns = [[0; SIDE]; SIDE];
        for (column, interleaved) in columns.iter_mut().zip(interleaved) {
            store128(column, interleaved);
        }
        columns
    });
    if !done {
        scalar::turn::<1>(turn, strip);
    }
}

#[target_feature(enable = "sse4.2")]
pub fn turn_threes(turn: Turn<'_>, mut strip: RowsMut<'_>) {
    let apart = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
    let tight = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
    let done = each_square::<4, 12>(turn, &mut strip, |rows| {
        let mut words = [_mm_setzero_si128(); 4];
        for (row, words) in rows.iter().zip(&mut words) {
            let mut whole = [0; 16];
            whole[..12].copy_from_slice(*row);
            *words = _mm_shuffle_epi8(load128(&whole), apart);
        }
        let mut columns = [[0; 12]; 4];
        for (column, interleaved) in columns.iter_mut().zip(transpose_words(words)) {
            let mut whole = [0; 16];
            store128(&mut whole, _mm_shuffle_epi8(interleaved, tight));
            column.copy_from_slice(&whole[..12]);
        }
        columns
    });
    if !done {
        scalar::turn::<3>(turn, strip);
    }
}

#[target_feature(enable = "sse4.2")]
pub fn turn_words(turn: Turn<'_>, mut strip: RowsMut<'_>) {
    let done = each_square::<4, 16>(turn, &mut strip, |[a, b, c, d]| {
        let mut columns = [[0; 16]; 4];
        for (column, interleaved) in
            columns.iter_mut().zip(transpose_words([load128(a), load128(b), load128(c), load128(d)]))
        {
            store128(column, interleaved);
        }
        columns
    });
    if !done {
        scalar::turn::<4>(turn, strip);
    }
}

/// Transposes four rows of four pixels of four bytes.
#[inline]
#[target_feature(enable = "sse4.2")]
fn transpose_words([a, b, c, d]: [__m128i; 4]) -> [__m128i; 4] {
    let (ac, bd) = (_mm_unpacklo_epi32(a, c), _mm_unpacklo_epi32(b, d));
    let (ac_high, bd_high) = (_mm_unpackhi_epi32(a, c), _mm_unpackhi_epi32(b, d));
    [
        _mm_unpacklo_epi32(ac, bd),
        _mm_unpackhi_epi32(ac, bd),
        _mm_unpacklo_epi32(ac_high, bd_high),
        _mm_unpackhi_epi32(ac_high, bd_high),
    ]
}
