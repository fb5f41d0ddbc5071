//! Otsu's method: the threshold that splits the gray histogram into the two classes furthest apart.
//!
//! Counting is nearly all of the work. [`histogram`] is exact at every SIMD level and thread count, and [`level`] decides in
//! integers, so the result does not depend on them either.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod counter;
mod level;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(test)]
mod tests;

pub(crate) use counter::HistogramCounter;

use super::gray::GrayRow;
use super::{Format, ImageRef, Luma};
use crate::base::sync::Mutex;
use crate::simd::{self, Level, dispatch};
use crate::split;
use crate::split::Rows;

/// Approximate cost of a pixel.
const NS_PER_PX: f64 = 0.2;
/// Approximate cost of a pixel of a `Bit1` image.
const NS_PER_BIT: f64 = 0.004;

/// Returns Otsu's level: the `t` with the greatest variance between the pixels at most `t` and those above it. It is the
/// lowest of equally good levels, and 0 for an image of one gray. `threshold` at that level binarises the image.
///
/// Colours count as their gray (BT601), a `Bit1` image as black and white, 0 and 255. Arithmetic is exact. OpenCV, Intel IPP
/// and scikit-image find the same level, with two exceptions in OpenCV: among equally good levels its rounding errors
/// decide, and it skips a level that leaves less than `FLT_EPSILON` (1.2e-7) of all pixels on one side, so an image of more
/// than 8 million pixels with one speck may get another level there.
pub fn otsu(src: ImageRef<'_>) -> u8 {
    otsu_at(simd::active(), src)
}

/// Computes [`otsu`] at a SIMD level.
pub(in crate::image) fn otsu_at(simd: Level, src: ImageRef<'_>) -> u8 {
    with_histogram(simd, src, |histogram| otsu_of(simd, histogram))
}

/// Returns the level of [`otsu`] for a histogram.
pub(crate) fn otsu_of(simd: Level, histogram: &[u64; 256]) -> u8 {
    level::level(simd, histogram)
}

/// Counts the pixels of `src` of each gray.
pub(crate) fn histogram(simd: Level, src: ImageRef<'_>) -> [u64; 256] {
    with_histogram(simd, src, |histogram| *histogram)
}

/// Calls `f` with the number of pixels of each gray, where they were counted: copies of two kilobytes can cost more than all else of
/// a small image.
fn with_histogram<R>(simd: Level, src: ImageRef<'_>, f: impl FnOnce(&[u64; 256]) -> R) -> R {
    let ns_per_px = if src.format() == Format::Bit1 { NS_PER_BIT } else { NS_PER_PX };
    if split::stays_whole(ns_per_px * src.width() as f64 * src.height() as f64) {
        let mut counts = HistogramCounter::default();
        count(simd, src.width(), src.format(), src.rows(), &mut counts);
        return f(counts.finish(simd));
    }
    let totals = SharedHistogram::default();
    split::share_claims(src.height(), ns_per_px * src.width() as f64, |rows| {
        let mut counts = HistogramCounter::default();
        while let Some(range) = rows.claim() {
            let strip = src.rows().sub(0..src.rows().row_bytes(), range);
            count(simd, src.width(), src.format(), strip, &mut counts);
        }
        totals.add(counts.finish(simd));
    });
    f(&totals.finish())
}

/// Sum of the histograms of several threads.
pub(in crate::image) struct SharedHistogram(Mutex<[u64; 256]>);

impl Default for SharedHistogram {
    fn default() -> Self {
        Self(Mutex::new([0; 256]))
    }
}

impl SharedHistogram {
    /// Adds one thread's counts.
    pub fn add(&self, counts: &[u64; 256]) {
        let mut totals = self.0.lock();
        totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }

    fn finish(self) -> [u64; 256] {
        self.0.into_inner()
    }

    /// Returns the level of [`otsu`] for this histogram.
    pub fn level(self, simd: Level) -> u8 {
        level::level(simd, &self.finish())
    }
}

/// Adds the pixels of `rows` to `counts`.
fn count(simd: Level, width: usize, format: Format, rows: Rows<'_>, counts: &mut HistogramCounter) {
    if format == Format::Bit1 {
        let black = (0..rows.len()).map(|y| count_black(simd, rows.row(y), width)).sum::<usize>();
        counts.totals[0] += black as u64;
        counts.totals[255] += (width * rows.len() - black) as u64;
        return;
    }
    if format != Format::Gray8 {
        let mut count_gray = |_, gray: &[u8]| count_row(simd, gray, counts);
        let mut count_colours =
            |row: &[u8], width| GrayRow { format, luma: Luma::Bt601, row, width }.chunks(simd, 1, &mut count_gray);
        match rows.as_slice() {
            Some(all) => count_colours(all, width * rows.len()),
            None => (0..rows.len()).for_each(|y| count_colours(rows.row(y), width)),
        }
        return;
    }
    match rows.as_slice() {
        Some(all) => count_row(simd, all, counts),
        None => (0..rows.len()).for_each(|y| count_row(simd, rows.row(y), counts)),
    }
}

impl HistogramCounter {
    /// Returns the count of each gray.
    pub fn finish(&mut self, simd: Level) -> &[u64; 256] {
        sum_columns(simd, self);
        &self.totals
    }
}

dispatch! {
    /// Counts gray pixels.
    pub(crate) fn count_row(px: &[u8], counts: &mut HistogramCounter) {
        scalar: scalar::count_row,
        sse42: scalar::count_row,
        avx2: avx2::count_row,
        avx512: avx512::count_row,
        neon: scalar::count_row,
        simd128: simd128::count_row,
    }
}

dispatch! {
    /// Moves the counts of the columns to the totals.
    fn sum_columns(counts: &mut HistogramCounter) = scalar::sum_columns;
}

dispatch! {
    /// Counts the ones among the first `width` bits. Panics if there are fewer bits.
    fn count_black(bits: &[u8], width: usize) -> usize = scalar::count_black;
}
