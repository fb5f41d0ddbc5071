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

use super::guard::guard;
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::status::ScipixStatus;
use scipix::base::error::{Result, fail};
use scipix::image::{self, Filter};

/// How pixels between those of the source are found.
pub type ScipixFilter = i32;
/// The pixel that holds the centre of the new one: column `floor((x + 0.5) * src_width / dst_width)`, in integers, and rows
/// alike.
pub const SCIPIX_FILTER_NEAREST: ScipixFilter = 0;
/// Two pixels each way: bit for bit OpenCV's INTER_LINEAR of 8-bit images (checked with OpenCV 5.0), which recognisers are
/// trained on. No antialiasing: below half the size pixels are left out.
pub const SCIPIX_FILTER_BILINEAR: ScipixFilter = 1;
/// Where no side grows, the mean of what a pixel covers of the source, each weighed by how much of it: exact, and rounded once,
/// halves up. Within 1 of OpenCV's INTER_AREA, and equal where nothing lies halfway. BILINEAR where a side grows.
pub const SCIPIX_FILTER_AREA: ScipixFilter = 2;
/// The sinc of three lobes, windowed, and widened where the image shrinks, so that no pixel is left out: what Pillow's LANCZOS
/// is, within 1 where that does not clamp halfway. Weights have 14 bits and add up to one: flat areas stay what they are.
pub const SCIPIX_FILTER_LANCZOS3: ScipixFilter = 3;

pub(super) fn filter(value: ScipixFilter) -> Result<Filter> {
    Ok(match value {
        SCIPIX_FILTER_NEAREST => Filter::Nearest,
        SCIPIX_FILTER_BILINEAR => Filter::Bilinear,
        SCIPIX_FILTER_AREA => Filter::Area,
        SCIPIX_FILTER_LANCZOS3 => Filter::Lanczos3,
        _ => fail!(InvalidArgument, "filter: {value} is not a filter"),
    })
}

/// Resamples `src` to the size of `dst`, alpha like the other channels. Extra memory: tables of the width and height, and a
/// few rows for each thread. @threadsafe
///
/// @param src     any format; BIT1 by NEAREST alone
/// @param filter  a `SCIPIX_FILTER_*`
/// @param dst     the same format, any size; must not overlap `src`. Of BIT1, bits beyond the width stay
/// @return OK; UNSUPPORTED for BIT1 by another filter than NEAREST, or where the formats differ
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_resize(
    src: *const ScipixImage,
    filter: ScipixFilter,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let (src, dst) = law.pair(src, dst)?;
        image::resize(src, self::filter(filter)?, dst)
    })
}
