//! Filters in two passes, like Pillow: across each row of the source first, then down the columns of what that gives.
//!
//! Both passes round to bytes, halves up, and clamp: `(Σ weight · byte + 2²¹) >> 22`, so that results are those of Pillow, bit for
//! bit. A side whose length stays has no pass. The rows after the first pass are kept in a window that moves on, because windows
//! of neighbouring rows of the result overlap.

use super::across::{Across, AcrossScratch};
use super::antialias::exact_taps;
use super::down::Down;
use super::filter_function::FilterFunction;
use super::quads::Quads;
use super::row_tables::{AcrossTables, RowTables};
use super::row_window::RowWindow;
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
    across: Option<Across>,
    down: Option<Down>,
    /// Rows before and after.
    heights: [usize; 2],
    /// Elements of a row of the source and of the result.
    lens: [usize; 2],
}

/// Scratch memory for the rows of one image.
pub struct PassRows {
    /// The rows after the first pass, and what they are made with.
    narrow: Option<(RowWindow, AcrossScratch)>,
    /// Sums down, where the rows of a sum do not lie together.
    sums: Vec<i32>,
}

impl PassRows {
    /// Drops the kept rows, since rows of another image come next.
    pub fn forget(&mut self) {
        if let Some((rows, _)) = &mut self.narrow {
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
        let across = tables(src.width, size.0)?;
        // The sides of a square have the same tables.
        let down =
            if (src.width, size.0) == (src.height, size.1) { across.clone() } else { tables(src.height, size.1)? };
        let across = across.map(|(taps, quads)| {
            let dots = match quads {
                Some(quads) => Some(RowTables::new(&taps, &quads, size.0, channels, src.row_bytes)?),
                None => None,
            };
            let turns = dots.is_none();
            let tables = AcrossTables { taps, dots, channels, positions: size.0 };
            Ok(Across { tables, height: src.height, row_bytes: src.row_bytes, turns })
        });
        Ok(Self {
            across: across.transpose()?,
            down: down.map(|(taps, quads)| Down { taps, quads }),
            heights: [src.height, size.1],
            lens: [src.row_bytes, size.0.saturating_mul(channels)],
        })
    }

    /// Scratch memory for [`TwoPass::row`].
    pub fn scratch(&self) -> Result<PassRows> {
        let narrow = self.across.as_ref().map(|across| {
            // Room for as many rows again: they are made before the kept ones are moved.
            let rows = (2 * self.window()).saturating_add(across.together());
            let rows = RowWindow::new(rows, across.narrow_bytes(), RowTables::SPARE, SCRATCH)?;
            Ok((rows, across.scratch()?))
        });
        let narrow = narrow.transpose()?;
        // Spare bytes are summed too, so that kernels need not care for the end of a row.
        let len = narrow.as_ref().map_or(self.lens[1], |(rows, _)| rows.row_bytes());
        let sums = try_zeroed(if self.down.is_some() { len } else { 0 }, SCRATCH)?;
        Ok(PassRows { narrow, sums })
    }

    /// Rows that a row of the result is made of.
    fn window(&self) -> usize {
        self.down.as_ref().map_or(1, |down| down.taps.count)
    }

    /// Rows of the source that are looked at together.
    pub fn rows_together(&self) -> usize {
        self.across.as_ref().map_or(self.window(), Across::together)
    }

    /// Rows of the result that cost as much as the rows of the source that two strips read.
    pub fn lead(&self) -> usize {
        let [src, dst] = self.heights;
        let window = self.down.as_ref().map_or(0, |down| down.taps.count);
        (window + self.across.as_ref().map_or(0, Across::together)).saturating_mul(dst) / src
    }

    /// Estimates the cost of a row: of the rows of the source that it is the first to take, and of its sums down.
    pub fn ns_per_row(&self) -> f64 {
        let [src, dst] = self.lens.map(|len| len as f64);
        let rows = self.heights[0] as f64 / self.heights[1] as f64;
        let across = |across: &Across| match &across.tables.dots {
            Some(tables) => (0.1 + 0.1 * tables.steps as f64) * dst * rows,
            None => (0.1 * src + (0.1 + 0.06 * across.tables.taps.count as f64) * dst) * rows,
        };
        let down = |down: &Down| match &down.quads {
            Some(quads) => (0.1 + 0.1 * quads.count as f64) * dst,
            None => (0.1 + 0.06 * down.taps.count as f64) * dst,
        };
        self.across.as_ref().map_or(0.0, across) + self.down.as_ref().map_or(0.0, down)
    }

    /// Writes row `y` of the result.
    pub fn row(&self, level: Level, src: &mut dyn RowSource, y: usize, scratch: &mut PassRows, dst: &mut [u8]) {
        let PassRows { narrow, sums } = scratch;
        match (&self.across, narrow) {
            (Some(across), Some((rows, scratch))) => {
                self.pass_down(level, &mut NarrowRows { across, level, src, rows, scratch }, y, sums, dst);
            }
            _ => self.pass_down(level, src, y, sums, dst),
        }
    }

    /// Writes row `y` of the result, of rows that are as wide.
    fn pass_down(&self, level: Level, rows: &mut dyn RowSource, y: usize, sums: &mut [i32], dst: &mut [u8]) {
        match &self.down {
            None => dst.copy_from_slice(&rows.row(y)[..dst.len()]),
            Some(down) => down.row(level, rows, y, sums, dst),
        }
    }
}

/// The rows that the first pass makes of those of `src`, each when it is asked for. Spare bytes follow each.
struct NarrowRows<'a> {
    across: &'a Across,
    level: Level,
    src: &'a mut dyn RowSource,
    rows: &'a mut RowWindow,
    scratch: &'a mut AcrossScratch,
}

impl RowSource for NarrowRows<'_> {
    fn row(&mut self, y: usize) -> &[u8] {
        self.first_of(y..y + 1).row(0)
    }

    fn first_of(&mut self, range: Range<usize>) -> Rows<'_> {
        let Self { across, level, src, rows, scratch } = self;
        rows.load(range, across.together(), across.height, |first, room| across.run(*level, *src, first, scratch, room))
    }
}
