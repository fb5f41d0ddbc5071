//! Plans of images.

use super::allocator::FOR_GOOD;
use super::{must, went_well};
use capi::morphology::*;
use capi::operations::*;
use capi::pixel_format::*;
use capi::plan::*;
use capi::plan_many::*;
use capi::resize::*;
use capi::status::*;
use capi::tensor::*;
use std::ptr::null_mut;

/// Whether a call went well, at the second try if memory was refused once.
fn at_last(call: impl Fn() -> ScipixStatus, what: &str) -> bool {
    let well = went_well(call(), what);
    if !well && !FOR_GOOD.get() {
        must(call(), what);
    }
    well || !FOR_GOOD.get()
}

/// Gray, resize and binarize by `method`, on a page that is too small to be worth a second thread.
pub fn fused(method: ScipixBinarizeMethod) {
    let (pixels, mut bits) = ([200; 3 * 40 * 30], [0x55; 4 * 20]);
    let src = ScipixImage { data: pixels.as_ptr(), width: 40, height: 30, stride: 0, format: SCIPIX_PIXEL_FORMAT_RGB8 };
    let dst =
        ScipixImageMut { data: bits.as_mut_ptr(), width: 27, height: 20, stride: 0, format: SCIPIX_PIXEL_FORMAT_BIT1 };
    let mut plan = null_mut();
    // SAFETY: live handles and places; the images are those of the arrays.
    unsafe {
        let mut params = std::mem::zeroed::<ScipixBinarizeParams>();
        must(scipix_binarize_params_init(&mut params), "init");
        (params.method, params.window) = (method, 15);
        if went_well(scipix_plan_new(&mut plan), "new") {
            let steps = at_last(|| scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601), "gray")
                && at_last(|| scipix_plan_add_resize(plan, SCIPIX_FILTER_BILINEAR, 27, 20), "resize")
                && at_last(|| scipix_plan_add_binarize(plan, &params), "binarize");
            let well = steps && went_well(scipix_plan_run(plan, &src, &dst), "run");
            assert!(well || bits == [0x55; 80], "refused, and yet written");
            if steps && (well || !FOR_GOOD.get()) {
                must(scipix_plan_run(plan, &src, &dst), "run again");
                must(scipix_plan_run(plan, &src, &dst), "the third");
            }
        }
        must(scipix_plan_free(plan), "free");
    }
}

/// Gray, an opening, which sees the whole image and allocates in each run, and a resize.
pub fn of_a_whole_step() {
    let (pixels, mut small) = ([200; 3 * 40 * 30], [0x55; 20 * 15]);
    let src = ScipixImage { data: pixels.as_ptr(), width: 40, height: 30, stride: 0, format: SCIPIX_PIXEL_FORMAT_RGB8 };
    let dst = ScipixImageMut {
        data: small.as_mut_ptr(),
        width: 20,
        height: 15,
        stride: 0,
        format: SCIPIX_PIXEL_FORMAT_GRAY8,
    };
    let mut plan = null_mut();
    // SAFETY: live handles and places; the images are those of the arrays.
    unsafe {
        if went_well(scipix_plan_new(&mut plan), "new") {
            let open =
                || scipix_plan_add_morphology(plan, SCIPIX_MORPHOLOGY_OPEN, 3, 3, SCIPIX_MORPHOLOGY_RULES_OPENCV);
            let steps = at_last(|| scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601), "gray")
                && at_last(open, "open")
                && at_last(|| scipix_plan_add_resize(plan, SCIPIX_FILTER_BILINEAR, 20, 15), "resize");
            if steps && at_last(|| scipix_plan_run(plan, &src, &dst), "run") {
                assert_eq!(small, [200; 20 * 15]);
            }
        }
        must(scipix_plan_free(plan), "free");
    }
}

/// Three images of two sizes in one call, and one tensor of them.
pub fn of_many() {
    let (pixels, mut small, mut tensor) = ([200; 20 * 10], [0x55; 3 * 12 * 9], [7.0f32; 3 * 3 * 9 * 18]);
    let format = SCIPIX_PIXEL_FORMAT_GRAY8;
    let srcs = [20, 10, 20].map(|width| ScipixImage { data: pixels.as_ptr(), width, height: 10, stride: 20, format });
    let first = small.as_mut_ptr();
    let dsts = [2, 0, 1].map(|place| {
        let data = first.wrapping_add(place * 12 * 9);
        ScipixImageMut { data, width: 12, height: 9, stride: 0, format }
    });
    let (mut plan, mut to_tensor) = (null_mut(), null_mut());
    // SAFETY: live handles and places; the images and the tensor are those of the arrays.
    unsafe {
        let mut params = std::mem::zeroed::<ScipixTensorParams>();
        must(scipix_tensor_params_init(&mut params), "init");
        (params.height, params.fit) = (9, SCIPIX_TENSOR_FIT_HEIGHT);
        if went_well(scipix_plan_new(&mut plan), "new")
            && at_last(|| scipix_plan_add_resize(plan, SCIPIX_FILTER_BILINEAR, 12, 9), "resize")
            && at_last(|| scipix_plan_run_many(plan, srcs.as_ptr(), 3, dsts.as_ptr()), "run many")
        {
            assert_eq!(small, [200; 3 * 12 * 9]);
        }
        let out = tensor.as_mut_ptr().cast();
        if went_well(scipix_plan_new(&mut to_tensor), "new")
            && at_last(|| scipix_plan_add_tensor(to_tensor, &params), "tensor")
            && at_last(
                || scipix_plan_run_tensor_many(to_tensor, srcs.as_ptr(), 3, out, 3 * 3 * 9 * 18 * 4),
                "run tensor",
            )
        {
            assert!(tensor.iter().all(|&value| value == 0.0 || (value - 200.0 / 255.0).abs() < 1e-6));
        }
        must(scipix_plan_free(plan), "free");
        must(scipix_plan_free(to_tensor), "free");
    }
}
