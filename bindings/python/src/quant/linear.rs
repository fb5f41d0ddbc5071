//! A linear layer over quantised weights.

use super::qtensor::QTensor;
use crate::array::{Contiguous, Scalar, Shape, Writable};
use crate::error::{invalid, raise};
use pyo3::prelude::*;
use scipix::quant::{Linear as Layer, QuantParams};

/// A linear layer: floats in, floats out, integer products between: ``a @ weights.T + bias``.
///
/// Weights are packed once. Each row of activations is quantised by its own range when the layer runs; the sum of the products is
/// exact. Threads may run a layer at any time.
///
/// Parameters
/// ----------
/// weights : QTensor of two axes, outputs and inputs
///     With one scale, or one for each output.
/// bias : array of float32, shape (outputs,), optional
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> q = sx.QTensor(np.array([[1, 0], [0, 2]], np.float32), axis=0)
/// >>> layer = sx.Linear(q, np.array([0, 10], np.float32))
/// >>> layer(np.array([[3, 4]], np.float32)).round(1).tolist()
/// [[3.0, 18.0]]
#[pyclass(module = "scipix", frozen)]
pub struct Linear {
    layer: Layer,
}

#[pymethods]
impl Linear {
    #[new]
    #[pyo3(signature = (weights, bias=None))]
    fn new(weights: &Bound<'_, QTensor>, bias: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let mut layer = Layer::new(&weights.get().tensor).map_err(raise)?;
        if let Some(bias) = bias {
            let bias = Contiguous::of(bias, "bias", &[Scalar::F32])?;
            layer = layer.bias(bias.as_slice()).map_err(raise)?;
        }
        Ok(Self { layer })
    }

    /// Runs the layer on activations of shape (..., inputs), and returns float32 of shape (..., outputs), in `out` where there is
    /// one.
    #[pyo3(signature = (a, *, out=None))]
    fn __call__<'py>(&self, a: &Bound<'py, PyAny>, out: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        let py = a.py();
        let activations = Contiguous::of(a, "a", &[Scalar::F32])?;
        let mut result = self.result(py, &activations, out, Scalar::F32)?;
        let (floats, places) = (activations.as_slice::<f32>(), result.as_mut_slice::<f32>());
        py.detach(|| self.layer.run(floats, places)).map_err(raise)?;
        result.finish()
    }

    /// Runs the layer on uint8 or int8 of shape (..., inputs) that stand for floats by `params`, a scale and a zero point. Returns
    /// bytes of the same dtype and shape (..., outputs), in `out` where there is one, that stand for the result by `out_params`:
    /// between two layers there are no floats.
    #[pyo3(signature = (a, params, out_params, *, out=None))]
    fn run_bytes<'py>(
        &self,
        a: &Bound<'py, PyAny>,
        params: (f32, i32),
        out_params: (f32, i32),
        out: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = a.py();
        let activations = Contiguous::of(a, "a", &[Scalar::U8, Scalar::I8])?;
        let mut result = self.result(py, &activations, out, activations.scalar)?;
        let of = |(scale, zero_point)| QuantParams { scale, zero_point };
        let (params, out_params) = (of(params), of(out_params));
        if activations.scalar == Scalar::U8 {
            let (bytes, places) = (activations.as_slice::<u8>(), result.as_mut_slice::<u8>());
            py.detach(|| self.layer.run_bytes(bytes, params, places, out_params)).map_err(raise)?;
        } else {
            let (bytes, places) = (activations.as_slice::<i8>(), result.as_mut_slice::<i8>());
            py.detach(|| self.layer.run_bytes(bytes, params, places, out_params)).map_err(raise)?;
        }
        result.finish()
    }

    /// The number of values of a row of activations.
    #[getter]
    fn inputs(&self) -> usize {
        self.layer.inputs()
    }

    /// The number of values of a row of the result.
    #[getter]
    fn outputs(&self) -> usize {
        self.layer.outputs()
    }
}

impl Linear {
    /// Takes the array for the result for `activations`, or makes it.
    fn result<'py>(
        &self,
        py: Python<'py>,
        activations: &Contiguous<'py>,
        out: Option<&Bound<'py, PyAny>>,
        scalar: Scalar,
    ) -> PyResult<Writable<'py>> {
        let (inputs, is) = (self.layer.inputs(), activations.shape());
        let mut shape = is.to_vec();
        match shape.last_mut() {
            Some(last) if *last == inputs => *last = self.layer.outputs(),
            _ => return Err(invalid(format_args!("a: expected shape (..., {inputs}), got {}", Shape(is)))),
        }
        let result = Writable::out(py, out, &shape, scalar)?;
        if result.overlaps(activations) {
            return Err(invalid("out: shares memory with a"));
        }
        Ok(result)
    }
}
