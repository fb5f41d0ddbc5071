//! Floats as bytes: `x ≈ (q − zero_point) · scale`. A quarter of the memory, and integer products.
//!
//! The flat functions are ONNX QuantizeLinear and DequantizeLinear, bit for bit as ONNX Runtime computes them, at every
//! SIMD level and thread count.

mod byte;
mod calibrate;
mod channels;
mod dequantize;
mod file;
mod lengths;
mod linear;
mod matmul;
mod metrics;
mod min_max;
mod params;
mod qtensor;
mod quantize;

pub use byte::Byte;
pub use calibrate::{Calibration, QuantConfig};
pub use channels::Channels;
pub use dequantize::{dequantize, dequantize_channels};
pub use file::{open, save, save_beside};
pub use linear::Linear;
pub use matmul::{MAX_K, MatmulShape, matmul_i8i8, matmul_u8i8};
pub use metrics::{QuantError, error, error_channels};
pub use params::{ByteType, QuantParams};
pub use qtensor::{MAX_RANK, QTensor};
pub use quantize::{quantize, quantize_channels};
