//! The specification.

use super::grays::CornerTable;
use crate::simd::InOut;

/// Pixels that are looked up before they are blended, and those of runs that are shorter.
const BLOCK: usize = 64;
const SMALL: usize = 8;
/// Added to a number below 2^22, rounds it to an integer, halves to even, in the lowest bits of the sum: half of 3 * 2^23.
const ROUND: f32 = 12_582_912.0;

/// Rounds a number from 0 to 255, halves to even.
#[inline(always)]
pub fn rounded(number: f32) -> u8 {
    (number + ROUND).to_bits() as u8
}

/// Replaces each pixel by its four grays in `table`, blended by the weights of the right tiles, one for each pixel, and of
/// the lower ones. The order of the single operations is OpenCV's.
#[inline(always)]
pub fn blend_row(mut px: InOut<'_>, table: &CornerTable, right: &[f32], lower: f32) {
    let done = blend_blocks::<BLOCK>(&mut px, 0, table, right, lower);
    let done = blend_blocks::<SMALL>(&mut px, done, table, right, lower);
    let rest = &right[done..];
    let (mut block, mut weights) = ([0; SMALL], [0.0; SMALL]);
    for (i, (to, (weight, &right))) in block.iter_mut().zip(weights.iter_mut().zip(rest)).enumerate() {
        ([*to], *weight) = (px.load(done + i), right);
    }
    let block = blend_block(&block, table, &weights, lower);
    for (i, &px_out) in block[..rest.len()].iter().enumerate() {
        px.store(done + i, [px_out]);
    }
}

/// Blends the whole blocks from pixel `done` on, and returns the first pixel after them.
#[inline(always)]
fn blend_blocks<const N: usize>(
    px: &mut InOut<'_>,
    mut done: usize,
    table: &CornerTable,
    right: &[f32],
    lower: f32,
) -> usize {
    for right in right[done..].as_chunks::<N>().0 {
        let block = blend_block(&px.load(done), table, right, lower);
        px.store(done, block);
        done += N;
    }
    done
}

#[inline(always)]
fn blend_block<const N: usize>(px: &[u8; N], table: &CornerTable, right: &[f32; N], lower: f32) -> [u8; N] {
    let mut corners = [0; N];
    for (corners, &px) in corners.iter_mut().zip(px) {
        *corners = u32::from_le_bytes(table[usize::from(px)]);
    }
    let mut out = [0; N];
    for i in 0..N {
        let corner = |n: u32| (corners[i] >> (8 * n) & 0xff) as i32 as f32;
        let left = 1.0 - right[i];
        let above = corner(0) * left + corner(1) * right[i];
        let below = corner(2) * left + corner(3) * right[i];
        out[i] = rounded(above * (1.0 - lower) + below * lower);
    }
    out
}
