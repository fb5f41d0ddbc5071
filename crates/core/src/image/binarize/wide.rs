//! Windows of any size: totals of 64 bits. No image that fits in memory overflows them (2^48 pixels of 255²).

use super::rule::{Rule, mean_limit};
use super::window::{Area, WindowTotals};
use crate::base::error::{Result, try_zeroed};

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

    fn is_white(&self, px: u8, count: usize, [sum, squares]: [u64; 2]) -> bool {
        match &self.rule {
            &Rule::Mean { offset } => {
                (i64::from(px) * count as i64 - sum as i64) > mean_limit(offset, count as f64) as i64
            }
            Rule::Sauvola(rule) => {
                let spread = count as u128 * u128::from(squares) - u128::from(sum) * u128::from(sum);
                let px_count = u64::from(px) * count as u64;
                rule.is_white(px_count as f64, count as f64, sum as f64, spread as f64)
            }
        }
    }
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
            *out = if self.is_white(px, count, total) { 255 } else { 0 };
        }
    }
}
