//! Quantised tensors.

use super::model::Model;
use crate::array::{Contiguous, Scalar, Shape, Writable, array_of};
use crate::choice::choose;
use crate::error::{invalid, raise};
use crate::named::{Named, named};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};
use scipix::quant::{ByteType, Calibration, QTensor as Tensor, QTensorBuilder, QuantError, QuantParams};
use std::path::PathBuf;

/// A tensor of bytes that stand for floats, with their scales and zero points. It never changes.
///
/// Parameters
/// ----------
/// x : array of float32
///     The values.
/// scheme : {"symmetric", "affine"}
///     "symmetric" puts zero in the middle, which suits weights; "affine" uses the whole range of the values.
/// axis : int, optional
///     The axis whose every index has a scale of its own; a negative one counts from the last. Without it all values share one.
/// dtype : {"int8", "uint8"}
/// narrow : bool
///     Whether the least byte is left out.
/// calibration : {"minmax", "mse"} or float
///     How the range is found that the bytes cover: all of the values, the range of least mean square error, or this percentage of the
///     values, above 50 and up to 100.
///
/// Attributes
/// ----------
/// shape : tuple of int
/// axis : int or None
/// scales : array of float32
/// zero_points : array of int32
/// nbytes : int
///     The size of bytes, scales and zero points.
/// compression_ratio : float
///     How many times smaller than its floats the tensor is.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> x = np.linspace(-1, 1, 64 * 128, dtype=np.float32).reshape(64, 128)
/// >>> q = sx.QTensor(x, scheme="symmetric", axis=0)
/// >>> q.numpy().dtype.name, q.scales.shape, round(q.compression_ratio, 1)
/// ('int8', (64,), 3.8)
/// >>> bool(np.abs(q.dequantize() - x).max() < 0.005)
/// True
#[pyclass(module = "scipix", frozen)]
pub struct QTensor {
    /// The tensor.
    pub tensor: Tensor,
}

#[pymethods]
impl QTensor {
    #[new]
    #[pyo3(signature = (x, scheme="symmetric", axis=None, *, dtype="int8", narrow=false, calibration=None))]
    fn new(
        x: &Bound<'_, PyAny>,
        scheme: &str,
        axis: Option<i32>,
        dtype: &str,
        narrow: bool,
        calibration: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let builder = builder_of(scheme, axis, dtype, narrow, calibration)?;
        let values = Contiguous::of(x, "x", &[Scalar::F32])?;
        let (floats, shape) = (values.as_slice::<f32>(), values.shape());
        let tensor = x.py().detach(|| builder.build(floats, shape)).map_err(raise)?;
        Ok(Self { tensor })
    }

    /// Opens a tensor of a file that `save` or `quantize_file` wrote. Its bytes stay in the file's memory, which it keeps open.
    #[staticmethod]
    fn open(model: &Bound<'_, Model>, name: &str) -> PyResult<Self> {
        Ok(Self { tensor: Tensor::open(&model.get().model, name).map_err(raise)? })
    }

    /// Returns the floats that the bytes stand for, float32 of the tensor's shape, in `out` where there is one.
    #[pyo3(signature = (*, out=None))]
    fn dequantize<'py>(&self, py: Python<'py>, out: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        let mut floats = Writable::out(py, out, self.tensor.shape(), Scalar::F32)?;
        let places = floats.as_mut_slice::<f32>();
        py.detach(|| self.tensor.to_f32_into(places)).map_err(raise)?;
        floats.finish()
    }

    /// Returns how far the tensor is from the floats that it was made from: a QuantError with `mse`, `sqnr_db`, `max_abs` and
    /// `cosine`.
    fn error<'py>(&self, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let values = Contiguous::of(x, "x", &[Scalar::F32])?;
        if values.shape() != self.tensor.shape() {
            let (is, expected) = (Shape(values.shape()), Shape(self.tensor.shape()));
            return Err(invalid(format_args!("x: has shape {is}, the tensor has {expected}")));
        }
        let floats = values.as_slice::<f32>();
        let error = x.py().detach(|| self.tensor.error(floats)).map_err(raise)?;
        quant_error(x.py(), error)
    }

    /// Returns a copy of the bytes, int8 or uint8 of the tensor's shape.
    fn numpy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.tensor.as_i8() {
            Some(bytes) => array_of(py, self.tensor.shape(), bytes.iter().copied()),
            None => array_of(py, self.tensor.shape(), self.tensor.bytes().iter().copied()),
        }
    }

    /// The extent of each axis.
    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.tensor.shape())
    }

    /// The axis whose every index has a scale of its own.
    #[getter]
    fn axis(&self) -> Option<usize> {
        self.tensor.axis()
    }

    /// The scales: one for each index of the axis, or one.
    #[getter]
    fn scales<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let params = self.tensor.params();
        array_of(py, &[params.len()], params.iter().map(|params| params.scale))
    }

    /// The bytes that stand for 0: one for each index of the axis, or one.
    #[getter]
    fn zero_points<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let params = self.tensor.params();
        array_of(py, &[params.len()], params.iter().map(|params| params.zero_point))
    }

    /// The size of bytes, scales and zero points.
    #[getter]
    fn nbytes(&self) -> usize {
        self.tensor.size_bytes()
    }

    /// How many times smaller than its floats the tensor is.
    #[getter]
    fn compression_ratio(&self) -> f64 {
        self.tensor.compression_ratio()
    }

    /// Returns what pickle makes an equal tensor of.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, QTensorParts<'py>)> {
        let tensor = &self.tensor;
        let parts = QTensorParts(
            PyBytes::new(py, tensor.bytes()),
            tensor.byte_type() == ByteType::I8,
            tensor.shape().to_vec(),
            tensor.axis(),
            tensor.params().iter().map(|params| (params.scale, params.zero_point)).collect(),
        );
        Ok((py.import("scipix._scipix")?.getattr("_qtensor")?, parts))
    }

    fn __repr__(&self) -> String {
        let dtype = if self.tensor.byte_type() == ByteType::I8 { "int8" } else { "uint8" };
        format!("QTensor(shape={}, dtype={dtype})", Shape(self.tensor.shape()))
    }
}

/// The parts of a tensor that is pickled: bytes, whether they are signed, shape, axis, scales and zero points.
#[derive(IntoPyObject)]
pub struct QTensorParts<'py>(Bound<'py, PyBytes>, bool, Vec<usize>, Option<usize>, Vec<(f32, i32)>);

/// Makes a tensor of the parts that were pickled.
#[pyfunction]
#[pyo3(name = "_qtensor")]
pub fn qtensor_of_parts(
    bytes: &[u8],
    signed: bool,
    shape: Vec<usize>,
    axis: Option<usize>,
    params: Vec<(f32, i32)>,
) -> PyResult<QTensor> {
    let params: Vec<_> = params.into_iter().map(|(scale, zero_point)| QuantParams { scale, zero_point }).collect();
    let byte_type = if signed { ByteType::I8 } else { ByteType::U8 };
    let tensor = Tensor::from_parts(bytes, byte_type, &shape, axis, &params).map_err(raise)?;
    Ok(QTensor { tensor })
}

/// Returns the way in which a tensor is quantised.
pub fn builder_of(
    scheme: &str,
    axis: Option<i32>,
    dtype: &str,
    narrow: bool,
    calibration: Option<&Bound<'_, PyAny>>,
) -> PyResult<QTensorBuilder> {
    let builder = Tensor::builder()
        .symmetric(choose("scheme", scheme, &[("symmetric", true), ("affine", false)])?)
        .bytes(choose("dtype", dtype, &[("int8", ByteType::I8), ("uint8", ByteType::U8)])?)
        .narrow(narrow)
        .calibrate(calibration.map_or(Ok(Calibration::MinMax), calibration_of)?);
    Ok(match axis {
        Some(axis) => builder.per_channel(axis),
        None => builder,
    })
}

fn calibration_of(given: &Bound<'_, PyAny>) -> PyResult<Calibration> {
    match given.extract::<&str>() {
        Ok(word) => choose("calibration", word, &[("minmax", Calibration::MinMax), ("mse", Calibration::Mse)]),
        Err(_) => match given.extract() {
            Ok(percentage) => Ok(Calibration::Percentile(percentage)),
            Err(_) => {
                let class = given.get_type().name()?;
                Err(crate::error::wrong_type(format_args!("calibration: expected str or float, got {class}")))
            }
        },
    }
}

/// Makes the named tuple of an error.
pub fn quant_error(py: Python<'_>, error: QuantError) -> PyResult<Bound<'_, PyAny>> {
    named(py, Named::QuantError, (error.mse, error.sqnr_db, error.max_abs, error.cosine))
}

/// Writes quantised tensors to a safetensors file, each with its scales and zero points as NAME.scale and NAME.zero_point.
///
/// Parameters
/// ----------
/// path : str or os.PathLike
///     The file appears, or takes the place of the one that was there, when it is complete.
/// tensors : dict of str to QTensor
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx, os, tempfile
/// >>> path = os.path.join(tempfile.mkdtemp(), "small.safetensors")
/// >>> sx.save(path, {"weight": sx.QTensor(np.ones(3, np.float32))})
/// >>> sx.QTensor.open(sx.Model(path), "weight").dequantize()
/// array([1., 1., 1.], dtype=float32)
#[pyfunction]
pub fn save(py: Python<'_>, path: PathBuf, tensors: &Bound<'_, PyDict>) -> PyResult<()> {
    let mut named = Vec::with_capacity(tensors.len());
    for (name, tensor) in tensors {
        named.push((name.extract::<String>()?, tensor.cast_into::<QTensor>()?.unbind()));
    }
    let listed: Vec<_> = named.iter().map(|(name, tensor)| (name.as_str(), &tensor.get().tensor)).collect();
    py.detach(|| scipix::quant::save(path, &listed)).map_err(raise)
}
