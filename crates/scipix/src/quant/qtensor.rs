//! Quantised tensors.

use super::params::converted;
use super::{ByteType, Calibration, QuantError, QuantParams};
use crate::error::{Error, ErrorKind, Result};
use crate::model::Model;
use scipix_core::base::as_signed;
use scipix_core::quant as core;
use std::path::Path;

/// A quantised tensor: bytes that stand for floats, with their shape and params. It never changes.
///
/// ```
/// use scipix::quant::{Calibration, QTensor};
///
/// let weights: Vec<f32> = (0..64 * 128).map(|i| (i as f32 * 0.1).cos()).collect();
/// let tensor = QTensor::from_f32(&weights, &[64, 128])?;
/// assert!(tensor.compression_ratio() > 3.99);
///
/// let careful = QTensor::builder().per_channel(0).calibrate(Calibration::Percentile(99.9));
/// let careful = careful.build(&weights, &[64, 128])?;
/// assert_eq!((careful.shape(), careful.params().len()), (&[64, 128][..], 64));
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Debug)]
pub struct QTensor {
    inner: core::QTensor,
    params: Vec<QuantParams>,
}

/// The way in which a tensor is quantised: [`QTensor::builder`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use = "`build` makes the tensor"]
pub struct QTensorBuilder {
    config: core::QuantConfig,
}

impl Default for QTensorBuilder {
    fn default() -> Self {
        Self {
            config: core::QuantConfig {
                bytes: ByteType::I8,
                symmetric: true,
                narrow: false,
                axis: None,
                calibration: Calibration::MinMax,
            },
        }
    }
}

impl QTensorBuilder {
    /// Gives each index of an axis a scale and a zero point of its own; a negative axis counts from the last. Without
    /// this, all values share one. For the weights of a layer the channels are the outputs, mostly axis 0.
    pub fn per_channel(mut self, axis: i32) -> Self {
        self.config.axis = Some(axis);
        self
    }

    /// Chooses how the range of values is found that the bytes cover. [`Calibration::MinMax`], all of it, unless set.
    pub fn calibrate(mut self, calibration: Calibration) -> Self {
        self.config.calibration = calibration;
        self
    }

    /// Puts zero in the middle, or, with `false`, uses the whole range from the least to the greatest value. On
    /// unless set: it suits weights.
    pub fn symmetric(mut self, symmetric: bool) -> Self {
        self.config.symmetric = symmetric;
        self
    }

    /// Chooses signed or unsigned bytes. [`ByteType::I8`] unless set.
    pub fn bytes(mut self, bytes: ByteType) -> Self {
        self.config.bytes = bytes;
        self
    }

    /// Leaves out the least byte, so that −127 to 127 or 1 to 255 remain. Off unless set.
    pub fn narrow(mut self, narrow: bool) -> Self {
        self.config.narrow = narrow;
        self
    }

    /// Quantises `data`, whose last axis is the one that changes fastest. No axis makes a tensor of one value.
    ///
    /// # Errors
    /// `SizeMismatch` where the data does not have the size of the shape; `Unsupported` for more than
    /// [`MAX_RANK`](super::MAX_RANK) axes; `OutOfRange` for an axis that the shape does not have; `Overflow` for the
    /// product of the extents; `InvalidArgument` for a value that is not finite, or a percentage that is not above 50
    /// and up to 100; `OutOfMemory`.
    pub fn build(&self, data: &[f32], shape: &[usize]) -> Result<QTensor> {
        QTensor::new(core::QTensor::from_f32(data, shape, &self.config)?)
    }

    pub(super) fn accepts(&self, shape: &[usize]) -> bool {
        core::QTensor::len_of(shape, &self.config).is_ok()
    }
}

impl QTensor {
    fn new(inner: core::QTensor) -> Result<Self> {
        let params = converted(inner.params(), |&params| QuantParams::from_core(params))?;
        Ok(Self { inner, params })
    }

    pub(super) fn core(&self) -> &core::QTensor {
        &self.inner
    }

    /// Quantises `data` with one scale: signed bytes, zero in the middle, the whole range covered.
    ///
    /// # Errors
    /// Those of [`QTensorBuilder::build`].
    pub fn from_f32(data: &[f32], shape: &[usize]) -> Result<Self> {
        Self::builder().build(data, shape)
    }

    /// Makes a tensor of the parts of another one, which may lie in another process: its bytes, signed ones in two's complement, the
    /// axis whose every index has params of its own, and the params.
    ///
    /// # Errors
    /// `SizeMismatch` for another number of bytes or params than the shape and the axis have; `InvalidArgument` for params that are
    /// out of range; `Unsupported` for more than [`MAX_RANK`](super::MAX_RANK) axes; `OutOfRange` for an axis that the shape does
    /// not have; `Overflow` for the product of the extents; `OutOfMemory`.
    ///
    /// ```
    /// use scipix::quant::QTensor;
    ///
    /// let one = QTensor::from_f32(&[0.5, -1.0], &[2])?;
    /// let other = QTensor::from_parts(one.bytes(), one.byte_type(), one.shape(), one.axis(), one.params())?;
    /// assert_eq!(other.to_f32()?, one.to_f32()?);
    /// # Ok::<(), scipix::Error>(())
    /// ```
    pub fn from_parts(
        bytes: &[u8],
        byte_type: ByteType,
        shape: &[usize],
        axis: Option<usize>,
        params: &[QuantParams],
    ) -> Result<Self> {
        let params = converted(params, |params| params.to_core())?;
        Self::new(core::QTensor::from_parts(bytes, byte_type, shape, axis, &params)?)
    }

    /// Begins a tensor with the settings of [`QTensor::from_f32`].
    pub fn builder() -> QTensorBuilder {
        QTensorBuilder::default()
    }

    /// Opens a tensor of a file that [`save`] or [`FileQuantizer`](super::FileQuantizer) wrote. Its bytes stay in the
    /// file's memory, which it keeps open.
    ///
    /// # Errors
    /// `NotFound` where the tensor, its scale or its zero point is not there; `Unsupported` for another type;
    /// `Malformed` for params that do not fit; `OutOfMemory`.
    pub fn open(model: &Model, name: &str) -> Result<Self> {
        Self::new(core::open(model.core(), name)?)
    }

    /// Returns the floats that the bytes stand for.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn to_f32(&self) -> Result<Vec<f32>> {
        let (mut floats, len) = (Vec::new(), self.bytes().len());
        if floats.try_reserve_exact(len).is_err() {
            return Err(Error::new(ErrorKind::OutOfMemory, format_args!("tensor: no memory for {len} floats")));
        }
        floats.resize(len, 0.0);
        self.to_f32_into(&mut floats)?;
        Ok(floats)
    }

    /// Writes the floats that the bytes stand for to `out`.
    ///
    /// # Errors
    /// `SizeMismatch`.
    pub fn to_f32_into(&self, out: &mut [f32]) -> Result<()> {
        Ok(self.inner.to_f32(out)?)
    }

    /// Returns how far the tensor is from the floats that it was made from.
    ///
    /// # Errors
    /// `SizeMismatch`.
    pub fn error(&self, original: &[f32]) -> Result<QuantError> {
        Ok(self.inner.error(original)?)
    }

    /// Returns the bytes; signed ones in two's complement.
    pub fn bytes(&self) -> &[u8] {
        self.inner.bytes()
    }

    /// Returns the bytes where they are signed.
    pub fn as_i8(&self) -> Option<&[i8]> {
        (self.byte_type() == ByteType::I8).then(|| as_signed(self.bytes()))
    }

    /// Returns the bytes where they are unsigned.
    pub fn as_u8(&self) -> Option<&[u8]> {
        (self.byte_type() == ByteType::U8).then(|| self.bytes())
    }

    /// Returns the type of the bytes.
    pub fn byte_type(&self) -> ByteType {
        self.inner.byte_type()
    }

    /// Returns the extent of each axis, the outermost first.
    pub fn shape(&self) -> &[usize] {
        self.inner.shape()
    }

    /// Returns the axis whose every index has params of its own, counted from the first; `None` where all values
    /// share one.
    pub fn axis(&self) -> Option<usize> {
        self.inner.axis()
    }

    /// Returns the params: one for each channel, or one.
    pub fn params(&self) -> &[QuantParams] {
        &self.params
    }

    /// Returns the size of bytes and params, in bytes.
    pub fn size_bytes(&self) -> usize {
        self.inner.size_bytes()
    }

    /// Returns how many times smaller than its floats the tensor is, params included: nearly 4. It is 0 for a tensor
    /// of no size.
    pub fn compression_ratio(&self) -> f64 {
        self.inner.compression_ratio()
    }
}

/// Writes tensors with their names to a safetensors file, each with its scales and zero points as `NAME.scale` and
/// `NAME.zero_point`.
///
/// The file appears, or takes the place of the one that was there, when it is complete; it keeps that one's
/// permissions.
///
/// # Errors
/// `InvalidArgument` for a name that is empty, reserved, or given twice; `Io`; `OutOfMemory`.
///
/// ```
/// use scipix::model::Model;
/// use scipix::quant::{QTensor, save};
///
/// # let path = std::env::temp_dir().join(format!("scipix-doc-{}.safetensors", std::process::id()));
/// let tensor = QTensor::from_f32(&[1.0, 2.0, 3.0], &[3])?;
/// save(&path, &[("weight", &tensor)])?;
/// let opened = QTensor::open(&Model::open(&path)?, "weight")?;
/// assert_eq!(opened.bytes(), tensor.bytes());
/// # std::fs::remove_file(path).unwrap();
/// # Ok::<(), scipix::Error>(())
/// ```
pub fn save(path: impl AsRef<Path>, tensors: &[(&str, &QTensor)]) -> Result<()> {
    let tensors = converted(tensors, |&(name, tensor)| (name, tensor.core()))?;
    Ok(core::save(&tensors, path.as_ref())?)
}
