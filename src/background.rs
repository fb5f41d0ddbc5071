//! Background normalisation.
//!
//! Paper that is shaded, yellow or gray becomes evenly light, so that one threshold suits all of a page.
//!
//! @code{.c}
//! uint8_t page[60 * 90];
//! ScipixImage src;
//! ScipixImageMut dst;
//! ScipixBackgroundParams params;
//! size_t i;
//! for (i = 0; i < sizeof page; ++i) page[i] = (uint8_t)(i % 60 < 30 ? 120 : 220); // the left half lies in the shade
//! scipix_background_params_init(&params);
//! ScipixStatus status = scipix_image_view(page, sizeof page, 60, 90, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
//! if (status == SCIPIX_STATUS_OK) {
//!   status = scipix_image_view_mut(page, sizeof page, 60, 90, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
//! }
//! if (status == SCIPIX_STATUS_OK) status = scipix_image_normalize_background(&src, &params, &dst); // in place
//! assert(status == SCIPIX_STATUS_OK && page[5] == 199 && page[55] == 199);
//! @endcode

use super::guard::guard;
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::image::{self, BackgroundParams};

/// Numbers of a background normalisation; fill it with `scipix_background_params_init`. The defaults are those of Leptonica's
/// pixBackgroundNormSimple, for pages of about 300 DPI.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixBackgroundParams {
    /// In: `sizeof(ScipixBackgroundParams)`.
    pub struct_size: u32,
    /// Columns of a tile, at least 4. Default 10.
    pub tile_width: u32,
    /// Rows of a tile, at least 4. Default 15.
    pub tile_height: u32,
    /// The fewest pixels of paper that a tile is measured by, from 1 to `tile_width * tile_height`. Default 40.
    pub min_count: u32,
    /// Tiles to either side over which the background is averaged. If this or `smooth_y` is 0, it is not. Default 2.
    pub smooth_x: u32,
    /// Tiles above and below over which the background is averaged. Default 1.
    pub smooth_y: u32,
    /// Pixels below this, and those near one, are not paper. Default 60.
    pub threshold: u8,
    /// The gray that paper gets, at least 1. Default 200.
    pub target: u8,
    /// Zero.
    pub reserved: [u8; 2],
}

// SAFETY: repr(C), integers only, 28 bytes without padding.
unsafe impl Versioned for ScipixBackgroundParams {
    const FIRST: usize = 28;
    const INIT: Option<&'static str> = Some("scipix_background_params_init");
    fn defaults() -> Self {
        Self {
            struct_size: size_of::<Self>() as u32,
            tile_width: 10,
            tile_height: 15,
            min_count: 40,
            smooth_x: 2,
            smooth_y: 1,
            threshold: 60,
            target: 200,
            reserved: [0; 2],
        }
    }
}

pub(super) fn core_params(params: &ScipixBackgroundParams) -> Result<BackgroundParams> {
    let &ScipixBackgroundParams { tile_width, tile_height, min_count, smooth_x, smooth_y, .. } = params;
    let &ScipixBackgroundParams { threshold, target, reserved, .. } = params;
    if reserved != [0; 2] {
        fail!(Unsupported, "params: reserved must be 0");
    }
    let [tile_width, tile_height, min_count] = [tile_width, tile_height, min_count].map(|number| number as usize);
    let (smooth_x, smooth_y) = (smooth_x as usize, smooth_y as usize);
    Ok(BackgroundParams { tile_width, tile_height, threshold, min_count, target, smooth_x, smooth_y })
}

/// Fills `params` with the defaults. @threadsafe
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_background_params_init(params: *mut ScipixBackgroundParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}

/// Divides a page by its background, with the result of Leptonica's pixBackgroundNorm, bit for bit (D. Bloomberg,
/// http://www.leptonica.org/binarization.html): each pixel `v` becomes `min(255, v g >> 8)` with the gain
/// `g = 256 target / b` of its tile, cut off to an integer.
///
/// The background `b` of a tile is the truncated mean of its paper pixels. A pixel is paper if no pixel within 3 columns
/// and 3 rows is below `threshold`. A tile with fewer than `min_count` of them takes the background of the nearest measured
/// tile above, else below; in a column of tiles without any, that of the column to the left, else to the right. Columns and
/// rows of pixels that are left over at the right and at the bottom belong to tiles that are not measured but filled in
/// this way. Then `b` becomes the mean of the `2 smooth_x + 1` by `2 smooth_y + 1` tiles around, without the first row and
/// column of tiles; windows that do not fit into the page's tiles are made smaller.
///
/// Where Leptonica has no result there is one: a page smaller than a tile is one tile. Where it copies the page so does
/// this: if no tile has enough paper, as on a black page, the result is the page's gray. Extra memory: three bytes for each
/// tile, which are kept for the next call up to 6 MiB. Works in place, GRAY8 to the same GRAY8. @threadsafe
///
/// @param src     any format; colour through BT601
/// @param params  the numbers
/// @param dst     GRAY8 of the same size
/// @return OK; INVALID_ARGUMENT for a number that ScipixBackgroundParams does not allow; SIZE_MISMATCH; UNSUPPORTED for another
///         format of `dst`, or `reserved` not 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_normalize_background(
    src: *const ScipixImage,
    params: *const ScipixBackgroundParams,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let (params, (src, dst)) = (law.config(params, "params")?, law.pair_or_same(src, dst)?);
        let params = core_params(&params)?;
        match src {
            Some(src) => image::normalize_background(src, &params, dst),
            None => image::normalize_background_in_place(dst, &params),
        }
    })
}
