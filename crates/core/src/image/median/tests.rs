//! The filter against its definition at every level, and the networks against a sort.

use super::bands::BAND;
use super::network::{median9, median11, merge5, middle6, pair3, sort3, sort5};
use super::scalar::CHOICE;
use super::*;
use crate::base::error::ErrorKind::{InvalidArgument, SizeMismatch, Unsupported};
use crate::image::Format;
use crate::simd::FROM_MEMORY;
use crate::split::Rows;
use crate::testing::{TestRng, levels, noise};

/// The median around a byte by a sort.
fn by_definition(px: &[u8], (width, height): (usize, usize), step: usize, size: usize) -> Vec<u8> {
    let reach = size / 2;
    let near = |at: usize, tap: usize, len: usize| (at + tap).saturating_sub(reach).min(len - 1);
    let mut out = Vec::new();
    for y in 0..height {
        for x in 0..width * step {
            let at = |u: usize, v: usize| (near(y, v, height) * width + near(x / step, u, width)) * step + x % step;
            let mut around: Vec<u8> = (0..size * size).map(|i| px[at(i % size, i / size)]).collect();
            around.sort_unstable();
            out.push(around[size * size / 2]);
        }
    }
    out
}

/// Checks one image with gaps between its rows at every level.
fn check(format: Format, (width, height): (usize, usize), size: usize, grays: u8) {
    let row_bytes = format.row_bytes(width).unwrap();
    let (stride, gap) = (row_bytes + 3, row_bytes + 1);
    // Few different grays, so that medians are often next to equal ones.
    let src: Vec<u8> = noise(stride * height, (width + size) as u64).iter().map(|px| px % grays).collect();
    let tight: Vec<u8> = src.chunks(stride).flat_map(|row| &row[..row_bytes]).copied().collect();
    let expected = by_definition(&tight, (width, height), format.pixel_bytes().unwrap(), size);
    let image = ImageRef::new(&src, width, height, stride, format).unwrap();
    for level in levels() {
        let mut out = vec![9; gap * height];
        median_at(level, image, size, ImageMut::new(&mut out, width, height, gap, format).unwrap()).unwrap();
        for (y, row) in out.chunks(gap).enumerate() {
            let about = (format.name(), width, height, size, level.name(), y);
            assert_eq!(row[..row_bytes], expected[y * row_bytes..(y + 1) * row_bytes], "{about:?}");
            assert_eq!(row[row_bytes..], [9], "{about:?}: wrote between rows");
        }
    }
}

#[test]
fn every_width_and_height_equals_the_definition() {
    for size in [3, 5] {
        (1..140).for_each(|width| check(Format::Gray8, (width, 3), size, 255));
        (1..BAND + 20).for_each(|height| check(Format::Gray8, (70, height), size, 3));
    }
}

#[test]
fn every_small_image_equals_the_definition() {
    for size in [3, 5] {
        for (width, height) in (1..=70).flat_map(|width| (1..=8).map(move |height| (width, height))) {
            check(Format::Gray8, (width, height), size, 100);
        }
    }
}

#[test]
fn a_strip_equals_these_rows_of_the_whole() {
    let (width, height) = (40, 50);
    let src = noise(width * height, 1);
    let rows = MedianRows { rows: Rows::new(&src, width, height, width).unwrap(), step: 1 };
    for (level, size) in levels().flat_map(|level| [(level, 3), (level, 5)]) {
        let expected = by_definition(&src, (width, height), 1, size);
        for strip in [0..1, 1..2, 2..49, 7..25, 17..50, 48..50, 49..50] {
            let mut out = vec![0; width * strip.len()];
            let kernel = if size == 3 { median3 } else { median5 };
            kernel(level, rows, strip.start, RowsMut::from_flat(&mut out, width).0);
            let about = format!("{} {size} {strip:?}", level.name());
            assert_eq!(out, expected[strip.start * width..strip.end * width], "{about}");
        }
    }
}

#[test]
fn channels_have_medians_of_their_own() {
    for size in [3, 5] {
        for format in BYTE_CHANNELS {
            (1..=70).for_each(|width| check(format, (width, 5), size, 40));
        }
    }
}

#[test]
fn a_speck_goes_and_an_edge_stays() {
    let mut px: Vec<u8> = (0..100).map(|i| if i % 10 < 5 { 20 } else { 220 }).collect();
    let clean = px.clone();
    px[33] = 255;
    for size in [3, 5] {
        let mut out = vec![0; 100];
        let src = ImageRef::new(&px, 10, 10, 0, Format::Gray8).unwrap();
        median(src, size, ImageMut::new(&mut out, 10, 10, 0, Format::Gray8).unwrap()).unwrap();
        assert_eq!(out, clean);
    }
}

/// Their rows are prefetched.
#[test]
fn large_images_equal_the_specification() {
    let (width, height) = (80, FROM_MEMORY / 80 + 5);
    let px = noise(width * height, 3);
    let src = ImageRef::new(&px, width, height, 0, Format::Gray8).unwrap();
    let filtered = |level: Level| {
        let mut out = vec![0; px.len()];
        let dst = ImageMut::new(&mut out, width, height, 0, Format::Gray8).unwrap();
        median_at(level, src, 3, dst).unwrap();
        out
    };
    let expected = filtered(Level::SCALAR);
    for level in levels() {
        assert!(filtered(level) == expected, "{}", level.name());
    }
}

#[test]
fn networks_find_the_middle() {
    let mut rng = TestRng::new(4);
    for _ in 0..3000 {
        let grays = [2, 3, 256][rng.below(3)];
        let px: [u8; 25] = std::array::from_fn(|_| rng.below(grays) as u8);
        let (mut nine, mut sorted) = (px[..9].to_vec(), px);
        nine.sort_unstable();
        sorted.sort_unstable();
        let rows3 = |i: usize| sort3(CHOICE, [px[i], px[i + 1], px[i + 2]]);
        assert_eq!(median9(CHOICE, pair3(CHOICE, rows3(0), rows3(3)), rows3(6)), nine[4], "{px:?}");
        let rows5 = |i: usize| sort5(CHOICE, std::array::from_fn(|k| px[5 * i + k]));
        assert!(rows5(0).is_sorted());
        let (a, b) = (merge5(CHOICE, rows5(0), rows5(1)), merge5(CHOICE, rows5(2), rows5(3)));
        assert!(a.is_sorted() && b.is_sorted(), "{px:?}");
        let middle = middle6(CHOICE, a, b);
        let mut twenty = px[..20].to_vec();
        twenty.sort_unstable();
        assert_eq!(middle, twenty[7..13], "{px:?}");
        assert_eq!(median11(CHOICE, middle, rows5(4)), sorted[12], "{px:?}");
    }
}

#[test]
fn wrong_arguments_are_errors() {
    let (src, mut out) = ([0; 64], [7; 64]);
    let mut run = |from: Format, to: (usize, usize, Format), size: usize| {
        let src = ImageRef::new(&src, 4, 4, 0, from).unwrap();
        let dst = ImageMut::new(&mut out, to.0, to.1, 0, to.2).unwrap();
        median(src, size, dst).map_err(|error| error.kind())
    };
    for size in [0, 1, 2, 4, 6, 7, usize::MAX] {
        assert_eq!(run(Format::Gray8, (4, 4, Format::Gray8), size), Err(InvalidArgument));
    }
    assert_eq!(run(Format::Gray8, (4, 3, Format::Gray8), 3), Err(SizeMismatch));
    assert_eq!(run(Format::Rgb8, (4, 4, Format::Bgr8), 3), Err(Unsupported));
    assert_eq!(run(Format::Bit1, (4, 4, Format::Bit1), 3), Err(Unsupported));
    assert_eq!(run(Format::Gray16, (4, 4, Format::Gray16), 3), Err(Unsupported));
    assert_eq!(run(Format::Rgba8, (4, 4, Format::Rgba8), 3), Ok(()));
}
