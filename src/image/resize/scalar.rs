//! The specification. Blending is the kernel of every level: the compiler makes the best of it.

use super::bilinear::{Across, Tap};
use crate::mem::{Rows, RowsMut};

/// Pixel `at` of the source for each of the result.
pub fn nearest_row<const CHANNELS: usize>(src: &[u8], at: &[usize], dst: &mut [u8]) {
    let (pixels, _) = src.as_chunks::<CHANNELS>();
    for (&at, px) in at.iter().zip(dst.as_chunks_mut::<CHANNELS>().0) {
        *px = pixels[at];
    }
}

/// The same of bits; those of the last byte that no pixel is for stay.
pub fn nearest_bits(src: &[u8], at: &[usize], dst: &mut [u8]) {
    for (at, byte) in at.chunks(8).zip(dst) {
        let kept = *byte & (0xff_u16 >> at.len()) as u8;
        let bit = |(place, &at): (usize, &usize)| ((src[at / 8] << (at % 8)) & 0x80) >> place;
        *byte = kept | at.iter().enumerate().map(bit).sum::<u8>();
    }
}

#[inline(always)]
pub fn mix_row(src: &[u8], across: &Across, dst: &mut [u16]) {
    match across.channels {
        1 => mix::<1>(src, &across.taps, dst),
        3 => mix::<3>(src, &across.taps, dst),
        _ => mix::<4>(src, &across.taps, dst),
    }
}

#[inline(always)]
fn mix<const CHANNELS: usize>(src: &[u8], taps: &[Tap], dst: &mut [u16]) {
    let (pixels, _) = src.as_chunks::<CHANNELS>();
    let (mixed, _) = dst.as_chunks_mut::<CHANNELS>();
    for (tap, mixed) in taps.iter().zip(mixed) {
        let (first, second) = (&pixels[tap.at], &pixels[tap.next]);
        let [w0, w1] = tap.weights.map(u32::from);
        for channel in 0..CHANNELS {
            let sum = u32::from(first[channel]) * w0 + u32::from(second[channel]) * w1;
            mixed[channel] = (sum >> 4) as u16;
        }
    }
}

#[inline(always)]
pub fn blend_rows(first: &[u16], second: &[u16], weights: [u16; 2], dst: &mut [u8]) {
    let weighed = |mixed: u16, weight: u16| ((u32::from(mixed) * u32::from(weight)) >> 16) as u16;
    for ((&first, &second), dst) in first.iter().zip(second).zip(dst) {
        *dst = ((weighed(first, weights[0]) + weighed(second, weights[1]) + 2) >> 2) as u8;
    }
}

#[inline(always)]
pub fn halve(src: Rows<'_>, channels: usize, mut dst: RowsMut<'_>) {
    for y in 0..dst.len() {
        halve_row(src.row(2 * y), src.row(2 * y + 1), channels, dst.row(y));
    }
}

#[inline(always)]
pub fn halve_row(top: &[u8], bottom: &[u8], channels: usize, dst: &mut [u8]) {
    match channels {
        1 => halve_pixels::<1>(top, bottom, dst),
        3 => halve_pixels::<3>(top, bottom, dst),
        _ => halve_pixels::<4>(top, bottom, dst),
    }
}

#[inline(always)]
fn halve_pixels<const CHANNELS: usize>(top: &[u8], bottom: &[u8], dst: &mut [u8]) {
    let pairs = |row| <[u8]>::as_chunks::<CHANNELS>(row).0.as_chunks::<2>().0;
    let (out, _) = dst.as_chunks_mut::<CHANNELS>();
    for ((top, bottom), out) in pairs(top).iter().zip(pairs(bottom)).zip(out) {
        for channel in 0..CHANNELS {
            let sum = [top[0], top[1], bottom[0], bottom[1]].iter().map(|px| u16::from(px[channel])).sum::<u16>();
            out[channel] = ((sum + 2) >> 2) as u8;
        }
    }
}
