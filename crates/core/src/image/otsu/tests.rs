//! Counting at every level against one plain loop, the level against its definition.

use super::*;
use crate::testing::{levels, noise, tail_lengths};

fn counted_plainly(px: impl IntoIterator<Item = u8>) -> [u64; 256] {
    let mut counts = [0; 256];
    px.into_iter().for_each(|gray| counts[usize::from(gray)] += 1);
    counts
}

/// The lowest level with the greatest variance between the classes, compared by cross-multiplication. Few pixels only.
fn level_by_definition(histogram: &[u64; 256]) -> u8 {
    let sums = |grays: std::ops::Range<usize>| {
        grays.fold((0i128, 0i128), |(n, sum), g| {
            (n + i128::from(histogram[g]), sum + i128::from(histogram[g]) * g as i128)
        })
    };
    let mut best = (0, 1, 0);
    for t in 0..255 {
        let ((n0, s0), (n1, s1)) = (sums(0..t + 1), sums(t + 1..256));
        if n0 == 0 || n1 == 0 {
            continue;
        }
        // n0 n1 (s0/n0 - s1/n1)^2
        let (over, under) = ((s0 * n1 - s1 * n0).pow(2), n0 * n1);
        if over * best.1 > best.0 * under {
            best = (over, under, t as u8);
        }
    }
    best.2
}

/// Noise of at most `colours` grays with runs of one gray in between, as pages have.
fn page(len: usize, colours: usize, seed: u64) -> Vec<u8> {
    let grays = noise(colours, seed ^ 0x55);
    let mut px: Vec<u8> = noise(len, seed).iter().map(|&n| grays[usize::from(n) % colours]).collect();
    for (run, start) in noise(len.div_ceil(100), seed + 1).iter().zip((0..).step_by(100)) {
        let end = len.min(start + usize::from(*run));
        px[start..end].fill(grays[usize::from(*run) % colours]);
    }
    px
}

#[test]
fn counts_by_hand() {
    let mut counts = HistogramCounter::default();
    count_row(Level::SCALAR, &[3, 3, 4, 255], &mut counts);
    let counts = *counts.finish(Level::SCALAR);
    assert_eq!((counts[3], counts[4], counts[255], counts.iter().sum()), (2, 1, 1, 4));
}

#[test]
fn counts_match_at_every_level_length_and_misalignment() {
    for simd in levels() {
        for len in tail_lengths(64).chain([5000]) {
            for (misaligned, colours) in [(0, 1), (1, 2), (3, 7), (63, 200)] {
                let data = page(len + misaligned, colours, len as u64);
                let px = &data[misaligned..];
                let mut counts = HistogramCounter::default();
                count_row(simd, px, &mut counts);
                assert_eq!(*counts.finish(simd), counted_plainly(px.iter().copied()), "{} len {len}", simd.name());
            }
        }
    }
}

#[test]
fn columns_are_summed_before_they_overflow() {
    for simd in levels() {
        // Never a block of one gray, but always the same gray in a column.
        let stripes: Vec<u8> = (0..100_000).map(|x| if x % 8 == 3 { 9 } else { 200 }).collect();
        for width in [8, 63, 64, 71, 2048, stripes.len()] {
            let mut counts = HistogramCounter::default();
            stripes.chunks(width).for_each(|row| count_row(simd, row, &mut counts));
            let counts = counts.finish(simd);
            assert_eq!((counts[9], counts[200]), (12_500, 87_500), "{} rows of {width}", simd.name());
        }
    }
}

#[test]
fn noise_is_counted_wherever_it_begins_and_ends() {
    for simd in levels() {
        for (begin, blocks) in [(0, 3), (0, 4), (1, 4), (0, 31), (2, 30), (2, 31), (40, 32)] {
            for left in [0, 2047, 2048, 2049, 4096] {
                let mut px = vec![255; 64 * begin];
                px.extend(noise(64 * blocks + left, left as u64));
                px.extend(page(left, 2, 9));
                let mut counts = HistogramCounter::default();
                count_row(simd, &px, &mut counts);
                let found = *counts.finish(simd);
                assert_eq!(found, counted_plainly(px), "{}, {begin} {blocks} {left}", simd.name());
            }
        }
    }
}

#[test]
fn specks_on_paper_are_counted_wherever_they_are() {
    for simd in levels() {
        for specks in 0..12 {
            for (seed, paper) in [(1, 255), (2, 0), (3, 77)] {
                let mut px = vec![paper; 640];
                let at = noise(specks * px.len() / 64, seed + specks as u64);
                for (i, &at) in at.iter().enumerate() {
                    px[i / specks * 64 + usize::from(at) % 64] = at;
                }
                let mut counts = HistogramCounter::default();
                count_row(simd, &px, &mut counts);
                assert_eq!(*counts.finish(simd), counted_plainly(px), "{} with {specks}", simd.name());
            }
        }
    }
}

#[test]
fn gaps_between_rows_are_not_counted() {
    for (width, height, stride) in [(1, 1, 1), (37, 9, 40), (64, 64, 64), (129, 50, 301)] {
        let data = page(stride * height, 100, 3);
        let image = ImageRef::new(&data, width, height, stride, Format::Gray8).unwrap();
        let expected = counted_plainly(data.chunks(stride).flat_map(|row| &row[..width]).copied());
        assert_eq!(histogram(simd::active(), image), expected);
        assert_eq!(otsu(image), level::level(Level::SCALAR, &expected));
    }
}

#[test]
fn bits_count_as_black_and_white_without_those_beyond_the_width() {
    for simd in levels() {
        for width in tail_lengths(64).skip(1) {
            let data = noise(width.div_ceil(8) + 1, width as u64);
            let expected = (0..width).filter(|x| data[1 + x / 8] >> (7 - x % 8) & 1 == 1).count();
            assert_eq!(count_black(simd, &data[1..], width), expected, "{} width {width}", simd.name());
        }
    }
    let data = [0b1010_0000, 0b0111_1111, 0xff, 0b0000_0000, 0b1111_1111, 0xff];
    let image = ImageRef::new(&data, 9, 2, 3, Format::Bit1).unwrap();
    let counts = histogram(simd::active(), image);
    assert_eq!((counts[0], counts[255], counts.iter().sum()), (3, 15, 18));
}

#[test]
fn histograms_do_not_depend_on_threads() {
    let (width, height) = (1500, 1201);
    let data = page(width * height, 90, 11);
    let image = ImageRef::new(&data, width - 3, height, width, Format::Gray8).unwrap();
    let expected = counted_plainly(data.chunks(width).flat_map(|row| &row[..width - 3]).copied());
    for _ in 0..20 {
        assert_eq!(histogram(simd::active(), image), expected);
    }
}

#[test]
fn level_is_the_definition() {
    for seed in 0..4000 {
        let len = [1, 2, 3, 5, 8, 50, 1000][seed as usize % 7];
        let colours = [2, 3, 4, 6, 20, 256][seed as usize % 6];
        let counts = counted_plainly(page(len, colours, seed));
        let expected = level_by_definition(&counts);
        levels().for_each(|simd| assert_eq!(level::level(simd, &counts), expected, "seed {seed}"));
    }
}

#[test]
fn ties_go_to_the_lowest_level() {
    let of = |counts: &[(usize, u64)]| {
        let mut histogram = [0; 256];
        counts.iter().for_each(|&(gray, count)| histogram[gray] = count);
        let level = level::level(Level::SCALAR, &histogram);
        assert!(levels().all(|simd| level::level(simd, &histogram) == level));
        level
    };
    assert_eq!(of(&[(77, 9)]), 0, "one gray");
    assert_eq!(of(&[(0, 1)]), 0);
    assert_eq!(of(&[(20, 5), (220, 5)]), 20, "every level of the gap is as good");
    assert_eq!(of(&[(10, 4), (20, 3), (30, 4)]), 10, "symmetric");
    assert_eq!(of(&[(0, 1), (255, 1 << 45)]), 0);
    // Symmetric, and far beyond what a float tells apart.
    let many = (1u64 << 40) + 12_345;
    assert_eq!(of(&[(0, many), (100, 7), (200, many)]), 0);
    assert_eq!(of(&[(0, many), (100, 7), (200, many + 1)]), 100);
    assert_eq!(of(&[(0, many + 1), (100, 7), (200, many)]), 0);
}
