//! Compares the weights and the specification with the kernel in `f64`, and every level with the specification.

use super::weights::{FRACTION_BITS, WEIGHT_BITS, cubic_weights};
use super::*;
use crate::image::Format;
use crate::image::crop_quad::Projection;
use crate::testing::{levels, noise};

const FORMATS: [Format; 3] = [Format::Gray8, Format::Bgr8, Format::Rgba8];

/// The weight of a pixel at the distance `x`.
fn kernel(x: f64) -> f64 {
    match x.abs() {
        x if x <= 1.0 => 1.25 * x.powi(3) - 2.25 * x.powi(2) + 1.0,
        x if x <= 2.0 => -0.75 * (x.powi(3) - 5.0 * x.powi(2) + 8.0 * x - 4.0),
        _ => 0.0,
    }
}

#[test]
fn weights_are_the_cubic_kernel_and_sum_up_to_one() {
    for fraction in 0..1 << FRACTION_BITS {
        let (weights, one) = (cubic_weights(fraction), f64::from(1 << WEIGHT_BITS));
        assert_eq!(weights.iter().sum::<i32>(), 1 << WEIGHT_BITS, "{fraction}");
        for (tap, weight) in weights.into_iter().enumerate() {
            let exact = one * kernel(tap as f64 - 1.0 - f64::from(fraction) / f64::from(1 << FRACTION_BITS));
            let bound = if tap == 2 { 1.51 } else { 0.51 };
            assert!((f64::from(weight) - exact).abs() <= bound, "{fraction} {tap}: {weight}, {exact}");
        }
    }
    assert_eq!(cubic_weights(0), [0, 1 << WEIGHT_BITS, 0, 0], "a pixel is copied");
}

/// The map of a crop of `width` x 1 pixels.
fn projection(quad: [[f32; 2]; 4], width: usize) -> Projection {
    Projection::new(&quad, width, 1).expect("a convex quadrilateral")
}

#[test]
fn specification_is_the_rounded_sum_by_the_kernel() {
    let (width, height) = (40, 30);
    let data = noise(width * height, 6);
    let src = ImageRef::new(&data, width, height, 0, Format::Gray8).unwrap();
    // A step is 26 / 2048 of a pixel across and 14 / 2048 down: no position is rounded.
    let (x, y, step) = (3.125, 4.25, [26.0 / 2048.0, 14.0 / 2048.0]);
    let (far_x, far_y) = (x + 2048.0 * step[0], y + 2048.0 * step[1]);
    let quad = [[x, y], [far_x, far_y], [far_x - 1.0, far_y + 2.0], [x - 1.0, y + 2.0]];
    let mut out = [0; 2048];
    cubic_row(Level::SCALAR, &src, &projection(quad.map(|corner| corner.map(|at| at as f32)), 2048).row(0), &mut out);
    let pixel = |x: i64, y: i64| f64::from(data[y.clamp(0, 29) as usize * width + x.clamp(0, 39) as usize]);
    let mut differing = 0;
    for (i, &byte) in out.iter().enumerate() {
        let along = i as f64 + 0.5;
        let (x, y) = (x - 1.0 + along * step[0], y + 0.5 + along * step[1]);
        let (left, top) = (x.floor() as i64 - 1, y.floor() as i64 - 1);
        let row = |y: i64| (left..left + 4).map(|px| kernel(px as f64 - x) * pixel(px, y)).sum::<f64>();
        let sum: f64 = (top..top + 4).map(|row_y| kernel(row_y as f64 - y) * row(row_y)).sum();
        assert!((f64::from(byte) - sum.clamp(0.0, 255.0)).abs() < 0.55, "{i}: {byte}, {sum}");
        differing += usize::from(byte != (sum.clamp(0.0, 255.0) + 0.5) as u8);
    }
    assert!(differing < 40, "{differing} of 2048 are rounded the other way");
}

/// Crops rows of every length up to beyond a block, of an image without a byte to spare, and compares all levels.
fn check(format: Format, (width, height, gap): (usize, usize, usize), quad: [[f32; 2]; 4]) {
    let channels = format.pixel_bytes().unwrap();
    let stride = width * channels + gap;
    let data = noise(stride * height - gap, 7);
    let src = ImageRef::new(&data, width, height, stride, format).unwrap();
    for len in (1..=BLOCK + 9).chain([200]) {
        let row = projection(quad, len).row(0);
        let (mut expected, mut out) = (vec![1; len * channels], vec![2; len * channels]);
        cubic_row(Level::SCALAR, &src, &row, &mut expected);
        for level in levels() {
            cubic_row(level, &src, &row, &mut out);
            assert_eq!(out, expected, "{} {} {width}x{height} len {len}", level.name(), format.name());
        }
    }
}

#[test]
fn every_level_matches_scalar_at_every_size_and_length() {
    for format in FORMATS {
        for (width, height, gap) in [(1, 1, 0), (3, 3, 1), (4, 4, 0), (5, 9, 2), (8, 5, 0), (70, 50, 3)] {
            let (w, h) = (width as f32, height as f32);
            check(format, (width, height, gap), [[0.0, 0.2], [w, 0.0], [w, h], [0.1, h]]);
            check(format, (width, height, gap), [[-2.0, -3.0], [w + 3.5, -1.0], [w + 2.0, h + 9.0], [-4.0, h + 4.0]]);
        }
        check(format, (70, 50, 3), [[8.0, 9.25], [60.5, 30.0], [51.0, 42.0], [6.0, 20.5]]);
    }
}

/// Blocks up to the last pixels that kernels may load, and a pixel further.
#[test]
fn blocks_in_the_corners_of_an_image_match_copied_ones() {
    for format in FORMATS {
        let channels = format.pixel_bytes().unwrap();
        let data = noise(20 * 12 * channels, 8);
        let image = ImageRef::new(&data, 20, 12, 0, format).unwrap();
        // Sixteen bytes are loaded of a row in colour.
        let loaded = if channels == 3 { 6 } else { 4 };
        for (columns, rows) in [(loaded, 4), (loaded + 1, 5), (20, 12)] {
            let view = image.region(20 - columns, 12 - rows, columns, rows).unwrap().rows();
            let (right, bottom) = ((columns - loaded) as f32 + 2.49, rows as f32 - 1.51);
            let mut taps = CubicTaps::new();
            let mut set = |right, bottom| {
                let quad = [[1.5, 1.5], [right, 1.5], [right, bottom], [1.5, bottom]];
                taps.set(&projection(quad, BLOCK).row(0), 0, BLOCK, (columns, rows));
                // A row of the crop stays in its middle; the last sample goes to the corner.
                taps.y.first[BLOCK - 1] = (bottom - 0.5) as i64 - 1;
                Pixels::inside(Level::SCALAR, view, channels, &taps).is_some()
            };
            assert!(!set(right + 1.0, bottom) && !set(right, bottom + 1.0) && set(right, bottom));
            let (mut patch, inside) = (Patch::new(), Pixels::inside(Level::SCALAR, view, channels, &taps).unwrap());
            let copied = patch.fill(view, channels, &taps);
            let (mut expected, mut out) = (vec![1; BLOCK * channels], vec![2; BLOCK * channels]);
            for level in levels() {
                weigh_block(Level::SCALAR, &copied, &taps, &mut expected);
                weigh_block(level, &inside, &taps, &mut out);
                assert_eq!(out, expected, "{} {} {columns}x{rows}", level.name(), format.name());
            }
        }
    }
}
