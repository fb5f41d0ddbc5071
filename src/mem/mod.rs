//! The memory primitives that the safe code stands on.

mod rows;
mod strips;

pub(crate) use rows::span;
pub use rows::{Rows, RowsMut};
pub use strips::Strips;
