//! Compares area and Lanczos with their definitions, OpenCV and Pillow.

use super::super::axis::Axis;
use super::super::wide_area::WideArea;
use super::*;

const PILLOW: &str = include_str!("data/resize_pillow.txt");

fn from_hex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// The largest difference between two bytes.
fn farthest(a: &[u8], b: &[u8]) -> u8 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0)
}

#[test]
fn area_is_within_one_of_opencv_and_equal_where_nothing_ties() {
    let cases = cases(OPENCV, "area");
    assert_eq!(cases.len(), 75);
    compare(&cases, Filter::Area, |case, out, name| {
        let expected = from_hex(case.result);
        let whole = case.size.0 % case.to.0 == 0 && case.size.1 % case.to.1 == 0;
        let factors = (case.size.0 / case.to.0, case.size.1 / case.to.1);
        let no_ties = whole && (factors == (2, 2) || factors.0 * factors.1 % 2 == 1);
        assert!(farthest(out, &expected) <= u8::from(!no_ties), "{name}");
    });
}

#[test]
fn lanczos_is_within_one_of_pillow() {
    let mut cases = cases(PILLOW, "lanczos");
    assert_eq!(cases.len(), 45);
    // The script says why.
    cases.iter_mut().flat_map(|case| &mut case.src).for_each(|px| *px = *px / 2 + 64);
    compare(&cases, Filter::Lanczos3, |case, out, name| {
        let farthest = farthest(out, &from_hex(case.result));
        assert!(farthest <= 1, "{name}: {farthest}");
    });
}

/// Computes `floor(sum / total + ½)` of the area that each pixel covers.
fn area_by_hand(src: &ImageRef<'_>, channels: usize, width: usize, height: usize) -> Vec<u8> {
    let covered = |at: usize, pixel: usize, src: usize, dst: usize| {
        ((at + 1) * src).min((pixel + 1) * dst).saturating_sub((at * src).max(pixel * dst)) as u64
    };
    let total = (src.width() * src.height()) as u64;
    let mut out = Vec::new();
    for (y, x, channel) in (0..height).flat_map(|y| (0..width * channels).map(move |i| (y, i / channels, i % channels)))
    {
        let mut sum = 0;
        for row in y * src.height() / height..((y + 1) * src.height()).div_ceil(height) {
            for column in x * src.width() / width..((x + 1) * src.width()).div_ceil(width) {
                let weight = covered(y, row, src.height(), height) * covered(x, column, src.width(), width);
                sum += weight * u64::from(src.rows().row(row)[column * channels + channel]);
            }
        }
        out.push(((2 * sum + total) / (2 * total)) as u8);
    }
    out
}

/// Sizes where no side grows: whole factors, small and large fractions, column sums of one part and of two.
fn shrinking() -> impl Iterator<Item = (usize, usize, usize, usize)> {
    let small = (1..40)
        .flat_map(|width| [(40, 7, width, 3), (2 * width, 6, width, 3), (3 * width, 9, width, 3), (width, 9, 1, 5)]);
    small.chain([
        (300, 131, 77, 9),
        (100, 262, 99, 261),
        (64, 128, 64, 5),
        (64, 129, 63, 5),
        (1000, 4, 1000, 1),
        (7, 600, 3, 1),
    ])
}

#[test]
fn area_matches_its_definition_at_every_level() {
    for format in FORMATS {
        let channels = format.pixel_bytes().unwrap();
        for (width, height, to_width, to_height) in shrinking() {
            let data = noise((width * channels + 5) * height + 3, width as u64);
            let src = ImageRef::new(&data[3..], width, height, width * channels + 5, format).unwrap();
            let expected = area_by_hand(&src, channels, to_width, to_height);
            let name = format!("{} {width}x{height} to {to_width}x{to_height}", format.name());
            for level in simd::available() {
                assert!(resized(level, src, Filter::Area, to_width, to_height) == expected, "{name}, {}", level.name());
            }
            let wide = WideArea::new(&src.geometry(), channels, to_width, to_height).unwrap();
            let (mut rows, mut sums) = (src, wide.scratch().unwrap());
            let mut out = vec![0; expected.len()];
            for (y, row) in out.chunks_mut(to_width * channels).enumerate() {
                wide.row(&mut rows, y, &mut sums, row);
            }
            assert!(out == expected, "{name}, wide");
        }
    }
}

#[test]
fn a_quarter_is_its_definition_at_every_level_and_width() {
    for width in (1..140).chain([1000, 1001]) {
        // The last row is white: sums reach their highest.
        let mut data = noise((4 * width + 3) * 12 + 3, width as u64);
        data[(4 * width + 3) * 8..].fill(255);
        let src = ImageRef::new(&data[3..], 4 * width, 12, 4 * width + 3, Format::Gray8).unwrap();
        let expected = area_by_hand(&src, 1, width, 3);
        for level in simd::available() {
            assert!(resized(level, src, Filter::Area, width, 3) == expected, "{width}, {}", level.name());
        }
    }
}

#[test]
fn area_is_bilinear_where_a_side_grows() {
    let data = noise(30 * 20, 1);
    let src = ImageRef::new(&data, 30, 20, 0, Format::Gray8).unwrap();
    for (width, height) in [(31, 20), (30, 21), (10, 40), (60, 10)] {
        let of = |filter| resized(simd::best(), src, filter, width, height);
        assert_eq!(of(Filter::Area), of(Filter::Bilinear), "{width}x{height}");
    }
}

#[test]
fn area_of_white_is_white_whatever_the_sizes() {
    // The second to last has sums above 2³², the last is for the wide way.
    for (width, height, to_width, to_height) in
        [(101, 1, 100, 1), (65_537, 1, 3, 1), (65_521, 257, 2, 256), (1 << 18, 1, 131_071, 1)]
    {
        let data = vec![255; width * height];
        let src = ImageRef::new(&data, width, height, 0, Format::Gray8).unwrap();
        for level in simd::available() {
            let out = resized(level, src, Filter::Area, to_width, to_height);
            assert!(out.iter().all(|&px| px == 255), "{width}x{height} to {to_width}x{to_height}, {}", level.name());
        }
    }
    assert_eq!(Axis::new(65_521, 2).covers().count(), 2);
}

/// Computes Lanczos in doubles, without rounding.
fn lanczos_by_hand(src: &ImageRef<'_>, channels: usize, width: usize, height: usize) -> Vec<f64> {
    let lobes = |t: f64| {
        let sinc = |t: f64| if t == 0.0 { 1.0 } else { (t * std::f64::consts::PI).sin() / (t * std::f64::consts::PI) };
        if t.abs() < 3.0 { sinc(t) * sinc(t / 3.0) } else { 0.0 }
    };
    let weights = |x: usize, src: usize, dst: usize| {
        let scale = src as f64 / dst as f64;
        let at = |pixel: usize| ((pixel as f64 + 0.5) - (x as f64 + 0.5) * scale) / scale.max(1.0);
        let weights: Vec<f64> = (0..src).map(|pixel| lobes(at(pixel))).collect();
        let sum: f64 = weights.iter().sum();
        weights.into_iter().map(move |weight| weight / sum).collect::<Vec<_>>()
    };
    let mut out = Vec::new();
    for y in 0..height {
        let down = weights(y, src.height(), height);
        let row: Vec<f64> = (0..src.width() * channels)
            .map(|at| down.iter().enumerate().map(|(y, weight)| weight * f64::from(src.rows().row(y)[at])).sum())
            .collect();
        for x in 0..width {
            let across = weights(x, src.width(), width);
            for channel in 0..channels {
                out.push(
                    across.iter().zip(row[channel..].iter().step_by(channels)).map(|(weight, px)| weight * px).sum(),
                );
            }
        }
    }
    out
}

#[test]
fn lanczos_is_within_three_quarters_of_its_formula_and_the_same_at_every_level() {
    for format in [Format::Gray8, Format::Bgr8, Format::Rgba8] {
        let channels = format.pixel_bytes().unwrap();
        for (width, to_width) in size_pairs().filter(|&(width, to_width)| width.max(to_width) < 150) {
            let data = noise(width * channels * 7 + 3, width as u64);
            let src = ImageRef::new(&data[3..], width, 7, 0, format).unwrap();
            for height in [3, 10] {
                let expected = resized(Level::SCALAR, src, Filter::Lanczos3, to_width, height);
                let name = format!("{} {width}x7 to {to_width}x{height}", format.name());
                for level in simd::available() {
                    assert!(
                        resized(level, src, Filter::Lanczos3, to_width, height) == expected,
                        "{name}, {}",
                        level.name()
                    );
                }
                for (&px, exact) in expected.iter().zip(lanczos_by_hand(&src, channels, to_width, height)) {
                    let off = (f64::from(px) - exact.clamp(0.0, 255.0)).abs();
                    assert!(off < 0.75, "{name}: {px} for {exact}");
                }
            }
        }
    }
}

#[test]
fn flat_images_stay_flat() {
    for (value, (width, height, to_width, to_height)) in
        [0, 1, 128, 255].into_iter().flat_map(|v| shrinking().map(move |s| (v, s)))
    {
        let data = vec![value; width * height];
        let src = ImageRef::new(&data, width, height, 0, Format::Gray8).unwrap();
        for (width, height) in [(to_width, to_height), (2 * width + 1, height + 3)] {
            let out = resized(simd::best(), src, Filter::Lanczos3, width, height);
            assert!(out.iter().all(|&px| px == value), "{width}x{height}");
        }
    }
}
