//! Light on the paper: its measure, and its evening.
//!
//! A page is reduced to cells of 4x4 pixels and closed by a rectangle wider than strokes: what stays is the light on the paper,
//! with the edges of shadows where they are, since a closing does not move edges. Pictures take the light of the paper around them.
//! Dividing by it makes the paper white.

use super::bands::PageCells;
use super::pictures::PictureCells;
use crate::base::error::{Result, rezero};
use crate::image::{Filter, Format, ImageMut, ImageRef, Morphology, MorphologyRules, morphology, resize};
use crate::simd::{self, dispatch};
use crate::split;

/// Side of a cell in pixels.
const CELL: usize = 4;
/// Sides of the rectangle: a share of the shorter side of the page, at least so many pixels.
const SHARE: usize = 40;
const LEAST: usize = 48;
/// Shares of the cells, in thousandths, that are darker than the darkest paper and lighter than the lightest. Small pictures and the
/// rest of borders are few.
const DARKEST: usize = 20;
const LIGHTEST: usize = 20;
/// Largest ratio of the light on the lightest paper to that on a cell.
const MOST: usize = 12;
/// A cell whose light is so many halves of that of a cell beside it or more lies on the edge of a shadow.
const EDGE: usize = 3;
/// Approximate cost of a pixel.
const NS_PER_PX: f64 = 0.2;

/// The light on the paper of a page, in cells.
#[derive(Debug, Default)]
pub struct Light {
    cells: Vec<u8>,
    closed: Vec<u8>,
    gains: Vec<u16>,
    pictures: PictureCells,
    columns: usize,
    rows: usize,
    darkest: u8,
    lightest: u8,
}

impl Light {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self {
            cells: Vec::new(),
            closed: Vec::new(),
            gains: Vec::new(),
            pictures: PictureCells::new(),
            columns: 0,
            rows: 0,
            darkest: 0,
            lightest: 0,
        }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        let gains = self.gains.capacity() * size_of::<u16>();
        self.cells.capacity() + self.closed.capacity() + gains + self.pictures.bytes()
    }

    /// Measures the light on a gray page.
    pub fn measure(&mut self, page: ImageRef<'_>) -> Result<()> {
        (self.columns, self.rows) = (page.width().div_ceil(CELL), page.height().div_ceil(CELL));
        let (width, height) = (self.columns, self.rows);
        rezero(&mut self.cells, width * height, "background")?;
        rezero(&mut self.closed, width * height, "background")?;
        resize(page, Filter::Area, ImageMut::new(&mut self.cells, width, height, 0, Format::Gray8)?)?;
        let side = ((page.width().min(page.height()) / SHARE).max(LEAST) / CELL) | 1;
        let cells = ImageRef::new(&self.cells, width, height, 0, Format::Gray8)?;
        let closed = ImageMut::new(&mut self.closed, width, height, 0, Format::Gray8)?;
        morphology(cells, Morphology::Close, side, side, MorphologyRules::OpenCv, closed)?;
        self.lightest = quantile(&self.closed, 1000 - LIGHTEST);
        let page = PageCells { cells: &self.cells, columns: width, side, lightest: self.lightest };
        self.pictures.fill(&mut self.closed, page)?;
        self.darkest = quantile(&self.closed, DARKEST);
        Ok(())
    }

    /// Returns the light on the darkest paper as a share of that on the lightest, in per cent.
    pub fn evenness(&self) -> u8 {
        (100 * u32::from(self.darkest) / u32::from(self.lightest).max(1)).min(100) as u8
    }

    /// Makes the paper of the page white, whose light was measured.
    pub fn even(&mut self, page: ImageMut<'_>) -> Result<()> {
        let least = (usize::from(self.lightest) / MOST).max(1);
        rezero(&mut self.gains, self.closed.len(), "background")?;
        let closed = ImageRef::new(&self.closed, self.columns, self.rows, 0, Format::Gray8)?;
        let darker = ImageMut::new(&mut self.cells, self.columns, self.rows, 0, Format::Gray8)?;
        morphology(closed, Morphology::Erode, 3, 3, MorphologyRules::OpenCv, darker)?;
        for ((gain, &light), &darker) in self.gains.iter_mut().zip(&self.closed).zip(&self.cells) {
            let (light, darker) = (usize::from(light), usize::from(darker));
            // A cell on an edge has pixels of both sides. The dark ones must not look like ink.
            let light = if 2 * light >= EDGE * darker { darker } else { light };
            *gain = (255 * 256 / light.max(least)) as u16;
        }
        let (level, columns, gains) = (simd::active(), self.columns, &self.gains);
        let ns_per_row = NS_PER_PX * page.width() as f64;
        split::strips(page.into_rows(), ns_per_row).for_each(|range, mut strip| {
            for y in range.clone() {
                even_row(level, &gains[y / CELL * columns..][..columns], strip.row(y - range.start));
            }
        });
        Ok(())
    }
}

/// Returns the light that `share` thousandths of the cells do not reach.
fn quantile(cells: &[u8], share: usize) -> u8 {
    let mut counts = [0_usize; 256];
    cells.iter().for_each(|&light| counts[usize::from(light)] += 1);
    let mut rest = cells.len() * share / 1000;
    counts.iter().position(|&count| rest.checked_sub(count).map(|less| rest = less).is_none()).unwrap_or(255) as u8
}

#[inline(always)]
fn even_each(gains: &[u16], row: &mut [u8]) {
    let even = |px: u8, gain: u16| ((u32::from(px) * u32::from(gain)) >> 8).min(255) as u8;
    let (cells, rest) = row.as_chunks_mut::<CELL>();
    for (cell, &gain) in cells.iter_mut().zip(gains) {
        *cell = cell.map(|px| even(px, gain));
    }
    if let Some(&gain) = gains.last() {
        rest.iter_mut().for_each(|px| *px = even(*px, gain));
    }
}

dispatch! {
    /// Multiplies each pixel of a row by the gain of its cell, in 1/256.
    fn even_row(gains: &[u16], row: &mut [u8]) = even_each;
}
