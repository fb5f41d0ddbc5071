//! Checks quarter turns pixel by pixel, compares other angles with arithmetic in `f64`, and every level with the scalar one.

use super::*;
use crate::base::error::ErrorKind::{InvalidArgument, Unsupported};
use crate::cpu::{OptLevel, set_opt_level};
use crate::simd;
use crate::testing::{levels, noise};

const BYTES: [Format; 5] = [Format::Gray8, Format::Rgb8, Format::Bgr8, Format::Rgba8, Format::Bgra8];

fn view(data: &[u8], width: usize, height: usize, stride: usize, format: Format) -> ImageRef<'_> {
    ImageRef::new(data, width, height, stride, format).unwrap()
}

/// Turns `src`, in rows with a gap of 3 bytes that must stay as they were.
fn turned(src: ImageRef<'_>, degrees: f32, fill: u8, (width, height): (usize, usize)) -> Vec<u8> {
    let row_bytes = src.format().row_bytes(width).unwrap();
    let mut out = vec![0x5a; (row_bytes + 3) * height];
    rotate(src, degrees, fill, ImageMut::new(&mut out, width, height, row_bytes + 3, src.format()).unwrap()).unwrap();
    assert!(out.chunks(row_bytes + 3).all(|row| row[row_bytes..] == [0x5a; 3]), "gaps");
    out.chunks(row_bytes + 3).flat_map(|row| &row[..row_bytes]).copied().collect()
}

/// Where a pixel of the turned image comes from.
fn origin(degrees: i32, x: usize, y: usize, width: usize, height: usize) -> (usize, usize) {
    match degrees.rem_euclid(360) {
        0 => (x, y),
        90 => (y, height - 1 - x),
        180 => (width - 1 - x, height - 1 - y),
        _ => (width - 1 - y, x),
    }
}

const QUARTERS: [i32; 8] = [0, 90, 180, 270, -90, -180, 360, 810];

#[test]
fn quarter_turns_move_whole_pixels() {
    for format in BYTES.into_iter().chain([Format::Gray16]) {
        let bytes = format.pixel_bytes().unwrap();
        for (width, height) in [(1, 1), (1, 9), (70, 3), (65, 130), (200, 131)] {
            let stride = width * bytes + 2;
            let data = noise(stride * height, 5);
            for degrees in QUARTERS {
                let size = if degrees % 180 == 0 { (width, height) } else { (height, width) };
                let out = turned(view(&data, width, height, stride, format), degrees as f32, 9, size);
                for (i, px) in out.chunks(bytes).enumerate() {
                    let (x, y) = origin(degrees, i % size.0, i / size.0, width, height);
                    assert_eq!(px, &data[y * stride + x * bytes..][..bytes], "{} {width}x{height}", format.name());
                }
            }
        }
    }
}

#[test]
fn quarter_turns_move_bits_and_keep_those_beyond() {
    let bit = |data: &[u8], stride: usize, x: usize, y: usize| data[y * stride + x / 8] >> (7 - x % 8) & 1;
    for (width, height) in [(1, 1), (8, 8), (7, 9), (16, 3), (65, 33), (130, 71)] {
        let row_bytes = usize::div_ceil(width, 8);
        let stride = row_bytes + 1;
        let data = noise(stride * height, 6);
        for degrees in QUARTERS {
            let size = if degrees % 180 == 0 { (width, height) } else { (height, width) };
            let out = turned(view(&data, width, height, stride, Format::Bit1), degrees as f32, 9, size);
            let to_stride = size.0.div_ceil(8);
            for y in 0..size.1 {
                for x in 0..8 * to_stride {
                    let expected = if x < size.0 {
                        let (x, y) = origin(degrees, x, y, width, height);
                        bit(&data, stride, x, y)
                    } else {
                        0x5a >> (7 - x % 8) & 1
                    };
                    assert_eq!(bit(&out, to_stride, x, y), expected, "{width}x{height} {degrees} at {x}, {y}");
                }
            }
        }
    }
}

/// Where pixel `i` of a destination of `dst` comes from in an image of `src`, by the formula of the documentation in `f64`.
pub fn source_of(src: (usize, usize), degrees: f32, dst: (usize, usize), i: usize) -> (f64, f64) {
    let (sin, cos) = f64::from(degrees).to_radians().sin_cos();
    let centre = |(width, height): (usize, usize)| ((width - 1) as f64 / 2.0, (height - 1) as f64 / 2.0);
    let ((cx, cy), (to_x, to_y)) = (centre(src), centre(dst));
    let (dx, dy) = ((i % dst.0) as f64 - to_x, (i / dst.0) as f64 - to_y);
    (cx + cos * dx + sin * dy, cy - sin * dx + cos * dy)
}

/// The mean of the documentation in `f64` around a position in `data`.
fn mean_at(data: &[u8], (width, height): (usize, usize), fill: u8, (x, y): (f64, f64)) -> f64 {
    let px = |x: f64, y: f64| {
        let inside = x >= 0.0 && y >= 0.0 && x < width as f64 && y < height as f64;
        if inside { f64::from(data[y as usize * width + x as usize]) } else { f64::from(fill) }
    };
    let row = |y| px(x.floor(), y) * (1.0 - (x - x.floor())) + px(x.floor() + 1.0, y) * (x - x.floor());
    row(y.floor()) * (1.0 - (y - y.floor())) + row(y.floor() + 1.0) * (y - y.floor())
}

#[test]
fn other_angles_are_the_formula_within_a_position() {
    for (width, height) in [(1, 1), (1, 40), (40, 1), (2, 2), (3, 50), (101, 67)] {
        let data = noise(width * height, 8);
        for degrees in [0.001, -0.5, 1.0, 7.25, 44.9, 45.0, 89.999, 91.0, -135.0, 200.5, 300.0, 725.0] {
            let src = view(&data, width, height, 0, Format::Gray8);
            let grown = rotated_size(&src.geometry(), degrees).unwrap();
            for size in [(width, height), grown, (7, 90), (130, 5)] {
                for (i, px) in turned(src, degrees, 77, size).into_iter().enumerate() {
                    let at = source_of((width, height), degrees, size, i);
                    let expected = mean_at(&data, (width, height), 77, at);
                    // Half a position along each axis, at most 255 a pixel; and half a level.
                    let bound = 2.0 * 255.0 / 512.0 + 0.51;
                    let near = (f64::from(px) - expected).abs() <= bound;
                    assert!(near, "{width}x{height} {degrees} to {size:?} at {i}: {px}, {expected}");
                }
            }
        }
    }
}

#[test]
fn channels_are_turned_as_gray_is() {
    let (width, height) = (61, 43);
    for format in BYTES {
        let bytes = format.pixel_bytes().unwrap();
        let data = noise(width * height * bytes, 9);
        let out = turned(view(&data, width, height, 0, format), 17.5, 200, (width, height));
        for c in 0..bytes {
            let channel = |data: &[u8]| data.chunks(bytes).map(|px| px[c]).collect::<Vec<_>>();
            let gray = channel(&data);
            let expected = turned(view(&gray, width, height, 0, Format::Gray8), 17.5, 200, (width, height));
            assert_eq!(channel(&out), expected, "{} channel {c}", format.name());
        }
    }
}

#[test]
fn every_level_and_thread_count_turns_alike_and_regions_too() {
    let (width, height) = (700, 500);
    for format in [Format::Gray8, Format::Rgb8, Format::Rgba8] {
        let bytes = format.pixel_bytes().unwrap();
        let data = noise(width * height * bytes, 11);
        let whole = view(&data, width, height, 0, format);
        let region = whole.region(33, 20, 613, 441).unwrap();
        let copy: Vec<u8> = (0..441).flat_map(|y| region.rows().row(y)).copied().collect();
        for (degrees, size) in [(-3.3, (613, 441)), (123.0, (613, 441)), (123.0, (710, 760)), (90.0, (613, 441))] {
            set_opt_level(OptLevel::None);
            let expected = turned(view(&copy, 613, 441, 0, format), degrees, 1, size);
            set_opt_level(OptLevel::Full);
            for level in levels() {
                simd::set_level(level);
                assert!(turned(region, degrees, 1, size) == expected, "{} {}", level.name(), format.name());
            }
        }
    }
}

/// The size of the smallest canvas on which a rectangle of `width` x `height` fits after the turn, from its corners.
fn extent((width, height): (usize, usize), degrees: f32) -> (f64, f64) {
    let (sin, cos) = f64::from(degrees).to_radians().sin_cos();
    let (x, y) = (width as f64 / 2.0, height as f64 / 2.0);
    let corners = [(x, y), (x, -y), (-x, y), (-x, -y)].map(|(x, y)| (cos * x - sin * y, sin * x + cos * y));
    let most = |side: fn(&(f64, f64)) -> f64| corners.iter().map(side).fold(0.0, f64::max);
    (2.0 * most(|corner| corner.0), 2.0 * most(|corner| corner.1))
}

#[test]
fn the_rotated_size_is_the_least_that_keeps_all_corners() {
    for size in [(1, 1), (1, 40), (101, 67), (2480, 3508)] {
        let src = Geometry::new(size.0, size.1, 0, Format::Bit1).unwrap();
        for degrees in [0.001, -0.5, 1.0, 44.9, 45.0, 89.999, 91.0, -135.0, 200.5, 300.0, 725.0] {
            let (width, height) = rotated_size(&src, degrees).unwrap();
            let (least_width, least_height) = extent(size, degrees);
            let fits = |side: usize, least: f64| (least..least + 1.0).contains(&(side as f64));
            assert!(fits(width, least_width) && fits(height, least_height), "{size:?} {degrees}: {width}x{height}");
        }
        for degrees in QUARTERS {
            let expected = if degrees % 180 == 0 { size } else { (size.1, size.0) };
            assert_eq!(rotated_size(&src, degrees as f32).unwrap(), expected, "{size:?} {degrees}");
        }
    }
    assert_eq!(rotated_size(&Geometry::new(100, 50, 0, Format::Gray8).unwrap(), 30.0).unwrap(), (112, 94));
}

#[test]
fn nothing_is_cut_off_on_the_grown_canvas() {
    let (width, height) = (61, 34);
    for degrees in [3.0, 30.0, 45.0, 120.0, -77.7] {
        let white = vec![255; width * height];
        let src = view(&white, width, height, 0, Format::Gray8);
        let out = turned(src, degrees, 0, rotated_size(&src.geometry(), degrees).unwrap());
        let ink = out.iter().map(|&px| f64::from(px) / 255.0).sum::<f64>();
        assert!((ink - (width * height) as f64).abs() < 4.0, "{degrees}: {ink} of {}", width * height);
    }
}

#[test]
fn quarter_turns_into_another_size_keep_the_centre() {
    let (width, height) = (5, 3);
    let data = noise(width * height, 3);
    let src = view(&data, width, height, 0, Format::Gray8);
    let out = turned(src, 90.0, 9, (7, 7));
    for (i, &px) in out.iter().enumerate() {
        let (x, y) = (i % 7, i / 7);
        let inside = (2..5).contains(&x) && (1..6).contains(&y);
        let expected = if inside { data[(height - 1 - (x - 2)) * width + y - 1] } else { 9 };
        assert_eq!(px, expected, "{x}, {y}");
    }
}

#[test]
fn wrong_angles_formats_and_sizes_are_errors() {
    let (src, mut out) = ([0; 64], [7; 64]);
    let gray = view(&src, 4, 6, 0, Format::Gray8);
    let mut turn = |src, degrees, (width, height, format)| {
        let dst = ImageMut::new(&mut out, width, height, 0, format).unwrap();
        rotate(src, degrees, 0, dst).map_err(|error| error.kind())
    };
    assert_eq!(turn(gray, 5.0, (4, 2, Format::Rgb8)), Err(Unsupported));
    for degrees in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        assert_eq!(turn(gray, degrees, (4, 6, Format::Gray8)), Err(InvalidArgument));
        assert_eq!(rotated_size(&gray.geometry(), degrees).map_err(|error| error.kind()), Err(InvalidArgument));
    }
    for degrees in [90.0, f32::MAX, -1e-30] {
        assert_eq!(turn(gray, degrees, (6, 4, Format::Gray8)), Ok(()));
    }
    let long = Geometry::new((1 << 29) + 1, 1, 0, Format::Gray8).unwrap();
    assert_eq!(rotated_size(&long, 1.0).map_err(|error| error.kind()), Err(Unsupported));
    assert_eq!(rotated_size(&long, 90.0).unwrap(), (1, (1 << 29) + 1));
}
