//! The memory primitives that the safe code stands on.

pub mod aligned;
pub mod arena;
mod bytes;
mod chunks;
mod lease;
#[cfg(test)]
mod lease_tests;
mod planes;
pub mod pool;
mod rows;
mod shared;
mod strips;
mod sync;

pub(crate) use bytes::{as_floats, as_signed, as_unsigned, as_unsigned_mut};
pub use chunks::Chunks;
pub use lease::{Lease, lend};
pub use planes::{ImageRows, PlaneRows, Planes, Shape as PlanesShape};
pub(crate) use rows::span;
pub use rows::{Rows, RowsMut};
pub use shared::Shared;
pub use strips::Strips;
