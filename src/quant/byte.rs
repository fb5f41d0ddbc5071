//! The two types that floats become.

use super::ByteType;
use crate::mem;

mod sealed {
    /// Nobody else's types.
    pub trait Sealed {}
    impl Sealed for i8 {}
    impl Sealed for u8 {}
}

/// `i8` or `u8`.
pub trait Byte: sealed::Sealed + Copy + Default + Send + Sync + 'static {
    /// Which of the two.
    const TYPE: ByteType;

    /// The low 8 bits.
    #[doc(hidden)]
    fn low_bits(wide: i32) -> Self;

    /// The value.
    #[doc(hidden)]
    fn widen(self) -> i32;

    /// The same bytes, unsigned.
    #[doc(hidden)]
    fn as_unsigned(bytes: &[Self]) -> &[u8];

    /// The same bytes, unsigned.
    #[doc(hidden)]
    fn as_unsigned_mut(bytes: &mut [Self]) -> &mut [u8];
}

impl Byte for i8 {
    const TYPE: ByteType = ByteType::I8;

    #[inline(always)]
    fn low_bits(wide: i32) -> Self {
        wide as Self
    }

    #[inline(always)]
    fn widen(self) -> i32 {
        i32::from(self)
    }

    #[inline(always)]
    fn as_unsigned(bytes: &[Self]) -> &[u8] {
        mem::as_unsigned(bytes)
    }

    #[inline(always)]
    fn as_unsigned_mut(bytes: &mut [Self]) -> &mut [u8] {
        mem::as_unsigned_mut(bytes)
    }
}

impl Byte for u8 {
    const TYPE: ByteType = ByteType::U8;

    #[inline(always)]
    fn low_bits(wide: i32) -> Self {
        wide as Self
    }

    #[inline(always)]
    fn widen(self) -> i32 {
        i32::from(self)
    }

    #[inline(always)]
    fn as_unsigned(bytes: &[Self]) -> &[u8] {
        bytes
    }

    #[inline(always)]
    fn as_unsigned_mut(bytes: &mut [Self]) -> &mut [u8] {
        bytes
    }
}
