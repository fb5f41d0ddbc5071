//! Otsu's level: the threshold that splits the gray histogram into the two classes furthest apart.
//!
//! Counting is nearly all of the work. [`histogram`] is exact whatever the SIMD level and the number of threads, and
//! [`level`] decides in integers, so the result does not depend on them either.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod level;
mod scalar;
#[cfg(test)]
mod tests;

use super::gray::gray_chunks;
use super::{Format, ImageRef, Luma};
use crate::simd::{self, Level, dispatch};
use crate::split;
use crate::split::Rows;
use std::sync::{Mutex, PoisonError};

/// About what a pixel costs, and one of `Bit1`.
const NS_PER_PX: f64 = 0.2;
const NS_PER_BIT: f64 = 0.004;

/// The level `t` for which the pixels at most `t` and those above it have the greatest variance between them; the lowest
/// of equally good ones; 0 for an image of one gray. `threshold` at that level binarises the image.
///
/// Colours count as their gray (BT601), a `Bit1` image as black and white, 0 and 255. The level is the one that OpenCV,
/// Intel IPP and scikit-image find; where two are equally good OpenCV's rounding errors decide, here the lower one wins.
pub fn otsu(src: ImageRef<'_>) -> u8 {
    level::level(&histogram(src))
}

/// How many pixels of `src` have, or make, each gray.
pub(crate) fn histogram(src: ImageRef<'_>) -> [u64; 256] {
    let simd = simd::active();
    let totals = Totals::default();
    let ns_per_px = if src.format() == Format::Bit1 { NS_PER_BIT } else { NS_PER_PX };
    split::share_claims(src.height(), ns_per_px * src.width() as f64, |rows| {
        let mut counts = Counts::default();
        while let Some(range) = rows.claim() {
            let strip = src.rows().sub(0..src.rows().row_bytes(), range);
            count(simd, src.width(), src.format(), strip, &mut counts);
        }
        totals.add(&counts.finish(simd));
    });
    totals.finish()
}

/// What several threads have counted.
pub(in crate::image) struct Totals(Mutex<[u64; 256]>);

impl Default for Totals {
    fn default() -> Self {
        Self(Mutex::new([0; 256]))
    }
}

impl Totals {
    /// Adds one thread's counts.
    pub fn add(&self, counts: &[u64; 256]) {
        let mut totals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }

    fn finish(self) -> [u64; 256] {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// The level of [`otsu`] for what was counted.
    pub fn level(self) -> u8 {
        level::level(&self.finish())
    }
}

/// Adds the pixels of `rows` to `counts`.
fn count(simd: Level, width: usize, format: Format, rows: Rows<'_>, counts: &mut Counts) {
    if format == Format::Bit1 {
        let black = (0..rows.len()).map(|y| count_black(simd, rows.row(y), width)).sum::<usize>();
        counts.totals[0] += black as u64;
        counts.totals[255] += (width * rows.len() - black) as u64;
        return;
    }
    if format != Format::Gray8 {
        let mut count_gray = |_, gray: &[u8]| count_row(simd, gray, counts);
        (0..rows.len()).for_each(|y| gray_chunks(simd, format, Luma::Bt601, rows.row(y), width, &mut count_gray));
        return;
    }
    match rows.as_slice() {
        Some(all) => count_row(simd, all, counts),
        None => (0..rows.len()).for_each(|y| count_row(simd, rows.row(y), counts)),
    }
}

/// Counts that are being made.
///
/// Of eight neighbours each counts in a column of its own, so that equal ones do not wait for one another. The columns
/// are bytes, and those of a gray share a word: the fewer cache lines are written to, the faster. They are summed before
/// one can overflow.
pub(crate) struct Counts {
    columns: [[u8; 8]; 256],
    /// How far the columns may have counted.
    counted: u8,
    totals: [u64; 256],
}

impl Default for Counts {
    fn default() -> Self {
        Self { columns: [[0; 8]; 256], counted: 0, totals: [0; 256] }
    }
}

impl Counts {
    /// The count of each gray.
    pub fn finish(mut self, simd: Level) -> [u64; 256] {
        sum_columns(simd, &mut self);
        self.totals
    }
}

dispatch! {
    /// Counts gray pixels.
    pub(crate) fn count_row(px: &[u8], counts: &mut Counts) {
        scalar: scalar::count_row,
        sse42: scalar::count_row,
        avx2: avx2::count_row,
        avx512: avx512::count_row,
        neon: scalar::count_row,
    }
}

dispatch! {
    /// Moves what the columns have counted to the totals.
    fn sum_columns(counts: &mut Counts) = scalar::sum_columns;
}

dispatch! {
    /// How many of the first `width` bits are 1. Panics where there are fewer.
    fn count_black(bits: &[u8], width: usize) -> usize = scalar::count_black;
}
