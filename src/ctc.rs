//! Greedy CTC decoding.
//!
//! Thread-safe; borrows its buffers for the call only, and splits large work over threads. The ids are the same at every SIMD
//! level and thread count, and so is every bit of the probabilities.
//!
//! @code{.c}
//! // Four steps of three classes, the first the blank: 1, 1 again, blank, 2.
//! const float scores[4 * 3] = {.1f, .8f, .1f, .2f, .7f, .1f, .9f, .05f, .05f, 0, .1f, .9f};
//! uint32_t ids[4];
//! float probabilities[4];
//! size_t count;
//! ScipixStatus status =
//!     scipix_ctc_greedy(scores, 4, 3, 0, SCIPIX_SCORES_PROBABILITIES, ids, probabilities, 4, &count);
//! assert(status == SCIPIX_STATUS_OK && count == 2 && ids[0] == 1 && ids[1] == 2);
//! @endcode

use super::guard::guard;
use super::ptr::spans_overlap;
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::recognition::{self, CtcInput, Scores};

/// Kind of a recogniser's scores.
pub type ScipixScores = i32;
/// Any numbers: their softmax are the probabilities.
pub const SCIPIX_SCORES_LOGITS: ScipixScores = 0;
/// Probabilities, taken as they are.
pub const SCIPIX_SCORES_PROBABILITIES: ScipixScores = 1;

pub(super) fn kind_of(kind: ScipixScores) -> Result<Scores> {
    match kind {
        SCIPIX_SCORES_LOGITS => Ok(Scores::Logits),
        SCIPIX_SCORES_PROBABILITIES => Ok(Scores::Probabilities),
        other => fail!(InvalidArgument, "kind: is {other}, must be a SCIPIX_SCORES_*"),
    }
}

/// Decodes the output of a CTC recogniser greedily: the class with the greatest score of each step, the first of equals; then
/// each run of one class becomes one symbol, and runs of `blank` none. NaN never wins; a step of nothing but NaN is a blank.
///
/// The probability of a symbol is the mean over its run. Of logits a step's is `1 / sum(exp(score - greatest))`, with a
/// relative error of at most 2^-17; NaN adds nothing to the sum, and scores that are infinite count as the limit does: `n`
/// classes at +infinity have `1 / n` each. Source of the decoding: Graves et al., Connectionist Temporal Classification,
/// 2006, section 3.2 (best path).
///
/// Extra memory: 8 bytes a step, above 256 steps. @threadsafe
///
/// @param scores             `steps` rows of `classes` scores, aligned to 4 bytes
/// @param steps              how many rows; 0 is OK and gives no symbol
/// @param classes            scores in a row, up to 2^32
/// @param blank              the class that stands for no symbol: 0 for most models
/// @param kind               a `SCIPIX_SCORES_*`
/// @param out_ids            receives the symbols; NULL where `cap` is 0
/// @param out_probabilities  NULL, or receives a probability for each; room for `cap`
/// @param cap                ids that fit at `out_ids`; `steps` are enough
/// @param out_len            receives the number of symbols
/// @return OK; SIZE_MISMATCH where there are more than `cap`: then `out_len` has their number, and nothing else is written;
///         INVALID_ARGUMENT for a `blank` that is no class or more than 2^32 classes
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_ctc_greedy(
    scores: *const f32,
    steps: usize,
    classes: usize,
    blank: usize,
    kind: ScipixScores,
    out_ids: *mut u32,
    out_probabilities: *mut f32,
    cap: usize,
    out_len: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        let Some(len) = steps.checked_mul(classes) else {
            fail!(Overflow, "scores: {steps} steps of {classes} classes exceed the address space");
        };
        let kind = kind_of(kind)?;
        let (scores, len_out) = (law.slice(scores, len, "scores")?, law.out(out_len, "out_len")?);
        let Some(out_bytes) = cap.checked_mul(size_of::<u32>()) else {
            fail!(Overflow, "cap: {cap} ids exceed the address space");
        };
        check_disjoint(&[
            ("scores", scores.as_ptr().cast(), size_of_val(scores)),
            ("out_ids", out_ids.cast(), out_bytes),
            ("out_probabilities", out_probabilities.cast(), out_bytes),
            ("out_len", out_len.cast(), size_of::<usize>()),
        ])?;
        let ids = law.slice_mut(out_ids, cap, "out_ids")?;
        let probabilities = match out_probabilities.is_null() {
            true => None,
            false => Some(law.slice_mut(out_probabilities, cap, "out_probabilities")?),
        };
        let count = recognition::ctc_greedy(&CtcInput { scores, classes, blank, kind }, ids, probabilities)?;
        len_out.write(count);
        if count > cap {
            fail!(SizeMismatch, "cap: {cap} ids fit, there are {count}");
        }
        Ok(())
    })
}

/// Fails where two of the buffers share a byte.
pub(super) fn check_disjoint(buffers: &[(&str, *const u8, usize)]) -> Result<()> {
    for (index, &(name, ptr, bytes)) in buffers.iter().enumerate() {
        for &(other_name, other, other_bytes) in &buffers[..index] {
            if !ptr.is_null() && !other.is_null() && spans_overlap(ptr, bytes, other, other_bytes) {
                fail!(InvalidArgument, "{name}: overlaps {other_name}");
            }
        }
    }
    Ok(())
}
