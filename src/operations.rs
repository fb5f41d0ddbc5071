//! Image operations, from gray to a page of black and white.
//!
//! Each is thread-safe, borrows its images for the call only, and takes views of any stride, alignment and region.
//! Results are the same, bit for bit, at every SIMD level and thread count. Unless it says that it works in place, `dst`
//! must not overlap `src`; regions of one image that share no pixel do not overlap.
//!
//! @code{.c}
//! uint8_t rgb[64 * 48 * 3], bits[64 / 8 * 48];
//! ScipixImage src;
//! ScipixImageMut dst;
//! ScipixBinarizeParams params;
//! memset(rgb, 200, sizeof rgb);
//! scipix_binarize_params_init(&params);
//! params.method = SCIPIX_BINARIZE_METHOD_SAUVOLA;
//! params.window = 31;
//! ScipixStatus status = scipix_image_view(rgb, sizeof rgb, 64, 48, 0, SCIPIX_PIXEL_FORMAT_RGB8, &src);
//! if (status == SCIPIX_STATUS_OK) {
//!   status = scipix_image_view_mut(bits, sizeof bits, 64, 48, 0, SCIPIX_PIXEL_FORMAT_BIT1, &dst);
//! }
//! if (status == SCIPIX_STATUS_OK) status = scipix_image_binarize(&src, &params, &dst);
//! assert(status == SCIPIX_STATUS_OK && bits[0] == 0); // white paper: no black bit
//! @endcode

use super::crop::of_quad_xy;
use super::dense::{Dense, colour_to_gray, gray_to_gray};
use super::guard::{guard, short_way};
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::sized::Versioned;
use super::status::ScipixStatus;
use super::view::known_format;
use scipix_core::base::error::{Result, fail};
use scipix_core::image::{self, Flip, Luma, Method, Skew};

/// How colour becomes gray.
pub type ScipixLuma = i32;
/// BT.601 as OpenCV computes it: `(9798 R + 19235 G + 3735 B + 16384) >> 15`. The default.
pub const SCIPIX_LUMA_BT601: ScipixLuma = 0;
/// BT.601 in 8 bits as libyuv's J400 computes it: `(77 R + 150 G + 29 B + 128) >> 8`. The fastest.
pub const SCIPIX_LUMA_BT601_8BIT: ScipixLuma = 1;
/// BT.709: `(6966 R + 23436 G + 2366 B + 16384) >> 15`.
pub const SCIPIX_LUMA_BT709: ScipixLuma = 2;

pub(super) fn luma(value: ScipixLuma) -> Result<Luma> {
    match known_luma(value) {
        Some(luma) => Ok(luma),
        None => fail!(InvalidArgument, "luma: is {value}, must be a SCIPIX_LUMA_*"),
    }
}

#[inline(always)]
fn known_luma(value: ScipixLuma) -> Option<Luma> {
    match value {
        SCIPIX_LUMA_BT601 => Some(Luma::Bt601),
        SCIPIX_LUMA_BT601_8BIT => Some(Luma::Bt601_8bit),
        SCIPIX_LUMA_BT709 => Some(Luma::Bt709),
        _ => None,
    }
}

/// Converts to gray. @threadsafe
///
/// @param src   any format; GRAY8 is copied, BIT1 becomes 0 and 255, GRAY16 is divided by 257 and rounded
/// @param luma  a `SCIPIX_LUMA_*`
/// @param dst   GRAY8 of the same size
/// @return OK; SIZE_MISMATCH; UNSUPPORTED for another format of `dst`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_grayscale(
    src: *const ScipixImage,
    luma: ScipixLuma,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    short_way(
        move |law| match (law.dense(src, dst, colour_to_gray), known_luma(luma)) {
            (Some(Dense { src, dst, formats, .. }), Some(luma)) => {
                known_format(formats.0).is_some_and(|format| image::grayscale_short(src, format, luma, dst))
            }
            _ => false,
        },
        move |law| {
            let (src, dst) = law.pair(src, dst)?;
            image::grayscale(src, self::luma(luma)?, dst)
        },
    )
}

/// Converts to gray after compositing over a colour, as `scipix_image_flatten` and then `scipix_image_grayscale` would, with no
/// image between them. `scipix_image_grayscale` ignores alpha. @threadsafe
///
/// @param src    any format; those without alpha are only converted
/// @param luma   a `SCIPIX_LUMA_*`
/// @param red    red of the colour
/// @param green  green of the colour
/// @param blue   blue of the colour
/// @param dst    GRAY8 of the same size
/// @return OK; SIZE_MISMATCH; UNSUPPORTED for another format of `dst`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_grayscale_over(
    src: *const ScipixImage,
    luma: ScipixLuma,
    red: u8,
    green: u8,
    blue: u8,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let (src, dst) = law.pair(src, dst)?;
        image::grayscale_over(src, self::luma(luma)?, [red, green, blue], dst)
    })
}

/// Composites an image with alpha over a colour: each colour `c` becomes `(a c + (255 - a) b) / 255`, rounded to the nearest
/// integer, with `a` the alpha and `b` the colour behind. The result is opaque: alpha, where `dst` has it, is 255. Works in
/// place, to the same format. @threadsafe
///
/// @param src    RGBA8 or BGRA8
/// @param red    red of the colour
/// @param green  green of the colour
/// @param blue   blue of the colour
/// @param dst    RGB8, BGR8, RGBA8 or BGRA8 of the same size
/// @return OK; SIZE_MISMATCH; UNSUPPORTED for other formats
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_flatten(
    src: *const ScipixImage,
    red: u8,
    green: u8,
    blue: u8,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| match law.pair_or_same(src, dst)? {
        (Some(src), dst) => image::flatten(src, [red, green, blue], dst),
        (None, dst) => image::flatten_in_place(dst, [red, green, blue]),
    })
}

/// Makes pixels above `threshold` white and any other black. Works in place, GRAY8 to the same GRAY8. @threadsafe
///
/// @param src        GRAY8
/// @param threshold  the highest value that becomes black
/// @param dst        GRAY8 (255, 0) or BIT1 (0, 1) of the same size
/// @return OK; SIZE_MISMATCH; UNSUPPORTED for other formats
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_threshold(
    src: *const ScipixImage,
    threshold: u8,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    short_way(
        move |law| match law.dense(src, dst, gray_to_gray) {
            Some(Dense { src, dst, .. }) => image::threshold_short(src, threshold, dst),
            None => false,
        },
        move |law| match law.pair_or_same(src, dst)? {
            (Some(src), dst) => image::threshold(src, threshold, dst),
            (None, dst) => image::threshold_in_place(dst, threshold),
        },
    )
}

/// Inverts: 255 - x for each colour or gray byte, alpha copied; each bit of BIT1; 65535 - x for GRAY16. Works in
/// place. @threadsafe
///
/// @param src  any format
/// @param dst  the same format and size
/// @return OK; SIZE_MISMATCH; UNSUPPORTED where the formats differ
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_invert(src: *const ScipixImage, dst: *const ScipixImageMut) -> ScipixStatus {
    short_way(
        move |law| match law.dense(src, dst, gray_to_gray) {
            Some(Dense { src, dst, .. }) => image::invert_short(src, dst),
            None => false,
        },
        move |law| match law.pair_or_same(src, dst)? {
            (Some(src), dst) => image::invert(src, dst),
            (None, dst) => {
                image::invert_in_place(dst);
                Ok(())
            }
        },
    )
}

/// Finds Otsu's level: the one that best parts dark from light pixels, the lowest of equals (N. Otsu, A threshold
/// selection method from gray-level histograms, 1979). Pixels above it are white. Arithmetic is exact; Intel IPP finds the
/// same level, and so does OpenCV with two exceptions: among equally good levels its rounding errors decide, and it skips
/// levels that leave less than FLT_EPSILON (1.2e-7) of all pixels on one side. @threadsafe
///
/// @param src        any format; colour through BT601
/// @param out_level  receives the level; 0 for an image of one value; must not lie in a pixel of `src`
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_otsu(src: *const ScipixImage, out_level: *mut u8) -> ScipixStatus {
    guard(|law| {
        let (src, out) = (law.checked(src, "src")?, law.out(out_level, "out_level")?);
        src.check_disjoint_from(out_level, 1, "out_level")?;
        out.write(image::otsu(law.view(src)));
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
    const INIT: Option<&'static str> = Some("scipix_binarize_params_init");
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

pub(super) fn method(params: &ScipixBinarizeParams) -> Result<Method> {
    let &ScipixBinarizeParams { method, window, threshold, reserved, offset, k, r, .. } = params;
    if reserved != [0; 3] {
        fail!(Unsupported, "params: reserved must be 0");
    }
    let window = window as usize;
    Ok(match method {
        SCIPIX_BINARIZE_METHOD_FIXED => Method::Fixed { threshold },
        SCIPIX_BINARIZE_METHOD_OTSU => Method::Otsu,
        SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN => Method::AdaptiveMean { window, offset },
        SCIPIX_BINARIZE_METHOD_SAUVOLA => Method::Sauvola { window, k, r },
        _ => fail!(InvalidArgument, "params: method is {method}, must be a SCIPIX_BINARIZE_METHOD_*"),
    })
}

/// Fills `params` with the defaults. @threadsafe
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_binarize_params_init(params: *mut ScipixBinarizeParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}

/// Makes a page black and white. Extra memory: a few rows for each thread. @threadsafe
///
/// @param src     any format; colour through BT601
/// @param params  method and numbers
/// @param dst     GRAY8 (255, 0) or BIT1 (0, 1) of the same size
/// @return OK; INVALID_ARGUMENT for an even window, a number that is not finite, or an `r` not above 0, where
///         the method uses it;
///         SIZE_MISMATCH; UNSUPPORTED for another format of `dst`, or `reserved` not 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_binarize(
    src: *const ScipixImage,
    params: *const ScipixBinarizeParams,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let (params, (src, dst)) = (law.config(params, "params")?, law.pair_by_call(src, dst)?);
        image::binarize(src, &method(&params)?, dst)
    })
}

/// Finds by how much a page has to be turned for its lines of text to be level, with the method of Leptonica's pixFindSkew
/// (D. Bloomberg, G. Kopec and L. Dasari, Measuring document image skew and orientation, 1995): the page, reduced to at
/// most 1280x2560, made black and white by local means and freed of areas that are all black, is sheared until adjacent
/// rows differ most. Angles from -45 to 45 degrees are found, to within a tenth of a degree on this project's test pages.
/// Text on its side is not told from level text, and a table or frame is level by either of its two directions. Extra
/// memory: a few megabytes at most. @threadsafe
///
/// @param src             any format; colour through BT601
/// @param out_degrees     receives the angle to give to scipix_image_rotate: clockwise, negative for anticlockwise; the
///                        sign of pixFindSkew
/// @param out_confidence  receives 0 to 1: how far the score of the angle is above that of any angle more than 2 degrees
///                        away, as a share of it. The page cleaner turns a page from 0.4 on. Below 0.1 on blank pages,
///                        noise and most photos, and if the lines are turned by more than 45 degrees; exactly 0, and the
///                        angle too, if nothing can be measured. On images of less than 208 columns, on which few lines
///                        look alike at many angles, it falls: to 0 below 112. Neither may lie in a pixel of `src`
/// @return OK, also where nothing was found
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_skew(
    src: *const ScipixImage,
    out_degrees: *mut f32,
    out_confidence: *mut f32,
) -> ScipixStatus {
    guard(|law| {
        let src = law.checked(src, "src")?;
        let outs = (law.out(out_degrees, "out_degrees")?, law.out(out_confidence, "out_confidence")?);
        src.check_disjoint_from(out_degrees.cast(), size_of::<f32>(), "out_degrees")?;
        src.check_disjoint_from(out_confidence.cast(), size_of::<f32>(), "out_confidence")?;
        let Skew { degrees, confidence } = image::skew(law.view(src))?;
        outs.0.write(degrees);
        outs.1.write(confidence);
        Ok(())
    })
}

/// The direction in which an image is flipped.
pub type ScipixFlip = i32;
/// Left and right change places.
pub const SCIPIX_FLIP_HORIZONTAL: ScipixFlip = 0;
/// Top and bottom change places.
pub const SCIPIX_FLIP_VERTICAL: ScipixFlip = 1;
/// Both: half a turn.
pub const SCIPIX_FLIP_BOTH: ScipixFlip = 2;

fn flip(value: ScipixFlip) -> Result<Flip> {
    Ok(match value {
        SCIPIX_FLIP_HORIZONTAL => Flip::Horizontal,
        SCIPIX_FLIP_VERTICAL => Flip::Vertical,
        SCIPIX_FLIP_BOTH => Flip::Both,
        _ => fail!(InvalidArgument, "direction: is {value}, must be a SCIPIX_FLIP_*"),
    })
}

/// Flips an image: pixels move and do not change. Works in place. @threadsafe
///
/// @param src        any format
/// @param direction  a `SCIPIX_FLIP_*`
/// @param dst        the same format and size
/// @return OK; SIZE_MISMATCH; UNSUPPORTED where the formats differ
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_flip(
    src: *const ScipixImage,
    direction: ScipixFlip,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let ((src, dst), direction) = (law.pair_or_same(src, dst)?, flip(direction)?);
        match src {
            Some(src) => image::flip(src, direction, dst),
            None => {
                image::flip_in_place(dst, direction);
                Ok(())
            }
        }
    })
}

/// Turns clockwise; the centre of `src` goes to the centre of `dst`. A `dst` of the size of `src` cuts corners off, one of
/// the rotated size keeps them. Pixel (X, Y) of `dst` shows `src` at `x = cx + c (X - CX) + s (Y - CY)`,
/// `y = cy - s (X - CX) + c (Y - CY)`, with `c` and `s` the cosine and sine of `degrees`, where the centres are (cx, cy)
/// and (CX, CY), each `((width - 1) / 2, (height - 1) / 2)`. That is sampled bilinearly at positions rounded to 1/256 of a
/// pixel; of BIT1 it is the nearest pixel, halfway the one at the right or below. Multiples of 90 degrees into a `dst` of
/// the turned size, width and height swapped for odd multiples, move pixels without a change. @threadsafe
///
/// @param src      any format; GRAY16 by multiples of 90 degrees alone
/// @param degrees  clockwise, negative for anticlockwise, finite
/// @param fill     every byte of what `src` does not cover, alpha too; of BIT1 it makes white from 128 on, black below
/// @param dst      the same format, any size
/// @return OK; INVALID_ARGUMENT for an angle that is not finite; UNSUPPORTED where the formats differ, and for GRAY16 and
///         for sides beyond 2^29 pixels of `src` or 2^30 of `dst` unless pixels only move
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_rotate(
    src: *const ScipixImage,
    degrees: f32,
    fill: u8,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let (src, dst) = law.pair_by_call(src, dst)?;
        image::rotate(src, degrees, fill, dst)
    })
}

/// Tells the size of the smallest `dst` in which `scipix_image_rotate` cuts nothing off: `ceil(w |cos| + h |sin|)` columns and
/// `ceil(w |sin| + h |cos|)` rows for `src` of w x h. That is the usual recipe with OpenCV, rounded up instead of down;
/// Pillow's `expand` gives the same or one more. For multiples of 90 degrees it is w x h or h x w, exactly. @threadsafe
///
/// @param src         an image of the size; its pixels are not read
/// @param degrees     the angle, finite
/// @param out_width   receives the columns
/// @param out_height  receives the rows
/// @return OK; INVALID_ARGUMENT for an angle that is not finite; UNSUPPORTED for a side beyond 2^29 pixels at an angle that is
///         no multiple of 90
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_rotated_size(
    src: *const ScipixImage,
    degrees: f32,
    out_width: *mut usize,
    out_height: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        let src = law.checked(src, "src")?;
        let outs = (law.out(out_width, "out_width")?, law.out(out_height, "out_height")?);
        let (width, height) = image::rotated_size(&src.geometry, degrees)?;
        outs.0.write(width);
        outs.1.write(height);
        Ok(())
    })
}

/// Fills `dst` with what `src` shows in a quadrilateral, seen in perspective: a line of text in a photo becomes an upright
/// crop. Corners are points of the plane in which pixel (x, y) covers [x, x + 1) x [y, y + 1): the corners (x, y),
/// (x + w, y), (x + w, y + h), (x, y + h) are those of a subview of w x h, and a `dst` of that size is a copy of it. Each
/// pixel's centre is mapped, rounded to 1/256 of a pixel and sampled bilinearly; beyond the border is the nearest pixel.
/// Only pixels around the quadrilateral are read. There is no smoothing: a crop much smaller than its quadrilateral skips
/// pixels. `scipix_image_crop_quad_with` interpolates in other ways. @threadsafe
///
/// @param src      any format but BIT1 and GRAY16
/// @param quad_xy  8 numbers: x and y of the corners that become top left, top right, bottom right and bottom left
/// @param dst      the same format, any size
/// @return OK; INVALID_ARGUMENT for corners that are not finite or not those of a convex quadrilateral with an area;
///         UNSUPPORTED for BIT1 and GRAY16, or where the formats differ
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_crop_quad(
    src: *const ScipixImage,
    quad_xy: *const f32,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let ((src, dst), quad) = (law.pair_by_call(src, dst)?, law.read(quad_xy.cast::<[[f32; 2]; 4]>(), "quad_xy")?);
        image::crop_quad(src, &quad, dst).map_err(of_quad_xy)
    })
}
