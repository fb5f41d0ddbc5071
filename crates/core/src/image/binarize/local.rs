//! Local thresholds: each pixel is decided by the window around it.
//!
//! Each column keeps the sum of the rows that the windows of the current row cover. From row to row one row enters and one
//! leaves; along a row one column enters a window and one leaves. All totals are exact integers, so a strip of rows may
//! begin anywhere, and the extra memory is a few rows whatever the size of the window.

use super::fixed;
use super::narrow::NarrowTotals;
use super::rule::Rule;
use super::source::{GrayRows, Role};
use super::wide::{WideTotals, one_threshold};
use super::window::{Area, WindowTotals};
use crate::base::error::{Result, try_zeroed};
use crate::image::rows::{RowSteps, SourceRows};
use crate::image::threshold::threshold_bits_row;
use crate::image::{Format, Geometry, ImageMut, ImageRef, Luma};
use crate::simd::Level;
use crate::split;
use crate::split::RowsMut;
use std::ops::Range;

/// Approximate cost of a pixel.
const NS_PER_PX: f64 = 0.4;

/// Binarizes `src` by `rule` in windows of `window` x `window`. Colours are decided by their gray (BT601).
pub fn binarize(level: Level, src: ImageRef<'_>, window: usize, rule: Rule, dst: ImageMut<'_>) -> Result<()> {
    let (format, geometry) = (dst.format(), src.geometry());
    if geometry.format == Format::Gray8
        && let area = Area::new(src.width(), src.height(), window)
        && let Some(threshold) = one_threshold(&area, &rule, src.rows())
    {
        return fixed::binarize(level, src, Luma::Bt601, threshold, dst);
    }
    let strips = split::strips(dst.into_rows(), NS_PER_PX * src.width() as f64);
    strips.halo(LocalBinarizer::halo(src.height(), window)).try_for_each(|range, dst| {
        let mut steps = RowSteps::new(&geometry, Some(Luma::Bt601));
        let mut local = LocalBinarizer::new(level, &steps, window, rule)?;
        local.strip(&mut SourceRows::through(level, src, &mut steps), range, format, dst);
        Ok(())
    })
}

/// State of one thread for images of one size: window totals, gray rows and scratch.
pub(in crate::image) struct LocalBinarizer {
    level: Level,
    area: Area,
    totals: AnyTotals,
    rows: GrayRows,
    zeros: Vec<u8>,
    /// A decided row before it is packed into bits.
    bytes: Vec<u8>,
}

// There is one for each thread: a box would cost more than the room.
#[allow(clippy::large_enum_variant)]
enum AnyTotals {
    Narrow(NarrowTotals),
    Wide(WideTotals),
}

impl LocalBinarizer {
    /// Prepares for images whose rows come through `steps`, which make them gray.
    pub fn new(level: Level, steps: &RowSteps, window: usize, rule: Rule) -> Result<Self> {
        let Geometry { width, height, .. } = steps.geometry()?;
        let area = Area::new(width, height, window);
        let totals = match NarrowTotals::fits(&area, &rule) {
            true => AnyTotals::Narrow(NarrowTotals::new(level, area, rule)?),
            false => AnyTotals::Wide(WideTotals::new(area, rule)?),
        };
        let row = || try_zeroed(width, "binarize: scratch rows");
        let rows = GrayRows::new(steps, width, height, area.reach_y)?;
        Ok(Self { level, area, totals, rows, zeros: row()?, bytes: row()? })
    }

    /// Returns about how many rows [`LocalBinarizer::strip`] reads before its first row: those its windows cover.
    pub fn halo(height: usize, window: usize) -> usize {
        2 * Area::new(1, height, window).reach_y
    }

    /// Binarizes the rows `range` of `src` into `dst`.
    pub fn strip(&mut self, src: &mut SourceRows<'_>, range: Range<usize>, format: Format, dst: RowsMut<'_>) {
        let Self { level, area, totals, rows, zeros, bytes } = self;
        rows.forget();
        let mut strip = LocalStrip { src, rows, area: *area, level: *level, format, zeros, bytes };
        match totals {
            AnyTotals::Narrow(window) => strip.binarize(window, range, dst),
            AnyTotals::Wide(window) => strip.binarize(window, range, dst),
        }
    }
}

/// One strip of rows on its way through the windows.
struct LocalStrip<'a, 's> {
    src: &'a mut SourceRows<'s>,
    rows: &'a mut GrayRows,
    area: Area,
    level: Level,
    format: Format,
    zeros: &'a [u8],
    bytes: &'a mut [u8],
}

impl LocalStrip<'_, '_> {
    fn binarize(&mut self, window: &mut impl WindowTotals, range: Range<usize>, mut dst: RowsMut<'_>) {
        let Self { src, rows, area, zeros, .. } = self;
        let Area { height, reach_y, .. } = *area;
        window.clear();
        for y in range.start.saturating_sub(reach_y + 1)..height.min(range.start + reach_y) {
            rows.load(src, y, Role::Enters);
            window.slide(rows.row(src, y, Role::Enters), zeros);
        }
        for (index, y) in range.enumerate() {
            let enters = Some(y + reach_y).filter(|&below| below < height);
            let leaves = y.checked_sub(reach_y + 1);
            let mut load = |y: Option<usize>, role| y.into_iter().for_each(|y| rows.load(src, y, role));
            load(enters, Role::Enters);
            load(leaves, Role::Leaves);
            load(Some(y), Role::Decided);
            let row = |y: Option<usize>, role| y.map_or(*zeros, |y| rows.row(src, y, role));
            // Windows that are taller than the image stay over all of its rows.
            if enters.is_some() || leaves.is_some() {
                window.slide(row(enters, Role::Enters), row(leaves, Role::Leaves));
            }
            let (px, covered) = (rows.row(src, y, Role::Decided), area.rows_at(y));
            if self.format == Format::Gray8 {
                window.decide(px, covered, dst.row(index));
            } else {
                window.decide(px, covered, self.bytes);
                threshold_bits_row(self.level, self.bytes, 127, dst.row(index));
            }
        }
    }
}
