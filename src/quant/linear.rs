//! A linear layer: `f32` in, `f32` out, bytes in between.
//!
//! Each row of activations is quantised by its own range, to unsigned bytes. What comes out is
//! `Σ (a − za)(w − zw) · (sa · sw) + bias`, the sum exact, then a product and a sum rounded: the same bits at every SIMD
//! level and thread count.

use super::extent::extent;
use super::matmul::{MAX_K, PANEL, Packed, multiply};
use super::quantize::quantize_within;
use super::{ByteType, QTensor, QuantParams};
use crate::error::{Result, fail, try_zeroed};
use crate::par;
use crate::simd::{self, dispatch};

/// The most values of a row where weights have zero points: that many times 255 · 255 still fits in an `i32`.
const MAX_K_AFFINE: usize = (i32::MAX / (255 * 255)) as usize;

/// Activations of up to this many bytes are quantised on the stack.
const ON_STACK: usize = 8192;
const ROWS_ON_STACK: usize = 16;

/// About what a value of the activations costs.
const NS_PER_VALUE: f64 = 0.15;

/// Rows that a thread quantises at a time.
const ROWS: usize = 8;

/// Weights and bias, packed for this library's kernels.
pub struct Linear {
    packed: Packed,
    k: usize,
    scales: Vec<f32>,
    /// Empty where all are 0.
    zero_points: Vec<i32>,
    bias: Vec<f32>,
}

/// A row of activations as bytes.
#[derive(Clone, Copy, Default)]
struct Row {
    params: QuantParams,
    /// Of the bytes less the zero point.
    sum: i32,
}

impl Linear {
    /// From weights of `n` rows of `k` values, with params of their own or none, and a bias of `n` values or none.
    ///
    /// # Errors
    /// `InvalidArgument` for weights that do not have two axes or have channels along the second; `SizeMismatch` for the
    /// bias; `OutOfRange` for a `k` whose sums may exceed 32 bits: above 65793, or 33025 where a zero point is not the
    /// middle; `OutOfMemory`.
    pub fn new(weights: &QTensor, bias: Option<&[f32]>) -> Result<Self> {
        let &[n, k] = weights.shape() else {
            fail!(InvalidArgument, "weights: have {} axes, a linear layer takes 2", weights.shape().len());
        };
        if weights.axis() == Some(1) {
            fail!(InvalidArgument, "weights: channels lie along axis 1, a linear layer takes axis 0");
        }
        if let Some(bias) = bias
            && bias.len() != n
        {
            fail!(SizeMismatch, "bias: has {} values, weights have {n} rows", bias.len());
        }
        // Unsigned bytes become signed ones, 128 less, and so do their zero points.
        let (flip, shift) = if weights.byte_type() == ByteType::U8 { (0x80, 128) } else { (0, 0) };
        let params = |row: usize| weights.params()[if weights.axis().is_some() { row } else { 0 }];
        let affine = weights.params().iter().any(|params| params.zero_point != shift);
        let most = if affine { MAX_K_AFFINE } else { MAX_K };
        if k > most {
            fail!(OutOfRange, "weights: {k} products a sum may exceed 32 bits, {most} do not");
        }
        let mut linear = Self {
            packed: Packed::new(weights.bytes(), n, k, flip)?,
            k,
            scales: try_zeroed(n, "weights")?,
            zero_points: try_zeroed(if affine { n } else { 0 }, "weights")?,
            bias: try_zeroed(n, "bias")?,
        };
        linear.scales.iter_mut().enumerate().for_each(|(row, scale)| *scale = params(row).scale);
        linear.zero_points.iter_mut().enumerate().for_each(|(row, zero)| *zero = params(row).zero_point - shift);
        if let Some(bias) = bias {
            linear.bias.copy_from_slice(bias);
        }
        Ok(linear)
    }

    /// Values of a row of activations.
    pub fn inputs(&self) -> usize {
        self.k
    }

    /// Values of a row of the result.
    pub fn outputs(&self) -> usize {
        self.scales.len()
    }

    /// `out = activations · weightsᵀ + bias`, with `m` rows of each.
    ///
    /// # Errors
    /// `SizeMismatch`, `Overflow`; `InvalidArgument` for activations that are not finite; `OutOfMemory`.
    pub fn run(&self, activations: &[f32], m: usize, out: &mut [f32]) -> Result<()> {
        for (name, len, columns) in [("activations", activations.len(), self.k), ("out", out.len(), self.outputs())] {
            match m.checked_mul(columns) {
                None => fail!(Overflow, "{name}: {m} x {columns} exceeds the address space"),
                Some(size) if size != len => fail!(SizeMismatch, "{name}: has {len}, {m} x {columns} are {size}"),
                _ => {}
            }
        }
        if out.is_empty() {
            return Ok(());
        }
        let Some(size) = m.checked_mul(self.packed.stride()) else {
            fail!(Overflow, "activations: {m} x {} exceeds the address space", self.packed.stride());
        };
        if size <= ON_STACK && m <= ROWS_ON_STACK {
            let (mut bytes, mut rows) = ([0; ON_STACK], [Row::default(); ROWS_ON_STACK]);
            return self.run_in(activations, &mut bytes[..size], &mut rows[..m], out);
        }
        let (mut bytes, mut rows) = (try_zeroed(size, "activations")?, try_zeroed(m, "activations")?);
        self.run_in(activations, &mut bytes, &mut rows, out)
    }

    /// The same, with memory for the rows as bytes.
    fn run_in(&self, activations: &[f32], bytes: &mut [u8], rows: &mut [Row], out: &mut [f32]) -> Result<()> {
        if self.k > 0 {
            self.quantize_rows(activations, bytes, rows)?;
        }
        let simd = simd::active();
        multiply(simd, bytes, &self.packed, out, |row, first, sums, out| {
            let columns = first..first + out.len();
            let weights = Columns {
                sums: &self.packed.sums()[columns.clone()],
                scales: &self.scales[columns.clone()],
                zero_points: if self.zero_points.is_empty() { &[] } else { &self.zero_points[columns.clone()] },
                bias: &self.bias[columns],
            };
            finish(simd, sums, &weights, &rows[row], out);
        });
        Ok(())
    }

    fn quantize_rows(&self, activations: &[f32], bytes: &mut [u8], rows: &mut [Row]) -> Result<()> {
        let k = self.k;
        let workers = par::workers_for(NS_PER_VALUE * activations.len() as f64);
        for (row, values) in rows.iter_mut().zip(activations.chunks(k)) {
            let (min, max) = extent(values).map_err(|error| error.of("activations"))?;
            row.params = QuantParams::over(min, max, 0, 255);
        }
        let stride = self.packed.stride();
        let params = |row: usize| rows[row].params;
        par::for_chunks(bytes, ROWS * stride, workers, |index, bytes| {
            for (i, bytes) in bytes.chunks_mut(stride).enumerate() {
                let row = index * ROWS + i;
                // Sizes agree and params are good: there is nothing to fail.
                let _ = quantize_within(&activations[row * k..][..k], params(row), (0, 255), &mut bytes[..k]);
            }
        });
        if !self.zero_points.is_empty() {
            for (row, bytes) in rows.iter_mut().zip(bytes.chunks(stride)) {
                row.sum = bytes[..k].iter().map(|&byte| i32::from(byte) - row.params.zero_point).sum();
            }
        }
        Ok(())
    }
}

/// What is known of the columns of a panel.
struct Columns<'a> {
    sums: &'a [i32],
    scales: &'a [f32],
    zero_points: &'a [i32],
    bias: &'a [f32],
}

dispatch! {
    fn finish(sums: &[i32; PANEL], columns: &Columns<'_>, row: &Row, out: &mut [f32]) {
        scalar: finish_row,
        sse42: finish_row,
        avx2: finish_row,
        avx512: finish_row,
        vnni: finish_row,
        neon: finish_row,
    }
}

/// Sums of bytes become sums of what they stand for. The compiler makes vectors of it.
#[inline(always)]
fn finish_row(sums: &[i32; PANEL], columns: &Columns<'_>, row: &Row, out: &mut [f32]) {
    let QuantParams { scale, zero_point } = row.params;
    let value = |sum: i32, scale_of_column: f32, bias: f32| sum as f32 * (scale * scale_of_column) + bias;
    let known = columns.sums.iter().zip(columns.scales).zip(columns.bias);
    let each = out.iter_mut().zip(sums).zip(known);
    if columns.zero_points.is_empty() {
        for ((out, &sum), ((&column, &scale), &bias)) in each {
            *out = value(sum.wrapping_sub(zero_point.wrapping_mul(column)), scale, bias);
        }
        return;
    }
    for (((out, &sum), ((&column, &scale), &bias)), &zero) in each.zip(columns.zero_points) {
        let sum = sum.wrapping_sub(zero_point.wrapping_mul(column)).wrapping_sub(zero.wrapping_mul(row.sum));
        *out = value(sum, scale, bias);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Calibration, Config};
    use super::*;
    use crate::error::ErrorKind;
    use crate::level::set_simd_level;
    use crate::testing::noise;

    const CONFIG: Config =
        Config { bytes: ByteType::I8, symmetric: true, narrow: false, axis: Some(0), calibration: Calibration::MinMax };

    fn values(len: usize, seed: u64) -> Vec<f32> {
        noise(2 * len, seed).as_chunks().0.iter().map(|&pair| f32::from(i16::from_le_bytes(pair)) / 9000.0).collect()
    }

    fn configs() -> impl Iterator<Item = Config> {
        [ByteType::I8, ByteType::U8].into_iter().flat_map(|bytes| {
            [(true, Some(0)), (true, None), (false, Some(-2)), (false, None)].map(|(symmetric, axis)| Config {
                bytes,
                symmetric,
                axis,
                ..CONFIG
            })
        })
    }

    /// Integers as the definition has them, then the two roundings.
    fn expected(tensor: &QTensor, bias: &[f32], activations: &[f32], m: usize) -> Vec<f32> {
        let &[n, k] = tensor.shape() else { panic!("two axes") };
        let mut out = vec![0.0; m * n];
        for (i, out) in out.chunks_mut(n).enumerate() {
            let row = &activations[i * k..][..k];
            let params = QuantParams::from_data(row, ByteType::U8).unwrap();
            let mut bytes = vec![0u8; k];
            super::super::quantize(row, params, &mut bytes).unwrap();
            for (j, out) in out.iter_mut().enumerate() {
                let weight = tensor.params()[if tensor.axis().is_some() { j } else { 0 }];
                let byte = |at: usize| match tensor.byte_type() {
                    ByteType::I8 => i32::from(tensor.bytes()[at] as i8),
                    ByteType::U8 => i32::from(tensor.bytes()[at]),
                };
                let product = |l: usize| {
                    i64::from(i32::from(bytes[l]) - params.zero_point) * i64::from(byte(j * k + l) - weight.zero_point)
                };
                let sum = i32::try_from((0..k).map(product).sum::<i64>()).unwrap();
                *out = sum as f32 * (params.scale * weight.scale) + bias[j];
            }
        }
        out
    }

    #[test]
    fn run_is_its_definition_for_every_config_and_size() {
        for (m, k, n) in [(1, 1, 1), (1, 100, 130), (5, 7, 64), (6, 64, 65), (20, 33, 3), (13, 515, 70)] {
            for config in configs() {
                let tensor = QTensor::from_f32(&values(n * k, 1), &[n, k], &config).unwrap();
                let (bias, activations) = (values(n, 2), values(m * k, 3));
                let linear = Linear::new(&tensor, Some(&bias)).unwrap();
                let expected = expected(&tensor, &bias, &activations, m);
                for simd in simd::available() {
                    set_simd_level(simd);
                    let mut out = vec![0.0; m * n];
                    linear.run(&activations, m, &mut out).unwrap();
                    assert_eq!(out, expected, "{m} {k} {n} {config:?} at {}", simd.name());
                }
                set_simd_level(simd::best());
            }
        }
    }

    #[test]
    fn result_is_near_that_of_floats() {
        let (m, k, n) = (8, 256, 32);
        let (weights, activations) = (values(n * k, 4), values(m * k, 5));
        let tensor = QTensor::from_f32(&weights, &[n, k], &CONFIG).unwrap();
        let mut out = vec![0.0; m * n];
        Linear::new(&tensor, None).unwrap().run(&activations, m, &mut out).unwrap();
        for (at, &found) in out.iter().enumerate() {
            let (row, column) = (&activations[at / n * k..][..k], &weights[at % n * k..][..k]);
            let exact: f64 = row.iter().zip(column).map(|(&a, &w)| f64::from(a) * f64::from(w)).sum();
            let (sa, sw) = (QuantParams::from_data(row, ByteType::U8).unwrap().scale, tensor.params()[at % n].scale);
            // Half a step of one times the other, for each product.
            let bound: f64 = row
                .iter()
                .zip(column)
                .map(|(&a, &w)| {
                    let (half_a, half_w) = (f64::from(sa) * 0.5001, f64::from(sw) * 0.5001);
                    half_a * f64::from(w.abs()) + half_w * f64::from(a.abs()) + half_a * half_w
                })
                .sum();
            assert!((f64::from(found) - exact).abs() <= bound, "{found} for {exact}");
        }
    }

    #[test]
    fn what_makes_no_layer_is_refused() {
        let of =
            |shape: &[usize], config| QTensor::from_f32(&vec![1.0; shape.iter().product()], shape, &config).unwrap();
        let kind = |tensor: &QTensor, bias| Linear::new(tensor, bias).err().unwrap().kind();
        assert_eq!(kind(&of(&[4], CONFIG), None), ErrorKind::InvalidArgument);
        assert_eq!(kind(&of(&[2, 2], Config { axis: Some(1), ..CONFIG }), None), ErrorKind::InvalidArgument);
        assert_eq!(kind(&of(&[2, 2], CONFIG), Some(&[0.0; 3])), ErrorKind::SizeMismatch);
        assert_eq!(kind(&of(&[1, MAX_K + 1], CONFIG), None), ErrorKind::OutOfRange);
        assert_eq!(
            kind(&of(&[1, MAX_K_AFFINE + 1], Config { symmetric: false, ..CONFIG }), None),
            ErrorKind::OutOfRange
        );
        let linear = Linear::new(&of(&[2, 3], CONFIG), None).unwrap();
        let refused = |activations: &[f32], m, out: &mut [f32]| linear.run(activations, m, out).unwrap_err().kind();
        assert_eq!(refused(&[0.0; 5], 2, &mut [0.0; 4]), ErrorKind::SizeMismatch);
        assert_eq!(refused(&[0.0; 6], 2, &mut [0.0; 5]), ErrorKind::SizeMismatch);
        assert_eq!(refused(&[], usize::MAX, &mut []), ErrorKind::Overflow);
        let mut out = [7.0; 4];
        assert_eq!(refused(&[0.0, 0.0, 0.0, 0.0, f32::NAN, 0.0], 2, &mut out), ErrorKind::InvalidArgument);
        assert_eq!(out, [7.0; 4]);
        linear.run(&[], 0, &mut []).unwrap();
    }

    #[test]
    fn extremes_fit_and_rows_without_values_are_the_bias() {
        for (k, symmetric) in [(MAX_K, true), (MAX_K_AFFINE, false)] {
            let tensor = QTensor::from_f32(&vec![-1.0; k], &[1, k], &Config { symmetric, ..CONFIG }).unwrap();
            let linear = Linear::new(&tensor, None).unwrap();
            for sign in [1.0, -1.0] {
                let mut out = [0.0];
                linear.run(&vec![sign; k], 1, &mut out).unwrap();
                assert!((out[0] + sign * k as f32).abs() < 0.01 * k as f32, "{} of {k}", out[0]);
            }
        }
        let tensor = QTensor::from_f32(&[], &[2, 0], &CONFIG).unwrap();
        let mut out = [7.0; 6];
        Linear::new(&tensor, Some(&[1.0, 2.0])).unwrap().run(&[], 3, &mut out).unwrap();
        assert_eq!(out, [1.0, 2.0, 1.0, 2.0, 1.0, 2.0]);
    }
}
