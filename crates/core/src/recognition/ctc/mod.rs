//! CTC decoding (A. Graves et al., Connectionist Temporal Classification, 2006): the best path, which takes the best
//! class of each step and collapses repeats and blanks, and a prefix beam search.
//!
//! [`ctc_greedy`] decodes one line and gives its symbols. [`CtcDecoder`] decodes many lines, tells their steps and
//! alternatives, takes weights of classes, and searches beams.
//!
//! Rows are read once from memory: the greatest score is found by lanes, then located while the row is in the cache.
//! Only a step that becomes part of a symbol has its softmax summed. Exponentials are added to
//! [`LANES`](softmax::LANES) sums in turn, each step rounded, so every bit of a probability is the same at each SIMD
//! level and thread count.

mod alignment;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod beam;
mod best_path;
mod blocks;
mod collapse;
mod decoder;
#[cfg(test)]
mod decoder_tests;
mod input;
mod lexicon;
mod line;
mod line_scratch;
mod row_scan;
mod rules;
mod runs;
mod scalar;
mod softmax;
mod step;
mod step_scores;
#[cfg(test)]
mod tests;
mod texts;
mod top_scores;

pub use beam::TextScore;
pub use decoder::CtcDecoder;
pub use input::{CtcInput, Scores};
pub use lexicon::CtcLexicon;
pub use line::{CtcLine, LineScores};
pub use rules::{BeamParams, CtcConfig};
pub use texts::{CtcAlternative, CtcSymbol, CtcText, CtcTexts};

use crate::base::error::{Result, fail, try_zeroed};
use crate::simd::{self, Level, dispatch};
use crate::split;
use input::BestClass;

/// Most steps whose best classes are kept on the stack: text lines have fewer.
const FEW: usize = 256;

/// Approximate cost of a score that is read from memory.
const NS_PER_SCORE: f64 = 0.1;
/// Approximate cost of the exponential of a score.
const NS_PER_EXP: f64 = 0.2;

/// Writes the symbols of `input` and, for each symbol, the mean probability of its steps; returns the number of
/// symbols. If
/// `ids` is shorter than that, nothing is written.
///
/// # Errors
/// `InvalidArgument` if `blank` is not a class or the classes do not fit in 32 bits; `SizeMismatch` if the scores are
/// not a whole number of steps or `probabilities` is shorter than `ids`; `OutOfMemory`.
pub fn ctc_greedy(input: &CtcInput<'_>, ids: &mut [u32], probabilities: Option<&mut [f32]>) -> Result<usize> {
    check(input)?;
    if let Some(probabilities) = &probabilities
        && probabilities.len() < ids.len()
    {
        fail!(SizeMismatch, "probabilities: {} where there are {} ids", probabilities.len(), ids.len());
    }
    let steps = input.scores.len() / input.classes;
    let mut few = [BestClass::default(); FEW];
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

/// Claims per thread: enough that a thread which starts late does not delay the rest.
const CLAIMS: usize = 8;

fn best_of_steps(simd: Level, workers: usize, input: &CtcInput<'_>, probabilities: bool, best: &mut [BestClass]) {
    let step = if workers > 1 { best.len().div_ceil(CLAIMS * workers).max(1) } else { best.len().max(1) };
    split::for_chunks(best, step, workers, |index, best| {
        let from = index * step * input.classes;
        let scores = &input.scores[from..from + best.len() * input.classes];
        best_of(simd, &CtcInput { scores, ..*input }, probabilities, best);
    });
}

dispatch! {
    /// Finds the best class of each step.
    fn best_of(input: &CtcInput<'_>, probabilities: bool, best: &mut [BestClass]) {
        scalar: scalar::best_of,
        sse42: blocks::best_of,
        avx2: avx2::best_of,
        avx512: avx512::best_of,
        neon: blocks::best_of,
    }
}
