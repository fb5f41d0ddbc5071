//! `cargo bench --bench optimization_bench -- GROUP`: every operation at every SIMD level of this processor, one thread.
//! The options of criterion make a run longer and its times steadier; CONTRIBUTING.md has an example.

#[path = "groups/batcher.rs"]
mod batcher;
#[path = "groups/ctc.rs"]
mod ctc;
#[path = "groups/facade.rs"]
mod facade_cost;
#[path = "groups/memory.rs"]
mod memory;
#[path = "groups/parallel.rs"]
mod parallel;
#[path = "groups/plan.rs"]
mod plan;
#[path = "groups/quant.rs"]
mod quant;
#[path = "groups/resize.rs"]
mod resize;
#[path = "groups/rust_api.rs"]
mod rust_api;
#[path = "groups/tensor.rs"]
mod tensor;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use scipix_core::cpu::{OptLevel, set_opt_level};
use scipix_core::image::normalize;
use scipix_core::image::{
    BackgroundParams, Border, CropParams, Flip, Format, ImageMut, ImageRef, Interpolation, Luma, Method, Morphology,
    MorphologyRules, binarize, clahe, crop_quad_with, flip, flip_in_place, gaussian_blur, grayscale, invert,
    invert_in_place, median, morphology, normalize_background, otsu, rotate, skew, threshold, unsharp_mask,
};
use scipix_core::page::{CleanParams, PageCleaner};
use scipix_core::simd;
use std::time::Duration;

/// Width and height: a crop, lines as recognisers read them, in L1, in L2, a frame, an A4 page at 300 dpi.
const SIZES: [(usize, usize); 7] = [(16, 16), (100, 32), (320, 48), (64, 64), (256, 256), (1920, 1080), (2480, 3508)];

/// Short measurements, because a group has up to a hundred benchmarks and more. Options of the command line override them.
fn quick() -> Criterion {
    Criterion::default()
        .without_plots()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(400))
        .nresamples(10_000)
}

fn bytes(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i.wrapping_mul(2654435761) >> 13) as u8).collect()
}

/// Runs `body` for each size and level as one benchmark of `group`.
fn each(c: &mut Criterion, group: &str, mut body: impl FnMut(&mut criterion::Bencher<'_>, usize, usize)) {
    set_opt_level(OptLevel::Simd);
    let mut group = c.benchmark_group(group);
    for (width, height) in SIZES {
        group.throughput(Throughput::Elements((width * height) as u64));
        for level in simd::available() {
            simd::set_level(level);
            let id = BenchmarkId::new(level.name(), format!("{width}x{height}"));
            group.bench_function(id, |b| body(b, width, height));
        }
    }
    group.finish();
}

fn bench_threshold(c: &mut Criterion) {
    for (name, format) in [("threshold", Format::Gray8), ("threshold_bit1", Format::Bit1)] {
        each(c, name, |b, width, height| {
            let src = bytes(width * height);
            let mut dst = vec![0; width * height];
            b.iter(|| {
                let src = ImageRef::new(&src, width, height, 0, Format::Gray8).unwrap();
                threshold(src, 128, ImageMut::new(&mut dst, width, height, 0, format).unwrap()).unwrap();
            });
        });
    }
}

fn bench_grayscale(c: &mut Criterion) {
    let cases = [
        ("grayscale", Format::Rgba8, Luma::Bt601),
        ("grayscale_8bit", Format::Rgba8, Luma::Bt601_8bit),
        ("grayscale_rgb", Format::Rgb8, Luma::Bt601),
        ("grayscale_bit1", Format::Bit1, Luma::Bt601),
    ];
    for (name, format, luma) in cases {
        each(c, name, |b, width, height| {
            let src = bytes(4 * width * height);
            let mut dst = vec![0; width * height];
            b.iter(|| {
                let src = ImageRef::new(&src, width, height, 0, format).unwrap();
                grayscale(src, luma, ImageMut::new(&mut dst, width, height, 0, Format::Gray8).unwrap()).unwrap();
            });
        });
    }
}

fn bench_invert(c: &mut Criterion) {
    each(c, "invert", |b, width, height| {
        let src = bytes(width * height);
        let mut dst = vec![0; width * height];
        b.iter(|| {
            let src = ImageRef::new(&src, width, height, 0, Format::Gray8).unwrap();
            invert(src, ImageMut::new(&mut dst, width, height, 0, Format::Gray8).unwrap()).unwrap();
        });
    });
    each(c, "invert_in_place", |b, width, height| {
        let mut image = bytes(width * height);
        b.iter(|| invert_in_place(ImageMut::new(&mut image, width, height, 0, Format::Gray8).unwrap()));
    });
}

fn bench_binarize(c: &mut Criterion) {
    let sauvola = |window| Method::Sauvola { window, k: 0.34, r: 128.0 };
    let cases = [
        ("binarize_otsu", Method::Otsu, Format::Gray8),
        ("binarize_mean31", Method::AdaptiveMean { window: 31, offset: 10.0 }, Format::Gray8),
        ("binarize_sauvola31", sauvola(31), Format::Gray8),
        ("binarize_sauvola51", sauvola(51), Format::Gray8),
        ("binarize_sauvola51_rgba", sauvola(51), Format::Rgba8),
    ];
    for (name, method, format) in cases {
        each(c, name, |b, width, height| {
            let src = bytes(width * height * format.pixel_bytes().unwrap_or(1));
            let mut dst = vec![0; width * height];
            b.iter(|| {
                let src = ImageRef::new(&src, width, height, 0, format).unwrap();
                binarize(src, &method, ImageMut::new(&mut dst, width, height, 0, Format::Gray8).unwrap()).unwrap();
            });
        });
    }
}

fn bench_background(c: &mut Criterion) {
    for (name, format) in [("background", Format::Gray8), ("background_rgb", Format::Rgb8)] {
        each(c, name, |b, width, height| {
            let src = bytes(width * height * format.pixel_bytes().unwrap_or(1));
            let mut dst = vec![0; width * height];
            let params = BackgroundParams::default();
            b.iter(|| {
                let src = ImageRef::new(&src, width, height, 0, format).unwrap();
                let dst = ImageMut::new(&mut dst, width, height, 0, Format::Gray8).unwrap();
                normalize_background(src, &params, dst).unwrap();
            });
        });
    }
}

fn bench_otsu(c: &mut Criterion) {
    for (name, noisy) in [("otsu", true), ("otsu_white", false)] {
        each(c, name, |b, width, height| {
            let src = if noisy { bytes(width * height) } else { vec![255; width * height] };
            b.iter(|| otsu(ImageRef::new(&src, width, height, 0, Format::Gray8).unwrap()));
        });
    }
}

fn bench_normalize(c: &mut Criterion) {
    each(c, "normalize", |b, width, height| {
        let mut data: Vec<f32> = bytes(width * height).into_iter().map(f32::from).collect();
        b.iter(|| normalize(&mut data));
    });
}

fn bench_flip(c: &mut Criterion) {
    let cases = [
        ("flip", Format::Gray8, Flip::Horizontal),
        ("flip_rgb", Format::Rgb8, Flip::Horizontal),
        ("flip_rgba", Format::Rgba8, Flip::Horizontal),
        ("flip_bit1", Format::Bit1, Flip::Horizontal),
        ("flip_vertical", Format::Gray8, Flip::Vertical),
    ];
    for (name, format, direction) in cases {
        each(c, name, |b, width, height| {
            let src = bytes(4 * width * height);
            let mut dst = vec![0; 4 * width * height];
            b.iter(|| {
                let src = ImageRef::new(&src, width, height, 0, format).unwrap();
                flip(src, direction, ImageMut::new(&mut dst, width, height, 0, format).unwrap()).unwrap();
            });
        });
        each(c, &format!("{name}_in_place"), |b, width, height| {
            let mut image = bytes(4 * width * height);
            b.iter(|| flip_in_place(ImageMut::new(&mut image, width, height, 0, format).unwrap(), direction));
        });
    }
}

fn bench_morphology(c: &mut Criterion) {
    let cases = [
        ("dilate_3", Format::Gray8, Morphology::Dilate, 3),
        ("open_15", Format::Gray8, Morphology::Open, 15),
        ("dilate_3_bit1", Format::Bit1, Morphology::Dilate, 3),
        ("open_15_bit1", Format::Bit1, Morphology::Open, 15),
    ];
    for (name, format, operation, size) in cases {
        each(c, name, |b, width, height| {
            let src = bytes(width * height);
            let mut dst = vec![0; width * height];
            b.iter(|| {
                let src = ImageRef::new(&src, width, height, 0, format).unwrap();
                let dst = ImageMut::new(&mut dst, width, height, 0, format).unwrap();
                morphology(src, operation, size, size, MorphologyRules::OpenCv, dst).unwrap();
            });
        });
    }
}

fn bench_filters(c: &mut Criterion) {
    type Filter = fn(ImageRef<'_>, ImageMut<'_>) -> scipix_core::Result<()>;
    let cases: [(&str, Filter); 5] = [
        ("median_3", |src, dst| median(src, 3, dst)),
        ("median_5", |src, dst| median(src, 5, dst)),
        ("clahe", |src, dst| clahe(src, 40.0, [8, 8], dst)),
        ("gaussian_5", |src, dst| gaussian_blur(src, [5, 5], [1.1, 1.1], Border::Reflect101, dst)),
        ("unsharp_mask", |src, dst| unsharp_mask(src, 1.0, 1.5, 0, dst)),
    ];
    for (name, filter) in cases {
        each(c, name, |b, width, height| {
            let src = bytes(width * height);
            let mut dst = vec![0; width * height];
            b.iter(|| {
                let src = ImageRef::new(&src, width, height, 0, Format::Gray8).unwrap();
                filter(src, ImageMut::new(&mut dst, width, height, 0, Format::Gray8).unwrap()).unwrap();
            });
        });
    }
}

fn bench_rotate(c: &mut Criterion) {
    let cases = [
        ("rotate", Format::Gray8, 3.0),
        ("rotate_rgb", Format::Rgb8, 3.0),
        ("rotate_rgba", Format::Rgba8, 3.0),
        ("rotate_180", Format::Gray8, 180.0),
        ("rotate_90", Format::Gray8, 90.0),
        ("rotate_90_rgba", Format::Rgba8, 90.0),
        ("rotate_90_bit1", Format::Bit1, 90.0),
        ("rotate_bit1", Format::Bit1, 3.0),
        ("rotate_bit1_40", Format::Bit1, 40.0),
    ];
    for (name, format, degrees) in cases {
        each(c, name, |b, width, height| {
            let src = bytes(4 * width * height);
            let mut dst = vec![0; 4 * width * height];
            let (to_width, to_height) = if degrees == 90.0 { (height, width) } else { (width, height) };
            b.iter(|| {
                let src = ImageRef::new(&src, width, height, 0, format).unwrap();
                let dst = ImageMut::new(&mut dst, to_width, to_height, 0, format).unwrap();
                rotate(src, degrees, 255, dst).unwrap();
            });
        });
    }
}

fn bench_crop_quad(c: &mut Criterion) {
    use Interpolation::{Bilinear, Cubic};
    for (name, format, interpolation) in [
        ("crop_quad", Format::Gray8, Bilinear),
        ("crop_quad_rgb", Format::Rgb8, Bilinear),
        ("crop_quad_cubic", Format::Gray8, Cubic),
        ("crop_quad_cubic_rgb", Format::Rgb8, Cubic),
    ] {
        let params = CropParams { interpolation, ..CropParams::default() };
        each(c, name, |b, width, height| {
            let src = bytes(3 * width * height);
            let mut dst = vec![0; 3 * width * height];
            let (w, h) = (width as f32, height as f32);
            let quad = [[0.05 * w, 0.1 * h], [0.9 * w, 0.02 * h], [0.97 * w, 0.9 * h], [0.02 * w, 0.95 * h]];
            b.iter(|| {
                let src = ImageRef::new(&src, width, height, 0, format).unwrap();
                let dst = ImageMut::new(&mut dst, width, height, 0, format).unwrap();
                crop_quad_with(src, &quad, &params, dst).unwrap();
            });
        });
    }
}

fn bench_skew(c: &mut Criterion) {
    each(c, "skew", |b, width, height| {
        let lines = |i: usize| if (i / width + i % width / 20) % 30 < 12 && i % 7 > 1 { 20 } else { 230 };
        let src: Vec<u8> = (0..width * height).map(lines).collect();
        b.iter(|| skew(ImageRef::new(&src, width, height, 0, Format::Gray8).unwrap()).unwrap());
    });
}

/// A page of bars like letters that needs nothing: every step looks, none does anything.
fn bench_page_clean(c: &mut Criterion) {
    each(c, "page_clean", |b, width, height| {
        let ink = |i: usize| i / width % 44 < 16 + (i % width / 12 % 3) * 4 && i % width % 12 < 8;
        let src: Vec<u8> = (0..width * height).map(|i| if ink(i) { 20 } else { 240 }).collect();
        let (mut cleaner, params) = (PageCleaner::new(), CleanParams::default());
        b.iter(|| cleaner.clean(ImageRef::new(&src, width, height, 0, Format::Gray8).unwrap(), &params).unwrap());
    });
}

criterion_group! {
    name = benches;
    config = quick();
    targets =
        bench_grayscale,
        bench_threshold,
        bench_invert,
        bench_flip,
        bench_morphology,
        bench_filters,
        bench_binarize,
        bench_background,
        bench_otsu,
        bench_normalize,
        resize::bench,
        tensor::bench,
        plan::bench,
        ctc::bench,
        bench_rotate,
        bench_crop_quad,
        bench_skew,
        bench_page_clean,
        facade_cost::bench
}
criterion_main!(benches, memory::benches, parallel::benches, batcher::benches, quant::benches, rust_api::benches);
