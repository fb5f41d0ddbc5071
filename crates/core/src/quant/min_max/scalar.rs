//! The specification, and the kernel of every level: the compiler makes maximum instructions of it.

use super::bounds::MinMax;
use crate::simd::prefetch_page;

const LANES: usize = 64;

#[inline(always)]
pub fn scan_part(data: &[f32]) -> MinMax {
    let MinMax { below, above } = MinMax::default();
    let (mut below, mut above) = ([below; LANES], [above; LANES]);
    let mut add = |block: &[f32; LANES]| {
        for (i, x) in block.iter().enumerate() {
            below[i] = below[i].max(x.to_bits());
            above[i] = above[i].max(x.to_bits() as i32);
        }
    };
    let (blocks, rest) = data.as_chunks();
    for block in blocks {
        prefetch_page(block);
        add(block);
    }
    if !rest.is_empty() {
        let mut padded = [0.0; LANES];
        padded[..rest.len()].copy_from_slice(rest);
        add(&padded);
    }
    let most = |most: MinMax, (&below, &above): (&u32, &i32)| most.join(MinMax { below, above });
    below.iter().zip(&above).fold(MinMax::default(), most)
}
