//! The common body of the kernels: the best class of each step.

use super::input::{BestClass, CtcInput, Scores};
use super::softmax::probability;

/// Finds the best class of each step by `first_max`, and its probability if that is asked for.
#[inline(always)]
pub fn best_of_by(
    input: &CtcInput<'_>,
    probabilities: bool,
    best: &mut [BestClass],
    first_max: impl Fn(&[f32]) -> Option<usize>,
) {
    for (best, row) in best.iter_mut().zip(input.scores.chunks_exact(input.classes)) {
        let id = first_max(row).unwrap_or(input.blank);
        let wanted = probabilities && id != input.blank;
        let probability = match input.kind {
            Scores::Logits if wanted => probability(row, row[id]),
            _ => row[id],
        };
        *best = BestClass { id: id as u32, probability };
    }
}
