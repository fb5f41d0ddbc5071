//! A quantised tensor: bytes, shape, params.

use super::dequantize::{dequantize_bytes, dequantize_channels_bytes};
use super::metrics::{error_bytes, error_channels_bytes};
use super::quantize::{quantize_bytes, quantize_channels_bytes};
use super::{ByteType, Channels, QuantConfig, QuantError, QuantParams};
use crate::base::Shared;
use crate::base::error::{Result, fail, try_zeroed};
use crate::model::Model;
use std::ops::Range;

/// The most axes a tensor may have.
pub const MAX_RANK: usize = 8;

/// The bytes, owned or in a file.
#[derive(Debug)]
pub(super) enum TensorBytes {
    /// The tensor owns them.
    Owned(Vec<u8>),
    /// They lie in a model's memory, which the tensor keeps alive.
    Mapped { model: Shared<Model>, range: Range<usize> },
}

impl TensorBytes {
    fn as_slice(&self) -> &[u8] {
        match self {
            TensorBytes::Owned(bytes) => bytes,
            TensorBytes::Mapped { model, range } => &model.as_slice()[range.clone()],
        }
    }
}

/// A quantised tensor: bytes that stand for floats.
#[derive(Debug)]
pub struct QTensor {
    bytes: TensorBytes,
    byte_type: ByteType,
    shape: [usize; MAX_RANK],
    rank: usize,
    /// The axis whose every index has params of its own.
    axis: Option<usize>,
    params: Vec<QuantParams>,
}

impl QTensor {
    /// Quantises `data`, whose last axis is the one that changes fastest.
    ///
    /// # Errors
    /// `Unsupported` for more than [`MAX_RANK`] axes, `OutOfRange` for an axis that the shape does not have, `Overflow` for
    /// the product of the extents, `SizeMismatch`, `InvalidArgument` for a percentage that is none and for values that are
    /// not finite, `OutOfMemory`.
    pub fn from_f32(data: &[f32], shape: &[usize], config: &QuantConfig) -> Result<Self> {
        config.check()?;
        let axis = axis_of(shape, config)?;
        let channels = split(shape, axis)?;
        let len = channels.len().unwrap_or_default();
        if data.len() != len {
            fail!(SizeMismatch, "data: has {} values, a shape of {shape:?} has {len}", data.len());
        }
        let mut params = try_zeroed(channels.channels, "params")?;
        each_channel(data, channels, |index, values| {
            params[index] = config.calibrate(values)?;
            Ok(())
        })?;
        let mut bytes = try_zeroed(len, "data")?;
        let (bounds, byte_type) = (config.bounds(), config.bytes);
        match axis {
            None => quantize_bytes(byte_type, data, params[0], bounds, &mut bytes)?,
            Some(_) => quantize_channels_bytes(byte_type, data, channels, &params, bounds, &mut bytes)?,
        }
        Ok(Self::of_parts(TensorBytes::Owned(bytes), byte_type, shape, axis, params))
    }

    /// Makes a tensor of the parts of another one, of which it has copies: bytes, signed ones in two's complement, the axis whose
    /// every index has params of its own, and the params.
    ///
    /// # Errors
    /// `Unsupported` for more than [`MAX_RANK`] axes, `OutOfRange` for an axis that the shape does not have, `Overflow` for
    /// the product of the extents, `SizeMismatch` for another number of bytes or params, `InvalidArgument` for params that are out
    /// of range, `OutOfMemory`.
    pub fn from_parts(
        bytes: &[u8],
        byte_type: ByteType,
        shape: &[usize],
        axis: Option<usize>,
        params: &[QuantParams],
    ) -> Result<Self> {
        if let Some(axis) = axis.filter(|&axis| axis >= shape.len()) {
            fail!(OutOfRange, "axis: {axis} of {}", shape.len());
        }
        let channels = split(shape, axis)?;
        let (len, count) = (channels.len().unwrap_or_default(), channels.channels);
        if bytes.len() != len {
            fail!(SizeMismatch, "bytes: there are {}, a shape of {shape:?} has {len}", bytes.len());
        }
        if params.len() != count {
            fail!(SizeMismatch, "params: there are {}, the axis has {count}", params.len());
        }
        params.iter().try_for_each(|params| params.check(byte_type))?;
        let (mut own_bytes, mut own_params) = (try_zeroed(len, "bytes")?, try_zeroed(count, "params")?);
        own_bytes.copy_from_slice(bytes);
        own_params.copy_from_slice(params);
        Ok(Self::of_parts(TensorBytes::Owned(own_bytes), byte_type, shape, axis, own_params))
    }

    /// Makes a tensor from parts that fit each other.
    pub(super) fn of_parts(
        bytes: TensorBytes,
        byte_type: ByteType,
        shape: &[usize],
        axis: Option<usize>,
        params: Vec<QuantParams>,
    ) -> Self {
        let mut extents = [0; MAX_RANK];
        extents[..shape.len()].copy_from_slice(shape);
        Self { bytes, byte_type, shape: extents, rank: shape.len(), axis, params }
    }

    /// Returns how many values a tensor of this shape has.
    ///
    /// # Errors
    /// Those of [`QTensor::from_f32`] that are about the shape.
    pub fn len_of(shape: &[usize], config: &QuantConfig) -> Result<usize> {
        Ok(split(shape, axis_of(shape, config)?)?.len().unwrap_or_default())
    }

    /// Writes the values that the bytes stand for.
    ///
    /// # Errors
    /// `SizeMismatch`.
    pub fn to_f32(&self, out: &mut [f32]) -> Result<()> {
        match self.axis {
            None => dequantize_bytes(self.byte_type, self.bytes(), self.params[0], out),
            Some(_) => dequantize_channels_bytes(self.byte_type, self.bytes(), self.channels(), &self.params, out),
        }
    }

    /// Returns the error of the tensor, which was quantised from `original`.
    ///
    /// # Errors
    /// `SizeMismatch`.
    pub fn error(&self, original: &[f32]) -> Result<QuantError> {
        match self.axis {
            None => error_bytes(self.byte_type, original, self.bytes(), self.params[0]),
            Some(_) => error_channels_bytes(self.byte_type, original, self.bytes(), self.channels(), &self.params),
        }
    }

    fn channels(&self) -> Channels {
        let (outer, rest) = self.shape().split_at(self.axis.unwrap_or_default());
        let product = |extents: &[usize]| if extents.contains(&0) { 0 } else { extents.iter().product() };
        match self.axis {
            Some(_) => Channels { outer: product(outer), channels: rest[0], inner: product(&rest[1..]) },
            None => Channels { outer: 1, channels: 1, inner: self.bytes().len() },
        }
    }

    /// Returns the bytes; signed ones in two's complement.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    /// Their type.
    pub fn byte_type(&self) -> ByteType {
        self.byte_type
    }

    /// Extent of each axis.
    pub fn shape(&self) -> &[usize] {
        &self.shape[..self.rank]
    }

    /// The axis of the channels, if they have params of their own.
    pub fn axis(&self) -> Option<usize> {
        self.axis
    }

    /// One, or one for each channel.
    pub fn params(&self) -> &[QuantParams] {
        &self.params
    }

    /// Size of bytes and params, in bytes.
    pub fn size_bytes(&self) -> usize {
        self.bytes().len() + size_of_val(&self.params[..])
    }

    /// Size of the floats divided by that of bytes and params; 0 for a tensor of no size.
    pub fn compression_ratio(&self) -> f64 {
        if self.size_bytes() == 0 {
            return 0.0;
        }
        (size_of::<f32>() * self.bytes().len()) as f64 / self.size_bytes() as f64
    }
}

fn axis_of(shape: &[usize], config: &QuantConfig) -> Result<Option<usize>> {
    config.axis.map(|axis| resolved(axis, shape.len())).transpose()
}

/// The axis, counted from the start.
fn resolved(axis: i32, rank: usize) -> Result<usize> {
    let from_start = if axis < 0 { i64::from(axis) + rank as i64 } else { i64::from(axis) };
    match usize::try_from(from_start) {
        Ok(found) if found < rank => Ok(found),
        _ => fail!(OutOfRange, "config: axis {axis} of {rank}"),
    }
}

/// The extents before the axis, of it, and after it; of no axis, everything is one channel.
fn split(shape: &[usize], axis: Option<usize>) -> Result<Channels> {
    if shape.len() > MAX_RANK {
        fail!(Unsupported, "rank: {} axes, {MAX_RANK} are supported", shape.len());
    }
    let product = |extents: &[usize]| {
        if extents.contains(&0) { Some(0) } else { extents.iter().try_fold(1usize, |all, &n| all.checked_mul(n)) }
    };
    let channels = match axis {
        Some(axis) => product(&shape[..axis]).zip(product(&shape[axis + 1..])).map(|(outer, inner)| Channels {
            outer,
            channels: shape[axis],
            inner,
        }),
        None => product(shape).map(|inner| Channels { outer: 1, channels: 1, inner }),
    };
    match channels.filter(|channels| channels.len().is_some()) {
        Some(channels) => Ok(channels),
        None => fail!(Overflow, "shape: the product of {shape:?} exceeds the address space"),
    }
}

/// Calls `f` with each channel and its values, brought together where they lie apart.
fn each_channel(data: &[f32], channels: Channels, mut f: impl FnMut(usize, &[f32]) -> Result<()>) -> Result<()> {
    let Channels { outer, channels, inner } = channels;
    if outer == 1 {
        return (0..channels).try_for_each(|index| f(index, &data[index * inner..][..inner]));
    }
    let mut values = try_zeroed(data.len().checked_div(channels).unwrap_or_default(), "data")?;
    for index in 0..channels {
        for (row, values) in values.chunks_mut(inner.max(1)).enumerate() {
            values.copy_from_slice(&data[(row * channels + index) * inner..][..inner]);
        }
        f(index, &values)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Calibration;
    use super::*;
    use crate::base::error::ErrorKind;
    use crate::testing::noise;

    const CONFIG: QuantConfig = QuantConfig {
        bytes: ByteType::I8,
        symmetric: true,
        narrow: false,
        axis: None,
        calibration: Calibration::MinMax,
    };

    fn values(len: usize) -> Vec<f32> {
        noise(2 * len, 9).as_chunks().0.iter().map(|&pair| f32::from(i16::from_le_bytes(pair)) / 1000.0).collect()
    }

    fn kind(data: &[f32], shape: &[usize], config: QuantConfig) -> ErrorKind {
        QTensor::from_f32(data, shape, &config).unwrap_err().kind()
    }

    #[test]
    fn parts_make_an_equal_tensor_or_are_refused() {
        let data = values(24);
        for axis in [None, Some(0), Some(1)] {
            let one = QTensor::from_f32(&data, &[4, 6], &QuantConfig { axis, ..CONFIG }).unwrap();
            let other = QTensor::from_parts(one.bytes(), ByteType::I8, &[4, 6], one.axis(), one.params()).unwrap();
            assert_eq!((other.bytes(), other.shape(), other.axis()), (one.bytes(), one.shape(), one.axis()));
            assert_eq!(other.params(), one.params());
        }
        let good = [QuantParams { scale: 0.5, zero_point: 3 }; 4];
        let refused = |bytes: usize, shape: &[usize], axis, params: &[QuantParams]| {
            QTensor::from_parts(&vec![0; bytes], ByteType::I8, shape, axis, params).unwrap_err().kind()
        };
        assert_eq!(refused(23, &[4, 6], Some(0), &good), ErrorKind::SizeMismatch);
        assert_eq!(refused(24, &[4, 6], Some(1), &good), ErrorKind::SizeMismatch);
        assert_eq!(refused(24, &[4, 6], None, &good), ErrorKind::SizeMismatch);
        assert_eq!(refused(24, &[4, 6], Some(2), &good), ErrorKind::OutOfRange);
        assert_eq!(refused(1, &[1; MAX_RANK + 1], None, &good[..1]), ErrorKind::Unsupported);
        assert_eq!(refused(0, &[usize::MAX, 2], None, &good[..1]), ErrorKind::Overflow);
        for bad in [QuantParams { scale: 0.0, zero_point: 0 }, QuantParams { scale: 1.0, zero_point: 128 }] {
            assert_eq!(refused(24, &[4, 6], Some(0), &[good[0], good[1], good[2], bad]), ErrorKind::InvalidArgument);
        }
    }

    #[test]
    fn values_come_back_within_half_a_step_of_their_channel() {
        let shape = [2, 3, 5, 7];
        let data = values(210);
        for (axis, inner) in [(None, 210), (Some(0), 105), (Some(1), 35), (Some(-2), 7), (Some(3), 1), (Some(-1), 1)] {
            for (bytes, symmetric, narrow) in [
                (ByteType::I8, true, false),
                (ByteType::I8, false, true),
                (ByteType::U8, true, true),
                (ByteType::U8, false, false),
            ] {
                let tensor =
                    QTensor::from_f32(&data, &shape, &QuantConfig { bytes, symmetric, narrow, axis, ..CONFIG })
                        .unwrap();
                let mut back = vec![0.0; 210];
                tensor.to_f32(&mut back).unwrap();
                let count = tensor.params().len();
                assert_eq!(count, tensor.axis().map_or(1, |axis| shape[axis]));
                for (i, (x, y)) in data.iter().zip(&back).enumerate() {
                    let scale = tensor.params()[i / inner % count].scale;
                    assert!((x - y).abs() <= scale * 0.5001, "{axis:?} {bytes:?}: {x} became {y}, scale {scale}");
                }
                let found = tensor.error(&data).unwrap();
                let most =
                    data.iter().zip(&back).map(|(x, y)| f64::from(*x) - f64::from(*y)).fold(0.0, |m, e| e.abs().max(m));
                assert_eq!(found.max_abs, most);
                if narrow {
                    assert!(!tensor.bytes().contains(&if bytes == ByteType::I8 { 0x80 } else { 0 }));
                }
            }
        }
    }

    #[test]
    fn channels_lose_less_than_the_tensor() {
        let data: Vec<f32> = values(64 * 32).iter().enumerate().map(|(i, x)| x * (1 + i / 32) as f32).collect();
        let sqnr = |axis| {
            QTensor::from_f32(&data, &[64, 32], &QuantConfig { axis, ..CONFIG }).unwrap().error(&data).unwrap().sqnr_db
        };
        assert!(sqnr(Some(0)) > sqnr(None) + 3.0);
    }

    #[test]
    fn finite_values_come_back_finite() {
        let data = [f32::MAX, -f32::MAX, 1.0, 0.0];
        for (bytes, symmetric, narrow) in [
            (ByteType::I8, false, false),
            (ByteType::I8, true, false),
            (ByteType::I8, true, true),
            (ByteType::U8, false, true),
            (ByteType::U8, true, false),
        ] {
            for calibration in [Calibration::MinMax, Calibration::Percentile(100.0), Calibration::Mse] {
                let config = QuantConfig { bytes, symmetric, narrow, calibration, axis: None };
                let tensor = QTensor::from_f32(&data, &[4], &config).unwrap();
                let mut back = [f32::NAN; 4];
                tensor.to_f32(&mut back).unwrap();
                assert!(back.iter().all(|x| x.is_finite()), "{config:?}: {back:?}");
                assert_eq!(back[3], 0.0, "{config:?}");
                let error = tensor.error(&data).unwrap();
                assert!(error.mse.is_finite() && error.sqnr_db > 30.0 && error.cosine > 0.99, "{config:?}: {error:?}");
            }
        }
    }

    #[test]
    fn shapes_may_be_empty_or_a_scalar() {
        for shape in [&[0][..], &[3, 0, usize::MAX], &[usize::MAX, usize::MAX, 0]] {
            let tensor = QTensor::from_f32(&[], shape, &CONFIG).unwrap();
            assert_eq!((tensor.bytes().len(), tensor.params()), (0, &[QuantParams { scale: 1.0, zero_point: 0 }][..]));
            tensor.to_f32(&mut []).unwrap();
        }
        let no_channels = QTensor::from_f32(&[], &[4, 0], &QuantConfig { axis: Some(1), ..CONFIG }).unwrap();
        assert_eq!((no_channels.params().len(), no_channels.size_bytes()), (0, 0));
        let empty_channels = QTensor::from_f32(&[], &[0, 4, 2], &QuantConfig { axis: Some(1), ..CONFIG }).unwrap();
        assert_eq!(empty_channels.params().len(), 4);
        empty_channels.to_f32(&mut []).unwrap();
        let scalar = QTensor::from_f32(&[2.54], &[], &CONFIG).unwrap();
        assert_eq!((scalar.bytes(), scalar.shape()), (&[127u8][..], &[][..]));
        assert!(QTensor::from_f32(&[1.0; 2], &[1, 1, 1, 2, 1, 1, 1, 1], &CONFIG).is_ok());
    }

    #[test]
    fn what_makes_no_tensor_is_refused() {
        assert_eq!(kind(&[1.0], &[1; 9], CONFIG), ErrorKind::Unsupported);
        assert_eq!(kind(&[1.0], &[usize::MAX, 2], CONFIG), ErrorKind::Overflow);
        assert_eq!(kind(&[1.0], &[usize::MAX / 2, 2, 3], QuantConfig { axis: Some(0), ..CONFIG }), ErrorKind::Overflow);
        assert_eq!(kind(&[1.0], &[2], CONFIG), ErrorKind::SizeMismatch);
        for axis in [2, -3, i32::MIN, i32::MAX] {
            assert_eq!(kind(&[1.0], &[1, 1], QuantConfig { axis: Some(axis), ..CONFIG }), ErrorKind::OutOfRange);
        }
        assert_eq!(kind(&[1.0], &[], QuantConfig { axis: Some(0), ..CONFIG }), ErrorKind::OutOfRange);
        assert_eq!(kind(&[f32::NAN], &[1], CONFIG), ErrorKind::InvalidArgument);
        let percentile = QuantConfig { calibration: Calibration::Percentile(12.0), ..CONFIG };
        assert_eq!(kind(&[1.0], &[1], percentile), ErrorKind::InvalidArgument);
        let tensor = QTensor::from_f32(&[1.0; 4], &[4], &CONFIG).unwrap();
        assert!(tensor.to_f32(&mut [0.0; 3]).is_err() && tensor.error(&[0.0; 5]).is_err());
    }
}
