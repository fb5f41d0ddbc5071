//! Every operation on a region of an image gives what it gives on a copy of that region, into a region too, at every SIMD
//! level and with several threads. One test, as these are settings of the whole process.

mod pages;

use pages::{Dice, Region};
use scipix_core::cpu::{OptLevel, set_opt_level, set_thread_count};
use scipix_core::image::*;
use scipix_core::page::{
    BorderParams, DespeckleParams, LineParams, PageScratch, despeckle, remove_borders, remove_lines,
};
use scipix_core::plan::Plan;
use scipix_core::{Result, simd};

/// Makes of a region what it writes.
type Operation = fn(&Region, ImageMut<'_>) -> Result<()>;

fn binarized(src: &Region, method: Method, dst: ImageMut<'_>) -> Result<()> {
    binarize(src.view(), &method, dst)
}

fn planned(src: &Region, steps: &[FusedStep], dst: ImageMut<'_>) -> Result<()> {
    let mut plan = Plan::new();
    steps.iter().try_for_each(|step| plan.add(*step))?;
    plan.run(src.view(), dst)
}

/// Copies `src` to `dst`, in order to change it there.
fn in_place(src: &Region, dst: &mut ImageMut<'_>) {
    let mut rows = dst.reborrow().into_rows();
    (0..rows.len()).for_each(|y| rows.row(y).copy_from_slice(src.view().rows().row(y)));
}

/// Tiles of which small images have several, too.
const SMALL_TILES: BackgroundParams = BackgroundParams {
    tile_width: 5,
    tile_height: 4,
    threshold: 3,
    min_count: 2,
    target: 220,
    smooth_x: 1,
    smooth_y: 2,
};

/// Operations whose result has the size of the source, with the format of it: of the source where there is none.
const SAME_SIZE: [(&str, Option<Format>, Operation); 39] = [
    ("gray", Some(Format::Gray8), |src, dst| grayscale(src.view(), Luma::Bt601, dst)),
    ("gray 8 bit", Some(Format::Gray8), |src, dst| grayscale(src.view(), Luma::Bt601_8bit, dst)),
    ("gray over", Some(Format::Gray8), |src, dst| grayscale_over(src.view(), Luma::Bt709, [255, 9, 70], dst)),
    ("flattened", Some(Format::Bgra8), |src, dst| flatten(src.view(), [255, 9, 70], dst)),
    ("flattened to three bytes", Some(Format::Rgb8), |src, dst| flatten(src.view(), [255, 9, 70], dst)),
    ("threshold", Some(Format::Gray8), |src, dst| threshold(src.view(), 120, dst)),
    ("gray16 to gray8", Some(Format::Gray8), |src, dst| gray16_to_gray8(src.view(), 700, 51000, dst)),
    ("threshold to bits", Some(Format::Bit1), |src, dst| threshold(src.view(), 120, dst)),
    ("invert", None, |src, dst| invert(src.view(), dst)),
    ("mirrored", None, |src, dst| flip(src.view(), Flip::Horizontal, dst)),
    ("upside down", None, |src, dst| flip(src.view(), Flip::Vertical, dst)),
    ("closed", None, |src, dst| {
        morphology(src.view(), Morphology::Close, 6, 3, MorphologyRules::LeptonicaSymmetric, dst)
    }),
    ("eroded", None, |src, dst| morphology(src.view(), Morphology::Erode, 70, 18, MorphologyRules::Leptonica, dst)),
    ("median of nine", None, |src, dst| median(src.view(), 3, dst)),
    ("median of 25", None, |src, dst| median(src.view(), 5, dst)),
    ("blurred", None, |src, dst| gaussian_blur(src.view(), [5, 0], [0.0, 0.8], Border::Replicate, dst)),
    ("sharpened", None, |src, dst| unsharp_mask(src.view(), 0.5, 2.0, 2, dst)),
    ("equalised", None, |src, dst| clahe(src.view(), 4.0, [7, 3], dst)),
    ("fixed", Some(Format::Gray8), |src, dst| binarized(src, Method::Fixed { threshold: 99 }, dst)),
    ("fixed to bits", Some(Format::Bit1), |src, dst| binarized(src, Method::Fixed { threshold: 99 }, dst)),
    ("otsu", Some(Format::Gray8), |src, dst| binarized(src, Method::Otsu, dst)),
    ("otsu to bits", Some(Format::Bit1), |src, dst| binarized(src, Method::Otsu, dst)),
    ("mean", Some(Format::Gray8), |src, dst| binarized(src, Method::AdaptiveMean { window: 15, offset: 3.5 }, dst)),
    ("sauvola to bits", Some(Format::Bit1), |src, dst| {
        binarized(src, Method::Sauvola { window: 31, k: 0.34, r: 128.0 }, dst)
    }),
    ("background", Some(Format::Gray8), |src, dst| normalize_background(src.view(), &SMALL_TILES, dst)),
    ("despeckled", Some(Format::Gray8), |src, dst| {
        let params = DespeckleParams { max_side: 2, threshold: None };
        despeckle(src.view(), &params, &mut PageScratch::new(), dst).map(|_| ())
    }),
    ("without lines", None, |src, dst| {
        let params = LineParams { vertical: true, min_length: 6, max_thickness: 2, ..LineParams::default() };
        remove_lines(src.view(), &params, &mut PageScratch::new(), dst).map(|_| ())
    }),
    ("without borders", None, |src, dst| {
        remove_borders(src.view(), &BorderParams::default(), &mut PageScratch::new(), dst).map(|_| ())
    }),
    ("turned", None, |src, dst| rotate(src.view(), -3.3, 200, dst)),
    ("half a turn", None, |src, dst| rotate(src.view(), 180.0, 200, dst)),
    ("flat plan", Some(Format::Bit1), |src, dst| {
        planned(src, &[FusedStep::Flatten([255, 9, 70]), FusedStep::Binarize(Method::Fixed { threshold: 99 })], dst)
    }),
    ("plan", Some(Format::Bit1), |src, dst| planned(src, &[FusedStep::Binarize(Method::Otsu)], dst)),
    ("flattened in place", None, |src, mut dst| {
        in_place(src, &mut dst);
        flatten_in_place(dst, [255, 9, 70])
    }),
    ("inverted in place", None, |src, mut dst| {
        in_place(src, &mut dst);
        invert_in_place(dst);
        Ok(())
    }),
    ("mirrored in place", None, |src, mut dst| {
        in_place(src, &mut dst);
        flip_in_place(dst, Flip::Horizontal);
        Ok(())
    }),
    ("half a turn in place", None, |src, mut dst| {
        in_place(src, &mut dst);
        flip_in_place(dst, Flip::Both);
        Ok(())
    }),
    ("background in place", None, |src, mut dst| {
        in_place(src, &mut dst);
        normalize_background_in_place(dst, &SMALL_TILES)
    }),
    ("equalised in place", None, |src, mut dst| {
        in_place(src, &mut dst);
        clahe_in_place(dst, 4.0, [7, 3])
    }),
    ("threshold in place", None, |src, mut dst| {
        in_place(src, &mut dst);
        threshold_in_place(dst, 120)
    }),
];

/// Operations whose result has the format of the source, and a size of its own.
const OTHER_SIZE: [(&str, Operation); 12] = [
    ("nearest", |src, dst| resize(src.view(), Filter::Nearest, dst)),
    ("bilinear", |src, dst| resize(src.view(), Filter::Bilinear, dst)),
    ("area", |src, dst| resize(src.view(), Filter::Area, dst)),
    ("lanczos", |src, dst| resize(src.view(), Filter::Lanczos3, dst)),
    ("bilinear with antialiasing", |src, dst| resize(src.view(), Filter::BilinearAa, dst)),
    ("bicubic", |src, dst| resize(src.view(), Filter::Bicubic, dst)),
    ("turned on a canvas", |src, dst| rotate(src.view(), 33.0, 90, dst)),
    ("bicubic by alpha", |src, dst| resize_by_alpha(src.view(), Filter::Bicubic, dst)),
    ("area by alpha", |src, dst| resize_by_alpha(src.view(), Filter::Area, dst)),
    ("quadrilateral", |src, dst| {
        let (w, h) = (src.geometry().width as f32, src.geometry().height as f32);
        crop_quad(src.view(), &[[-1.0, 0.1 * h], [0.9 * w, 0.0], [w, 0.8 * h], [0.2 * w, h + 2.0]], dst)
    }),
    ("quadrilateral by nearest pixels", |src, dst| crop_by(src, Interpolation::Nearest, dst)),
    ("quadrilateral by cubic interpolation", |src, dst| crop_by(src, Interpolation::Cubic, dst)),
];

fn crop_by(src: &Region, interpolation: Interpolation, dst: ImageMut<'_>) -> Result<()> {
    let (w, h) = (src.geometry().width as f32, src.geometry().height as f32);
    let quad = [[-1.0, 0.1 * h], [0.9 * w, 0.0], [w, 0.8 * h], [0.2 * w, h + 2.0]];
    crop_quad_with(src.view(), &quad, &CropParams { interpolation, ..CropParams::PADDLE }, dst)
}

/// Images and settings of a comparison.
struct Run<'a> {
    src: &'a Region,
    copy: &'a Region,
    settings: &'a [(simd::Level, usize)],
}

impl Run<'_> {
    /// Runs `operation` on the copy by scalar code on one thread; then `compare` with each of the settings.
    fn compare<T>(&self, name: &str, operation: impl Fn(&Region) -> T, mut compare: impl FnMut(&T, &str)) {
        simd::set_level(simd::Level::SCALAR);
        set_thread_count(1);
        let expected = operation(self.copy);
        let Geometry { width, height, format, .. } = self.src.geometry();
        for &(level, threads) in self.settings {
            simd::set_level(level);
            set_thread_count(threads);
            let about = format!("{name} of {} {width}x{height}, {} {threads} threads", format.name(), level.name());
            compare(&expected, &about);
        }
    }

    /// Checks an operation whose result is an image of `size`.
    fn image_agrees(
        &self,
        dice: &mut Dice,
        name: &str,
        run: Operation,
        (width, height): (usize, usize),
        format: Format,
    ) {
        let of_copy = |copy: &Region| {
            let mut out = Region::empty(width, height, format);
            (run(copy, out.view_mut()).map_err(|error| error.kind()), out)
        };
        self.compare(name, of_copy, |(outcome, expected), about| {
            let before = Region::within(dice, width, height, format);
            let mut dst = before.clone();
            assert_eq!(run(self.src, dst.view_mut()).map_err(|error| error.kind()), *outcome, "{about}");
            dst.assert_same(expected, about);
            dst.assert_kept_outside(&before, about);
        });
    }

    /// Checks an operation whose result is a value.
    fn value_agrees<T: PartialEq>(&self, name: &str, operation: fn(&Region) -> T) {
        self.compare(name, operation, |expected, about| assert!(operation(self.src) == *expected, "{about}"));
    }
}

/// The bits of the tensor of a line crop, lines of 20 pixels.
fn tensor(src: &Region) -> Vec<u32> {
    let (fit, placement, padding) = (TensorFit::Inside, TensorPlacement::Center, TensorPadding::Edge);
    let over = Some([255, 9, 70]);
    let params = TensorParams { height: 20, width: 31, fit, placement, padding, over, ..TensorParams::default() };
    let len = tensor_shape(&[src.view()], &params).unwrap().iter().product();
    let mut out = vec![0.0; len];
    to_tensor(&[src.view()], &params, TensorMut::F32(&mut out)).unwrap();
    out.iter().map(|value| value.to_bits()).collect()
}

fn every_operation_agrees(dice: &mut Dice, side: usize, settings: &[(simd::Level, usize)]) {
    for format in Format::ALL {
        let (width, height) = (1 + dice.roll(side), 1 + dice.roll(side));
        let src = Region::random(dice, width, height, format);
        let copy = src.copied();
        let run = Run { src: &src, copy: &copy, settings };
        for (name, result, operation) in SAME_SIZE {
            run.image_agrees(dice, name, operation, (width, height), result.unwrap_or(format));
        }
        run.image_agrees(dice, "to the right", |src, dst| rotate(src.view(), 90.0, 0, dst), (height, width), format);
        run.image_agrees(dice, "to the left", |src, dst| rotate(src.view(), 270.0, 0, dst), (height, width), format);
        for (name, operation) in OTHER_SIZE {
            let size = (1 + dice.roll(side), 1 + dice.roll(side));
            run.image_agrees(dice, name, operation, size, format);
        }
        run.value_agrees("otsu's level", |src| otsu(src.view()));
        run.value_agrees("least and greatest", |src| min_max(src.view()).map_err(|error| error.kind()));
        run.value_agrees("skew", |src| skew(src.view()).map_err(|error| error.kind()));
        run.value_agrees("tensor", tensor);
    }
}

#[test]
fn regions_give_what_their_copies_give() {
    set_opt_level(OptLevel::Full);
    let levels: Vec<_> = simd::available().collect();
    let all: Vec<_> = levels.iter().flat_map(|&level| [1, 3].map(|threads| (level, threads))).collect();
    let mut dice = Dice(7);
    (0..12).for_each(|_| every_operation_agrees(&mut dice, 90, &all));
    // Large enough to be split over threads.
    (0..3).for_each(|_| every_operation_agrees(&mut dice, 900, &[(simd::best(), 1), (simd::best(), 3)]));
}
