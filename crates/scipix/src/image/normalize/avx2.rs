//! Half the lanes, which is every other cache line, then the other half: more sums than that do not fit in the
//! registers. The block is in the first cache by then.

use super::{LANES, Lanes, scalar};
use crate::simd::x86::{load128_f32, store256_f64};
use crate::simd::{AHEAD, prefetch};
use std::arch::x86_64::*;

const HALF: usize = LANES / 2;

#[target_feature(enable = "avx2,fma")]
pub fn lane_sums<const ABOUT: bool>(data: &[f32], pivot: f64) -> Lanes {
    let mut lanes = Lanes { sum: [0.0; LANES], squares: [0.0; LANES] };
    let (blocks, rest) = data.as_chunks::<LANES>();
    let sums = lanes.sum.as_chunks_mut::<HALF>().0.iter_mut().zip(lanes.squares.as_chunks_mut::<HALF>().0);
    for (half, (sum, squares)) in sums.enumerate() {
        half_sums::<ABOUT>(blocks, half, pivot, sum, squares);
    }
    scalar::add_rest::<ABOUT>(rest, pivot, &mut lanes);
    lanes
}

/// Never inlined: the compiler would keep both halves in registers after all, and spill.
#[inline(never)]
#[target_feature(enable = "avx2,fma")]
fn half_sums<const ABOUT: bool>(
    blocks: &[[f32; LANES]],
    half: usize,
    pivot: f64,
    out_sum: &mut [f64; HALF],
    out_squares: &mut [f64; HALF],
) {
    let pivots = _mm256_set1_pd(pivot);
    let mut sum = [_mm256_setzero_pd(); 4];
    let mut squares = sum;
    for block in blocks {
        let (parts, _) = block.as_chunks::<HALF>().0[half].as_chunks::<4>();
        prefetch(&parts[0], AHEAD);
        for i in 0..4 {
            let x = _mm256_cvtps_pd(load128_f32(&parts[i]));
            if ABOUT {
                let x = _mm256_sub_pd(x, pivots);
                sum[i] = _mm256_add_pd(sum[i], x);
                squares[i] = _mm256_add_pd(squares[i], _mm256_mul_pd(x, x));
            } else {
                // The square is exact, so this rounds as a product and a sum do.
                sum[i] = _mm256_add_pd(sum[i], x);
                squares[i] = _mm256_fmadd_pd(x, x, squares[i]);
            }
        }
    }
    for i in 0..HALF / 4 {
        store256_f64(&mut out_sum.as_chunks_mut().0[i], sum[i]);
        store256_f64(&mut out_squares.as_chunks_mut().0[i], squares[i]);
    }
}
