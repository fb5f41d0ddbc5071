//! Image operations, from gray to a page of black and white.
//!
//! Each is thread-safe, borrows its images for the call only, and takes views of any stride, alignment and region.
//! Results are the same, bit for bit, at every SIMD level and thread count. Unless it says that it works in place, `dst`
//! must not overlap `src`; regions of one buffer that share no pixel do not overlap.

use super::guard::guard;
use super::image::{ScipixImage, ScipixImageMut};
use super::ptr::Out;
use super::status::ScipixStatus;
use super::view::{image, pair, pair_or_same};
use crate::error::{Result, fail};
use crate::image::{self, Luma};

/// How colour becomes gray.
pub type ScipixLuma = i32;
/// BT.601 as OpenCV computes it: `(9798 R + 19235 G + 3735 B + 16384) >> 15`. The default.
pub const SCIPIX_LUMA_BT601: ScipixLuma = 0;
/// BT.601 in 8 bits as libyuv's J400 computes it: `(77 R + 150 G + 29 B + 128) >> 8`. The fastest.
pub const SCIPIX_LUMA_BT601_8BIT: ScipixLuma = 1;
/// BT.709: `(6966 R + 23436 G + 2366 B + 16384) >> 15`.
pub const SCIPIX_LUMA_BT709: ScipixLuma = 2;

fn luma(value: ScipixLuma) -> Result<Luma> {
    Ok(match value {
        SCIPIX_LUMA_BT601 => Luma::Bt601,
        SCIPIX_LUMA_BT601_8BIT => Luma::Bt601_8bit,
        SCIPIX_LUMA_BT709 => Luma::Bt709,
        _ => fail!(InvalidArgument, "luma: {value} is not a luma"),
    })
}

/// Converts to gray. Thread-safe.
///
/// @param src   any format; GRAY8 is copied, BIT1 becomes 0 and 255
/// @param luma  a `SCIPIX_LUMA_*`
/// @param dst   GRAY8 of the same size
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for an image that is none, an unknown luma or an overlap; OVERFLOW;
///         SIZE_MISMATCH; UNSUPPORTED for another format of `dst`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_grayscale(
    src: *const ScipixImage,
    luma: ScipixLuma,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let (src, dst) = unsafe { pair(src, dst) }?;
        image::grayscale(src, self::luma(luma)?, dst)
    })
}

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

/// Inverts: 255 - x for each colour or gray byte, alpha copied; each bit of BIT1. Works in place. Thread-safe.
///
/// @param src  any format
/// @param dst  the same format and size
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for an image that is none or a partial overlap; OVERFLOW; SIZE_MISMATCH;
///         UNSUPPORTED where the formats differ
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_invert(src: *const ScipixImage, dst: *const ScipixImageMut) -> ScipixStatus {
    guard(|| {
        // SAFETY: the law of this module: null, or as the documentation says.
        match unsafe { pair_or_same(src, dst) }? {
            (Some(src), dst) => image::invert(src, dst),
            (None, dst) => {
                image::invert_in_place(dst);
                Ok(())
            }
        }
    })
}

/// Finds Otsu's level: the one that best parts dark from light pixels, the lowest of equals (N. Otsu, A threshold
/// selection method from gray-level histograms, 1979). Pixels above it are white. As OpenCV and Intel IPP find it.
/// Thread-safe.
///
/// @param src        any format; colour through BT601
/// @param out_level  receives the level; 0 for an image of one value
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for an image that is none; OVERFLOW
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_otsu(src: *const ScipixImage, out_level: *mut u8) -> ScipixStatus {
    guard(|| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let (src, out) = unsafe { (image(src, "src")?, Out::new(out_level, "out_level")?) };
        out.write(image::otsu(src));
        Ok(())
    })
}
