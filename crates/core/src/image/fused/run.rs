//! Runs fused steps on one image: threads, as many as pay off, take strips of the result and pull their rows through the
//! steps.

use super::route::{End, Route};
use super::scratch::FusedScratch;
use super::worker::{Worker, each_own, lease, rule};
use crate::base::error::Result;
use crate::image::binarize::{LocalBinarizer, binarize_at, binarize_fixed};
use crate::image::flip::copy_flipped;
use crate::image::gray::grayscale_at;
use crate::image::otsu::{HistogramCounter, SharedHistogram, count_row};
use crate::image::rows::SourceRows;
use crate::image::threshold::{threshold_at, threshold_bits, threshold_in_place_at, threshold_row};
use crate::image::{Format, Geometry, ImageMut, ImageRef, Method};
use crate::simd::{self, InOut, Level};
use crate::split;
use crate::split::{Rows, RowsMut};
use std::ops::Range;

/// One run of steps that end in an image, not in a tensor.
pub struct FusedRun<'a> {
    level: Level,
    src: ImageRef<'a>,
    route: &'a Route,
    scratch: &'a FusedScratch,
}

impl<'a> FusedRun<'a> {
    pub fn new(src: ImageRef<'a>, route: &'a Route, scratch: &'a FusedScratch) -> Self {
        Self { level: simd::active(), src, route, scratch }
    }

    /// Writes the result to `dst`, whose size and format were checked.
    pub fn to_image(&self, dst: ImageMut<'_>) -> Result<()> {
        match (self.route.end, self.route.colour.luma) {
            (End::Binarize(Method::Fixed { threshold: t }), luma) if !self.route.makes_rows() => match luma {
                Some(luma) => binarize_fixed(self.level, self.src, luma, t, dst),
                None => threshold_at(self.level, self.src, t, dst),
            },
            (End::Binarize(Method::Fixed { threshold }), _) => self.binarize_fixed_rows(threshold, dst),
            (End::Binarize(Method::Otsu), _) => self.binarize_otsu(dst),
            (End::Binarize(method), _) => self.binarize_local(&method, dst),
            (_, Some(luma)) if !self.route.makes_rows() => grayscale_at(self.level, self.src, luma, dst),
            (End::Rows, None) if self.route.is_direct() => {
                copy_flipped(self.level, self.src, None, dst);
                Ok(())
            }
            _ => self.strips(dst.into_rows(), 0, |worker, range, dst| {
                SourceRows::through(self.level, self.src, &mut worker.steps).write_rows(range, dst);
            }),
        }
    }

    /// Binarises rows at a fixed threshold, some after others as they are made.
    fn binarize_fixed_rows(&self, t: u8, dst: ImageMut<'_>) -> Result<()> {
        let (format, band) = (dst.format(), self.route.band());
        self.strips(dst.into_rows(), 0, |Worker { steps, row, .. }, range, mut dst| {
            let mut rows = SourceRows::through(self.level, self.src, steps);
            if format == Format::Bit1 {
                let (width, count) = (self.route.rows.width, range.len());
                for first in (0..count).step_by(band) {
                    let gray = &mut row[..band.min(count - first) * width];
                    let y = range.start + first;
                    rows.write_all(y..y + gray.len() / width, gray);
                    let (gray, _) = Rows::from_flat(gray, width);
                    threshold_bits(self.level, gray, t, dst.range(first..first + gray.len()));
                }
                return;
            }
            for_bands(range, band, &mut dst, |range, gray| {
                rows.write_all(range, gray);
                threshold_row(self.level, InOut::in_place(gray), t);
            });
        })
    }

    /// Binarises at Otsu's level: makes and counts the gray pixels in one pass, then applies the level. In between they
    /// are stored in `dst`, or in a scratch page where `dst` has only bits.
    fn binarize_otsu(&self, mut dst: ImageMut<'_>) -> Result<()> {
        if self.route.is_direct() {
            return binarize_at(self.level, self.src, &Method::Otsu, dst);
        }
        if dst.format() == Format::Gray8 {
            let t = self.gray_and_level(dst.reborrow().into_rows())?;
            return threshold_in_place_at(self.level, dst, t);
        }
        let Geometry { width, height, span, .. } = self.route.rows;
        let mut page = self.scratch.pages.lease_bytes(span, "plan: a gray page")?;
        let t = self.gray_and_level(RowsMut::from_flat(&mut page.as_mut_slice()[..span], width).0)?;
        let gray = ImageRef::new(&page.as_slice()[..span], width, height, 0, Format::Gray8)?;
        threshold_at(self.level, gray, t, dst)
    }

    /// Writes the gray rows to `dst` and returns their level by Otsu's method.
    fn gray_and_level(&self, dst: RowsMut<'_>) -> Result<u8> {
        let totals = SharedHistogram::default();
        self.strips(dst, 0, |worker, range, mut dst| {
            let mut rows = SourceRows::through(self.level, self.src, &mut worker.steps);
            let mut counts = HistogramCounter::default();
            for_bands(range, self.route.band(), &mut dst, |range, gray| {
                rows.write_all(range, gray);
                count_row(self.level, gray, &mut counts);
            });
            totals.add(counts.finish(self.level));
        })?;
        Ok(totals.level(self.level))
    }

    /// Binarises by a threshold from the window around each pixel.
    fn binarize_local(&self, method: &Method, dst: ImageMut<'_>) -> Result<()> {
        let (format, height) = (dst.format(), dst.height());
        let halo = rule(method).map_or(0, |(window, _)| LocalBinarizer::halo(height, window));
        self.strips(dst.into_rows(), halo, |Worker { steps, local, .. }, range, dst| {
            // A worker for these methods always has one.
            if let Some(local) = local {
                local.strip(&mut SourceRows::through(self.level, self.src, steps), range, format, dst);
            }
        })
    }

    /// Calls `f` with each strip of `dst`, from as many threads as pay off, each with a worker of its own. `halo` is
    /// the number of rows that `f` goes through before those of its strip.
    fn strips(
        &self,
        dst: RowsMut<'_>,
        halo: usize,
        f: impl Fn(&mut Worker, Range<usize>, RowsMut<'_>) + Sync,
    ) -> Result<()> {
        let lease = || lease(&self.scratch.workers, self.level, &self.route.src, None, || Ok(*self.route));
        // Only the first worker has to be had: a thread without one leaves its strips to the others.
        let own = each_own(lease()?, lease);
        let strips = split::strips(dst, self.route.ns_per_row()).halo(halo);
        strips.for_each_with(own, |worker, range, dst| f(worker, range, dst));
        Ok(())
    }
}

/// Calls `f` with the numbers of a few rows of `dst`, and with the rows as one, until it has had the rows `range`, of which `dst`
/// consists. Rows with gaps between them come one by one.
fn for_bands(range: Range<usize>, band: usize, dst: &mut RowsMut<'_>, mut f: impl FnMut(Range<usize>, &mut [u8])) {
    let (row, end) = (dst.row_bytes(), range.end);
    if let Some(all) = dst.as_slice() {
        let bands = range.step_by(band).zip(all.chunks_mut(band * row));
        bands.for_each(|(y, rows)| f(y..end.min(y + band), rows));
    } else {
        range.enumerate().for_each(|(index, y)| f(y..y + 1, dst.row(index)));
    }
}
