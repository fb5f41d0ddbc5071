//! Windows whose totals fit in 32 bits: column sums, and the kernels along a row.

#[cfg(target_arch = "x86_64")]
use super::avx2;
#[cfg(target_arch = "x86_64")]
use super::avx512;
use super::columns::{PhasePlaces, PhasedColumns, Phases, PhasesMut};
use super::estimate::{Estimate, EstimateRow};
#[cfg(target_arch = "aarch64")]
use super::neon;
use super::rule::{Rule, Sauvola};
use super::scalar::{self, MovingSums, SauvolaRow};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use super::simd128;
use super::window::{Area, WindowTotals};
use crate::base::error::Result;
use crate::simd::{Level, dispatch};

/// Window totals in 32 bits.
pub struct NarrowTotals {
    level: Level,
    area: Area,
    sums: PhasedColumns,
    /// Columns of the window of each column.
    widths: PhasedColumns,
    /// Pixels in the window of each column, for windows of `rows` rows.
    counts: PhasedColumns,
    rows: usize,
    /// Where the columns begin that are decided, enter the windows and leave them.
    places: [PhasePlaces; 3],
    decision: Decision,
}

enum Decision {
    Mean {
        offset: f32,
        /// The offset, if it is a whole number of at most 255: its product with a count of pixels fits an `i32`.
        whole: Option<i32>,
        /// The limit that `px count - sum` must exceed, as the bits of an `i32`.
        limits: PhasedColumns,
    },
    Sauvola {
        rule: Sauvola,
        squares: PhasedColumns,
        estimate: Option<Estimate>,
        /// Bits of `1 / counts` as `f32`.
        reciprocals: PhasedColumns,
    },
}

impl NarrowTotals {
    /// Returns whether the totals of the largest window fit: sums of squares in 32 bits for [`Rule::Sauvola`], else
    /// `255 count` in 31 bits.
    pub fn fits(area: &Area, rule: &Rule) -> bool {
        let largest = match rule {
            Rule::Mean { .. } => i32::MAX as usize / 255,
            Rule::Sauvola(_) => u32::MAX as usize / (255 * 255),
        };
        area.largest_count().is_some_and(|count| count <= largest)
    }

    pub fn new(level: Level, area: Area, rule: Rule) -> Result<Self> {
        let columns = || PhasedColumns::new(area.width, area.reach_x);
        let decision = match rule {
            Rule::Mean { offset } => {
                let whole = (offset.abs() <= 255.0 && offset.trunc() == offset).then_some(offset as i32);
                Decision::Mean { offset, whole, limits: columns()? }
            }
            Rule::Sauvola(rule) => Decision::Sauvola {
                rule,
                squares: columns()?,
                estimate: area.largest_count().and_then(|count| Estimate::new(&rule, count)),
                reciprocals: columns()?,
            },
        };
        let mut widths = columns()?;
        area.fill(&mut widths, |columns| columns as u32);
        let reach = area.reach_x as isize;
        let places = [0, reach, -1 - reach].map(|shift| widths.places(shift));
        Ok(Self { level, area, sums: columns()?, widths, counts: columns()?, rows: 0, places, decision })
    }

    /// Returns the sums along a row.
    #[inline]
    fn moving<'a>(&self, columns: &'a PhasedColumns) -> MovingSums<'a> {
        let [_, enter, leave] = &self.places;
        let before = columns.sum_to(self.area.reach_x);
        MovingSums { before, enter: columns.at(enter), leave: columns.at(leave) }
    }

    fn set_rows(&mut self, rows: usize) {
        self.rows = rows;
        let (widths, counts) = (self.widths.numbers(), self.counts.numbers_mut());
        match &mut self.decision {
            Decision::Mean { whole: Some(offset), limits, .. } => {
                set_whole_limits(self.level, widths, rows as u32, *offset, counts, limits.numbers_mut());
            }
            Decision::Mean { offset, limits, .. } => {
                set_limits(self.level, widths, rows as u32, *offset, counts, limits.numbers_mut());
            }
            Decision::Sauvola { reciprocals, .. } => {
                set_reciprocals(self.level, widths, rows as u32, counts, reciprocals.numbers_mut());
            }
        }
    }
}

impl WindowTotals for NarrowTotals {
    fn clear(&mut self) {
        self.sums.fill(0);
        if let Decision::Sauvola { squares, .. } = &mut self.decision {
            squares.fill(0);
        }
    }

    fn slide(&mut self, enter: &[u8], leave: &[u8]) {
        match &mut self.decision {
            Decision::Mean { .. } => slide_sums(self.level, enter, leave, self.sums.all_mut()),
            Decision::Sauvola { squares, .. } => {
                slide_moments(self.level, enter, leave, self.sums.all_mut(), squares.all_mut());
            }
        }
    }

    fn decide(&mut self, px: &[u8], rows: usize, out: &mut [u8]) {
        if rows != self.rows {
            self.set_rows(rows);
        }
        let own = &self.places[0];
        let (sums, counts) = (self.moving(&self.sums), self.counts.at(own));
        match &self.decision {
            Decision::Mean { limits, .. } => mean_row(self.level, px, &sums, &counts, &limits.at(own), out),
            Decision::Sauvola { rule, squares, estimate, reciprocals } => {
                let estimate = estimate.map(|estimate| EstimateRow { estimate, reciprocals: reciprocals.at(own) });
                let row = SauvolaRow { rule: *rule, sums, squares: self.moving(squares), counts, estimate };
                sauvola_row(self.level, px, &row, out);
            }
        }
    }
}

dispatch! {
    /// Sets the pixels of windows of `rows` rows, and the limit that `px count - sum` must exceed, as the bits of an `i32`.
    fn set_limits(widths: &[u32], rows: u32, offset: f32, counts: &mut [u32], limits: &mut [u32]) = scalar::set_limits;
}

dispatch! {
    /// Sets what [`set_limits`] sets, for an offset that is a whole number of at most 255.
    fn set_whole_limits(widths: &[u32], rows: u32, offset: i32, counts: &mut [u32], limits: &mut [u32])
        = scalar::set_whole_limits;
}

dispatch! {
    /// Sets the pixels of windows of `rows` rows, and the bits of `1 / count` as `f32`.
    fn set_reciprocals(widths: &[u32], rows: u32, counts: &mut [u32], reciprocals: &mut [u32]) = scalar::set_reciprocals;
}

dispatch! {
    /// Adds the row that enters the windows to the column sums and subtracts the one that leaves.
    fn slide_sums(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>) {
        scalar: scalar::slide_sums,
        sse42: scalar::slide_sums,
        avx2: avx2::slide_sums,
        avx512: avx512::slide_sums,
        neon: neon::slide_sums,
        simd128: simd128::slide_sums,
    }
}

dispatch! {
    /// Moves the column sums as [`slide_sums`] does, and the sums of squares with them.
    fn slide_moments(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>, squares: PhasesMut<'_>) {
        scalar: scalar::slide_moments,
        sse42: scalar::slide_moments,
        avx2: avx2::slide_moments,
        avx512: avx512::slide_moments,
        neon: neon::slide_moments,
        simd128: simd128::slide_moments,
    }
}

dispatch! {
    /// Writes white (255) where `px count - sum` exceeds the limit of its column, else black (0).
    fn mean_row(px: &[u8], sums: &MovingSums<'_>, counts: &Phases<'_>, limits: &Phases<'_>, out: &mut [u8]) {
        scalar: scalar::mean_row,
        sse42: scalar::mean_row,
        avx2: avx2::mean_row,
        avx512: avx512::mean_row,
        neon: neon::mean_row,
        simd128: simd128::mean_row,
    }
}

dispatch! {
    /// Writes white (255) where [`Sauvola::is_white`] holds, else black (0).
    fn sauvola_row(px: &[u8], row: &SauvolaRow<'_>, out: &mut [u8]) {
        scalar: scalar::sauvola_row,
        sse42: scalar::sauvola_row,
        avx2: avx2::sauvola_row,
        avx512: avx512::sauvola_row,
        neon: neon::sauvola_row,
        simd128: simd128::sauvola_row,
    }
}
