//! The specification of nearest neighbour.

use super::window::PickStrip;

/// Copies pixel `at` of the source for each pixel of the result.
pub fn nearest_row<const CHANNELS: usize>(src: &[u8], at: &[usize], dst: &mut [u8]) {
    let (pixels, _) = src.as_chunks::<CHANNELS>();
    for (&at, px) in at.iter().zip(dst.as_chunks_mut::<CHANNELS>().0) {
        *px = pixels[at];
    }
}

/// Copies bit `at` of the source for each bit of the result. Bits of the last byte beyond the width stay.
pub fn nearest_bits(src: &[u8], at: &[usize], dst: &mut [u8]) {
    for (at, byte) in at.chunks(8).zip(dst) {
        let kept = *byte & (0xff_u16 >> at.len()) as u8;
        let bit = |(place, &at): (usize, &usize)| ((src[at / 8] << (at % 8)) & 0x80) >> place;
        *byte = kept | at.iter().enumerate().map(bit).sum::<u8>();
    }
}

#[inline(always)]
pub fn pick_rows(strip: PickStrip<'_>) {
    strip.make(|src, window| window.places.map(|place| src[window.base as usize + usize::from(place)]));
}
