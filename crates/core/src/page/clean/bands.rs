//! Printed bands that run off the page: light text on a dark ground, which is no paper in the shade.
//!
//! In the shade text is darker than the paper around it, as anywhere on a page; on a printed band it is lighter than the ground.

use crate::base::error::{Result, rezero};
use crate::image::{Format, ImageMut, ImageRef, Morphology, MorphologyRules, morphology};

/// The part of the light of the lightest paper that text is lighter or darker than its ground by.
const CONTRAST: usize = 10;
/// The fewest cells of text, and the least part of a band that they are.
const LEAST_CELLS: usize = 16;
const LEAST_PART: usize = 64;

/// A page in cells before it is closed, by which the text on a dark region is told from its ground.
#[derive(Debug, Default)]
pub struct BandText {
    /// The cells, opened; empty while no one has asked for them.
    opened: Vec<u8>,
    /// First and last column of a region in each of its rows.
    spans: Vec<[u32; 2]>,
}

/// A page in cells: as it is and closed by a rectangle of `side`.
#[derive(Clone, Copy)]
pub struct PageCells<'c> {
    pub cells: &'c [u8],
    pub columns: usize,
    pub side: usize,
    pub lightest: u8,
}

impl BandText {
    pub const fn new() -> Self {
        Self { opened: Vec::new(), spans: Vec::new() }
    }

    pub fn bytes(&self) -> usize {
        self.opened.capacity() + self.spans.capacity() * size_of::<[u32; 2]>()
    }

    /// Forgets the page before.
    pub fn clear(&mut self) {
        self.opened.clear();
    }

    /// Returns whether there is light text on a region of dark cells. `closed` are the cells of the page, closed; of what is not
    /// `free` the light is no longer known.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn is_light(
        &mut self,
        page: PageCells<'_>,
        closed: &[u8],
        region: &[usize],
        free: impl Fn(usize) -> bool,
    ) -> Result<bool> {
        // A band is as large as what the closing leaves.
        if region.len() < page.side * page.side {
            return Ok(false);
        }
        self.open(page)?;
        let top = self.measure_spans(page, region)?;
        let contrast = usize::from(page.lightest) / CONTRAST;
        let (mut cells, mut light, mut dark, mut ground) = (0, 0, 0, None);
        for (y, &[first, last]) in (top..).zip(&self.spans) {
            let row = y * page.columns;
            for at in (row + first as usize..=row + last as usize).filter(|&at| free(at)) {
                let [cell, most, least] = [page.cells[at], closed[at], self.opened[at]].map(usize::from);
                cells += 1;
                if most < least + contrast {
                    ground = Some(cell);
                } else if let Some(ground) = ground {
                    // The ground before the text is dark or light as that between the letters is.
                    let is_dark = 2 * ground < most + least;
                    light += usize::from(is_dark);
                    dark += usize::from(!is_dark);
                }
            }
        }
        let text = light + dark;
        Ok(text >= LEAST_CELLS && LEAST_PART * text >= cells && 4 * light >= 3 * text)
    }

    fn open(&mut self, page: PageCells<'_>) -> Result<()> {
        if self.opened.is_empty() {
            let (width, height) = (page.columns, page.cells.len() / page.columns);
            rezero(&mut self.opened, width * height, "background")?;
            let cells = ImageRef::new(page.cells, width, height, 0, Format::Gray8)?;
            let opened = ImageMut::new(&mut self.opened, width, height, 0, Format::Gray8)?;
            morphology(cells, Morphology::Open, page.side, page.side, MorphologyRules::OpenCv, opened)?;
        }
        Ok(())
    }

    /// Finds between which columns each row of a region lies, and returns the first row. Between them are the lines of text too that
    /// the closing made light.
    fn measure_spans(&mut self, page: PageCells<'_>, region: &[usize]) -> Result<usize> {
        let rows = region.iter().map(|at| at / page.columns);
        let (top, bottom) = rows.fold((usize::MAX, 0), |(top, bottom), y| (top.min(y), bottom.max(y)));
        rezero(&mut self.spans, (bottom + 1).saturating_sub(top), "background")?;
        self.spans.fill([u32::MAX, 0]);
        for at in region {
            let (span, x) = (&mut self.spans[at / page.columns - top], (at % page.columns) as u32);
            *span = [span[0].min(x), span[1].max(x)];
        }
        Ok(top)
    }
}
