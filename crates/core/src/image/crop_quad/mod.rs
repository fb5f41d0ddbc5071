//! Perspective crop: a quadrilateral of an image, such as a line of text in a photo, becomes an upright rectangle.

mod cubic;
mod nearest;
mod params;
mod projection;
mod size;
#[cfg(test)]
mod tests;

pub use params::{CropParams, Interpolation, QuadCorners};
pub use size::crop_quad_size;

use super::sample::{BLOCK, FRACTION_BITS, Outside, Positions, ROWS_AHEAD, Texture, sample_block, sample_pixel};
use super::{BYTE_CHANNELS, ImageMut, ImageRef, format_among};
use crate::base::error::{Error, ErrorKind, Result, fail};
use crate::simd::{self, Level, dispatch};
use crate::split;
use cubic::cubic_row;
use nearest::nearest_row;
use projection::ProjectedRow;
pub use projection::Projection;
pub(super) use size::is_convex_quad;
use size::turned;

/// Only pixels of this many bytes are prefetched: with fewer, arithmetic takes longer than memory, and prefetching made
/// the crop a fifth slower.
const PREFETCHED_CHANNELS: usize = 4;
/// The longest side that is accepted: an `f64` holds positions along it exactly.
const LARGEST_SIDE: usize = match 1usize.checked_shl(40) {
    Some(side) => side,
    None => usize::MAX,
};

/// Fills `dst` with what `src` shows in the quadrilateral `quad`, seen in perspective, by bilinear interpolation and with
/// corners at the edges of pixels; see [`crop_quad_with`].
///
/// # Errors
/// Errors of [`crop_quad_with`].
pub fn crop_quad(src: ImageRef<'_>, quad: &[[f32; 2]; 4], dst: ImageMut<'_>) -> Result<()> {
    crop_quad_with(src, quad, &CropParams::default(), dst)
}

/// Fills `dst` with what `src` shows in the quadrilateral `quad`, seen in perspective. The points of `quad` become the
/// corners of `dst`, in the order top left, top right, bottom right, bottom left; in the opposite order they mirror the
/// image. Where `params` turn the crop, they become bottom left, top left, top right, bottom right instead.
///
/// Corners are the edges of pixels or their centres: see [`QuadCorners`]. By both, the quadrilateral (x, y), (x + w, y),
/// (x + w, y + h), (x, y + h) is the region of w x h pixels at (x, y), and a `dst` of w x h is a copy of it.
/// The centre of each pixel of `dst` is mapped to a position in `src`, and the pixels around that are interpolated:
/// bilinearly at 1/256 of a pixel, with weights in units of 1/65536, or cubically at 1/2048 of a pixel, within a gray level of
/// the `warpPerspective` of OpenCV 5. (OpenCV 4 rounds positions to 1/32 of a pixel, which changes noise by up to 6 levels.)
/// Beyond the border is the nearest pixel. No other pixels are read. There is no smoothing: a crop much smaller than its
/// quadrilateral skips pixels.
///
/// # Errors
/// `Unsupported` for `Bit1` and `Gray16`, where the formats differ, or for a side of `src` above 2^40; `InvalidArgument` for a
/// `turn_ratio`
/// that is negative or not finite, and for corners that are not finite or not those of a convex quadrilateral with an area;
/// `OutOfRange` for a side of `quad` above 2^24 where `turn_ratio` is not 0.
pub fn crop_quad_with(src: ImageRef<'_>, quad: &[[f32; 2]; 4], params: &CropParams, dst: ImageMut<'_>) -> Result<()> {
    check_format(&src)?;
    format_among("dst", dst.format(), &[src.format()])?;
    if src.width().max(src.height()) > LARGEST_SIDE {
        fail!(Unsupported, "src: is {}x{}, and no side may exceed {LARGEST_SIDE}", src.width(), src.height());
    }
    let (corners, is_turned) = turned(quad, params)?;
    let Some(map) = Projection::new(&corners, dst.width(), dst.height()) else {
        return Err(not_convex(quad));
    };
    let map = map.with_places(params.corners.pixel_places(is_turned));
    let (level, texture) = (simd::active(), Texture::new(src));
    let ns_per_row = ns_per_byte(params.interpolation) * dst.geometry().row_bytes as f64;
    let channels = dst.geometry().row_bytes / dst.width();
    let columns = dst.width();
    split::strips(dst.into_rows(), ns_per_row).for_each(|range, mut strip| {
        for y in range.clone() {
            let (row, dst) = (map.row(y), strip.row(y - range.start));
            match (params.interpolation, texture) {
                (Interpolation::Nearest, _) => nearest_row(level, &src, &row, dst),
                (Interpolation::Cubic, _) => cubic_row(level, &src, &row, dst),
                (Interpolation::Bilinear, Some(texture)) => {
                    let ahead = (channels == PREFETCHED_CHANNELS).then(|| ahead(&map, y, columns));
                    crop_row(level, texture, &row, ahead, dst);
                }
                (Interpolation::Bilinear, None) => crop_row_by_pixels(&src, &row, channels, dst),
            }
        }
    });
    Ok(())
}

/// Makes the error of corners that [`is_convex_quad`] refuses.
#[cold]
pub(super) fn not_convex(quad: &[[f32; 2]; 4]) -> Error {
    let words = "are not the corners of a convex quadrilateral with an area";
    Error::new(ErrorKind::InvalidArgument, format_args!("quad: {quad:?} {words}"))
}

/// Fails for images that cannot be cropped.
pub(super) fn check_format(src: &ImageRef<'_>) -> Result<()> {
    format_among("src", src.format(), &BYTE_CHANNELS)
}

/// Estimated cost of a byte of the result.
fn ns_per_byte(interpolation: Interpolation) -> f64 {
    match interpolation {
        Interpolation::Nearest | Interpolation::Bilinear => 1.5,
        Interpolation::Cubic => 2.0,
    }
}

/// Crops a row, block by block. `ahead` is how far from a pixel the one to prefetch lies, in columns and rows.
fn crop_row(level: Level, texture: Texture<'_>, row: &ProjectedRow, ahead: Option<(isize, isize)>, dst: &mut [u8]) {
    let mut at = Positions::new();
    for (i, dst) in dst.chunks_mut(BLOCK * texture.channels()).enumerate() {
        positions(level, row, i * BLOCK, texture.last(), &mut at);
        if let Some(ahead) = ahead {
            texture.prefetch(&at, dst.len() / texture.channels(), ahead);
        }
        sample_block(level, texture, &at, dst);
    }
}

/// The distance in `src`, in columns and rows, from the middle of row `y` of `dst` to the middle of the row whose
/// pixels are prefetched meanwhile.
fn ahead(map: &Projection, y: usize, columns: usize) -> (isize, isize) {
    const FARTHEST: f64 = (1_u64 << 31) as f64;
    let middle = |y| map.row(y).position(columns as f64 / 2.0, FARTHEST, FARTHEST);
    let ((x, y), (soon_x, soon_y)) = (middle(y), middle(y + ROWS_AHEAD));
    let pixels = |from: u64, to: u64| (to as isize - from as isize) >> FRACTION_BITS;
    (pixels(x, soon_x), pixels(y, soon_y))
}

/// Crops a row of an image that is too small or too large for a [`Texture`], pixel by pixel.
fn crop_row_by_pixels(src: &ImageRef<'_>, row: &ProjectedRow, channels: usize, dst: &mut [u8]) {
    let last = |side: usize| ((side - 1) << FRACTION_BITS) as f64;
    for (i, px) in dst.chunks_exact_mut(channels).enumerate() {
        let (x, y) = row.position(i as f64, last(src.width()), last(src.height()));
        sample_pixel(src, (x as i64, y as i64), Outside::Nearest, px);
    }
}

/// Computes the positions in `src` of the block of pixels that begins at column `from`, clamped to the last position.
#[inline(always)]
fn block_positions(row: &ProjectedRow, from: usize, (last_x, last_y): (u32, u32), at: &mut Positions) {
    // Columns within the block have 32 bits, which are converted faster than 64.
    let (from, last_x, last_y) = (from as f64, f64::from(last_x), f64::from(last_y));
    for (i, (x, y)) in (0_i32..).zip(at.x.iter_mut().zip(&mut at.y)) {
        let position = row.position(from + f64::from(i), last_x, last_y);
        (*x, *y) = (position.0 as u32, position.1 as u32);
    }
}

dispatch! {
    /// Runs [`block_positions`], compiled for each level.
    fn positions(row: &ProjectedRow, from: usize, last: (u32, u32), at: &mut Positions) = block_positions;
}
