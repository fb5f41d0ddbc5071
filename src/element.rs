//! Elements: the types of the numbers in a tensor.

/// Type of a tensor's elements.
pub type ScipixElement = i32;
/// A type that the library does not compute with.
pub const SCIPIX_ELEMENT_OTHER: ScipixElement = -1;
/// 32-bit floats.
pub const SCIPIX_ELEMENT_F32: ScipixElement = 0;
/// 16-bit floats (IEEE 754 binary16). Probability maps may have them; tensors are not written in them.
pub const SCIPIX_ELEMENT_F16: ScipixElement = 1;
/// Unsigned bytes.
pub const SCIPIX_ELEMENT_U8: ScipixElement = 3;
/// Signed bytes.
pub const SCIPIX_ELEMENT_I8: ScipixElement = 4;
