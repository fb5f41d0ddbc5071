//! CTC greedy decode: the best class of each step, repeats and blanks collapsed.
//!
//! Rows are read once from memory: the greatest score is found by lanes, then looked for again while the row is in cache, and
//! only a step that becomes part of a symbol has its softmax summed. Exponentials go to [`LANES`] sums in turn, each step of
//! them rounded: every bit of a probability is the same at each SIMD level and thread count.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod blocks;
mod collapse;
mod scalar;
#[cfg(test)]
mod tests;

use crate::base::error::{Result, fail, try_zeroed};
use crate::simd::{self, Level, dispatch};
use crate::split;

/// How many sums the exponentials go to in turn.
const LANES: usize = 32;

/// Scores whose exponentials are summed as floats; sums of blocks are added up as doubles.
const BLOCK: usize = 32 * LANES;

/// Steps whose best classes lie on the stack: text lines have fewer.
const FEW: usize = 256;

/// About what a score costs, read from memory; its exponential too.
const NS_PER_SCORE: f64 = 0.1;
const NS_PER_EXP: f64 = 0.2;

/// What a recogniser's scores are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scores {
    /// Any numbers, whose softmax are the probabilities.
    Logits,
    /// Probabilities.
    Probabilities,
}

/// A recogniser's output: `steps` rows of one score for each of `classes`.
#[derive(Clone, Copy, Debug)]
pub struct CtcInput<'a> {
    /// `steps · classes` of them.
    pub scores: &'a [f32],
    /// Scores in a step.
    pub classes: usize,
    /// The class that stands for no symbol.
    pub blank: usize,
    /// What the scores are.
    pub kind: Scores,
}

/// The best class of a step, and its probability where that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Best {
    id: u32,
    probability: f32,
}

/// Writes the symbols of `input`, and the mean probability of the steps that became each; gives their number. Where
/// `ids` is shorter than that, nothing is written.
///
/// # Errors
/// `InvalidArgument` where `blank` is not a class or classes do not fit in 32 bits; `SizeMismatch` where the scores are no
/// whole steps or `probabilities` is shorter than `ids`; `OutOfMemory`.
pub fn ctc_greedy(input: &CtcInput<'_>, ids: &mut [u32], probabilities: Option<&mut [f32]>) -> Result<usize> {
    check(input)?;
    if let Some(probabilities) = &probabilities
        && probabilities.len() < ids.len()
    {
        fail!(SizeMismatch, "probabilities: {} where there are {} ids", probabilities.len(), ids.len());
    }
    let steps = input.scores.len() / input.classes;
    let mut few = [Best::default(); FEW];
    let mut many;
    let best = if steps <= FEW {
        &mut few[..steps]
    } else {
        many = try_zeroed(steps, "steps")?;
        &mut many[..]
    };
    let softmax = probabilities.is_some() && input.kind == Scores::Logits;
    let ns = (NS_PER_SCORE + if softmax { NS_PER_EXP } else { 0.0 }) * input.scores.len() as f64;
    best_of_steps(simd::active(), split::workers_for(ns), input, probabilities.is_some(), best);
    Ok(collapse::write(best, input.blank as u32, ids, probabilities))
}

fn check(input: &CtcInput<'_>) -> Result<()> {
    let CtcInput { scores, classes, blank, .. } = *input;
    if blank >= classes {
        fail!(InvalidArgument, "blank: {blank} is not one of {classes} classes");
    }
    if u32::try_from(classes - 1).is_err() {
        fail!(InvalidArgument, "classes: {classes} do not fit in 32 bits");
    }
    if !scores.len().is_multiple_of(classes) {
        fail!(SizeMismatch, "scores: {} are no whole steps of {classes}", scores.len());
    }
    Ok(())
}

/// Claims per thread: enough that one which started late does not hold up the rest.
const CLAIMS: usize = 8;

fn best_of_steps(simd: Level, workers: usize, input: &CtcInput<'_>, probabilities: bool, best: &mut [Best]) {
    let step = if workers > 1 { best.len().div_ceil(CLAIMS * workers).max(1) } else { best.len().max(1) };
    split::for_chunks(best, step, workers, |index, best| {
        let from = index * step * input.classes;
        let scores = &input.scores[from..from + best.len() * input.classes];
        best_of(simd, &CtcInput { scores, ..*input }, probabilities, best);
    });
}

/// The body of each kernel: finds the best of each step by `first_max`.
#[inline(always)]
fn by(input: &CtcInput<'_>, probabilities: bool, best: &mut [Best], first_max: impl Fn(&[f32]) -> Option<usize>) {
    for (best, row) in best.iter_mut().zip(input.scores.chunks_exact(input.classes)) {
        let id = first_max(row).unwrap_or(input.blank);
        let wanted = probabilities && id != input.blank;
        let probability = match input.kind {
            Scores::Logits if wanted => probability(row, row[id]),
            _ => row[id],
        };
        *best = Best { id: id as u32, probability };
    }
}

/// `1 / Σ exp(score − max)`, within its 2⁻¹⁷th part: the sums of floats have at most 38 roundings, and that of `score − max`
/// and of the exponent weigh `3 ln n` at most for `n` classes.
#[inline(always)]
fn probability(row: &[f32], max: f32) -> f32 {
    if max.is_infinite() {
        return share_of_infinite(row, max);
    }
    let mut sum = 0.0;
    for block in row.chunks(BLOCK) {
        let mut lanes = scalar::exp_lanes(block, max);
        for half in [16, 8, 4, 2, 1] {
            (0..half).for_each(|i| lanes[i] += lanes[half + i]);
        }
        sum += f64::from(lanes[0]);
    }
    (1.0 / sum) as f32
}

/// What the softmax tends to where the greatest scores tend to infinity.
#[cold]
fn share_of_infinite(row: &[f32], max: f32) -> f32 {
    1.0 / row.iter().filter(|&&score| score == max).count() as f32
}

fn spec(input: &CtcInput<'_>, probabilities: bool, best: &mut [Best]) {
    by(input, probabilities, best, scalar::first_max);
}

dispatch! {
    /// The best of each step.
    fn best_of(input: &CtcInput<'_>, probabilities: bool, best: &mut [Best]) {
        scalar: spec,
        sse42: blocks::best_of,
        avx2: avx2::best_of,
        avx512: avx512::best_of,
        neon: blocks::best_of,
    }
}
