//! Means of areas with AVX2, from bytes to bytes: two blocks at once, each of 16 bytes of every row.

use super::area_quotient::Reciprocal;
use super::area_rows::AreaRows;
use super::area_shuffles::{AreaForm, AreaShuffles, ShuffleStep};
use super::area_tables::AreaTables;
use super::scalar;
use crate::simd::x86::{load128, load256};
use crate::split::Rows;
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2,avx2")]
pub fn mean_rows(job: AreaRows<'_>) {
    let AreaTables::Shuffles(tables) = job.tables else {
        return scalar::mean_rows(job);
    };
    match tables.form {
        AreaForm::Narrow { add, by, shift } => {
            let add = _mm256_set1_epi16(add as i16);
            let (by, shift) = (_mm256_set1_epi16(by as i16), _mm_cvtsi32_si128(shift.into()));
            each_row::<8>(job, tables, add, |sum| {
                let mean = _mm256_srl_epi16(_mm256_mulhi_epu16(sum, by), shift);
                _mm256_packus_epi16(mean, mean)
            });
        }
        AreaForm::Wide(reciprocal) => each_row::<4>(job, tables, _mm256_set1_epi32(reciprocal.half as i32), |sum| {
            let mean = quotients(sum, reciprocal);
            let mean = _mm256_packus_epi32(mean, mean);
            _mm256_packus_epi16(mean, mean)
        }),
    }
}

/// Divides sums that begin with half of the total.
#[inline]
#[target_feature(enable = "avx2")]
fn quotients(sums: __m256i, Reciprocal { by, shift, .. }: Reciprocal) -> __m256i {
    let (by, shift) = (_mm256_set1_epi32(by as i32), _mm_cvtsi32_si128(shift.into()));
    let even = _mm256_srli_epi64::<32>(_mm256_mul_epu32(sums, by));
    let odd = _mm256_mul_epu32(_mm256_srli_epi64::<32>(sums), by);
    _mm256_srl_epi32(_mm256_blend_epi32::<0b1010_1010>(even, odd), shift)
}

/// Makes each row. Sums begin with `half`; `mean` makes bytes of them, first those of each half.
#[inline]
#[target_feature(enable = "sse4.2,avx2")]
fn each_row<const LANES: usize>(
    job: AreaRows<'_>,
    tables: &AreaShuffles,
    half: __m256i,
    mean: impl Fn(__m256i) -> __m256i,
) {
    let AreaRows { src, first, taps: [_, vertical], y, mut dst, .. } = job;
    for index in 0..dst.len() {
        let row = tables.rows[y + index];
        let rows = src.sub(0..src.row_bytes(), row.start - first..row.end() - first);
        let weights = row.weights(vertical, y + index);
        let dst = dst.row(index);
        // Most rows are made of two or three, and most elements of up to four neighbours.
        match (weights, tables.block_steps) {
            (&[a, b], 2) => {
                each_block::<LANES>(tables, dst, |at, steps| mean(sum::<LANES>(rows, at, two(steps), &[a, b], half)))
            }
            (&[a, b, c], 2) => {
                each_block::<LANES>(tables, dst, |at, steps| {
                    mean(sum::<LANES>(rows, at, two(steps), &[a, b, c], half))
                });
            }
            _ => each_block::<LANES>(tables, dst, |at, steps| mean(sum::<LANES>(rows, at, steps, weights, half))),
        }
    }
}

fn two(steps: &[ShuffleStep]) -> &[ShuffleStep; 2] {
    steps.first_chunk().expect("a block has two steps")
}

/// Calls `bytes` with each two blocks and their steps, and writes what it returns. What lies beyond the lanes of a block is
/// written again by later ones.
#[inline]
#[target_feature(enable = "sse4.2,avx2")]
fn each_block<const LANES: usize>(
    tables: &AreaShuffles,
    dst: &mut [u8],
    bytes: impl Fn([usize; 2], &[ShuffleStep]) -> __m256i,
) {
    let tail = dst.len().saturating_sub(LANES);
    let mut ends = [0; 16];
    let blocks = tables.blocks.as_chunks::<2>().0.iter();
    for ([low, high], steps) in blocks.zip(tables.steps.chunks_exact(tables.block_steps)) {
        let means = bytes([low.base, high.base], steps);
        let means = [_mm256_castsi256_si128(means), _mm256_extracti128_si256::<1>(means)];
        for (first, means) in [low.first, high.first].into_iter().zip(means) {
            // Blocks that end beyond the row are put together elsewhere.
            let to = if first + LANES <= dst.len() { &mut dst[first..] } else { &mut ends[first - tail..] };
            let means = _mm_cvtsi128_si64(means).to_le_bytes();
            let means: &[u8; LANES] = means.first_chunk().expect("at most eight lanes");
            *to.first_chunk_mut().expect("a block of bytes") = *means;
        }
    }
    let len = dst.len() - tables.tail;
    dst[tables.tail..].copy_from_slice(&ends[tables.tail - tail..][..len]);
}

/// Adds the horizontal sums of the windows at `bases` of `rows`, each times its weight.
#[inline]
#[target_feature(enable = "sse4.2,avx2")]
fn sum<const LANES: usize>(
    rows: Rows<'_>,
    bases: [usize; 2],
    steps: &[ShuffleStep],
    weights: &[i16],
    half: __m256i,
) -> __m256i {
    let [low, high] = bases.map(|base| rows.column(base, 0..weights.len()));
    let mut sum = half;
    for (window, &weight) in low.zip(high).zip(weights) {
        let row = sum_taps::<LANES>(window, steps);
        sum = match LANES {
            4 => _mm256_add_epi32(sum, _mm256_mullo_epi32(row, _mm256_set1_epi32(weight.into()))),
            _ => _mm256_add_epi16(sum, _mm256_mullo_epi16(row, _mm256_set1_epi16(weight))),
        };
    }
    sum
}

/// The weighted sum of the neighbours of each lane in a row.
#[inline]
#[target_feature(enable = "sse4.2,avx2")]
fn sum_taps<const LANES: usize>((low, high): (&[u8; 16], &[u8; 16]), steps: &[ShuffleStep]) -> __m256i {
    let window = _mm256_set_m128i(load128(high), load128(low));
    let mut sum = _mm256_setzero_si256();
    for ShuffleStep { places, weights } in steps {
        let (px, weights) = (_mm256_shuffle_epi8(window, load256(places)), load256(weights));
        sum = match LANES {
            4 => _mm256_add_epi32(sum, _mm256_madd_epi16(px, weights)),
            _ => _mm256_add_epi16(sum, _mm256_maddubs_epi16(px, weights)),
        };
    }
    sum
}
