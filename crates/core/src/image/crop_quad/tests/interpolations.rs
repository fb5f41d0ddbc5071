//! Nearest and cubic crops: by hand, against OpenCV, and at every level; sizes and turns.

use super::super::*;
use super::{BYTES, rectangle, written};
use crate::base::error::ErrorKind::{InvalidArgument, OutOfRange};
use crate::image::Format;
use crate::testing::{levels, noise};

const OPENCV: &str = include_str!("data/crop_opencv.txt");
const EDGES: CropParams = CropParams { turn_ratio: 0.0, corners: QuadCorners::PixelEdges, ..CropParams::PADDLE };
const NEAREST: CropParams = CropParams { interpolation: Interpolation::Nearest, ..EDGES };
const CUBIC: CropParams = CropParams { interpolation: Interpolation::Cubic, ..EDGES };

fn crop(src: ImageRef<'_>, quad: &[[f32; 2]; 4], params: &CropParams, size: (usize, usize)) -> Vec<u8> {
    written(size, src.format(), |dst| crop_quad_with(src, quad, params, dst).unwrap())
}

#[test]
fn rectangles_of_whole_pixels_are_copied() {
    for format in BYTES {
        let stride = format.row_bytes(90).unwrap() + 5;
        let data = noise(stride * 70, 1);
        let src = ImageRef::new(&data, 90, 70, stride, format).unwrap();
        for (x, y, w, h) in [(0, 0, 90, 70), (3, 5, 1, 1), (7, 0, 83, 70), (89, 69, 1, 1)] {
            let region = src.region(x, y, w, h).unwrap();
            let expected: Vec<u8> = (0..h).flat_map(|y| region.rows().row(y)).copied().collect();
            let quad = rectangle(x as f32, y as f32, w as f32, h as f32);
            for params in [NEAREST, CUBIC, CropParams::PADDLE] {
                let params = CropParams { turn_ratio: 0.0, ..params };
                assert_eq!(crop(src, &quad, &params, (w, h)), expected, "{} {params:?} {w}x{h}", format.name());
            }
        }
    }
}

#[test]
fn nearest_pixels_are_those_around_the_centres() {
    let data: Vec<u8> = (1..13).collect();
    let src = ImageRef::new(&data, 4, 3, 0, Format::Gray8).unwrap();
    let twice = crop(src, &rectangle(0.0, 0.0, 4.0, 3.0), &NEAREST, (8, 6));
    assert_eq!(twice[..16], [1, 1, 2, 2, 3, 3, 4, 4, 1, 1, 2, 2, 3, 3, 4, 4]);
    assert_eq!(crop(src, &rectangle(-2.0, -1.0, 4.0, 3.0), &NEAREST, (4, 3)), [1, 1, 1, 2, 1, 1, 1, 2, 5, 5, 5, 6]);
    assert_eq!(crop(src, &rectangle(1e30, 1e30, 1e30, 1e30), &NEAREST, (2, 2)), [12; 4]);
    assert_eq!(crop(src, &rectangle(1e30, 1e30, 1e30, 1e30), &CUBIC, (2, 2)), [12; 4]);
    assert_eq!(crop(src, &rectangle(-9.0, -9.0, 2.0, 2.0), &CUBIC, (3, 3)), [1; 9]);
}

#[test]
fn cubic_crops_are_within_a_level_of_opencv() {
    let (mut count, mut differing, mut turns) = (0, 0, 0);
    for line in OPENCV.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |i: usize| words[i].parse::<usize>().unwrap();
        let (seed, channels, width, height, size) =
            (number(0), number(1), number(2), number(3), (number(4), number(5)));
        let quad = [0, 1, 2, 3].map(|i| [0, 1].map(|axis| words[6 + 2 * i + axis].parse().unwrap()));
        let expected =
            (0..words[14].len()).step_by(2).map(|at| u8::from_str_radix(&words[14][at..at + 2], 16).unwrap());
        let format = [Format::Gray8, Format::Rgb8, Format::Rgba8][seed % 3];
        let data = noise(width * height * channels, seed as u64);
        let src = ImageRef::new(&data, width, height, 0, format).unwrap();
        // The tallest ones are turned, as PaddleOCR does.
        turns +=
            usize::from(crop_quad_size(&quad, &CropParams { turn_ratio: 0.0, ..CropParams::PADDLE }).unwrap() != size);
        assert_eq!(crop_quad_size(&quad, &CropParams::PADDLE).unwrap(), size, "case {seed}");
        for (i, (ours, theirs)) in crop(src, &quad, &CropParams::PADDLE, size).into_iter().zip(expected).enumerate() {
            assert!(ours.abs_diff(theirs) <= 1, "case {seed}, byte {i}: {ours}, {theirs}");
            count += 1;
            differing += usize::from(ours != theirs);
        }
    }
    println!("{differing} of {count} bytes differ by one");
    assert!(count > 10000 && turns > 5, "{count}, {turns}");
}

#[test]
fn corners_are_edges_or_centres_of_pixels() {
    // Twice as large: pixels of the crop lie at 0, 1/2, 1 ... of the source by their centres, and at -1/4, 1/4 ... by edges.
    let src = ImageRef::new(&[0, 100, 200, 200], 4, 1, 0, Format::Gray8).unwrap();
    let twice = rectangle(0.0, 0.0, 3.0, 1.0);
    let bilinear = |corners| CropParams { interpolation: Interpolation::Bilinear, corners, ..EDGES };
    assert_eq!(crop(src, &twice, &bilinear(QuadCorners::PixelEdges), (6, 1)), [0, 25, 75, 125, 175, 200]);
    assert_eq!(crop(src, &twice, &bilinear(QuadCorners::PixelCentres), (6, 1)), [0, 50, 100, 150, 200, 200]);
}

#[test]
fn levels_agree() {
    let quad = [[-3.0, 2.5], [88.7, -4.0], [93.0, 60.2], [4.4, 73.0]];
    for format in BYTES {
        let data = noise(format.row_bytes(90).unwrap() * 70, 5);
        let src = ImageRef::new(&data, 90, 70, 0, format).unwrap();
        for params in [NEAREST, CUBIC, CropParams::PADDLE] {
            for width in [1, 2, 63, 64, 65, 130] {
                let mut expected = None;
                for level in levels() {
                    crate::simd::set_level(level);
                    let found = crop(src, &quad, &params, (width, 9));
                    let expected = expected.get_or_insert_with(|| found.clone());
                    assert_eq!(found, *expected, "{} {} {params:?} {width}", level.name(), format.name());
                }
            }
        }
    }
    crate::simd::set_level(crate::simd::best());
}

#[test]
fn sizes_are_those_of_the_reference() {
    let size = |quad, ratio| crop_quad_size(&quad, &CropParams { turn_ratio: ratio, ..CUBIC }).unwrap();
    assert_eq!(
        size([[0.0, 0.0], [30.0, 40.0], [20.0, 47.0], [-4.0, 9.0]], 0.0),
        (50, 12),
        "truncated, the longer sides"
    );
    assert_eq!(size(rectangle(5.0, 5.0, 20.0, 30.0), 1.5), (30, 20), "turned");
    assert_eq!(size(rectangle(5.0, 5.0, 20.0, 29.9), 1.5), (20, 29), "not high enough after truncation");
    assert_eq!(size(rectangle(5.0, 5.0, 20.0, 30.0), 0.0), (20, 30), "never turned");
    assert_eq!(size(rectangle(0.0, 0.0, 0.3, 0.2), 1.5), (1, 1), "at least a pixel");
    let refused = |quad, ratio| crop_quad_size(&quad, &CropParams { turn_ratio: ratio, ..CUBIC }).unwrap_err().kind();
    assert_eq!(refused(rectangle(0.0, f32::NAN, 1.0, 1.0), 1.5), InvalidArgument);
    assert_eq!(refused(rectangle(0.0, 0.0, 1e9, 1.0), 1.5), OutOfRange);
    for ratio in [f32::NAN, f32::INFINITY, -1.0] {
        assert_eq!(refused(rectangle(0.0, 0.0, 1.0, 1.0), ratio), InvalidArgument);
    }
}

#[test]
fn tall_crops_are_turned_anticlockwise() {
    let data: Vec<u8> = (0..12).collect();
    let src = ImageRef::new(&data, 3, 4, 0, Format::Gray8).unwrap();
    let tall = rectangle(0.0, 0.0, 2.0, 4.0);
    for interpolation in [Interpolation::Nearest, Interpolation::Bilinear, Interpolation::Cubic] {
        for corners in [QuadCorners::PixelEdges, QuadCorners::PixelCentres] {
            let params = CropParams { interpolation, turn_ratio: 1.5, corners, pad_flat: false };
            assert_eq!(crop_quad_size(&tall, &params).unwrap(), (4, 2));
            assert_eq!(crop(src, &tall, &params, (4, 2)), [1, 4, 7, 10, 0, 3, 6, 9]);
            let never = CropParams { turn_ratio: 0.0, ..params };
            assert_eq!(crop(src, &tall, &never, (2, 4)), [0, 1, 3, 4, 6, 7, 9, 10]);
        }
    }
}
