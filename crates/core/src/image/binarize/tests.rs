//! The definition by brute force, and every level, path and split against it.

use super::*;
use crate::base::error::ErrorKind;
use crate::cpu::set_thread_count;
use crate::image::{Luma, grayscale, otsu, threshold};
use crate::simd::Level;
use crate::testing::{levels, noise};
use narrow::NarrowTotals;
use rule::mean_limit;
use wide::WideTotals;
use window::{Area, WindowTotals};

/// Sizes with one column, one row, less than, as many as and more than a block of every kernel.
const SIZES: [(usize, usize); 9] = [(1, 1), (1, 9), (9, 1), (5, 7), (16, 3), (33, 20), (64, 5), (65, 11), (131, 13)];
const WINDOWS: [usize; 6] = [1, 3, 7, 31, 51, 301];

/// Pages of paper, of ink, of two levels in fine patterns, of gradients, and of noise.
fn pages(width: usize, height: usize) -> Vec<Vec<u8>> {
    let each = |f: &dyn Fn(usize, usize) -> u8| (0..width * height).map(|i| f(i % width, i / width)).collect();
    vec![
        vec![255; width * height],
        vec![0; width * height],
        each(&|x, y| if (x ^ y) & 1 == 0 { 255 } else { 0 }),
        each(&|x, y| if x % 9 < 2 && y % 5 < 3 { 40 } else { 210 }),
        each(&|x, y| (x * 3 + y) as u8),
        noise(width * height, 7 + (width * 1000 + height) as u64),
    ]
}

fn methods(window: usize) -> Vec<Method> {
    let mean = [0.0, 10.0, -3.5, 0.1, 300.0, -1e30].map(|offset| Method::AdaptiveMean { window, offset });
    let parameters =
        [(0.34, 128.0), (0.0, 128.0), (-0.2, 100.0), (0.5, 1e-6), (2.5, 1e6), (-f32::MAX, f32::MIN_POSITIVE)];
    let sauvola = parameters.map(|(k, r)| Method::Sauvola { window, k, r });
    mean.into_iter().chain(sauvola).collect()
}

/// Returns the pixels of the window around (`x`, `y`).
fn window_of(image: ImageRef<'_>, x: usize, y: usize, window: usize) -> impl Iterator<Item = u8> {
    let reach = window / 2;
    let columns = x.saturating_sub(reach)..(x + reach + 1).min(image.width());
    (y.saturating_sub(reach)..(y + reach + 1).min(image.height()))
        .flat_map(move |y| image.rows().row(y)[columns.clone()].to_vec())
}

/// Returns the threshold by its definition, and how far rounding may move either side of the comparison.
fn threshold_of(image: ImageRef<'_>, x: usize, y: usize, method: &Method) -> (f64, f64) {
    let moments = |window| {
        let pixels: Vec<f64> = window_of(image, x, y, window).map(f64::from).collect();
        let mean = pixels.iter().sum::<f64>() / pixels.len() as f64;
        let variance = pixels.iter().map(|px| (px - mean) * (px - mean)).sum::<f64>() / pixels.len() as f64;
        (mean, variance.sqrt())
    };
    match *method {
        Method::Fixed { .. } | Method::Otsu => panic!("{method:?} has no window"),
        Method::AdaptiveMean { window, offset } => (moments(window).0 - f64::from(offset), 1e-10),
        Method::Sauvola { window, k, r } => {
            let (mean, deviation) = moments(window);
            let (k, r) = (f64::from(k), f64::from(r));
            (mean * (1.0 + k * (deviation / r - 1.0)), 1e-9 * mean * (1.0 + k.abs() * (1.0 + deviation / r)))
        }
    }
}

fn binarized(image: ImageRef<'_>, method: &Method, format: Format) -> Vec<u8> {
    let (width, height) = (image.width(), image.height());
    let mut out = vec![0x5a; format.row_bytes(width).unwrap() * height];
    binarize(image, method, ImageMut::new(&mut out, width, height, 0, format).unwrap()).unwrap();
    out
}

/// Runs the whole image through `window`, without strips.
fn rows_through(image: ImageRef<'_>, area: Area, mut window: impl WindowTotals) -> Vec<u8> {
    let (zeros, row) = (vec![0; area.width], |y| image.rows().row(y));
    (0..area.reach_y.min(area.height)).for_each(|y| window.slide(row(y), &zeros));
    let mut out = vec![0; area.width * area.height];
    for (y, out) in out.chunks_mut(area.width).enumerate() {
        let enter = if y + area.reach_y < area.height { row(y + area.reach_y) } else { &zeros };
        let leave = if y > area.reach_y { row(y - area.reach_y - 1) } else { &zeros };
        window.slide(enter, leave);
        window.decide(row(y), area.rows_at(y), out);
    }
    out
}

fn rule(method: &Method) -> (usize, Rule) {
    match *method {
        Method::AdaptiveMean { window, offset } => (window, Rule::Mean { offset }),
        Method::Sauvola { window, k, r } => (window, Rule::sauvola(k, r)),
        _ => panic!("{method:?} has no window"),
    }
}

#[test]
fn windows_decide_as_the_definition_says() {
    for (width, height) in SIZES {
        for page in pages(width, height) {
            let image = ImageRef::new(&page, width, height, 0, Format::Gray8).unwrap();
            for method in [3, 301].into_iter().flat_map(methods) {
                let out = binarized(image, &method, Format::Gray8);
                for (i, (&px, &out)) in page.iter().zip(&out).enumerate() {
                    let (threshold, slack) = threshold_of(image, i % width, i / width, &method);
                    let px = f64::from(px);
                    if (px - threshold).abs() > slack {
                        assert_eq!(out, if px > threshold { 255 } else { 0 }, "{width}x{height} {i} {method:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn ties_are_black() {
    let flat = [77; 35];
    let image = ImageRef::new(&flat, 7, 5, 0, Format::Gray8).unwrap();
    for (offset, expected) in [(0.0, 0), (0.001, 255), (-0.001, 0)] {
        let method = Method::AdaptiveMean { window: 3, offset };
        assert!(binarized(image, &method, Format::Gray8).iter().all(|&px| px == expected), "{offset}");
    }
    for (k, expected) in [(0.0, 0), (0.01, 255), (-0.01, 0)] {
        let method = Method::Sauvola { window: 3, k, r: 128.0 };
        assert!(binarized(image, &method, Format::Gray8).iter().all(|&px| px == expected), "{k}");
    }
}

#[test]
fn mean_limits_are_floors() {
    assert_eq!(mean_limit(0.5, 3.0), -2.0);
    assert_eq!(mean_limit(-0.5, 3.0), 1.0);
    assert_eq!(mean_limit(-2.0, 3.0), 6.0);
    let [(mut counts, mut limits), (mut more, mut less)] = [([0; 2], [0; 2]); 2];
    scalar::set_limits(&[3, 5], 2, f32::MAX, &mut counts, &mut limits);
    scalar::set_limits(&[3, 5], 2, f32::MIN, &mut more, &mut less);
    assert_eq!((counts, limits, less), ([6, 10], [i32::MIN as u32; 2], [i32::MAX as u32; 2]));
    assert_eq!(more, counts);
}

#[test]
fn limits_of_whole_offsets_are_the_same() {
    let widths: Vec<u32> = (0..40).chain([1000, 8_000_000]).collect();
    let zeros = || vec![0; widths.len()];
    for offset in [0, 1, -1, 10, -77, 255, -255] {
        let [(mut counts, mut limits), (mut others, mut floors)] = [0, 1].map(|_| (zeros(), zeros()));
        scalar::set_whole_limits(&widths, 1, offset, &mut counts, &mut limits);
        scalar::set_limits(&widths, 1, offset as f32, &mut others, &mut floors);
        assert_eq!((counts, limits), (others, floors), "{offset}");
    }
}

#[test]
fn every_level_and_the_wide_path_agree() {
    for (width, height) in SIZES {
        for page in pages(width, height) {
            let image = ImageRef::new(&page, width, height, 0, Format::Gray8).unwrap();
            for method in WINDOWS.into_iter().flat_map(methods) {
                let (window, rule) = rule(&method);
                let area = Area::new(width, height, window);
                assert!(NarrowTotals::fits(&area, &rule));
                let expected = rows_through(image, area, NarrowTotals::new(Level::SCALAR, area, rule).unwrap());
                let wide = rows_through(image, area, WideTotals::new(area, rule).unwrap());
                assert_eq!(wide, expected, "wide {width}x{height} {method:?}");
                for level in levels() {
                    let out = rows_through(image, area, NarrowTotals::new(level, area, rule).unwrap());
                    assert_eq!(out, expected, "{} {width}x{height} {method:?}", level.name());
                }
                // Windows may cover the whole image, which then has one threshold.
                assert_eq!(binarized(image, &method, Format::Gray8), expected, "{width}x{height} {method:?}");
            }
        }
    }
}

/// Thresholds within a gray of most pixels: what an estimate leaves open is decided as everywhere.
#[test]
fn pixels_close_to_their_threshold_are_decided_alike() {
    let (width, height) = (301, 40);
    let page: Vec<u8> = noise(width * height, 21).iter().map(|n| 120 + (n & 3)).collect();
    let image = ImageRef::new(&page, width, height, 0, Format::Gray8).unwrap();
    for (window, k) in [5, 31].into_iter().flat_map(|window| [0.0, 0.005, 0.01, -0.01].map(|k| (window, k))) {
        let area = Area::new(width, height, window);
        let rule = Rule::sauvola(k, 128.0);
        let expected = rows_through(image, area, WideTotals::new(area, rule).unwrap());
        assert!(expected.contains(&0) && expected.contains(&255));
        for level in levels() {
            let out = rows_through(image, area, NarrowTotals::new(level, area, rule).unwrap());
            assert!(out == expected, "{} window {window} k {k}", level.name());
        }
    }
}

#[test]
fn the_largest_narrow_windows_do_not_overflow() {
    let (width, height) = (700, 263);
    let mut page = vec![255; width * height];
    page[width * 100 + 300..width * 100 + 400].fill(0);
    let image = ImageRef::new(&page, width, height, 0, Format::Gray8).unwrap();
    let narrow = |window, method: &Method| NarrowTotals::fits(&Area::new(width, height, window), &rule(method).1);
    for method in methods(257) {
        let (window, rule) = rule(&method);
        let area = Area::new(width, height, window);
        let wide = rows_through(image, area, WideTotals::new(area, rule).unwrap());
        for level in levels() {
            let out = rows_through(image, area, NarrowTotals::new(level, area, rule).unwrap());
            assert_eq!(out, wide, "{} {method:?}", level.name());
        }
        assert!(narrow(257, &method));
        assert_eq!(narrow(259, &method), matches!(method, Method::AdaptiveMean { .. }));
    }
    let method = Method::Sauvola { window: 601, k: 0.34, r: 128.0 };
    let out = binarized(image, &method, Format::Gray8);
    assert_eq!(out, page, "black on white through the wide path");
}

#[test]
fn bits_and_strides_carry_the_same_decisions() {
    let (width, height, stride) = (45, 20, 51);
    let data = noise(stride * height, 3);
    let image = ImageRef::new(&data, width, height, stride, Format::Gray8).unwrap();
    for method in methods(7).into_iter().chain([Method::Fixed { threshold: 99 }, Method::Otsu]) {
        let gray = binarized(image, &method, Format::Gray8);
        let tight: Vec<u8> = data.chunks(stride).flat_map(|row| row[..width].to_vec()).collect();
        let tight = ImageRef::new(&tight, width, height, 0, Format::Gray8).unwrap();
        assert_eq!(binarized(tight, &method, Format::Gray8), gray, "{method:?}");
        let mut bits = vec![0xa5; 9 * height];
        binarize(image, &method, ImageMut::new(&mut bits, width, height, 9, Format::Bit1).unwrap()).unwrap();
        for (gray, bits) in gray.chunks(width).zip(bits.chunks(9)) {
            assert!(gray.iter().enumerate().all(|(x, &px)| (bits[x / 8] << (x % 8) & 128 == 0) == (px == 255)));
            assert_eq!((bits[5] & 0x07, &bits[6..]), (0xa5 & 0x07, &[0xa5; 3][..]), "beyond the width");
        }
    }
}

#[test]
fn other_formats_are_decided_by_their_gray() {
    let height = 9;
    for (format, width) in Format::ALL.into_iter().flat_map(|format| [(format, 33), (format, 4097 + 30)]) {
        let row_bytes = format.row_bytes(width).unwrap();
        let data = noise(row_bytes * height, 5);
        let image = ImageRef::new(&data, width, height, 0, format).unwrap();
        let mut gray = vec![0; width * height];
        grayscale(image, Luma::Bt601, ImageMut::new(&mut gray, width, height, 0, Format::Gray8).unwrap()).unwrap();
        let gray = ImageRef::new(&gray, width, height, 0, Format::Gray8).unwrap();
        let fixed = [Method::Fixed { threshold: 120 }, Method::Otsu];
        for method in methods(7).into_iter().chain(fixed) {
            for to in [Format::Gray8, Format::Bit1] {
                let from_gray = binarized(gray, &method, to);
                assert!(binarized(image, &method, to) == from_gray, "{} to {} {method:?}", format.name(), to.name());
            }
        }
        let mut expected = vec![0; width * height];
        let dst = ImageMut::new(&mut expected, width, height, 0, Format::Gray8).unwrap();
        threshold(gray, otsu(gray), dst).unwrap();
        assert!(binarized(image, &Method::Otsu, Format::Gray8) == expected, "{}", format.name());
    }
}

/// Widths of whole bytes and others, with fewer pixels than a piece of gray and with more.
#[test]
fn colours_become_the_bits_of_their_gray_and_keep_what_lies_beyond() {
    for (width, height) in (1..=140).map(|width| (width, 5)).chain([(100, 200), (104, 200), (4095, 3)]) {
        for (format, gap) in [(Format::Rgba8, 0), (Format::Bgr8, 0), (Format::Rgb8, 5), (Format::Bit1, 0)] {
            let src_stride = format.row_bytes(width).unwrap() + gap;
            let data = noise(src_stride * height, width as u64);
            let image = ImageRef::new(&data, width, height, src_stride, format).unwrap();
            let mut gray = vec![0; width * height];
            let dst = ImageMut::new(&mut gray, width, height, 0, Format::Gray8).unwrap();
            grayscale(image, Luma::Bt601, dst).unwrap();
            for stride in [width.div_ceil(8), width.div_ceil(8) + 2] {
                let before = noise(stride * height, 4);
                let (mut bits, mut expected) = (before.clone(), before);
                let dst = ImageMut::new(&mut bits, width, height, stride, Format::Bit1).unwrap();
                binarize(image, &Method::Fixed { threshold: 120 }, dst).unwrap();
                let gray = ImageRef::new(&gray, width, height, 0, Format::Gray8).unwrap();
                threshold(gray, 120, ImageMut::new(&mut expected, width, height, stride, Format::Bit1).unwrap())
                    .unwrap();
                assert!(bits == expected, "{} {width}x{height}", format.name());
            }
        }
    }
}

#[test]
fn gray_rows_too_many_to_keep_are_made_again() {
    let (width, height) = (30_000, 40);
    let data = noise(3 * width * height, 9);
    let image = ImageRef::new(&data, width, height, 0, Format::Bgr8).unwrap();
    let mut gray = vec![0; width * height];
    grayscale(image, Luma::Bt601, ImageMut::new(&mut gray, width, height, 0, Format::Gray8).unwrap()).unwrap();
    let gray = ImageRef::new(&gray, width, height, 0, Format::Gray8).unwrap();
    let method = Method::Sauvola { window: 31, k: 0.1, r: 128.0 };
    assert!(binarized(image, &method, Format::Gray8) == binarized(gray, &method, Format::Gray8));
}

#[test]
fn threads_change_nothing() {
    let (width, height) = (1500, 700);
    let page = noise(width * height, 11);
    let image = ImageRef::new(&page, width, height, 0, Format::Gray8).unwrap();
    for method in [methods(51)[1], methods(51)[6], methods(301)[1], methods(301)[6]] {
        let (window, rule) = rule(&method);
        let area = Area::new(width, height, window);
        let expected = rows_through(image, area, WideTotals::new(area, rule).unwrap());
        for threads in [1, 3] {
            set_thread_count(threads);
            assert_eq!(binarized(image, &method, Format::Gray8), expected, "{threads} threads, {method:?}");
        }
        set_thread_count(0);
    }
}

#[test]
fn parameters_out_of_range_are_named() {
    let data = [0; 16];
    let image = ImageRef::new(&data, 4, 4, 0, Format::Gray8).unwrap();
    let sauvola = |window, k, r| Method::Sauvola { window, k, r };
    let cases = [
        ("window", Method::AdaptiveMean { window: 0, offset: 0.0 }),
        ("window", Method::AdaptiveMean { window: 4, offset: 0.0 }),
        ("offset", Method::AdaptiveMean { window: 3, offset: f32::NAN }),
        ("window", sauvola(8, 0.3, 128.0)),
        ("k", sauvola(7, f32::INFINITY, 128.0)),
        ("r", sauvola(7, 0.3, f32::NAN)),
        ("r", sauvola(7, 0.3, 0.0)),
        ("r", sauvola(7, 0.3, -1.0)),
    ];
    for (name, method) in cases {
        let mut out = [0; 16];
        let dst = ImageMut::new(&mut out, 4, 4, 0, Format::Gray8).unwrap();
        let error = binarize(image, &method, dst).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(error.message().starts_with(&format!("{name}: ")), "{error}");
    }
    let mut out = [0; 64];
    let rgba = ImageMut::new(&mut out, 4, 4, 0, Format::Rgba8).unwrap();
    assert_eq!(binarize(image, &sauvola(3, 0.3, 1.0), rgba).unwrap_err().kind(), ErrorKind::Unsupported);
    let small = ImageMut::new(&mut out, 4, 3, 0, Format::Gray8).unwrap();
    assert_eq!(binarize(image, &sauvola(3, 0.3, 1.0), small).unwrap_err().kind(), ErrorKind::SizeMismatch);
}
