//! Filters that weigh columns and rows one after the other: area, and those that antialias by a filter function.
//!
//! A row of the result is the weighted sum of rows of the source, element by element, and then of neighbours along that
//! sum. Rows of the result do not depend on each other. `two_pass` goes the other way and rounds in between, like Pillow.

mod antialias;
mod area;
mod area_elements;
mod area_quotient;
mod area_row;
mod area_rows;
mod area_shuffles;
mod area_tables;
mod area_windows;
#[cfg(target_arch = "x86_64")]
mod avx2_area;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod avx512_area;
mod band;
mod filter_function;
mod horizontal;
mod kernels;
mod quads;
mod row_tables;
mod row_window;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod sse42;
mod sum_rows;
mod tables;
mod two_pass;
mod vertical;
#[cfg(target_arch = "x86_64")]
mod vnni;
mod weight;

use super::axis::Axis;
use super::tap_windows::TapWindows;
use super::taps::Taps;
use crate::base::error::{Result, try_zeroed};
use crate::image::Geometry;
use crate::image::row_source::RowSource;
use crate::simd::Level;
use crate::split::RowsMut;
use area_rows::AreaRows;
use area_tables::AreaTables;
pub use filter_function::FilterFunction;
use sum_rows::add_rows;
use tables::TapTables;
pub use two_pass::{PassRows, TwoPass};

/// Tables of one resize by a separable filter.
pub struct Separable {
    horizontal: TapTables,
    vertical: Taps,
    /// Elements of a row of the source and of the result.
    lens: [usize; 2],
    finish: Finish,
}

/// How the sum of a pixel becomes a byte.
enum Finish {
    /// It is a fixed-point number, rounded and clamped.
    Clamp,
    /// It is divided by `total`, the sum of all weights. With `split`, column sums do not fit an `i16` and are cut in two.
    /// With `tables`, rows that lie together are made without sums in memory.
    Area { total: f64, split: bool, tables: Option<AreaTables> },
}

/// Scratch memory for one row.
pub struct SumRows {
    columns: Vec<i32>,
    /// The column sums as 16-bit numbers: rounded ones, or the lower 15 bits of each and those above.
    parts: [Vec<i16>; 2],
    /// The sums along each of the parts.
    rows: [Vec<i32>; 2],
}

impl Separable {
    /// Makes the tables of the antialiasing filter with this `function`.
    pub fn antialias(
        level: Level,
        function: FilterFunction,
        src: &Geometry,
        channels: usize,
        width: usize,
        height: usize,
    ) -> Result<Self> {
        let taps = |src, dst, step| antialias::taps(level, function, src, dst, step);
        let horizontal = TapTables::new(level, taps(src.width, width, step(channels))?, width, channels)?;
        let lens = [src.row_bytes, width.saturating_mul(channels)];
        Ok(Self { horizontal, vertical: taps(src.height, height, 1)?, lens, finish: Finish::Clamp })
    }

    /// Makes the tables of the area filter; `None` where weights or sums would not fit, as for sides of tens of thousands of
    /// pixels without a common divisor.
    pub fn area(level: Level, src: &Geometry, channels: usize, width: usize, height: usize) -> Result<Option<Self>> {
        let (horizontal, vertical) = (Axis::new(src.width, width), Axis::new(src.height, height));
        let most = i16::MAX as usize;
        // Sums along either part of a column sum are at most 2¹⁵ · `horizontal.covered()`.
        if horizontal.pixel() > most
            || vertical.pixel() > most
            || horizontal.covered() > 1 << 16
            || vertical.covered() > 1 << 22
        {
            return Ok(None);
        }
        let (axes, total) = ([horizontal, vertical], (horizontal.covered() * vertical.covered()) as f64);
        let (horizontal, vertical) = (area::taps(horizontal, step(channels))?, area::taps(vertical, 1)?);
        let tables = AreaTables::new(level, axes, (&horizontal, &vertical), channels, src.row_bytes)?;
        let finish = Finish::Area { total, split: 255 * axes[1].covered() > most, tables };
        let lens = [src.row_bytes, width.saturating_mul(channels)];
        let horizontal = TapTables::new(level, horizontal, width, channels)?;
        Ok(Some(Self { horizontal, vertical, lens, finish }))
    }

    /// Scratch memory for [`Separable::row`].
    pub fn scratch(&self) -> Result<SumRows> {
        let [src, dst] = self.lens;
        let split = matches!(self.finish, Finish::Area { split: true, .. });
        // Kernels read past the row, all weights of a position or a whole window; those elements weigh nothing.
        let TapTables { taps, channels, .. } = &self.horizontal;
        let padded = src.saturating_add(taps.count.saturating_mul(*channels)).saturating_add(TapWindows::ELEMENTS);
        let part = |needed: bool| try_zeroed(if needed { padded } else { 0 }, "resize: scratch rows");
        let row = |needed: bool| {
            try_zeroed(if needed { dst.saturating_add(TapWindows::BLOCK) } else { 0 }, "resize: scratch rows")
        };
        let columns = try_zeroed(src, "resize: scratch rows")?;
        Ok(SumRows { columns, parts: [part(true)?, part(split)?], rows: [row(true)?, row(split)?] })
    }

    /// Rows of the source that a row of the result is made of.
    pub fn rows_together(&self) -> usize {
        self.vertical.count
    }

    /// Estimates the cost of a row: of each row of the source that it takes, and of each of its own elements.
    pub fn ns_per_row(&self) -> f64 {
        if let Finish::Area { tables: Some(tables), .. } = &self.finish {
            return tables.ns_per_row();
        }
        let [src, dst] = self.lens.map(|len| len as f64);
        0.03 * self.vertical.count as f64 * src + (0.3 + 0.06 * self.horizontal.taps.count as f64) * dst
    }

    /// Writes the rows of the result from row `first` on.
    pub fn rows(&self, level: Level, src: &mut dyn RowSource, first: usize, sums: &mut SumRows, mut dst: RowsMut<'_>) {
        let mut done = 0;
        while done < dst.len() {
            let made = self.rows_together_from(level, src, first + done, dst.range(done..dst.len()));
            if made == 0 {
                self.row(level, src, first + done, sums, dst.row(done));
            }
            done += made.max(1);
        }
    }

    /// Writes the first rows of the result from row `y` on whose rows of the source lie together, and returns how many. They are
    /// none where there is no kernel for it.
    fn rows_together_from(&self, level: Level, src: &mut dyn RowSource, y: usize, mut dst: RowsMut<'_>) -> usize {
        let Finish::Area { total, tables: Some(tables), .. } = &self.finish else { return 0 };
        let (first, end) = (tables.rows()[y].start, tables.rows()[y + dst.len() - 1].end());
        let rows = src.first_of(first..end);
        let count = tables.rows_before(y, dst.len(), first + rows.len());
        if count > 0 {
            let (taps, channels, total) =
                ([&self.horizontal.taps, &self.vertical], self.horizontal.channels, *total as u32);
            let dst = dst.range(0..count);
            kernels::mean_rows(level, AreaRows { src: rows, first, taps, channels, total, tables, y, dst });
        }
        count
    }

    /// Writes row `y` of the result.
    pub fn row(&self, level: Level, src: &mut dyn RowSource, y: usize, sums: &mut SumRows, dst: &mut [u8]) {
        let SumRows { columns, parts: [low, high], rows: [low_sums, high_sums] } = sums;
        add_rows(level, src, &self.vertical, y, columns);
        let len = columns.len();
        match &self.finish {
            Finish::Clamp => {
                kernels::round_row(level, columns, &mut low[..len]);
                kernels::sum_taps(level, low, &self.horizontal, low_sums);
                kernels::clamp_row(level, low_sums, dst);
            }
            &Finish::Area { total, split, .. } => {
                kernels::split_row(level, columns, &mut low[..len], if split { &mut high[..len] } else { &mut [] });
                kernels::sum_taps(level, low, &self.horizontal, low_sums);
                if split {
                    kernels::sum_taps(level, high, &self.horizontal, high_sums);
                }
                kernels::divide_row(level, low_sums, high_sums, total, dst);
            }
        }
    }
}

/// Weights that the kernels take at once: a vector of gray neighbours, or a pair of others.
fn step(channels: usize) -> usize {
    if channels == 1 { 8 } else { 2 }
}
