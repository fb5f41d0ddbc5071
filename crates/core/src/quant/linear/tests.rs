//! Every level against the definition; floats against their bound; what is refused; extremes.

use super::super::{Calibration, QuantConfig, QuantError};
use super::*;
use crate::base::error::ErrorKind;
use crate::simd;
use crate::testing::noise;

const CONFIG: QuantConfig = QuantConfig {
    bytes: ByteType::I8,
    symmetric: true,
    narrow: false,
    axis: Some(0),
    calibration: Calibration::MinMax,
};

fn values(len: usize, seed: u64) -> Vec<f32> {
    noise(2 * len, seed).as_chunks().0.iter().map(|&pair| f32::from(i16::from_le_bytes(pair)) / 9000.0).collect()
}

fn configs() -> impl Iterator<Item = QuantConfig> {
    [ByteType::I8, ByteType::U8].into_iter().flat_map(|bytes| {
        [(true, Some(0)), (true, None), (false, Some(-2)), (false, None)].map(|(symmetric, axis)| QuantConfig {
            bytes,
            symmetric,
            axis,
            ..CONFIG
        })
    })
}

/// Integers as the definition has them, then the two roundings.
fn expected(tensor: &QTensor, bias: &[f32], activations: &[f32], m: usize) -> Vec<f32> {
    let &[n, k] = tensor.shape() else { panic!("two axes") };
    let mut out = vec![0.0; m * n];
    for (i, out) in out.chunks_mut(n).enumerate() {
        let row = &activations[i * k..][..k];
        let params = QuantParams::from_data(row, ByteType::U8).unwrap();
        let mut bytes = vec![0u8; k];
        super::super::quantize(row, params, &mut bytes).unwrap();
        for (j, out) in out.iter_mut().enumerate() {
            let weight = tensor.params()[if tensor.axis().is_some() { j } else { 0 }];
            let byte = |at: usize| match tensor.byte_type() {
                ByteType::I8 => i32::from(tensor.bytes()[at] as i8),
                ByteType::U8 => i32::from(tensor.bytes()[at]),
            };
            let product = |l: usize| {
                i64::from(i32::from(bytes[l]) - params.zero_point) * i64::from(byte(j * k + l) - weight.zero_point)
            };
            let sum = i32::try_from((0..k).map(product).sum::<i64>()).unwrap();
            *out = sum as f32 * (params.scale * weight.scale) + bias[j];
        }
    }
    out
}

#[test]
fn run_is_its_definition_for_every_config_and_size() {
    for (m, k, n) in [(1, 1, 1), (1, 100, 130), (5, 7, 64), (6, 64, 65), (20, 33, 3), (13, 515, 70), (35, 200, 70)] {
        for config in configs() {
            let tensor = QTensor::from_f32(&values(n * k, 1), &[n, k], &config).unwrap();
            let (bias, activations) = (values(n, 2), values(m * k, 3));
            let linear = Linear::new(&tensor, Some(&bias)).unwrap();
            let expected = expected(&tensor, &bias, &activations, m);
            for simd in simd::available() {
                simd::set_level(simd);
                let mut out = vec![0.0; m * n];
                linear.run(&activations, m, &mut out).unwrap();
                assert_eq!(out, expected, "{m} {k} {n} {config:?} at {}", simd.name());
            }
            simd::set_level(simd::best());
        }
    }
}

#[test]
fn result_is_near_that_of_floats() {
    let (m, k, n) = (8, 256, 32);
    let (weights, activations) = (values(n * k, 4), values(m * k, 5));
    let tensor = QTensor::from_f32(&weights, &[n, k], &CONFIG).unwrap();
    let mut out = vec![0.0; m * n];
    Linear::new(&tensor, None).unwrap().run(&activations, m, &mut out).unwrap();
    for (at, &found) in out.iter().enumerate() {
        let (row, column) = (&activations[at / n * k..][..k], &weights[at % n * k..][..k]);
        let exact: f64 = row.iter().zip(column).map(|(&a, &w)| f64::from(a) * f64::from(w)).sum();
        let (sa, sw) = (QuantParams::from_data(row, ByteType::U8).unwrap().scale, tensor.params()[at % n].scale);
        // Half a step of one times the other, for each product.
        let bound: f64 = row
            .iter()
            .zip(column)
            .map(|(&a, &w)| {
                let (half_a, half_w) = (f64::from(sa) * 0.5001, f64::from(sw) * 0.5001);
                half_a * f64::from(w.abs()) + half_w * f64::from(a.abs()) + half_a * half_w
            })
            .sum();
        assert!((f64::from(found) - exact).abs() <= bound, "{found} for {exact}");
    }
}

/// Weights as those of trained layers, most small and a few large, and activations after a rectifier.
fn of_a_model(len: usize, seed: u64, rectified: bool) -> Vec<f32> {
    let cubed = |x: f32| if rectified { x.max(0.0) } else { x * x * x };
    values(len, seed).into_iter().map(cubed).collect()
}

/// The length of all differences is no more than the lengths that the metrics give for weights and for activations allow, and
/// as errors of both have nothing to do with each other, about the root of the sum of their squares.
#[test]
fn error_is_what_the_metrics_predict() {
    let length = |values: &[f32]| values.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
    let of = |mse: f64, len: usize| (mse * len as f64).sqrt();
    for (m, k, n) in [(16, 512, 48), (40, 120, 96), (3, 2000, 20)] {
        let (weights, activations) = (of_a_model(n * k, 6, false), of_a_model(m * k, 7, true));
        let tensor = QTensor::from_f32(&weights, &[n, k], &CONFIG).unwrap();
        let rows = QuantConfig { bytes: ByteType::U8, symmetric: false, ..CONFIG };
        let rows = QTensor::from_f32(&activations, &[m, k], &rows).unwrap();
        let mut out = vec![0.0; m * n];
        Linear::new(&tensor, None).unwrap().run(&activations, m, &mut out).unwrap();
        let (mut error, mut signal) = (0f64, 0f64);
        for (at, &found) in out.iter().enumerate() {
            let (row, column) = (&activations[at / n * k..][..k], &weights[at % n * k..][..k]);
            let exact: f64 = row.iter().zip(column).map(|(&a, &w)| f64::from(a) * f64::from(w)).sum();
            error += (f64::from(found) - exact).powi(2);
            signal += exact * exact;
        }
        let (of_weights, of_rows) = (tensor.error(&weights).unwrap(), rows.error(&activations).unwrap());
        let (lost_weights, lost_rows) = (of(of_weights.mse, n * k), of(of_rows.mse, m * k));
        let bound = lost_rows * length(&weights) + (length(&activations) + lost_rows) * lost_weights;
        assert!(error.sqrt() <= bound * (1.0 + 1e-6), "{} of at most {bound}", error.sqrt());
        let noise = |of: QuantError| 10f64.powf(-of.sqnr_db / 10.0);
        let (found, predicted) =
            (10.0 * (signal / error).log10(), -10.0 * (noise(of_weights) + noise(of_rows)).log10());
        assert!((found - predicted).abs() < 3.0, "{found} dB, the metrics say {predicted} of {m} {k} {n}");
    }
}

#[test]
fn what_makes_no_layer_is_refused() {
    let of = |shape: &[usize], config| QTensor::from_f32(&vec![1.0; shape.iter().product()], shape, &config).unwrap();
    let kind = |tensor: &QTensor, bias| Linear::new(tensor, bias).err().unwrap().kind();
    assert_eq!(kind(&of(&[4], CONFIG), None), ErrorKind::InvalidArgument);
    assert_eq!(kind(&of(&[2, 2], QuantConfig { axis: Some(1), ..CONFIG }), None), ErrorKind::InvalidArgument);
    assert_eq!(kind(&of(&[2, 2], CONFIG), Some(&[0.0; 3])), ErrorKind::SizeMismatch);
    assert_eq!(kind(&of(&[1, MAX_K + 1], CONFIG), None), ErrorKind::OutOfRange);
    assert_eq!(
        kind(&of(&[1, MAX_K_AFFINE + 1], QuantConfig { symmetric: false, ..CONFIG }), None),
        ErrorKind::OutOfRange
    );
    let linear = Linear::new(&of(&[2, 3], CONFIG), None).unwrap();
    let refused = |activations: &[f32], m, out: &mut [f32]| linear.run(activations, m, out).unwrap_err().kind();
    assert_eq!(refused(&[0.0; 5], 2, &mut [0.0; 4]), ErrorKind::SizeMismatch);
    assert_eq!(refused(&[0.0; 6], 2, &mut [0.0; 5]), ErrorKind::SizeMismatch);
    assert_eq!(refused(&[], usize::MAX, &mut []), ErrorKind::Overflow);
    let mut out = [7.0; 4];
    assert_eq!(refused(&[0.0, 0.0, 0.0, 0.0, f32::NAN, 0.0], 2, &mut out), ErrorKind::InvalidArgument);
    assert_eq!(out, [7.0; 4]);
    linear.run(&[], 0, &mut []).unwrap();
}

#[test]
fn scales_whose_product_is_no_float_give_infinities_and_nan() {
    let tensor = QTensor::from_f32(&[1e30, 0.0], &[2, 1], &QuantConfig { axis: None, ..CONFIG }).unwrap();
    let mut out = [0.0; 4];
    Linear::new(&tensor, None).unwrap().run(&[1e30, -1e30], 2, &mut out).unwrap();
    assert_eq!([out[0], out[2]], [f32::INFINITY, f32::NEG_INFINITY]);
    assert!(out[1].is_nan() && out[3].is_nan());
}

#[test]
fn extremes_fit_and_rows_without_values_are_the_bias() {
    for (k, symmetric) in [(MAX_K, true), (MAX_K_AFFINE, false)] {
        let tensor = QTensor::from_f32(&vec![-1.0; k], &[1, k], &QuantConfig { symmetric, ..CONFIG }).unwrap();
        let linear = Linear::new(&tensor, None).unwrap();
        for sign in [1.0, -1.0] {
            let mut out = [0.0];
            linear.run(&vec![sign; k], 1, &mut out).unwrap();
            assert!((out[0] + sign * k as f32).abs() < 0.01 * k as f32, "{} of {k}", out[0]);
        }
    }
    let tensor = QTensor::from_f32(&[], &[2, 0], &CONFIG).unwrap();
    let mut out = [7.0; 6];
    Linear::new(&tensor, Some(&[1.0, 2.0])).unwrap().run(&[], 3, &mut out).unwrap();
    assert_eq!(out, [1.0, 2.0, 1.0, 2.0, 1.0, 2.0]);
}
