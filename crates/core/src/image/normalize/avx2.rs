//! Half the lanes, which is every other cache line, then the other half: more sums do not fit in the registers.

use super::moments::{NormalizeStats, map_by_sums};
use super::part_sums;
use super::sums::{LANES, LaneSums, PowerSums};

const HALF: usize = LANES / 2;

#[target_feature(enable = "avx2,fma")]
pub fn block_sums<const ABOUT: bool>(data: &[f32], pivot: f64) -> PowerSums {
    lane_sums::<ABOUT>(data, pivot).total()
}

#[target_feature(enable = "avx2,fma")]
pub fn normalize_few(data: &mut [f32]) -> Option<NormalizeStats> {
    let sums = block_sums::<false>(data, 0.0);
    map_by_sums(data, &sums)
}

#[inline]
#[target_feature(enable = "avx2,fma")]
fn lane_sums<const ABOUT: bool>(data: &[f32], pivot: f64) -> LaneSums {
    part_sums::lane_sums::<ABOUT, HALF>(data, pivot, |blocks, half, sum, squares| {
        half_sums::<ABOUT>(blocks, half, pivot, sum, squares);
    })
}

/// Never inlined: the compiler would keep both halves in registers after all, and spill.
#[inline(never)]
#[target_feature(enable = "avx2,fma")]
fn half_sums<const ABOUT: bool>(
    blocks: &[[f32; LANES]],
    half: usize,
    pivot: f64,
    sum: &mut [f64; HALF],
    squares: &mut [f64; HALF],
) {
    part_sums::part_sums::<ABOUT, HALF>(blocks, half, pivot, sum, squares);
}
