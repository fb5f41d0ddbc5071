//! The two types that floats become.

use super::ByteType;
use crate::base;

mod sealed {
    /// Nobody else's types.
    pub trait Sealed {}
    impl Sealed for i8 {}
    impl Sealed for u8 {}
}

/// `i8` or `u8`. What is behind the public functions is compiled once, for bytes that are told their type, but for kernels
/// that this makes slower.
pub trait Byte: sealed::Sealed + Copy + Default + Send + Sync + 'static {
    /// Which of the two.
    const TYPE: ByteType;

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

/// The value of a byte of the type whose sign is this bit: 0x80, or 0 where there is none.
#[inline(always)]
pub(super) fn value(byte: u8, sign: u8) -> i32 {
    i32::from(byte ^ sign) - i32::from(sign)
}
