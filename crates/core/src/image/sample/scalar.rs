//! The specification of bilinear sampling.

use super::texture::{FRACTION_BITS, Positions, Texture};

/// The index of the first of the two pixels around `position`, and the weight of the second, at most 256.
#[inline(always)]
pub fn between(position: u32, side: u32) -> (usize, u32) {
    let position = position.min((side - 1) << FRACTION_BITS);
    let first = (position >> FRACTION_BITS).min(side - 2);
    (first as usize, position - (first << FRACTION_BITS))
}

/// The weighted mean of four pixels: the second of each pair weighs `fx`, the second pair `fy`, of 256.
#[inline(always)]
pub fn mix([a, b]: [u8; 2], [c, d]: [u8; 2], fx: u32, fy: u32) -> u8 {
    let row = |first, second| u32::from(first) * (256 - fx) + u32::from(second) * fx;
    ((row(a, b) * (256 - fy) + row(c, d) * fy + (1 << 15)) >> 16) as u8
}

#[inline(always)]
pub fn sample_block(texture: Texture<'_>, at: &Positions, dst: &mut [u8]) {
    match texture.channels {
        1 => sample::<1>(texture, at, dst),
        3 => sample::<3>(texture, at, dst),
        _ => sample::<4>(texture, at, dst),
    }
}

#[inline(always)]
fn sample<const CHANNELS: usize>(texture: Texture<'_>, at: &Positions, dst: &mut [u8]) {
    for ((px, &x), &y) in dst.as_chunks_mut::<CHANNELS>().0.iter_mut().zip(&at.x).zip(&at.y) {
        let ((x, fx), (y, fy)) = (between(x, texture.width), between(y, texture.height));
        let pixels = x * CHANNELS..(x + 2) * CHANNELS;
        let (above, below) = (&texture.rows.row(y)[pixels.clone()], &texture.rows.row(y + 1)[pixels]);
        for (c, byte) in px.iter_mut().enumerate() {
            *byte = mix([above[c], above[CHANNELS + c]], [below[c], below[CHANNELS + c]], fx, fy);
        }
    }
}
