//! Numbers to bytes and back, beside the formula, and at every SIMD level.

use crate::bytes::Bytes;
use crate::levels::everywhere;
use scipix::quant::{
    Byte, ByteType, Calibration, Channels, QTensor, QuantParams, dequantize_channels_into, dequantize_into,
    quantize_channels_into, quantize_into,
};

const MOST: usize = 4 << 20;

/// Quantises numbers of any kind, and restores them.
pub fn quantise(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    match bytes.below(4) {
        0 | 1 => one_scale::<i8>(&mut bytes, ByteType::I8),
        2 => one_scale::<u8>(&mut bytes, ByteType::U8),
        _ => tensors(&mut bytes),
    }
}

fn floats(bytes: &mut Bytes<'_>, count: usize, strange: usize) -> Vec<f32> {
    (0..count).map(|_| bytes.float(100, strange) - 50.0).collect()
}

fn one_scale<T: Byte + Default + Copy + Into<i32> + std::fmt::Debug>(bytes: &mut Bytes<'_>, kind: ByteType) {
    let count = bytes.below(150);
    let strange = bytes.pick(&[4, 40, 255]);
    let data = floats(bytes, count, strange);
    let found = match bytes.below(3) {
        0 => QuantParams::from_data(&data, kind),
        1 => QuantParams::from_range(bytes.float(9, 30) - 9.0, bytes.float(90, 30), kind),
        _ => QuantParams::symmetric(bytes.float(90, 30), kind),
    };
    let Ok(params) = found else { return };
    assert!(params.scale > 0.0 && params.scale.is_finite() && (kind.min()..=kind.max()).contains(&params.zero_point));
    let coded: Vec<T> = everywhere(MOST, || {
        let mut out = vec![T::default(); data.len()];
        quantize_into(&data, params, &mut out).expect("good params");
        out
    });
    let restored: Vec<f32> = everywhere(MOST, || {
        let mut out = vec![0.0; coded.len()];
        dequantize_into(&coded, params, &mut out).expect("good params");
        out
    });
    for ((&value, &byte), &back) in data.iter().zip(&coded).zip(&restored) {
        let byte: i32 = byte.into();
        assert_eq!(back, (byte - params.zero_point) as f32 * params.scale, "{byte} by {params:?}");
        let (low, high) = (kind.min() - params.zero_point, kind.max() - params.zero_point);
        let (low, high) = (low as f32 * params.scale, high as f32 * params.scale);
        if value >= low && value <= high {
            let slack = params.scale * 0.501 + value.abs() * 1e-5;
            assert!((back - value).abs() <= slack, "{value} becomes {back} by {params:?}");
        } else if value > high {
            assert_eq!(byte, kind.max(), "{value} by {params:?}");
        } else if value < low {
            assert_eq!(byte, kind.min(), "{value} by {params:?}");
        }
    }
}

/// A tensor of channels has the bytes that its channels have one by one.
fn tensors(bytes: &mut Bytes<'_>) {
    let shape = [(); 3].map(|()| 1 + bytes.below(7));
    let axis = bytes.below(4);
    let strange = bytes.pick(&[255, 255, 40]);
    let data = floats(bytes, shape.iter().product(), strange);
    let calibration = bytes.pick(&[Calibration::MinMax, Calibration::Percentile(99.0), Calibration::Mse]);
    let builder = QTensor::builder().bytes(ByteType::I8).calibrate(calibration).symmetric(bytes.once_in(2));
    let builder = if axis < 3 { builder.per_channel(axis as i32) } else { builder };
    let Ok(tensor) = builder.build(&data, &shape) else {
        return assert!(data.iter().any(|value| !value.is_finite() || value.abs() > 1e30), "{shape:?} is refused");
    };
    let restored = tensor.to_f32().expect("memory");
    assert_eq!(restored.len(), data.len());
    if axis == 3 {
        return assert_eq!(tensor.params().len(), 1);
    }
    let (outer, inner) = (shape[..axis].iter().product(), shape[axis + 1..].iter().product());
    let channels = Channels { outer, channels: shape[axis], inner };
    let by_channel = |level: &mut Vec<i8>| {
        quantize_channels_into(&data, channels, tensor.params(), level).expect("good params");
    };
    let coded = everywhere(MOST, || {
        let mut out = vec![0_i8; data.len()];
        by_channel(&mut out);
        out
    });
    let back = everywhere(MOST, || {
        let mut out = vec![0.0; data.len()];
        dequantize_channels_into(&coded, channels, tensor.params(), &mut out).expect("good params");
        out
    });
    assert_eq!(back, restored);
}
