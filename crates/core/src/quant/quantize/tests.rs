//! Every level against a division, a rounding and a sum; scales on both sides of the fall-back.

use super::super::ByteType;
use super::*;
use crate::testing::{noise, tail_lengths};

/// The definition, step by step.
fn defined(x: f32, params: QuantParams, bytes: ByteType) -> i32 {
    let rounded = f64::from((x / params.scale).round_ties_even()) + f64::from(params.zero_point);
    if rounded.is_nan() { bytes.min() } else { rounded.clamp(f64::from(bytes.min()), f64::from(bytes.max())) as i32 }
}

/// Values next to every half step, and of every magnitude.
fn hard_values(scale: f32) -> Vec<f32> {
    let special = [0.0, -0.0, f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN, 1e-45, -1e-40];
    let halves = (-600..600).flat_map(|half| {
        let near = (f64::from(half) / 2.0 * f64::from(scale)) as f32;
        (-3i32..=3).map(move |step| f32::from_bits(near.to_bits().wrapping_add_signed(step)))
    });
    let any = noise(4 * 5000, 3).as_chunks().0.iter().map(|&word| f32::from_le_bytes(word)).collect::<Vec<_>>();
    special.into_iter().chain(halves).chain(any).collect()
}

/// Ordinary scales, powers of two, the limits of the fall-back, those that it is for, and the extremes.
fn scales() -> Vec<f32> {
    let mut scales = vec![1.0, 0.1, 1.0 / 3.0, 0.007_843_138, 2.0 / 255.0, 0.023_529_412, 3.7e-3, 123.456, 0.25];
    for mantissa in [0, 1, 2, 7, 8, 9, 0xfff8, 0xfff9, 0xffff, 0x1_0000, 0x3_0001, 0x7f_0008, 0x7f_fff8, 0x7f_ffff] {
        scales.extend([27, 110, 127, 226].map(|exponent| f32::from_bits(exponent << 23 | mantissa)));
    }
    let extremes = [1, 0x7f_ffff, 1 << 23, (26 << 23) + 77, 227 << 23, (254 << 23) - 1, 0x7f7f_ffff];
    scales.extend(extremes.map(f32::from_bits));
    scales
}

fn check<T: Byte>(scale: f32, zero_point: i32) {
    let params = QuantParams { scale, zero_point };
    let data = hard_values(scale);
    let expected: Vec<i32> = data.iter().map(|&x| defined(x, params, T::TYPE)).collect();
    for simd in simd::available() {
        let mut out = vec![T::default(); data.len()];
        let map = Quantizer { stream: zero_point == 3, ..Quantizer::new(params, (T::TYPE.min(), T::TYPE.max())) };
        quantize_run(simd, &data, &map, T::as_unsigned_mut(&mut out));
        for ((x, q), expected) in data.iter().zip(out).zip(&expected) {
            assert_eq!(q.widen(), *expected, "{x:e} ({:#x}) by {params:?} at {}", x.to_bits(), simd.name());
        }
    }
}

#[test]
fn quantize_is_its_definition_at_every_level_and_scale() {
    for scale in scales() {
        for zero_point in [0, 3, 127] {
            check::<i8>(scale, zero_point);
            check::<u8>(scale, zero_point);
        }
        check::<i8>(scale, -128);
        check::<u8>(scale, 255);
    }
}

#[test]
fn quantize_matches_at_every_length_and_misalignment() {
    let params = QuantParams { scale: 0.37, zero_point: -7 };
    for simd in simd::available() {
        for len in tail_lengths(64) {
            for misaligned in [0, 1, 15] {
                let all: Vec<f32> = noise(len + misaligned, 1).iter().map(|&b| f32::from(b) - 100.0).collect();
                let data = &all[misaligned..];
                let mut out = vec![99; len + 1];
                let map = Quantizer { stream: misaligned == 1, ..Quantizer::new(params, (-128, 127)) };
                quantize_run(simd, data, &map, &mut out[..len]);
                for (&x, &q) in data.iter().zip(&out) {
                    assert_eq!(i32::from(q as i8), defined(x, params, ByteType::I8), "{} len {len}", simd.name());
                }
                assert_eq!(out[len], 99);
            }
        }
    }
}

#[test]
fn scales_that_the_proof_leaves_out_are_divided_by() {
    for last in 0..=0xffffu32 {
        let scale = f32::from_bits(127 << 23 | 0x12_0000 | last);
        let within = last.min(0x1_0000 - last);
        assert_eq!(Quantizer::fused(scale), last == 0 || within >= 8, "{last:#x}");
    }
    for (scale, fused) in [(f32::from_bits(1), false), (1e-38, false), (1e-29, true), (1e30, true), (1e31, false)] {
        assert_eq!(Quantizer::fused(scale), fused, "{scale:e}");
    }
}

#[test]
fn channels_are_quantised_by_their_own_params() {
    let params: Vec<_> =
        (0..37).map(|c| QuantParams { scale: 0.01 + c as f32 / 7.0, zero_point: c * 3 - 50 }).collect();
    for (outer, channels, inner) in
        [(1, 37, 1), (3, 5, 1), (700, 37, 3), (2, 3, 63), (2, 3, 64), (5, 7, 131), (1, 1, 9)]
    {
        let shape = Channels { outer, channels, inner };
        let len = outer * channels * inner;
        let data: Vec<f32> =
            noise(2 * len, 5).as_chunks().0.iter().map(|&p| f32::from(i16::from_le_bytes(p)) / 99.0).collect();
        let mut out = vec![0i8; len];
        quantize_channels(&data, shape, &params[..channels], &mut out).unwrap();
        for (i, (&x, &q)) in data.iter().zip(&out).enumerate() {
            let params = params[i / inner % channels];
            assert_eq!(i32::from(q), defined(x, params, ByteType::I8), "{shape:?} at {i}");
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_before_anything_is_written() {
    let good = QuantParams { scale: 1.0, zero_point: 0 };
    let mut out = [55u8; 4];
    assert!(quantize(&[1.0; 3], good, &mut out).is_err());
    assert!(quantize(&[1.0; 4], QuantParams { scale: 0.0, ..good }, &mut out).is_err());
    assert!(quantize(&[1.0; 4], QuantParams { zero_point: -1, ..good }, &mut out).is_err());
    let of = |outer, channels, inner| Channels { outer, channels, inner };
    assert!(quantize_channels(&[1.0; 4], of(1, 2, 3), &[good; 2], &mut out).is_err());
    assert!(quantize_channels(&[1.0; 4], of(1, 2, 2), &[good; 1], &mut out).is_err());
    assert!(quantize_channels(&[1.0; 4], of(usize::MAX, 2, 2), &[good; 2], &mut out).is_err());
    assert!(quantize_channels(&[], of(usize::MAX, 0, usize::MAX), &[], &mut [0u8; 0]).is_ok());
    assert_eq!(out, [55; 4]);
}

/// All floats, for scales of every kind, among them the nearest to those that are divided by. Seconds in a release build.
#[test]
#[ignore = "2^32 values times 9 scales at every level"]
fn fused_equals_division_for_every_float() {
    let ordinary = [0x3dcc_cccd, 0x3c00_8081, 0x3eaa_aaab, 0x0d80_0009, 0x7100_1234];
    let nearest = [0x3f80_0008, 0x3f80_fff8, 0x3fff_0008, 0x3fff_fff8];
    for scale in ordinary.into_iter().chain(nearest).map(f32::from_bits) {
        let map = Quantizer::new(QuantParams { scale, zero_point: 0 }, (-128, 127));
        assert!(map.fused, "{scale:e}");
        simd::available().for_each(|simd| every_float(simd, &map));
    }
}

fn every_float(simd: Level, map: &Quantizer) {
    const CHUNK: u32 = 1 << 20;
    let claims = split::Claims::new(1 << 12, 1);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut data = vec![0f32; CHUNK as usize];
                let (mut fast, mut exact) = (vec![0; data.len()], vec![0; data.len()]);
                while let Some(chunk) = claims.claim() {
                    let first = chunk.start as u32 * CHUNK;
                    data.iter_mut().enumerate().for_each(|(i, x)| *x = f32::from_bits(first | i as u32));
                    fused(simd, &data, map, &mut fast);
                    dividing(simd::best(), &data, map, &mut exact);
                    assert!(fast == exact, "{:e} at {}, from {first:#x}", map.scale, simd.name());
                }
            });
        }
    });
}
