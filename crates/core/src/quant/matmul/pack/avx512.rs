//! Squares of sixteen columns by sixteen groups, transposed in registers.

use crate::quant::matmul::groups::PackedGroup;
use crate::simd::x86::{load512_some, store512_bytes};
use std::arch::x86_64::*;

/// Columns of a square, and groups of each.
const SIDE: usize = 16;
/// Bytes that a square has of each column.
const BYTES: usize = 4 * SIDE;

#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
pub fn pack_panel(columns: &[u8], k: usize, flip: u8, panel: &mut [PackedGroup]) {
    for (index, columns) in columns.chunks(SIDE * k).enumerate() {
        for (from, groups) in (0..k).step_by(BYTES).zip(panel.chunks_mut(SIDE)) {
            let mask = u64::MAX >> (BYTES - BYTES.min(k - from));
            let flip = _mm512_maskz_set1_epi8(mask, flip as i8);
            let mut rows = [_mm512_setzero_si512(); SIDE];
            for (row, column) in rows.iter_mut().zip(columns.chunks(k)) {
                *row = _mm512_xor_si512(load512_some(&column[from..], mask), flip);
            }
            for (group, row) in groups.iter_mut().zip(transpose(rows)) {
                store512_bytes(&mut group.0.as_chunks_mut().0[index], row);
            }
        }
    }
}

/// Transposes sixteen rows of as many words: words of neighbouring rows alternate first, then pairs of them, then quarters.
#[inline]
#[target_feature(enable = "avx512f")]
fn transpose(rows: [__m512i; SIDE]) -> [__m512i; SIDE] {
    let mut out = rows;
    for pair in out.as_chunks_mut::<2>().0 {
        *pair = [_mm512_unpacklo_epi32(pair[0], pair[1]), _mm512_unpackhi_epi32(pair[0], pair[1])];
    }
    for four in out.as_chunks_mut::<4>().0 {
        let [a, b, c, d] = *four;
        *four = [
            _mm512_unpacklo_epi64(a, c),
            _mm512_unpackhi_epi64(a, c),
            _mm512_unpacklo_epi64(b, d),
            _mm512_unpackhi_epi64(b, d),
        ];
    }
    for word in 0..4 {
        let [a, b, c, d]: [__m512i; 4] = std::array::from_fn(|four| out[4 * four + word]);
        // The even quarters, then the odd ones.
        const EVEN: i32 = 0b10_00_10_00;
        const ODD: i32 = 0b11_01_11_01;
        let (even, even_below) = (_mm512_shuffle_i32x4::<EVEN>(a, b), _mm512_shuffle_i32x4::<EVEN>(c, d));
        let (odd, odd_below) = (_mm512_shuffle_i32x4::<ODD>(a, b), _mm512_shuffle_i32x4::<ODD>(c, d));
        out[word] = _mm512_shuffle_i32x4::<EVEN>(even, even_below);
        out[8 + word] = _mm512_shuffle_i32x4::<ODD>(even, even_below);
        out[4 + word] = _mm512_shuffle_i32x4::<EVEN>(odd, odd_below);
        out[12 + word] = _mm512_shuffle_i32x4::<ODD>(odd, odd_below);
    }
    out
}
