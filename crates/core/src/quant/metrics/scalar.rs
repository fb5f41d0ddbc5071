//! The specification, and the kernel of most levels: lanes are independent, so that the compiler makes vectors of them.
//! With `FUSED`, a multiplication and an addition are one instruction; the result is the same.

use super::super::byte;
use super::super::channels::ColumnParams;
use super::super::{Byte, QuantParams};
use super::sums::{ErrorSums, LANES};
use crate::simd::prefetch_page;

/// Partial sums, to which values go in turn.
pub struct ErrorLanes {
    pub noise: [f64; LANES],
    pub signal: [f64; LANES],
    pub shared: [f64; LANES],
    /// Bits of the greatest magnitude.
    pub max_abs: [u32; LANES],
}

impl ErrorLanes {
    pub const ZERO: ErrorLanes =
        ErrorLanes { noise: [0.0; LANES], signal: [0.0; LANES], shared: [0.0; LANES], max_abs: [0; LANES] };

    #[inline(always)]
    pub fn add<const FUSED: bool>(&mut self, original: &[f32; LANES], decoded: &[f32; LANES]) {
        // Products of two floats are exact in f64.
        let plus = |sum: f64, a: f64, b: f64| if FUSED { a.mul_add(b, sum) } else { sum + a * b };
        for i in 0..LANES {
            let error = original[i] - decoded[i];
            self.max_abs[i] = self.max_abs[i].max(error.abs().to_bits());
            let (x, error) = (f64::from(original[i]), f64::from(error));
            self.noise[i] = plus(self.noise[i], error, error);
            self.signal[i] = plus(self.signal[i], x, x);
            self.shared[i] = plus(self.shared[i], x, error);
        }
    }

    pub fn sums(&self) -> ErrorSums {
        let sum = |lanes: &[f64; LANES]| lanes.iter().sum();
        ErrorSums {
            noise: sum(&self.noise),
            signal: sum(&self.signal),
            shared: sum(&self.shared),
            max_abs: self.max_abs.into_iter().fold(0, u32::max),
        }
    }
}

#[inline(always)]
pub fn run<T: Byte, const FUSED: bool>(original: &[f32], bytes: &[T], params: QuantParams) -> ErrorSums {
    run_on::<T, FUSED>(ErrorLanes::ZERO, original, bytes, params)
}

/// Adds values to the partial sums, and returns the totals.
#[inline(always)]
pub fn run_on<T: Byte, const FUSED: bool>(
    mut lanes: ErrorLanes,
    original: &[f32],
    bytes: &[T],
    params: QuantParams,
) -> ErrorSums {
    let QuantParams { scale, zero_point } = params;
    let value = |q: T| (q.widen() - zero_point) as f32 * scale;
    let (blocks, rest) = original.as_chunks();
    let (quantized, bytes_rest) = bytes.as_chunks::<LANES>();
    for (block, bytes) in blocks.iter().zip(quantized) {
        prefetch_page(block);
        lanes.add::<FUSED>(block, &bytes.map(value));
    }
    let (mut x, mut y) = ([0.0; LANES], [0.0; LANES]);
    x[..rest.len()].copy_from_slice(rest);
    bytes_rest.iter().zip(&mut y).for_each(|(&q, y)| *y = value(q));
    lanes.add::<FUSED>(&x, &y);
    lanes.sums()
}

/// Each column by its own params.
#[inline(always)]
pub fn columns<const FUSED: bool>(original: &[f32], bytes: &[u8], sign: u8, columns: &ColumnParams) -> ErrorSums {
    let mut lanes = ErrorLanes::ZERO;
    for (block, (original, bytes)) in original.chunks(LANES).zip(bytes.chunks(LANES)).enumerate() {
        let params = columns.scale.iter().zip(&columns.zero_point).skip(block * LANES);
        let (mut x, mut y) = ([0.0; LANES], [0.0; LANES]);
        x[..original.len()].copy_from_slice(original);
        for ((&q, y), (&scale, &zero_point)) in bytes.iter().zip(&mut y).zip(params) {
            *y = (byte::value(q, sign) - zero_point) as f32 * scale;
        }
        lanes.add::<FUSED>(&x, &y);
    }
    lanes.sums()
}

/// `Σx·x'` and `Σx'²`, where `inner` values after each other share the params of a channel.
pub fn products(original: &[f32], bytes: &[u8], sign: u8, inner: usize, params: &[QuantParams]) -> [f64; 2] {
    let runs = original.chunks(inner.max(1)).zip(bytes.chunks(inner.max(1))).zip(params.iter().cycle());
    let [mut product, mut decoded] = [0.0; 2];
    for ((original, bytes), &QuantParams { scale, zero_point }) in runs {
        for (&x, &q) in original.iter().zip(bytes) {
            let y = f64::from((byte::value(q, sign) - zero_point) as f32 * scale);
            product += f64::from(x) * y;
            decoded += y * y;
        }
    }
    [product, decoded]
}
