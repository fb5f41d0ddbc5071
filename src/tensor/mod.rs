//! Operations on flat `f32` data.
