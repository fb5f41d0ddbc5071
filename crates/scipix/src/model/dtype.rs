//! Types of a tensor's elements.

use scipix_core::model as core;
use std::fmt;

macro_rules! dtypes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The type of a tensor's elements. It prints as the name that the format has for it, such as `F32`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Dtype {
            $($(#[$doc])* $variant,)*
        }

        const ALL: &[(Dtype, &str)] = &[$((Dtype::$variant, $name),)*];
    };
}

// In the order of the core.
dtypes! {
    /// 32-bit floats.
    F32 = "F32",
    /// Unsigned bytes.
    U8 = "U8",
    /// Signed bytes.
    I8 = "I8",
    /// 16-bit floats of IEEE 754.
    F16 = "F16",
    /// The upper halves of 32-bit floats.
    BF16 = "BF16",
    /// Bytes that are 0 or 1.
    Bool = "BOOL",
    /// 4-bit floats, two in a byte.
    F4 = "F4",
    /// 6-bit floats with two bits of exponent.
    F6E2M3 = "F6_E2M3",
    /// 6-bit floats with three bits of exponent.
    F6E3M2 = "F6_E3M2",
    /// 8-bit floats with five bits of exponent.
    F8E5M2 = "F8_E5M2",
    /// 8-bit floats with four bits of exponent.
    F8E4M3 = "F8_E4M3",
    /// 8-bit powers of two.
    F8E8M0 = "F8_E8M0",
    /// 8-bit floats with four bits of exponent, without infinities and negative zero.
    F8E4M3Fnuz = "F8_E4M3FNUZ",
    /// 8-bit floats with five bits of exponent, without infinities and negative zero.
    F8E5M2Fnuz = "F8_E5M2FNUZ",
    /// 16-bit signed integers.
    I16 = "I16",
    /// 16-bit unsigned integers.
    U16 = "U16",
    /// 32-bit signed integers.
    I32 = "I32",
    /// 32-bit unsigned integers.
    U32 = "U32",
    /// Complex numbers of two 32-bit floats.
    C64 = "C64",
    /// 64-bit floats.
    F64 = "F64",
    /// 64-bit signed integers.
    I64 = "I64",
    /// 64-bit unsigned integers.
    U64 = "U64",
}

impl Dtype {
    pub(super) fn from_core(dtype: core::Dtype) -> Self {
        ALL[dtype.index()].0
    }

    /// Returns the name that the format has for the type, such as `F32`.
    pub fn name(self) -> &'static str {
        ALL[self as usize].1
    }
}

impl fmt::Display for Dtype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_the_core_is_here() {
        for dtype in core::Dtype::all() {
            assert_eq!(Dtype::from_core(dtype).name(), dtype.name().to_str().unwrap());
        }
        assert_eq!(core::Dtype::all().count(), ALL.len());
        assert_eq!(format!("[{:>5}]", Dtype::Bool), "[ BOOL]");
    }
}
