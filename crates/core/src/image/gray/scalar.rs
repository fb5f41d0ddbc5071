//! The specification.

use super::luma::Pixel;

#[inline(always)]
pub fn weighted_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
    match pixel.bytes {
        3 => weighted::<3>(src, pixel, dst),
        _ => weighted::<4>(src, pixel, dst),
    }
}

#[inline(always)]
fn weighted<const BYTES: usize>(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
    let [w0, w1, w2, _] = pixel.weights().map(u32::from);
    for (px, gray) in src.as_chunks::<BYTES>().0.iter().zip(dst) {
        let sum = w0 * u32::from(px[0]) + w1 * u32::from(px[1]) + w2 * u32::from(px[2]);
        *gray = ((sum + 32768) >> 16) as u8;
    }
}

/// Converts bits of `src`, from bit `from` on.
#[inline(always)]
pub fn bits_row(src: &[u8], from: usize, dst: &mut [u8]) {
    for (x, gray) in (from..).zip(dst) {
        let black = src[x / 8] << (x % 8) & 0x80 != 0;
        *gray = if black { 0 } else { 255 };
    }
}

/// Converts bits of `src` from its first bit on, a byte at a time.
#[inline(always)]
pub fn whole_bits_row(src: &[u8], dst: &mut [u8]) {
    let (eights, rest) = dst.as_chunks_mut::<8>();
    for (bits, eight) in src.iter().zip(eights.iter_mut()) {
        *eight = [128, 64, 32, 16, 8, 4, 2, 1].map(|bit| if bits & bit == 0 { 255 } else { 0 });
    }
    bits_row(&src[eights.len()..], 0, rest);
}

/// Maps 0 to 65535 to 0 to 255: `sample / 257`, rounded to the nearest integer. The sum is exactly that for each sample.
#[inline(always)]
pub fn gray16_row(src: &[u8], dst: &mut [u8]) {
    for (sample, gray) in src.as_chunks::<2>().0.iter().zip(dst) {
        *gray = ((u32::from(u16::from_ne_bytes(*sample)) * 255 + 32895) >> 16) as u8;
    }
}
