//! Input of a decode, and its result for each step.

/// Meaning of a recogniser's scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scores {
    /// Any numbers; their softmax gives the probabilities.
    Logits,
    /// Probabilities.
    Probabilities,
}

/// A recogniser's output: rows of one score per class, one row for each time step.
#[derive(Clone, Copy, Debug)]
pub struct CtcInput<'a> {
    /// Scores, `steps · classes` of them.
    pub scores: &'a [f32],
    /// Number of scores in a step.
    pub classes: usize,
    /// Class that stands for no symbol.
    pub blank: usize,
    /// Meaning of the scores.
    pub kind: Scores,
}

/// The best class of a step, and its probability if that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BestClass {
    pub id: u32,
    pub probability: f32,
}
