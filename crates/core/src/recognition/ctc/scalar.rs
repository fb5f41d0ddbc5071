//! The specification: the first maximum of each row, and its best scores.

use super::input::{BestClass, CtcInput};
use super::step;
use super::top_scores::TopScores;

/// Finds the best class of each step.
pub fn best_of(input: &CtcInput<'_>, probabilities: bool, best: &mut [BestClass]) {
    step::best_of_by(input, probabilities, best, first_max);
}

/// Returns the index of the greatest score, the first of equals; `None` if every score is NaN.
#[inline(always)]
pub fn first_max(row: &[f32]) -> Option<usize> {
    let mut best = None;
    for (id, &score) in row.iter().enumerate() {
        let above = best.is_none_or(|best: usize| score > row[best]);
        if above && !score.is_nan() {
            best = Some(id);
        }
    }
    best
}

/// Offers every score of `row` to `top`.
pub fn collect_top(row: &[f32], top: &mut TopScores) {
    row.iter().enumerate().for_each(|(id, &score)| top.offer(id as u32, score));
}
