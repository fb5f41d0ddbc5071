//! All lanes at once: four registers of sums, four of squares.

use super::scalar;
use super::sums::{LANES, LaneSums};
use crate::simd::x86::{load256_f32, store512_f64};
use std::arch::x86_64::*;

#[target_feature(enable = "avx512f,fma")]
pub fn lane_sums<const ABOUT: bool>(data: &[f32], pivot: f64) -> LaneSums {
    let pivots = _mm512_set1_pd(pivot);
    let mut sum = [_mm512_setzero_pd(); LANES / 8];
    let mut squares = sum;
    let (blocks, rest) = data.as_chunks::<LANES>();
    for block in blocks {
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
    let mut lanes = LaneSums::ZERO;
    for i in 0..LANES / 8 {
        store512_f64(&mut lanes.sum.as_chunks_mut().0[i], sum[i]);
        store512_f64(&mut lanes.squares.as_chunks_mut().0[i], squares[i]);
    }
    scalar::add_rest::<ABOUT>(rest, pivot, &mut lanes);
    lanes
}
