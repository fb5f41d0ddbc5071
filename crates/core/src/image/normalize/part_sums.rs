//! The sums of part of the lanes: as many as fit in the registers of an instruction set.
#![cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), allow(dead_code))]

use super::scalar;
use super::sums::{LANES, LaneSums};
use crate::simd::{AHEAD, prefetch};

/// Sums `data` by lanes, `N` lanes at a time; blocks are in the first cache when the next lanes come. `part_sums` is
/// [`part_sums`] compiled for the instruction set.
#[inline(always)]
pub fn lane_sums<const ABOUT: bool, const N: usize>(
    data: &[f32],
    pivot: f64,
    part_sums: impl Fn(&[[f32; LANES]], usize, &mut [f64; N], &mut [f64; N]),
) -> LaneSums {
    let mut lanes = LaneSums::ZERO;
    let (blocks, rest) = data.as_chunks::<LANES>();
    let sums = lanes.sum.as_chunks_mut::<N>().0.iter_mut().zip(lanes.squares.as_chunks_mut::<N>().0);
    for (part, (sum, squares)) in sums.enumerate() {
        part_sums(blocks, part, sum, squares);
    }
    scalar::add_rest::<ABOUT>(rest, pivot, &mut lanes);
    lanes
}

/// Sums the values of the lanes `part * N` to `(part + 1) * N`, and their squares.
#[inline(always)]
pub fn part_sums<const ABOUT: bool, const N: usize>(
    blocks: &[[f32; LANES]],
    part: usize,
    pivot: f64,
    out_sum: &mut [f64; N],
    out_squares: &mut [f64; N],
) {
    let (mut sum, mut squares) = ([0.0; N], [0.0; N]);
    for block in blocks {
        let values = &block.as_chunks::<N>().0[part];
        for line in (0..N).step_by(16) {
            prefetch(&values[line], AHEAD);
        }
        for i in 0..N {
            let x = f64::from(values[i]);
            if ABOUT {
                let x = x - pivot;
                sum[i] += x;
                squares[i] += x * x;
            } else {
                // The square is exact, so fused or not the sum is rounded once.
                sum[i] += x;
                squares[i] = x.mul_add(x, squares[i]);
            }
        }
    }
    (*out_sum, *out_squares) = (sum, squares);
}
