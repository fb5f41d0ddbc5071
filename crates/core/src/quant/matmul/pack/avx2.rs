//! Squares of eight columns by eight groups, transposed in registers.

use crate::quant::matmul::groups::PackedGroup;
use crate::simd::x86::{load256, store256_bytes};
use std::arch::x86_64::*;

/// Columns of a square, and groups of each.
const SIDE: usize = 8;
/// Bytes that a square has of each column.
const BYTES: usize = 4 * SIDE;
/// Squares of a column that are packed before those of the next columns: they share a line of the cache.
const SQUARES: usize = 2;

#[target_feature(enable = "avx2")]
pub fn pack_panel(columns: &[u8], k: usize, flip: u8, panel: &mut [PackedGroup]) {
    for (at, groups) in panel.chunks_mut(SQUARES * SIDE).enumerate() {
        for (index, columns) in columns.chunks(SIDE * k).enumerate() {
            for (square, groups) in groups.chunks_mut(SIDE).enumerate() {
                let from = k.min((at * SQUARES + square) * BYTES);
                let mut rows = [_mm256_setzero_si256(); SIDE];
                for (row, column) in rows.iter_mut().zip(columns.chunks(k)) {
                    *row = load_flipped(&column[from..], flip);
                }
                for (group, row) in groups.iter_mut().zip(transpose(rows)) {
                    store256_bytes(&mut group.0.as_chunks_mut().0[index], row);
                }
            }
        }
    }
}

/// Loads the first bytes of a column, each combined with `flip`, and zeros beyond its end.
#[inline]
#[target_feature(enable = "avx2")]
fn load_flipped(column: &[u8], flip: u8) -> __m256i {
    match column.first_chunk() {
        Some(bytes) => _mm256_xor_si256(load256(bytes), _mm256_set1_epi8(flip.cast_signed())),
        None => {
            let mut bytes = [0; BYTES];
            bytes.iter_mut().zip(column).for_each(|(to, from)| *to = from ^ flip);
            load256(&bytes)
        }
    }
}

/// Transposes eight rows of as many words: words of neighbouring rows alternate first, then pairs of them, then halves.
#[inline]
#[target_feature(enable = "avx2")]
fn transpose(rows: [__m256i; SIDE]) -> [__m256i; SIDE] {
    let mut out = rows;
    for pair in out.as_chunks_mut::<2>().0 {
        *pair = [_mm256_unpacklo_epi32(pair[0], pair[1]), _mm256_unpackhi_epi32(pair[0], pair[1])];
    }
    for four in out.as_chunks_mut::<4>().0 {
        let [a, b, c, d] = *four;
        *four = [
            _mm256_unpacklo_epi64(a, c),
            _mm256_unpackhi_epi64(a, c),
            _mm256_unpacklo_epi64(b, d),
            _mm256_unpackhi_epi64(b, d),
        ];
    }
    for word in 0..4 {
        let (low, high) = (out[word], out[4 + word]);
        out[word] = _mm256_permute2x128_si256::<0x20>(low, high);
        out[4 + word] = _mm256_permute2x128_si256::<0x31>(low, high);
    }
    out
}
