//! Which plans there are, and what they refuse. That they give what their steps give is in `tests/plan.rs`.

use super::*;
use crate::base::error::ErrorKind::{self, InvalidArgument, Overflow, SizeMismatch, Unsupported};
use crate::image::{
    BackgroundParams, Border, Element, Filter, Format, Luma, Method, Morphology, MorphologyRules, TensorFit,
    TensorParams,
};
use crate::page::DespeckleParams;

const GRAY: Step = Step::Fused(FusedStep::Grayscale(Luma::Bt601));
const BINARIZE: Step = Step::Fused(FusedStep::Binarize(Method::Otsu));

fn resize(width: usize, height: usize) -> Step {
    FusedStep::Resize { filter: Filter::Bilinear, width, height }.into()
}

fn tensor(params: TensorParams) -> Step {
    FusedStep::Tensor(params).into()
}

fn plan(steps: &[Step]) -> Plan {
    let mut plan = Plan::new();
    steps.iter().for_each(|step| plan.add(*step).unwrap());
    plan
}

fn kind<T>(result: Result<T>) -> ErrorKind {
    result.map(|_| ()).unwrap_err().kind()
}

fn geometry(width: usize, height: usize, format: Format) -> Geometry {
    Geometry::new(width, height, 0, format).unwrap()
}

#[test]
fn orders_that_mean_something_are_taken() {
    let last = [vec![], vec![BINARIZE], vec![tensor(TensorParams::default())]];
    for first in [vec![GRAY], vec![resize(9, 9)], vec![GRAY, resize(9, 9)], vec![resize(9, 9), GRAY]] {
        for last in &last {
            plan(&[first.clone(), last.clone()].concat());
        }
    }
    plan(&[BINARIZE]);
    plan(&[tensor(TensorParams::default())]);
}

#[test]
fn whole_steps_stand_anywhere_but_after_a_tensor() {
    let whole = Step::Whole(WholeStep::Deskew { fill: 255 });
    plan(&[whole, whole, GRAY, resize(9, 9), whole, GRAY, resize(5, 5), BINARIZE, whole, BINARIZE, whole]);
    let mut last = plan(&[whole, tensor(TensorParams::default())]);
    assert_eq!(kind(last.add(whole)), InvalidArgument);
    for (width, height) in [(0, 3), (3, 0)] {
        let (operation, rules) = (Morphology::Open, MorphologyRules::OpenCv);
        let step = Step::Whole(WholeStep::Morphology { operation, width, height, rules });
        assert_eq!(kind(Plan::new().add(step)), InvalidArgument);
    }
    let params = BackgroundParams { target: 0, ..BackgroundParams::default() };
    assert_eq!(kind(Plan::new().add(WholeStep::NormalizeBackground(params))), InvalidArgument);
}

#[test]
fn numbers_of_filters_are_checked_when_they_are_added() {
    let border = Border::Replicate;
    let refused = [
        WholeStep::Median { size: 4 },
        WholeStep::GaussianBlur { size: [3, 4], sigma: [0.0; 2], border },
        WholeStep::GaussianBlur { size: [0, 3], sigma: [0.0; 2], border },
        WholeStep::GaussianBlur { size: [3, 3], sigma: [1.0, f64::NAN], border },
        WholeStep::Clahe { clip_limit: f64::NAN, tiles: [8, 8] },
        WholeStep::Clahe { clip_limit: 2.0, tiles: [8, 257] },
        WholeStep::UnsharpMask { sigma: 0.0, amount: 1.0, threshold: 0 },
        WholeStep::UnsharpMask { sigma: 1.0, amount: -1.0, threshold: 0 },
    ];
    for step in refused {
        assert_eq!(kind(Plan::new().add(step)), InvalidArgument, "{step:?}");
    }
    plan(&[WholeStep::GaussianBlur { size: [0, 3], sigma: [1.0, 0.0], border }.into()]);
}

#[test]
fn filters_take_the_formats_that_their_operations_take() {
    let format = |step: WholeStep, format| {
        plan(&[step.into()]).output_size(&geometry(9, 5, format)).map(|size| size.format).map_err(|error| error.kind())
    };
    let blur = WholeStep::GaussianBlur { size: [3, 3], sigma: [0.0; 2], border: Border::Replicate };
    for step in [WholeStep::Median { size: 3 }, blur, WholeStep::UnsharpMask { sigma: 1.0, amount: 1.0, threshold: 0 }]
    {
        assert_eq!(format(step, Format::Bgra8), Ok(Format::Bgra8));
        assert_eq!([Format::Bit1, Format::Gray16].map(|of| format(step, of)), [Err(Unsupported); 2]);
    }
    let clahe = WholeStep::Clahe { clip_limit: 2.0, tiles: [8, 8] };
    assert_eq!([Format::Gray8, Format::Rgb8].map(|of| format(clahe, of)), [Ok(Format::Gray8), Err(Unsupported)]);
    let despeckle = WholeStep::Despeckle(DespeckleParams::default());
    let gray = Ok(Format::Gray8);
    assert_eq!([Format::Rgb8, Format::Gray16, Format::Gray8].map(|of| format(despeckle, of)), [gray; 3]);
    assert_eq!(format(despeckle, Format::Bit1), Ok(Format::Bit1));
    let wide = plan(&[despeckle.into()]).output_size(&geometry((1 << 24) + 1, 1, Format::Gray8));
    assert_eq!(kind(wide), Unsupported);
}

#[test]
fn a_whole_step_reads_bits_after_a_binarize() {
    let (operation, rules) = (Morphology::Open, MorphologyRules::OpenCv);
    let open = Step::Whole(WholeStep::Morphology { operation, width: 2, height: 2, rules });
    let size = plan(&[BINARIZE, open]).output_size(&geometry(10, 3, Format::Rgb8)).unwrap();
    assert_eq!(size, OutputSize { width: 10, height: 3, format: Format::Bit1, bytes: 6 });
    assert_eq!(kind(plan(&[open]).output_size(&geometry(10, 3, Format::Rgb8))), Unsupported);
    let deskew = Step::Whole(WholeStep::Deskew { fill: 0 });
    assert_eq!(kind(plan(&[deskew]).output_size(&geometry(10, 3, Format::Gray16))), Unsupported);
}

#[test]
fn other_orders_are_refused_and_leave_the_plan() {
    for last in [BINARIZE, tensor(TensorParams::default())] {
        for step in [GRAY, resize(9, 9), BINARIZE, tensor(TensorParams::default())] {
            assert_eq!(kind(plan(&[last]).add(step)), InvalidArgument);
        }
    }
    let mut twice = plan(&[GRAY, resize(9, 9)]);
    assert_eq!(kind(twice.add(GRAY)), InvalidArgument);
    assert_eq!(kind(twice.add(resize(5, 5))), InvalidArgument);
    assert_eq!(twice.output_size(&geometry(3, 3, Format::Rgb8)).unwrap().bytes, 81);
}

#[test]
fn numbers_are_checked_when_a_step_is_added() {
    let mut plan = Plan::new();
    assert_eq!(kind(plan.add(resize(0, 0))), InvalidArgument);
    assert_eq!(kind(plan.add(FusedStep::Binarize(Method::AdaptiveMean { window: 4, offset: 0.0 }))), InvalidArgument);
    assert_eq!(kind(plan.add(tensor(TensorParams { std: [0.0; 3], ..Default::default() }))), InvalidArgument);
    assert_eq!(kind(plan.add(tensor(TensorParams { channels: Format::Rgba8, ..Default::default() }))), Unsupported);
    assert_eq!(kind(plan.output_size(&geometry(3, 3, Format::Rgb8))), InvalidArgument, "still empty");
}

#[test]
fn sizes_follow_the_source() {
    let size = |steps: &[Step], width, height, format| {
        let size = plan(steps).output_size(&geometry(width, height, format)).unwrap();
        let OutputSize { width, height, bytes, .. } = size;
        (width, height, bytes)
    };
    let format = |steps: &[Step]| plan(steps).output_size(&geometry(7, 5, Format::Bgr8)).unwrap().format;
    assert_eq!([format(&[resize(0, 10)]), format(&[BINARIZE])], [Format::Bgr8, Format::Gray8]);
    assert_eq!(size(&[GRAY], 7, 5, Format::Rgba8), (7, 5, 35));
    assert_eq!(size(&[BINARIZE], 7, 5, Format::Bit1), (7, 5, 35));
    assert_eq!(size(&[resize(0, 10)], 7, 4, Format::Rgb8), (18, 10, 540));
    assert_eq!(size(&[resize(10, 0)], 7, 4, Format::Rgb8), (10, 6, 180));
    assert_eq!(size(&[resize(1, 0)], 1000, 1, Format::Gray8), (1, 1, 1));
    let line = TensorParams { height: 48, fit: TensorFit::Height, ..TensorParams::default() };
    assert_eq!(size(&[tensor(line)], 100, 30, Format::Gray8), (160, 48, 160 * 48 * 12));
    assert_eq!(size(&[resize(50, 0), tensor(line)], 100, 30, Format::Gray8), (160, 48, 160 * 48 * 12));
    let bytes = TensorParams { element: Element::U8 { scale: 1.0, zero_point: 0 }, channels: Format::Gray8, ..line };
    assert_eq!(size(&[tensor(bytes)], 100, 30, Format::Gray8), (160, 48, 160 * 48));
}

#[test]
fn sizes_that_no_memory_has_overflow() {
    let src = geometry(1 << 30, 1, Format::Gray8);
    assert_eq!(kind(plan(&[resize(0, usize::MAX)]).output_size(&src)), Overflow);
    assert_eq!(kind(plan(&[resize(usize::MAX, usize::MAX)]).output_size(&src)), Overflow);
    let huge = TensorParams { width: usize::MAX, height: usize::MAX, ..TensorParams::default() };
    assert_eq!(kind(plan(&[tensor(huge)]).output_size(&src)), Overflow);
}

#[test]
fn a_run_fits_the_plan_or_writes_nothing() {
    let (pixels, mut out, mut floats) = (vec![9; 300], vec![77; 300], vec![7.0; 300]);
    let src = ImageRef::new(&pixels, 10, 10, 0, Format::Rgb8).unwrap();
    let mut run =
        |steps: &[Step], width, format| plan(steps).run(src, ImageMut::new(&mut out, width, 10, 0, format).unwrap());
    assert_eq!(kind(run(&[], 10, Format::Gray8)), InvalidArgument);
    assert_eq!(kind(run(&[tensor(TensorParams::default())], 10, Format::Rgb8)), InvalidArgument);
    assert_eq!(kind(run(&[GRAY], 9, Format::Gray8)), SizeMismatch);
    assert_eq!(kind(run(&[GRAY], 10, Format::Rgb8)), Unsupported);
    assert_eq!(kind(run(&[GRAY], 10, Format::Bit1)), Unsupported);
    assert_eq!(kind(run(&[resize(5, 10)], 5, Format::Gray8)), Unsupported);
    assert_eq!(kind(run(&[BINARIZE], 10, Format::Rgb8)), Unsupported);
    let mut run = |steps: &[Step], len| plan(steps).run_tensor(src, TensorMut::F32(&mut floats[..len]));
    assert_eq!(kind(run(&[GRAY], 300)), InvalidArgument);
    assert_eq!(kind(run(&[tensor(TensorParams::default())], 299)), SizeMismatch);
    let element = Element::I8 { scale: 1.0, zero_point: 0 };
    assert_eq!(kind(run(&[tensor(TensorParams { element, ..Default::default() })], 300)), InvalidArgument);
    assert!(out.iter().all(|&byte| byte == 77) && floats.iter().all(|&value| value == 7.0));
    let bits = ImageRef::new(&pixels, 10, 10, 0, Format::Bit1).unwrap();
    assert_eq!(
        kind(plan(&[resize(5, 5)]).run(bits, ImageMut::new(&mut out, 5, 5, 0, Format::Bit1).unwrap())),
        Unsupported
    );
}

#[test]
fn a_plan_that_has_run_takes_no_more_steps() {
    let (pixels, mut out) = (vec![9; 12], vec![0; 4]);
    let src = ImageRef::new(&pixels, 2, 2, 0, Format::Rgb8).unwrap();
    let mut plan = Plan::new();
    let refused = plan.run(src, ImageMut::new(&mut out, 2, 2, 0, Format::Gray8).unwrap());
    assert_eq!(kind(refused), InvalidArgument, "no steps: that was no run");
    plan.add(GRAY).unwrap();
    plan.run(src, ImageMut::new(&mut out, 2, 2, 0, Format::Gray8).unwrap()).unwrap();
    assert_eq!(kind(plan.add(BINARIZE)), InvalidArgument);
    plan.run(src, ImageMut::new(&mut out, 2, 2, 0, Format::Gray8).unwrap()).unwrap();
    assert_eq!(out, [9; 4]);
}
