//! Quarter turns with NEON: squares of pixels are transposed in registers.
//!
//! Interleaving row `i` with row `i + n / 2` of `n` rows, log2 `n` times, swaps rows and columns.

use super::columns::Turn;
use super::scalar;
use super::squares::each_square;
use crate::simd::aarch64::{load_u8, store_u8};
use crate::split::RowsMut;
use std::arch::aarch64::*;

/// Side of a square of bytes.
const SIDE: usize = 16;

#[target_feature(enable = "neon")]
pub fn turn_bytes(turn: Turn<'_>, mut strip: RowsMut<'_>) {
    let done = each_square::<SIDE, SIDE>(turn, &mut strip, |rows| {
        let mut interleaved = [vdupq_n_u8(0); SIDE];
        for (row, interleaved) in rows.iter().zip(&mut interleaved) {
            *interleaved = load_u8(row);
        }
        for _ in 0..4 {
            let rows = interleaved;
            for i in 0..SIDE / 2 {
                interleaved[2 * i] = vzip1q_u8(rows[i], rows[i + SIDE / 2]);
                interleaved[2 * i + 1] = vzip2q_u8(rows[i], rows[i + SIDE / 2]);
            }
        }
        let mut columns = [[0; SIDE]; SIDE];
        for (column, interleaved) in columns.iter_mut().zip(interleaved) {
            store_u8(column, interleaved);
        }
        columns
    });
    if !done {
        scalar::turn::<1>(turn, strip);
    }
}

#[target_feature(enable = "neon")]
pub fn turn_words(turn: Turn<'_>, mut strip: RowsMut<'_>) {
    let done = each_square::<4, 16>(turn, &mut strip, |rows| {
        let load = |i: usize| vreinterpretq_u32_u8(load_u8(rows[i]));
        let [a, b, c, d] = [load(0), load(1), load(2), load(3)];
        let (ac, bd) = (vzip1q_u32(a, c), vzip1q_u32(b, d));
        let (ac_high, bd_high) = (vzip2q_u32(a, c), vzip2q_u32(b, d));
        let interleaved =
            [vzip1q_u32(ac, bd), vzip2q_u32(ac, bd), vzip1q_u32(ac_high, bd_high), vzip2q_u32(ac_high, bd_high)];
        let mut columns = [[0; 16]; 4];
        for (column, interleaved) in columns.iter_mut().zip(interleaved) {
            store_u8(column, vreinterpretq_u8_u32(interleaved));
        }
        columns
    });
    if !done {
        scalar::turn::<4>(turn, strip);
    }
}
