//! Plans give what their steps give one by one, bit for bit: random plans on random regions of images, at every SIMD level
//! and with several numbers of threads. One test, as both are settings of the whole process.

mod pages;

use pages::{Dice, Region};
use scipix_core::ErrorKind;
use scipix_core::cpu::{OptLevel, set_opt_level, set_thread_count};
use scipix_core::image::*;
use scipix_core::page::{DespeckleParams, PageScratch, despeckle};
use scipix_core::plan::{Plan, PlanJob, Step, WholeStep};
use scipix_core::simd;

/// A tensor of any elements.
#[derive(Clone, Debug, PartialEq)]
enum Tensor {
    F32(Vec<f32>),
    U8(Vec<u8>),
    I8(Vec<i8>),
}

impl Tensor {
    fn new(element: Element, len: usize) -> Self {
        match element {
            Element::F32 => Tensor::F32(vec![77.0; len]),
            Element::U8 { .. } => Tensor::U8(vec![77; len]),
            Element::I8 { .. } => Tensor::I8(vec![77; len]),
        }
    }

    fn view_mut(&mut self) -> TensorMut<'_> {
        match self {
            Tensor::F32(data) => TensorMut::F32(data),
            Tensor::U8(data) => TensorMut::U8(data),
            Tensor::I8(data) => TensorMut::I8(data),
        }
    }
}

fn random_method(dice: &mut Dice) -> Method {
    let window = dice.pick(&[1, 3, 15, 31, 101, 1001]);
    match dice.roll(4) {
        0 => Method::Fixed { threshold: dice.roll(256) as u8 },
        1 => Method::Otsu,
        2 => Method::AdaptiveMean { window, offset: dice.roll(20) as f32 - 5.0 },
        _ => Method::Sauvola { window, k: 0.34, r: 128.0 },
    }
}

fn random_tensor(dice: &mut Dice) -> TensorParams {
    TensorParams {
        layout: dice.pick(&[Layout::Nchw, Layout::Nhwc]),
        element: dice.pick(&[
            Element::F32,
            Element::F32,
            Element::U8 { scale: 0.02, zero_point: 100 },
            Element::I8 { scale: 0.02, zero_point: -5 },
        ]),
        channels: dice.pick(&[Format::Rgb8, Format::Bgr8, Format::Gray8]),
        over: dice.pick(&[None, Some([255, 9, 70])]),
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
        filter: dice.pick(&FILTERS),
        fit: dice.pick(&[TensorFit::Stretch, TensorFit::Height, TensorFit::Inside]),
        placement: dice.pick(&[TensorPlacement::TopLeft, TensorPlacement::Center]),
        padding: dice.pick(&[TensorPadding::Constant, TensorPadding::Edge]),
        height: dice.pick(&[0, 0, 1, 17, 48]),
        width: dice.pick(&[0, 0, 1, 33, 320]),
        fill: -1.5,
        cache_bypass: dice.pick(&[CacheBypass::Auto, CacheBypass::Never, CacheBypass::Always]),
    }
}

const FILTERS: [Filter; 6] =
    [Filter::Nearest, Filter::Bilinear, Filter::Area, Filter::Lanczos3, Filter::BilinearAa, Filter::Bicubic];

/// A plan that adds without complaint, for `src`, an image of about `side` pixels.
fn random_fused(dice: &mut Dice, side: usize, src: &Geometry) -> Vec<FusedStep> {
    let gray = FusedStep::Grayscale(dice.pick(&Luma::ALL));
    let about = |dice: &mut Dice, own: usize| dice.pick(&[1, side / 3 + 1, side / 2, own, own, 2 * side]);
    let (width, height) = match dice.roll(4) {
        0 => (0, about(dice, src.height)),
        1 => (about(dice, src.width), 0),
        _ => (about(dice, src.width), about(dice, src.height)),
    };
    // Bits and samples of 16 bits are resized by one filter, and as gray by any.
    let of = if !src.format.has_byte_channels() && dice.roll(2) == 0 { 1 } else { FILTERS.len() };
    let filter = dice.pick(&FILTERS[..of]);
    let resize = FusedStep::Resize { filter, width, height };
    let mut steps = match dice.roll(5) {
        0 => vec![],
        1 => vec![gray],
        2 => vec![resize],
        3 => vec![gray, resize],
        _ => vec![resize, gray],
    };
    if dice.roll(3) == 0 {
        steps.insert(dice.roll(steps.len() + 1), FusedStep::Flatten([255, 9, 70]));
    }
    match dice.roll(5) {
        0 | 1 => steps.push(FusedStep::Binarize(random_method(dice))),
        2 | 3 => steps.push(FusedStep::Tensor(random_tensor(dice))),
        _ if steps.is_empty() => steps.push(gray),
        _ => {}
    }
    steps
}

/// A step that sees the whole image.
fn random_whole(dice: &mut Dice) -> WholeStep {
    match dice.roll(10) {
        0 => WholeStep::NormalizeBackground(BackgroundParams::default()),
        1 => WholeStep::Deskew { fill: dice.pick(&[0, 99, 255]) },
        2 | 3 => WholeStep::Morphology {
            operation: dice.pick(&Morphology::ALL),
            width: 1 + dice.roll(9),
            height: 1 + dice.roll(9),
            rules: dice.pick(&MorphologyRules::ALL),
        },
        4 => WholeStep::Median { size: dice.pick(&[3, 5]) },
        5 => WholeStep::GaussianBlur {
            size: dice.pick(&[[3, 3], [0, 5], [11, 1]]),
            sigma: dice.pick(&[[0.8, 0.0], [1.5, 2.0]]),
            border: dice.pick(&[Border::Reflect101, Border::Replicate]),
        },
        6 => {
            WholeStep::Clahe { clip_limit: dice.pick(&[0.0, 2.0, 40.0]), tiles: dice.pick(&[[8, 8], [1, 3], [40, 2]]) }
        }
        7 => WholeStep::UnsharpMask {
            sigma: dice.pick(&[0.5, 2.0]),
            amount: dice.pick(&[0.6, 1.5]),
            threshold: dice.pick(&[0, 3]),
        },
        _ => WholeStep::Despeckle(DespeckleParams {
            max_side: dice.pick(&[0, 0, 1, 3]),
            threshold: dice.pick(&[None, Some(100)]),
        }),
    }
}

/// Fused steps and whole ones in turn: nothing follows a tensor.
fn random_parts(dice: &mut Dice, side: usize, src: &Geometry) -> Vec<Step> {
    let fused = |dice: &mut Dice| random_fused(dice, side, src).into_iter().map(Step::from);
    let mut steps: Vec<_> = fused(dice).collect();
    if dice.roll(3) == 0 {
        steps.insert(0, random_whole(dice).into());
    }
    for _ in 0..dice.roll(3) {
        if matches!(steps.last(), Some(Step::Fused(FusedStep::Tensor(_)))) {
            break;
        }
        steps.push(random_whole(dice).into());
        if dice.roll(2) == 0 {
            steps.extend(fused(dice));
        }
    }
    steps
}

fn whole_step(src: &Region, step: &WholeStep) -> (Region, scipix_core::Result<()>) {
    let Geometry { width, height, format, .. } = src.geometry();
    let format = match step {
        WholeStep::NormalizeBackground(_) => Format::Gray8,
        WholeStep::Despeckle(_) if format != Format::Bit1 => Format::Gray8,
        _ => format,
    };
    let mut next = Region::empty(width, height, format);
    let (from, to) = (src.view(), next.view_mut());
    let done = match *step {
        WholeStep::NormalizeBackground(params) => normalize_background(from, &params, to),
        WholeStep::Deskew { fill } => {
            let Skew { degrees, confidence } = skew(from).unwrap();
            // A turn of 90 degrees, which 16-bit samples have, is no deskew.
            let degrees = if format == Format::Gray16 {
                1.0
            } else if confidence < 0.1 {
                0.0
            } else {
                degrees
            };
            rotate(from, degrees, fill, to)
        }
        WholeStep::Morphology { operation, width, height, rules } => {
            morphology(from, operation, width, height, rules, to)
        }
        WholeStep::Median { size } => median(from, size, to),
        WholeStep::GaussianBlur { size, sigma, border } => gaussian_blur(from, size, sigma, border, to),
        WholeStep::Clahe { clip_limit, tiles } => clahe(from, clip_limit, tiles, to),
        WholeStep::UnsharpMask { sigma, amount, threshold } => unsharp_mask(from, sigma, amount, threshold, to),
        WholeStep::Despeckle(params) => despeckle(from, &params, &mut PageScratch::new(), to).map(|_| ()),
    };
    (next, done)
}

enum Outcome {
    Image(Region),
    Tensor(Tensor),
    Refused(ErrorKind),
}

/// The operations one after another, each on a whole image. Bits, where asked for, are what the last step writes.
fn one_by_one(src: &Region, steps: &[Step], bits: bool) -> Outcome {
    let mut image = src.copied();
    for (index, step) in steps.iter().enumerate() {
        let Geometry { width, height, format, .. } = image.geometry();
        let (mut next, done) = match *step {
            Step::Fused(FusedStep::Grayscale(luma)) => {
                let mut next = Region::empty(width, height, Format::Gray8);
                let done = grayscale(image.view(), luma, next.view_mut());
                (next, done)
            }
            Step::Fused(FusedStep::Flatten(over)) => {
                let mut next = Region::empty(width, height, format);
                let done = match format.has_alpha() {
                    true => flatten(image.view(), over, next.view_mut()),
                    false => copy(image.view(), next.view_mut()),
                };
                (next, done)
            }
            Step::Fused(FusedStep::Resize { filter, width: w, height: h }) => {
                let (w, h) = match (w, h) {
                    (0, h) => ((width * h).div_ceil(height), h),
                    (w, 0) => (w, (height * w).div_ceil(width)),
                    both => both,
                };
                let mut next = Region::empty(w, h, format);
                let done = resize(image.view(), filter, next.view_mut());
                (next, done)
            }
            Step::Fused(FusedStep::Binarize(method)) => {
                let bits = bits || index + 1 < steps.len();
                let mut next = Region::empty(width, height, if bits { Format::Bit1 } else { Format::Gray8 });
                let done = binarize(image.view(), &method, next.view_mut());
                (next, done)
            }
            Step::Fused(FusedStep::Tensor(params)) => {
                let len = tensor_shape(&[image.view()], &params).unwrap().iter().product();
                let mut tensor = Tensor::new(params.element, len);
                to_tensor(&[image.view()], &params, tensor.view_mut()).unwrap();
                return Outcome::Tensor(tensor);
            }
            Step::Whole(step) => whole_step(&image, &step),
        };
        if let Err(error) = done {
            return Outcome::Refused(error.kind());
        }
        std::mem::swap(&mut image, &mut next);
    }
    Outcome::Image(image)
}

/// Runs `plan` and compares it with `expected`.
fn agrees(plan: &Plan, src: &Region, expected: &Outcome, dice: &mut Dice, about: &str) {
    let size = plan.output_size(&src.geometry());
    match expected {
        Outcome::Refused(kind) => assert_eq!(size.unwrap_err().kind(), *kind, "{about}"),
        Outcome::Tensor(expected) => {
            let mut tensor = match expected {
                Tensor::F32(data) => Tensor::F32(vec![5.0; data.len()]),
                Tensor::U8(data) => Tensor::U8(vec![5; data.len()]),
                Tensor::I8(data) => Tensor::I8(vec![5; data.len()]),
            };
            plan.run_tensor(src.view(), tensor.view_mut()).unwrap();
            assert!(tensor == *expected, "{about}");
            let bytes = if let Tensor::F32(data) = expected { 4 * data.len() } else { size.as_ref().unwrap().bytes };
            assert_eq!(size.unwrap().bytes, bytes, "{about}");
        }
        Outcome::Image(expected) => {
            let Geometry { width, height, format, .. } = expected.geometry();
            let size = size.unwrap();
            assert_eq!((size.width, size.height), (width, height), "{about}");
            let before = Region::within(dice, width, height, format);
            let mut dst = before.clone();
            plan.run(src.view(), dst.view_mut()).unwrap();
            dst.assert_same(expected, about);
            dst.assert_kept_outside(&before, about);
        }
    }
}

fn random_plan_agrees(dice: &mut Dice, side: usize, one_by_one_at: simd::Level, settings: &[(simd::Level, usize)]) {
    let (width, height) = (1 + dice.roll(side), 1 + dice.roll(side));
    let format = dice.pick(&Format::ALL);
    let src = Region::random(dice, width, height, format);
    let steps = random_parts(dice, side, &src.geometry());
    let bits = dice.roll(2) == 0;
    let expected = {
        simd::set_level(one_by_one_at);
        set_thread_count(1);
        one_by_one(&src, &steps, bits)
    };
    let mut plan = Plan::new();
    steps.iter().for_each(|step| plan.add(*step).unwrap());
    for &(level, threads) in settings {
        simd::set_level(level);
        set_thread_count(threads);
        let about = format!("{} {width}x{height} {steps:?} {} {threads} threads", format.name(), level.name());
        // Twice: the second run finds the scratch of the first.
        agrees(&plan, &src, &expected, dice, &about);
        agrees(&plan, &src, &expected, dice, &about);
    }
}

/// Runs a random plan on several images in one call, and compares it with a run for each.
fn random_batch_agrees(dice: &mut Dice, side: usize, settings: &[(simd::Level, usize)]) {
    let sizes = [0; 3].map(|_| (1 + dice.roll(side), 1 + dice.roll(side)));
    let format = dice.pick(&Format::ALL);
    let count = dice.roll(14);
    let srcs: Vec<_> = (0..count).map(|_| dice.pick(&sizes)).collect();
    let srcs: Vec<_> = srcs.into_iter().map(|(width, height)| Region::random(dice, width, height, format)).collect();
    let steps = random_parts(dice, side, &Geometry::new(sizes[0].0, sizes[0].1, 0, format).unwrap());
    let mut plan = Plan::new();
    steps.iter().for_each(|step| plan.add(*step).unwrap());
    if let Some((Step::Fused(FusedStep::Tensor(params)), before)) = steps.split_last() {
        return batch_tensor_agrees(&plan, &srcs, before, params, settings);
    }
    let results: Result<Vec<_>, _> = srcs.iter().map(|src| plan.output_size(&src.geometry())).collect();
    let Ok(results) = results else { return };
    let before: Vec<_> =
        results.iter().map(|size| Region::within(dice, size.width, size.height, size.format)).collect();
    for &(level, threads) in settings {
        simd::set_level(level);
        set_thread_count(threads);
        let about = format!("{} {sizes:?} {steps:?} {} {threads} threads", format.name(), level.name());
        let (mut alone, mut together) = (before.clone(), before.clone());
        srcs.iter().zip(&mut alone).for_each(|(src, dst)| plan.run(src.view(), dst.view_mut()).unwrap());
        let jobs = srcs.iter().zip(&mut together).map(|(src, dst)| PlanJob::new(src.view(), dst.view_mut()));
        plan.run_many(&mut jobs.collect::<Vec<_>>()).unwrap();
        for ((got, expected), before) in together.iter().zip(&alone).zip(&before) {
            got.assert_same(expected, &about);
            got.assert_kept_outside(before, &about);
        }
    }
}

/// The tensor of many images is that of what the steps `before` it make of each.
fn batch_tensor_agrees(
    plan: &Plan,
    srcs: &[Region],
    before: &[Step],
    params: &TensorParams,
    settings: &[(simd::Level, usize)],
) {
    let outcomes = srcs.iter().map(|src| one_by_one(src, before, true));
    let images: Vec<_> =
        outcomes.filter_map(|outcome| if let Outcome::Image(image) = outcome { Some(image) } else { None }).collect();
    if images.len() < srcs.len() {
        return;
    }
    let [srcs, images] = [srcs, &images].map(|regions| regions.iter().map(Region::view).collect::<Vec<_>>());
    let shape = match tensor_shape(&images, params) {
        Ok(shape) => shape,
        Err(error) => return assert_eq!(plan.tensors(&srcs).err().unwrap().kind(), error.kind()),
    };
    let len = shape.iter().product();
    let mut expected = Tensor::new(params.element, len);
    to_tensor(&images, params, expected.view_mut()).unwrap();
    for &(level, threads) in settings {
        simd::set_level(level);
        set_thread_count(threads);
        let tensors = plan.tensors(&srcs).unwrap();
        assert_eq!((tensors.shape(), tensors.elements()), (shape, len));
        let mut got = Tensor::new(params.element, len);
        tensors.write(got.view_mut()).unwrap();
        assert!(got == expected, "{before:?} {params:?} {} {threads} threads", level.name());
    }
}

/// A shaded colour page with letters of 20 rows, and specks far from them.
fn speckled_page() -> Region {
    let (width, height) = (640, 480);
    let mut page = Region::empty(width, height, Format::Rgb8);
    let mut rows = page.view_mut().into_rows();
    for y in 0..height {
        for (x, px) in rows.row(y).chunks_exact_mut(3).enumerate() {
            let in_text = (40..240).contains(&y) && (40..600).contains(&x);
            let letter = in_text && y % 40 < 20 && (x % 20 < 4 || x % 20 < 14 && y % 40 < 4);
            let speck = y > 300 && x % 37 < 2 && (y + x * 5 / 37 * 3) % 41 < 2;
            let paper = 250 - (x / 8) as u8;
            px.fill(if letter || speck { 30 } else { paper });
        }
    }
    page
}

/// Gray, background, deskew, binarize and despeckle are one description, whose last step removes specks.
fn a_page_is_cleaned_by_one_plan() {
    let page = speckled_page();
    let despeckle = Step::Whole(WholeStep::Despeckle(DespeckleParams::default()));
    let steps = [
        Step::Fused(FusedStep::Grayscale(Luma::Bt601)),
        Step::Whole(WholeStep::NormalizeBackground(BackgroundParams::default())),
        Step::Whole(WholeStep::Deskew { fill: 255 }),
        Step::Fused(FusedStep::Binarize(Method::Otsu)),
        despeckle,
    ];
    let image = |steps: &[Step]| match one_by_one(&page, steps, true) {
        Outcome::Image(image) => image,
        _ => panic!("no image"),
    };
    let ink = |image: &Region| {
        let rows = image.view().rows();
        (0..rows.len()).flat_map(|y| rows.row(y).to_vec()).map(|byte| byte.count_ones()).sum::<u32>()
    };
    let (binarized, expected) = (image(&steps[..4]), image(&steps));
    let specks = ink(&binarized) - ink(&expected);
    assert!(specks > 200 && specks < ink(&expected) / 4, "{specks} of {}", ink(&binarized));
    for steps in [&steps[..], &[despeckle], &[despeckle, steps[3]], &[steps[3], despeckle, steps[0], despeckle]] {
        let mut plan = Plan::new();
        steps.iter().for_each(|step| plan.add(*step).unwrap());
        let expected = one_by_one(&page, steps, true);
        for _ in 0..2 {
            agrees(&plan, &page, &expected, &mut Dice(7), &format!("{steps:?}"));
        }
    }
}

#[test]
fn plans_give_what_their_steps_give() {
    set_opt_level(OptLevel::Full);
    let levels: Vec<_> = simd::available().collect();
    let settings: Vec<_> = levels.iter().flat_map(|&level| [1, 2, 5].map(|threads| (level, threads))).collect();
    let best = [(simd::best(), 1), (simd::best(), 2), (simd::best(), 5)];
    a_page_is_cleaned_by_one_plan();
    let mut dice = Dice(2026);
    (0..600).for_each(|_| random_plan_agrees(&mut dice, 40, simd::Level::SCALAR, &settings));
    (0..40).for_each(|_| random_plan_agrees(&mut dice, 150, simd::Level::SCALAR, &settings));
    (0..100).for_each(|_| random_batch_agrees(&mut dice, 40, &settings));
    (0..10).for_each(|_| random_batch_agrees(&mut dice, 300, &best));
    // Large enough to be split over threads.
    (0..25).for_each(|_| random_plan_agrees(&mut dice, 1000, simd::best(), &best));
}
