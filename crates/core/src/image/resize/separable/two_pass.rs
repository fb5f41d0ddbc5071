//! Filters in two passes, like Pillow: across each row of the source first, then down the columns of what that gives.
//!
//! Both passes round to bytes, halves up, and clamp: `(Σ weight · byte + 2²¹) >> 22`, so that results are those of Pillow, bit for
//! bit. A side whose length stays has no pass. The first pass takes bands of rows: turned on its side, a band is filtered by
//! the same multiplications for all its rows, without a shuffle. Bands are kept in a ring, because windows of neighbouring rows of
//! the result overlap.

use super::antialias::exact_taps;
use super::band::BAND;
use super::filter_function::FilterFunction;
use super::kernels;
use super::sum_rows::add_rows;
use crate::base::error::{Result, fail, try_zeroed};
use crate::image::Geometry;
use crate::image::resize::taps::Taps;
use crate::image::rotate::{Turn, turn_bytes};
use crate::image::row_ring::RowRing;
use crate::image::row_source::RowSource;
use crate::simd::Level;
use crate::split::{Rows, RowsMut};
use std::ops::Range;

const SCRATCH: &str = "resize: scratch rows";

/// Tables of one resize by an antialiasing filter.
pub struct TwoPass {
    across: Option<Taps<i32>>,
    down: Option<Taps<i32>>,
    channels: usize,
    /// Rows before and after.
    heights: [usize; 2],
    /// Elements of a row of the source and of the result.
    lens: [usize; 2],
}

/// Scratch memory for the rows of one image.
pub struct PassRows {
    /// A band of the source, where it does not lie in an image.
    band: Vec<u8>,
    /// A band turned on its side, before the first pass and after it.
    columns: [Vec<[u8; BAND]>; 2],
    /// The last bands after the first pass.
    narrow: RowRing<u8>,
    /// Sums down.
    sums: Vec<i32>,
}

impl PassRows {
    /// Drops the kept rows, since rows of another image come next.
    pub fn forget(&mut self) {
        self.narrow.clear();
    }
}

impl TwoPass {
    /// Makes the tables of the filter with this `function`.
    pub fn new(level: Level, function: FilterFunction, src: &Geometry, size: (usize, usize)) -> Result<Self> {
        let channels = src.format.pixel_bytes().unwrap_or(1);
        let taps = |src: usize, dst: usize| (src != dst).then(|| exact_taps(level, function, src, dst)).transpose();
        Ok(Self {
            across: taps(src.width, size.0)?,
            down: taps(src.height, size.1)?,
            channels,
            heights: [src.height, size.1],
            lens: [src.row_bytes, size.0.saturating_mul(channels)],
        })
    }

    /// Scratch memory for [`TwoPass::row`].
    pub fn scratch(&self) -> Result<PassRows> {
        let [src, dst] = self.lens;
        let across = |len: usize| if self.across.is_some() { len } else { 0 };
        let window = self.down.as_ref().map_or(0, |down| down.count.div_ceil(BAND));
        Ok(PassRows {
            band: try_zeroed(across(src.saturating_mul(BAND)), SCRATCH)?,
            columns: [try_bands(across(src))?, try_bands(across(dst))?],
            narrow: RowRing::new(across((window + 1) * BAND), dst, SCRATCH)?,
            sums: try_zeroed(if self.down.is_some() { dst } else { 0 }, SCRATCH)?,
        })
    }

    /// Rows of the source that are looked at together.
    pub fn rows_together(&self) -> usize {
        if self.across.is_some() { BAND } else { self.down.as_ref().map_or(1, |down| down.count) }
    }

    /// Rows of the result that cost as much as the rows of the source that two strips read.
    pub fn lead(&self) -> usize {
        let [src, dst] = self.heights;
        let window = self.down.as_ref().map_or(0, |down| down.count);
        let band = if self.across.is_some() { BAND } else { 0 };
        (window + band).saturating_mul(dst) / src
    }

    /// Estimates the cost of a row: of the rows of the source that it is the first to take, and of its sums down.
    pub fn ns_per_row(&self) -> f64 {
        let [src, dst] = self.lens.map(|len| len as f64);
        let rows = self.heights[0] as f64 / self.heights[1] as f64;
        let across = |taps: &Taps<i32>| (0.1 * src + (0.1 + 0.06 * taps.count as f64) * dst) * rows;
        let down = |taps: &Taps<i32>| (0.1 + 0.06 * taps.count as f64) * dst;
        self.across.as_ref().map_or(0.0, across) + self.down.as_ref().map_or(0.0, down)
    }

    /// Writes row `y` of the result.
    pub fn row(&self, level: Level, src: &mut dyn RowSource, y: usize, scratch: &mut PassRows, dst: &mut [u8]) {
        let Some(taps) = &self.across else {
            return self.pass_down(level, src, y, &mut scratch.sums, dst);
        };
        let PassRows { band, columns, narrow, sums } = scratch;
        let pass = Across { taps, channels: self.channels, height: self.heights[0], level };
        let mut rows = NarrowRows { pass, src, band, columns, narrow };
        self.pass_down(level, &mut rows, y, sums, dst);
    }

    /// Writes row `y` of the result, of rows that are as wide.
    fn pass_down(&self, level: Level, rows: &mut dyn RowSource, y: usize, sums: &mut [i32], dst: &mut [u8]) {
        match &self.down {
            None => dst.copy_from_slice(rows.row(y)),
            Some(down) => {
                add_rows(level, rows, down, y, sums);
                kernels::clamp_exact_row(level, sums, dst);
            }
        }
    }
}

fn try_bands(len: usize) -> Result<Vec<[u8; BAND]>> {
    let mut bands = Vec::new();
    if bands.try_reserve_exact(len).is_err() {
        fail!(OutOfMemory, "{SCRATCH}: no memory for {len} columns");
    }
    bands.resize(len, [0; BAND]);
    Ok(bands)
}

/// The first pass over rows of one image.
struct Across<'a> {
    taps: &'a Taps<i32>,
    channels: usize,
    height: usize,
    level: Level,
}

/// The rows that the first pass makes of those of `src`, each when it is asked for.
struct NarrowRows<'a> {
    pass: Across<'a>,
    src: &'a mut dyn RowSource,
    band: &'a mut [u8],
    columns: &'a mut [Vec<[u8; BAND]>; 2],
    narrow: &'a mut RowRing<u8>,
}

impl RowSource for NarrowRows<'_> {
    fn row(&mut self, y: usize) -> &[u8] {
        self.load(y..y + 1)
    }

    fn first_of(&mut self, range: Range<usize>) -> Rows<'_> {
        let len = self.narrow.row_len();
        Rows::from_flat(self.load(range), len).0
    }
}

impl NarrowRows<'_> {
    /// The rows of `range` that lie in one band, which is made now if the ring does not have it.
    fn load(&mut self, range: Range<usize>) -> &[u8] {
        let Self { pass, src, band, columns, narrow } = self;
        let first = range.start / BAND * BAND;
        narrow.load(narrow.slot(first), first..first + BAND, |rows, room| {
            pass.run(*src, rows.start, band, columns, room)
        });
        let count = range.end.min(first + BAND) - range.start;
        narrow.rows(narrow.slot(range.start), count)
    }
}

impl Across<'_> {
    /// Writes the band from row `first` on; rows beyond the end of the image are undefined.
    fn run(
        &self,
        src: &mut dyn RowSource,
        first: usize,
        band: &mut [u8],
        [before, after]: &mut [Vec<[u8; BAND]>; 2],
        dst: &mut [u8],
    ) {
        let lanes = BAND.min(self.height - first);
        let (src_len, dst_len) = (before.len(), after.len());
        let turned = RowsMut::from_flat(before.as_flattened_mut(), BAND).0;
        let given = src.first_of(first..first + lanes);
        if given.len() == BAND {
            turn_bytes(self.level, Turn::new(given, true, 0), turned);
        } else {
            for (y, row) in band.chunks_exact_mut(src_len).take(lanes).enumerate() {
                row.copy_from_slice(src.row(first + y));
            }
            turn_bytes(self.level, Turn::new(Rows::from_flat(band, src_len).0, true, 0), turned);
        }
        // A turn to the right puts the first row last.
        kernels::filter_columns(self.level, before, self.taps, self.channels, lanes, after);
        let back = Turn::new(Rows::from_flat(after.as_flattened(), BAND).0, false, 0);
        turn_bytes(self.level, back, RowsMut::from_flat(dst, dst_len).0);
    }
}
