//! The specification.

use super::grays::CornerTable;
use crate::simd::InOut;

/// Pixels that are looked up before they are blended.
const BLOCK: usize = 64;
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
    let (blocks, rest) = right.as_chunks();
    for (i, right) in blocks.iter().enumerate() {
        let block = blend_block(&px.load(i * BLOCK), table, right, lower);
        px.store(i * BLOCK, block);
    }
    let at = right.len() - rest.len();
    let (mut block, mut weights) = ([0; BLOCK], [0.0; BLOCK]);
    weights[..rest.len()].copy_from_slice(rest);
    for (i, to) in block[..rest.len()].iter_mut().enumerate() {
        [*to] = px.load(at + i);
    }
    let block = blend_block(&block, table, &weights, lower);
    for (i, &px_out) in block[..rest.len()].iter().enumerate() {
        px.store(at + i, [px_out]);
    }
}

#[inline(always)]
fn blend_block(px: &[u8; BLOCK], table: &CornerTable, right: &[f32; BLOCK], lower: f32) -> [u8; BLOCK] {
    let mut corners = [0; BLOCK];
    for (corners, &px) in corners.iter_mut().zip(px) {
        *corners = u32::from_le_bytes(table[usize::from(px)]);
    }
    let mut out = [0; BLOCK];
    for i in 0..BLOCK {
        let corner = |n: u32| (corners[i] >> (8 * n) & 0xff) as i32 as f32;
        let left = 1.0 - right[i];
        let above = corner(0) * left + corner(1) * right[i];
        let below = corner(2) * left + corner(3) * right[i];
        out[i] = rounded(above * (1.0 - lower) + below * lower);
    }
    out
}
