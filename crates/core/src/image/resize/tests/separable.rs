//! Compares area and the antialiasing filters with their definitions, OpenCV and Pillow.

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

const ANTIALIASING: [Filter; 3] = [Filter::Lanczos3, Filter::BilinearAa, Filter::Bicubic];

/// The most that a byte may differ from Pillow's.
fn most_off(filter: Filter) -> u8 {
    u8::from(filter == Filter::BilinearAa)
}

#[test]
fn antialiasing_filters_are_those_of_pillow() {
    for (filter, name) in ANTIALIASING.into_iter().zip(["lanczos", "bilinear_aa", "bicubic"]) {
        let mut cases = cases(PILLOW, name);
        assert_eq!(cases.len(), 57);
        let black_and_white = cases.iter_mut().filter(|case| case.channels == 1);
        black_and_white.flat_map(|case| &mut case.src).for_each(|px| *px = *px / 128 * 255);
        compare(&cases, filter, |case, out, name| {
            let farthest = farthest(out, &from_hex(case.result));
            assert!(farthest <= most_off(filter), "{name}: {farthest}");
        });
        for Case { channels, size, to, src, result } in &cases {
            let src = ImageRef::new(src, size.0, size.1, 0, format_of(*channels)).unwrap();
            let by_hand = pillow_by_hand(&src, filter, *channels, to.0, to.1);
            assert!(by_hand == from_hex(result), "{name} {channels} {size:?} to {to:?}");
        }
    }
}

/// The weight of `pixel` at position `at`: the length that both share, in 1/`dst` of a pixel; or that of linear interpolation
/// in 1/(2 · `dst`) where the axis grows.
fn area_weight(at: usize, pixel: usize, src: usize, dst: usize) -> u64 {
    if dst <= src {
        return ((at + 1) * src).min((pixel + 1) * dst).saturating_sub((at * src).max(pixel * dst)) as u64;
    }
    let position = ((2 * at + 1) * src).saturating_sub(dst).min(2 * dst * (src - 1));
    (2 * dst).saturating_sub(position.abs_diff(2 * dst * pixel)) as u64
}

/// Computes `floor(sum / total + ½)` of the area that each pixel covers.
fn area_by_hand(src: &ImageRef<'_>, channels: usize, width: usize, height: usize) -> Vec<u8> {
    let covered = |src: usize, dst: usize| if dst > src { 2 * dst } else { src } as u64;
    let total = covered(src.width(), width) * covered(src.height(), height);
    let touched = |at: usize, src: usize, dst: usize| {
        (0..src).filter(move |&pixel| area_weight(at, pixel, src, dst) > 0).collect::<Vec<_>>()
    };
    let rows: Vec<_> = (0..height).map(|y| touched(y, src.height(), height)).collect();
    let columns: Vec<_> = (0..width).map(|x| touched(x, src.width(), width)).collect();
    let mut out = Vec::new();
    for (y, x, channel) in (0..height).flat_map(|y| (0..width * channels).map(move |i| (y, i / channels, i % channels)))
    {
        let mut sum = 0;
        for &row in &rows[y] {
            for &column in &columns[x] {
                let weight = area_weight(y, row, src.height(), height) * area_weight(x, column, src.width(), width);
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

/// Sizes where one side grows and the other shrinks, by small and large factors.
fn mixed() -> impl Iterator<Item = (usize, usize, usize, usize)> {
    let wider =
        (1..40).flat_map(|width| [(17, 7, 17 + width, 3), (width, 9, 2 * width, 4), (width, 13, 3 * width + 1, 12)]);
    let pairs = wider.chain([(300, 9, 77, 10), (131, 5, 13, 200), (5, 300, 131, 7), (20, 260, 300, 1), (1, 9, 70, 4)]);
    pairs.flat_map(|(a, b, c, d)| [(a, b, c, d), (b, a, d, c)])
}

#[test]
fn area_matches_its_definition_at_every_level() {
    for format in BYTE_CHANNELS {
        let channels = format.pixel_bytes().unwrap();
        for (width, height, to_width, to_height) in shrinking().chain(mixed()) {
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
fn area_is_bilinear_where_no_side_shrinks() {
    let data = noise(30 * 20, 1);
    let src = ImageRef::new(&data, 30, 20, 0, Format::Gray8).unwrap();
    for (width, height) in [(31, 20), (30, 21), (60, 40), (30, 20)] {
        let of = |filter| resized(simd::best(), src, filter, width, height);
        assert_eq!(of(Filter::Area), of(Filter::Bilinear), "{width}x{height}");
    }
}

#[test]
fn thin_strokes_stay_when_a_line_becomes_narrower_and_higher() {
    let row: Vec<u8> = (0..2000).map(|x| if x % 25 == 12 { 0 } else { 255 }).collect();
    let src = ImageRef::new(&row, 2000, 1, 0, Format::Gray8).unwrap();
    for (height, to_height) in [(1, 48), (20, 48)] {
        let line = row.repeat(height);
        let line = ImageRef::new(&line, 2000, height, 0, Format::Gray8).unwrap();
        let expected = resized(Level::SCALAR, src, Filter::Area, 320, 1);
        for level in simd::available() {
            let out = resized(level, line, Filter::Area, 320, to_height);
            assert!(out.chunks(320).all(|row| row == expected), "{}", level.name());
            let dark = out[..320].iter().map(|&px| usize::from(255 - px)).sum::<usize>();
            assert!(dark.abs_diff(80 * 255 * 320 / 2000) < 80, "80 strokes of 16/100 of a pixel: {dark}");
        }
    }
}

/// Checks that a white image stays white.
fn area_of_white_is_white(width: usize, height: usize, to_width: usize, to_height: usize) {
    let data = vec![255; width * height];
    let src = ImageRef::new(&data, width, height, 0, Format::Gray8).unwrap();
    for level in simd::available() {
        let out = resized(level, src, Filter::Area, to_width, to_height);
        assert!(out.iter().all(|&px| px == 255), "{width}x{height} to {to_width}x{to_height}, {}", level.name());
    }
}

#[test]
fn area_of_white_is_white_whatever_the_sizes() {
    area_of_white_is_white(101, 1, 100, 1);
    area_of_white_is_white(65_537, 1, 3, 1);
    area_of_white_is_white(1 << 18, 1, 131_071, 1);
    area_of_white_is_white(3, 40, 16_385, 3); // the wide way
    assert_eq!(Axis::new(65_521, 2).covers().count(), 2);
}

#[test]
fn area_of_white_is_white_with_the_largest_sums() {
    area_of_white_is_white(65_521, 257, 2, 256);
    area_of_white_is_white(65_521, 3, 2, 1_021); // sums above 2³²
}

/// The weights of each position as Pillow computes them, in 1/2²²: the first pixel and what each weighs.
fn pillow_weights(filter: Filter, src: usize, dst: usize) -> Vec<(usize, Vec<i64>)> {
    let sinc = |t: f64| if t == 0.0 { 1.0 } else { (t * std::f64::consts::PI).sin() / (t * std::f64::consts::PI) };
    let function = |t: f64| match (filter, t.abs()) {
        (Filter::BilinearAa, t) => (1.0 - t).max(0.0),
        (Filter::Bicubic, t) if t < 1.0 => 1.5 * t.powi(3) - 2.5 * t.powi(2) + 1.0,
        (Filter::Bicubic, t) if t < 2.0 => -0.5 * t.powi(3) + 2.5 * t.powi(2) - 4.0 * t + 2.0,
        (Filter::Lanczos3, t) if t < 3.0 => sinc(t) * sinc(t / 3.0),
        _ => 0.0,
    };
    let scale = src as f64 / dst as f64;
    let widened = scale.max(1.0);
    let support = match filter {
        Filter::BilinearAa => widened,
        Filter::Bicubic => 2.0 * widened,
        _ => 3.0 * widened,
    };
    let weights = |x: usize| {
        let centre = (x as f64 + 0.5) * scale;
        let first = (centre - support + 0.5).max(0.0) as usize;
        let end = ((centre + support + 0.5) as usize).min(src);
        let weights: Vec<f64> = (first..end).map(|i| function((i as f64 - centre + 0.5) / widened)).collect();
        let sum: f64 = weights.iter().sum();
        (first, weights.iter().map(|weight| (weight / sum * f64::from(1 << 22)).round() as i64).collect())
    };
    (0..dst).map(weights).collect()
}

/// Resizes like Pillow: horizontally, rounded to bytes, then vertically; a side that stays has no pass.
fn pillow_by_hand(src: &ImageRef<'_>, filter: Filter, channels: usize, width: usize, height: usize) -> Vec<u8> {
    let sum = |weights: &[i64], px: &dyn Fn(usize) -> u8| {
        let sum: i64 = weights.iter().enumerate().map(|(i, weight)| weight * i64::from(px(i))).sum();
        ((sum + (1 << 21)) >> 22).clamp(0, 255) as u8
    };
    let mut rows: Vec<Vec<u8>> = (0..src.height()).map(|y| src.rows().row(y).to_vec()).collect();
    if width != src.width() {
        let horizontal = pillow_weights(filter, src.width(), width);
        for row in &mut rows {
            let place = |at: usize| (&horizontal[at / channels], at % channels);
            let narrow = (0..width * channels)
                .map(place)
                .map(|((first, weights), channel)| sum(weights, &|i| row[(first + i) * channels + channel]));
            *row = narrow.collect();
        }
    }
    if height == src.height() {
        return rows.concat();
    }
    let vertical = pillow_weights(filter, src.height(), height);
    let out = vertical.iter().flat_map(|(first, weights)| {
        let rows = &rows;
        (0..width * channels).map(move |at| sum(weights, &|i| rows[first + i][at]))
    });
    out.collect()
}

#[test]
fn antialiasing_filters_are_those_of_pillow_at_every_level_and_size() {
    let formats = [Format::Gray8, Format::Bgr8, Format::Rgba8];
    for (format, filter) in formats.into_iter().flat_map(|format| ANTIALIASING.map(|filter| (format, filter))) {
        let channels = format.pixel_bytes().unwrap();
        for (width, to_width) in size_pairs().filter(|&(width, to_width)| width.max(to_width) < 150) {
            let mut data = noise(width * channels * 7 + 3, width as u64);
            if to_width % 2 == 0 {
                data.iter_mut().for_each(|px| *px = *px / 128 * 255);
            }
            let src = ImageRef::new(&data[3..], width, 7, 0, format).unwrap();
            for height in [3, 7, 10] {
                let expected = resized(Level::SCALAR, src, filter, to_width, height);
                let name = format!("{filter:?} {} {width}x7 to {to_width}x{height}", format.name());
                for level in simd::available() {
                    assert!(resized(level, src, filter, to_width, height) == expected, "{name}, {}", level.name());
                }
                let farthest = farthest(&expected, &pillow_by_hand(&src, filter, channels, to_width, height));
                assert!(farthest <= most_off(filter), "{name}: {farthest}");
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
        let sizes = [(to_width, to_height), (2 * width + 1, height + 3)];
        for ((width, height), filter) in sizes.into_iter().flat_map(|size| ANTIALIASING.map(|filter| (size, filter))) {
            let out = resized(simd::best(), src, filter, width, height);
            assert!(out.iter().all(|&px| px == value), "{filter:?} {width}x{height}");
        }
    }
}
