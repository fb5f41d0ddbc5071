//! Image operations, from gray to a page of black and white.
//!
//! Each is thread-safe, borrows its images for the call only, and takes views of any stride, alignment and region.
//! Results are the same, bit for bit, at every SIMD level and thread count. Unless it says that it works in place, `dst`
//! must not overlap `src`; regions of one buffer that share no pixel do not overlap.

use super::guard::guard;
use super::image::{ScipixImage, ScipixImageMut};
use super::status::ScipixStatus;
use super::view::pair_or_same;
use crate::image;

/// Makes pixels above `threshold` white and any other black. Works in place, GRAY8 to the same GRAY8. Thread-safe.
///
/// @param src        GRAY8
/// @param threshold  the highest value that becomes black
/// @param dst        GRAY8 (255, 0) or BIT1 (0, 1) of the same size
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for an image that is none or a partial overlap; OVERFLOW; SIZE_MISMATCH;
///         UNSUPPORTED for other formats
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_threshold(
    src: *const ScipixImage,
    threshold: u8,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|| {
        // SAFETY: the law of this module: null, or as the documentation says.
        match unsafe { pair_or_same(src, dst) }? {
            (Some(src), dst) => image::threshold(src, threshold, dst),
            (None, dst) => image::threshold_in_place(dst, threshold),
        }
    })
}
