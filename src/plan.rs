//! Fused plans: several operations described once, then run on page after page.
//!
//! A plan has flatten, grayscale and resize once at most, in any order, then binarize or tensor, or neither. A run gives, bit for
//! bit, what its operations give one after another, with no image between them: rows go through all steps while they are
//! in cache, on as many threads as the optimization level and the thread count allow. Of Otsu's method the gray is made and
//! counted in one pass and decided in a second. Tables and scratch rows stay with the plan from run to run: once it has
//! seen a size, a run on one thread allocates nothing.
//!
//! Some steps see the whole image at once: normalize_background, deskew, morphology, median, gaussian_blur, clahe, unsharp_mask
//! and despeckle. They may stand anywhere but after a tensor, and any number of times; what comes before each is stored in a page
//! of the plan, and after each the plan takes the others once more. So gray, background, deskew, binarize and despeckle are one
//! plan. After a binarize they read BIT1, which only deskew, morphology, despeckle and normalize_background take.
//!
//! Runs are thread-safe: many threads may run one plan at once. Adding steps is one thread at a time, before the first run.
//!
//! @code{.c}
//! uint8_t page[100 * 80 * 3] = {0}, small[50 * 40];
//! ScipixPlan *plan = NULL;
//! ScipixImage src;
//! ScipixImageMut dst;
//! ScipixStatus status = scipix_plan_new(&plan);
//! if (status == SCIPIX_STATUS_OK) status = scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601);
//! if (status == SCIPIX_STATUS_OK) status = scipix_plan_add_resize(plan, SCIPIX_FILTER_AREA, 50, 0);
//! assert(status == SCIPIX_STATUS_OK); // from here on the plan runs on page after page, from any thread
//! scipix_image_view(page, sizeof page, 100, 80, 0, SCIPIX_PIXEL_FORMAT_RGB8, &src);
//! scipix_image_view_mut(small, sizeof small, 50, 40, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
//! status = scipix_plan_run(plan, &src, &dst);
//! assert(status == SCIPIX_STATUS_OK);
//! scipix_plan_free(plan);
//! @endcode

use super::background::{self, ScipixBackgroundParams};
use super::dense::{Dense, colour_to_gray, gray_to_gray};
use super::filters::{ScipixBorder, border};
use super::guard::{Law, guard, guarded_short_way};
use super::handle::{self, Opaque};
use super::morphology::{self, ScipixMorphology, ScipixMorphologyRules};
use super::operations::{ScipixBinarizeParams, ScipixLuma, luma, method};
use super::page::{ScipixSpeckParams, core_threshold};
use super::pixel_format::{ScipixImage, ScipixImageMut, ScipixPixelFormat};
use super::resize::{ScipixFilter, filter};
use super::shared_plan::SharedPlan;
use super::status::ScipixStatus;
use super::tensor::{ScipixTensorParams, check_disjoint, core_params, tensor_mut};
use super::view::known_format;
use scipix_core::base::error::{Result, fail};
use scipix_core::image::DensePixels;
use scipix_core::page::DespeckleParams;
use scipix_core::plan::{FusedStep, OutputSize, Plan, Step, WholeStep};

/// A plan.
pub struct ScipixPlan {
    _opaque: [u8; 0],
}

impl Opaque for ScipixPlan {
    type Object = SharedPlan;
    const TAG: u64 = u64::from_le_bytes(*b"sx:plan\0");
    const NAME: &'static str = "ScipixPlan";
}

#[inline(always)]
pub(super) fn read<R>(law: Law<'_>, plan: *const ScipixPlan, f: impl FnOnce(&Plan) -> Result<R>) -> Result<R> {
    law.handle(plan, "plan")?.read(f)
}

fn add<S: Into<Step>>(law: Law<'_>, plan: *mut ScipixPlan, step: impl FnOnce() -> Result<S>) -> Result<()> {
    let plan = law.handle(plan, "plan")?;
    plan.add(step()?)
}

/// Makes a plan without steps. @threadsafe
///
/// @param out_plan  receives the plan, owned: `scipix_plan_free`; NULL on failure
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_new(out_plan: *mut *mut ScipixPlan) -> ScipixStatus {
    guard(|law| law.give(out_plan, "out_plan", || handle::try_new(SharedPlan::new())))
}

/// Adds a step that makes gray, as `scipix_image_grayscale`: any format. @onethread
///
/// @param plan  the plan
/// @param luma  a `SCIPIX_LUMA_*`
/// @return OK; INVALID_ARGUMENT for a second grayscale, after binarize or tensor or after the first run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_grayscale(plan: *mut ScipixPlan, luma: ScipixLuma) -> ScipixStatus {
    guard(|law| add(law, plan, || Ok(FusedStep::Grayscale(self::luma(luma)?))))
}

/// Adds a step that composites images with alpha over a colour, as `scipix_image_flatten`, and leaves other formats as they
/// are. The image keeps its four channels: what a later rotation fills, it fills in all of them. After grayscale there is no
/// alpha left: flatten stands before it. @onethread
///
/// @param plan   the plan
/// @param red    red of the colour
/// @param green  green of the colour
/// @param blue   blue of the colour
/// @return OK; INVALID_ARGUMENT for a second flatten, after binarize or tensor or after the first run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_flatten(plan: *mut ScipixPlan, red: u8, green: u8, blue: u8) -> ScipixStatus {
    guard(|law| add(law, plan, || Ok(FusedStep::Flatten([red, green, blue]))))
}

/// Adds a resize, as `scipix_image_resize`: BIT1 and GRAY16 by NEAREST alone, unless grayscale before it makes them
/// GRAY8. @onethread
///
/// @param plan    the plan
/// @param filter  a `SCIPIX_FILTER_*`
/// @param width   columns of the result; 0: `ceil(width of the source * height / height of the source)`
/// @param height  rows of the result; 0: `ceil(height of the source * width / width of the source)`
/// @return OK; INVALID_ARGUMENT for a width and a height of 0, a second resize, after binarize or tensor or after the first
///         run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_resize(
    plan: *mut ScipixPlan,
    filter: ScipixFilter,
    width: usize,
    height: usize,
) -> ScipixStatus {
    guard(|law| {
        let step = || Ok(FusedStep::Resize { filter: self::filter(filter)?, width, height });
        add(law, plan, step)
    })
}

/// Adds a binarisation, as `scipix_image_binarize`: any format, colour through BT601. It is the last step, or one that sees the
/// whole image follows. @onethread
///
/// @param plan    the plan
/// @param params  method and numbers; copied
/// @return OK; those of `scipix_image_binarize` for `params`; INVALID_ARGUMENT after binarize or tensor, or after the first
///         run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_binarize(
    plan: *mut ScipixPlan,
    params: *const ScipixBinarizeParams,
) -> ScipixStatus {
    guard(|law| add(law, plan, || Ok(FusedStep::Binarize(method(&law.config(params, "params")?)?))))
}

/// Adds the making of a tensor, as `scipix_image_to_tensor` of one image: any format. It is the last step. @onethread
///
/// @param plan    the plan
/// @param params  what is made of the image; copied
/// @return OK; those of `scipix_image_tensor_shape` for `params`; INVALID_ARGUMENT after binarize or tensor, or after the
///         first run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_tensor(
    plan: *mut ScipixPlan,
    params: *const ScipixTensorParams,
) -> ScipixStatus {
    guard(|law| add(law, plan, || Ok(FusedStep::Tensor(core_params(&law.config(params, "params")?)?))))
}

/// Adds a normalisation of the background, as `scipix_image_normalize_background`: any format, and GRAY8 after it. It sees the
/// whole image. @onethread
///
/// @param plan    the plan
/// @param params  the numbers; copied
/// @return OK; those of `scipix_image_normalize_background` for `params`; INVALID_ARGUMENT after a tensor or after the first
///         run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_normalize_background(
    plan: *mut ScipixPlan,
    params: *const ScipixBackgroundParams,
) -> ScipixStatus {
    guard(|law| {
        let step = || Ok(WholeStep::NormalizeBackground(background::core_params(&law.config(params, "params")?)?));
        add(law, plan, step)
    })
}

/// Adds a deskew: the angle of `scipix_image_skew`, and the rotation of `scipix_image_rotate` to the same size. Where the
/// confidence of the angle is below 0.1, which says that no direction of lines stands out, the image stays as it is. It sees
/// the whole image; any format but GRAY16. The skew of a run allocates a few megabytes. @onethread
///
/// @param plan  the plan
/// @param fill  the value of pixels that the page does not cover, in each channel; of BIT1 ink if below 128
/// @return OK; INVALID_ARGUMENT after a tensor or after the first run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_deskew(plan: *mut ScipixPlan, fill: u8) -> ScipixStatus {
    guard(|law| add(law, plan, || Ok(WholeStep::Deskew { fill })))
}

/// Adds a morphology by a rectangle, as `scipix_image_morphology`: GRAY8 or BIT1. It sees the whole image. @onethread
///
/// @param plan       the plan
/// @param operation  a `SCIPIX_MORPHOLOGY_*`
/// @param width      of the rectangle, at least 1
/// @param height     of the rectangle, at least 1
/// @param rules      a `SCIPIX_MORPHOLOGY_RULES_*`
/// @return OK; INVALID_ARGUMENT for a width or height of 0, after a tensor or after the first run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_morphology(
    plan: *mut ScipixPlan,
    operation: ScipixMorphology,
    width: u32,
    height: u32,
    rules: ScipixMorphologyRules,
) -> ScipixStatus {
    guard(|law| {
        add(law, plan, || {
            let (operation, rules) = (morphology::operation(operation)?, morphology::rules(rules)?);
            let (width, height) = (width as usize, height as usize);
            Ok(WholeStep::Morphology { operation, width, height, rules })
        })
    })
}

/// Adds a median of squares, as `scipix_image_median`: formats with channels of a byte. It sees the whole image. @onethread
///
/// @param plan  the plan
/// @param size  pixels of a side of the square: 3 or 5
/// @return OK; INVALID_ARGUMENT for another size, after a tensor or after the first run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_median(plan: *mut ScipixPlan, size: u32) -> ScipixStatus {
    guard(|law| add(law, plan, || Ok(WholeStep::Median { size: size as usize })))
}

/// Adds a blur by a normal distribution, as `scipix_image_gaussian_blur`: formats with channels of a byte. It sees the whole
/// image. @onethread
///
/// @param plan     the plan
/// @param width    pixels of the blur in a row; 0: from `sigma_x`
/// @param height   pixels of the blur in a column; 0: from `sigma_y`
/// @param sigma_x  standard deviation across; 0 or less: from `width`
/// @param sigma_y  standard deviation down; 0 or less: as `sigma_x`
/// @param border   a `SCIPIX_BORDER_*`
/// @return OK; those of `scipix_image_gaussian_blur` for the numbers; INVALID_ARGUMENT after a tensor or after the first run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_gaussian_blur(
    plan: *mut ScipixPlan,
    width: u32,
    height: u32,
    sigma_x: f64,
    sigma_y: f64,
    border: ScipixBorder,
) -> ScipixStatus {
    guard(|law| {
        add(law, plan, || {
            let (size, border) = ([width as usize, height as usize], self::border(border)?);
            Ok(WholeStep::GaussianBlur { size, sigma: [sigma_x, sigma_y], border })
        })
    })
}

/// Adds an equalisation of the contrast tile by tile, as `scipix_image_clahe`: GRAY8. It sees the whole image. @onethread
///
/// @param plan        the plan
/// @param clip_limit  how far above the mean a gray may count; 0 or less: no limit
/// @param tiles_x     tiles in a row, from 1 to 256
/// @param tiles_y     tiles in a column, from 1 to 256
/// @return OK; INVALID_ARGUMENT for numbers that `scipix_image_clahe` refuses, after a tensor or after the first run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_clahe(
    plan: *mut ScipixPlan,
    clip_limit: f64,
    tiles_x: u32,
    tiles_y: u32,
) -> ScipixStatus {
    guard(|law| {
        let tiles = [tiles_x as usize, tiles_y as usize];
        add(law, plan, || Ok(WholeStep::Clahe { clip_limit, tiles }))
    })
}

/// Adds a sharpening, as `scipix_image_unsharp_mask`: formats with channels of a byte. It sees the whole image. @onethread
///
/// @param plan       the plan
/// @param sigma      standard deviation of the blur, above 0 and at most 170
/// @param amount     how much of the difference is added, from 0 to 1000
/// @param threshold  the greatest difference that is noise and stays
/// @return OK; INVALID_ARGUMENT for a number out of range, after a tensor or after the first run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_unsharp_mask(
    plan: *mut ScipixPlan,
    sigma: f64,
    amount: f64,
    threshold: u8,
) -> ScipixStatus {
    guard(|law| add(law, plan, || Ok(WholeStep::UnsharpMask { sigma, amount, threshold })))
}

/// Adds a removal of specks, as `scipix_page_despeckle`: any format; BIT1 stays BIT1, and all others are GRAY8 after it. It sees
/// the whole image. A plan keeps the memory of the step, a few megabytes for a page. @onethread
///
/// @param plan    the plan
/// @param params  the numbers; copied
/// @return OK; INVALID_ARGUMENT for a threshold that ScipixSpeckParams does not allow, after a tensor or after the first run
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_add_despeckle(
    plan: *mut ScipixPlan,
    params: *const ScipixSpeckParams,
) -> ScipixStatus {
    guard(|law| {
        add(law, plan, || {
            let ScipixSpeckParams { max_side, threshold, .. } = law.config(params, "params")?;
            Ok(WholeStep::Despeckle(DespeckleParams { max_side, threshold: core_threshold(threshold)? }))
        })
    })
}

/// Tells the size of what a run will write. @threadsafe
///
/// @param plan        the plan
/// @param src         an image of the size and format; its pixels are not read
/// @param out_width   NULL, or receives the columns
/// @param out_height  NULL, or receives the rows
/// @param out_bytes   NULL, or receives the bytes of the tensor, or of the image in rows without gaps: where binarize is the
///                    last step as GRAY8, while BIT1 takes `height * ((width + 7) / 8)`
/// @return OK; INVALID_ARGUMENT for a plan without steps; UNSUPPORTED for a step that does not take the format of what comes
///         before it, and for a despeckle of sides above 2^24
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_output_size(
    plan: *const ScipixPlan,
    src: *const ScipixImage,
    out_width: *mut usize,
    out_height: *mut usize,
    out_bytes: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        let OutputSize { width, height, bytes, .. } =
            read(law, plan, |plan| plan.output_size(&law.image(src, "src")?.geometry()))?;
        let outs =
            [(out_width, "out_width", width), (out_height, "out_height", height), (out_bytes, "out_bytes", bytes)];
        let mut places = [const { None }; 3];
        for ((out, name, value), place) in outs.into_iter().zip(&mut places) {
            if !out.is_null() {
                *place = Some((law.out(out, name)?, value));
            }
        }
        places.into_iter().flatten().for_each(|(out, value)| out.write(value));
        Ok(())
    })
}

/// Runs a plan that gives an image. Extra memory, kept with the plan: tables of the sizes, a few rows for each thread, of
/// binarisations by windows after another step the gray rows that a window covers, of Otsu's method to BIT1 a gray image, up to
/// two images before steps that see the whole image, and what a despeckle needs. @threadsafe
///
/// @param plan  the plan
/// @param src   any format that the steps take
/// @param dst   as `scipix_plan_output_size` tells, in the format that the last step gives: GRAY8 or BIT1 where binarize is
///              the last step, else that which it gives; must not overlap `src`
/// @return OK; those of `scipix_plan_output_size`; INVALID_ARGUMENT for a plan that ends in a tensor; SIZE_MISMATCH;
///         OUT_OF_MEMORY; UNSUPPORTED for another format of `dst`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_run(
    plan: *const ScipixPlan,
    src: *const ScipixImage,
    dst: *const ScipixImageMut,
) -> ScipixStatus {
    guarded_short_way(
        move |law| ran_before(law, plan).is_some_and(|plan| plan.is_pixelwise() && run_dense(law, plan, src, dst)),
        move |law| {
            read(law, plan, |plan| {
                let (src, dst) = law.pair_by_call(src, dst)?;
                plan.run(src, dst)
            })
        },
    )
}

/// Borrows a plan that has run, without a lock. `None` is no error.
#[inline(always)]
pub(super) fn ran_before<'call>(law: Law<'call>, plan: *const ScipixPlan) -> Option<&'call Plan> {
    law.peek(plan)?.ran_before()
}

/// Runs a plan on images without gaps from which and to which bytes go. Returns `false`, having written nothing, where this
/// is not the way for them, or they are wrong.
#[inline(always)]
fn run_dense(law: Law<'_>, plan: &Plan, src: *const ScipixImage, dst: *const ScipixImageMut) -> bool {
    law.dense(src, dst, dense_pixel_bytes).is_some_and(|pair| run_dense_pair(plan, pair))
}

/// Bytes of a pixel of images of which [`run_dense_pair`] makes gray ones.
#[inline(always)]
pub(super) fn dense_pixel_bytes(src: ScipixPixelFormat, dst: ScipixPixelFormat) -> Option<(usize, usize)> {
    colour_to_gray(src, dst).or_else(|| gray_to_gray(src, dst))
}

/// Runs a plan as [`run_dense`] does.
#[inline(always)]
pub(super) fn run_dense_pair(
    plan: &Plan,
    Dense { src: bytes, dst, formats, size: (width, height), .. }: Dense<'_>,
) -> bool {
    known_format(formats.0).is_some_and(|format| plan.run_dense(DensePixels { bytes, format, width, height }, dst))
}

/// Runs a plan that ends in a tensor. Extra memory, kept with the plan: tables of the sizes and a few rows for each thread.
/// @threadsafe
///
/// @param plan       the plan
/// @param src        any format that the steps take
/// @param out        receives the tensor; aligned to its elements; must not overlap `src`
/// @param out_bytes  bytes at `out`: as `scipix_plan_output_size` tells
/// @return OK; those of `scipix_plan_output_size`; INVALID_ARGUMENT for a plan that does not end in a tensor; SIZE_MISMATCH
///         for another `out_bytes`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_run_tensor(
    plan: *const ScipixPlan,
    src: *const ScipixImage,
    out: *mut core::ffi::c_void,
    out_bytes: usize,
) -> ScipixStatus {
    guarded_short_way(
        move |law| match (ran_before(law, plan), law.dense_floats(src, known_format, (out, out_bytes))) {
            (Some(plan), Some((px, out))) => plan.is_pixelwise() && plan.run_dense_floats(px, out),
            _ => false,
        },
        move |law| {
            read(law, plan, |plan| {
                let src = law.image(src, "src")?;
                let tensor = plan.tensor(src)?;
                let (element, needed) = (tensor.element(), tensor.bytes());
                if out_bytes != needed {
                    fail!(SizeMismatch, "out: has {out_bytes} bytes, the tensor {needed}");
                }
                check_disjoint(&[src], out.cast(), out_bytes)?;
                tensor.write(tensor_mut(law, element, out, out_bytes)?)
            })
        },
    )
}

/// Frees a plan, which no thread uses any more; NULL is no plan and fine.
///
/// @param plan  the plan, or NULL
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_free(plan: *mut ScipixPlan) -> ScipixStatus {
    guard(|law| law.take(plan, "plan").map(drop))
}
