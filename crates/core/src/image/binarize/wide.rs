//! Windows of any size: totals of 64 bits. No image that fits in memory overflows them (2^48 pixels of 255²).

use super::rule::{Rule, mean_limit};
use super::window::{Area, WindowTotals};
use crate::base::error::{Result, try_zeroed};
use crate::split::Rows;

/// Window totals in 64 bits.
pub struct WideTotals {
    area: Area,
    rule: Rule,
    /// Sum and sum of squares of the pixels of each column.
    moments: Vec<[u64; 2]>,
}

impl WideTotals {
    pub fn new(area: Area, rule: Rule) -> Result<Self> {
        Ok(Self { area, rule, moments: try_zeroed(area.width, "binarize: scratch rows")? })
    }
}

/// Decides a pixel by the number of pixels of its window, their sum and that of their squares.
fn is_white(rule: &Rule, px: u8, count: usize, [sum, squares]: [u64; 2]) -> bool {
    match rule {
        &Rule::Mean { offset } => (i64::from(px) * count as i64 - sum as i64) > mean_limit(offset, count as f64) as i64,
        Rule::Sauvola(rule) => {
            let spread = count as u128 * u128::from(squares) - u128::from(sum) * u128::from(sum);
            let px_count = u64::from(px) * count as u64;
            rule.is_white(px_count as f64, count as f64, sum as f64, spread as f64)
        }
    }
}

/// The largest image whose pixels [`one_threshold`] sums; their sums fit in 32 bits.
const SMALL_PX: usize = 1 << 12;

/// Returns the threshold of every pixel, where all windows cover the whole of a small gray image. `None` too where even black is
/// above it.
#[inline(never)]
pub fn one_threshold(area: &Area, rule: &Rule, rows: Rows<'_>) -> Option<u8> {
    let count = area.width * area.height;
    if area.reach_x + 1 < area.width || area.reach_y + 1 < area.height || count > SMALL_PX {
        return None;
    }
    let moments = (0..rows.len()).map(|y| row_moments(rows.row(y))).fold([0; 2], add);
    // A pixel is white if a darker one is.
    let (mut black, mut white) = (0, 256);
    if is_white(rule, 0, count, moments) {
        return None;
    }
    while black + 1 < white {
        let px = (black + white) / 2;
        let side = if is_white(rule, px as u8, count, moments) { &mut white } else { &mut black };
        *side = px;
    }
    Some(black as u8)
}

fn row_moments(row: &[u8]) -> [u64; 2] {
    let sum = row.iter().map(|&px| u32::from(px)).sum::<u32>();
    let squares = row.iter().map(|&px| u32::from(px) * u32::from(px)).sum::<u32>();
    [sum.into(), squares.into()]
}

fn add([sum, squares]: [u64; 2], [more, more_squares]: [u64; 2]) -> [u64; 2] {
    [sum + more, squares + more_squares]
}

fn subtract([sum, squares]: [u64; 2], [less, less_squares]: [u64; 2]) -> [u64; 2] {
    [sum - less, squares - less_squares]
}

fn moments(px: u8) -> [u64; 2] {
    [px.into(), u64::from(px) * u64::from(px)]
}

impl WindowTotals for WideTotals {
    fn clear(&mut self) {
        self.moments.fill([0; 2]);
    }

    fn slide(&mut self, enter: &[u8], leave: &[u8]) {
        for (column, (&enter, &leave)) in self.moments.iter_mut().zip(enter.iter().zip(leave)) {
            *column = subtract(add(*column, moments(enter)), moments(leave));
        }
    }

    fn decide(&mut self, px: &[u8], rows: usize, out: &mut [u8]) {
        let reach = self.area.reach_x;
        let mut total = self.moments[..reach].iter().fold([0; 2], |total, &column| add(total, column));
        for (x, (&px, out)) in px.iter().zip(out).enumerate() {
            if let Some(&enters) = self.moments.get(x + reach) {
                total = add(total, enters);
            }
            if let Some(left) = x.checked_sub(reach + 1) {
                total = subtract(total, self.moments[left]);
            }
            let count = self.area.columns_at(x) * rows;
            *out = if is_white(&self.rule, px, count, total) { 255 } else { 0 };
        }
    }
}
