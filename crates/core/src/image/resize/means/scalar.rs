//! The specification of the means of squares.

use super::squares::each_row;
use crate::split::{Rows, RowsMut};

pub fn halve(src: Rows<'_>, channels: usize, dst: RowsMut<'_>) {
    each_row(src, dst, |rows, dst| halve_row(rows, channels, dst));
}

/// Halves one row. It is not compiled again for each level: vector kernels use it for the shortest rows only.
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

/// Quarters one row, of gray pixels. It is not compiled again for each level.
#[inline(never)]
pub fn quarter_row(rows: [&[u8]; 4], dst: &mut [u8]) {
    for (x, dst) in dst.iter_mut().enumerate() {
        let sum = rows.iter().flat_map(|row| &row[4 * x..][..4]).map(|&px| u16::from(px)).sum::<u16>();
        *dst = ((sum + 8) >> 4) as u8;
    }
}
