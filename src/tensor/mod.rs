//! Operations on flat `f32` data.

mod normalize;

pub use normalize::{Stats, normalize};
