//! Every level and split against a loop over the values.

use super::*;
use crate::testing::{noise, tail_lengths};

fn values(len: usize) -> Vec<f32> {
    noise(2 * len, len as u64).as_chunks().0.iter().map(|&pair| f32::from(i16::from_le_bytes(pair)) / 7.0).collect()
}

#[test]
fn scan_matches_a_loop_at_every_level_and_length() {
    for simd in simd::available() {
        for len in tail_lengths(64).chain([3 * PART + 5]) {
            let data = values(len);
            let min = data.iter().fold(0.0f32, |least, &x| least.min(x));
            let max = data.iter().fold(0.0f32, |most, &x| most.max(x));
            for workers in [1, 3] {
                assert_eq!(scan(simd, workers, &data).range(), Some((min, max)), "{} len {len}", simd.name());
            }
        }
    }
}

#[test]
fn each_value_is_looked_at() {
    for simd in simd::available() {
        for at in 0..200 {
            let of = |x: f32| {
                let mut data = [0.5; 200];
                data[at] = x;
                scan(simd, 1, &data).range()
            };
            for x in [5.0, -5.0, f32::MAX, f32::MIN, -1e-45, -0.0] {
                assert_eq!(of(x), Some((x.min(0.0), x.max(0.5))), "{} at {at}", simd.name());
            }
            for x in [f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::from_bits(0x7f80_0001)] {
                assert_eq!(of(x), None, "{} at {at}", simd.name());
            }
        }
    }
}

#[test]
fn min_max_includes_zero_and_refuses_what_is_not_finite() {
    assert_eq!(min_max(&[]).unwrap(), (0.0, 0.0));
    assert_eq!(min_max(&[3.0, 4.0]).unwrap(), (0.0, 4.0));
    assert_eq!(min_max(&[-3.0, -4.0]).unwrap(), (-4.0, 0.0));
    assert!(min_max(&[-0.0]).unwrap().0.is_sign_positive());
    for x in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        assert!(min_max(&[1.0, x]).is_err());
    }
}
