//! The operation against its definition, pixel by pixel, at every level.

use super::*;
use crate::base::error::ErrorKind::{InvalidArgument, SizeMismatch, Unsupported};
use crate::testing::{levels, noise};

/// The table of one tile, from a list of its pixels.
fn table_of(px: impl Iterator<Item = u8>, clip_limit: f64) -> [u8; 256] {
    let mut counts = [0_i32; 256];
    px.for_each(|px| counts[usize::from(px)] += 1);
    let pixels: i32 = counts.iter().sum();
    if clip_limit > 0.0 {
        let most = ((clip_limit * f64::from(pixels) / 256.0) as i32).max(1);
        let cut: i32 = counts.iter().map(|&count| (count - most).max(0)).sum();
        counts.iter_mut().for_each(|count| *count = (*count).min(most) + cut / 256);
        let left = cut % 256;
        let mut at = 0;
        for _ in 0..left {
            counts[at] += 1;
            at += (256 / left).max(1) as usize;
        }
    }
    let (mut sum, scale) = (0, 255.0 / pixels as f32);
    counts.map(|count| {
        sum += count;
        (sum as f32 * scale).round_ties_even().clamp(0.0, 255.0) as u8
    })
}

fn by_definition(px: &[u8], (width, height): (usize, usize), clip_limit: f64, tiles: [usize; 2]) -> Vec<u8> {
    let grow = width % tiles[0] != 0 || height % tiles[1] != 0;
    let longer = |len: usize, tiles: usize| if grow { len + tiles - len % tiles } else { len };
    let tile = [longer(width, tiles[0]) / tiles[0], longer(height, tiles[1]) / tiles[1]];
    let reflected = |mut at: usize, len: usize| {
        while at >= len {
            at = if len == 1 { 0 } else { (2 * len - 2).abs_diff(at) };
        }
        at
    };
    let at = |x: usize, y: usize| px[reflected(y, height) * width + reflected(x, width)];
    let tables: Vec<_> = (0..tiles[0] * tiles[1])
        .map(|i| {
            let (x, y) = (i % tiles[0] * tile[0], i / tiles[0] * tile[1]);
            table_of((y..y + tile[1]).flat_map(|y| (x..x + tile[0]).map(move |x| at(x, y))), clip_limit)
        })
        .collect();
    let between = |at: usize, i: usize| {
        let position = at as f32 * (1.0 / tile[i] as f32) - 0.5;
        let before = position.floor();
        let tile = before as isize;
        (tile.max(0) as usize, (tile + 1).min(tiles[i] as isize - 1) as usize, position - before)
    };
    let mut out = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let ((x1, x2, right), (y1, y2, lower)) = (between(x, 0), between(y, 1));
            let of = |x: usize, y: usize| f32::from(tables[y * tiles[0] + x][usize::from(px[out.len()])]);
            let above = of(x1, y1) * (1.0 - right) + of(x2, y1) * right;
            let below = of(x1, y2) * (1.0 - right) + of(x2, y2) * right;
            out.push((above * (1.0 - lower) + below * lower).round_ties_even() as u8);
        }
    }
    out
}

/// Checks one image with gaps between its rows, and in place.
fn check(level: Level, (width, height): (usize, usize), clip_limit: f64, tiles: [usize; 2]) {
    let (stride, gap) = (width + 3, width + 1);
    let src: Vec<u8> = noise(stride * height, (width * height) as u64).iter().map(|px| px / 3 + px % 2 * 100).collect();
    let tight: Vec<u8> = src.chunks(stride).flat_map(|row| &row[..width]).copied().collect();
    let expected = by_definition(&tight, (width, height), clip_limit, tiles);
    let about = format!("{width}x{height}, limit {clip_limit}, {tiles:?} tiles, {}", level.name());
    let mut out = vec![9; gap * height];
    let from = Rows::new(&src, width, height, stride).unwrap();
    clahe_at(level, Some(from), clip_limit, tiles, RowsMut::new(&mut out, width, height, gap).unwrap()).unwrap();
    for (row, expected) in out.chunks(gap).zip(expected.chunks(width)) {
        assert_eq!(&row[..width], expected, "{about}");
        assert_eq!(row[width..], [9], "{about}: wrote between rows");
    }
    let mut here = tight;
    clahe_at(level, None, clip_limit, tiles, RowsMut::new(&mut here, width, height, width).unwrap()).unwrap();
    assert!(here == expected, "{about}: in place");
}

#[test]
fn every_level_equals_the_definition() {
    for level in levels() {
        for size in [(1, 1), (5, 2), (8, 8), (64, 48), (63, 50), (130, 41), (200, 17)] {
            check(level, size, 40.0, [8, 8]);
            check(level, size, 2.5, [3, 2]);
        }
        for clip_limit in [-1.0, 0.0, 0.001, 1.0, 1e300, f64::INFINITY] {
            check(level, (90, 60), clip_limit, [4, 3]);
        }
        for tiles in [[1, 1], [1, 9], [70, 2], [256, 1]] {
            check(level, (100, 30), 3.0, tiles);
        }
    }
}

#[test]
fn contrast_grows_where_it_is_low() {
    let px: Vec<u8> = (0..64 * 64).map(|i| 100 + (i % 64 / 8) as u8).collect();
    let mut out = px.clone();
    clahe_in_place(ImageMut::new(&mut out, 64, 64, 0, Format::Gray8).unwrap(), 40.0, [2, 2]).unwrap();
    assert!(out[63] - out[0] > 100, "{} to {}", out[0], out[63]);
}

#[test]
fn wrong_arguments_are_errors() {
    let (src, mut out) = ([0; 64], [7; 64]);
    let mut run = |from: Format, to: (usize, usize, Format), clip_limit: f64, tiles: [usize; 2]| {
        let src = ImageRef::new(&src, 4, 4, 0, from).unwrap();
        let dst = ImageMut::new(&mut out, to.0, to.1, 0, to.2).unwrap();
        clahe(src, clip_limit, tiles, dst).map_err(|error| error.kind())
    };
    let gray = (4, 4, Format::Gray8);
    assert_eq!(run(Format::Gray8, gray, f64::NAN, [8, 8]), Err(InvalidArgument));
    for tiles in [[0, 8], [8, 0], [257, 8], [8, usize::MAX]] {
        assert_eq!(run(Format::Gray8, gray, 2.0, tiles), Err(InvalidArgument));
    }
    assert_eq!(run(Format::Gray8, (4, 3, Format::Gray8), 2.0, [8, 8]), Err(SizeMismatch));
    assert_eq!(run(Format::Rgb8, gray, 2.0, [8, 8]), Err(Unsupported));
    assert_eq!(run(Format::Gray8, (4, 4, Format::Bit1), 2.0, [8, 8]), Err(Unsupported));
    assert_eq!(run(Format::Gray8, gray, 2.0, [8, 8]), Ok(()));
    let rgb = ImageMut::new(&mut out, 4, 4, 0, Format::Rgb8).unwrap();
    assert_eq!(clahe_in_place(rgb, 2.0, [8, 8]).map_err(|error| error.kind()), Err(Unsupported));
}
