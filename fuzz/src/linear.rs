//! Products of bytes and linear layers, beside sums of 64 bits.

use crate::bytes::Bytes;
use crate::levels::everywhere;
use scipix::quant::{ByteType, Linear, MatmulShape, QTensor, QuantParams, matmul_i8i8, matmul_u8i8, quantize_into};

const MOST: usize = 4 << 20;

/// Multiplies bytes, or runs a layer, of any shape.
pub fn linear(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let side = |bytes: &mut Bytes<'_>| {
        if bytes.once_in(3) { bytes.pick(&[0, 1, 4, 15, 16, 17, 64, 65]) } else { bytes.below(40) }
    };
    let (m, k, n) = (side(&mut bytes), side(&mut bytes) * bytes.pick(&[1, 1, 3]), side(&mut bytes));
    if bytes.once_in(3) { layer(&mut bytes, [m % 20, k, n]) } else { products(&mut bytes, MatmulShape { m, k, n }) }
}

/// Bytes of which many are extreme.
fn filled(bytes: &mut Bytes<'_>, count: usize) -> Vec<u8> {
    let (mut state, extreme) = (bytes.word() | 1, bytes.below(4));
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count)
        .map(|_| if usize::from(next() % 4) < extreme { [0, 255, 128, 127][usize::from(next() % 4)] } else { next() })
        .collect()
}

fn products(bytes: &mut Bytes<'_>, shape: MatmulShape) {
    let MatmulShape { m, k, n } = shape;
    let (a, b) = (filled(bytes, m * k), filled(bytes, n * k));
    let b: Vec<i8> = b.into_iter().map(|byte| byte as i8).collect();
    let signed: Vec<i8> = a.iter().map(|&byte| byte as i8).collect();
    let got = everywhere(MOST, || {
        let (mut out, mut signed_out) = (vec![0_i32; m * n], vec![0_i32; m * n]);
        matmul_u8i8(&a, &b, shape, &mut out).expect("a shape that fits");
        matmul_i8i8(&signed, &b, shape, &mut signed_out).expect("a shape that fits");
        (out, signed_out)
    });
    for row in 0..m {
        for column in 0..n {
            let weights = b[column * k..][..k].iter().map(|&byte| i64::from(byte));
            let sum: i64 =
                a[row * k..][..k].iter().map(|&byte| i64::from(byte)).zip(weights.clone()).map(|(x, y)| x * y).sum();
            let signed_sum: i64 =
                signed[row * k..][..k].iter().map(|&byte| i64::from(byte)).zip(weights).map(|(x, y)| x * y).sum();
            assert_eq!((i64::from(got.0[row * n + column]), i64::from(got.1[row * n + column])), (sum, signed_sum));
        }
    }
}

fn layer(bytes: &mut Bytes<'_>, [m, k, n]: [usize; 3]) {
    if k == 0 || n == 0 {
        return;
    }
    let mut floats = |count: usize| -> Vec<f32> { (0..count).map(|_| bytes.float(8, 255) - 4.0).collect() };
    let (weights, activations, bias) = (floats(n * k), floats(m * k), floats(n));
    if weights.iter().chain(&activations).chain(&bias).any(|value| value.is_nan() || value.abs() >= 1e6) {
        return;
    }
    let symmetric = bytes.once_in(2);
    let tensor =
        QTensor::builder().per_channel(0).symmetric(symmetric).build(&weights, &[n, k]).expect("finite weights");
    let linear = Linear::new(&tensor).and_then(|linear| linear.bias(&bias)).expect("few inputs");
    let got = everywhere(MOST, || {
        let mut out = vec![0.0; m * n];
        linear.run(&activations, &mut out).map(|()| out).expect("finite activations")
    });
    from_bytes(bytes, &linear, m);
    let coded: Vec<i8> = tensor_bytes(&weights, &tensor, [n, k]);
    for row in 0..m {
        let input = &activations[row * k..][..k];
        let own = QuantParams::from_data(input, ByteType::U8).expect("finite activations");
        let mut low = vec![0_u8; k];
        quantize_into(input, own, &mut low).expect("good params");
        for column in 0..n {
            let params = tensor.params()[if tensor.params().len() == 1 { 0 } else { column }];
            let terms = low.iter().zip(&coded[column * k..]).map(|(&x, &w)| {
                (i64::from(x) - i64::from(own.zero_point)) * (i64::from(w) - i64::from(params.zero_point))
            });
            let wanted =
                terms.sum::<i64>() as f64 * f64::from(own.scale) * f64::from(params.scale) + f64::from(bias[column]);
            let found = f64::from(got[row * n + column]);
            assert!(
                (found - wanted).abs() <= 1e-5 * wanted.abs().max(1.0),
                "{found}, not {wanted}, at {row}, {column}"
            );
        }
    }
}

/// Runs a layer from bytes to bytes at every level; signed bytes, less by 128, give the same less by 128.
fn from_bytes(bytes: &mut Bytes<'_>, linear: &Linear, m: usize) {
    let activations = filled(bytes, m * linear.inputs());
    let params = QuantParams { scale: 1.0 / 64.0, zero_point: bytes.below(256) as i32 };
    let out_params = QuantParams { scale: 0.5, zero_point: bytes.below(256) as i32 };
    let got = everywhere(MOST, || {
        let mut out = vec![0_u8; m * linear.outputs()];
        linear.run_bytes(&activations, params, &mut out, out_params).map(|()| out).expect("good params")
    });
    let less = |params: QuantParams| QuantParams { zero_point: params.zero_point - 128, ..params };
    let signed: Vec<i8> = activations.iter().map(|&byte| (byte ^ 0x80) as i8).collect();
    let mut out = vec![0_i8; m * linear.outputs()];
    linear.run_bytes(&signed, less(params), &mut out, less(out_params)).expect("good params");
    assert!(out.iter().zip(&got).all(|(&signed, &byte)| signed as u8 == byte ^ 0x80), "signed bytes, shifted by 128");
}

fn tensor_bytes(weights: &[f32], tensor: &QTensor, [n, k]: [usize; 2]) -> Vec<i8> {
    let mut coded = vec![0; weights.len()];
    for column in 0..n {
        let params = tensor.params()[if tensor.params().len() == 1 { 0 } else { column }];
        quantize_into(&weights[column * k..][..k], params, &mut coded[column * k..][..k]).expect("good params");
    }
    coded
}
