//! Windows whose totals fit in 32 bits: column sums, and the kernels that go along a row.

use super::columns::{Columns, Phases, PhasesMut};
use super::estimate::{Estimate, EstimateRow};
use super::local::{Area, Rule, Window, mean_limit};
#[cfg(target_arch = "aarch64")]
use super::neon;
use super::scalar::{self, Moving, Sauvola, SauvolaRow};
#[cfg(target_arch = "x86_64")]
use super::{avx2, avx512};
use crate::base::error::Result;
use crate::simd::{Level, dispatch};

pub struct Narrow {
    level: Level,
    area: Area,
    sums: Columns,
    /// Pixels in the window of each column, while it has `rows` rows.
    counts: Columns,
    rows: usize,
    decision: Decision,
}

enum Decision {
    Mean {
        offset: f32,
        /// What `px count - sum` must exceed: the bits of an `i32`.
        limits: Columns,
    },
    Sauvola {
        rule: Sauvola,
        squares: Columns,
        estimate: Option<Estimate>,
        /// The bits of `1 / counts` as `f32`.
        reciprocals: Columns,
    },
}

impl Narrow {
    /// Whether the totals of the largest window fit: those of squares for [`Rule::Sauvola`], else `255 count` in 31 bits.
    pub fn fits(area: &Area, rule: &Rule) -> bool {
        let largest = match rule {
            Rule::Mean { .. } => i32::MAX as usize / 255,
            Rule::Sauvola(_) => u32::MAX as usize / (255 * 255),
        };
        area.largest_count().is_some_and(|count| count <= largest)
    }

    pub fn new(level: Level, area: Area, rule: Rule) -> Result<Self> {
        let columns = || Columns::new(area.width, area.reach_x);
        let decision = match rule {
            Rule::Mean { offset } => Decision::Mean { offset, limits: columns()? },
            Rule::Sauvola(rule) => Decision::Sauvola {
                rule,
                squares: columns()?,
                estimate: area.largest_count().and_then(|count| Estimate::new(&rule, count)),
                reciprocals: columns()?,
            },
        };
        Ok(Self { level, area, sums: columns()?, counts: columns()?, rows: 0, decision })
    }

    fn set_rows(&mut self, rows: usize) {
        self.rows = rows;
        let area = self.area;
        area.fill(&mut self.counts, |columns| (columns * rows) as u32);
        match &mut self.decision {
            Decision::Mean { offset, limits } => area.fill(limits, |columns| {
                mean_limit(*offset, columns * rows).clamp(i32::MIN.into(), i32::MAX.into()) as u32
            }),
            Decision::Sauvola { reciprocals, .. } => {
                area.fill(reciprocals, |columns| ((1.0 / (columns * rows) as f64) as f32).to_bits());
            }
        }
    }
}

impl Window for Narrow {
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
        let reach = self.area.reach_x;
        let (sums, counts) = (moving(&self.sums, reach), self.counts.from(0));
        match &self.decision {
            Decision::Mean { limits, .. } => mean_row(self.level, px, &sums, &counts, &limits.from(0), out),
            Decision::Sauvola { rule, squares, estimate, reciprocals } => {
                let estimate = estimate.map(|estimate| EstimateRow { estimate, reciprocals: reciprocals.from(0) });
                let row = SauvolaRow { rule: *rule, sums, squares: moving(squares, reach), counts, estimate };
                sauvola_row(self.level, px, &row, out);
            }
        }
    }
}

/// The totals of windows that reach `reach` columns to either side.
fn moving(columns: &Columns, reach: usize) -> Moving<'_> {
    let reach_x = reach as isize;
    Moving { before: columns.sum_to(reach), enter: columns.from(reach_x), leave: columns.from(-1 - reach_x) }
}

dispatch! {
    /// Adds the row that enters the windows to the sums of the columns, and takes off the one that leaves.
    fn slide_sums(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>) {
        scalar: scalar::slide_sums,
        sse42: scalar::slide_sums,
        avx2: avx2::slide_sums,
        avx512: avx512::slide_sums,
        neon: neon::slide_sums,
    }
}

dispatch! {
    /// [`slide_sums`], and the same for the squares.
    fn slide_moments(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>, squares: PhasesMut<'_>) {
        scalar: scalar::slide_moments,
        sse42: scalar::slide_moments,
        avx2: avx2::slide_moments,
        avx512: avx512::slide_moments,
        neon: neon::slide_moments,
    }
}

dispatch! {
    /// White (255) where `px count - sum` exceeds the limit of its column, else black (0).
    fn mean_row(px: &[u8], sums: &Moving<'_>, counts: &Phases<'_>, limits: &Phases<'_>, out: &mut [u8]) {
        scalar: scalar::mean_row,
        sse42: scalar::mean_row,
        avx2: avx2::mean_row,
        avx512: avx512::mean_row,
        neon: neon::mean_row,
    }
}

dispatch! {
    /// White (255) where [`Sauvola::is_white`], else black (0).
    fn sauvola_row(px: &[u8], row: &SauvolaRow<'_>, out: &mut [u8]) {
        scalar: scalar::sauvola_row,
        sse42: scalar::sauvola_row,
        avx2: avx2::sauvola_row,
        avx512: avx512::sauvola_row,
        neon: neon::sauvola_row,
    }
}
