//! Every level and split bit for bit against the specification, and the result against exact sums.

use super::moments::EPSILON;
use super::short::normalize_few;
use super::*;
use crate::simd::Isa;
use crate::testing::{levels, noise, tail_lengths};
use sums::LANES;

/// Reproducible values around `mean`, spread over `width`.
fn values(len: usize, mean: f64, width: f64, seed: u64) -> Vec<f32> {
    let bytes = noise(4 * len, seed);
    let spread = |word: &[u8; 4]| f64::from(u32::from_le_bytes(*word)) / f64::from(u32::MAX) - 0.5;
    bytes.as_chunks().0.iter().map(|word| (mean + width * spread(word)) as f32).collect()
}

/// A sum that keeps what each addition drops (Neumaier).
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut dropped) = (0.0f64, 0.0);
    for x in values {
        let next = sum + x;
        dropped += if sum.abs() >= x.abs() { sum - next + x } else { x - next + sum };
        sum = next;
    }
    sum + dropped
}

/// Mean in two terms, and deviation.
fn reference(data: &[f32]) -> (f64, f64, f64) {
    let n = data.len() as f64;
    let mean = sum(data.iter().map(|&x| f64::from(x))) / n;
    let rest = sum(data.iter().map(|&x| f64::from(x) - mean)) / n;
    let variance = sum(data.iter().map(|&x| (f64::from(x) - mean - rest).powi(2))) / n;
    (mean, rest, variance.sqrt())
}

/// Normalises at every level and asserts the documented bound; gives the greatest error in terms of it.
fn check(what: &str, data: &[f32]) -> f64 {
    let (mean, rest, std) = reference(data);
    let mut worst = 0.0f64;
    let mut scalar = data.to_vec();
    let stats = normalize_with(Level::SCALAR, 1, &mut scalar);
    let (mean_by, std_by) = (f64::from(stats.mean) - mean, f64::from(stats.std) - std);
    assert!(
        mean_by.abs() <= mean.abs() * 2f64.powi(-24) + std * 2f64.powi(-33) + 1e-45,
        "{what}: mean off by {mean_by}"
    );
    assert!(std_by.abs() <= std * 2f64.powi(-23) + 1e-45, "{what}: std off by {std_by}");
    for (&x, &out) in data.iter().zip(&scalar) {
        let z = (f64::from(x) - mean - rest) / (std + EPSILON);
        let unit = 2f64.powi(-24);
        let bound = 5.0 * unit * (z.abs() + unit * mean.abs() / std) + 2f64.powi(-33);
        worst = worst.max((f64::from(out) - z).abs() / bound);
    }
    assert!(worst <= 1.0, "{what}: {worst} of the bound");
    for (simd, workers) in levels().flat_map(|simd| [(simd, 1), (simd, 3)]) {
        let mut out = data.to_vec();
        assert_eq!(normalize_with(simd, workers, &mut out), stats, "{what}, {}", simd.name());
        assert!(same_bits(&out, &scalar), "{what}, {} by {workers}", simd.name());
    }
    for simd in levels() {
        let mut out = data.to_vec();
        match normalize_few(simd, &mut out) {
            Some(few) => assert!(few == stats && same_bits(&out, &scalar), "few of {what}, {}", simd.name()),
            None => assert!(same_bits(&out, data), "few of {what}, {}", simd.name()),
        }
    }
    worst
}

fn same_bits(a: &[f32], b: &[f32]) -> bool {
    a.iter().map(|x| x.to_bits()).eq(b.iter().map(|x| x.to_bits()))
}

#[test]
fn specification_by_hand() {
    let mut data = [1.0, 2.0, 3.0, 4.0];
    let stats = normalize_with(Level::SCALAR, 1, &mut data);
    assert_eq!(stats, NormalizeStats { mean: 2.5, std: 1.25f32.sqrt() });
    for (out, z) in data.iter().zip([-1.5, -0.5, 0.5, 1.5]) {
        assert!((out - z / 1.25f32.sqrt()).abs() < 1e-6, "{data:?}");
    }
    let lanes = scalar::lane_sums::<false>(&values(33, 0.0, 2.0, 1), 0.0);
    let first = values(33, 0.0, 2.0, 1);
    assert_eq!(lanes.sum[0], f64::from(first[0]) + f64::from(first[32]));
    assert_eq!(lanes.squares[31], f64::from(first[31]).powi(2));
}

#[test]
fn kernels_match_scalar_at_every_level_length_and_misalignment() {
    for simd in levels() {
        for len in tail_lengths(LANES) {
            for misaligned in [0, 1, 7, 15] {
                let all = values(len + misaligned, 3.0, 10.0, len as u64);
                let data = &all[misaligned..];
                let case = format!("{} len {len}", simd.name());
                assert_eq!(block_sums(simd, data, 0.0), block_sums(Level::SCALAR, data, 0.0), "{case}");
                let pivot = f64::from(2.7f32);
                assert_eq!(block_sums_about(simd, data, pivot), block_sums_about(Level::SCALAR, data, pivot), "{case}");
                let (mut out, mut expected) = (data.to_vec(), data.to_vec());
                map_values(simd, &mut out, 2.5, 0.3, -1e-3);
                map_values(Level::SCALAR, &mut expected, 2.5, 0.3, -1e-3);
                assert!(same_bits(&out, &expected), "{case}");
            }
        }
    }
}

#[test]
fn few_usual_values_go_the_short_way() {
    for simd in levels() {
        let takes = |data: &[f32]| normalize_few(simd, &mut data.to_vec()).is_some();
        let has_kernel = cfg!(target_arch = "x86_64") && simd.isa() >= Isa::Avx2;
        for len in tail_lengths(LANES).filter(|&len| len > 1) {
            let data = values(len, 3.0, 10.0, len as u64);
            assert_eq!(takes(&data), has_kernel, "{} of {len}", simd.name());
            check(&format!("{len}"), &data);
        }
        for unusual in [[1e6, 1e6 + 1.0], [f32::NAN, 1.0], [f32::INFINITY, 1.0], [f32::MAX, 0.0], [7.5, 7.5]] {
            assert!(!takes(&unusual), "{} of {unusual:?}", simd.name());
        }
    }
    assert!(normalize_short(&mut []).is_none());
    assert!(normalize_short(&mut values(1025, 3.0, 10.0, 1)).is_none());
}

#[test]
fn results_are_within_the_bound() {
    for (mean, width) in
        [(0.0, 1.0), (0.5, 1.0), (127.0, 255.0), (1e6, 1.0), (-1e6, 3e5), (4096.0, 1e-2), (1e-20, 1e-18)]
    {
        for len in [1, 2, 3, 31, 100, 4096, PART + 5] {
            check(&format!("{len} of {mean} +- {width}"), &values(len, mean, width, len as u64));
        }
    }
}

#[test]
fn four_million_values_far_from_zero_are_within_the_bound() {
    for (mean, width) in [(1000.0, 1.0), (-73.0, 1.0), (100.0, 3.0), (0.0, 2.0)] {
        check(&format!("4 M of {mean} +- {width}"), &values(4 << 20, mean, width, 9));
    }
}

#[test]
fn a_first_value_far_from_the_others_does_no_harm() {
    let mut data = values(100_000, 0.0, 1.0, 4);
    data[0] = 1e9;
    check("outlier", &data);
    data.iter_mut().step_by(32).for_each(|x| *x = -1e12);
    check("outliers in one lane", &data);
}

#[test]
fn extreme_magnitudes_neither_overflow_nor_vanish() {
    let max = f32::MAX;
    check("both ends", &[max, -max, max, -max, 1.0]);
    check("one end", &[max, max, max, -max, max, max, max]);
    check("next to the end", &[max, max, f32::from_bits(max.to_bits() - 1)]);
    let mut far = vec![-f32::from_bits(0x7d00_0000); 200_000];
    far[77] = max;
    check("a difference beyond the range", &far);
    let subnormal: Vec<f32> = (0..1000).map(|i| f32::from_bits(i * 31 % 1000)).collect();
    check("subnormal", &subnormal);
    let out = |data: &[f32]| {
        let mut data = data.to_vec();
        (normalize(&mut data), data)
    };
    let (stats, data) = out(&[max, -max]);
    assert_eq!((stats, data), (NormalizeStats { mean: 0.0, std: max }, vec![1.0, -1.0]));
    let (_, data) = out(&subnormal);
    assert!(data.iter().any(|&z| z > 1e-35), "divided by the epsilon");
}

#[test]
fn constant_data_become_zero() {
    for (len, x) in [(1, 7.5), (2, 0.1), (33, -3e38), (1000, 1e-40), (3 * PART, 16_777_215.0), (100_001, f32::MAX)] {
        for simd in levels() {
            let mut data = vec![x; len];
            let stats = normalize_with(simd, 2, &mut data);
            assert_eq!(stats, NormalizeStats { mean: x, std: 0.0 }, "{len} times {x}");
            assert!(data.iter().all(|&z| z == 0.0), "{len} times {x}");
        }
    }
}

#[test]
fn empty_data_have_mean_and_deviation_0() {
    assert_eq!(normalize(&mut []), NormalizeStats { mean: 0.0, std: 0.0 });
}

#[test]
fn one_value_that_is_not_finite_makes_all_nan() {
    for simd in levels() {
        for (len, at) in [(1, 0), (40, 39), (40, 0), (9000, 8200)] {
            for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                let mut data = values(len, 5.0, 1.0, 2);
                data[at] = bad;
                let stats = normalize_with(simd, 1, &mut data);
                assert!(stats.mean.is_nan() && stats.std.is_nan());
                assert!(data.iter().all(|z| z.is_nan()));
            }
        }
    }
}

#[test]
fn parts_depend_on_the_length_alone_and_are_few() {
    for len in [1, PART, PART + 1, MAX_PARTS * PART, MAX_PARTS * PART + 1, usize::MAX / 8] {
        let part = part_len(len);
        assert!(part.is_multiple_of(BLOCK) && part >= PART && len.div_ceil(part) <= MAX_PARTS, "{len}");
    }
}
