//! The specification. Much of it is the kernel of every level: the compiler makes the best of it.

use super::WHOLE;
use super::bilinear::{Across, Tap};
use super::means::each_row;
use super::nearest::Window;
use super::separable;
use super::taps::Taps;
use crate::split::{Rows, RowsMut};

/// Pixel `at` of the source for each of the result.
pub fn nearest_row<const CHANNELS: usize>(src: &[u8], at: &[usize], dst: &mut [u8]) {
    let (pixels, _) = src.as_chunks::<CHANNELS>();
    for (&at, px) in at.iter().zip(dst.as_chunks_mut::<CHANNELS>().0) {
        *px = pixels[at];
    }
}

#[inline(always)]
pub fn pick_row(src: &[u8], windows: &[Window], dst: &mut [u8]) {
    each_window(windows, dst, |window| window.places.map(|place| src[window.base as usize + usize::from(place)]));
}

/// Writes `f` of each window to its bytes of `dst`. Those of the last end with the row.
#[inline(always)]
pub fn each_window(windows: &[Window], dst: &mut [u8], f: impl Fn(&Window) -> [u8; Window::LEN]) {
    windows.iter().zip(dst.as_chunks_mut().0).for_each(|(window, dst)| *dst = f(window));
    if let (Some(window), Some(dst)) = (windows.last(), dst.last_chunk_mut()) {
        *dst = f(window);
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

pub fn halve(src: Rows<'_>, channels: usize, dst: RowsMut<'_>) {
    each_row(src, dst, |rows, dst| halve_row(rows, channels, dst));
}

/// Not compiled again for the levels, which come here with the shortest rows only.
#[inline(never)]
pub fn halve_row([top, bottom]: [&[u8]; 2], channels: usize, dst: &mut [u8]) {
    match channels {
        1 => halve_pixels::<1>(top, bottom, dst),
        3 => halve_pixels::<3>(top, bottom, dst),
        _ => halve_pixels::<4>(top, bottom, dst),
    }
}

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

pub fn quarter(src: Rows<'_>, dst: RowsMut<'_>) {
    each_row(src, dst, quarter_row);
}

/// As [`halve_row`].
#[inline(never)]
pub fn quarter_row(rows: [&[u8]; 4], dst: &mut [u8]) {
    for (x, dst) in dst.iter_mut().enumerate() {
        let sum = rows.iter().flat_map(|row| &row[4 * x..][..4]).map(|&px| u16::from(px)).sum::<u16>();
        *dst = ((sum + 8) >> 4) as u8;
    }
}

#[inline(always)]
pub fn sum_rows(rows: Rows<'_>, weights: &[i16], first: bool, sums: &mut [i32]) {
    const BLOCK: usize = 64;
    let (len, rest) = (sums.len(), sums.len() % BLOCK);
    let Some(&(mut last)) = sums.last_chunk::<BLOCK>() else {
        return sum_short_rows(rows, weights, first, sums);
    };
    if rest > 0 {
        // The last block ends with the row: of it, what no other block sums is written.
        sum_block(rows, weights, len - BLOCK, first, &mut last);
        sums[len - rest..].copy_from_slice(&last[BLOCK - rest..]);
    }
    for (index, block) in sums.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
        sum_block(rows, weights, index * BLOCK, first, block);
    }
}

/// Not compiled again for the levels.
#[inline(never)]
fn sum_short_rows(rows: Rows<'_>, weights: &[i16], first: bool, sums: &mut [i32]) {
    if first {
        sums.fill(0);
    }
    for (y, &weight) in weights.iter().enumerate() {
        sums.iter_mut().zip(rows.row(y)).for_each(|(sum, &px)| *sum += i32::from(px) * i32::from(weight));
    }
}

/// Kept in registers while the rows pass.
#[inline(always)]
fn sum_block<const BLOCK: usize>(rows: Rows<'_>, weights: &[i16], at: usize, first: bool, block: &mut [i32; BLOCK]) {
    let mut sums = if first { [0; BLOCK] } else { *block };
    for (y, &weight) in weights.iter().enumerate() {
        let px: &[u8; BLOCK] = rows.row(y)[at..].first_chunk().expect("rows are as long as sums");
        for i in 0..BLOCK {
            sums[i] += i32::from(px[i]) * i32::from(weight);
        }
    }
    *block = sums;
}

#[inline(always)]
pub fn round_row(sums: &[i32], dst: &mut [i16]) {
    sums.iter().zip(dst).for_each(|(&sum, dst)| *dst = ((sum + 128) >> 8) as i16);
}

#[inline(always)]
pub fn split_row(sums: &[i32], low: &mut [i16], high: &mut [i16]) {
    sums.iter().zip(low).for_each(|(&sum, low)| *low = (sum & 0x7fff) as i16);
    sums.iter().zip(high).for_each(|(&sum, high)| *high = (sum >> 15) as i16);
}

#[inline(always)]
pub fn sum_taps(src: &[i16], across: &separable::Across, dst: &mut [i32]) {
    match across.channels {
        1 => sum_pixels::<1>(src, &across.taps, dst),
        3 => sum_pixels::<3>(src, &across.taps, dst),
        _ => sum_pixels::<4>(src, &across.taps, dst),
    }
}

#[inline(always)]
fn sum_pixels<const CHANNELS: usize>(src: &[i16], taps: &Taps, dst: &mut [i32]) {
    let (pixels, sums) = (src.as_chunks::<CHANNELS>().0, dst.as_chunks_mut::<CHANNELS>().0);
    for ((&start, weights), sums) in taps.starts.iter().zip(taps.weights.chunks_exact(taps.count)).zip(sums) {
        *sums = [0; CHANNELS];
        for (px, &weight) in pixels[start..].iter().zip(weights) {
            (0..CHANNELS).for_each(|channel| sums[channel] += i32::from(px[channel]) * i32::from(weight));
        }
    }
}

#[inline(always)]
pub fn clamp_row(sums: &[i32], dst: &mut [u8]) {
    sums.iter().zip(dst).for_each(|(&sum, dst)| *dst = ((sum + (1 << 19)) >> 20).clamp(0, 255) as u8);
}

/// In doubles: sums are below 2⁴⁷, so that `(sum + ½) / total` is at least `½ / total` off a whole number, which the
/// reciprocal's error does not reach; half of one less, and rounded, it is that number.
#[inline(always)]
pub fn divide_row(low: &[i32], high: &[i32], total: f64, dst: &mut [u8]) {
    let (by, half) = (1.0 / total, (total / 2.0).floor() + 0.5);
    let mean = |sum: f64| (((sum + half) * by - 0.5) + WHOLE).to_bits() as u8;
    if high.is_empty() {
        low.iter().zip(dst).for_each(|(&low, dst)| *dst = mean(f64::from(low)));
    } else {
        let sum = |low: i32, high: i32| f64::from(low) + f64::from(high) * 32768.0;
        low.iter().zip(high).zip(dst).for_each(|((&low, &high), dst)| *dst = mean(sum(low, high)));
    }
}
