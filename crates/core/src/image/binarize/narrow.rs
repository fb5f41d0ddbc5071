//! Windows whose totals fit in 32 bits: column sums, and the kernels along a row.

#[cfg(target_arch = "x86_64")]
use super::avx2;
#[cfg(target_arch = "x86_64")]
use super::avx512;
use super::columns::{BLOCK, ColumnBlock, PhasePlaces, PhasedColumns, PhasesMut};
use super::estimate::{Estimate, EstimateRow};
#[cfg(target_arch = "aarch64")]
use super::neon;
use super::row_start::RowStart;
use super::rule::{Rule, Sauvola};
use super::scalar::{self, MovingSums, SauvolaRow};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use super::simd128;
use super::window::{Area, WindowTotals};
use crate::base::error::{Result, try_zeroed};
use crate::simd::{Level, dispatch};

/// Window totals in 32 bits.
pub struct NarrowTotals {
    level: Level,
    sums: PhasedColumns,
    /// The columns of the window before that of the first column, and their sum.
    start: RowStart,
    start_sum: u32,
    /// Columns of the window of each column.
    widths: Vec<ColumnBlock>,
    /// Pixels in the window of each column, for windows of `rows` rows.
    counts: Vec<ColumnBlock>,
    rows: usize,
    /// Where the columns begin that enter the windows and leave them.
    places: [PhasePlaces; 2],
    decision: Decision,
}

enum Decision {
    Mean {
        offset: f32,
        /// The offset, if it is a whole number of at most 255: its product with a count of pixels fits an `i32`.
        whole: Option<i32>,
        /// The limit that `px count - sum` must exceed, as the bits of an `i32`.
        limits: Vec<ColumnBlock>,
    },
    Sauvola {
        rule: Sauvola,
        squares: PhasedColumns,
        start_squares: u32,
        estimate: Option<Estimate>,
        /// Bits of `1 / counts` as `f32`.
        reciprocals: Vec<ColumnBlock>,
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
        let blocks = || try_zeroed::<ColumnBlock>(area.width.div_ceil(BLOCK), "binarize: scratch rows");
        let decision = match rule {
            Rule::Mean { offset } => {
                let whole = (offset.abs() <= 255.0 && offset.trunc() == offset).then_some(offset as i32);
                Decision::Mean { offset, whole, limits: blocks()? }
            }
            Rule::Sauvola(rule) => Decision::Sauvola {
                rule,
                squares: columns()?,
                start_squares: 0,
                estimate: area.largest_count().and_then(|count| Estimate::new(&rule, count)),
                reciprocals: blocks()?,
            },
        };
        let (sums, mut widths) = (columns()?, blocks()?);
        area.fill(&mut widths, |columns| columns as u32);
        let reach = area.reach_x as isize;
        let places = [reach, -1 - reach].map(|shift| sums.places(shift));
        let start = RowStart::new(area.reach_x);
        Ok(Self { level, sums, start, start_sum: 0, widths, counts: blocks()?, rows: 0, places, decision })
    }

    /// Returns the sums along a row, where those of the window before the first add up to `before`.
    #[inline]
    fn moving<'a>(&self, before: u32, columns: &'a PhasedColumns) -> MovingSums<'a> {
        let [enter, leave] = &self.places;
        MovingSums { before, enter: columns.at(enter), leave: columns.at(leave) }
    }

    fn set_rows(&mut self, rows: usize) {
        self.rows = rows;
        let (widths, counts) = (flat(&self.widths), flat_mut(&mut self.counts));
        match &mut self.decision {
            Decision::Mean { whole: Some(offset), limits, .. } => {
                set_whole_limits(self.level, widths, rows as u32, *offset, counts, flat_mut(limits));
            }
            Decision::Mean { offset, limits, .. } => {
                set_limits(self.level, widths, rows as u32, *offset, counts, flat_mut(limits));
            }
            Decision::Sauvola { reciprocals, .. } => {
                set_reciprocals(self.level, widths, rows as u32, counts, flat_mut(reciprocals));
            }
        }
    }
}

fn flat(blocks: &[ColumnBlock]) -> &[u32] {
    blocks.as_flattened().as_flattened()
}

fn flat_mut(blocks: &mut [ColumnBlock]) -> &mut [u32] {
    blocks.as_flattened_mut().as_flattened_mut()
}

impl WindowTotals for NarrowTotals {
    fn clear(&mut self) {
        self.sums.fill(0);
        self.start_sum = 0;
        if let Decision::Sauvola { squares, start_squares, .. } = &mut self.decision {
            squares.fill(0);
            *start_squares = 0;
        }
    }

    fn slide(&mut self, enter: &[u8], leave: &[u8]) {
        self.start.slide(&mut self.start_sum, enter, leave, u32::from);
        match &mut self.decision {
            Decision::Mean { .. } => slide_sums(self.level, enter, leave, self.sums.all_mut()),
            Decision::Sauvola { squares, start_squares, .. } => {
                self.start.slide(start_squares, enter, leave, |px| u32::from(px) * u32::from(px));
                slide_moments(self.level, enter, leave, self.sums.all_mut(), squares.all_mut());
            }
        }
    }

    fn decide(&mut self, px: &[u8], rows: usize, out: &mut [u8]) {
        if rows != self.rows {
            self.set_rows(rows);
        }
        let (sums, counts) = (self.moving(self.start_sum, &self.sums), &self.counts[..]);
        match &self.decision {
            Decision::Mean { limits, .. } => mean_row(self.level, px, &sums, counts, limits, out),
            Decision::Sauvola { rule, squares, start_squares, estimate, reciprocals } => {
                let estimate = estimate.map(|estimate| EstimateRow { estimate, reciprocals });
                let squares = self.moving(*start_squares, squares);
                let row = SauvolaRow { rule: *rule, sums, squares, counts, estimate };
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
    fn mean_row(px: &[u8], sums: &MovingSums<'_>, counts: &[ColumnBlock], limits: &[ColumnBlock], out: &mut [u8]) {
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
