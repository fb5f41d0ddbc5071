//! Mapped model files.

use crate::buffer::fill_view;
use crate::error::{invalid, raise, raise_reading};
use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use scipix::model::{Dtype, Model as File, Tensor};
use std::ffi::c_int;
use std::path::PathBuf;

/// A model file that is mapped into memory, with its tensors where it is a safetensors file.
///
/// Processes that open one file share its memory. A model offers the buffer protocol: ``memoryview(model)`` is the whole file.
///
/// Parameters
/// ----------
/// path : str or os.PathLike
/// private : bool
///     Whether the file is read into memory of its own, so that a change of the file does not matter.
/// populate : bool
///     Whether all of it is read at once.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx, os, tempfile
/// >>> path = os.path.join(tempfile.mkdtemp(), "model.safetensors")
/// >>> sx.save(path, {"weight": sx.QTensor(np.ones((2, 3), np.float32))})
/// >>> model = sx.Model(path)
/// >>> sorted(model)
/// ['weight', 'weight.scale', 'weight.zero_point']
/// >>> model["weight"].shape, model["weight"].flags.writeable
/// ((2, 3), False)
#[pyclass(module = "scipix", frozen)]
pub struct Model {
    /// The file.
    pub model: File,
}

#[pymethods]
impl Model {
    #[new]
    #[pyo3(signature = (path, *, private=false, populate=false))]
    fn new(py: Python<'_>, path: PathBuf, private: bool, populate: bool) -> PyResult<Self> {
        let options = File::options().private_copy(private).populate(populate);
        let model = py.detach(|| options.open(&path)).map_err(|failure| raise_reading(failure, &path))?;
        Ok(Self { model })
    }

    /// Returns a tensor as a read-only array that lies in the file's memory.
    fn __getitem__<'py>(slf: &Bound<'py, Self>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let file = &slf.get().model;
        let tensor = file.tensor(name).map_err(raise)?;
        let Some(dtype) = dtype_of(tensor.dtype()) else {
            let message =
                format_args!("name: numpy has no {}; float32({name:?}) converts F16 and BF16", tensor.dtype());
            return Err(invalid(message));
        };
        array_at(slf, dtype, &tensor)
    }

    /// Returns a copy of a tensor of F32, F16 or BF16 as float32.
    fn float32<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let tensor = self.model.tensor(name).map_err(raise)?;
        let floats = tensor.to_f32().map_err(raise)?;
        crate::array::array_of(py, tensor.shape(), floats.iter().copied())
    }

    /// Returns the names of the tensors.
    fn keys(&self) -> Vec<&str> {
        self.model.tensors().map(|tensor| tensor.name()).collect()
    }

    fn __contains__(&self, name: &str) -> bool {
        self.model.tensor(name).is_ok()
    }

    fn __len__(&self) -> usize {
        self.model.tensors().len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyTuple::new(py, self.keys())?.try_iter()?.into_any())
    }

    /// Returns the type of a tensor in the file, such as "F32" or "BF16".
    fn dtype(&self, name: &str) -> PyResult<&'static str> {
        Ok(self.model.tensor(name).map_err(raise)?.dtype().name())
    }

    /// Returns the shape of a tensor.
    fn shape<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.model.tensor(name).map_err(raise)?.shape())
    }

    /// The metadata of the file.
    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let entries = PyDict::new(py);
        for (key, value) in self.model.metadata().map_err(raise)? {
            entries.set_item(key, value)?;
        }
        Ok(entries)
    }

    /// The size of the file in bytes.
    #[getter]
    fn nbytes(&self) -> usize {
        self.model.bytes().len()
    }

    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        if flags & ffi::PyBUF_WRITABLE != 0 {
            return Err(PyBufferError::new_err("a model is read-only"));
        }
        let bytes = slf.get().model.bytes();
        let (data, len) = (bytes.as_ptr().cast_mut(), bytes.len());
        // SAFETY: Python passes a view to fill in. The bytes live as long as the model, which the view keeps.
        unsafe { fill_view(view, slf.into_any(), data, len, flags, true) }
    }
}

/// Returns numpy's name for a type of the file.
fn dtype_of(dtype: Dtype) -> Option<&'static str> {
    Some(match dtype {
        Dtype::F32 => "<f4",
        Dtype::F64 => "<f8",
        Dtype::F16 => "<f2",
        Dtype::U8 => "u1",
        Dtype::I8 => "i1",
        Dtype::Bool => "?",
        Dtype::I16 => "<i2",
        Dtype::U16 => "<u2",
        Dtype::I32 => "<i4",
        Dtype::U32 => "<u4",
        Dtype::I64 => "<i8",
        Dtype::U64 => "<u8",
        Dtype::C64 => "<c8",
        _ => return None,
    })
}

/// Makes an array of a tensor, whose memory is that of the file.
fn array_at<'py>(model: &Bound<'py, Model>, dtype: &str, tensor: &Tensor<'_>) -> PyResult<Bound<'py, PyAny>> {
    let py = model.py();
    let numpy = py.import(intern!(py, "numpy"))?;
    let shape = PyTuple::new(py, tensor.shape())?;
    let offset = tensor.bytes().as_ptr() as usize - model.get().model.bytes().as_ptr() as usize;
    let count = tensor.shape().iter().product::<usize>();
    if count == 0 {
        let empty = numpy.call_method1(intern!(py, "empty"), (shape, dtype))?;
        empty.call_method1(intern!(py, "setflags"), (false,))?;
        return Ok(empty);
    }
    let flat = numpy.call_method1(intern!(py, "frombuffer"), (model, dtype, count, offset))?;
    flat.call_method1(intern!(py, "reshape"), (shape,))
}
