//! Filters that weigh columns and rows one after the other: area and Lanczos.
//!
//! A row of the result first sums rows of the source, element by element, then neighbours along that sum. Rows need nothing of
//! each other.

use super::area::Axis;
use super::taps::Taps;
use super::windows::Windows;
use super::{lanczos, sums};
use crate::base::error::{Result, try_zeroed};
use crate::image::Geometry;
use crate::image::rows::SourceRows;
use crate::simd::{Isa, Level};

/// Tables of one resize.
pub struct Separable {
    across: Across,
    down: Taps,
    /// Elements of a row of the source and of the result.
    lens: [usize; 2],
    finish: Finish,
}

/// How columns are summed.
pub struct Across {
    pub taps: Taps,
    pub channels: usize,
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
    pub windows: Option<Windows>,
}

/// How a sum of sums becomes a byte.
enum Finish {
    Lanczos,
    /// The mean of what `total` weights were given to. `split`: column sums do not fit an `i16`, and are two.
    Area {
        total: f64,
        split: bool,
    },
}

/// Room for a row of each kind.
pub struct Sums {
    columns: Vec<i32>,
    /// Of a column sum, in units; or its lower 15 bits and those above.
    parts: [Vec<i16>; 2],
    rows: [Vec<i32>; 2],
}

impl Across {
    fn new(level: Level, taps: Taps, positions: usize, channels: usize) -> Result<Self> {
        let windows = match level.isa().base() {
            Isa::Avx512 => Windows::new(&taps, positions, channels, usize::MAX)?,
            _ => None,
        };
        Ok(Self { taps, channels, windows })
    }
}

impl Separable {
    pub fn lanczos(level: Level, src: &Geometry, channels: usize, width: usize, height: usize) -> Result<Self> {
        let across = Across::new(level, lanczos::taps(level, src.width, width, step(channels))?, width, channels)?;
        let lens = [src.row_bytes, width.saturating_mul(channels)];
        Ok(Self { across, down: lanczos::taps(level, src.height, height, 1)?, lens, finish: Finish::Lanczos })
    }

    /// `None` where weights or sums would not fit: sides of tens of thousands of pixels with nothing in common.
    pub fn area(level: Level, src: &Geometry, channels: usize, width: usize, height: usize) -> Result<Option<Self>> {
        let (across, down) = (Axis::new(src.width, width), Axis::new(src.height, height));
        let most = i16::MAX as usize;
        // Sums of either part of a column sum are at most 2¹⁵ · `across.src`.
        if across.dst > most || down.dst > most || across.src > 1 << 16 || down.src > 1 << 22 {
            return Ok(None);
        }
        let finish = Finish::Area { total: (across.src * down.src) as f64, split: 255 * down.src > most };
        let lens = [src.row_bytes, width.saturating_mul(channels)];
        let across = Across::new(level, across.taps(step(channels))?, width, channels)?;
        Ok(Some(Self { across, down: down.taps(1)?, lens, finish }))
    }

    pub fn sums(&self) -> Result<Sums> {
        let [src, dst] = self.lens;
        let split = matches!(self.finish, Finish::Area { split: true, .. });
        // Kernels read as many elements as there are weights, and a window at a time; what is past the row weighs nothing.
        let Across { taps, channels, .. } = &self.across;
        let padded = src.saturating_add(taps.count.saturating_mul(*channels)).saturating_add(Windows::ELEMENTS);
        let part = |needed: bool| try_zeroed(if needed { padded } else { 0 }, "resize: scratch rows");
        let row = |needed: bool| {
            try_zeroed(if needed { dst.saturating_add(Windows::BLOCK) } else { 0 }, "resize: scratch rows")
        };
        let columns = try_zeroed(src, "resize: scratch rows")?;
        Ok(Sums { columns, parts: [part(true)?, part(split)?], rows: [row(true)?, row(split)?] })
    }

    /// Rows of the source that a row is made of.
    pub fn rows_together(&self) -> usize {
        self.down.count
    }

    /// About what a row costs: each row of the source that it takes, and each of its own elements.
    pub fn ns_per_row(&self) -> f64 {
        let [src, dst] = self.lens.map(|len| len as f64);
        0.03 * self.down.count as f64 * src + (0.3 + 0.06 * self.across.taps.count as f64) * dst
    }

    pub fn row(&self, level: Level, src: &mut SourceRows<'_>, y: usize, sums: &mut Sums, dst: &mut [u8]) {
        let Sums { columns, parts: [low, high], rows: [low_sums, high_sums] } = sums;
        self.sum_columns(level, src, y, columns);
        let len = columns.len();
        match self.finish {
            Finish::Lanczos => {
                sums::round_row(level, columns, &mut low[..len]);
                sums::sum_taps(level, low, &self.across, low_sums);
                sums::clamp_row(level, low_sums, dst);
            }
            Finish::Area { total, split } => {
                sums::split_row(level, columns, &mut low[..len], if split { &mut high[..len] } else { &mut [] });
                sums::sum_taps(level, low, &self.across, low_sums);
                if split {
                    sums::sum_taps(level, high, &self.across, high_sums);
                }
                sums::divide_row(level, low_sums, high_sums, total, dst);
            }
        }
    }

    fn sum_columns(&self, level: Level, src: &mut SourceRows<'_>, y: usize, columns: &mut [i32]) {
        let (mut at, mut weights) = self.down.trimmed(y);
        let mut first = true;
        while !weights.is_empty() {
            let rows = src.first_of(at..at + weights.len());
            let (now, later) = weights.split_at(rows.len());
            sums::sum_rows(level, rows, now, first, columns);
            (at, weights, first) = (at + now.len(), later, false);
        }
    }
}

/// Weights that the kernels take at once: neighbours of gray pixels fill a vector, of others a pair.
fn step(channels: usize) -> usize {
    if channels == 1 { 8 } else { 2 }
}
