//! The specification, and the kernel of every level: the compiler makes minimum and maximum instructions of it.

use super::Extent;
use crate::simd::{AHEAD, prefetch};

const LANES: usize = 64;

#[inline(always)]
pub fn scan_part(data: &[f32]) -> Extent {
    let (mut min, mut max, mut nan) = ([0.0f32; LANES], [0.0f32; LANES], [0u32; LANES]);
    let mut add = |block: &[f32; LANES]| {
        for (i, &x) in block.iter().enumerate() {
            min[i] = if x < min[i] { x } else { min[i] };
            max[i] = if x > max[i] { x } else { max[i] };
            nan[i] |= u32::from(x.is_nan());
        }
    };
    let (blocks, rest) = data.as_chunks();
    for block in blocks {
        (0..LANES).step_by(16).for_each(|line| prefetch(&block[line], AHEAD));
        add(block);
    }
    let mut padded = [0.0; LANES];
    padded[..rest.len()].copy_from_slice(rest);
    add(&padded);
    Extent {
        min: min.into_iter().fold(0.0, f32::min),
        max: max.into_iter().fold(0.0, f32::max),
        nan: nan.into_iter().any(|lane| lane != 0),
    }
}
