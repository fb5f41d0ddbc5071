//! Quantisation, its error, and linear layers. Beside ONNX Runtime, oneDNN and rten-gemm: `scripts/bench-quant`.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use scipix_core::cpu::{OptLevel, set_opt_level};
use scipix_core::quant::{self, ByteType, Calibration, Linear, QTensor, QuantConfig, QuantParams};
use scipix_core::simd;
use std::hint::black_box;

/// Values, by name: in the first cache, in the last one, in memory.
const SIZES: [(&str, usize); 3] = [("4Ki", 1 << 12), ("1Mi", 1 << 20), ("16Mi", 1 << 24)];

/// Rows of activations, and both extents of the weights.
const LAYERS: [(usize, usize); 3] = [(1, 1024), (32, 512), (256, 1024)];

const PARAMS: QuantParams = QuantParams { scale: 0.0235, zero_point: 117 };

fn values(len: usize) -> Vec<f32> {
    (0..len).map(|i| (i.wrapping_mul(2654435761) >> 13 & 0xff) as f32 / 50.0 - 2.5).collect()
}

/// Runs `body` for each size and level as one benchmark of `group`.
fn each(c: &mut Criterion, group: &str, mut body: impl FnMut(&mut criterion::Bencher<'_>, usize)) {
    set_opt_level(OptLevel::Simd);
    let mut group = c.benchmark_group(group);
    for (name, len) in SIZES {
        group.throughput(Throughput::Elements(len as u64));
        for level in simd::available() {
            simd::set_level(level);
            group.bench_function(BenchmarkId::new(level.name(), name), |b| body(b, len));
        }
    }
    group.finish();
}

fn quantize(c: &mut Criterion) {
    each(c, "quantize", |b, len| {
        let (data, mut bytes) = (values(len), vec![0u8; len]);
        b.iter(|| quant::quantize(&data, PARAMS, &mut bytes).unwrap());
    });
    each(c, "quantize_range", |b, len| {
        let data = values(len);
        b.iter(|| black_box(QuantParams::from_data(&data, ByteType::U8)).unwrap());
    });
}

fn dequantize(c: &mut Criterion) {
    each(c, "dequantize", |b, len| {
        let (bytes, mut data) = (crate::bytes(len), vec![0f32; len]);
        b.iter(|| quant::dequantize(&bytes, PARAMS, &mut data).unwrap());
    });
}

fn sqnr(c: &mut Criterion) {
    each(c, "sqnr", |b, len| {
        let (data, mut bytes) = (values(len), vec![0u8; len]);
        quant::quantize(&data, PARAMS, &mut bytes).unwrap();
        b.iter(|| black_box(quant::error(&data, &bytes, PARAMS)).unwrap());
    });
}

fn matmul(c: &mut Criterion) {
    set_opt_level(OptLevel::Simd);
    let config = QuantConfig {
        bytes: ByteType::I8,
        symmetric: true,
        narrow: false,
        axis: Some(0),
        calibration: Calibration::MinMax,
    };
    let mut group = c.benchmark_group("matmul");
    for (m, size) in LAYERS {
        let weights = QTensor::from_f32(&values(size * size), &[size, size], &config).unwrap();
        let layer = Linear::new(&weights, None).unwrap();
        let (activations, mut out) = (values(m * size), vec![0f32; m * size]);
        // Products and sums.
        group.throughput(Throughput::Elements((2 * m * size * size) as u64));
        for level in simd::available() {
            simd::set_level(level);
            let id = BenchmarkId::new(level.name(), format!("{m}x{size}x{size}"));
            group.bench_function(id, |b| b.iter(|| layer.run(&activations, m, &mut out).unwrap()));
        }
    }
    group.finish();
}

criterion_group! { name = benches; config = crate::quick(); targets = quantize, dequantize, sqnr, matmul }
