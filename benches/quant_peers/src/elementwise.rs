//! Operations on each value: minimum and maximum, bytes from floats and back, the error of that.

use crate::onnx::Runtime;
use crate::rounds::{Contender, medians};
use crate::table::Table;
use scipix_core::quant::{self, ByteType, Channels, QuantParams};
use std::hint::black_box;

/// Values, by name: in the first cache, in the last one, in memory.
const SIZES: [(&str, usize); 3] = [("4 Ki", 1 << 12), ("1 Mi", 1 << 20), ("16 Mi", 1 << 24)];

/// Copies of a node in the models for the smallest size.
const COPIES: usize = 32;

const ONNX: &str = "ONNX Runtime";

const PARAMS: QuantParams = QuantParams { scale: 0.0235, zero_point: 117 };

/// Something like a normal distribution.
fn values(len: usize) -> Vec<f32> {
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 40) as f32 / (1 << 24) as f32 - 0.5
    };
    (0..len).map(|_| next() + next() + next() + next()).collect()
}

pub fn run(onnx: &Runtime, filter: &str) -> ort::Result<()> {
    let mut table = Table::new("Floats and bytes", "nanoseconds a value", ["operation", "values"]);
    for (size, len) in SIZES {
        let data = values(len);
        let copies = if len < 1 << 16 { COPIES } else { 1 };
        let mut row = |name: &str, contenders: &mut [Contender<'_>]| {
            if name.contains(filter) {
                let times: Vec<f64> = medians(contenders).iter().map(|time| time / len as f64).collect();
                table.row([name, size], contenders, &times, |ns| format!("{ns:.3}"));
            }
        };
        let name = |operation: &str| format!("{operation}_{copies}");
        let floats = (&[len][..], &data[..]);
        row(
            "min and max",
            &mut [
                Contender::new("scipix", || drop(black_box(QuantParams::from_data(&data, ByteType::U8)))),
                onnx.model::<f32, f32>(&name("minmax"), floats, 2 * copies, &[])?.contender(ONNX, copies),
            ],
        );
        let mut bytes = vec![0u8; len];
        row(
            "quantise",
            &mut [
                Contender::new("scipix", || quant::quantize(&data, PARAMS, &mut bytes).expect("good arguments")),
                onnx.model::<f32, u8>(&name("quantize"), floats, copies, &[len])?.contender(ONNX, copies),
            ],
        );
        row(
            "choose params, quantise",
            &mut [
                Contender::new("scipix", || {
                    let params = QuantParams::from_data(&data, ByteType::U8).expect("finite values");
                    quant::quantize(&data, params, &mut bytes).expect("good arguments");
                }),
                onnx.model::<f32, u8>(&name("dynamic"), floats, copies, &[len])?.contender(ONNX, copies),
            ],
        );
        let mut back = vec![0f32; len];
        row(
            "dequantise",
            &mut [
                Contender::new("scipix", || quant::dequantize(&bytes, PARAMS, &mut back).expect("good arguments")),
                onnx.model::<u8, f32>(&name("dequantize"), (&[len], &bytes), copies, &[len])?.contender(ONNX, copies),
            ],
        );
        row(
            "SQNR",
            &mut [
                Contender::new("scipix", || drop(black_box(quant::error(&data, &bytes, PARAMS)))),
                Contender::new("two plain passes", || _ = black_box(two_passes(&data, &bytes, &mut back))),
            ],
        );
        if len >= 1 << 20 {
            channels(onnx, &data, &mut row)?;
        }
    }
    table.print();
    Ok(())
}

/// 256 channels, one after the other.
fn channels(onnx: &Runtime, data: &[f32], row: &mut impl FnMut(&str, &mut [Contender<'_>])) -> ort::Result<()> {
    let shape = Channels { outer: 1, channels: 256, inner: data.len() / 256 };
    let params: Vec<_> =
        (0..256).map(|channel| QuantParams { scale: 0.01 + channel as f32 * 0.03 / 255.0, zero_point: 0 }).collect();
    let mut bytes = vec![0i8; data.len()];
    let extents = [256, shape.inner];
    row(
        "quantise, per channel",
        &mut [
            Contender::new("scipix", || {
                quant::quantize_channels(data, shape, &params, &mut bytes).expect("good arguments");
            }),
            onnx.model::<f32, i8>("channels_1", (&extents, data), 1, &extents)?.contender(ONNX, 1),
        ],
    );
    Ok(())
}

/// The obvious code: the values that the bytes stand for, then a loop over both.
fn two_passes(original: &[f32], bytes: &[u8], floats: &mut [f32]) -> f64 {
    for (x, &q) in floats.iter_mut().zip(bytes) {
        *x = (i32::from(q) - PARAMS.zero_point) as f32 * PARAMS.scale;
    }
    let (mut signal, mut noise) = (0f64, 0f64);
    for (&x, &y) in original.iter().zip(&*floats) {
        let (x, y) = (f64::from(x), f64::from(y));
        signal += x * x;
        noise += (x - y) * (x - y);
    }
    10.0 * (signal / noise).log10()
}
