//! Slices of bytes viewed as another type.

use std::slice;

/// Returns a view of signed bytes as unsigned ones.
pub fn as_unsigned(bytes: &[i8]) -> &[u8] {
    // SAFETY: both types are one byte, of which any is valid; the slice is borrowed for as long as the result.
    unsafe { slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) }
}

/// Returns a writable view of signed bytes as unsigned ones.
pub fn as_unsigned_mut(bytes: &mut [i8]) -> &mut [u8] {
    // SAFETY: both types are one byte, of which any is valid; the slice is borrowed for as long as the result.
    unsafe { slice::from_raw_parts_mut(bytes.as_mut_ptr().cast(), bytes.len()) }
}

/// Returns a view of unsigned bytes as signed ones.
pub fn as_signed(bytes: &[u8]) -> &[i8] {
    // SAFETY: as above.
    unsafe { slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) }
}

/// Returns a view of bytes as floats; `None` where they are not aligned, or their number is no multiple of four.
pub fn as_floats(bytes: &[u8]) -> Option<&[f32]> {
    // SAFETY: any four bytes are a float; the slice is borrowed for as long as the result.
    let (before, floats, after) = unsafe { bytes.align_to() };
    (before.is_empty() && after.is_empty()).then_some(floats)
}
