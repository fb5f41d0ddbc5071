//! Compares every level with the specification, and the specification with OpenCV and with formulas written out here.

mod separable;

use super::*;
use crate::base::error::ErrorKind::Unsupported;
use crate::image::rows::{RowSteps, SourceRows};
use crate::image::{DensePixels, Geometry, Luma, grayscale};
use crate::simd::Level;
use crate::split::RowsMut;
use crate::testing::noise;

/// Resizes `src` at one level, without gaps between the rows.
fn resized(level: Level, src: ImageRef<'_>, filter: Filter, width: usize, height: usize) -> Vec<u8> {
    let resizer = Resizer::new(level, &src.geometry(), filter, width, height).unwrap();
    let (mut rows, mut scratch) = (src, resizer.scratch().unwrap());
    let row_bytes = Geometry::new(width, height, 0, src.format()).unwrap().row_bytes;
    let mut out = vec![0; row_bytes * height];
    for (y, row) in out.chunks_mut(row_bytes).enumerate() {
        resizer.row(level, &mut rows, y, &mut scratch, row);
    }
    out
}

fn format_of(channels: usize) -> Format {
    [Format::Gray8, Format::Rgb8, Format::Rgba8][channels / 2]
}

fn fnv1a(data: &[u8]) -> u64 {
    data.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// A resize of noise by another library, from `tests/data`: the sizes and the result or its hash.
struct Case<'a> {
    channels: usize,
    size: (usize, usize),
    to: (usize, usize),
    src: Vec<u8>,
    result: &'a str,
}

fn cases<'a>(file: &'a str, filter: &str) -> Vec<Case<'a>> {
    let lines = file.lines().filter_map(|line| line.strip_prefix(filter)?.strip_prefix(' '));
    let case = |(index, line): (usize, &'a str)| {
        let (numbers, result) = line.rsplit_once(' ').unwrap();
        let numbers: Vec<usize> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
        let [channels, width, height, to_width, to_height] = numbers[..] else { panic!("{line}") };
        let src = noise(width * height * channels, index as u64 / 3);
        Case { channels, size: (width, height), to: (to_width, to_height), src, result }
    };
    lines.enumerate().map(case).collect()
}

/// Calls `check` with each case and the result of each level.
fn compare(cases: &[Case<'_>], filter: Filter, check: impl Fn(&Case<'_>, &[u8], &str)) {
    for case in cases {
        let (&Case { channels, size, to, .. }, format) = (case, format_of(case.channels));
        let src = ImageRef::new(&case.src, size.0, size.1, 0, format).unwrap();
        for level in simd::available() {
            let name = format!("{filter:?} {channels} {size:?} to {to:?} at {}", level.name());
            check(case, &resized(level, src, filter, to.0, to.1), &name);
        }
    }
}

const OPENCV: &str = include_str!("data/resize_opencv.txt");

#[test]
fn bilinear_and_nearest_equal_opencv_at_every_level() {
    for (filter, name, count) in [(Filter::Bilinear, "bilinear", 279), (Filter::Nearest, "nearest", 120)] {
        let cases = cases(OPENCV, name);
        assert_eq!(cases.len(), count);
        compare(&cases, filter, |case, out, name| assert_eq!(format!("{:016x}", fnv1a(out)), case.result, "{name}"));
    }
}

/// Computes the formula of the module's documentation, element by element.
fn bilinear_by_hand(src: &ImageRef<'_>, channels: usize, width: usize, height: usize) -> Vec<u8> {
    let at = |x: usize, src: usize, dst: usize, clamped: bool| {
        let position = ((x as f64 + 0.5) * (1.0 / (dst as f64 / src as f64)) - 0.5) as f32;
        let mut fraction = position - position.floor();
        let first = position.floor() as i64;
        if clamped && (first < 0 || first >= src as i64 - 1) {
            fraction = 0.0;
        }
        let within = |at: i64| at.clamp(0, src as i64 - 1) as usize;
        let weight = |part: f32| (2048.0 * part).round_ties_even() as u32;
        (within(first), within(first + 1), weight(1.0 - fraction), weight(fraction))
    };
    let mut out = Vec::new();
    for y in 0..height {
        let (y0, y1, v0, v1) = at(y, src.height(), height, false);
        for x in 0..width {
            let (x0, x1, w0, w1) = at(x, src.width(), width, true);
            for channel in 0..channels {
                let px = |x: usize, y: usize| u32::from(src.rows().row(y)[x * channels + channel]);
                let mixed = |y| (px(x0, y) * w0 + px(x1, y) * w1) >> 4;
                out.push(((((v0 * mixed(y0)) >> 16) + ((v1 * mixed(y1)) >> 16) + 2) >> 2) as u8);
            }
        }
    }
    out
}

/// Sizes that reach each tail of the kernels, rows shorter than a vector, and both ways to mix a row.
fn size_pairs() -> impl Iterator<Item = (usize, usize)> {
    let around = (1..40).flat_map(|dst| [(17, dst), (dst, 17), (2 * dst, dst)]);
    around.chain([
        (1, 1),
        (2, 1),
        (100, 99),
        (99, 100),
        (300, 20),
        (20, 300),
        (131, 262),
        (262, 131),
        (1000, 3),
        (1000, 70),
        (500, 110),
        (1999, 333),
    ])
}

#[test]
fn bilinear_matches_its_formula_at_every_level_and_width() {
    for format in BYTE_CHANNELS {
        let channels = format.pixel_bytes().unwrap();
        for (src, dst) in size_pairs() {
            let data = noise(src * channels * 7 + 3, src as u64);
            // Misaligned, and with a gap after each row but the last.
            let stride = (src * channels).max((data.len() - 3 - src * channels) / 6);
            let image = ImageRef::new(&data[3..], src, 7, stride, format).unwrap();
            for height in [5, 7, 14] {
                let expected = bilinear_by_hand(&image, channels, dst, height);
                for level in simd::available() {
                    let out = resized(level, image, Filter::Bilinear, dst, height);
                    assert!(out == expected, "{} {src}x7 to {dst}x{height}, {}", format.name(), level.name());
                }
            }
        }
    }
}

#[test]
fn halving_matches_scalar_at_every_level() {
    for format in BYTE_CHANNELS {
        let channels = format.pixel_bytes().unwrap();
        for width in (1..140).chain([1000, 1001]) {
            let data = noise(2 * width * channels * 2, width as u64);
            let image = ImageRef::new(&data, 2 * width, 2, 0, format).unwrap();
            let expected = bilinear_by_hand(&image, channels, width, 1);
            for level in simd::available() {
                assert!(resized(level, image, Filter::Bilinear, width, 1) == expected, "{width} {}", level.name());
            }
        }
    }
}

#[test]
fn nearest_is_its_formula_for_every_format() {
    for format in BYTE_CHANNELS.into_iter().chain([Format::Gray16]) {
        let channels = format.pixel_bytes().unwrap();
        for (src, dst) in size_pairs() {
            let data = noise(src * channels * 7 + 3, src as u64);
            let image = ImageRef::new(&data[3..], src, 7, 0, format).unwrap();
            for height in [1, 5, 20] {
                let at = |x: usize, src: usize, dst: usize| (2 * x + 1) * src / (2 * dst);
                let pixel = |x, y| &image.rows().row(at(y, 7, height))[channels * at(x, src, dst)..][..channels];
                let expected: Vec<u8> =
                    (0..height).flat_map(|y| (0..dst).flat_map(move |x| pixel(x, y))).copied().collect();
                for level in simd::available() {
                    let out = resized(level, image, Filter::Nearest, dst, height);
                    assert!(out == expected, "{} {src}x7 to {dst}x{height}, {}", format.name(), level.name());
                }
            }
        }
    }
}

#[test]
fn nearest_bits_are_nearest_pixels_and_the_rest_of_a_byte_stays() {
    for (src, dst) in size_pairs() {
        let bits = noise(src.div_ceil(8) * 3, dst as u64);
        let image = ImageRef::new(&bits, src, 3, 0, Format::Bit1).unwrap();
        let pixels: Vec<u8> =
            (0..3).flat_map(|y| (0..src).map(move |x| (image.rows().row(y)[x / 8] << (x % 8)) & 0x80)).collect();
        let pixels = ImageRef::new(&pixels, src, 3, 0, Format::Gray8).unwrap();
        let expected = resized(Level::SCALAR, pixels, Filter::Nearest, dst, 5);
        for before in [0, 0xff] {
            let mut out = vec![before; dst.div_ceil(8) * 5];
            resize(image, Filter::Nearest, ImageMut::new(&mut out, dst, 5, 0, Format::Bit1).unwrap()).unwrap();
            for (row, expected) in out.chunks(dst.div_ceil(8)).zip(expected.chunks(dst)) {
                for (x, byte) in (0..8 * row.len()).map(|x| (x, row[x / 8] << (x % 8))) {
                    assert_eq!(byte & 0x80, *expected.get(x).unwrap_or(&(before & 0x80)), "{src} to {dst}, {x}");
                }
            }
        }
    }
}

#[test]
fn rows_can_be_made_in_any_order_and_gray_on_the_way() {
    for (width, height, to) in [(26, 20, 7), (26, 7, 20), (26, 20, 10), (52, 20, 5), (26, 9, 9), (26, 1, 5), (26, 5, 1)]
    {
        let data = noise(width * height * 3, 8);
        let src = ImageRef::new(&data, width, height, 0, Format::Rgb8).unwrap();
        let mut gray = vec![0; width * height];
        grayscale(src, Luma::Bt709, ImageMut::new(&mut gray, width, height, 0, Format::Gray8).unwrap()).unwrap();
        let gray = ImageRef::new(&gray, width, height, 0, Format::Gray8).unwrap();
        for filter in FILTERS {
            let level = simd::best();
            let whole = resized(level, gray, filter, 13, to);
            let resizer = Resizer::new(level, &gray.geometry(), filter, 13, to).unwrap();
            let mut steps = RowSteps::new(&src.geometry(), Some(Luma::Bt709)).keeping(4).unwrap();
            let mut rows = SourceRows::through(level, src, &mut steps);
            let (mut scratch, mut row) = (resizer.scratch().unwrap(), [0; 13]);
            for y in (0..to).rev() {
                resizer.row(level, &mut rows, y, &mut scratch, &mut row);
                assert_eq!(row, whole[13 * y..][..13], "{filter:?} {height} to {to}, row {y}");
            }
        }
    }
}

#[test]
fn rows_of_a_ring_are_those_of_an_image() {
    for (width, height, to) in [(90, 60, 42), (90, 61, 44), (90, 40, 9), (90, 20, 50)] {
        let data = noise(width * height * 3, 9);
        let src = ImageRef::new(&data, width, height, 0, Format::Rgb8).unwrap();
        let mut gray = vec![0; width * height];
        grayscale(src, Luma::Bt709, ImageMut::new(&mut gray, width, height, 0, Format::Gray8).unwrap()).unwrap();
        let gray = ImageRef::new(&gray, width, height, 0, Format::Gray8).unwrap();
        for (filter, level) in
            FILTERS.into_iter().flat_map(|filter| simd::available().map(move |level| (filter, level)))
        {
            let expected = resized(level, gray, filter, 63, to);
            for together in [2, 4, 10] {
                let resizer = Resizer::new(level, &gray.geometry(), filter, 63, to).unwrap();
                let mut steps = RowSteps::new(&src.geometry(), Some(Luma::Bt709)).keeping(together).unwrap();
                let mut rows = SourceRows::through(level, src, &mut steps);
                let (mut scratch, mut out) = (resizer.scratch().unwrap(), vec![0; 63 * to]);
                resizer.rows(level, &mut rows, 0, &mut scratch, RowsMut::from_flat(&mut out, 63).0);
                assert!(out == expected, "{filter:?} {height} to {to}, {together} rows, {}", level.name());
            }
        }
    }
}

#[test]
fn regions_gaps_and_threads_do_not_matter() {
    let data = noise(900 * 700 * 3, 4);
    let page = ImageRef::new(&data, 900, 700, 0, Format::Bgr8).unwrap();
    let region = page.region(31, 17, 801, 603).unwrap();
    let copy: Vec<u8> = (0..603).flat_map(|y| region.rows().row(y).to_vec()).collect();
    let copy = ImageRef::new(&copy, 801, 603, 0, Format::Bgr8).unwrap();
    for filter in FILTERS {
        for (width, height) in [(400, 301), (1300, 777), (801, 603)] {
            let expected = resized(Level::SCALAR, copy, filter, width, height);
            let stride = 3 * width + 5;
            let mut out = vec![9; stride * height];
            let dst = ImageMut::new(&mut out, width, height, stride, Format::Bgr8).unwrap();
            resize(region, filter, dst).unwrap();
            for (out, expected) in out.chunks(stride).zip(expected.chunks(3 * width)) {
                assert!(out[..3 * width] == *expected, "{filter:?} {width}x{height}");
                assert_eq!(out[3 * width..], [9; 5]);
            }
        }
    }
}

#[test]
fn bits_and_other_formats_are_refused() {
    let (data, mut out) = ([0u8; 64], [0u8; 64]);
    for (src, dst) in [(Format::Bit1, Format::Bit1), (Format::Rgb8, Format::Bgr8), (Format::Gray8, Format::Rgb8)] {
        let src = ImageRef::new(&data, 4, 4, 0, src).unwrap();
        let dst = ImageMut::new(&mut out, 2, 2, 0, dst).unwrap();
        assert_eq!(resize(src, Filter::Bilinear, dst).unwrap_err().kind(), Unsupported);
    }
    let geometry = Geometry::new(4, 4, 0, Format::Rgb8).unwrap();
    let huge = Resizer::new(simd::best(), &geometry, Filter::Bilinear, usize::MAX / 2, 1);
    assert!(huge.is_err(), "no such row");
}

const FILTERS: [Filter; 6] =
    [Filter::Nearest, Filter::Bilinear, Filter::Area, Filter::Lanczos3, Filter::BilinearAa, Filter::Bicubic];

#[test]
fn means_of_squares_alone_go_the_short_way() {
    // Elsewhere the first call finds the level.
    simd::active();
    let (mut all, mut short) = (0, 0);
    for (filter, channels, side) in
        [Filter::Bilinear, Filter::Area, Filter::Nearest, Filter::Lanczos3].into_iter().flat_map(|filter| {
            [1, 3, 4].into_iter().flat_map(move |channels| [2, 3, 4].map(|side| (filter, channels, side)))
        })
    {
        for size in [(1, 1), (16, 3), (37, 5)] {
            let ((width, height), format) = ((side * size.0, side * size.1), format_of(channels));
            let bytes = noise(width * height * channels, side as u64);
            let mut out = vec![9; size.0 * size.1 * channels];
            let went = resize_short(DensePixels { bytes: &bytes, format, width, height }, filter, &mut out, size);
            let name = format!("{filter:?} of {channels} channels by {side} to {size:?}");
            let averages = side == 2 && matches!(filter, Filter::Bilinear | Filter::Area);
            let has_kernel = averages || (side, channels, filter) == (4, 1, Filter::Area);
            // Another test may have set the level to scalar for now.
            assert!(!went || has_kernel, "{name}");
            (all, short) = (all + usize::from(has_kernel), short + usize::from(went));
            let src = ImageRef::new(&bytes, width, height, 0, format).unwrap();
            let expected = if went { resized(Level::SCALAR, src, filter, size.0, size.1) } else { vec![9; out.len()] };
            assert_eq!(out, expected, "{name}");
        }
    }
    assert_eq!(all, 2 * 3 * 3 + 3);
    assert!(short > 0 || simd::best() == Level::SCALAR, "none of {all}");
    let long = vec![0; 6_000_000];
    let src = DensePixels { bytes: &long, format: Format::Gray8, width: 6000, height: 1000 };
    assert!(!resize_short(src, Filter::Area, &mut vec![0; 3000 * 500], (3000, 500)), "threads may share it");
}
