//! All lanes at once: four registers of sums, four of squares.

use super::sums::{LANES, PowerSums};
use crate::simd::x86::load256_f32;
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
