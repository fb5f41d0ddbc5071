//! Results of ONNX Runtime for hard values, compared with this library's at every SIMD level. The file is
//! described in `tests/data/README.md`.

use scipix_core::quant::{self, ByteType, Channels, QuantParams};
use scipix_core::simd;
use serde_json::Value;

fn vectors() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/quant_onnxruntime.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn bytes(hex: &Value) -> Vec<u8> {
    let digits = hex.as_str().unwrap().as_bytes().as_chunks::<2>().0;
    digits.iter().map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn floats(hex: &Value) -> Vec<f32> {
    bytes(hex).as_chunks().0.iter().map(|&word| f32::from_le_bytes(word)).collect()
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|x| x.to_bits()).collect()
}

fn params(case: &Value) -> QuantParams {
    QuantParams { scale: floats(&case["scale"])[0], zero_point: case["zero_point"].as_i64().unwrap() as i32 }
}

/// Calls `f` with each case of `kind`, and whether it is signed, at each level.
fn each(kind: &str, mut f: impl FnMut(&Value, bool)) {
    let all = vectors();
    let cases = all[kind].as_array().unwrap();
    assert!(!cases.is_empty());
    for level in simd::available() {
        simd::set_level(level);
        cases.iter().for_each(|case| f(case, case["type"] == "i8"));
    }
    simd::set_level(simd::best());
}

fn unsigned(bytes: Vec<i8>) -> Vec<u8> {
    bytes.into_iter().map(|byte| byte as u8).collect()
}

#[test]
fn quantize_equals_onnx_runtime() {
    each("quantize", |case, signed| {
        let (data, expected) = (floats(&case["x"]), bytes(&case["q"]));
        let (mut out, mut out_signed) = (vec![0u8; data.len()], vec![0i8; data.len()]);
        if signed {
            quant::quantize(&data, params(case), &mut out_signed).unwrap();
            out = unsigned(out_signed);
        } else {
            quant::quantize(&data, params(case), &mut out).unwrap();
        }
        assert_eq!(out, expected, "{:?} at {}", params(case), simd::active().name());
    });
}

#[test]
fn dequantize_equals_onnx_runtime() {
    each("dequantize", |case, signed| {
        let (data, expected) = (bytes(&case["q"]), floats(&case["x"]));
        let mut out = vec![0.0; data.len()];
        if signed {
            let data: Vec<i8> = data.iter().map(|&byte| byte as i8).collect();
            quant::dequantize(&data, params(case), &mut out).unwrap();
        } else {
            quant::dequantize(&data, params(case), &mut out).unwrap();
        }
        assert_eq!(bits(&out), bits(&expected), "at {}", simd::active().name());
    });
}

#[test]
fn channels_equal_onnx_runtime() {
    each("channels", |case, signed| {
        let (data, expected) = (floats(&case["x"]), bytes(&case["q"]));
        let extent = |axis: usize| case["shape"][axis].as_u64().unwrap() as usize;
        let channels = Channels { outer: extent(0), channels: extent(1), inner: extent(2) };
        let zero_points = case["zero_points"].as_array().unwrap();
        let params: Vec<_> = floats(&case["scales"])
            .into_iter()
            .zip(zero_points)
            .map(|(scale, zero_point)| QuantParams { scale, zero_point: zero_point.as_i64().unwrap() as i32 })
            .collect();
        let (mut out, mut out_signed) = (vec![0u8; data.len()], vec![0i8; data.len()]);
        if signed {
            quant::quantize_channels(&data, channels, &params, &mut out_signed).unwrap();
            out = unsigned(out_signed);
        } else {
            quant::quantize_channels(&data, channels, &params, &mut out).unwrap();
        }
        assert_eq!(out, expected, "{channels:?} at {}", simd::active().name());
    });
}

#[test]
fn ranges_equal_onnx_runtime() {
    each("ranges", |case, _| {
        let (min, max) = (floats(&case["min"])[0], floats(&case["max"])[0]);
        let found = QuantParams::from_range(min, max, ByteType::U8).unwrap();
        assert_eq!(found, params(case), "{min} to {max}");
        assert_eq!(QuantParams::from_data(&[max, min], ByteType::U8).unwrap(), found);
    });
}
