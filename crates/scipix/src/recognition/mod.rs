//! Decoding of a recogniser's output.

mod ctc;

pub use ctc::{CtcInput, Scores, ctc_greedy};
