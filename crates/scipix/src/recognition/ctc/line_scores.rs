//! The scores of a line.

use scipix_core::recognition as core_recognition;
use scipix_core::recognition::CtcLine;

/// A view of a recogniser's output for one line of text: a row of scores for each step.
///
/// ```
/// use scipix::recognition::ctc::{Decoder, LineScores};
///
/// // A tensor [steps, lines, classes] of two steps, two lines and three classes.
/// let logits = [0.0, 8.0, 0.0, 8.0, 0.0, 0.0, 0.0, 0.0, 8.0, 0.0, 8.0, 0.0];
/// let lines = [0, 1].map(|line| LineScores::new(&logits[3 * line..], 2).stride(6));
/// let texts = Decoder::builder(3).build()?.decode(&lines)?;
/// let ids = |line: usize| texts.best(line).unwrap().symbols.iter().map(|symbol| symbol.id).collect::<Vec<_>>();
/// assert_eq!((ids(0), ids(1)), (vec![1, 2], vec![1]));
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct LineScores<'a>(pub(super) CtcLine<'a>);

impl<'a> LineScores<'a> {
    /// Makes a view of the scores of `steps` steps, in rows without gaps.
    pub fn new(scores: &'a [f32], steps: usize) -> Self {
        Self(CtcLine { scores: core_recognition::LineScores::F32(scores), steps, stride: 0 })
    }

    /// Makes a view of the scores of `steps` steps, as 16-bit floats (IEEE 754 binary16), given as bits.
    pub fn from_f16_bits(scores: &'a [u16], steps: usize) -> Self {
        Self(CtcLine { scores: core_recognition::LineScores::F16(scores), steps, stride: 0 })
    }

    /// Sets the number of scores from the start of one row to the start of the next. A tensor of the shape [steps, lines,
    /// classes] has `lines * classes`.
    pub fn stride(mut self, scores: usize) -> Self {
        self.0.stride = scores;
        self
    }
}
