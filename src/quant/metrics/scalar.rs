//! The specification, and the kernel of every level: lanes are independent, so that the compiler makes vectors of them.

use super::super::channels::Columns;
use super::super::{Byte, QuantParams};
use super::{LANES, Sums};
use crate::simd::{AHEAD, prefetch};

struct Lanes {
    noise: [f64; LANES],
    signal: [f64; LANES],
    decoded: [f64; LANES],
    product: [f64; LANES],
    max_abs: [f64; LANES],
}

impl Lanes {
    const ZERO: Lanes = Lanes {
        noise: [0.0; LANES],
        signal: [0.0; LANES],
        decoded: [0.0; LANES],
        product: [0.0; LANES],
        max_abs: [0.0; LANES],
    };

    #[inline(always)]
    fn add(&mut self, original: &[f32; LANES], decoded: &[f32; LANES]) {
        for i in 0..LANES {
            let (x, y) = (f64::from(original[i]), f64::from(decoded[i]));
            let error = x - y;
            self.noise[i] += error * error;
            self.signal[i] += x * x;
            self.decoded[i] += y * y;
            self.product[i] += x * y;
            self.max_abs[i] = if error.abs() > self.max_abs[i] { error.abs() } else { self.max_abs[i] };
        }
    }

    fn sums(&self) -> Sums {
        let sum = |lanes: &[f64; LANES]| lanes.iter().sum();
        Sums {
            noise: sum(&self.noise),
            signal: sum(&self.signal),
            decoded: sum(&self.decoded),
            product: sum(&self.product),
            max_abs: self.max_abs.iter().fold(0.0, |most: f64, &x| most.max(x)),
        }
    }
}

#[inline(always)]
pub fn run<T: Byte>(original: &[f32], bytes: &[T], params: QuantParams) -> Sums {
    let QuantParams { scale, zero_point } = params;
    let value = |q: T| (q.widen() - zero_point) as f32 * scale;
    let mut lanes = Lanes::ZERO;
    let (blocks, rest) = original.as_chunks();
    let (quantized, bytes_rest) = bytes.as_chunks::<LANES>();
    for (block, bytes) in blocks.iter().zip(quantized) {
        prefetch(&block[0], AHEAD);
        lanes.add(block, &bytes.map(value));
    }
    let (mut x, mut y) = ([0.0; LANES], [0.0; LANES]);
    x[..rest.len()].copy_from_slice(rest);
    bytes_rest.iter().zip(&mut y).for_each(|(&q, y)| *y = value(q));
    lanes.add(&x, &y);
    lanes.sums()
}

/// Each column by its own params.
#[inline(always)]
pub fn columns<T: Byte>(original: &[f32], bytes: &[T], columns: &Columns) -> Sums {
    let mut lanes = Lanes::ZERO;
    for (block, (original, bytes)) in original.chunks(LANES).zip(bytes.chunks(LANES)).enumerate() {
        let params = columns.scale.iter().zip(&columns.zero_point).skip(block * LANES);
        let (mut x, mut y) = ([0.0; LANES], [0.0; LANES]);
        x[..original.len()].copy_from_slice(original);
        for ((&q, y), (&scale, &zero_point)) in bytes.iter().zip(&mut y).zip(params) {
            *y = (q.widen() - zero_point) as f32 * scale;
        }
        lanes.add(&x, &y);
    }
    lanes.sums()
}
