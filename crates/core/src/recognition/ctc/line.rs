//! A line's scores, as floats of 32 or 16 bits.

use crate::base::error::{Result, fail};

/// Scores as a recogniser stores them.
#[derive(Clone, Copy, Debug)]
pub enum LineScores<'a> {
    /// 32-bit floats.
    F32(&'a [f32]),
    /// 16-bit floats (IEEE 754 binary16), as bits.
    F16(&'a [u16]),
}

impl LineScores<'_> {
    fn len(&self) -> usize {
        match self {
            LineScores::F32(scores) => scores.len(),
            LineScores::F16(scores) => scores.len(),
        }
    }
}

/// A recogniser's output for one line of text: a row of scores for each time step.
#[derive(Clone, Copy, Debug)]
pub struct CtcLine<'a> {
    /// The scores.
    pub scores: LineScores<'a>,
    /// Number of rows.
    pub steps: usize,
    /// Scores from the start of a row to that of the next; 0 for rows without gaps. A tensor of shape [steps, lines,
    /// classes] has a stride of `lines · classes`.
    pub stride: usize,
}

impl<'a> CtcLine<'a> {
    /// Returns the line with its stride filled in, once its rows of `classes` are known to fit in the scores.
    pub(super) fn checked(self, classes: usize) -> Result<CtcLine<'a>> {
        let stride = if self.stride == 0 { classes } else { self.stride };
        if stride < classes {
            fail!(InvalidArgument, "stride: is {stride}, below {classes} classes");
        }
        let Some(last) = self.steps.checked_sub(1) else {
            return Ok(CtcLine { stride, ..self });
        };
        let needed = last.checked_mul(stride).and_then(|rows| rows.checked_add(classes));
        if needed.is_none_or(|needed| needed > self.scores.len()) {
            let have = self.scores.len();
            fail!(SizeMismatch, "scores: {} rows of {classes} with a stride of {stride} exceed {have}", self.steps);
        }
        Ok(CtcLine { stride, ..self })
    }
}
