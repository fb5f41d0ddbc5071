//! Plans, and the operations that they stand for one after another.

use crate::{bytes, each};
use criterion::Criterion;
use scipix_core::image::{
    Filter, Format, FusedStep, ImageMut, ImageRef, Luma, Method, TensorMut, TensorParams, binarize, grayscale, resize,
    to_tensor,
};
use scipix_core::plan::Plan;

const GRAY: FusedStep = FusedStep::Grayscale(Luma::Bt601);

fn plan(steps: &[FusedStep]) -> Plan {
    let mut plan = Plan::new();
    steps.iter().for_each(|step| plan.add(*step).expect("a valid order"));
    plan
}

/// Nanoseconds are per pixel of the source, which is RGBA.
pub fn bench(c: &mut Criterion) {
    let fixed = Method::Fixed { threshold: 128 };
    let sauvola = Method::Sauvola { window: 51, k: 0.34, r: 128.0 };
    for (name, method, to) in [
        ("threshold", fixed, Format::Gray8),
        ("bits", fixed, Format::Bit1),
        ("otsu", Method::Otsu, Format::Gray8),
        ("otsu_bits", Method::Otsu, Format::Bit1),
        ("sauvola51", sauvola, Format::Gray8),
    ] {
        to_binary(c, name, &method, to);
    }
    to_floats(c);
    resized(c);
}

fn to_binary(c: &mut Criterion, name: &str, method: &Method, to: Format) {
    each(c, &format!("plan_{name}"), |b, width, height| {
        let (rgba, mut out) = (bytes(4 * width * height), vec![0; width * height]);
        let plan = plan(&[GRAY, FusedStep::Binarize(*method)]);
        b.iter(|| {
            let src = ImageRef::new(&rgba, width, height, 0, Format::Rgba8).unwrap();
            plan.run(src, ImageMut::new(&mut out, width, height, 0, to).unwrap()).unwrap();
        });
    });
    each(c, &format!("plan_{name}_steps"), |b, width, height| {
        let rgba = bytes(4 * width * height);
        let (mut gray, mut out) = (vec![0; width * height], vec![0; width * height]);
        b.iter(|| {
            let src = ImageRef::new(&rgba, width, height, 0, Format::Rgba8).unwrap();
            let mut gray = ImageMut::new(&mut gray, width, height, 0, Format::Gray8).unwrap();
            grayscale(src, Luma::Bt601, gray.reborrow()).unwrap();
            binarize(gray.as_ref(), method, ImageMut::new(&mut out, width, height, 0, to).unwrap()).unwrap();
        });
    });
}

fn to_floats(c: &mut Criterion) {
    let params = TensorParams { channels: Format::Gray8, mean: [0.45; 3], std: [0.22; 3], ..TensorParams::default() };
    each(c, "plan_f32", |b, width, height| {
        let (rgba, mut out) = (bytes(4 * width * height), vec![0.0; width * height]);
        let plan = plan(&[GRAY, FusedStep::Tensor(params)]);
        b.iter(|| {
            let src = ImageRef::new(&rgba, width, height, 0, Format::Rgba8).unwrap();
            plan.run_tensor(src, TensorMut::F32(&mut out)).unwrap();
        });
    });
    each(c, "plan_f32_steps", |b, width, height| {
        let rgba = bytes(4 * width * height);
        let (mut gray, mut out) = (vec![0; width * height], vec![0.0; width * height]);
        b.iter(|| {
            let src = ImageRef::new(&rgba, width, height, 0, Format::Rgba8).unwrap();
            let mut gray = ImageMut::new(&mut gray, width, height, 0, Format::Gray8).unwrap();
            grayscale(src, Luma::Bt601, gray.reborrow()).unwrap();
            to_tensor(&[gray.as_ref()], &params, TensorMut::F32(&mut out)).unwrap();
        });
    });
}

/// To 70 % and Otsu, by each filter.
fn resized(c: &mut Criterion) {
    for filter in [Filter::Bilinear, Filter::Area, Filter::Lanczos3] {
        let name = format!("plan_{filter:?}_otsu").to_lowercase();
        let small = |side: usize| side * 7 / 10;
        each(c, &name, |b, width, height| {
            let (w, h) = (small(width), small(height));
            let (rgba, mut out) = (bytes(4 * width * height), vec![0; w * h]);
            let plan =
                plan(&[GRAY, FusedStep::Resize { filter, width: w, height: h }, FusedStep::Binarize(Method::Otsu)]);
            b.iter(|| {
                let src = ImageRef::new(&rgba, width, height, 0, Format::Rgba8).unwrap();
                plan.run(src, ImageMut::new(&mut out, w, h, 0, Format::Gray8).unwrap()).unwrap();
            });
        });
        each(c, &format!("{name}_steps"), |b, width, height| {
            let (w, h) = (small(width), small(height));
            let (rgba, mut gray) = (bytes(4 * width * height), vec![0; width * height]);
            let (mut resized, mut out) = (vec![0; w * h], vec![0; w * h]);
            b.iter(|| {
                let src = ImageRef::new(&rgba, width, height, 0, Format::Rgba8).unwrap();
                let mut gray = ImageMut::new(&mut gray, width, height, 0, Format::Gray8).unwrap();
                grayscale(src, Luma::Bt601, gray.reborrow()).unwrap();
                let mut resized = ImageMut::new(&mut resized, w, h, 0, Format::Gray8).unwrap();
                resize(gray.as_ref(), filter, resized.reborrow()).unwrap();
                let out = ImageMut::new(&mut out, w, h, 0, Format::Gray8).unwrap();
                binarize(resized.as_ref(), &Method::Otsu, out).unwrap();
            });
        });
    }
}
