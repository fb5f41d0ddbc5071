//! Bytes under another name.

use std::slice;

/// The same bytes, unsigned.
pub fn as_unsigned(bytes: &[i8]) -> &[u8] {
    // SAFETY: both types are one byte, of which any is valid; the slice is borrowed for as long as the result.
    unsafe { slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) }
}

/// The same bytes, unsigned.
pub fn as_unsigned_mut(bytes: &mut [i8]) -> &mut [u8] {
    // SAFETY: both types are one byte, of which any is valid; the slice is borrowed for as long as the result.
    unsafe { slice::from_raw_parts_mut(bytes.as_mut_ptr().cast(), bytes.len()) }
}

/// The same bytes, signed.
pub fn as_signed(bytes: &[u8]) -> &[i8] {
    // SAFETY: as above.
    unsafe { slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) }
}

/// The same bytes as floats; `None` where they are not aligned as those, or not whole ones.
pub fn as_floats(bytes: &[u8]) -> Option<&[f32]> {
    // SAFETY: any four bytes are a float; what is aligned is borrowed for as long as the result.
    let (before, floats, after) = unsafe { bytes.align_to() };
    (before.is_empty() && after.is_empty()).then_some(floats)
}
