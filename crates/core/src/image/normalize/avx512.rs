//! All lanes at once: four registers of sums, four of squares.

use super::moments::{NormalizeStats, map_by_sums};
use super::sums::{LANES, PowerSums};
use crate::simd::x86::{load128_f32, load256_f32};
use std::arch::x86_64::*;

#[target_feature(enable = "avx512f,fma")]
pub fn block_sums<const ABOUT: bool>(data: &[f32], pivot: f64) -> PowerSums {
    let pivots = _mm512_set1_pd(pivot);
    let mut sum = [_mm512_setzero_pd(); LANES / 8];
    let mut squares = sum;
    let (blocks, rest) = data.as_chunks();
    for block in blocks {
        add::<ABOUT>(block, pivots, &mut sum, &mut squares);
    }
    if !rest.is_empty() {
        // The padding adds nothing.
        let mut padded = [if ABOUT { pivot as f32 } else { 0.0 }; LANES];
        padded[..rest.len()].copy_from_slice(rest);
        add::<ABOUT>(&padded, pivots, &mut sum, &mut squares);
    }
    PowerSums { sum: total(sum), squares: total(squares) }
}

#[inline]
#[target_feature(enable = "avx512f,fma")]
fn add<const ABOUT: bool>(
    block: &[f32; LANES],
    pivots: __m512d,
    sum: &mut [__m512d; LANES / 8],
    squares: &mut [__m512d; LANES / 8],
) {
    let (parts, _) = block.as_chunks::<8>();
    for i in 0..LANES / 8 {
        let x = _mm512_cvtps_pd(load256_f32(&parts[i]));
        if ABOUT {
            let x = _mm512_sub_pd(x, pivots);
            sum[i] = _mm512_add_pd(sum[i], x);
            squares[i] = _mm512_add_pd(squares[i], _mm512_mul_pd(x, x));
        } else {
            // The square is exact, so this rounds as a product and a sum do.
            sum[i] = _mm512_add_pd(sum[i], x);
            squares[i] = _mm512_fmadd_pd(x, x, squares[i]);
        }
    }
}

/// Adds up lanes in the order of [`LaneSums::total`](super::sums::LaneSums::total).
#[inline]
#[target_feature(enable = "avx512f")]
fn total([a, b, c, d]: [__m512d; LANES / 8]) -> f64 {
    let eight = _mm512_add_pd(_mm512_add_pd(a, c), _mm512_add_pd(b, d));
    let four = _mm256_add_pd(_mm512_castpd512_pd256(eight), _mm512_extractf64x4_pd::<1>(eight));
    let two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd::<1>(four));
    _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,fma")]
pub fn normalize_few(data: &mut [f32]) -> Option<NormalizeStats> {
    let sums = few_sums(data);
    map_by_sums(data, &sums)
}

/// Sums values and squares as [`block_sums`] does, in registers of half the width: on processors that cut the wider ones in two
/// that is as fast, and the lanes are added up in one step less between halves of a register.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,fma")]
fn few_sums(data: &[f32]) -> PowerSums {
    let mut sum = [_mm256_setzero_pd(); LANES / 4];
    let mut squares = sum;
    let (blocks, rest) = data.as_chunks::<LANES>();
    for block in blocks {
        let (parts, _) = block.as_chunks();
        for i in 0..LANES / 4 {
            add_quad(load128_f32(&parts[i]), &mut sum[i], &mut squares[i]);
        }
    }
    if !rest.is_empty() {
        let mask = (1u32 << rest.len()) - 1;
        for i in 0..LANES / 4 {
            // SAFETY: the mask selects as many values as `rest` has, and no other is read.
            let quad = unsafe { _mm_maskz_loadu_ps((mask >> (4 * i)) as __mmask8, rest.as_ptr().wrapping_add(4 * i)) };
            // Zeros add nothing.
            add_quad(quad, &mut sum[i], &mut squares[i]);
        }
    }
    PowerSums { sum: total_of_quads(sum), squares: total_of_quads(squares) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl,fma")]
fn add_quad(quad: __m128, sum: &mut __m256d, squares: &mut __m256d) {
    let x = _mm256_cvtps_pd(quad);
    *sum = _mm256_add_pd(*sum, x);
    *squares = _mm256_fmadd_pd(x, x, *squares);
}

/// Adds up lanes in the order of [`total`].
#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn total_of_quads(mut quads: [__m256d; LANES / 4]) -> f64 {
    for half in [4, 2, 1] {
        (0..half).for_each(|i| quads[i] = _mm256_add_pd(quads[i], quads[half + i]));
    }
    let two = _mm_add_pd(_mm256_castpd256_pd128(quads[0]), _mm256_extractf128_pd::<1>(quads[0]));
    _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)))
}
