//! Filters that weigh columns and rows one after the other: area, and those that antialias by a filter function.
//!
//! A row of the result is the weighted sum of rows of the source, element by element, and then of neighbours along that
//! sum. Rows of the result do not depend on each other. `two_pass` goes the other way and rounds in between, like Pillow.

mod across;
mod antialias;
mod area;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod band;
mod down;
mod filter_function;
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
pub use filter_function::FilterFunction;
use sum_rows::add_rows;
use tables::TapTables;
pub use two_pass::{PassRows, TwoPass};

/// Tables of one resize by a separable filter.
pub struct Separable {
    across: TapTables,
    down: Taps,
    /// Elements of a row of the source and of the result.
    lens: [usize; 2],
    finish: Finish,
}

/// How the sum of a pixel becomes a byte.
enum Finish {
    /// It is a fixed-point number, rounded and clamped.
    Clamp,
    /// It is divided by `total`, the sum of all weights. With `split`, column sums do not fit an `i16` and are cut in two.
    Area { total: f64, split: bool },
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
        let across = TapTables::new(level, taps(src.width, width, step(channels))?, width, channels)?;
        let lens = [src.row_bytes, width.saturating_mul(channels)];
        Ok(Self { across, down: taps(src.height, height, 1)?, lens, finish: Finish::Clamp })
    }

    /// Makes the tables of the area filter; `None` where weights or sums would not fit, as for sides of tens of thousands of
    /// pixels without a common divisor.
    pub fn area(level: Level, src: &Geometry, channels: usize, width: usize, height: usize) -> Result<Option<Self>> {
        let (across, down) = (Axis::new(src.width, width), Axis::new(src.height, height));
        let most = i16::MAX as usize;
        // Sums along either part of a column sum are at most 2¹⁵ · `across.covered()`.
        if across.pixel() > most || down.pixel() > most || across.covered() > 1 << 16 || down.covered() > 1 << 22 {
            return Ok(None);
        }
        let finish =
            Finish::Area { total: (across.covered() * down.covered()) as f64, split: 255 * down.covered() > most };
        let lens = [src.row_bytes, width.saturating_mul(channels)];
        let across = TapTables::new(level, area::taps(across, step(channels))?, width, channels)?;
        Ok(Some(Self { across, down: area::taps(down, 1)?, lens, finish }))
    }

    /// Scratch memory for [`Separable::row`].
    pub fn scratch(&self) -> Result<SumRows> {
        let [src, dst] = self.lens;
        let split = matches!(self.finish, Finish::Area { split: true, .. });
        // Kernels read past the row, all weights of a position or a whole window; those elements weigh nothing.
        let TapTables { taps, channels, .. } = &self.across;
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
        self.down.count
    }

    /// Estimates the cost of a row: of each row of the source that it takes, and of each of its own elements.
    pub fn ns_per_row(&self) -> f64 {
        let [src, dst] = self.lens.map(|len| len as f64);
        0.03 * self.down.count as f64 * src + (0.3 + 0.06 * self.across.taps.count as f64) * dst
    }

    /// Writes row `y` of the result.
    pub fn row(&self, level: Level, src: &mut dyn RowSource, y: usize, sums: &mut SumRows, dst: &mut [u8]) {
        let SumRows { columns, parts: [low, high], rows: [low_sums, high_sums] } = sums;
        add_rows(level, src, &self.down, y, columns);
        let len = columns.len();
        match self.finish {
            Finish::Clamp => {
                kernels::round_row(level, columns, &mut low[..len]);
                kernels::sum_taps(level, low, &self.across, low_sums);
                kernels::clamp_row(level, low_sums, dst);
            }
            Finish::Area { total, split } => {
                kernels::split_row(level, columns, &mut low[..len], if split { &mut high[..len] } else { &mut [] });
                kernels::sum_taps(level, low, &self.across, low_sums);
                if split {
                    kernels::sum_taps(level, high, &self.across, high_sums);
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
