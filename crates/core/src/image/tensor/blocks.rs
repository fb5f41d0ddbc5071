//! Rows of pixels and of planes in blocks.
#![cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), allow(dead_code))]

use crate::simd::{AHEAD, Line, prefetch};

/// Calls `block` with each `SRC` bytes and the `PX` values that they become in each plane. The last block ends with the row and
/// may overlap the one before. Returns `false`, having done nothing, if the row is shorter than a block.
#[inline(always)]
pub fn each_planes<const SRC: usize, const PX: usize>(
    src: &[u8],
    out: [&mut [f32]; 3],
    mut block: impl FnMut(&[u8; SRC], [&mut [f32; PX]; 3]),
) -> bool {
    let [a, b, c] = out;
    let whole = a.len() % PX == 0;
    let blocks = src.as_chunks::<SRC>().0.iter();
    let outs = a.as_chunks_mut().0.iter_mut().zip(b.as_chunks_mut().0).zip(c.as_chunks_mut().0);
    for (px, ((a, b), c)) in blocks.zip(outs) {
        block(px, [a, b, c]);
    }
    if whole {
        return true;
    }
    match (src.last_chunk(), a.last_chunk_mut(), b.last_chunk_mut(), c.last_chunk_mut()) {
        (Some(px), Some(a), Some(b), Some(c)) => block(px, [a, b, c]),
        _ => return false,
    }
    true
}

/// Calls `write` with each `SRC` bytes, which are 16 pixels, and the line that they become.
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
#[inline(always)]
pub fn each_line<const SRC: usize>(src: &[u8], out: &mut [Line], mut write: impl FnMut(&[u8; SRC], &mut Line)) {
    for (px, line) in src.as_chunks().0.iter().zip(out) {
        prefetch(&px[0], 2 * AHEAD);
        write(px, line);
    }
}
