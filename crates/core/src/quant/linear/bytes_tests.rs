//! Bytes in and out: every level against the definition, and what is refused.

use super::super::{ByteType, Calibration, QuantConfig, quantize};
use super::*;
use crate::base::error::ErrorKind;
use crate::quant::Byte;
use crate::testing::noise;

fn values(len: usize, seed: u64) -> Vec<f32> {
    noise(len, seed).into_iter().map(|byte| f32::from(byte) / 90.0 - 1.4).collect()
}

fn weights(n: usize, k: usize, bytes: ByteType, symmetric: bool) -> QTensor {
    let config = QuantConfig { bytes, symmetric, narrow: false, axis: Some(0), calibration: Calibration::MinMax };
    QTensor::from_f32(&values(n * k, 1), &[n, k], &config).unwrap()
}

/// Integers as the definition has them, the roundings to floats, then what quantises floats.
fn expected<T: Byte>(
    tensor: &QTensor,
    bias: &[f32],
    (activations, params): (&[T], QuantParams),
    out_params: QuantParams,
) -> Vec<T> {
    let &[n, k] = tensor.shape() else { panic!("two axes") };
    let mut floats = Vec::new();
    for row in activations.chunks(k) {
        for (j, bias) in bias.iter().enumerate() {
            let weight = tensor.params()[j];
            let byte = |at: usize| match tensor.byte_type() {
                ByteType::I8 => i32::from(tensor.bytes()[at] as i8),
                ByteType::U8 => i32::from(tensor.bytes()[at]),
            };
            let product = |l: usize| {
                i64::from(row[l].widen() - params.zero_point) * i64::from(byte(j * k + l) - weight.zero_point)
            };
            let sum = i32::try_from((0..k).map(product).sum::<i64>()).unwrap();
            floats.push(sum as f32 * (params.scale * weight.scale) + bias);
        }
    }
    let mut out = vec![T::default(); activations.len() / k * n];
    quantize(&floats, out_params, &mut out).unwrap();
    out
}

fn check<T: Byte + PartialEq + std::fmt::Debug>(of: impl Fn(u8) -> T, zero_points: [i32; 2]) {
    for (m, k, n) in [(1, 1, 1), (1, 100, 130), (5, 7, 64), (6, 64, 65), (20, 33, 3), (35, 200, 70)] {
        let activations: Vec<T> = noise(m * k, 3).into_iter().map(&of).collect();
        let params = QuantParams { scale: 0.02, zero_point: zero_points[0] };
        // The second scale is one by which there is no short division.
        for (scale, zero_point) in [(0.25, zero_points[1]), (1.000_000_1, zero_points[0]), (1e-3, zero_points[1])] {
            let out_params = QuantParams { scale, zero_point };
            for (bytes, symmetric) in [(ByteType::I8, true), (ByteType::I8, false), (ByteType::U8, true)] {
                let (tensor, bias) = (weights(n, k, bytes, symmetric), values(n, 2));
                let linear = Linear::new(&tensor, Some(&bias)).unwrap();
                let expected = expected(&tensor, &bias, (&activations, params), out_params);
                for simd in simd::available() {
                    simd::set_level(simd);
                    let mut out = vec![T::default(); m * n];
                    linear.run_bytes((&activations, params), m, (&mut out, out_params)).unwrap();
                    assert_eq!(out, expected, "{m} {k} {n} {bytes:?} {symmetric} {scale} at {}", simd.name());
                }
                simd::set_level(simd::best());
            }
        }
    }
}

#[test]
fn unsigned_bytes_are_those_of_the_definition() {
    check(|byte| byte, [0, 131]);
}

#[test]
fn signed_bytes_are_those_of_the_definition() {
    check(|byte| byte as i8, [-128, 3]);
}

#[test]
fn values_beyond_the_range_saturate() {
    let config = QuantConfig {
        bytes: ByteType::I8,
        symmetric: true,
        narrow: false,
        axis: None,
        calibration: Calibration::MinMax,
    };
    let tensor = QTensor::from_f32(&[1.0, -1.0], &[2, 1], &config).unwrap();
    let linear = Linear::new(&tensor, None).unwrap();
    let params = QuantParams { scale: 1.0, zero_point: 0 };
    let mut out = [0i8; 2];
    linear.run_bytes((&[100i8], params), 1, (&mut out, QuantParams { scale: 0.5, zero_point: 0 })).unwrap();
    assert_eq!(out, [127, -128]);
}

#[test]
fn wrong_arguments_are_refused() {
    let linear = Linear::new(&weights(3, 4, ByteType::I8, true), None).unwrap();
    let good = QuantParams { scale: 0.5, zero_point: 200 };
    let kind = |activations: &[u8], params, m, len: usize, out_params| {
        let mut out = vec![77u8; len];
        let result = linear.run_bytes((activations, params), m, (&mut out, out_params));
        assert!(result.is_ok() || out.iter().all(|&byte| byte == 77), "written and refused");
        result.err().map(|error| error.kind())
    };
    let bytes = [1u8; 8];
    assert_eq!(kind(&bytes, good, 2, 6, good), None);
    assert_eq!(kind(&[], good, 0, 0, good), None);
    assert_eq!(kind(&bytes[..7], good, 2, 6, good), Some(ErrorKind::SizeMismatch));
    assert_eq!(kind(&bytes, good, 2, 5, good), Some(ErrorKind::SizeMismatch));
    assert_eq!(kind(&bytes, good, usize::MAX, 6, good), Some(ErrorKind::Overflow));
    for wrong in [(0.0, 0), (f32::NAN, 0), (f32::INFINITY, 0), (-1.0, 0), (1.0, -1), (1.0, 256)] {
        let wrong = QuantParams { scale: wrong.0, zero_point: wrong.1 };
        assert_eq!(kind(&bytes, wrong, 2, 6, good), Some(ErrorKind::InvalidArgument));
        assert_eq!(kind(&bytes, good, 2, 6, wrong), Some(ErrorKind::InvalidArgument));
    }
}
