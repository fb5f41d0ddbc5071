//! Crops of lines of text: quadrilaterals of a page become upright images, or one tensor.
//!
//! Thread-safe. Corners are the centres of pixels, as for OpenCV, PaddleOCR and RapidOCR, or their edges, as for
//! `scipix_image_crop_quad`, which crops bilinearly at any size: `corners` says which. Crops of upright rectangles are the
//! same by both; those of skewed lines lie up to a pixel apart. The default parameters give the crops of PaddleOCR and
//! RapidOCR within a gray level. They take the corners of a line from the top left one on: their engines turn a line that
//! stands on its head after it was cropped, and its crop by corners that begin at the lower right one lies a pixel aside of
//! that, as in OpenCV.
//!
//! @code{.c}
//! static uint8_t page[300 * 400 * 3], crop[48 * 400 * 3];
//! const float line[8] = {20, 30, 220, 40, 218, 72, 18, 62}; // top left, top right, bottom right, bottom left
//! ScipixCropParams params;
//! ScipixCropSize size;
//! ScipixImage src;
//! ScipixImageMut dst;
//! scipix_crop_params_init(&params); // cubic, and tall crops are turned, as in PaddleOCR
//! ScipixStatus status = scipix_image_view(page, sizeof page, 400, 300, 0, SCIPIX_PIXEL_FORMAT_RGB8, &src);
//! if (status == SCIPIX_STATUS_OK) status = scipix_crop_quad_size(line, &params, &size);
//! assert(status == SCIPIX_STATUS_OK && size.width == 200 && size.height == 32);
//! status = scipix_image_view_mut(crop, sizeof crop, size.width, size.height, 0, SCIPIX_PIXEL_FORMAT_RGB8, &dst);
//! if (status == SCIPIX_STATUS_OK) status = scipix_image_crop_quad_with(&src, line, &params, &dst);
//! assert(status == SCIPIX_STATUS_OK);
//! @endcode

use super::guard::{Law, guard};
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::ptr::{check_disjoint, span_of};
use super::scratch::{CachedScratch, Scratch};
use super::sized::Versioned;
use super::sized::flag;
use super::status::ScipixStatus;
use super::tensor::{ScipixTensorParams, check_disjoint as check_images_disjoint, core_params, tensor_mut};
use scipix_core::base::error::{Error, Result, fail};
use scipix_core::image::{self, CropParams, CropTensorScratch, ImageRef, Interpolation, QuadCorners, TensorParams};

/// The way in which pixels are computed from those around a position.
pub type ScipixInterpolation = i32;
/// The nearest pixel.
pub const SCIPIX_INTERPOLATION_NEAREST: ScipixInterpolation = 0;
/// Two by two pixels, at positions rounded to 1/256 of a pixel.
pub const SCIPIX_INTERPOLATION_BILINEAR: ScipixInterpolation = 1;
/// Four by four pixels by the cubic kernel with a = -0.75, at positions rounded to 1/2048 of a pixel: within a gray level of
/// OpenCV 5's INTER_CUBIC with BORDER_REPLICATE at equal positions. OpenCV 4 rounds positions to 1/32 of a pixel.
pub const SCIPIX_INTERPOLATION_CUBIC: ScipixInterpolation = 2;

/// Coordinate convention of a quadrilateral's corners.
pub type ScipixQuadCorners = i32;
/// The plane in which (x, y) is the centre of pixel (x, y), and the first corner the centre of the crop's first pixel: the
/// rule of OpenCV's getPerspectiveTransform and warpPerspective, and thus of PaddleOCR and RapidOCR.
pub const SCIPIX_QUAD_CORNERS_PIXEL_CENTRES: ScipixQuadCorners = 0;
/// The plane in which pixel (x, y) covers [x, x + 1) x [y, y + 1): the crop is what lies within the corners, as that of
/// `scipix_image_crop_quad`.
pub const SCIPIX_QUAD_CORNERS_PIXEL_EDGES: ScipixQuadCorners = 1;

/// Parameters of a crop; fill it with `scipix_crop_params_init`. The defaults are those of PaddleOCR and RapidOCR.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixCropParams {
    /// In: `sizeof(ScipixCropParams)`.
    pub struct_size: u32,
    /// A `SCIPIX_INTERPOLATION_*`; default CUBIC.
    pub interpolation: ScipixInterpolation,
    /// A crop that is at least this many times as high as wide is turned by 90 degrees anticlockwise, for vertical lines of
    /// text. 0: none is. Default 1.5.
    pub turn_ratio: f32,
    /// A `SCIPIX_QUAD_CORNERS_*`; default PIXEL_CENTRES.
    pub corners: ScipixQuadCorners,
    /// 1: `scipix_image_crops_to_tensor` writes padding for a quadrilateral that is not convex or has no area, as a box of text
    /// may have on a small page. 0, the default: the call fails. Other functions do not look at it.
    pub pad_flat: u32,
}

// SAFETY: repr(C), integers and a float only, 20 bytes without padding.
unsafe impl Versioned for ScipixCropParams {
    const FIRST: usize = 20;
    const INIT: Option<&'static str> = Some("scipix_crop_params_init");
    fn defaults() -> Self {
        Self {
            struct_size: size_of::<Self>() as u32,
            interpolation: SCIPIX_INTERPOLATION_CUBIC,
            turn_ratio: CropParams::PADDLE.turn_ratio,
            corners: SCIPIX_QUAD_CORNERS_PIXEL_CENTRES,
            pad_flat: 0,
        }
    }
}

/// Size of a crop in pixels.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixCropSize {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

fn crop_params(params: &ScipixCropParams) -> Result<CropParams> {
    let interpolation = match params.interpolation {
        SCIPIX_INTERPOLATION_NEAREST => Interpolation::Nearest,
        SCIPIX_INTERPOLATION_BILINEAR => Interpolation::Bilinear,
        SCIPIX_INTERPOLATION_CUBIC => Interpolation::Cubic,
        other => fail!(InvalidArgument, "params: interpolation is {other}, must be a SCIPIX_INTERPOLATION_*"),
    };
    let corners = match params.corners {
        SCIPIX_QUAD_CORNERS_PIXEL_CENTRES => QuadCorners::PixelCentres,
        SCIPIX_QUAD_CORNERS_PIXEL_EDGES => QuadCorners::PixelEdges,
        other => fail!(InvalidArgument, "params: corners is {other}, must be a SCIPIX_QUAD_CORNERS_*"),
    };
    Ok(CropParams {
        interpolation,
        turn_ratio: params.turn_ratio,
        corners,
        pad_flat: flag(params.pad_flat, "pad_flat")?,
    })
}

/// Names the argument of C that the core calls `quad`.
pub(super) fn of_quad_xy(error: Error) -> Error {
    match error.message().strip_prefix("quad: ") {
        Some(words) => Error::new(error.kind(), format_args!("quad_xy: {words}")),
        None => error,
    }
}

/// Names the argument of C that the core calls `quads`.
fn of_quads_xy(error: Error) -> Error {
    let words = error.message().strip_prefix("quads");
    match words.filter(|words| words.starts_with([':', '['])) {
        Some(words) => Error::new(error.kind(), format_args!("quads_xy{words}")),
        None => error,
    }
}

/// Fills `params` with the defaults. @threadsafe
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_crop_params_init(params: *mut ScipixCropParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}

/// Computes the size of a crop by the rule of PaddleOCR and RapidOCR: its width is the longer one of the two horizontal
/// sides, its height that of the two vertical ones, both truncated to whole pixels and at least 1. A crop that is turned
/// has the two swapped. @threadsafe
///
/// @param quad_xy   8 numbers: x and y of the corners top left, top right, bottom right and bottom left
/// @param params    `turn_ratio`, from which on the crop is turned
/// @param out_size  receives the size
/// @return OK; INVALID_ARGUMENT for corners that are not finite or a `turn_ratio` that is negative or not finite;
///         OUT_OF_RANGE for a side above 2^24
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_crop_quad_size(
    quad_xy: *const f32,
    params: *const ScipixCropParams,
    out_size: *mut ScipixCropSize,
) -> ScipixStatus {
    guard(|law| {
        let quad = law.read(quad_xy.cast::<[[f32; 2]; 4]>(), "quad_xy")?;
        let params = law.with_config(params, "params", crop_params)?;
        let out = law.out(out_size, "out_size")?;
        let (width, height) = image::crop_quad_size(&quad, &params).map_err(of_quad_xy)?;
        out.write(ScipixCropSize { width, height });
        Ok(())
    })
}

/// Fills `dst` with what `src` shows in a quadrilateral, seen in perspective. Pixels are interpolated as `params` say; beyond
/// the border is the nearest pixel. There is no smoothing: a crop much smaller than its quadrilateral skips pixels.
/// @threadsafe
///
/// @param src      any format but BIT1 and GRAY16
/// @param quad_xy  8 numbers: x and y of the corners that become top left, top right, bottom right and bottom left; of a
///                 crop that is turned bottom left, top left, top right and bottom right
/// @param params   interpolation, what corners are, and `turn_ratio`, from which on the crop is turned
/// @param dst      the same format and any size, such as that of `scipix_crop_quad_size`
/// @return OK; INVALID_ARGUMENT for corners that are not finite or not those of a convex quadrilateral with an area, and for
///         a `turn_ratio` that is negative or not finite; OUT_OF_RANGE for a side above 2^24 where `turn_ratio` is not 0;
///         UNSUPPORTED for BIT1 and GRAY16, or where the formats differ
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_crop_quad_with(
    src: *const ScipixImage,
    quad_xy: *const f32,
    params: *const ScipixCropParams,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let ((src, dst), quad) = (law.pair_by_call(src, dst)?, law.read(quad_xy.cast::<[[f32; 2]; 4]>(), "quad_xy")?);
        let params = law.with_config(params, "params", crop_params)?;
        image::crop_quad_with(src, &quad, &params, dst).map_err(of_quad_xy)
    })
}

impl Scratch for CropTensorScratch {
    fn bytes(&self) -> usize {
        CropTensorScratch::bytes(self)
    }
}

static SCRATCH: CachedScratch<CropTensorScratch> = CachedScratch::new();

/// Arguments of the functions that make a tensor of crops.
struct Crops<'call> {
    src: ImageRef<'call>,
    quads: &'call [[[f32; 2]; 4]],
    crop: CropParams,
    tensor: TensorParams,
}

impl<'call> Crops<'call> {
    fn new(
        law: Law<'call>,
        src: *const ScipixImage,
        (quads_xy, count): (*const f32, usize),
        crop: *const ScipixCropParams,
        tensor: *const ScipixTensorParams,
    ) -> Result<Self> {
        let src = law.image(src, "src")?;
        let quads = law.slice(quads_xy.cast::<[[f32; 2]; 4]>(), count, "quads_xy")?;
        let crop = law.with_config(crop, "crop", |crop| crop_params(crop).map_err(|error| error.of("crop")))?;
        Ok(Self { src, quads, crop, tensor: law.with_config(tensor, "params", core_params)? })
    }

    fn shape(&self) -> Result<[usize; 4]> {
        let &Self { src, quads, ref crop, ref tensor } = self;
        SCRATCH.with(|scratch| image::crops_tensor_shape(src, quads, crop, tensor, scratch)).map_err(of_quads_xy)
    }

    fn bytes(&self, shape: [usize; 4]) -> usize {
        shape.iter().product::<usize>() * self.tensor.element.bytes()
    }
}

/// Tells the shape and bytes of what `scipix_image_crops_to_tensor` will write. @threadsafe
///
/// @param src        any format but BIT1 and GRAY16; its pixels are not read
/// @param quads_xy   8 numbers for each quadrilateral: x and y of the corners that become top left, top right, bottom right
///                   and bottom left
/// @param count      how many quadrilaterals
/// @param crop       interpolation, what corners are, the `turn_ratio` from which on a crop is turned, and `pad_flat`
/// @param params     what is made of each crop
/// @param out_shape  receives the four dimensions in the order of the layout
/// @param out_bytes  NULL, or receives the size of the tensor
/// @return OK; those of `scipix_crop_quad_size` and `scipix_image_tensor_shape`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_crops_tensor_shape(
    src: *const ScipixImage,
    quads_xy: *const f32,
    count: usize,
    crop: *const ScipixCropParams,
    params: *const ScipixTensorParams,
    out_shape: *mut usize,
    out_bytes: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        let crops = Crops::new(law, src, (quads_xy, count), crop, params)?;
        let shape_out = law.out::<[usize; 4]>(out_shape.cast(), "out_shape")?;
        let bytes_out = law.optional(out_bytes, "out_bytes")?;
        let shape = crops.shape()?;
        shape_out.write(shape);
        if let Some(out) = bytes_out {
            out.write(crops.bytes(shape));
        }
        Ok(())
    })
}

/// Writes quadrilaterals of a page, such as all of its lines of text, as one tensor: each is cropped as
/// `scipix_image_crop_quad_with` does, at the size of `scipix_crop_quad_size`, and converted as `scipix_image_to_tensor`
/// does. One quadrilateral that cannot be cropped fails the call, whose message names its index, and nothing is written.
/// With `pad_flat`, the image in the tensor of one that is not convex or has no area is `fill` instead, and does not count
/// for the tensor's size; corners that are not finite always fail. Extra memory: the crops, kept for the next call up to 32
/// MiB; up to 4 MiB of tables and rows for each of up to 8 threads, kept; and 80 bytes for each quadrilateral. Once calls
/// have seen the sizes of their crops, they allocate only the latter, but for filters other than NEAREST, BILINEAR and AREA
/// by whole factors, which allocate tables for each crop. @threadsafe
///
/// @param src        any format but BIT1 and GRAY16
/// @param quads_xy   8 numbers for each quadrilateral: x and y of the corners that become top left, top right, bottom right
///                   and bottom left
/// @param count      how many quadrilaterals; 0 is OK and writes nothing
/// @param crop       interpolation, what corners are, the `turn_ratio` from which on a crop is turned, and `pad_flat`
/// @param params     what is made of each crop
/// @param out        receives the tensor; aligned to its elements; must not overlap `src` or `quads_xy`
/// @param out_bytes  bytes at `out`: as `scipix_image_crops_tensor_shape` tells
/// @return OK; those of `scipix_image_crop_quad_with` and `scipix_image_to_tensor`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_crops_to_tensor(
    src: *const ScipixImage,
    quads_xy: *const f32,
    count: usize,
    crop: *const ScipixCropParams,
    params: *const ScipixTensorParams,
    out: *mut core::ffi::c_void,
    out_bytes: usize,
) -> ScipixStatus {
    guard(|law| {
        let crops = Crops::new(law, src, (quads_xy, count), crop, params)?;
        let needed = crops.bytes(crops.shape()?);
        if out_bytes != needed {
            fail!(SizeMismatch, "out: has {out_bytes} bytes, the tensor {needed}");
        }
        check_images_disjoint(&[crops.src], out.cast(), out_bytes)?;
        check_disjoint(("out", out.cast_const().cast(), out_bytes), span_of(crops.quads, "quads_xy"))?;
        let tensor = tensor_mut(law, crops.tensor.element, out, out_bytes)?;
        let Crops { src, quads, crop, tensor: params } = &crops;
        SCRATCH.with(|scratch| image::crops_to_tensor(*src, quads, crop, params, tensor, scratch)).map_err(of_quads_xy)
    })
}
