//! Plans on many images.
//!
//! Where images are small, as the crops of a page, a call for each costs as much as its pixels. These functions run one
//! plan on many images of any sizes in one call, to images or to one tensor, with the bits that a call for each gives.
//! Everything is checked before the first pixel is written, so that an image at fault, which the message names, loses none
//! of the others. Threads, as many as pay off, take an image each; an image that is large among the others is shared out by
//! rows. Images of one size follow one another, whatever their order, and share the tables and scratch rows of the plan.
//!
//! Thread-safe: many threads may run one plan at once. Extra memory, given back at the end: some 300 bytes for each image.
//!
//! @code{.c}
//! uint8_t page[600 * 400] = {0};
//! ScipixImage whole, crops[3];
//! ScipixTensorParams params;
//! ScipixPlan *plan = NULL;
//! size_t shape[4], bytes;
//! scipix_image_view(page, sizeof page, 600, 400, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &whole);
//! for (size_t i = 0; i < 3; ++i) { // lines of 24 rows, of several widths
//!   ScipixStatus cut = scipix_image_subview(&whole, 10, 30 * i, 100 + 50 * i, 24, &crops[i]);
//!   assert(cut == SCIPIX_STATUS_OK);
//! }
//! scipix_tensor_params_init(&params);
//! params.height = 48; // rows of the recogniser; the widest line decides how many columns there are
//! params.fit = SCIPIX_TENSOR_FIT_HEIGHT;
//! ScipixStatus status = scipix_plan_new(&plan);
//! if (status == SCIPIX_STATUS_OK) status = scipix_plan_add_clahe(plan, 2, 8, 8);
//! if (status == SCIPIX_STATUS_OK) status = scipix_plan_add_tensor(plan, &params);
//! if (status == SCIPIX_STATUS_OK) status = scipix_plan_tensor_shape(plan, crops, 3, shape, &bytes);
//! assert(status == SCIPIX_STATUS_OK && shape[0] == 3 && shape[2] == 48 && shape[3] == 400);
//! float *tensor = (float *)malloc(bytes);
//! status = scipix_plan_run_tensor_many(plan, crops, 3, tensor, bytes);
//! assert(status == SCIPIX_STATUS_OK);
//! free(tensor);
//! scipix_plan_free(plan);
//! @endcode

use super::guard::{Law, guard, guarded_short_way};
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::plan::{ScipixPlan, dense_pixel_bytes, ran_before, read, run_dense_pair};
use super::status::ScipixStatus;
use super::tensor::{check_disjoint, tensor_mut};
use scipix_core::base::error::{Result, fail};
use scipix_core::image::{DensePixels, FEW_ELEMENTS, ImageRef};
use scipix_core::plan::{Plan, PlanTensors};

/// Runs a plan that gives an image on many images. @threadsafe
///
/// @param plan   the plan
/// @param srcs   `count` images of any formats that the steps take, and of any sizes
/// @param count  how many; 0 is OK
/// @param dsts   `count` images, each as for `scipix_plan_run` with the image of `srcs` at its place; none shares a byte with
///               another, nor with one of `srcs`
/// @return OK; those of `scipix_plan_run`: but for OUT_OF_MEMORY before anything is written
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_run_many(
    plan: *const ScipixPlan,
    srcs: *const ScipixImage,
    count: usize,
    dsts: *const ScipixImageMut,
) -> ScipixStatus {
    guarded_short_way(
        move |law| {
            let (plan, images) = (ran_before(law, plan), (srcs, count, dsts));
            plan.is_some_and(|plan| plan.is_pixelwise() && run_dense_many(law, plan, images))
        },
        move |law| read(law, plan, |plan| plan.run_many(&mut law.jobs(srcs, count, dsts)?)),
    )
}

/// Runs a plan on small images as [`run_dense_pair`] does on two. Returns `false` where this is not the way for them, or they are
/// wrong; the long way then writes every result, some of them again.
fn run_dense_many(law: Law<'_>, plan: &Plan, images: (*const ScipixImage, usize, *const ScipixImageMut)) -> bool {
    law.each_dense(images, dense_pixel_bytes, FEW_ELEMENTS, |pair| run_dense_pair(plan, pair))
}

/// Calls `f` with the tensor that a plan makes of images, and with the images.
fn with_tensors(
    law: Law<'_>,
    plan: *const ScipixPlan,
    (srcs, count): (*const ScipixImage, usize),
    f: &dyn Fn(PlanTensors<'_>, &[ImageRef<'_>]) -> Result<()>,
) -> Result<()> {
    read(law, plan, |plan| {
        let views = law.collect(law.slice(srcs, count, "srcs")?, "srcs")?;
        f(plan.tensors(&views)?, &views)
    })
}

/// Tells the shape and bytes of what `scipix_plan_run_tensor_many` will write. @threadsafe
///
/// @param plan       the plan
/// @param srcs       `count` images; their pixels are not read
/// @param count      how many
/// @param out_shape  receives the four dimensions in the order of the layout
/// @param out_bytes  NULL, or receives the size of the tensor
/// @return OK; those of `scipix_plan_output_size`; INVALID_ARGUMENT for a plan that does not end in a tensor; SIZE_MISMATCH where
///         a size of the tensor is the images' own and they disagree
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_tensor_shape(
    plan: *const ScipixPlan,
    srcs: *const ScipixImage,
    count: usize,
    out_shape: *mut usize,
    out_bytes: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        with_tensors(law, plan, (srcs, count), &|tensors, _| {
            let shape = law.out::<[usize; 4]>(out_shape.cast(), "out_shape")?;
            let bytes = law.optional(out_bytes, "out_bytes")?;
            shape.write(tensors.shape());
            if let Some(out) = bytes {
                out.write(tensors.bytes());
            }
            Ok(())
        })
    })
}

/// Runs a plan that ends in a tensor on many images, and writes one tensor: what `scipix_image_to_tensor` makes of the results of
/// the steps before it. A width of 0 with another fit than STRETCH is that of the widest. @threadsafe
///
/// @param plan       the plan
/// @param srcs       `count` images of any formats that the steps take
/// @param count      how many; 0 is OK and writes nothing
/// @param out        receives the tensor; aligned to its elements, and apart from every image
/// @param out_bytes  bytes at `out`: as `scipix_plan_tensor_shape` tells
/// @return OK; those of `scipix_plan_tensor_shape`; SIZE_MISMATCH for another `out_bytes`; OUT_OF_MEMORY, also when some is
///         written
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_plan_run_tensor_many(
    plan: *const ScipixPlan,
    srcs: *const ScipixImage,
    count: usize,
    out: *mut core::ffi::c_void,
    out_bytes: usize,
) -> ScipixStatus {
    let long = move |law: Law<'_>| {
        let write = |tensors: PlanTensors<'_>, images: &[ImageRef<'_>]| {
            let needed = tensors.bytes();
            if out_bytes != needed {
                fail!(SizeMismatch, "out: has {out_bytes} bytes, the tensor {needed}");
            }
            check_disjoint(images, out.cast(), out_bytes)?;
            let element = tensors.element();
            tensors.write(tensor_mut(law, element, out, out_bytes)?)
        };
        with_tensors(law, plan, (srcs, count), &write)
    };
    let short = move |law: Law<'_>| {
        ran_before(law, plan).is_some_and(|plan| {
            let run = |px: DensePixels<'_>, out: &mut [f32]| plan.run_dense_floats(px, out);
            plan.is_pixelwise() && law.each_dense_floats((srcs, count), (out, out_bytes), run)
        })
    };
    guarded_short_way(short, long)
}
