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
use crate::error::{Result, try_zeroed};
use crate::image::threshold::threshold_bits_row;
use crate::image::{Format, ImageMut, ImageRef};
use crate::mem::RowsMut;
use crate::par;
use crate::simd::{self, Level};
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
    /// Takes in a row and gives up another.
    fn slide(&mut self, enter: &[u8], leave: &[u8]);

    /// White (255) or black (0) for each of `px`, the row around which the windows are; they have `rows` rows.
    fn decide(&mut self, px: &[u8], rows: usize, out: &mut [u8]);
}

pub fn binarize(src: ImageRef<'_>, window: usize, rule: Rule, dst: ImageMut<'_>) -> Result<()> {
    let area = Area::new(src.width(), src.height(), window);
    let (level, format) = (simd::active(), dst.format());
    let failed = OnceLock::new();
    // Each strip first takes in the rows that the windows of its first row cover.
    par::for_strips_led(dst.into_rows(), 2 * area.reach_y, NS_PER_PX * area.width as f64, |range, dst| {
        let strip = || {
            let strip = Strip { src: GrayRows::new(src, level, area.reach_y)?, area, level, format };
            match Narrow::fits(&area, &rule) {
                true => strip.binarize(Narrow::new(level, area, rule)?, range, dst),
                false => strip.binarize(Wide::new(area, rule)?, range, dst),
            }
        };
        if let Err(error) = strip() {
            // Of several failures any one will do.
            _ = failed.set(error);
        }
    });
    failed.into_inner().map_or(Ok(()), Err)
}

struct Strip<'a> {
    src: GrayRows<'a>,
    area: Area,
    level: Level,
    format: Format,
}

impl Strip<'_> {
    fn binarize(mut self, mut window: impl Window, range: Range<usize>, mut dst: RowsMut<'_>) -> Result<()> {
        let Area { width, height, reach_y, .. } = self.area;
        let row = || try_zeroed(width, "binarize: scratch rows");
        let (zeros, mut bytes) = (row()?, row()?);
        let above = range.start.saturating_sub(reach_y + 1);
        for y in above..height.min(range.start + reach_y) {
            self.src.load(y, Role::Enters);
            window.slide(self.src.row(y, Role::Enters), &zeros);
        }
        for (index, y) in range.enumerate() {
            let enters = Some(y + reach_y).filter(|&below| below < height);
            let leaves = y.checked_sub(reach_y + 1);
            let mut load = |y: Option<usize>, role| y.into_iter().for_each(|y| self.src.load(y, role));
            load(enters, Role::Enters);
            load(leaves, Role::Leaves);
            load(Some(y), Role::Decided);
            let row = |y: Option<usize>, role| y.map_or(&zeros[..], |y| self.src.row(y, role));
            window.slide(row(enters, Role::Enters), row(leaves, Role::Leaves));
            let (px, rows) = (self.src.row(y, Role::Decided), self.area.rows_at(y));
            if self.format == Format::Gray8 {
                window.decide(px, rows, dst.row(index));
            } else {
                window.decide(px, rows, &mut bytes);
                threshold_bits_row(self.level, &bytes, 127, dst.row(index));
            }
        }
        Ok(())
    }
}
