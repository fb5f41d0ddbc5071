//! The element types of safetensors files.

use std::ffi::CStr;

/// Names as the format has them, and bits of an element.
const ALL: [(&CStr, u8); 22] = [
    (c"F32", 32),
    (c"U8", 8),
    (c"I8", 8),
    (c"F16", 16),
    (c"BF16", 16),
    (c"BOOL", 8),
    (c"F4", 4),
    (c"F6_E2M3", 6),
    (c"F6_E3M2", 6),
    (c"F8_E5M2", 8),
    (c"F8_E4M3", 8),
    (c"F8_E8M0", 8),
    (c"F8_E4M3FNUZ", 8),
    (c"F8_E5M2FNUZ", 8),
    (c"I16", 16),
    (c"U16", 16),
    (c"I32", 32),
    (c"U32", 32),
    (c"C64", 64),
    (c"F64", 64),
    (c"I64", 64),
    (c"U64", 64),
];

/// Type of a tensor's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dtype(u8);

impl Dtype {
    /// 32-bit floats.
    pub const F32: Dtype = Dtype(0);
    /// Unsigned bytes.
    pub const U8: Dtype = Dtype(1);
    /// Signed bytes.
    pub const I8: Dtype = Dtype(2);
    /// 16-bit floats of IEEE 754.
    pub const F16: Dtype = Dtype(3);
    /// The upper halves of 32-bit floats.
    pub const BF16: Dtype = Dtype(4);

    pub(crate) fn named(name: &[u8]) -> Option<Self> {
        ALL.iter().position(|(known, _)| known.to_bytes() == name).map(|at| Dtype(at as u8))
    }

    /// Returns all types.
    pub fn all() -> impl Iterator<Item = Dtype> {
        (0..ALL.len()).map(|at| Dtype(at as u8))
    }

    /// Returns the type's place in [`Dtype::all`].
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Its name in the file.
    pub fn name(self) -> &'static CStr {
        ALL[usize::from(self.0)].0
    }

    /// Bytes of an element, at least 1; an element's address should be a multiple of them.
    pub(crate) fn align(self) -> usize {
        usize::from(ALL[usize::from(self.0)].1.div_ceil(8))
    }

    /// Bytes of a tensor of this shape; `None` on overflow, and where elements do not fill whole bytes.
    pub(super) fn bytes(self, shape: &[usize]) -> Option<usize> {
        // An extent of 0 makes the tensor empty, however large the others.
        let elements =
            if shape.contains(&0) { 0 } else { shape.iter().try_fold(1usize, |n, &extent| n.checked_mul(extent))? };
        let bits = elements.checked_mul(usize::from(ALL[usize::from(self.0)].1))?;
        bits.is_multiple_of(8).then_some(bits / 8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_their_names() {
        let constants = [
            (Dtype::F32, c"F32"),
            (Dtype::U8, c"U8"),
            (Dtype::I8, c"I8"),
            (Dtype::F16, c"F16"),
            (Dtype::BF16, c"BF16"),
        ];
        for (dtype, name) in constants {
            assert_eq!((dtype.name(), Dtype::named(name.to_bytes())), (name, Some(dtype)));
        }
        assert_eq!(Dtype::named(b"f32"), None);
    }

    #[test]
    fn sizes_count_bits() {
        let bytes = |name: &[u8], shape: &[usize]| Dtype::named(name).unwrap().bytes(shape);
        assert_eq!(bytes(b"F32", &[]), Some(4));
        assert_eq!(bytes(b"BF16", &[3, 5]), Some(30));
        assert_eq!(bytes(b"F6_E2M3", &[4]), Some(3));
        assert_eq!(bytes(b"F4", &[3]), None);
        assert_eq!(bytes(b"U64", &[usize::MAX, 0]), Some(0));
        assert_eq!(bytes(b"U64", &[usize::MAX, 2, 0]), Some(0));
        assert_eq!(bytes(b"F4", &[0, usize::MAX, 3]), Some(0));
        assert_eq!(bytes(b"U8", &[usize::MAX / 2, 3]), None);
        assert_eq!(bytes(b"U64", &[usize::MAX / 2]), None);
    }
}
