//! A threshold for each pixel, from the window around it.
//!
//! Each column keeps the sum of the rows that the windows of the current row cover: a row enters, another leaves. Along
//! the row a window's total changes by a column that enters and one that leaves. Everything is an exact integer, so that
//! a strip of rows may begin anywhere, and the extra memory is a few rows, whatever the window.

use super::columns::Columns;
use super::narrow::Narrow;
use super::scalar::Sauvola;
use super::source::{GrayRows, Role};
use super::wide::Wide;
use crate::base::error::{Result, try_zeroed};
use crate::image::rows::{RowSteps, SourceRows};
use crate::image::threshold::threshold_bits_row;
use crate::image::{Format, Geometry, ImageMut, ImageRef, Luma};
use crate::simd::{self, Level};
use crate::split;
use crate::split::RowsMut;
use std::ops::Range;
use std::sync::OnceLock;

/// About what a pixel costs.
const NS_PER_PX: f64 = 0.4;

/// How a pixel is decided from the totals of its window.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    Mean { offset: f32 },
    Sauvola(Sauvola),
}

impl Rule {
    pub fn mean(offset: f32) -> Self {
        Rule::Mean { offset }
    }

    pub fn sauvola(k: f32, r: f32) -> Self {
        Rule::Sauvola(Sauvola::new(k, r))
    }
}

/// The size of an image and how far its windows reach from their pixel, at most over the whole image.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    pub width: usize,
    pub height: usize,
    pub reach_x: usize,
    pub reach_y: usize,
}

impl Area {
    pub fn new(width: usize, height: usize, window: usize) -> Self {
        Self { width, height, reach_x: (window / 2).min(width), reach_y: (window / 2).min(height) }
    }

    /// Columns of the window around column `x`, clipped to the image.
    pub fn columns_at(&self, x: usize) -> usize {
        self.width.min(x + self.reach_x + 1) - x.saturating_sub(self.reach_x)
    }

    /// Rows of the window around row `y`, clipped to the image.
    pub fn rows_at(&self, y: usize) -> usize {
        self.height.min(y + self.reach_y + 1) - y.saturating_sub(self.reach_y)
    }

    /// Pixels of the largest window, or `None` where that is not a number.
    pub fn largest_count(&self) -> Option<usize> {
        (2 * self.reach_x + 1).min(self.width).checked_mul((2 * self.reach_y + 1).min(self.height))
    }

    /// Sets each column to `number` of how many columns its window has: fewer towards either side, alike on both.
    pub fn fill(&self, columns: &mut Columns, number: impl Fn(usize) -> u32) {
        columns.fill(number(self.columns_at(self.width / 2)));
        for x in 0..self.reach_x.min(self.width.div_ceil(2)) {
            let number = number(self.columns_at(x));
            columns.set(x, number);
            columns.set(self.width - 1 - x, number);
        }
    }
}

/// px > S / n - offset is n px - S > -offset n, and as the left side is an integer, it may as well be compared with the
/// floor of the right one. That is exact for windows below 2^29 pixels, where the product of `f32` and count fits `f64`.
pub fn mean_limit(offset: f32, count: usize) -> i64 {
    (-f64::from(offset) * count as f64).floor() as i64
}

/// The totals of the windows of one row, which moves down the image.
pub trait Window {
    /// Begins anew, with windows that cover nothing.
    fn clear(&mut self);

    /// Takes in a row and gives up another.
    fn slide(&mut self, enter: &[u8], leave: &[u8]);

    /// White (255) or black (0) for each of `px`, the row around which the windows are; they have `rows` rows.
    fn decide(&mut self, px: &[u8], rows: usize, out: &mut [u8]);
}

/// Colours are decided by their gray (BT601).
pub fn binarize(src: ImageRef<'_>, window: usize, rule: Rule, dst: ImageMut<'_>) -> Result<()> {
    let (level, format, geometry) = (simd::active(), dst.format(), src.geometry());
    let failed = OnceLock::new();
    let lead = Local::lead(src.height(), window);
    split::for_strips_led(dst.into_rows(), lead, NS_PER_PX * src.width() as f64, |range, dst| {
        let strip = || {
            let mut steps = RowSteps::new(&geometry, Some(Luma::Bt601));
            let mut local = Local::new(level, &steps, window, rule)?;
            local.strip(&mut SourceRows::through(level, src, &mut steps), range, format, dst);
            Ok(())
        };
        if let Err(error) = strip() {
            // Of several failures any one will do.
            _ = failed.set(error);
        }
    });
    failed.into_inner().map_or(Ok(()), Err)
}

/// What a thread works with on images of one size.
pub(in crate::image) struct Local {
    level: Level,
    area: Area,
    totals: Totals,
    rows: GrayRows,
    zeros: Vec<u8>,
    /// A decided row that is to become bits.
    bytes: Vec<u8>,
}

enum Totals {
    Narrow(Narrow),
    Wide(Wide),
}

impl Local {
    /// For images that come through `steps`, which make them gray.
    pub fn new(level: Level, steps: &RowSteps, window: usize, rule: Rule) -> Result<Self> {
        let Geometry { width, height, .. } = steps.geometry()?;
        let area = Area::new(width, height, window);
        let totals = match Narrow::fits(&area, &rule) {
            true => Totals::Narrow(Narrow::new(level, area, rule)?),
            false => Totals::Wide(Wide::new(area, rule)?),
        };
        let row = || try_zeroed(width, "binarize: scratch rows");
        let rows = GrayRows::new(steps, width, height, area.reach_y)?;
        Ok(Self { level, area, totals, rows, zeros: row()?, bytes: row()? })
    }

    /// About how many rows [`Local::strip`] goes through before its first: those that the windows of that row cover.
    pub fn lead(height: usize, window: usize) -> usize {
        2 * Area::new(1, height, window).reach_y
    }

    /// Decides the rows `range` of `src` and writes them to `dst`.
    pub fn strip(&mut self, src: &mut SourceRows<'_>, range: Range<usize>, format: Format, dst: RowsMut<'_>) {
        let Self { level, area, totals, rows, zeros, bytes } = self;
        rows.forget();
        let mut strip = Strip { src, rows, area: *area, level: *level, format, zeros, bytes };
        match totals {
            Totals::Narrow(window) => strip.binarize(window, range, dst),
            Totals::Wide(window) => strip.binarize(window, range, dst),
        }
    }
}

struct Strip<'a, 's> {
    src: &'a mut SourceRows<'s>,
    rows: &'a mut GrayRows,
    area: Area,
    level: Level,
    format: Format,
    zeros: &'a [u8],
    bytes: &'a mut [u8],
}

impl Strip<'_, '_> {
    fn binarize(&mut self, window: &mut impl Window, range: Range<usize>, mut dst: RowsMut<'_>) {
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
            window.slide(row(enters, Role::Enters), row(leaves, Role::Leaves));
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
