//! Means of areas with AVX-512, from bytes to bytes: vertical and horizontal sums stay in registers.

use super::area_quotient::AreaQuotient;
use super::area_row::AreaRow;
use super::area_rows::AreaRows;
use super::area_tables::AreaTables;
use super::area_windows::AreaWindows;
use super::scalar;
use crate::simd::x86::{load512_i16, load512_some, load512_u16, store256, store256_some};
use crate::split::Rows;
use std::arch::x86_64::*;

/// The places or weights of one step.
type Lanes<T> = [T; AreaWindows::LANES];

#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vl")]
pub fn mean_rows(job: AreaRows<'_>) {
    let AreaTables::Windows(windows) = job.tables else {
        return scalar::mean_rows(job);
    };
    match windows.quotient {
        AreaQuotient::Narrow { add, by, shift } => {
            let add = _mm512_set1_epi16(add as i16);
            let (by, shift) = (_mm512_set1_epi16(by as i16), _mm_cvtsi32_si128(shift.into()));
            each_row(job, windows, |columns, places, weights| {
                let sum = sum_narrow(add, columns, places, weights);
                _mm512_cvtepi16_epi8(_mm512_srl_epi16(_mm512_mulhi_epu16(sum, by), shift))
            });
        }
        AreaQuotient::Wide { by, add } => {
            let (by, add) = (_mm512_set1_ps(by), _mm512_set1_ps(add));
            let mean = |sum| {
                let mean = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), by, add);
                _mm512_cvtepi32_epi8(_mm512_cvttps_epi32(mean))
            };
            each_row(job, windows, |columns, places, weights| {
                let [low, high] = sum_wide(columns, places, weights);
                _mm256_set_m128i(mean(high), mean(low))
            });
        }
    }
}

/// Adds the weighted neighbours of each lane in 16 bits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn sum_narrow(add: __m512i, columns: [__m512i; 2], places: &[Lanes<u16>], weights: &[Lanes<i16>]) -> __m512i {
    let mut sum = add;
    for (places, weights) in places.iter().zip(weights) {
        let px = _mm512_permutex2var_epi16(columns[0], load512_u16(places), columns[1]);
        sum = _mm512_add_epi16(sum, _mm512_mullo_epi16(px, load512_i16(weights)));
    }
    sum
}

/// Adds the weighted neighbours of each lane, in pairs, in 32 bits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn sum_wide(columns: [__m512i; 2], places: &[Lanes<u16>], weights: &[Lanes<i16>]) -> [__m512i; 2] {
    let mut sums = [_mm512_setzero_si512(); 2];
    for (places, weights) in places.as_chunks::<2>().0.iter().zip(weights.as_chunks::<2>().0) {
        for half in 0..2 {
            let px = _mm512_permutex2var_epi16(columns[0], load512_u16(&places[half]), columns[1]);
            sums[half] = _mm512_add_epi32(sums[half], _mm512_madd_epi16(px, load512_i16(&weights[half])));
        }
    }
    sums
}

/// Makes each row. `horizontal` makes means of the sums of the columns of a window.
#[inline]
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vl")]
fn each_row(
    job: AreaRows<'_>,
    windows: &AreaWindows,
    horizontal: impl Fn([__m512i; 2], &[Lanes<u16>], &[Lanes<i16>]) -> __m256i,
) {
    let AreaRows { src, first, y, mut dst, .. } = job;
    for index in 0..dst.len() {
        let AreaRow { start, count } = windows.rows[y + index];
        let rows = src.sub(0..src.row_bytes(), start - first..start - first + count);
        let pairs = &windows.pairs[(y + index) * windows.row_pairs..][..count.div_ceil(2)];
        let dst = dst.row(index);
        match *pairs {
            [pair] => {
                let (rows, weights) = (row_pair(rows, 0), _mm512_set1_epi16(pair));
                each_block(windows, dst, &horizontal, |base, mask| weigh(rows, weights, base, mask));
            }
            _ => each_block(windows, dst, &horizontal, |base, mask| {
                let mut sums = [_mm512_setzero_si512(); 2];
                for (index, &pair) in pairs.iter().enumerate() {
                    sums = add(sums, weigh(row_pair(rows, index), _mm512_set1_epi16(pair), base, mask));
                }
                sums
            }),
        }
    }
}

/// Pair `index` of `rows`; a row beyond the last weighs nothing.
fn row_pair<'a>(rows: Rows<'a>, index: usize) -> [&'a [u8]; 2] {
    [2 * index, 2 * index + 1].map(|y| rows.row(y.min(rows.len() - 1)))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn add(a: [__m512i; 2], b: [__m512i; 2]) -> [__m512i; 2] {
    [_mm512_add_epi16(a[0], b[0]), _mm512_add_epi16(a[1], b[1])]
}

/// Weighs two rows of a window. The order of the sums is that of [`AreaWindows::place`].
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn weigh(rows: [&[u8]; 2], weights: __m512i, base: usize, mask: u64) -> [__m512i; 2] {
    let [a, b] = rows.map(|row| load512_some(&row[base..], mask));
    [_mm512_unpacklo_epi8(a, b), _mm512_unpackhi_epi8(a, b)].map(|px| _mm512_maddubs_epi16(px, weights))
}

/// Makes each block of a row. `vertical` sums the columns of the window at its base, of which it loads those in its mask.
#[inline]
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vl")]
fn each_block(
    windows: &AreaWindows,
    dst: &mut [u8],
    horizontal: impl Fn([__m512i; 2], &[Lanes<u16>], &[Lanes<i16>]) -> __m256i,
    vertical: impl Fn(usize, u64) -> [__m512i; 2],
) {
    let mask = u64::MAX >> (AreaWindows::ELEMENTS - windows.window);
    let places = windows.places.as_chunks().0.chunks_exact(windows.steps);
    let weights = windows.weights.as_chunks().0.chunks_exact(windows.steps);
    for ((block, places), weights) in windows.blocks.iter().zip(places).zip(weights) {
        let means = horizontal(vertical(block.base, mask), places, weights);
        // What lies beyond the lanes of this block is written again by later ones.
        let dst = &mut dst[block.first..];
        match dst.first_chunk_mut() {
            Some(dst) => store256(dst, means),
            None => store256_some(dst, means),
        }
    }
}
