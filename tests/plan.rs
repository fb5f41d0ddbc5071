//! Plans give what their steps give one by one, bit for bit: random plans on random regions of images, at every SIMD level
//! and with several numbers of threads. One test, as both are settings of the whole process.

mod pages;

use pages::{Dice, Region};
use scipix_core::ErrorKind;
use scipix_core::cpu::{OptLevel, set_opt_level, set_thread_count};
use scipix_core::image::*;
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
fn random_steps(dice: &mut Dice, side: usize, src: &Geometry) -> Vec<Step> {
    let gray = Step::Grayscale(dice.pick(&Luma::ALL));
    let about = |dice: &mut Dice, own: usize| dice.pick(&[1, side / 3 + 1, side / 2, own, own, 2 * side]);
    let (width, height) = match dice.roll(4) {
        0 => (0, about(dice, src.height)),
        1 => (about(dice, src.width), 0),
        _ => (about(dice, src.width), about(dice, src.height)),
    };
    // Bits and samples of 16 bits are resized by one filter, and as gray by any.
    let of = if !src.format.has_byte_channels() && dice.roll(2) == 0 { 1 } else { FILTERS.len() };
    let filter = dice.pick(&FILTERS[..of]);
    let resize = Step::Resize { filter, width, height };
    let mut steps = match dice.roll(5) {
        0 => vec![],
        1 => vec![gray],
        2 => vec![resize],
        3 => vec![gray, resize],
        _ => vec![resize, gray],
    };
    if dice.roll(3) == 0 {
        steps.insert(dice.roll(steps.len() + 1), Step::Flatten([255, 9, 70]));
    }
    match dice.roll(5) {
        0 | 1 => steps.push(Step::Binarize(random_method(dice))),
        2 | 3 => steps.push(Step::Tensor(random_tensor(dice))),
        _ if steps.is_empty() => steps.push(gray),
        _ => {}
    }
    steps
}

/// A step that sees the whole image.
fn random_whole(dice: &mut Dice) -> Step {
    Step::Whole(match dice.roll(3) {
        0 => WholeStep::NormalizeBackground(BackgroundParams::default()),
        1 => WholeStep::Deskew { fill: dice.pick(&[0, 99, 255]) },
        _ => WholeStep::Morphology {
            operation: dice.pick(&Morphology::ALL),
            width: 1 + dice.roll(9),
            height: 1 + dice.roll(9),
            rules: dice.pick(&MorphologyRules::ALL),
        },
    })
}

/// Fused steps and whole ones in turn: nothing follows a tensor.
fn random_parts(dice: &mut Dice, side: usize, src: &Geometry) -> Vec<Step> {
    let mut steps = random_steps(dice, side, src);
    if dice.roll(3) == 0 {
        steps.insert(0, random_whole(dice));
    }
    for _ in 0..dice.roll(3) {
        if matches!(steps.last(), Some(Step::Tensor(_))) {
            break;
        }
        steps.push(random_whole(dice));
        if dice.roll(2) == 0 {
            steps.extend(random_steps(dice, side, src));
        }
    }
    steps
}

fn whole_step(src: &Region, step: &WholeStep) -> (Region, scipix_core::Result<()>) {
    let Geometry { width, height, format, .. } = src.geometry();
    match *step {
        WholeStep::NormalizeBackground(params) => {
            let mut next = Region::empty(width, height, Format::Gray8);
            let done = normalize_background(src.view(), &params, next.view_mut());
            (next, done)
        }
        WholeStep::Deskew { fill } => {
            let mut next = Region::empty(width, height, format);
            let Skew { degrees, confidence } = skew(src.view()).unwrap();
            // A turn of 90 degrees, which 16-bit samples have, is no deskew.
            let degrees = if format == Format::Gray16 {
                1.0
            } else if confidence < 0.1 {
                0.0
            } else {
                degrees
            };
            let done = rotate(src.view(), degrees, fill, next.view_mut());
            (next, done)
        }
        WholeStep::Morphology { operation, width: w, height: h, rules } => {
            let mut next = Region::empty(width, height, format);
            let done = morphology(src.view(), operation, w, h, rules, next.view_mut());
            (next, done)
        }
    }
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
            Step::Grayscale(luma) => {
                let mut next = Region::empty(width, height, Format::Gray8);
                let done = grayscale(image.view(), luma, next.view_mut());
                (next, done)
            }
            Step::Flatten(over) => {
                let mut next = Region::empty(width, height, format);
                let done = match format.has_alpha() {
                    true => flatten(image.view(), over, next.view_mut()),
                    false => copy(image.view(), next.view_mut()),
                };
                (next, done)
            }
            Step::Resize { filter, width: w, height: h } => {
                let (w, h) = match (w, h) {
                    (0, h) => ((width * h).div_ceil(height), h),
                    (w, 0) => (w, (height * w).div_ceil(width)),
                    both => both,
                };
                let mut next = Region::empty(w, h, format);
                let done = resize(image.view(), filter, next.view_mut());
                (next, done)
            }
            Step::Binarize(method) => {
                let bits = bits || index + 1 < steps.len();
                let mut next = Region::empty(width, height, if bits { Format::Bit1 } else { Format::Gray8 });
                let done = binarize(image.view(), &method, next.view_mut());
                (next, done)
            }
            Step::Tensor(params) => {
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

#[test]
fn plans_give_what_their_steps_give() {
    set_opt_level(OptLevel::Full);
    let levels: Vec<_> = simd::available().collect();
    let settings: Vec<_> = levels.iter().flat_map(|&level| [1, 2, 5].map(|threads| (level, threads))).collect();
    let best = [(simd::best(), 1), (simd::best(), 2), (simd::best(), 5)];
    let mut dice = Dice(2026);
    (0..600).for_each(|_| random_plan_agrees(&mut dice, 40, simd::Level::SCALAR, &settings));
    (0..40).for_each(|_| random_plan_agrees(&mut dice, 150, simd::Level::SCALAR, &settings));
    // Large enough to be split over threads.
    (0..25).for_each(|_| random_plan_agrees(&mut dice, 1000, simd::best(), &best));
}
