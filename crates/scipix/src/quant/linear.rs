//! A linear layer over quantised weights.

use super::{Byte, QTensor, QuantParams};
use crate::error::Result;
use scipix_core::quant as core;
use std::fmt;

/// A linear layer: floats in, floats out, integer products between: `out = activations · weightsᵀ + bias`.
///
/// Weights are packed once, for the processor that the program runs on. Each row of activations is quantised by its
/// own range when the layer runs; the sum of the products is exact. Any thread may run a layer at any time.
///
/// ```
/// use scipix::quant::{Linear, QTensor};
///
/// let weights = [1.0, 0.0, 0.0, 2.0]; // 2 outputs of 2 inputs
/// let layer = Linear::new(&QTensor::builder().per_channel(0).build(&weights, &[2, 2])?)?.bias(&[0.0, 10.0])?;
/// let mut out = [0.0; 4];
/// layer.run(&[3.0, 4.0, 0.0, 1.0], &mut out)?; // two rows
/// for (value, expected) in out.iter().zip([3.0, 18.0, 0.0, 12.0]) {
///     assert!((value - expected).abs() < 0.05);
/// }
/// # Ok::<(), scipix::Error>(())
/// ```
pub struct Linear {
    inner: core::Linear,
}

impl Linear {
    /// Packs weights of two axes, outputs by inputs, quantised with one scale or one for each output. The tensor is
    /// not used any more after that.
    ///
    /// # Errors
    /// `InvalidArgument` for weights that do not have two axes or have channels along the second; `OutOfRange` for so
    /// many inputs that sums may exceed 32 bits: above 65793, or 33025 where a zero point is not the middle;
    /// `OutOfMemory`.
    pub fn new(weights: &QTensor) -> Result<Self> {
        Ok(Self { inner: core::Linear::new(weights.core(), None)? })
    }

    /// Sets the bias, one value for each output. Without this it is 0.
    ///
    /// # Errors
    /// `SizeMismatch`.
    pub fn bias(mut self, bias: &[f32]) -> Result<Self> {
        self.inner.set_bias(bias)?;
        Ok(self)
    }

    /// Returns how many values a row of activations has.
    pub fn inputs(&self) -> usize {
        self.inner.inputs()
    }

    /// Returns how many values a row of the result has.
    pub fn outputs(&self) -> usize {
        self.inner.outputs()
    }

    /// Runs the layer on as many rows as `activations` has. Up to 16 rows allocate nothing.
    ///
    /// # Errors
    /// Writing nothing: `SizeMismatch` where a slice does not have whole rows, or `out` not as many as `activations`;
    /// `InvalidArgument` for activations that are not finite; `OutOfMemory`.
    pub fn run(&self, activations: &[f32], out: &mut [f32]) -> Result<()> {
        let rows = self.rows_of(activations.len(), out.len());
        Ok(self.inner.run(activations, rows, out)?)
    }

    /// Runs the layer on rows of bytes that stand for floats by `params`, and gives bytes that do so by `out_params`: between two
    /// layers there need be no floats. The bytes are those of [`quantize_into`](super::quantize_into) for the exact sums times
    /// both scales, with the bias added.
    ///
    /// ```
    /// use scipix::quant::{Linear, QTensor, QuantParams};
    ///
    /// let weights = [1.0, 0.0, 0.0, 2.0]; // 2 outputs of 2 inputs
    /// let layer = Linear::new(&QTensor::builder().per_channel(0).build(&weights, &[2, 2])?)?;
    /// let (halves, quarters) =
    ///     (QuantParams { scale: 0.5, zero_point: 100 }, QuantParams { scale: 0.25, zero_point: 0 });
    /// let mut out = [0u8; 2];
    /// layer.run_bytes(&[106, 108], halves, &mut out, quarters)?; // 3 and 4
    /// assert_eq!(out, [12, 32]); // 3 and 8
    /// # Ok::<(), scipix::Error>(())
    /// ```
    ///
    /// # Errors
    /// Writing nothing: `SizeMismatch` where a slice does not have whole rows, or `out` not as many as `activations`;
    /// `InvalidArgument` for a scale that is not finite and above 0, or a zero point that is no `T`; `OutOfMemory`.
    pub fn run_bytes<T: Byte>(
        &self,
        activations: &[T],
        params: QuantParams,
        out: &mut [T],
        out_params: QuantParams,
    ) -> Result<()> {
        let rows = self.rows_of(activations.len(), out.len());
        Ok(self.inner.run_bytes((activations, params.to_core()), rows, (out, out_params.to_core()))?)
    }

    /// Returns how many rows so many activations are; without inputs, so many results.
    fn rows_of(&self, activations: usize, out: usize) -> usize {
        let by_inputs = activations.checked_div(self.inputs());
        by_inputs.or(out.checked_div(self.outputs())).unwrap_or_default()
    }
}

impl fmt::Debug for Linear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Linear").field("inputs", &self.inputs()).field("outputs", &self.outputs()).finish()
    }
}
