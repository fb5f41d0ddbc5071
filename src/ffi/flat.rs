//! Flat operations: the simple chapter, for tight buffers.
//!
//! Each is thread-safe, borrows its buffers for the call only, and splits large work over threads (see
//! `scipix_set_opt_level`).

use super::guard::guard;
use super::ptr::{slice, slice_mut, spans_overlap};
use super::status::ScipixStatus;
use crate::error::{Result, fail};
use crate::image;

fn apart(src: &[u8], dst_ptr: *const u8, dst_len: usize, src_name: &str, dst_name: &str) -> Result<()> {
    if spans_overlap(src.as_ptr(), src.len(), dst_ptr, dst_len) {
        fail!(InvalidArgument, "{dst_name}: overlaps {src_name}");
    }
    Ok(())
}

/// Converts RGBA pixels to gray, as OpenCV does: `(9798 R + 19235 G + 3735 B + 16384) >> 15`. Alpha is ignored.
///
/// @param rgba      pixels of 4 bytes: red, green, blue, alpha
/// @param rgba_len  bytes at `rgba`
/// @param gray      receives a byte a pixel; must not overlap `rgba`
/// @param gray_len  bytes at `gray`: `rgba_len / 4`
/// @return OK; NULL_POINTER; SIZE_MISMATCH where `rgba_len` is not `4 * gray_len`; INVALID_ARGUMENT for an overlap.
///         (NULL, 0) twice is OK and does nothing
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_grayscale(
    rgba: *const u8,
    rgba_len: usize,
    gray: *mut u8,
    gray_len: usize,
) -> ScipixStatus {
    guard(|| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let src = unsafe { slice(rgba, rgba_len, "rgba") }?;
        apart(src, gray, gray_len, "rgba", "gray")?;
        // SAFETY: as above, and `gray` does not overlap `rgba`.
        image::grayscale_flat(src, unsafe { slice_mut(gray, gray_len, "gray") }?)
    })
}

/// Writes 255 for each byte above `threshold`, 0 for any other. Works in place, with `out == gray`.
///
/// @param gray       pixels of one byte
/// @param len        bytes at `gray` and at `out`
/// @param threshold  the highest value that becomes 0
/// @param out        receives `len` bytes; `gray` itself, or memory that does not overlap it
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for a partial overlap. (NULL, 0) is OK and does nothing
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_threshold(gray: *const u8, len: usize, threshold: u8, out: *mut u8) -> ScipixStatus {
    guard(|| {
        if len > 0 && gray == out.cast_const() {
            // SAFETY: the law of this module: null, or as the documentation says; no reference to `gray` is made.
            image::threshold_flat_in_place(unsafe { slice_mut(out, len, "gray") }?, threshold);
            return Ok(());
        }
        // SAFETY: the law of this module: null, or as the documentation says.
        let src = unsafe { slice(gray, len, "gray") }?;
        apart(src, out, len, "gray", "out")?;
        // SAFETY: as above, and `out` does not overlap `gray`.
        image::threshold_flat(src, threshold, unsafe { slice_mut(out, len, "out") }?)
    })
}
