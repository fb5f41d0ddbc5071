//! Filters in two passes, like Pillow: horizontally along each row of the source, then vertically along the columns of the result.
//!
//! Both passes round to bytes, halves up, and clamp: `(Σ weight · byte + 2²¹) >> 22`, so that results are those of Pillow, bit for
//! bit. A side whose length stays has no pass. The rows after the first pass are kept in a window that moves on, because windows
//! of neighbouring rows of the result overlap.

use super::antialias::exact_taps;
use super::filter_function::FilterFunction;
use super::horizontal::{HorizontalPass, HorizontalScratch};
use super::quads::Quads;
use super::row_tables::{HorizontalTables, RowTables};
use super::row_window::RowWindow;
use super::vertical::VerticalPass;
use crate::base::Shared;
use crate::base::error::{Result, fail, try_zeroed};
use crate::image::Geometry;
use crate::image::resize::taps::Taps;
use crate::image::row_source::RowSource;
use crate::simd::{Isa, Level};
use crate::split::Rows;
use std::ops::Range;

const SCRATCH: &str = "resize: scratch rows";

/// Tables of one resize by an antialiasing filter.
pub struct TwoPass {
    horizontal: Option<HorizontalPass>,
    vertical: Option<VerticalPass>,
    /// Rows before and after.
    heights: [usize; 2],
    /// Elements of a row of the source and of the result.
    lens: [usize; 2],
}

/// Scratch memory for the rows of one image.
pub struct PassRows {
    /// The rows after the first pass, and what they are made with.
    intermediate: Option<(RowWindow, HorizontalScratch)>,
    /// Vertical sums, where the rows of a sum do not lie together.
    sums: Vec<i32>,
}

impl PassRows {
    /// Drops the kept rows, since rows of another image come next.
    pub fn forget(&mut self) {
        if let Some((rows, _)) = &mut self.intermediate {
            rows.clear();
        }
    }
}

/// The weights of one side, and those for dot products of bytes.
type SideTables = (Shared<Taps<i32>>, Option<Shared<Quads>>);

fn side_tables(level: Level, function: FilterFunction, src: usize, dst: usize) -> Result<SideTables> {
    let taps = exact_taps(level, function, src, dst)?;
    let dots = matches!(level.isa(), Isa::Avx512Vnni | Isa::Amx);
    let quads = if dots { Some(shared(Quads::new(level, &taps, dst)?)?) } else { None };
    Ok((shared(taps)?, quads))
}

fn shared<T>(tables: T) -> Result<Shared<T>> {
    match Shared::try_new(tables) {
        Some(shared) => Ok(shared),
        None => fail!(OutOfMemory, "resize: no memory for tables"),
    }
}

impl TwoPass {
    /// Makes the tables of the filter with this `function`.
    pub fn new(level: Level, function: FilterFunction, src: &Geometry, size: (usize, usize)) -> Result<Self> {
        let channels = src.format.pixel_bytes().unwrap_or(1);
        let tables = |src: usize, dst: usize| (src != dst).then(|| side_tables(level, function, src, dst)).transpose();
        let horizontal = tables(src.width, size.0)?;
        // The sides of a square have the same tables.
        let vertical =
            if (src.width, size.0) == (src.height, size.1) { horizontal.clone() } else { tables(src.height, size.1)? };
        let horizontal = horizontal.map(|(taps, quads)| {
            let dots = match quads {
                Some(quads) => Some(RowTables::new(&taps, &quads, size.0, channels, src.row_bytes)?),
                None => None,
            };
            let turns = dots.is_none();
            let tables = HorizontalTables { taps, dots, channels, positions: size.0 };
            Ok(HorizontalPass { tables, height: src.height, row_bytes: src.row_bytes, turns })
        });
        Ok(Self {
            horizontal: horizontal.transpose()?,
            vertical: vertical.map(|(taps, quads)| VerticalPass { taps, quads }),
            heights: [src.height, size.1],
            lens: [src.row_bytes, size.0.saturating_mul(channels)],
        })
    }

    /// Scratch memory for [`TwoPass::row`].
    pub fn scratch(&self) -> Result<PassRows> {
        let intermediate = self.horizontal.as_ref().map(|horizontal| {
            // Room for as many rows again: they are made before the kept ones are moved.
            let rows = (2 * self.window()).saturating_add(horizontal.together());
            let rows = RowWindow::new(rows, horizontal.intermediate_bytes(), RowTables::SPARE, SCRATCH)?;
            Ok((rows, horizontal.scratch()?))
        });
        let intermediate = intermediate.transpose()?;
        // Spare bytes are summed too, so that kernels need not care for the end of a row.
        let len = intermediate.as_ref().map_or(self.lens[1], |(rows, _)| rows.row_bytes());
        let sums = try_zeroed(if self.vertical.is_some() { len } else { 0 }, SCRATCH)?;
        Ok(PassRows { intermediate, sums })
    }

    /// Rows that a row of the result is made of.
    fn window(&self) -> usize {
        self.vertical.as_ref().map_or(1, |vertical| vertical.taps.count)
    }

    /// Rows of the source that are looked at together.
    pub fn rows_together(&self) -> usize {
        self.horizontal.as_ref().map_or(self.window(), HorizontalPass::together)
    }

    /// Rows of the result that cost as much as the rows of the source that two strips read.
    pub fn halo(&self) -> usize {
        let [src, dst] = self.heights;
        let window = self.vertical.as_ref().map_or(0, |vertical| vertical.taps.count);
        (window + self.horizontal.as_ref().map_or(0, HorizontalPass::together)).saturating_mul(dst) / src
    }

    /// Estimates the cost of a row: of the rows of the source that it is the first to take, and of its vertical sums.
    pub fn ns_per_row(&self) -> f64 {
        let [src, dst] = self.lens.map(|len| len as f64);
        let rows = self.heights[0] as f64 / self.heights[1] as f64;
        let horizontal = |horizontal: &HorizontalPass| match &horizontal.tables.dots {
            Some(tables) => (0.1 + 0.1 * tables.steps as f64) * dst * rows,
            None => (0.1 * src + (0.1 + 0.06 * horizontal.tables.taps.count as f64) * dst) * rows,
        };
        let vertical = |vertical: &VerticalPass| match &vertical.quads {
            Some(quads) => (0.1 + 0.1 * quads.count as f64) * dst,
            None => (0.1 + 0.06 * vertical.taps.count as f64) * dst,
        };
        self.horizontal.as_ref().map_or(0.0, horizontal) + self.vertical.as_ref().map_or(0.0, vertical)
    }

    /// Writes row `y` of the result.
    pub fn row(&self, level: Level, src: &mut dyn RowSource, y: usize, scratch: &mut PassRows, dst: &mut [u8]) {
        let PassRows { intermediate, sums } = scratch;
        match (&self.horizontal, intermediate) {
            (Some(horizontal), Some((rows, scratch))) => {
                let mut rows = IntermediateRows { horizontal, level, src, rows, scratch };
                self.vertical_pass(level, &mut rows, y, sums, dst);
            }
            _ => self.vertical_pass(level, src, y, sums, dst),
        }
    }

    /// Writes row `y` of the result, of rows that are as wide.
    fn vertical_pass(&self, level: Level, rows: &mut dyn RowSource, y: usize, sums: &mut [i32], dst: &mut [u8]) {
        match &self.vertical {
            None => dst.copy_from_slice(&rows.row(y)[..dst.len()]),
            Some(vertical) => vertical.row(level, rows, y, sums, dst),
        }
    }
}

/// The rows that the first pass makes of those of `src`, each when it is asked for. Spare bytes follow each.
struct IntermediateRows<'a> {
    horizontal: &'a HorizontalPass,
    level: Level,
    src: &'a mut dyn RowSource,
    rows: &'a mut RowWindow,
    scratch: &'a mut HorizontalScratch,
}

impl RowSource for IntermediateRows<'_> {
    fn row(&mut self, y: usize) -> &[u8] {
        self.first_of(y..y + 1).row(0)
    }

    fn first_of(&mut self, range: Range<usize>) -> Rows<'_> {
        let Self { horizontal, level, src, rows, scratch } = self;
        rows.load(range, horizontal.together(), horizontal.height, |first, room| {
            horizontal.run(*level, *src, first, scratch, room)
        })
    }
}
