//! Filters: median, contrast by tiles, Gaussian blur and unsharp mask.
//!
//! A median removes specks, equalisation by tiles shows what lies in the shade of a photo, and an unsharp mask makes soft strokes
//! hard.
//!
//! @code{.c}
//! uint8_t page[16 * 16], clean[16 * 16];
//! ScipixImage src;
//! ScipixImageMut dst;
//! memset(page, 220, sizeof page);
//! page[100] = 0; // a speck
//! ScipixStatus status = scipix_image_view(page, sizeof page, 16, 16, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
//! if (status == SCIPIX_STATUS_OK) {
//!   status = scipix_image_view_mut(clean, sizeof clean, 16, 16, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
//! }
//! if (status == SCIPIX_STATUS_OK) status = scipix_image_median(&src, 3, &dst);
//! assert(status == SCIPIX_STATUS_OK && clean[100] == 220);
//! @endcode

use super::guard::guard;
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::image::{self, Border};

/// Replaces each pixel by the median of the square around it, each channel by itself, bit for bit as OpenCV's `medianBlur`.
/// Pixels beyond the border equal the nearest one. @threadsafe
///
/// @param src   GRAY8, RGB8, BGR8, RGBA8 or BGRA8
/// @param size  pixels of a side of the square: 3 or 5
/// @param dst   the same format and size
/// @return OK; INVALID_ARGUMENT for another size of the square; SIZE_MISMATCH; UNSUPPORTED for other formats, or where they
///         differ
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_median(
    src: *const ScipixImage,
    size: u32,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let (src, dst) = law.pair(src, dst)?;
        image::median(src, size as usize, dst)
    })
}

/// Equalises the contrast of an image tile by tile (contrast-limited adaptive histogram equalisation), with the arithmetic of
/// OpenCV's `createCLAHE`, whose defaults are a limit of 40 and 8x8 tiles.
///
/// The histogram of each tile makes a table of grays. In it a gray counts at most as `clip_limit` times the mean of all
/// grays, and what is cut off is shared out to all of them. A pixel becomes what the tables of the four nearest tiles make
/// of it, blended by the distance to their centres. Where the image is not a whole number of tiles wide and high, reflected
/// pixels fill the last ones up. Extra memory: at most five bytes of each gray of each tile, and four bytes a column. Works
/// in place. @threadsafe
///
/// @param src         GRAY8
/// @param clip_limit  how far above the mean a gray may count; 0 or less: no limit
/// @param tiles_x     tiles in a row, from 1 to 256
/// @param tiles_y     tiles in a column, from 1 to 256
/// @param dst         GRAY8 of the same size
/// @return OK; INVALID_ARGUMENT for tiles out of range, or for a limit that is not a number; SIZE_MISMATCH; UNSUPPORTED for
///         other formats; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_clahe(
    src: *const ScipixImage,
    clip_limit: f64,
    tiles_x: u32,
    tiles_y: u32,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let tiles = [tiles_x as usize, tiles_y as usize];
        match law.pair_or_same(src, dst)? {
            (Some(src), dst) => image::clahe(src, clip_limit, tiles, dst),
            (None, dst) => image::clahe_in_place(dst, clip_limit, tiles),
        }
    })
}

/// The values of pixels beyond the image's border.
pub type ScipixBorder = i32;
/// Those at the same distance within it, `dcb|abcd|cba`: OpenCV's default, BORDER_REFLECT_101.
pub const SCIPIX_BORDER_REFLECT_101: ScipixBorder = 0;
/// The nearest one, `aaa|abcd|ddd`: OpenCV's BORDER_REPLICATE.
pub const SCIPIX_BORDER_REPLICATE: ScipixBorder = 1;

pub(super) fn border(value: ScipixBorder) -> Result<Border> {
    Ok(match value {
        SCIPIX_BORDER_REFLECT_101 => Border::Reflect101,
        SCIPIX_BORDER_REPLICATE => Border::Replicate,
        _ => fail!(InvalidArgument, "border: is {value}, must be a SCIPIX_BORDER_*"),
    })
}

/// Blurs by a normal distribution, each channel by itself, bit for bit as OpenCV's `GaussianBlur` does bytes. Sizes and
/// standard deviations follow from each other: a size of 0 is `6 sigma + 1`, made odd, and a sigma of 0 or less is
/// `0.15 size + 0.35`. Sizes 3, 5, 7 and 9 without a sigma have OpenCV's weights, 1 2 1 and so on. Weights are 256ths, and
/// only the sum over the whole square is rounded, halves up. Extra memory of each thread: four bytes a column and for each
/// channel. @threadsafe
///
/// @param src      GRAY8, RGB8, BGR8, RGBA8 or BGRA8
/// @param width    pixels of the blur in a row: odd and at most 1023; 0: from `sigma_x`
/// @param height   pixels of the blur in a column: odd and at most 1023; 0: from `sigma_y`
/// @param sigma_x  standard deviation across; 0 or less: from `width`
/// @param sigma_y  standard deviation down; 0 or less: as `sigma_x`
/// @param border   a `SCIPIX_BORDER_*`
/// @param dst      the same format and size
/// @return OK; INVALID_ARGUMENT for a size that is even or too large, for neither a size nor a sigma, and for a sigma that
///         is not finite; SIZE_MISMATCH; UNSUPPORTED for other formats, or where they differ; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_gaussian_blur(
    src: *const ScipixImage,
    width: u32,
    height: u32,
    sigma_x: f64,
    sigma_y: f64,
    border: ScipixBorder,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let (src, dst) = law.pair(src, dst)?;
        let border = self::border(border)?;
        image::gaussian_blur(src, [width as usize, height as usize], [sigma_x, sigma_y], border, dst)
    })
}

/// Sharpens: each byte becomes `src + amount (src - blurred)`, rounded, halves to even, and at least 0 and at most 255.
/// `blurred` is what `scipix_image_gaussian_blur` of `sigma` makes of it. Within 1 of OpenCV's
/// `addWeighted(src, 1 + amount, blurred, -amount, 0)`; with the threshold of Pillow's `UnsharpMask`. Extra memory of each
/// thread: four bytes a column and for each channel. @threadsafe
///
/// @param src        GRAY8, RGB8, BGR8, RGBA8 or BGRA8
/// @param sigma      standard deviation of the blur, above 0 and at most 170
/// @param amount     how much of the difference is added, from 0 to 1000; 1.5 is Pillow's default of 150 percent
/// @param threshold  the greatest difference that is noise and stays
/// @param dst        the same format and size
/// @return OK; INVALID_ARGUMENT for a number out of range; SIZE_MISMATCH; UNSUPPORTED for other formats, or where they
///         differ; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_unsharp_mask(
    src: *const ScipixImage,
    sigma: f64,
    amount: f64,
    threshold: u8,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let (src, dst) = law.pair(src, dst)?;
        image::unsharp_mask(src, sigma, amount, threshold, dst)
    })
}
