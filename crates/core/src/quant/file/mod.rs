//! Quantised tensors in safetensors files: `name` is the bytes, `name.scale` and `name.zero_point` lie beside it, with one
//! extent for each of its axes, 1 but for that of the channels; those of a tensor without channels have no axes.

mod names;
mod open;
mod parts;
#[cfg(test)]
mod tests;
mod write;

pub use open::open;
pub use write::{save, save_beside};
