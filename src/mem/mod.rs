//! The memory primitives that the safe code stands on.

mod chunks;
mod rows;
mod strips;

pub use chunks::Chunks;
pub(crate) use rows::span;
pub use rows::{Rows, RowsMut};
pub use strips::Strips;
