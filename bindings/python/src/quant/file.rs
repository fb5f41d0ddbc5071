//! Quantisation of a whole model file.

use super::qtensor::{builder_of, quant_error};
use crate::error::raise_reading;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use scipix::quant::FileQuantizer;
use std::path::PathBuf;

/// Quantises the weights of a safetensors file and writes them, with everything else unchanged, to another.
///
/// Weights are the F32, F16 and BF16 tensors with at least two axes longer than 1. Each is followed by NAME.scale and NAME.zero_point.
///
/// Parameters
/// ----------
/// input, output : str or os.PathLike
///     The output appears when it is complete. Both may be one file.
/// scheme, axis, dtype, narrow, calibration
///     As for `QTensor`; axis 0 by default.
/// skip : list of str
///     Names of tensors that are left as they are.
///
/// Returns
/// -------
/// list of dict
///     For each tensor of the file its `name`, `shape`, `dtype`, `compression_ratio`, and `error`, a QuantError, or None where it was
///     left as it was.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx, os, tempfile
/// >>> path = os.path.join(tempfile.mkdtemp(), "model.safetensors")
/// >>> sx.save(path, {"weight": sx.QTensor(np.ones((2, 3), np.float32))})
/// >>> [tensor["error"] for tensor in sx.quantize_file(path, path + ".small")]
/// [None, None, None]
#[pyfunction]
#[pyo3(signature = (input, output, *, scheme="symmetric", axis=Some(0), dtype="int8", narrow=false, calibration=None, skip=None), text_signature = "(input, output, *, scheme='symmetric', axis=0, dtype='int8', narrow=False, calibration=None, skip=None)")]
#[allow(clippy::too_many_arguments, reason = "each is a keyword in Python")]
pub fn quantize_file<'py>(
    py: Python<'py>,
    input: PathBuf,
    output: PathBuf,
    scheme: &str,
    axis: Option<i32>,
    dtype: &str,
    narrow: bool,
    calibration: Option<&Bound<'py, PyAny>>,
    skip: Option<Vec<String>>,
) -> PyResult<Bound<'py, PyList>> {
    let builder = builder_of(scheme, axis, dtype, narrow, calibration)?;
    let skip = skip.unwrap_or_default();
    let run = || {
        let quantizer = FileQuantizer::new().builder(builder);
        quantizer.filter(|tensor| !skip.iter().any(|name| name == tensor.name())).run(&input, &output)
    };
    let report = py.detach(run).map_err(|failure| raise_reading(failure, &input))?;
    let tensors = PyList::empty(py);
    for tensor in &report.tensors {
        let entry = PyDict::new(py);
        entry.set_item("name", &tensor.name)?;
        entry.set_item("shape", PyTuple::new(py, &tensor.shape)?)?;
        entry.set_item("dtype", tensor.dtype.name())?;
        entry.set_item("compression_ratio", tensor.compression_ratio)?;
        entry.set_item("error", tensor.error.map(|error| quant_error(py, error)).transpose()?)?;
        tensors.append(entry)?;
    }
    Ok(tensors)
}
