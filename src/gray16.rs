//! 16-bit gray, as scanners, cameras and X-ray detectors give it.
//!
//! Operations that convert to gray read GRAY16 and map its full range, 0 to 65535. Where the samples of an image cover only
//! a part of that, as those of a 12-bit detector do, its own range keeps more of the contrast:
//!
//! @code{.c}
//! uint16_t page[64 * 48] = {0}, low, high;
//! uint8_t gray[64 * 48];
//! ScipixImage src;
//! ScipixImageMut dst;
//! page[7] = 4095;
//! ScipixStatus status =
//!     scipix_image_view((const uint8_t *)page, sizeof page, 64, 48, 0, SCIPIX_PIXEL_FORMAT_GRAY16, &src);
//! if (status == SCIPIX_STATUS_OK) {
//!   status = scipix_image_view_mut(gray, sizeof gray, 64, 48, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
//! }
//! if (status == SCIPIX_STATUS_OK) status = scipix_image_min_max(&src, &low, &high);
//! if (status == SCIPIX_STATUS_OK && low < high) status = scipix_image_gray16_to_gray8(&src, low, high, &dst);
//! assert(status == SCIPIX_STATUS_OK && gray[7] == 255);
//! @endcode

use super::guard::guard;
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::status::ScipixStatus;
use scipix_core::image;

/// Maps the samples `low` to `high` of 16-bit gray to 0 to 255: a sample `x` is clamped to that range and becomes
/// `(255 (x - low) + (high - low) / 2) / (high - low)` in integers, which is rounded to the nearest, halves up. The range 0 to
/// 65535 is that of a conversion to gray; the minimum and maximum of the image make the most of its contrast. @threadsafe
///
/// @param src   GRAY16
/// @param low   the sample that becomes 0, and those below it; less than `high`
/// @param high  the sample that becomes 255, and those above it
/// @param dst   GRAY8 of the same size
/// @return OK; SIZE_MISMATCH; UNSUPPORTED for other formats; INVALID_ARGUMENT unless `low` is less than `high`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_gray16_to_gray8(
    src: *const ScipixImage,
    low: u16,
    high: u16,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let (src, dst) = law.pair(src, dst)?;
        image::gray16_to_gray8(src, low, high, dst)
    })
}

/// Finds the least and the greatest sample of a gray image. @threadsafe
///
/// @param src      GRAY16 or GRAY8
/// @param out_min  receives the least sample
/// @param out_max  receives the greatest sample; neither may lie in a pixel of `src`
/// @return OK; UNSUPPORTED for other formats
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_min_max(
    src: *const ScipixImage,
    out_min: *mut u16,
    out_max: *mut u16,
) -> ScipixStatus {
    guard(|law| {
        let src = law.checked(src, "src")?;
        let outs = (law.out(out_min, "out_min")?, law.out(out_max, "out_max")?);
        src.check_disjoint_from(out_min.cast(), size_of::<u16>(), "out_min")?;
        src.check_disjoint_from(out_max.cast(), size_of::<u16>(), "out_max")?;
        let (min, max) = image::min_max(law.view(src))?;
        outs.0.write(min);
        outs.1.write(max);
        Ok(())
    })
}
