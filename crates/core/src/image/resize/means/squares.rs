//! Loops over the squares of pixels that one row of the result is made of.

use crate::simd::{AHEAD, each_block_of, prefetch};
use crate::split::{Rows, RowsMut};

/// Calls `row` with each row of `dst` and the `SIDE` rows of `src` that it is made of.
#[inline(always)]
pub fn each_row<const SIDE: usize>(src: Rows<'_>, mut dst: RowsMut<'_>, mut row: impl FnMut([&[u8]; SIDE], &mut [u8])) {
    for y in 0..dst.len() {
        row(std::array::from_fn(|i| src.row(SIDE * y + i)), dst.row(y));
    }
}

/// Calls `block` with each `SRC` bytes of two rows and the `DST` bytes that they become, like [`each_block_of`].
#[inline(always)]
#[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), allow(dead_code))]
pub fn each_of_two<const SRC: usize, const DST: usize>(
    [top, bottom]: [&[u8]; 2],
    dst: &mut [u8],
    mut block: impl FnMut([&[u8; SRC]; 2], &mut [u8; DST]),
) -> bool {
    let blocks = top.as_chunks().0.iter().zip(bottom.as_chunks().0);
    let last = || Some((top.last_chunk()?, bottom.last_chunk()?));
    each_block_of(blocks, last, dst, |(top, bottom), out| {
        prefetch_ahead([top, bottom]);
        block([top, bottom], out);
    })
}

/// Does for four rows what [`each_of_two`] does for two.
#[inline(always)]
#[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), allow(dead_code))]
pub fn each_of_four<const SRC: usize, const DST: usize>(
    [a, b, c, d]: [&[u8]; 4],
    dst: &mut [u8],
    mut block: impl FnMut([&[u8; SRC]; 4], &mut [u8; DST]),
) -> bool {
    let [blocks_a, blocks_b, blocks_c, blocks_d] = [a, b, c, d].map(|row| row.as_chunks().0);
    let blocks = blocks_a.iter().zip(blocks_b).zip(blocks_c.iter().zip(blocks_d));
    let last = || Some(((a.last_chunk()?, b.last_chunk()?), (c.last_chunk()?, d.last_chunk()?)));
    each_block_of(blocks, last, dst, |((a, b), (c, d)), out| {
        prefetch_ahead([a, b, c, d]);
        block([a, b, c, d], out);
    })
}

#[inline(always)]
fn prefetch_ahead<const ROWS: usize, const SRC: usize>(px: [&[u8; SRC]; ROWS]) {
    px.iter().for_each(|px| prefetch(&px[0], 2 * AHEAD));
}
