//! The specification.

use super::blend::Blend;
use crate::simd::InOut;

#[inline(always)]
pub fn blend_row(px: InOut<'_>, rule: Blend) {
    px.map_blocks(|px| blend(px, rule));
}

#[inline(always)]
pub fn blend_to_three(src: &[u8], rule: Blend, dst: &mut [u8]) {
    for (&px, dst) in src.as_chunks::<4>().0.iter().zip(dst.as_chunks_mut::<3>().0) {
        let [a, b, c, _] = blend(px, rule);
        *dst = [a, b, c];
    }
}

#[inline(always)]
fn blend([x, y, z, alpha]: [u8; 4], Blend { background, swap }: Blend) -> [u8; 4] {
    let px = if swap { [z, y, x, 255] } else { [x, y, z, 255] };
    let (a, mut out) = (u32::from(alpha), [0; 4]);
    for i in 0..4 {
        let sum = a * u32::from(px[i]) + (255 - a) * u32::from(background[i]);
        out[i] = ((sum + 127) / 255) as u8;
    }
    out
}

/// Divides colours by alpha: `255 c / a`, cut off and at most 255. Pixels with alpha 0 and 255 stay.
#[inline(always)]
pub fn unmultiply_row(px: &mut [u8]) {
    for [colours @ .., alpha] in px.as_chunks_mut::<4>().0 {
        if !matches!(*alpha, 0 | 255) {
            *colours = colours.map(|c| (255 * u32::from(c) / u32::from(*alpha)).min(255) as u8);
        }
    }
}
