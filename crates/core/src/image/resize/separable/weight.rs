//! Integer weights of neighbours.

/// A weight of 16 or of 32 bits.
pub trait Weight: Copy + Into<i32> {}

impl Weight for i16 {}
impl Weight for i32 {}
