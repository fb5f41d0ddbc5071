//! Plans give what their steps give one by one, bit for bit: random plans on random images, at every SIMD level and with
//! several numbers of threads. One test, as both are settings of the whole process.

use scipix::ErrorKind;
use scipix::image::*;
use scipix::level::{OptLevel, set_opt_level, set_simd_level, set_thread_count};
use scipix::simd;

/// Reproducible choices: a linear congruential generator (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.roll(256) as u8).collect()
    }
}

/// An image of its own, with gaps between the rows where `gap` is not 0.
#[derive(Clone)]
struct Owned {
    bytes: Vec<u8>,
    geometry: Geometry,
}

impl Owned {
    /// Filled with one byte, so that bits beyond the width have a value to keep.
    fn empty(width: usize, height: usize, gap: usize, format: Format) -> Self {
        let stride = format.row_bytes(width).unwrap() + gap;
        let geometry = Geometry::new(width, height, stride, format).unwrap();
        Self { bytes: vec![0xa5; geometry.span], geometry }
    }

    fn random(dice: &mut Dice, width: usize, height: usize, format: Format) -> Self {
        let gap = dice.pick(&[0, 0, 3]);
        let mut image = Self::empty(width, height, gap, format);
        image.bytes = dice.bytes(image.bytes.len());
        if dice.roll(2) == 0 {
            // Paper with some print, in runs, as pages are.
            image.bytes.iter_mut().for_each(|byte| *byte = if *byte < 16 { *byte } else { 240 | *byte >> 5 });
        }
        image
    }

    fn view(&self) -> ImageRef<'_> {
        let Geometry { width, height, stride, format, .. } = self.geometry;
        ImageRef::new(&self.bytes, width, height, stride, format).unwrap()
    }

    fn view_mut(&mut self) -> ImageMut<'_> {
        let Geometry { width, height, stride, format, .. } = self.geometry;
        ImageMut::new(&mut self.bytes, width, height, stride, format).unwrap()
    }
}

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
    let keep_aspect = dice.roll(2) == 0;
    TensorParams {
        layout: dice.pick(&[Layout::Nchw, Layout::Nhwc]),
        element: dice.pick(&[
            Element::F32,
            Element::F32,
            Element::U8 { scale: 0.02, zero_point: 100 },
            Element::I8 { scale: 0.02, zero_point: -5 },
        ]),
        channels: dice.pick(&[Format::Rgb8, Format::Bgr8, Format::Gray8]),
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
        filter: dice.pick(&[Filter::Nearest, Filter::Bilinear, Filter::Area, Filter::Lanczos3]),
        keep_aspect,
        height: dice.pick(&[0, 0, 1, 17, 48]),
        width: dice.pick(&[0, 0, 1, 33, 320]),
        fill: -1.5,
        stores: dice.pick(&[Stores::Auto, Stores::Cached, Stores::NonTemporal]),
    }
}

/// A plan that adds without complaint, for images of about `side` pixels.
fn random_steps(dice: &mut Dice, side: usize) -> Vec<Step> {
    let gray = Step::Grayscale(dice.pick(&Luma::ALL));
    let about = |dice: &mut Dice| dice.pick(&[1, side / 3 + 1, side / 2, side, 2 * side]);
    let (width, height) = match dice.roll(4) {
        0 => (0, about(dice)),
        1 => (about(dice), 0),
        _ => (about(dice), about(dice)),
    };
    let filter = dice.pick(&[Filter::Nearest, Filter::Bilinear, Filter::Bilinear, Filter::Area, Filter::Lanczos3]);
    let resize = Step::Resize { filter, width, height };
    let mut steps = match dice.roll(5) {
        0 => vec![],
        1 => vec![gray],
        2 => vec![resize],
        3 => vec![gray, resize],
        _ => vec![resize, gray],
    };
    match dice.roll(5) {
        0 | 1 => steps.push(Step::Binarize(random_method(dice))),
        2 | 3 => steps.push(Step::Tensor(random_tensor(dice))),
        _ if steps.is_empty() => steps.push(gray),
        _ => {}
    }
    steps
}

enum Outcome {
    Image(Owned),
    Tensor(Tensor),
    Refused(ErrorKind),
}

/// The operations one after another, each on a whole image. Bits, where asked for, are what the last step writes.
fn one_by_one(src: &Owned, steps: &[Step], bits: bool) -> Outcome {
    let mut image = src.clone();
    for step in steps {
        let Geometry { width, height, format, .. } = image.geometry;
        let (mut next, done) = match *step {
            Step::Grayscale(luma) => {
                let mut next = Owned::empty(width, height, 0, Format::Gray8);
                let done = grayscale(image.view(), luma, next.view_mut());
                (next, done)
            }
            Step::Resize { filter, width: w, height: h } => {
                let (w, h) = match (w, h) {
                    (0, h) => ((width * h).div_ceil(height), h),
                    (w, 0) => (w, (height * w).div_ceil(width)),
                    both => both,
                };
                let mut next = Owned::empty(w, h, 0, format);
                let done = resize(image.view(), filter, next.view_mut());
                (next, done)
            }
            Step::Binarize(method) => {
                let mut next = Owned::empty(width, height, 0, if bits { Format::Bit1 } else { Format::Gray8 });
                let done = binarize(image.view(), &method, next.view_mut());
                (next, done)
            }
            Step::Tensor(params) => {
                let len = tensor_shape(&[image.view()], &params).unwrap().iter().product();
                let mut tensor = Tensor::new(params.element, len);
                to_tensor(&[image.view()], &params, tensor.view_mut()).unwrap();
                return Outcome::Tensor(tensor);
            }
        };
        if let Err(error) = done {
            return Outcome::Refused(error.kind());
        }
        std::mem::swap(&mut image, &mut next);
    }
    Outcome::Image(image)
}

/// Runs `plan` and compares it with `expected`.
fn agrees(plan: &Plan, src: &Owned, expected: &Outcome, gap: usize, about: &str) {
    let size = plan.output_size(&src.geometry);
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
            let Geometry { width, height, format, .. } = expected.geometry;
            let size = size.unwrap();
            assert_eq!((size.width, size.height), (width, height), "{about}");
            let mut dst = Owned::empty(width, height, gap, format);
            plan.run(src.view(), dst.view_mut()).unwrap();
            for y in 0..height {
                assert!(dst.view().rows().row(y) == expected.view().rows().row(y), "{about}: row {y}");
            }
            let gaps =
                dst.bytes.chunks(dst.geometry.stride).flat_map(|row| row.iter().skip(expected.geometry.row_bytes));
            assert!(gaps.into_iter().all(|&byte| byte == 0xa5), "{about}: between the rows");
        }
    }
}

fn random_plan_agrees(dice: &mut Dice, side: usize, one_by_one_at: simd::Level, settings: &[(simd::Level, usize)]) {
    let (width, height) = (1 + dice.roll(side), 1 + dice.roll(side));
    let format = dice.pick(&Format::ALL);
    let src = Owned::random(dice, width, height, format);
    let steps = random_steps(dice, side);
    let (bits, gap) = (dice.roll(2) == 0, dice.pick(&[0, 5]));
    let expected = {
        set_simd_level(one_by_one_at);
        set_thread_count(1);
        one_by_one(&src, &steps, bits)
    };
    let mut plan = Plan::new();
    steps.iter().for_each(|step| plan.add(*step).unwrap());
    for &(level, threads) in settings {
        set_simd_level(level);
        set_thread_count(threads);
        let about = format!("{} {width}x{height} {steps:?} {} {threads} threads", format.name(), level.name());
        // Twice: the second run finds the scratch of the first.
        agrees(&plan, &src, &expected, gap, &about);
        agrees(&plan, &src, &expected, gap, &about);
    }
}

#[test]
fn plans_give_what_their_steps_give() {
    set_opt_level(OptLevel::Full);
    let levels: Vec<_> = simd::available().collect();
    let settings: Vec<_> = levels.iter().flat_map(|&level| [1, 2, 5].map(|threads| (level, threads))).collect();
    let best = [(simd::best(), 1), (simd::best(), 2), (simd::best(), 5)];
    let mut dice = Dice(2026);
    (0..300).for_each(|_| random_plan_agrees(&mut dice, 40, simd::Level::SCALAR, &settings));
    (0..40).for_each(|_| random_plan_agrees(&mut dice, 150, simd::Level::SCALAR, &settings));
    // Large enough to be split over threads.
    (0..25).for_each(|_| random_plan_agrees(&mut dice, 1000, simd::best(), &best));
}
