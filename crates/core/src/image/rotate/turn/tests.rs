//! Compares every level with the specification, and the specification with single pixels.

use super::*;
use crate::simd::Level;
use crate::split::Rows;
use crate::testing::{levels, noise};
use std::ops::Range;

/// Turns rows `range` of `src`, whose pixels have `N` bytes. The 3 bytes between rows of the result must stay unchanged.
fn turned<const N: usize>(level: Level, src: Rows<'_>, right: bool, range: Range<usize>) -> Vec<u8> {
    let row_bytes = src.len() * N;
    let mut out = vec![0x5a; range.len() * (row_bytes + 3)];
    let strip = RowsMut::new(&mut out, row_bytes, range.len(), row_bytes + 3).unwrap();
    let turn = Turn::new(src, right, range.start);
    match N {
        1 => turn_bytes(level, turn, strip),
        2 => turn_pairs(level, turn, strip),
        3 => turn_threes(level, turn, strip),
        _ => turn_words(level, turn, strip),
    }
    assert!(out.chunks(row_bytes + 3).all(|row| row[row_bytes..] == [0x5a; 3]), "gaps");
    out.chunks(row_bytes + 3).flat_map(|row| &row[..row_bytes]).copied().collect()
}

fn every_level_turns<const N: usize>(width: usize, height: usize) {
    let stride = width * N + 5;
    let data = noise(stride * height - 5, (width * height) as u64);
    let src = Rows::new(&data, width * N, height, stride).unwrap();
    for right in [true, false] {
        for range in [0..width, width / 3..width, width / 4..width - width / 4] {
            let expected = turned::<N>(Level::SCALAR, src, right, range.clone());
            for (i, px) in expected.chunks(N).enumerate() {
                let (x, y) = (i % height, range.start + i / height);
                let (row, column) = if right { (height - 1 - x, y) } else { (x, width - 1 - y) };
                assert_eq!(px, &src.row(row)[column * N..][..N], "{width}x{height} at {x}, {y}");
            }
            for level in levels() {
                let out = turned::<N>(level, src, right, range.clone());
                assert!(out == expected, "{} {N} {width}x{height} {range:?}", level.name());
            }
        }
    }
}

#[test]
fn every_level_turns_alike_whatever_is_left_over() {
    let sizes = [1, 3, 4, 5, 15, 16, 17, 18, 31, 63, 64, 65, 66, 97, 130];
    for width in sizes {
        for height in sizes {
            every_level_turns::<1>(width, height);
            every_level_turns::<2>(width, height);
            every_level_turns::<3>(width, height);
            every_level_turns::<4>(width, height);
        }
    }
}

/// Large enough that the source is asked for ahead, beyond its ends too.
#[test]
fn large_images_turn_alike() {
    every_level_turns::<1>(1030, 777);
    every_level_turns::<2>(401, 777);
    every_level_turns::<3>(401, 530);
    every_level_turns::<4>(530, 301);
}
