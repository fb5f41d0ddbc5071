//! Quarter turns of images of whole bytes: pixels move and do not change.

use super::turn::{Turn, turn_bytes, turn_threes, turn_words};
use crate::image::{ImageMut, ImageRef};
use crate::simd::{self, dispatch};
use crate::split;

/// Estimated cost of a byte of the result.
const NS_PER_BYTE: f64 = 0.1;

/// A turn by a multiple of 90 degrees, clockwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quarter {
    None,
    Right,
    Half,
    Left,
}

impl Quarter {
    /// The quarter turn by `degrees`; `None` where that is no multiple of 90.
    pub fn of(degrees: f32) -> Option<Self> {
        let quarters = degrees.rem_euclid(360.0) / 90.0;
        let turns = [Quarter::None, Quarter::Right, Quarter::Half, Quarter::Left, Quarter::None];
        (degrees % 90.0 == 0.0).then(|| turns[quarters as usize])
    }

    /// Whether the turn swaps width and height.
    pub fn swaps(self) -> bool {
        matches!(self, Quarter::Right | Quarter::Left)
    }
}

pub fn turn(src: ImageRef<'_>, quarter: Quarter, dst: ImageMut<'_>) {
    let ns_per_row = NS_PER_BYTE * dst.geometry().row_bytes as f64;
    let (level, channels) = (simd::active(), dst.geometry().row_bytes / dst.width());
    let src = src.rows();
    // Rows that come from one cache line of the source go to one strip.
    let together = if quarter.swaps() { 64 / channels } else { 0 };
    split::strips(dst.into_rows(), ns_per_row).lead(together).for_each(|range, mut strip| {
        let turn = Turn::new(src, quarter == Quarter::Right, range.start);
        match (quarter, channels) {
            (Quarter::None, _) => range.clone().for_each(|y| strip.row(y - range.start).copy_from_slice(src.row(y))),
            (Quarter::Half, _) => {
                let mirrored = |y| src.row(src.len() - 1 - y);
                range.clone().for_each(|y| reverse(level, mirrored(y), channels, strip.row(y - range.start)));
            }
            (_, 1) => turn_bytes(level, turn, strip),
            (_, 3) => turn_threes(level, turn, strip),
            _ => turn_words(level, turn, strip),
        }
    });
}

dispatch! {
    /// Writes the pixels of `src`, each of `channels` bytes, to `dst` in reverse order.
    fn reverse(src: &[u8], channels: usize, dst: &mut [u8]) {
        scalar: reverse_narrow,
        sse42: reverse_narrow,
        avx2: reverse_wide,
        avx512: reverse_wide,
        neon: reverse_narrow,
    }
}

#[inline(always)]
fn reverse_pixels<const N: usize>(src: &[u8], dst: &mut [u8]) {
    let from = src.as_chunks::<N>().0.iter().rev();
    dst.as_chunks_mut::<N>().0.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
}

#[inline(always)]
fn reverse_any(src: &[u8], channels: usize, dst: &mut [u8]) {
    match channels {
        1 => reverse_pixels::<1>(src, dst),
        3 => reverse_pixels::<3>(src, dst),
        _ => reverse_pixels::<4>(src, dst),
    }
}

fn reverse_narrow(src: &[u8], channels: usize, dst: &mut [u8]) {
    reverse_any(src, channels, dst);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn reverse_wide(src: &[u8], channels: usize, dst: &mut [u8]) {
    reverse_any(src, channels, dst);
}
