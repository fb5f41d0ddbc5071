//! Quantisation as a Rust program uses it.

use scipix::ErrorKind;
use scipix::model::Model;
use scipix::quant::{
    self, ByteType, Calibration, Channels, FileQuantizer, Linear, MatmulShape, QTensor, QuantParams, save,
};
use std::fs;
use std::path::PathBuf;

fn weights(len: usize) -> Vec<f32> {
    (0..len).map(|i| (i as f32 * 0.731).sin() * (1.0 + i as f32 / len as f32)).collect()
}

/// A folder that is removed when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("scipix-rust-quant-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn floats_come_back_within_half_a_step() {
    for len in [0, 1, 7, 1000, 70_000] {
        let data = weights(len);
        let (bytes, params) = scipix::quantize(&data).unwrap();
        let restored = scipix::dequantize(&bytes, params).unwrap();
        assert_eq!((bytes.len(), restored.len()), (len, len));
        for (x, y) in data.iter().zip(&restored) {
            assert!((x - y).abs() <= params.scale * 0.501, "{x} became {y}, scale {}", params.scale);
        }
        let error = quant::error(&data, &bytes, params).unwrap();
        let most = data.iter().zip(&restored).map(|(x, y)| f64::from((x - y).abs())).fold(0.0, f64::max);
        assert_eq!(error.max_abs, most);
    }
    let (bytes, params) = scipix::quantize(&[2.0; 9]).unwrap();
    assert_eq!(scipix::dequantize(&bytes, params).unwrap(), [2.0; 9], "a constant is kept");
}

#[test]
fn flat_operations_refuse_what_they_cannot_do() {
    let good = QuantParams { scale: 1.0, zero_point: 0 };
    assert_eq!(scipix::quantize(&[1.0, f32::NAN]).unwrap_err().kind(), ErrorKind::InvalidArgument);
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        let params = QuantParams { scale, ..good };
        assert_eq!(scipix::dequantize(&[1i8], params).unwrap_err().kind(), ErrorKind::InvalidArgument, "{scale}");
    }
    let params = QuantParams { zero_point: 128, ..good };
    assert_eq!(scipix::dequantize(&[1i8], params).unwrap_err().kind(), ErrorKind::InvalidArgument);
    assert!(scipix::dequantize(&[1u8], params).is_ok());
    assert_eq!(quant::quantize_into(&[1.0], good, &mut [0i8; 2]).unwrap_err().kind(), ErrorKind::SizeMismatch);
    assert_eq!(quant::dequantize_into(&[1u8; 2], good, &mut [0.0]).unwrap_err().kind(), ErrorKind::SizeMismatch);
    assert_eq!(quant::error(&[1.0], &[1i8; 2], good).unwrap_err().kind(), ErrorKind::SizeMismatch);
    assert!(QuantParams::from_range(1.0, 0.0, ByteType::I8).is_err());
    assert!(QuantParams::symmetric(-1.0, ByteType::U8).is_err());
    assert_eq!(QuantParams::symmetric(127.0, ByteType::U8).unwrap(), QuantParams { scale: 1.0, zero_point: 128 });
}

#[test]
fn channels_have_params_of_their_own() {
    let (data, shape) = (weights(2 * 3 * 5), Channels { outer: 2, channels: 3, inner: 5 });
    let params: Vec<_> = [0.01, 0.02, 0.03].map(|scale| QuantParams { scale, zero_point: 3 }).into();
    let (mut bytes, mut restored) = ([0u8; 30], [0.0; 30]);
    quant::quantize_channels_into(&data, shape, &params, &mut bytes).unwrap();
    quant::dequantize_channels_into(&bytes, shape, &params, &mut restored).unwrap();
    for (i, (&byte, &value)) in bytes.iter().zip(&restored).enumerate() {
        assert_eq!(value, (f32::from(byte) - 3.0) * params[i / 5 % 3].scale);
    }
    let error = quant::error_channels(&data, &bytes, shape, &params).unwrap();
    let most = data.iter().zip(&restored).map(|(x, y)| f64::from((x - y).abs())).fold(0.0, f64::max);
    assert_eq!(error.max_abs, most);
    let few = quant::quantize_channels_into(&data, shape, &params[..2], &mut bytes).unwrap_err();
    assert_eq!(few.kind(), ErrorKind::SizeMismatch);
    let vast = Channels { outer: usize::MAX, channels: 3, inner: 5 };
    let error = quant::quantize_channels_into(&data, vast, &params, &mut bytes).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Overflow);
}

#[test]
fn a_builder_says_how_a_tensor_is_quantised() {
    let data = weights(64 * 128);
    let plain = QTensor::from_f32(&data, &[64, 128]).unwrap();
    assert_eq!((plain.params().len(), plain.axis(), plain.shape()), (1, None, &[64, 128][..]));
    assert_eq!((plain.byte_type(), plain.params()[0].zero_point), (ByteType::I8, 0));
    assert!(plain.compression_ratio() > 3.99 && plain.size_bytes() == 64 * 128 + 8);
    assert!(plain.as_u8().is_none() && plain.as_i8().unwrap().len() == data.len());
    assert_eq!(plain.error(&data).unwrap().max_abs, {
        let restored = plain.to_f32().unwrap();
        data.iter().zip(&restored).map(|(x, y)| f64::from((x - y).abs())).fold(0.0, f64::max)
    });

    let careful = QTensor::builder().per_channel(-2).calibrate(Calibration::Percentile(99.9));
    let careful = careful.bytes(ByteType::U8).symmetric(false).narrow(true).build(&data, &[64, 128]).unwrap();
    assert_eq!((careful.params().len(), careful.axis(), careful.byte_type()), (64, Some(0), ByteType::U8));
    assert!(careful.as_i8().is_none() && careful.as_u8().unwrap().iter().all(|&byte| byte > 0));
    assert!(careful.error(&data).unwrap().sqnr_db > plain.error(&data).unwrap().sqnr_db);
    let best = QTensor::builder().calibrate(Calibration::Mse).build(&data, &[64, 128]).unwrap();
    assert!(best.error(&data).unwrap().mse <= plain.error(&data).unwrap().mse);
}

#[test]
fn shapes_and_settings_that_do_not_fit_are_refused() {
    let kind = |builder: quant::QTensorBuilder, data: &[f32], shape: &[usize]| {
        let error = builder.build(data, shape).unwrap_err();
        assert!(!error.to_string().is_empty());
        error.kind()
    };
    let plain = QTensor::builder();
    assert_eq!(kind(plain, &[1.0; 5], &[2, 3]), ErrorKind::SizeMismatch);
    assert_eq!(kind(plain, &[1.0], &[1; quant::MAX_RANK + 1]), ErrorKind::Unsupported);
    assert_eq!(kind(plain, &[1.0], &[usize::MAX, 2]), ErrorKind::Overflow);
    assert_eq!(kind(plain, &[f32::INFINITY], &[1]), ErrorKind::InvalidArgument);
    assert_eq!(kind(plain.per_channel(2), &[1.0; 6], &[2, 3]), ErrorKind::OutOfRange);
    assert_eq!(kind(plain.calibrate(Calibration::Percentile(50.0)), &[1.0], &[1]), ErrorKind::InvalidArgument);
    let tensor = plain.build(&[1.0; 6], &[2, 3]).unwrap();
    assert_eq!(tensor.to_f32_into(&mut [0.0; 5]).unwrap_err().kind(), ErrorKind::SizeMismatch);
    assert_eq!(tensor.error(&[0.0; 7]).unwrap_err().kind(), ErrorKind::SizeMismatch);
}

#[test]
fn a_layer_is_near_its_floats() {
    let (inputs, outputs, rows) = (100, 30, 20);
    let (w, x, bias) = (weights(inputs * outputs), weights(rows * inputs), weights(outputs));
    let tensor = QTensor::builder().per_channel(0).build(&w, &[outputs, inputs]).unwrap();
    let layer = Linear::new(&tensor).unwrap().bias(&bias).unwrap();
    drop(tensor);
    assert_eq!((layer.inputs(), layer.outputs()), (inputs, outputs));
    let mut y = vec![f32::NAN; rows * outputs];
    layer.run(&x, &mut y).unwrap();
    for (at, value) in y.iter().enumerate() {
        let (row, column) = (&x[at / outputs * inputs..][..inputs], &w[at % outputs * inputs..][..inputs]);
        let exact = row.iter().zip(column).map(|(a, b)| a * b).sum::<f32>() + bias[at % outputs];
        assert!((value - exact).abs() < 0.3, "{value} for {exact}");
    }
    // The bias is added to what the layer gives without it.
    let mut without = vec![0.0; outputs];
    let tensor = QTensor::builder().per_channel(0).build(&w, &[outputs, inputs]).unwrap();
    Linear::new(&tensor).unwrap().run(&x[..inputs], &mut without).unwrap();
    for (at, value) in without.iter().enumerate() {
        assert!((value + bias[at] - y[at]).abs() < 1e-4);
    }
}

#[test]
fn a_layer_refuses_what_does_not_fit_and_writes_nothing() {
    let tensor = QTensor::from_f32(&weights(12), &[3, 4]).unwrap();
    let layer = Linear::new(&tensor).unwrap();
    assert_eq!(Linear::new(&tensor).unwrap().bias(&[0.0; 4]).unwrap_err().kind(), ErrorKind::SizeMismatch);
    let mut out = [7.0; 6];
    for (len, written) in [(8, 5), (7, 6), (4, 6), (0, 6)] {
        let error = layer.run(&vec![0.0; len], &mut out[..written]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SizeMismatch, "{len} {written}");
    }
    let error = layer.run(&[f32::NAN; 8], &mut out).unwrap_err();
    assert_eq!((error.kind(), out), (ErrorKind::InvalidArgument, [7.0; 6]));
    layer.run(&[], &mut []).unwrap();
    let cube = QTensor::from_f32(&weights(8), &[2, 2, 2]).unwrap();
    assert_eq!(Linear::new(&cube).unwrap_err().kind(), ErrorKind::InvalidArgument);
    let columns = QTensor::builder().per_channel(1).build(&weights(12), &[3, 4]).unwrap();
    assert_eq!(Linear::new(&columns).unwrap_err().kind(), ErrorKind::InvalidArgument);
    assert_eq!(format!("{layer:?}"), "Linear { inputs: 4, outputs: 3 }");
}

#[test]
fn integer_products_are_exact() {
    let shape = MatmulShape { m: 7, k: 33, n: 5 };
    let a: Vec<u8> = (0..7 * 33).map(|i| (i * 37 % 256) as u8).collect();
    let b: Vec<i8> = (0..5 * 33).map(|i| (i * 91 % 256) as u8 as i8).collect();
    let signed: Vec<i8> = a.iter().map(|&byte| byte as i8).collect();
    let (mut of_unsigned, mut of_signed) = ([0; 35], [0; 35]);
    quant::matmul_u8i8(&a, &b, shape, &mut of_unsigned).unwrap();
    quant::matmul_i8i8(&signed, &b, shape, &mut of_signed).unwrap();
    for (at, (x, y)) in of_unsigned.iter().zip(&of_signed).enumerate() {
        let (i, j) = (at / 5, at % 5);
        let sum =
            |value: &dyn Fn(usize) -> i32| (0..33).map(|l| value(i * 33 + l) * i32::from(b[j * 33 + l])).sum::<i32>();
        assert_eq!((*x, *y), (sum(&|l| i32::from(a[l])), sum(&|l| i32::from(signed[l]))));
    }
    let short = quant::matmul_u8i8(&a[1..], &b, shape, &mut of_unsigned).unwrap_err();
    assert_eq!(short.kind(), ErrorKind::SizeMismatch);
}

#[test]
fn tensors_are_saved_and_opened_without_a_copy() {
    let folder = Folder::new("save");
    let path = folder.0.join("tensors.safetensors");
    let first = QTensor::builder().per_channel(0).build(&weights(12), &[3, 4]).unwrap();
    let second = QTensor::builder().bytes(ByteType::U8).symmetric(false).build(&weights(5), &[5]).unwrap();
    save(&path, &[("first", &first), ("second", &second)]).unwrap();
    let model = Model::open(&path).unwrap();
    for (name, saved) in [("first", &first), ("second", &second)] {
        let opened = QTensor::open(&model, name).unwrap();
        assert_eq!((opened.bytes(), opened.shape(), opened.params()), (saved.bytes(), saved.shape(), saved.params()));
        assert!(model.bytes().as_ptr_range().contains(&opened.bytes().as_ptr()));
    }
    assert_eq!(QTensor::open(&model, "third").unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(QTensor::open(&model, "first.scale").unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(save(&path, &[("a", &first), ("a", &first)]).unwrap_err().kind(), ErrorKind::InvalidArgument);
    assert_eq!(save("/no/such/folder/x", &[("a", &first)]).unwrap_err().kind(), ErrorKind::Io);
}

/// Writes a model of two weights, a bias and an integer tensor.
fn write_model(path: &std::path::Path, bad: bool) {
    let mut values = weights(12 + 6 + 3);
    values[14] = if bad { f32::NAN } else { values[14] };
    let header = r#"{"__metadata__":{"format":"pt"},"layer.weight":{"dtype":"F32","shape":[3,4],"data_offsets":[0,48]},
"head.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[48,72]},
"bias":{"dtype":"F32","shape":[3],"data_offsets":[72,84]},
"ids":{"dtype":"I32","shape":[1,2],"data_offsets":[84,92]}}"#;
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.extend(values.iter().flat_map(|x| x.to_le_bytes()));
    bytes.extend([1, 0, 0, 0, 2, 0, 0, 0]);
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_file_is_quantised_with_progress_and_a_report() {
    let folder = Folder::new("file");
    let (input, output) = (folder.0.join("in.safetensors"), folder.0.join("out.safetensors"));
    write_model(&input, false);
    let mut steps = Vec::new();
    let quantizer = FileQuantizer::new().filter(|tensor| tensor.name() != "head.weight");
    let quantizer = quantizer.progress(|step| steps.push((step.name.to_owned(), step.fraction())));
    let report = quantizer.run(&input, &output).unwrap();
    let done = [0.0, 48.0, 72.0, 84.0, 92.0].map(|bytes| bytes / 92.0);
    let names = ["layer.weight", "head.weight", "bias", "ids", ""].map(str::to_owned);
    assert_eq!(steps, names.into_iter().zip(done).collect::<Vec<_>>());
    assert_eq!((report.quantized(), report.tensors.len()), (1, 4));
    assert!(report.tensors[0].error.unwrap().sqnr_db > 35.0 && report.tensors[0].compression_ratio > 1.0);
    assert!(report.tensors[1].error.is_none() && report.tensors[1].compression_ratio == 1.0);
    assert_eq!(report.bytes_after, fs::metadata(&output).unwrap().len());

    let (before, after) = (Model::open(&input).unwrap(), Model::open(&output).unwrap());
    assert_eq!(QTensor::open(&after, "layer.weight").unwrap().axis(), Some(0));
    for name in ["head.weight", "bias", "ids"] {
        assert_eq!(after.tensor(name).unwrap().bytes(), before.tensor(name).unwrap().bytes());
    }
    assert_eq!(after.metadata().unwrap(), before.metadata().unwrap());
}

#[test]
fn a_file_may_be_replaced_and_errors_name_the_tensor() {
    let folder = Folder::new("replace");
    let path = folder.0.join("model.safetensors");
    write_model(&path, false);
    let builder = QTensor::builder().bytes(ByteType::U8);
    assert_eq!(FileQuantizer::new().builder(builder).run(&path, &path).unwrap().quantized(), 2);
    assert_eq!(QTensor::open(&Model::open(&path).unwrap(), "head.weight").unwrap().byte_type(), ByteType::U8);

    write_model(&path, true);
    let output = folder.0.join("never.safetensors");
    let error = FileQuantizer::new().run(&path, &output).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(error.to_string().starts_with("tensor \"head.weight\": "), "{error}");
    assert!(!output.exists());
    // No tensor has a third axis: all are left as they are.
    assert_eq!(FileQuantizer::new().builder(builder.per_channel(2)).run(&path, &output).unwrap().quantized(), 0);
    fs::write(&path, "not a model").unwrap();
    assert_eq!(FileQuantizer::new().run(&path, &output).unwrap_err().kind(), ErrorKind::Malformed);
    let plain = folder.0.join("plain.bin");
    fs::write(&plain, "not a model").unwrap();
    let error = FileQuantizer::new().run(&plain, &output).unwrap_err();
    assert!(error.to_string().ends_with("is not a safetensors file"), "{error}");
}
