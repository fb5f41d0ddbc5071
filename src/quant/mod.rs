//! Floats as bytes: `x ≈ (q − zero_point) · scale`. A quarter of the memory, and integer products.
//!
//! The flat functions are ONNX QuantizeLinear and DequantizeLinear, bit for bit as ONNX Runtime computes them, at every
//! SIMD level and thread count.

mod byte;
mod channels;
mod dequantize;
mod extent;
mod params;
mod quantize;

pub use byte::Byte;
pub use channels::Channels;
pub use dequantize::{dequantize, dequantize_channels};
pub use params::{ByteType, QuantParams};
pub use quantize::{quantize, quantize_channels};

use crate::error::{Result, fail};

fn same_len(data: usize, out: usize) -> Result<()> {
    if data != out {
        fail!(SizeMismatch, "out: has {out} elements, data has {data}");
    }
    Ok(())
}
