//! Quantised tensors, layers over them, model files.

pub mod file;
pub mod linear;
pub mod model;
pub mod qtensor;
