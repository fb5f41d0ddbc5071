//! The Rust API adds checks of views to the calls of the core, and for owned results the memory.

use crate::bytes;
use criterion::Criterion;
use facade::image::{Filter, Format, Image, ImageOps, ImageView, ImageViewMut, Luma};
use scipix_core::cpu::{OptLevel, set_opt_level};
use scipix_core::image::{self as core_image, ImageMut, ImageRef};
use std::hint::black_box;

/// Calls so small that the difference of a few nanoseconds shows.
pub fn bench(c: &mut Criterion) {
    set_opt_level(OptLevel::Simd);
    small(c);
    let mut group = c.benchmark_group("facade_page");
    let (width, height) = (2480, 3508);
    let data = bytes(4 * width * height);
    let page = ImageView::new(&data, width, height, Format::Rgba8).unwrap();
    let mut gray = Image::new(width, height, Format::Gray8).unwrap();
    group.bench_function("into", |b| b.iter(|| page.grayscale_into(Luma::Bt601, &mut gray.view_mut()).unwrap()));
    group.bench_function("owned", |b| b.iter(|| page.grayscale(Luma::Bt601).unwrap()));
    group.finish();
}

fn small(c: &mut Criterion) {
    let (width, height) = (16, 4);
    let (src, mut dst) = (bytes(4 * width * height), bytes(width * height));
    let (mut half, mut group) = (bytes(4 * 8 * 2), c.benchmark_group("facade_small"));
    group.bench_function("grayscale/core", |b| {
        b.iter(|| {
            let src = ImageRef::new(black_box(&src), width, height, 0, Format::Rgba8).unwrap();
            let dst = ImageMut::new(black_box(&mut dst), width, height, 0, Format::Gray8).unwrap();
            core_image::grayscale(src, Luma::Bt601, dst).unwrap();
        });
    });
    group.bench_function("grayscale/rust", |b| {
        b.iter(|| {
            let src = ImageView::new(black_box(&src), width, height, Format::Rgba8).unwrap();
            let mut dst = ImageViewMut::new(black_box(&mut dst), width, height, Format::Gray8).unwrap();
            src.grayscale_into(Luma::Bt601, &mut dst).unwrap();
        });
    });
    group.bench_function("resize/core", |b| {
        b.iter(|| {
            let src = ImageRef::new(black_box(&src), width, height, 0, Format::Rgba8).unwrap();
            let dst = ImageMut::new(black_box(&mut half), 8, 2, 0, Format::Rgba8).unwrap();
            core_image::resize(src, Filter::Area, dst).unwrap();
        });
    });
    group.bench_function("resize/rust", |b| {
        b.iter(|| {
            let src = ImageView::new(black_box(&src), width, height, Format::Rgba8).unwrap();
            let mut dst = ImageViewMut::new(black_box(&mut half), 8, 2, Format::Rgba8).unwrap();
            src.resize_into(Filter::Area, &mut dst).unwrap();
        });
    });
    group.bench_function("threshold_flat/core", |b| {
        b.iter(|| core_image::threshold_flat(black_box(&src[..64]), 9, black_box(&mut dst)).unwrap());
    });
    group.bench_function("threshold_flat/rust", |b| {
        b.iter(|| facade::threshold_flat(black_box(&src[..64]), 9, black_box(&mut dst)).unwrap());
    });
    group.finish();
}
