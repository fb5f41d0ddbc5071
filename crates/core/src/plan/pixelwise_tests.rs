//! Plans that make each value of one pixel give on the short way what they give on the long one.

use super::*;
use crate::image::{CacheBypass, Element, Filter, Format, Luma, Method, TensorFit, TensorParams};
use crate::testing::noise;

const THRESHOLD: FusedStep = FusedStep::Binarize(Method::Fixed { threshold: 130 });

fn floats() -> TensorParams {
    TensorParams { channels: Format::Gray8, mean: [0.5; 3], std: [0.25; 3], ..TensorParams::default() }
}

fn plan(steps: &[FusedStep]) -> Plan {
    let mut plan = Plan::new();
    steps.iter().for_each(|step| plan.add(*step).unwrap());
    plan
}

#[test]
fn plans_of_gray_and_one_value_a_pixel_are_pixelwise() {
    let gray = FusedStep::Grayscale(Luma::Bt709);
    for end in [THRESHOLD, FusedStep::Tensor(floats())] {
        assert!(plan(&[end]).is_pixelwise() && plan(&[gray, end]).is_pixelwise());
        let resize = FusedStep::Resize { filter: Filter::Area, width: 5, height: 0 };
        assert!(!plan(&[resize, end]).is_pixelwise() && !plan(&[FusedStep::Flatten([9; 3]), end]).is_pixelwise());
    }
    assert!(!plan(&[]).is_pixelwise() && !plan(&[gray]).is_pixelwise());
    assert!(!plan(&[FusedStep::Binarize(Method::Otsu)]).is_pixelwise());
    for other in [
        TensorParams { channels: Format::Rgb8, ..floats() },
        TensorParams { element: Element::U8 { scale: 1.0, zero_point: 0 }, ..floats() },
        TensorParams { over: Some([9; 3]), ..floats() },
        TensorParams { fit: TensorFit::Height, ..floats() },
        TensorParams { cache_bypass: CacheBypass::Always, ..floats() },
    ] {
        assert!(!plan(&[FusedStep::Tensor(other)]).is_pixelwise(), "{other:?}");
    }
}

/// The results of a plan for an image without gaps, and with one after each row, which makes it go the long way.
fn both_ways<T: Clone + PartialEq>(
    (width, height, format): (usize, usize, Format),
    blank: &[T],
    run: impl Fn(ImageRef<'_>, &mut [T]),
) -> [Vec<T>; 2] {
    let row = width * format.pixel_bytes().unwrap();
    [row, row + 3].map(|stride| {
        let px = noise(row * height, 5);
        let mut bytes = vec![0; stride * height];
        px.chunks(row).zip(bytes.chunks_mut(stride)).for_each(|(px, row)| row[..px.len()].copy_from_slice(px));
        let mut out = blank.to_vec();
        run(ImageRef::new(&bytes, width, height, stride, format).unwrap(), &mut out);
        out
    })
}

#[test]
fn results_are_those_of_the_long_way() {
    let gray = FusedStep::Grayscale(Luma::Bt709);
    let (to_bytes, to_floats) = (plan(&[gray, THRESHOLD]), plan(&[gray, FusedStep::Tensor(floats())]));
    // The last two sizes are above and below what floats and bits take.
    for (width, height) in [(1usize, 1), (7, 5), (16, 16), (100, 32), (1024, 8), (1024, 9), (4099, 3)] {
        for format in [Format::Gray8, Format::Rgb8, Format::Bgra8] {
            let shape = (width, height, format);
            for (to, bytes) in [(Format::Gray8, width), (Format::Bit1, width.div_ceil(8))] {
                let [short, long] = both_ways(shape, &vec![0x5a; bytes * height], |src, out| {
                    to_bytes.run(src, ImageMut::new(out, width, height, 0, to).unwrap()).unwrap();
                });
                assert_eq!(short, long, "{shape:?} to {to:?}");
            }
            let [short, long] = both_ways(shape, &vec![f32::NAN; width * height], |src, out| {
                to_floats.run_tensor(src, TensorMut::F32(out)).unwrap();
            });
            assert_eq!(short, long, "{shape:?} to floats");
        }
    }
}

#[test]
fn what_is_not_for_the_short_way_is_not_written() {
    let bytes = noise(3 * 70000, 6);
    let px = |format: Format, width, height| {
        let bytes = &bytes[..width * height * format.pixel_bytes().unwrap()];
        DensePixels { bytes, format, width, height }
    };
    let threshold = plan(&[THRESHOLD]);
    let mut out = vec![7; 70000];
    assert!(!threshold.run_dense(px(Format::Rgb8, 10, 10), &mut out[..99]));
    assert!(!threshold.run_dense(px(Format::Gray16, 10, 10), &mut out[..100]));
    assert!(!threshold.run_dense(px(Format::Gray8, 70000, 1), &mut out), "many");
    assert!(!threshold.run_dense_floats(px(Format::Gray8, 10, 10), &mut [0.0; 100]), "another end");
    let floats = plan(&[FusedStep::Tensor(TensorParams { width: 10, height: 10, ..floats() })]);
    let mut elements = vec![f32::NAN; 100];
    assert!(!floats.run_dense(px(Format::Gray8, 10, 10), &mut out[..100]), "another end");
    assert!(!floats.run_dense_floats(px(Format::Gray8, 20, 5), &mut elements), "another size");
    assert!(out.iter().all(|&byte| byte == 7) && elements.iter().all(|element| element.is_nan()));
    assert!(floats.run_dense_floats(px(Format::Gray8, 10, 10), &mut elements));
    assert!(elements.iter().all(|element| !element.is_nan()));
}

#[test]
fn a_plan_takes_steps_until_a_short_run_succeeds() {
    let mut twice = plan(&[FusedStep::Grayscale(Luma::Bt601), THRESHOLD]);
    let px = DensePixels { bytes: &[200, 100], format: Format::Gray8, width: 2, height: 1 };
    let mut out = [7; 2];
    assert!(!twice.run_dense(px, &mut out[..1]));
    twice.add(WholeStep::Deskew { fill: 255 }).unwrap();
    let mut once = plan(&[THRESHOLD]);
    assert!(once.run_dense(px, &mut out));
    assert_eq!(out, [255, 0]);
    assert!(once.add(WholeStep::Deskew { fill: 255 }).is_err());
}
