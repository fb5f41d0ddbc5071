//! Images to tensors.
//!
//! Thread-safe; images are borrowed for the call only, of any stride, alignment and region, and need not come from one page.
//! Each element is `px * scale + bias`, the product rounded to float, and then the sum. `scale` is `1 / (255 * std_dev)` and
//! `bias` is `-mean / std_dev`, both made in double and rounded to float once. That is the same bits at every SIMD level and
//! thread count, within `2^-24 * (3 * 255 * scale + 2 * |bias| + |value|)` of `(px / 255 - mean) / std_dev`.
//!
//! @code{.c}
//! uint8_t line[32 * 100 * 3] = {0};
//! ScipixImage image;
//! ScipixTensorParams params;
//! size_t shape[4], bytes;
//! scipix_tensor_params_init(&params);
//! params.height = 48; // a recogniser's input: 48 rows, 320 columns, narrower lines padded
//! params.width = 320;
//! params.fit = SCIPIX_TENSOR_FIT_HEIGHT;
//! ScipixStatus status = scipix_image_view(line, sizeof line, 100, 32, 0, SCIPIX_PIXEL_FORMAT_RGB8, &image);
//! if (status == SCIPIX_STATUS_OK) status = scipix_image_tensor_shape(&image, 1, &params, shape, &bytes);
//! assert(status == SCIPIX_STATUS_OK && shape[1] == 3 && shape[2] == 48 && shape[3] == 320);
//! float *tensor = (float *)malloc(bytes);
//! status = scipix_image_to_tensor(&image, 1, &params, tensor, bytes);
//! assert(status == SCIPIX_STATUS_OK);
//! free(tensor);
//! @endcode

use super::element::{SCIPIX_ELEMENT_F32, SCIPIX_ELEMENT_I8, SCIPIX_ELEMENT_U8, ScipixElement};
use super::guard::{Law, guard, short_way};
use super::pixel_format::{SCIPIX_PIXEL_FORMAT_RGB8, ScipixImage, ScipixPixelFormat};
use super::ptr::{check_disjoint as check_spans_disjoint, spans_overlap};
use super::resize::{SCIPIX_FILTER_BILINEAR, ScipixFilter, filter};
use super::sized::Versioned;
use super::status::ScipixStatus;
use super::view::format;
use scipix_core::base::error::{Error, Result, fail};
use scipix_core::image::{
    CacheBypass, Element, ImageRef, Layout, TensorFit, TensorJob, TensorMut, TensorPadding, TensorParams,
    TensorPlacement, TensorRegion,
};

/// Order of a tensor's dimensions.
pub type ScipixTensorLayout = i32;
/// Image, channel, row, column: a plane for each channel.
pub const SCIPIX_TENSOR_LAYOUT_NCHW: ScipixTensorLayout = 0;
/// Image, row, column, channel: channels side by side.
pub const SCIPIX_TENSOR_LAYOUT_NHWC: ScipixTensorLayout = 1;

/// How an image of `w` x `h` pixels is scaled to the size of a tensor. Scaled sides are rounded up.
pub type ScipixTensorFit = i32;
/// To the width and height of the tensor.
pub const SCIPIX_TENSOR_FIT_STRETCH: ScipixTensorFit = 0;
/// To the height, and by as much across: to `ceil(w * height / h)` columns, but not above `width`. For recognisers of lines.
pub const SCIPIX_TENSOR_FIT_HEIGHT: ScipixTensorFit = 1;
/// Both sides by one factor, the largest with which the image fits: to `ceil(w * height / h)` columns if those are at most
/// `width`, else to `width` columns and `ceil(h * width / w)` rows. For detectors; often called letterbox. Where the image then
/// lies, `scipix_image_tensor_regions` tells.
pub const SCIPIX_TENSOR_FIT_INSIDE: ScipixTensorFit = 2;

/// Where a scaled image lies in a larger tensor.
pub type ScipixTensorPlacement = i32;
/// In the top left corner: the padding is at the right and at the bottom.
pub const SCIPIX_TENSOR_PLACEMENT_TOP_LEFT: ScipixTensorPlacement = 0;
/// In the middle: an odd number of padded columns or rows has one more at the right or at the bottom.
pub const SCIPIX_TENSOR_PLACEMENT_CENTER: ScipixTensorPlacement = 1;

/// Padding around a scaled image that is smaller than its tensor.
pub type ScipixTensorPadding = i32;
/// The value `fill`.
pub const SCIPIX_TENSOR_PADDING_CONSTANT: ScipixTensorPadding = 0;
/// The nearest pixel of the scaled image, normalised like the others.
pub const SCIPIX_TENSOR_PADDING_EDGE: ScipixTensorPadding = 1;

/// How a tensor of F32 is written. Its values do not depend on it.
pub type ScipixStores = i32;
/// Past the cache where the tensor is larger than the last-level cache.
pub const SCIPIX_STORES_AUTO: ScipixStores = 0;
/// Through the cache.
pub const SCIPIX_STORES_CACHED: ScipixStores = 1;
/// Past the cache, where the processor can.
pub const SCIPIX_STORES_NON_TEMPORAL: ScipixStores = 2;

/// Conversion of each image to a tensor; fill it with `scipix_tensor_params_init`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixTensorParams {
    /// In: `sizeof(ScipixTensorParams)`.
    pub struct_size: u32,
    /// A `SCIPIX_TENSOR_LAYOUT_*`; default NCHW.
    pub layout: ScipixTensorLayout,
    /// F32 (the default), U8 or I8.
    pub element: ScipixElement,
    /// RGB8 (the default), BGR8 or GRAY8: what the model wants. Gray of colour is BT601, made before the resize; gray as
    /// colour is three times the same.
    pub channels: ScipixPixelFormat,
    /// Mean of each channel, in units of 0 to 1; default 0. GRAY8 uses the first.
    pub mean: [f32; 3],
    /// Standard deviation of each channel in the same units, not 0; default 1.
    pub std_dev: [f32; 3],
    /// U8, I8: the element is `saturate(round_half_even(value / scale) + zero_point)`. Above 0; default 1.
    pub scale: f32,
    /// U8, I8: in the range of the element; default 0.
    pub zero_point: i32,
    /// Used where height or width differ from the source; default BILINEAR.
    pub filter: ScipixFilter,
    /// A `SCIPIX_TENSOR_FIT_*`; default STRETCH.
    pub fit: ScipixTensorFit,
    /// Rows; 0, the default: the images' own.
    pub height: u32,
    /// Columns; 0, the default: the images' own, with another fit than STRETCH what the widest of
    /// them comes to when it is scaled to `height`.
    pub width: u32,
    /// CONSTANT padding: its value, after normalisation and before quantisation; default 0.
    pub fill: f32,
    /// A `SCIPIX_STORES_*`; default AUTO.
    pub stores: ScipixStores,
    /// A `SCIPIX_TENSOR_PLACEMENT_*`; default TOP_LEFT.
    pub placement: ScipixTensorPlacement,
    /// A `SCIPIX_TENSOR_PADDING_*`; default CONSTANT.
    pub padding: ScipixTensorPadding,
    /// 1: composite images with alpha over `background` before anything else, as `scipix_image_flatten`. 0, the default: ignore
    /// alpha.
    pub flatten: i32,
    /// Red, green and blue that `flatten` composites over; default 255, white.
    pub background: [u8; 3],
    /// Zero.
    pub reserved: u8,
}

// SAFETY: repr(C), integers and floats only, 88 bytes without padding.
unsafe impl Versioned for ScipixTensorParams {
    const FIRST: usize = 80;
    const INIT: Option<&'static str> = Some("scipix_tensor_params_init");
    fn defaults() -> Self {
        Self {
            struct_size: size_of::<Self>() as u32,
            layout: SCIPIX_TENSOR_LAYOUT_NCHW,
            element: SCIPIX_ELEMENT_F32,
            channels: SCIPIX_PIXEL_FORMAT_RGB8,
            mean: [0.0; 3],
            std_dev: [1.0; 3],
            scale: 1.0,
            zero_point: 0,
            filter: SCIPIX_FILTER_BILINEAR,
            fit: SCIPIX_TENSOR_FIT_STRETCH,
            height: 0,
            width: 0,
            fill: 0.0,
            stores: SCIPIX_STORES_AUTO,
            placement: SCIPIX_TENSOR_PLACEMENT_TOP_LEFT,
            padding: SCIPIX_TENSOR_PADDING_CONSTANT,
            flatten: 0,
            background: [255; 3],
            reserved: 0,
        }
    }
}

fn fit(value: ScipixTensorFit) -> Result<TensorFit> {
    Ok(match value {
        SCIPIX_TENSOR_FIT_STRETCH => TensorFit::Stretch,
        SCIPIX_TENSOR_FIT_HEIGHT => TensorFit::Height,
        SCIPIX_TENSOR_FIT_INSIDE => TensorFit::Inside,
        _ => fail!(InvalidArgument, "params: fit is {value}, must be a SCIPIX_TENSOR_FIT_*"),
    })
}

fn placement(value: ScipixTensorPlacement) -> Result<TensorPlacement> {
    Ok(match value {
        SCIPIX_TENSOR_PLACEMENT_TOP_LEFT => TensorPlacement::TopLeft,
        SCIPIX_TENSOR_PLACEMENT_CENTER => TensorPlacement::Center,
        _ => fail!(InvalidArgument, "params: placement is {value}, must be a SCIPIX_TENSOR_PLACEMENT_*"),
    })
}

fn padding(value: ScipixTensorPadding) -> Result<TensorPadding> {
    Ok(match value {
        SCIPIX_TENSOR_PADDING_CONSTANT => TensorPadding::Constant,
        SCIPIX_TENSOR_PADDING_EDGE => TensorPadding::Edge,
        _ => fail!(InvalidArgument, "params: padding is {value}, must be a SCIPIX_TENSOR_PADDING_*"),
    })
}

#[inline(always)]
pub(super) fn core_params(params: &ScipixTensorParams) -> Result<TensorParams> {
    let &ScipixTensorParams { scale, zero_point, mean, std_dev: std, fill, .. } = params;
    let layout = match params.layout {
        SCIPIX_TENSOR_LAYOUT_NCHW => Layout::Nchw,
        SCIPIX_TENSOR_LAYOUT_NHWC => Layout::Nhwc,
        other => fail!(InvalidArgument, "params: layout is {other}, must be a SCIPIX_TENSOR_LAYOUT_*"),
    };
    let element = match params.element {
        SCIPIX_ELEMENT_F32 => Element::F32,
        SCIPIX_ELEMENT_U8 => Element::U8 { scale, zero_point },
        SCIPIX_ELEMENT_I8 => Element::I8 { scale, zero_point },
        other => fail!(InvalidArgument, "params: element is {other}, must be F32, U8 or I8"),
    };
    let over = match params.flatten {
        0 => None,
        1 => Some(params.background),
        other => fail!(InvalidArgument, "params: flatten is {other}, must be 0 or 1"),
    };
    if params.reserved != 0 {
        fail!(Unsupported, "params: reserved must be 0");
    }
    let cache_bypass = match params.stores {
        SCIPIX_STORES_AUTO => CacheBypass::Auto,
        SCIPIX_STORES_CACHED => CacheBypass::Never,
        SCIPIX_STORES_NON_TEMPORAL => CacheBypass::Always,
        other => fail!(InvalidArgument, "params: stores is {other}, must be a SCIPIX_STORES_*"),
    };
    let channels = format(params.channels).map_err(|error| error.of("params"))?;
    let filter = filter(params.filter).map_err(|error| error.of("params"))?;
    let (height, width) = (params.height as usize, params.width as usize);
    Ok(TensorParams {
        layout,
        element,
        channels,
        over,
        mean,
        std,
        filter,
        fit: fit(params.fit)?,
        height,
        width,
        placement: placement(params.placement)?,
        padding: padding(params.padding)?,
        fill,
        cache_bypass,
    })
}

/// Fills `params` with the defaults. @threadsafe
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_tensor_params_init(params: *mut ScipixTensorParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}

/// Tells the shape and bytes of what `scipix_image_to_tensor` will write. @threadsafe
///
/// @param images     `count` images of any format; their pixels are not read
/// @param count      how many
/// @param params     what is made of each
/// @param out_shape  receives the four dimensions in the order of the layout
/// @param out_bytes  NULL, or receives the size of the tensor
/// @return OK; INVALID_ARGUMENT for a number that is not finite, a `std_dev` of 0 or so near to it that
///         `1 / (255 * std_dev)` or `mean / std_dev` is not finite, a scale not above 0 or a zero point out
///         of range; UNSUPPORTED for other channels; SIZE_MISMATCH where a size is the images' own and they disagree
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_tensor_shape(
    images: *const ScipixImage,
    count: usize,
    params: *const ScipixTensorParams,
    out_shape: *mut usize,
    out_bytes: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        let shape_of = |job: &TensorJob<'_>, _: &[ImageRef<'_>]| {
            let shape_out = law.out::<[usize; 4]>(out_shape.cast(), "out_shape")?;
            let bytes_out = match out_bytes.is_null() {
                true => None,
                false => Some(law.out(out_bytes, "out_bytes")?),
            };
            shape_out.write(job.shape());
            if let Some(out) = bytes_out {
                out.write(bytes(job));
            }
            Ok(())
        };
        with_job(law, images, count, params, &shape_of)
    })
}

/// The columns and rows of a tensor that hold a scaled image; the others are padding.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixTensorRegion {
    /// First column.
    pub x: usize,
    /// First row.
    pub y: usize,
    /// Columns, at least 1.
    pub width: usize,
    /// Rows, at least 1.
    pub height: usize,
}

impl From<TensorRegion> for ScipixTensorRegion {
    fn from(TensorRegion { x, y, width, height }: TensorRegion) -> Self {
        Self { x, y, width, height }
    }
}

/// Tells where each image lies in what `scipix_image_to_tensor` will write, so that a detector's map can be cropped and points
/// come back to the page: the point (x, y) of the tensor is
/// `((x - region.x) * image.width / region.width, (y - region.y) * image.height / region.height)` of the image. In a map with
/// half or a quarter of the tensor's sides, the region is divided by as much. @threadsafe
///
/// @param images       `count` images of any format; their pixels are not read
/// @param count        how many; 0 is OK and writes nothing
/// @param params       what is made of each
/// @param out_regions  receives `count` regions in the order of the images; must not overlap `images`
/// @return OK; those of `scipix_image_tensor_shape`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_tensor_regions(
    images: *const ScipixImage,
    count: usize,
    params: *const ScipixTensorParams,
    out_regions: *mut ScipixTensorRegion,
) -> ScipixStatus {
    guard(|law| {
        let regions_of = |job: &TensorJob<'_>, _: &[ImageRef<'_>]| {
            let room = count.saturating_mul(size_of::<ScipixTensorRegion>());
            let given = ("images", images.cast(), count.saturating_mul(size_of::<ScipixImage>()));
            check_spans_disjoint(("out_regions", out_regions.cast_const().cast(), room), given)?;
            let out = law.slice_mut(out_regions, count, "out_regions")?;
            out.iter_mut().zip(job.regions()).for_each(|(place, region)| *place = region.into());
            Ok(())
        };
        with_job(law, images, count, params, &regions_of)
    })
}

/// Arguments of `scipix_image_to_tensor`.
#[derive(Clone, Copy)]
pub(super) struct TensorArguments {
    pub(super) images: *const ScipixImage,
    pub(super) count: usize,
    pub(super) params: *const ScipixTensorParams,
    /// The tensor and its bytes.
    pub(super) out: (*mut core::ffi::c_void, usize),
}

/// Calls `f` with what is made of the images, and with the images.
fn with_job(
    law: Law<'_>,
    images: *const ScipixImage,
    count: usize,
    params: *const ScipixTensorParams,
    f: &dyn Fn(&TensorJob<'_>, &[ImageRef<'_>]) -> Result<()>,
) -> Result<()> {
    let with = |images: &[ImageRef<'_>]| {
        let params = law.with_config(params, "params", core_params);
        // It stays where it was made: moved right after, at another width, it would wait for its own stores.
        f(&TensorJob::new(images, params.as_ref().map_err(Error::clone)?)?, images)
    };
    law.with_images(images, count, with)
}

fn bytes(job: &TensorJob<'_>) -> usize {
    job.elements() * job.element().bytes()
}

/// Writes images as one tensor: each has its channels chosen, is resized, normalised and padded, in one pass. Extra memory: a
/// few rows for each thread. @threadsafe
///
/// @param images     `count` images of any format: whole pages, or regions of them
/// @param count      how many; 0 is OK and writes nothing
/// @param params     what is made of each
/// @param out        receives the tensor; aligned to its elements; must not overlap any image
/// @param out_bytes  bytes at `out`: as `scipix_image_tensor_shape` tells
/// @return OK; those of `scipix_image_tensor_shape`; SIZE_MISMATCH for another `out_bytes`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_to_tensor(
    images: *const ScipixImage,
    count: usize,
    params: *const ScipixTensorParams,
    out: *mut core::ffi::c_void,
    out_bytes: usize,
) -> ScipixStatus {
    let call = TensorArguments { images, count, params, out: (out, out_bytes) };
    short_way(
        move |law| law.write_dense_gray(&call),
        move |law| {
            if law.write_dense_colours(&call) || law.write_dense_many(&call) {
                return Ok(());
            }
            let TensorArguments { images, count, params, out: (out, out_bytes) } = call;
            let write = |job: &TensorJob<'_>, images: &[ImageRef<'_>]| {
                let needed = bytes(job);
                if out_bytes != needed {
                    fail!(SizeMismatch, "out: has {out_bytes} bytes, the tensor {needed}");
                }
                check_disjoint(images, out.cast(), out_bytes)?;
                job.write(tensor_mut(law, job.element(), out, out_bytes)?)
            };
            with_job(law, images, count, params, &write)
        },
    )
}

pub(super) fn check_disjoint(images: &[ImageRef<'_>], out: *const u8, out_bytes: usize) -> Result<()> {
    for (index, image) in images.iter().enumerate() {
        let first_row = image.rows().row(0);
        if spans_overlap(first_row.as_ptr(), image.geometry().span, out, out_bytes) {
            fail!(InvalidArgument, "out: overlaps image {index}");
        }
    }
    Ok(())
}

pub(super) fn tensor_mut<'call>(
    law: Law<'call>,
    element: Element,
    out: *mut core::ffi::c_void,
    bytes: usize,
) -> Result<TensorMut<'call>> {
    Ok(match element {
        Element::F32 => TensorMut::F32(law.slice_mut(out.cast(), bytes / 4, "out")?),
        Element::U8 { .. } => TensorMut::U8(law.slice_mut(out.cast(), bytes, "out")?),
        Element::I8 { .. } => TensorMut::I8(law.slice_mut(out.cast(), bytes, "out")?),
    })
}
