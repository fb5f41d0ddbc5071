//! Squares of pixels are transposed in registers, as with SSE4.2.
//!
//! Interleaving row `i` with row `i + n / 2` of `n` rows, log2 `n` times, swaps rows and columns.

use super::columns::Turn;
use super::scalar;
use super::squares::each_square;
use crate::simd::wasm::{load_u8, store_u8};
use crate::split::RowsMut;
use std::arch::wasm32::*;

/// Side of a square of bytes.
const SIDE: usize = 16;

pub fn turn_bytes(turn: Turn<'_>, mut strip: RowsMut<'_>) {
    let done = each_square::<SIDE, SIDE>(turn, &mut strip, |rows| {
        let mut interleaved = rows.map(load_u8);
        for _ in 0..4 {
            let rows = interleaved;
            for i in 0..SIDE / 2 {
                let (a, b) = (rows[i], rows[i + SIDE / 2]);
                interleaved[2 * i] = u8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(a, b);
                interleaved[2 * i + 1] =
                    u8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(a, b);
            }
        }
        stored(interleaved)
    });
    if !done {
        scalar::turn::<1>(turn, strip);
    }
}

pub fn turn_words(turn: Turn<'_>, mut strip: RowsMut<'_>) {
    let done = each_square::<4, 16>(turn, &mut strip, |rows| {
        let [a, b, c, d] = rows.map(load_u8);
        let (ac, bd) = (u32x4_shuffle::<0, 4, 1, 5>(a, c), u32x4_shuffle::<0, 4, 1, 5>(b, d));
        let (ac_high, bd_high) = (u32x4_shuffle::<2, 6, 3, 7>(a, c), u32x4_shuffle::<2, 6, 3, 7>(b, d));
        stored([
            u32x4_shuffle::<0, 4, 1, 5>(ac, bd),
            u32x4_shuffle::<2, 6, 3, 7>(ac, bd),
            u32x4_shuffle::<0, 4, 1, 5>(ac_high, bd_high),
            u32x4_shuffle::<2, 6, 3, 7>(ac_high, bd_high),
        ])
    });
    if !done {
        scalar::turn::<4>(turn, strip);
    }
}

#[inline(always)]
fn stored<const N: usize>(rows: [v128; N]) -> [[u8; 16]; N] {
    rows.map(|row| {
        let mut bytes = [0; 16];
        store_u8(&mut bytes, row);
        bytes
    })
}
