//! Half the lanes, then the other half: more sums than that do not fit in the registers.

use super::{LANES, Lanes, scalar};
use crate::simd::aarch64::{load_f32, store_f64};
use std::arch::aarch64::*;

const HALF: usize = LANES / 2;

#[target_feature(enable = "neon")]
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
#[target_feature(enable = "neon")]
fn half_sums<const ABOUT: bool>(
    blocks: &[[f32; LANES]],
    half: usize,
    pivot: f64,
    out_sum: &mut [f64; HALF],
    out_squares: &mut [f64; HALF],
) {
    let pivots = vdupq_n_f64(pivot);
    let mut sum = [vdupq_n_f64(0.0); 8];
    let mut squares = sum;
    for block in blocks {
        let (parts, _) = block.as_chunks::<HALF>().0[half].as_chunks::<4>();
        for i in 0..8 {
            let four = load_f32(&parts[i / 2]);
            let x = if i % 2 == 0 { vcvt_f64_f32(vget_low_f32(four)) } else { vcvt_high_f64_f32(four) };
            let x = if ABOUT { vsubq_f64(x, pivots) } else { x };
            sum[i] = vaddq_f64(sum[i], x);
            squares[i] = vaddq_f64(squares[i], vmulq_f64(x, x));
        }
    }
    for i in 0..HALF / 2 {
        store_f64(&mut out_sum.as_chunks_mut().0[i], sum[i]);
        store_f64(&mut out_squares.as_chunks_mut().0[i], squares[i]);
    }
}
