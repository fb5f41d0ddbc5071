//! Checks quarter turns pixel by pixel, compares other angles with arithmetic in `f64`, and every level with the scalar one.

use super::*;
use crate::base::error::ErrorKind::{InvalidArgument, SizeMismatch, Unsupported};
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
    for format in BYTES {
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

/// The formula of the documentation, position and mean in `f64`.
fn formula(data: &[u8], (width, height): (usize, usize), degrees: f32, fill: u8, x: usize, y: usize) -> f64 {
    let (sin, cos) = f64::from(degrees).to_radians().sin_cos();
    let (cx, cy) = ((width - 1) as f64 / 2.0, (height - 1) as f64 / 2.0);
    let (dx, dy) = (x as f64 - cx, y as f64 - cy);
    let (x, y) = (cx + cos * dx + sin * dy, cy - sin * dx + cos * dy);
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
            let out = turned(view(&data, width, height, 0, Format::Gray8), degrees, 77, (width, height));
            for (i, &px) in out.iter().enumerate() {
                let expected = formula(&data, (width, height), degrees, 77, i % width, i / width);
                // Half a position along each axis, at most 255 a pixel; and half a level.
                let bound = 2.0 * 255.0 / 512.0 + 0.51;
                assert!(
                    (f64::from(px) - expected).abs() <= bound,
                    "{width}x{height} {degrees} at {i}: {px}, {expected}"
                );
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
        for degrees in [-3.3, 123.0] {
            set_opt_level(OptLevel::None);
            let expected = turned(view(&copy, 613, 441, 0, format), degrees, 1, (613, 441));
            set_opt_level(OptLevel::Full);
            for level in levels() {
                simd::set_level(level);
                assert!(turned(region, degrees, 1, (613, 441)) == expected, "{} {}", level.name(), format.name());
            }
        }
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
    assert_eq!(turn(gray, 90.0, (4, 6, Format::Gray8)), Err(SizeMismatch));
    assert_eq!(turn(gray, 180.0, (6, 4, Format::Gray8)), Err(SizeMismatch));
    assert_eq!(turn(gray, 5.0, (6, 4, Format::Gray8)), Err(SizeMismatch));
    assert_eq!(turn(gray, 5.0, (4, 2, Format::Rgb8)), Err(Unsupported));
    assert_eq!(turn(view(&src, 4, 6, 0, Format::Bit1), 5.0, (4, 6, Format::Bit1)), Err(Unsupported));
    for degrees in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        assert_eq!(turn(gray, degrees, (4, 6, Format::Gray8)), Err(InvalidArgument));
    }
    assert_eq!(turn(gray, 90.0, (6, 4, Format::Gray8)), Ok(()));
    assert_eq!(turn(gray, f32::MAX, (4, 6, Format::Gray8)), Ok(()));
    assert_eq!(turn(gray, -1e-30, (4, 6, Format::Gray8)), Ok(()));
}
