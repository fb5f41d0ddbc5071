//! The specification. `map_values` is the kernel of every level: the compiler vectorises it best.

use super::sums::{LANES, LaneSums, PowerSums};

/// Adds up the lanes of [`lane_sums`].
#[inline(always)]
pub fn block_sums<const ABOUT: bool>(data: &[f32], pivot: f64) -> PowerSums {
    lane_sums::<ABOUT>(data, pivot).total()
}

#[inline(always)]
pub fn lane_sums<const ABOUT: bool>(data: &[f32], pivot: f64) -> LaneSums {
    let mut lanes = LaneSums::ZERO;
    let (blocks, rest) = data.as_chunks();
    blocks.iter().for_each(|block| add::<ABOUT>(block, pivot, &mut lanes));
    add_rest::<ABOUT>(rest, pivot, &mut lanes);
    lanes
}

/// Adds fewer than [`LANES`] values.
#[inline(always)]
pub fn add_rest<const ABOUT: bool>(rest: &[f32], pivot: f64, lanes: &mut LaneSums) {
    if rest.is_empty() {
        return;
    }
    // The padding adds nothing.
    let mut padded = [if ABOUT { pivot as f32 } else { 0.0 }; LANES];
    padded[..rest.len()].copy_from_slice(rest);
    add::<ABOUT>(&padded, pivot, lanes);
}

#[inline(always)]
fn add<const ABOUT: bool>(block: &[f32; LANES], pivot: f64, lanes: &mut LaneSums) {
    for (i, &x) in block.iter().enumerate() {
        let x = if ABOUT { f64::from(x) - pivot } else { f64::from(x) };
        lanes.sum[i] += x;
        lanes.squares[i] += x * x;
    }
}

#[inline(always)]
pub fn map_values(data: &mut [f32], offset: f32, scale: f32, shift: f32) {
    data.iter_mut().for_each(|x| *x = (*x - offset) * scale + shift);
}
