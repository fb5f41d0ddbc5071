//! The two integer types that floats are quantised to.

use super::ByteType;
use crate::base;

mod sealed {
    /// Keeps other crates from implementing [`super::Byte`].
    pub trait Sealed {}
    impl Sealed for i8 {}
    impl Sealed for u8 {}
}

/// `i8` or `u8`. Most code behind the public functions is compiled once, for unsigned bytes and a [`ByteType`]; only kernels
/// that this would slow down are compiled for each type.
pub trait Byte: sealed::Sealed + Copy + Default + Send + Sync + 'static {
    /// The type as a value.
    const TYPE: ByteType;

    /// Widens the value.
    #[doc(hidden)]
    fn widen(self) -> i32;

    /// Views the bytes as unsigned ones.
    #[doc(hidden)]
    fn as_unsigned(bytes: &[Self]) -> &[u8];

    /// Views the bytes as unsigned ones, to change.
    #[doc(hidden)]
    fn as_unsigned_mut(bytes: &mut [Self]) -> &mut [u8];
}

impl Byte for i8 {
    const TYPE: ByteType = ByteType::I8;

    #[inline(always)]
    fn widen(self) -> i32 {
        i32::from(self)
    }

    #[inline(always)]
    fn as_unsigned(bytes: &[Self]) -> &[u8] {
        base::as_unsigned(bytes)
    }

    #[inline(always)]
    fn as_unsigned_mut(bytes: &mut [Self]) -> &mut [u8] {
        base::as_unsigned_mut(bytes)
    }
}

impl Byte for u8 {
    const TYPE: ByteType = ByteType::U8;

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

/// Returns the value of a byte, given the sign bit of its type: 0x80 for signed bytes, 0 for unsigned ones.
#[inline(always)]
pub(super) fn value(byte: u8, sign: u8) -> i32 {
    i32::from(byte ^ sign) - i32::from(sign)
}
