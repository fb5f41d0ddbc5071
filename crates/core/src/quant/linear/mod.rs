//! A linear layer: `f32` in, `f32` out, bytes in between.
//!
//! Each row of activations is quantised by its own range, to unsigned bytes. What comes out is
//! `Σ (a − za)(w − zw) · (sa · sw) + bias`, the sum exact, then a product and a sum rounded: the same bits at every SIMD
//! level and thread count. Between layers that work on bytes there need be no floats: `run_bytes` takes and gives bytes.

mod bytes;
#[cfg(test)]
mod bytes_tests;
mod epilogue;
#[cfg(test)]
mod tests;

use self::epilogue::{LayerColumns, LayerTerms, finish};
use super::matmul::{MAX_K, PANEL, Packed, Tile};
use super::min_max::scan_part;
use super::quantize::{Quantizer, quantize_run};
use super::{ByteType, QTensor, QuantParams};
use crate::base::error::{Result, fail, try_zeroed};
use crate::simd::{self, Level, dispatch};
use crate::split;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// The most values of a row where weights have zero points: that many times 255 · 255 still fits in an `i32`.
const MAX_K_AFFINE: usize = (i32::MAX / (255 * 255)) as usize;

/// Params of up to this many rows lie on the stack.
const ROWS_ON_STACK: usize = 16;

/// About what a value of the activations costs.
const NS_PER_VALUE: f64 = 0.15;

/// Rows that a thread chooses params for at a time.
const ROWS: usize = 8;

/// Weights and bias, packed for this library's kernels.
pub struct Linear {
    packed: Packed,
    /// Scales, zero points and bias of each panel.
    terms: Vec<LayerTerms>,
    k: usize,
    /// Whether a weight's zero point is not 0.
    affine: bool,
}

impl Linear {
    /// Packs weights of `n` rows of `k` values, quantised per tensor or per row, and a bias of `n` values or none.
    ///
    /// # Errors
    /// `InvalidArgument` for weights that do not have two axes or have channels along the second; `SizeMismatch` for the
    /// bias; `OutOfRange` for a `k` whose sums may exceed 32 bits: above 65793, or 33025 where a zero point is not the
    /// middle; `OutOfMemory`.
    pub fn new(weights: &QTensor, bias: Option<&[f32]>) -> Result<Self> {
        let [n, k] = Self::shape(weights)?;
        bias.map_or(Ok(()), |bias| check_bias(bias, n))?;
        // Unsigned bytes become signed ones, 128 less, and so do their zero points.
        let (flip, shift) = if weights.byte_type() == ByteType::U8 { (0x80, 128) } else { (0, 0) };
        let params = |row: usize| weights.params()[if weights.axis().is_some() { row } else { 0 }];
        let affine = weights.params().iter().any(|params| params.zero_point != shift);
        let most = if affine { MAX_K_AFFINE } else { MAX_K };
        if k > most {
            fail!(OutOfRange, "weights: {k} products a sum may exceed 32 bits, {most} do not");
        }
        let packed = Packed::new(simd::active(), weights.bytes(), n, k, flip)?;
        let mut terms: Vec<LayerTerms> = try_zeroed(n.div_ceil(PANEL), "weights")?;
        for row in 0..n {
            let (terms, at) = (&mut terms[row / PANEL], row % PANEL);
            terms.scales[at] = params(row).scale;
            terms.zero_points[at] = params(row).zero_point - shift;
            terms.bias[at] = bias.map_or(0.0, |bias| bias[row]);
        }
        Ok(Self { packed, terms, k, affine })
    }

    /// Replaces the bias.
    ///
    /// # Errors
    /// `SizeMismatch`, changing nothing.
    pub fn set_bias(&mut self, bias: &[f32]) -> Result<()> {
        check_bias(bias, self.outputs())?;
        for (terms, bias) in self.terms.iter_mut().zip(bias.chunks(PANEL)) {
            terms.bias[..bias.len()].copy_from_slice(bias);
        }
        Ok(())
    }

    /// Returns the number of outputs and of inputs of a layer with these weights.
    ///
    /// # Errors
    /// Those of [`Linear::new`] that concern axes.
    pub fn shape(weights: &QTensor) -> Result<[usize; 2]> {
        let &[n, k] = weights.shape() else {
            fail!(InvalidArgument, "weights: have {} axes, a linear layer takes 2", weights.shape().len());
        };
        if weights.axis() == Some(1) {
            fail!(InvalidArgument, "weights: channels lie along axis 1, a linear layer takes axis 0");
        }
        Ok([n, k])
    }

    /// Number of values in a row of activations.
    pub fn inputs(&self) -> usize {
        self.k
    }

    /// Number of values in a row of the result.
    pub fn outputs(&self) -> usize {
        self.packed.columns()
    }

    /// Computes `out = activations · weightsᵀ + bias` for `m` rows. Where a row's scale times a column's exceeds the greatest
    /// float, the result is infinite, or NaN where the sum is 0.
    ///
    /// # Errors
    /// `SizeMismatch`, `Overflow`; `InvalidArgument` for activations that are not finite; `OutOfMemory`.
    pub fn run(&self, activations: &[f32], m: usize, out: &mut [f32]) -> Result<()> {
        self.check_sizes(activations.len(), m, out.len())?;
        if out.is_empty() {
            return Ok(());
        }
        if m <= ROWS_ON_STACK {
            return self.run_in(activations, &mut [QuantParams::default(); ROWS_ON_STACK][..m], out);
        }
        self.run_in(activations, &mut try_zeroed(m, "activations")?, out)
    }

    /// Checks the lengths of the activations and of the result for `m` rows.
    fn check_sizes(&self, activations: usize, m: usize, out: usize) -> Result<()> {
        for (name, len, columns) in [("activations", activations, self.k), ("out", out, self.outputs())] {
            match m.checked_mul(columns) {
                None => fail!(Overflow, "{name}: {m} x {columns} exceeds the address space"),
                Some(size) if size != len => fail!(SizeMismatch, "{name}: has {len}, {m} x {columns} are {size}"),
                _ => {}
            }
        }
        Ok(())
    }

    /// Runs the layer, with a place for the params of each row.
    fn run_in(&self, activations: &[f32], params: &mut [QuantParams], out: &mut [f32]) -> Result<()> {
        let (simd, k) = (simd::active(), self.k);
        if k > 0 {
            choose_params(simd, activations, params)?;
        }
        let params = &params[..];
        let fill = |first: usize, bytes: &mut [u8]| {
            self.quantize_rows(simd, &activations[first * k..], &params[first..], bytes);
        };
        self.packed.multiply(simd, out, fill, |tile, out| self.finish(simd, &tile, params, out))
    }

    /// Quantises as many rows as `bytes` holds, each by its params.
    fn quantize_rows(&self, simd: Level, activations: &[f32], params: &[QuantParams], bytes: &mut [u8]) {
        let rows = activations.chunks(self.k).zip(bytes.chunks_mut(self.packed.stride()));
        for (&params, (values, bytes)) in params.iter().zip(rows) {
            quantize_run(simd, values, &Quantizer::new(params, (0, 255)), &mut bytes[..self.k]);
        }
    }

    fn finish(&self, simd: Level, tile: &Tile<'_>, params: &[QuantParams], out: &mut [f32]) {
        let columns =
            LayerColumns { terms: &self.terms[tile.panel], affine: self.affine, k: self.k, n: self.outputs() };
        finish(simd, tile, &columns, &params[tile.row..], out);
    }
}

fn check_bias(bias: &[f32], n: usize) -> Result<()> {
    if bias.len() != n {
        fail!(SizeMismatch, "bias: has {} values, weights have {n} rows", bias.len());
    }
    Ok(())
}

/// Chooses params for each row of `activations`.
fn choose_params(simd: Level, activations: &[f32], params: &mut [QuantParams]) -> Result<()> {
    let k = activations.len() / params.len();
    let workers = split::workers_for(NS_PER_VALUE * activations.len() as f64);
    let all_finite = AtomicBool::new(true);
    split::for_chunks(params, ROWS, workers, |index, params| {
        if !params_of_rows(simd, &activations[index * ROWS * k..], k, params) {
            all_finite.store(false, Relaxed);
        }
    });
    if !all_finite.into_inner() {
        fail!(InvalidArgument, "activations: not every value is finite");
    }
    Ok(())
}

dispatch! {
    /// Whether all values were finite.
    fn params_of_rows(activations: &[f32], k: usize, params: &mut [QuantParams]) -> bool = params_of_rows_here;
}

#[inline(always)]
fn params_of_rows_here(activations: &[f32], k: usize, params: &mut [QuantParams]) -> bool {
    let mut all_finite = true;
    for (params, values) in params.iter_mut().zip(activations.chunks(k)) {
        match scan_part(values).range() {
            Some((min, max)) => *params = QuantParams::over(min, max, 0, 255),
            None => all_finite = false,
        }
    }
    all_finite
}
