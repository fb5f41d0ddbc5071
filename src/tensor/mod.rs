//! Operations on flat `f32` data.

mod ctc;
mod normalize;

pub use ctc::{CtcInput, Scores, ctc_greedy};
pub use normalize::{Stats, normalize};
