//! The layer between others that work on bytes too: no floats are written or read between two of them.

use super::epilogue::{LayerColumns, finish_bytes};
use super::{Linear, Tile};
use crate::base::error::Result;
use crate::quant::quantize::Quantizer;
use crate::quant::{Byte, ByteType, QuantParams};
use crate::simd;

impl Linear {
    /// Computes `m` rows of the result as bytes, from activations that are bytes already. The bytes are those that
    /// [`quantize`](crate::quant::quantize) makes, by `out_params`, of `Σ (a − za)(w − zw) · (sa · sw) + bias`, where `sa` and `za`
    /// are those of `params`.
    ///
    /// # Errors
    /// `SizeMismatch`, `Overflow`; `InvalidArgument` for params with a scale that is not finite and above 0, or a zero point that is
    /// no `T`; `OutOfMemory`.
    pub fn run_bytes<T: Byte>(
        &self,
        (activations, params): (&[T], QuantParams),
        m: usize,
        (out, out_params): (&mut [T], QuantParams),
    ) -> Result<()> {
        self.run_unsigned(T::TYPE, (T::as_unsigned(activations), params), m, (T::as_unsigned_mut(out), out_params))
    }

    /// Runs the layer on bytes of the given type, viewed as unsigned ones.
    fn run_unsigned(
        &self,
        bytes: ByteType,
        (activations, params): (&[u8], QuantParams),
        m: usize,
        (out, out_params): (&mut [u8], QuantParams),
    ) -> Result<()> {
        self.check_sizes(activations.len(), m, out.len())?;
        params.check(bytes)?;
        out_params.check_named("out_params", bytes)?;
        if out.is_empty() {
            return Ok(());
        }
        // Signed bytes become unsigned ones, 128 more, and so does their zero point.
        let (flip, shift) = (bytes.sign(), -bytes.min());
        let params = QuantParams { zero_point: params.zero_point + shift, ..params };
        let result = Quantizer::new(out_params, (bytes.min(), bytes.max()));
        let (simd, k) = (simd::active(), self.k);
        let fill = |first: usize, rows: &mut [u8]| {
            self.packed.copy_rows(&activations[first * k..], k, flip, rows);
        };
        let finish = |tile: Tile<'_>, out: &mut [u8]| {
            let columns = LayerColumns { terms: &self.terms[tile.panel], affine: self.affine, k, n: self.outputs() };
            finish_bytes(simd, &tile, &columns, &params, &result, out);
        };
        self.packed.multiply(simd, out, fill, finish)
    }
}
