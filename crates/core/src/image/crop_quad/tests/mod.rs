//! Checks that regions are copied, compares the map with an independent one elsewhere, and every level with the scalar one.

mod interpolations;

use super::*;
use crate::base::error::ErrorKind::{InvalidArgument, Unsupported};
use crate::cpu::{OptLevel, set_opt_level};
use crate::image::Format;
use crate::testing::{levels, noise};

const BYTES: [Format; 5] = [Format::Gray8, Format::Rgb8, Format::Bgr8, Format::Rgba8, Format::Bgra8];

fn rectangle(x: f32, y: f32, w: f32, h: f32) -> [[f32; 2]; 4] {
    [[x, y], [x + w, y], [x + w, y + h], [x, y + h]]
}

/// Returns the pixels that `crop` writes, in rows with a gap of 3 bytes that must stay as they were.
fn written((width, height): (usize, usize), format: Format, crop: impl FnOnce(ImageMut<'_>)) -> Vec<u8> {
    let row_bytes = format.row_bytes(width).unwrap();
    let mut out = vec![0x5a; (row_bytes + 3) * height];
    crop(ImageMut::new(&mut out, width, height, row_bytes + 3, format).unwrap());
    assert!(out.chunks(row_bytes + 3).all(|row| row[row_bytes..] == [0x5a; 3]), "gaps");
    out.chunks(row_bytes + 3).flat_map(|row| &row[..row_bytes]).copied().collect()
}

fn crop(src: ImageRef<'_>, quad: &[[f32; 2]; 4], width: usize, height: usize) -> Vec<u8> {
    written((width, height), src.format(), |dst| crop_quad(src, quad, dst).unwrap())
}

#[test]
fn rectangles_of_whole_pixels_are_copied() {
    for format in BYTES {
        let stride = format.row_bytes(90).unwrap() + 5;
        let data = noise(stride * 70, 1);
        let src = ImageRef::new(&data, 90, 70, stride, format).unwrap();
        for (x, y, w, h) in [(0, 0, 90, 70), (3, 5, 1, 1), (7, 0, 83, 70), (20, 31, 64, 17), (89, 69, 1, 1)] {
            let region = src.region(x, y, w, h).unwrap();
            let expected: Vec<u8> = (0..h).flat_map(|y| region.rows().row(y)).copied().collect();
            let quad = rectangle(x as f32, y as f32, w as f32, h as f32);
            assert_eq!(crop(src, &quad, w, h), expected, "{} {w}x{h} at {x}, {y}", format.name());
        }
    }
}

#[test]
fn corners_begin_where_the_crop_does() {
    let data: Vec<u8> = (0..12).collect();
    let src = ImageRef::new(&data, 4, 3, 0, Format::Gray8).unwrap();
    let [tl, tr, br, bl] = rectangle(0.0, 0.0, 4.0, 3.0);
    assert_eq!(crop(src, &[bl, tl, tr, br], 3, 4), [8, 4, 0, 9, 5, 1, 10, 6, 2, 11, 7, 3], "a quarter turn");
    assert_eq!(crop(src, &[tr, tl, bl, br], 4, 3), [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8], "mirrored");
}

#[test]
fn beyond_the_border_is_the_nearest_pixel() {
    let data: Vec<u8> = (1..13).collect();
    let src = ImageRef::new(&data, 4, 3, 0, Format::Gray8).unwrap();
    assert_eq!(crop(src, &rectangle(-2.0, -1.0, 4.0, 3.0), 4, 3), [1, 1, 1, 2, 1, 1, 1, 2, 5, 5, 5, 6]);
    assert_eq!(crop(src, &rectangle(1e30, 1e30, 1e30, 1e30), 2, 2), [12; 4]);
    let one = ImageRef::new(&data, 1, 1, 0, Format::Gray8).unwrap();
    assert_eq!(crop(one, &rectangle(-5.0, -5.0, 11.0, 11.0), 5, 3), [1; 15]);
}

/// Where the diagonals and the lines through the vanishing points meet: (u, v) of the unit square by repeated halving,
/// which needs no solved equations. `u` and `v` are multiples of 1/16.
fn halved(quad: [[f64; 2]; 4], u: f64, v: f64) -> [f64; 2] {
    let homogeneous = |[x, y]: [f64; 2]| [x, y, 1.0];
    // Of any length: kept near 1, or it would grow out of bounds.
    let cross = |a: [f64; 3], b: [f64; 3]| {
        let product = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
        let largest = product.iter().fold(0.0_f64, |largest, x| largest.max(x.abs()));
        product.map(|x| x / largest)
    };
    let [mut tl, mut tr, mut br, mut bl] = quad.map(homogeneous);
    let (across, down) = (cross(cross(tl, tr), cross(bl, br)), cross(cross(tl, bl), cross(tr, br)));
    let (mut u, mut v) = (u, v);
    for _ in 0..4 {
        let middle = cross(cross(tl, br), cross(tr, bl));
        let (level, upright) = (cross(middle, across), cross(middle, down));
        let (left, right) = (cross(level, cross(tl, bl)), cross(level, cross(tr, br)));
        let (top, bottom) = (cross(upright, cross(tl, tr)), cross(upright, cross(bl, br)));
        (u, v) = (2.0 * u, 2.0 * v);
        [tl, tr, br, bl] = match (u >= 1.0, v >= 1.0) {
            (false, false) => [tl, top, middle, left],
            (true, false) => [top, tr, right, middle],
            (false, true) => [left, middle, bottom, bl],
            (true, true) => [middle, right, br, bottom],
        };
        (u, v) = (u % 1.0, v % 1.0);
    }
    [tl[0] / tl[2], tl[1] / tl[2]]
}

#[test]
fn positions_are_the_projective_ones() {
    let quads = [
        [[10.0, 20.0], [400.0, 60.0], [350.0, 150.0], [30.0, 90.0]],
        [[100.0, 300.0], [120.0, 10.0], [300.0, 50.0], [290.0, 310.0]],
        [[5.5, 5.25], [600.0, 9.0], [410.0, 402.0], [90.0, 333.0]],
    ];
    for quad in quads {
        // Pixels of 8 x 8, whose centres are odd sixteenths.
        let map = Projection::new(&quad.map(|corner| corner.map(|at| at as f32)), 8, 8).unwrap();
        for y in 0..8 {
            for x in 0..8 {
                let [px, py] = halved(quad, (x as f64 + 0.5) / 8.0, (y as f64 + 0.5) / 8.0);
                let (at_x, at_y) = map.row(y).position(x as f64, 1e6, 1e6);
                let off = |at: u64, p: f64| (at as f64 / 256.0 + 0.5 - p).abs();
                assert!(off(at_x, px).max(off(at_y, py)) <= 0.51 / 256.0, "{quad:?} {x}, {y}: {px}, {py}");
            }
        }
    }
}

/// A flat slope of gray has at any point the gray of its position: the crop shows where its pixels come from.
#[test]
fn pixels_come_from_their_positions() {
    let (width, height) = (200, 256);
    let data: Vec<u8> = (0..height).flat_map(|y| vec![y as u8; width]).collect();
    let src = ImageRef::new(&data, width, height, 0, Format::Gray8).unwrap();
    let quad = [[20.0, 30.0], [170.0, 60.0], [190.0, 210.0], [15.0, 180.0]];
    let out = crop(src, &quad, 67, 35);
    let map = Projection::new(&quad, 67, 35).unwrap();
    for y in 0..35 {
        for x in 0..67 {
            let (_, at) = map.row(y).position(x as f64, 1e6, 1e6);
            assert_eq!(u64::from(out[y * 67 + x]), (at + 128) >> 8, "{x}, {y}");
        }
    }
}

#[test]
fn every_level_and_thread_count_crops_alike_and_regions_too() {
    let quad = [[-3.0, 12.5], [580.0, 40.0], [640.25, 450.0], [30.0, 380.0]];
    for format in [Format::Gray8, Format::Rgb8, Format::Rgba8] {
        let bytes = format.pixel_bytes().unwrap();
        let data = noise(700 * 500 * bytes, 11);
        let region = ImageRef::new(&data, 700, 500, 0, format).unwrap().region(33, 20, 613, 441).unwrap();
        let copy: Vec<u8> = (0..441).flat_map(|y| region.rows().row(y)).copied().collect();
        set_opt_level(OptLevel::None);
        let expected = crop(ImageRef::new(&copy, 613, 441, 0, format).unwrap(), &quad, 501, 333);
        set_opt_level(OptLevel::Full);
        for level in levels() {
            simd::set_level(level);
            assert!(crop(region, &quad, 501, 333) == expected, "{} {}", level.name(), format.name());
        }
    }
}

#[test]
fn images_of_any_size_are_cropped_alike() {
    let quad = [[0.5, -0.25], [9.0, 0.5], [8.0, 1.5], [0.0, 1.25]];
    for format in BYTES {
        let bytes = format.pixel_bytes().unwrap();
        let row = noise(9 * bytes, 3);
        // Two equal rows serve a texture and show what one row does.
        let two = [row.clone(), row.clone()].concat();
        let one = ImageRef::new(&row, 9, 1, 0, format).unwrap();
        let two = ImageRef::new(&two, 9, 2, 0, format).unwrap();
        assert_eq!(crop(one, &quad, 31, 7), crop(two, &quad, 31, 7), "{}", format.name());
    }
}

#[test]
fn quadrilaterals_that_are_none_are_errors() {
    let (src, mut out) = ([0; 400], [7; 100]);
    let gray = ImageRef::new(&src, 20, 20, 0, Format::Gray8).unwrap();
    let mut fails = |src, quad: [[f32; 2]; 4]| {
        let dst = ImageMut::new(&mut out, 10, 10, 0, Format::Gray8).unwrap();
        crop_quad(src, &quad, dst).unwrap_err().kind()
    };
    let [a, b, c, d] = rectangle(2.0, 3.0, 9.0, 7.0);
    assert_eq!(fails(gray, [a, a, a, a]), InvalidArgument, "a point");
    assert_eq!(fails(gray, [a, b, b, d]), InvalidArgument, "two corners in one place");
    assert_eq!(fails(gray, [a, b, [5.0, 3.0], [3.0, 3.0]]), InvalidArgument, "a line");
    assert_eq!(fails(gray, [a, b, c, [6.5, 6.5]]), InvalidArgument, "a straight corner");
    assert_eq!(fails(gray, [a, b, c, [9.0, 5.0]]), InvalidArgument, "a concave corner");
    assert_eq!(fails(gray, [a, c, b, d]), InvalidArgument, "crossed");
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        assert_eq!(fails(gray, [a, b, [c[0], bad], d]), InvalidArgument);
    }
    let bits = ImageRef::new(&src, 20, 20, 0, Format::Bit1).unwrap();
    assert_eq!(fails(bits, [a, b, c, d]), Unsupported);
    assert_eq!(fails(ImageRef::new(&src, 6, 6, 0, Format::Rgb8).unwrap(), [a, b, c, d]), Unsupported);
    assert_eq!(out, [7; 100]);
}
