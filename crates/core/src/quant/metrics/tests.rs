//! Every level bit for bit against the scalar one, and the numbers against a plain loop in two passes.

use super::sums::LANES;
use super::*;
use crate::quant::{quantize, quantize_channels};
use crate::simd::Level;
use crate::testing::{noise, tail_lengths};

fn values(len: usize, seed: u64) -> Vec<f32> {
    noise(2 * len, seed).as_chunks().0.iter().map(|&pair| f32::from(i16::from_le_bytes(pair)) / 300.0).collect()
}

/// First the values that the bytes stand for, then the sums.
fn reference(original: &[f32], decoded: &[f32]) -> QuantError {
    let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
        original.iter().zip(decoded).map(|(&x, &y)| f(f64::from(x), f64::from(y))).sum()
    };
    let (noise, signal) = (sum(&|x, y| (x - y) * (x - y)), sum(&|x, _| x * x));
    let max_abs = original.iter().zip(decoded).map(|(&x, &y)| (f64::from(x) - f64::from(y)).abs()).fold(0.0, f64::max);
    QuantError {
        mse: noise / original.len() as f64,
        sqnr_db: 10.0 * (signal / noise).log10(),
        max_abs,
        cosine: sum(&|x, y| x * y) / (signal * sum(&|_, y| y * y)).sqrt(),
    }
}

/// Within `bound` of each number: nothing but sums is rounded where no byte saturated, differences are where one did.
fn close(found: QuantError, expected: QuantError, bound: f64) {
    let pairs = [(found.mse, expected.mse), (found.sqnr_db, expected.sqnr_db), (found.cosine, expected.cosine)];
    assert!(pairs.iter().all(|(a, b)| a == b || (a - b).abs() <= bound * b.abs()), "{found:?}, {expected:?}");
    assert!((found.max_abs - expected.max_abs).abs() <= bound * expected.max_abs, "{found:?}, {expected:?}");
}

#[test]
fn sums_are_the_same_at_every_level_and_length() {
    let params = QuantParams { scale: 0.83, zero_point: 11 };
    for len in tail_lengths(LANES) {
        let original = values(len + 3, 7);
        let bytes = noise(len + 3, 8);
        let signed: Vec<i8> = bytes.iter().map(|&byte| byte as i8).collect();
        let sums = |simd: Level| {
            let unsigned = run(simd, &original[3..], &bytes[3..], params);
            (unsigned, run(simd, &original[3..], &signed[3..], params))
        };
        let expected = sums(Level::SCALAR);
        simd::available().for_each(|simd| assert_eq!(sums(simd), expected, "{} len {len}", simd.name()));
    }
}

#[test]
fn error_is_that_of_two_passes() {
    for len in [1, 7, 4096, PART, 3 * PART + 17] {
        let original = values(len, 1);
        let params = QuantParams::from_data(&original, super::super::ByteType::I8).unwrap();
        let mut bytes = vec![0i8; len];
        quantize(&original, params, &mut bytes).unwrap();
        let decoded: Vec<f32> =
            bytes.iter().map(|&q| (i32::from(q) - params.zero_point) as f32 * params.scale).collect();
        close(error(&original, &bytes, params).unwrap(), reference(&original, &decoded), 1e-12);
    }
}

#[test]
fn error_of_channels_is_that_of_two_passes() {
    let params: Vec<_> = (0..40).map(|c| QuantParams { scale: 0.7 + c as f32 / 50.0, zero_point: c * 3 }).collect();
    for (outer, channels, inner) in [(1, 40, 1), (1, 40, 9), (900, 33, 4), (3, 7, 200), (300, 1, 77)] {
        let shape = Channels { outer, channels, inner };
        let original = values(outer * channels * inner, 3);
        let mut bytes = vec![0u8; original.len()];
        quantize_channels(&original, shape, &params[..channels], &mut bytes).unwrap();
        let decoded: Vec<f32> = bytes
            .iter()
            .enumerate()
            .map(|(i, &q)| {
                let params = params[i / inner % channels];
                (i32::from(q) - params.zero_point) as f32 * params.scale
            })
            .collect();
        let found = error_channels(&original, &bytes, shape, &params[..channels]).unwrap();
        close(found, reference(&original, &decoded), 1e-7);
        for byte_type in [ByteType::U8, ByteType::I8] {
            let at = |simd| channels_at(simd, &original, byte_type, &bytes, shape, &params[..channels]);
            let by_scalar = at(Level::SCALAR);
            simd::available().for_each(|simd| assert_eq!(at(simd), by_scalar, "{}", simd.name()));
        }
    }
}

fn channels_at(
    simd: Level,
    original: &[f32],
    byte_type: ByteType,
    bytes: &[u8],
    shape: Channels,
    params: &[QuantParams],
) -> Vec<ErrorSums> {
    let mut all = Vec::new();
    shape.walk(params, (0, 0), 0..shape.units(), |range, part| {
        let (original, bytes) = (&original[range.clone()], &bytes[range]);
        all.push(match part {
            ChannelPart::Run(channel) => run_bytes(simd, byte_type, original, bytes, params[channel]),
            ChannelPart::Columns(of_each) => columns(simd, original, bytes, byte_type.sign(), of_each),
        });
    });
    all
}

/// Taken from the others, the sums of what is left would be rounding alone.
#[test]
fn the_direction_is_right_where_bytes_saturated() {
    let params = QuantParams { scale: 1.0 / 127.0, zero_point: 0 };
    let original = [-1e9, 1.0, 0.5, -0.25];
    let found = error(&original, &[-128i8, 127, 64, -32], params).unwrap();
    let decoded = [-128.0, 127.0, 64.0, -32.0].map(|q: f32| q * params.scale);
    assert!((found.cosine - reference(&original, &decoded).cosine).abs() < 1e-12, "{}", found.cosine);
    assert!((found.cosine - 0.6598).abs() < 1e-4, "{}", found.cosine);

    for (outer, channels, inner) in [(1, 33, 70), (50, 33, 3), (700, 33, 1)] {
        let params: Vec<_> = (0..33).map(|c| QuantParams { scale: 1e-6 * (1 + c) as f32, zero_point: 3 * c }).collect();
        let shape = Channels { outer, channels, inner };
        let original = values(outer * channels * inner, 5);
        let mut bytes = vec![0u8; original.len()];
        quantize_channels(&original, shape, &params, &mut bytes).unwrap();
        let of = |i: usize| params[i / inner % channels];
        let decoded: Vec<f32> =
            (0..bytes.len()).map(|i| (i32::from(bytes[i]) - of(i).zero_point) as f32 * of(i).scale).collect();
        let found = error_channels(&original, &bytes, shape, &params).unwrap();
        let expected = reference(&original, &decoded).cosine;
        assert!(expected > 0.3 && (found.cosine - expected).abs() < 1e-12, "{} {expected}", found.cosine);
    }
}

#[test]
fn corners_are_as_documented() {
    let params = QuantParams { scale: 1.0, zero_point: 0 };
    let exact = error(&[1.0, -2.0], &[1i8, -2], params).unwrap();
    assert_eq!(exact, QuantError { mse: 0.0, sqnr_db: f64::INFINITY, max_abs: 0.0, cosine: 1.0 });
    assert_eq!(error::<i8>(&[], &[], params).unwrap(), exact);
    assert_eq!(error(&[0.0], &[0i8], params).unwrap(), exact);
    let lost = error(&[0.0; 2], &[3i8, 4], params).unwrap();
    assert_eq!(lost, QuantError { mse: 12.5, sqnr_db: f64::NEG_INFINITY, max_abs: 4.0, cosine: 0.0 });
    for x in [f32::NAN, f32::INFINITY] {
        let found = error(&[1.0, x], &[1i8, 1], params).unwrap();
        assert!(
            !found.mse.is_finite() && !found.sqnr_db.is_finite() && found.max_abs.is_nan() && found.cosine.is_nan()
        );
    }
    assert!(error(&[1.0], &[1i8, 2], params).is_err());
    assert!(error(&[1.0], &[1i8], QuantParams { scale: -1.0, ..params }).is_err());
}
