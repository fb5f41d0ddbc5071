//! Resize.
//!
//! Thread-safe; borrows its images for the call only, and takes views of any stride, alignment and region. Results are the
//! same, bit for bit, at every SIMD level and thread count.
//!
//! @code{.c}
//! uint8_t page[64 * 64] = {0}, line[32 * 48];
//! ScipixImage src;
//! ScipixImageMut dst;
//! ScipixStatus status = scipix_image_view(page, sizeof page, 64, 64, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
//! if (status == SCIPIX_STATUS_OK) {
//!   status = scipix_image_view_mut(line, sizeof line, 48, 32, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
//! }
//! if (status == SCIPIX_STATUS_OK) status = scipix_image_resize(&src, SCIPIX_FILTER_AREA, &dst);
//! assert(status == SCIPIX_STATUS_OK);
//! @endcode

use super::dense::{Dense, same_format};
use super::guard::{Law, guard};
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::status::ScipixStatus;
use super::view::known_format;
use scipix_core::base::error::{Result, fail};
use scipix_core::image::{self, DensePixels, Filter};

/// How a resize computes a pixel between those of the source.
pub type ScipixFilter = i32;
/// The pixel that holds the centre of the new one: column `floor((x + 0.5) * src_width / dst_width)`, in integers, and rows
/// alike.
pub const SCIPIX_FILTER_NEAREST: ScipixFilter = 0;
/// Two pixels each way: bit for bit OpenCV's INTER_LINEAR of 8-bit images (checked with OpenCV 5.0), which recognisers are
/// trained on. No antialiasing: below half the size pixels are left out.
pub const SCIPIX_FILTER_BILINEAR: ScipixFilter = 1;
/// The mean of what a pixel covers of the source, each pixel weighed by how much of it: exact, and rounded once, halves up.
/// Where no side grows, within 1 of OpenCV's INTER_AREA, and equal where nothing lies halfway. Each axis counts on its own: on
/// one that grows, a pixel covers the length of a source pixel around its centre `(x + 0.5) * src_width / dst_width`, moved into
/// the image, which is linear interpolation. BILINEAR where no side shrinks.
pub const SCIPIX_FILTER_AREA: ScipixFilter = 2;
/// The windowed sinc with three lobes, widened where the image shrinks, so that no pixel is left out: bit for bit the
/// LANCZOS of Pillow 12.0; 13.0 resizes columns first for some sizes. Rows are resized first and rounded to bytes, then columns,
/// with weights of 22 bits.
pub const SCIPIX_FILTER_LANCZOS3: ScipixFilter = 3;

/// Linear interpolation, widened where the image shrinks, so that no pixel is left out: Pillow's BILINEAR within 1 where no
/// side shrinks more than a hundred times. Weights have 14 bits and add up to one: flat areas stay flat, and at greater factors
/// what the weights are off adds up.
pub const SCIPIX_FILTER_BILINEAR_AA: ScipixFilter = 4;
/// Cubic interpolation with `a = -0.5`, widened where the image shrinks, so that no pixel is left out: bit for bit
/// the BICUBIC of Pillow 12.0, computed like LANCZOS3.
pub const SCIPIX_FILTER_BICUBIC: ScipixFilter = 5;

pub(super) fn filter(value: ScipixFilter) -> Result<Filter> {
    match known_filter(value) {
        Some(filter) => Ok(filter),
        None => fail!(InvalidArgument, "filter: is {value}, must be a SCIPIX_FILTER_*"),
    }
}

#[inline(always)]
fn known_filter(value: ScipixFilter) -> Option<Filter> {
    Some(match value {
        SCIPIX_FILTER_NEAREST => Filter::Nearest,
        SCIPIX_FILTER_BILINEAR => Filter::Bilinear,
        SCIPIX_FILTER_AREA => Filter::Area,
        SCIPIX_FILTER_LANCZOS3 => Filter::Lanczos3,
        SCIPIX_FILTER_BILINEAR_AA => Filter::BilinearAa,
        SCIPIX_FILTER_BICUBIC => Filter::Bicubic,
        _ => return None,
    })
}

/// Resamples `src` to the size of `dst`. Alpha is a channel like the others: colours of transparent pixels mix into their
/// neighbours unless the image is premultiplied; `scipix_image_resize_by_alpha` weighs them. Extra memory: tables of the
/// width and height, and a few rows for each thread; for LANCZOS3 and BICUBIC, 64 rows of the source and about 200 of the
/// result. @threadsafe
///
/// @param src     any format; BIT1 and GRAY16 by NEAREST alone
/// @param filter  a `SCIPIX_FILTER_*`
/// @param dst     the same format, any size; must not overlap `src`. Of BIT1, bits beyond the width stay
/// @return OK; UNSUPPORTED for BIT1 and GRAY16 by another filter than NEAREST, or where the formats differ
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_resize(
    src: *const ScipixImage,
    filter: ScipixFilter,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        if resize_short(law, src, filter, dst) {
            return Ok(());
        }
        let (src, dst) = law.pair(src, dst)?;
        image::resize(src, self::filter(filter)?, dst)
    })
}

/// Resizes images without gaps where that takes means of squares by one call of a kernel; otherwise `false`, having written nothing.
#[inline(always)]
fn resize_short(law: Law<'_>, src: *const ScipixImage, filter: ScipixFilter, dst: *const ScipixImageMut) -> bool {
    // Most other resizes end here. What is no whole factor ends later.
    let by_squares = |src: (usize, usize), dst: (usize, usize)| src.0 / 2 == dst.0 || src.0 / 4 == dst.0;
    let Some(Dense { src, dst, formats, size: (width, height), dst_size }) =
        law.dense_where(src, dst, same_format, by_squares)
    else {
        return false;
    };
    match (known_filter(filter), known_format(formats.0)) {
        (Some(filter), Some(format)) => {
            image::resize_short(DensePixels { bytes: src, format, width, height }, filter, dst, dst_size)
        }
        _ => false,
    }
}

/// Resamples like `scipix_image_resize`, but colours weigh as much as their alpha, so that those of transparent pixels do not mix
/// into their neighbours. As Pillow does for RGBA, each colour becomes `a c / 255`, rounded to the nearest integer, before the
/// resize, and `255 c / a`, cut off and at most 255, after it. LANCZOS3, BILINEAR_AA and BICUBIC then give the bytes of Pillow
/// 12.0: BILINEAR_AA has weights of 22 bits here. It is a function of its own because OpenCV, whose bytes BILINEAR gives, resizes
/// alpha as a channel like the others. @threadsafe
///
/// @param src     any format; BIT1 and GRAY16 by NEAREST alone. Formats without alpha are resized by `scipix_image_resize`
/// @param filter  a `SCIPIX_FILTER_*`; NEAREST mixes no pixels and weighs nothing
/// @param dst     the same format, any size; must not overlap `src`
/// @return as `scipix_image_resize`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_resize_by_alpha(
    src: *const ScipixImage,
    filter: ScipixFilter,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let (src, dst) = law.pair_by_call(src, dst)?;
        image::resize_by_alpha(src, self::filter(filter)?, dst)
    })
}
