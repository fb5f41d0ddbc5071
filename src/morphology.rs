//! Morphology by rectangles, of gray and of 1-bit images.
//!
//! Strokes that a threshold broke are joined by closing, specks are removed by opening. In BIT1, where 1 is black ink, dilation
//! makes strokes thicker; in GRAY8 it makes light areas larger, so that ink on white paper grows by erosion.
//!
//! @code{.c}
//! uint8_t page[8 * 8] = {0}, closed[8 * 8]; // 64 x 8 pixels
//! ScipixImage src;
//! ScipixImageMut dst;
//! page[0] = 0xE7; // a stroke with a gap of two pixels
//! ScipixStatus status = scipix_image_view(page, sizeof page, 64, 8, 0, SCIPIX_PIXEL_FORMAT_BIT1, &src);
//! if (status == SCIPIX_STATUS_OK) {
//!   status = scipix_image_view_mut(closed, sizeof closed, 64, 8, 0, SCIPIX_PIXEL_FORMAT_BIT1, &dst);
//! }
//! if (status == SCIPIX_STATUS_OK) {
//!   status = scipix_image_morphology(&src, SCIPIX_MORPHOLOGY_CLOSE, 3, 1, SCIPIX_MORPHOLOGY_RULES_OPENCV, &dst);
//! }
//! assert(status == SCIPIX_STATUS_OK && closed[0] == 0xFF);
//! @endcode

use super::guard::guard;
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::image::{self, Morphology, MorphologyRules};

/// The operation on a pixel and its neighbours under a rectangle.
pub type ScipixMorphology = i32;
/// Their maximum: of BIT1, ink grows; of GRAY8, light does.
pub const SCIPIX_MORPHOLOGY_DILATE: ScipixMorphology = 0;
/// Their minimum: of BIT1, ink shrinks; of GRAY8, light does.
pub const SCIPIX_MORPHOLOGY_ERODE: ScipixMorphology = 1;
/// Erosion and then dilation: ink of BIT1, or light of GRAY8, that the rectangle does not fit into goes.
pub const SCIPIX_MORPHOLOGY_OPEN: ScipixMorphology = 2;
/// Dilation and then erosion: gaps that the rectangle does not fit into are filled.
pub const SCIPIX_MORPHOLOGY_CLOSE: ScipixMorphology = 3;

/// The library whose rules hold at the border and for even sizes.
pub type ScipixMorphologyRules = i32;
/// OpenCV's with its default anchor and border: pixels outside the image never decide. The rectangle is the same for both steps,
/// so opening and closing by an even size also move the image by a pixel.
pub const SCIPIX_MORPHOLOGY_RULES_OPENCV: ScipixMorphologyRules = 0;
/// Leptonica's bricks with its default, asymmetric border: pixels outside the image are 0, no ink. The rectangle of a dilation
/// is mirrored, so nothing moves.
pub const SCIPIX_MORPHOLOGY_RULES_LEPTONICA: ScipixMorphologyRules = 1;
/// Leptonica's bricks with its symmetric border: pixels outside never decide. Equals OPENCV where width and height are odd.
pub const SCIPIX_MORPHOLOGY_RULES_LEPTONICA_SYMMETRIC: ScipixMorphologyRules = 2;

pub(super) fn operation(value: ScipixMorphology) -> Result<Morphology> {
    Ok(match value {
        SCIPIX_MORPHOLOGY_DILATE => Morphology::Dilate,
        SCIPIX_MORPHOLOGY_ERODE => Morphology::Erode,
        SCIPIX_MORPHOLOGY_OPEN => Morphology::Open,
        SCIPIX_MORPHOLOGY_CLOSE => Morphology::Close,
        _ => fail!(InvalidArgument, "operation: is {value}, must be a SCIPIX_MORPHOLOGY_*"),
    })
}

pub(super) fn rules(value: ScipixMorphologyRules) -> Result<MorphologyRules> {
    Ok(match value {
        SCIPIX_MORPHOLOGY_RULES_OPENCV => MorphologyRules::OpenCv,
        SCIPIX_MORPHOLOGY_RULES_LEPTONICA => MorphologyRules::Leptonica,
        SCIPIX_MORPHOLOGY_RULES_LEPTONICA_SYMMETRIC => MorphologyRules::LeptonicaSymmetric,
        _ => fail!(InvalidArgument, "rules: is {value}, must be a SCIPIX_MORPHOLOGY_RULES_*"),
    })
}

/// Dilates, erodes, opens or closes an image by a rectangle of any size, bit for bit as OpenCV's `morphologyEx` and Leptonica's
/// `pixDilateBrick` and its like do. A size of `n` covers `n / 2` pixels before the pixel and `n - 1 - n / 2` after it; where
/// the rules mirror the rectangle, the two change places. Time grows with the logarithm of the sizes. Extra memory of each
/// thread: a few times the rows that the rectangle covers. @threadsafe
///
/// @param src        GRAY8 or BIT1
/// @param operation  a `SCIPIX_MORPHOLOGY_*`
/// @param width      of the rectangle, at least 1; it may be larger than the image
/// @param height     of the rectangle, at least 1
/// @param rules      a `SCIPIX_MORPHOLOGY_RULES_*`
/// @param dst        the same format and size
/// @return OK; INVALID_ARGUMENT for a width or height of 0; SIZE_MISMATCH; UNSUPPORTED for other formats, or where they
///         differ; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_morphology(
    src: *const ScipixImage,
    operation: ScipixMorphology,
    width: u32,
    height: u32,
    rules: ScipixMorphologyRules,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let (src, dst) = law.pair(src, dst)?;
        let (operation, rules) = (self::operation(operation)?, self::rules(rules)?);
        image::morphology(src, operation, width as usize, height as usize, rules, dst)
    })
}
