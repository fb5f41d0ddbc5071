//! Image operations, from gray to a page of black and white.
//!
//! Each is thread-safe, borrows its images for the call only, and takes views of any stride, alignment and region.
//! Results are the same, bit for bit, at every SIMD level and thread count. Unless it says that it works in place, `dst`
//! must not overlap `src`; regions of one buffer that share no pixel do not overlap.

use super::guard::guard;
use super::image::{ScipixImage, ScipixImageMut};
use super::ptr::Out;
use super::sized::{self, Versioned};
use super::status::ScipixStatus;
use super::view::{image, pair, pair_or_same};
use crate::error::{Result, fail};
use crate::image::{self, Luma, Method};

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

/// How a page becomes black and white.
pub type ScipixBinarizeMethod = i32;
/// White above `threshold`.
pub const SCIPIX_BINARIZE_METHOD_FIXED: ScipixBinarizeMethod = 0;
/// White above the level of `scipix_image_otsu`. For evenly lit pages.
pub const SCIPIX_BINARIZE_METHOD_OTSU: ScipixBinarizeMethod = 1;
/// White above `m - offset`, with `m` the mean of the window around the pixel.
pub const SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN: ScipixBinarizeMethod = 2;
/// White above `m (1 + k (s / r - 1))`, with `m` and `s` mean and population's standard deviation of the window around
/// the pixel (J. Sauvola and M. Pietikäinen, Adaptive document image binarization, 2000). For shaded pages.
pub const SCIPIX_BINARIZE_METHOD_SAUVOLA: ScipixBinarizeMethod = 3;

/// Method and numbers of a binarisation; fill it with `scipix_binarize_params_init`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixBinarizeParams {
    /// In: `sizeof(ScipixBinarizeParams)`.
    pub struct_size: u32,
    /// A `SCIPIX_BINARIZE_METHOD_*`; default OTSU.
    pub method: ScipixBinarizeMethod,
    /// ADAPTIVE_MEAN, SAUVOLA: side of the square window in pixels, odd; about a third of the DPI. It is clipped at the
    /// border: mean and deviation are of the pixels that exist. Default 51.
    pub window: u32,
    /// FIXED: the highest value that becomes black. Default 127.
    pub threshold: u8,
    /// Zero.
    pub reserved: [u8; 3],
    /// ADAPTIVE_MEAN: how far below the mean white begins, in gray levels. Default 10.
    pub offset: f32,
    /// SAUVOLA: the higher, the more is white. Default 0.34, Tesseract's.
    pub k: f32,
    /// SAUVOLA: the range of the standard deviation, above 0. Default 128.
    pub r: f32,
}

// SAFETY: repr(C), integers and floats only, 28 bytes without padding.
unsafe impl Versioned for ScipixBinarizeParams {
    const FIRST: usize = 28;
    fn defaults() -> Self {
        Self {
            struct_size: size_of::<Self>() as u32,
            method: SCIPIX_BINARIZE_METHOD_OTSU,
            window: 51,
            threshold: 127,
            reserved: [0; 3],
            offset: 10.0,
            k: 0.34,
            r: 128.0,
        }
    }
}

fn method(params: &ScipixBinarizeParams) -> Result<Method> {
    let &ScipixBinarizeParams { method, window, threshold, offset, k, r, .. } = params;
    let window = window as usize;
    Ok(match method {
        SCIPIX_BINARIZE_METHOD_FIXED => Method::Fixed { threshold },
        SCIPIX_BINARIZE_METHOD_OTSU => Method::Otsu,
        SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN => Method::AdaptiveMean { window, offset },
        SCIPIX_BINARIZE_METHOD_SAUVOLA => Method::Sauvola { window, k, r },
        _ => fail!(InvalidArgument, "params: {method} is not a method of binarisation"),
    })
}

/// Fills `params` with the defaults. Thread-safe.
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for a misaligned pointer
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_binarize_params_init(params: *mut ScipixBinarizeParams) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    guard(|| unsafe { sized::init(params, "params") })
}

/// Makes a page black and white. Extra memory: a few rows for each thread. Thread-safe.
///
/// @param src     any format; colour through BT601
/// @param params  method and numbers
/// @param dst     GRAY8 (255, 0) or BIT1 (0, 1) of the same size
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for an image that is none, an unknown method, an even window, a number that
///         is not finite, `r` not above 0, or an overlap; OVERFLOW; SIZE_MISMATCH; OUT_OF_MEMORY; UNSUPPORTED for
///         another format of `dst`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_binarize(
    src: *const ScipixImage,
    params: *const ScipixBinarizeParams,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let (params, (src, dst)) = unsafe { (sized::read(params, "params")?, pair(src, dst)?) };
        image::binarize(src, &method(&params)?, dst)
    })
}
