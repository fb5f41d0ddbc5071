//! This module quantises tensors and multiplies them.
//!
//! Quantisation turns a float into a byte, `q = saturate(round(x / scale) + zero_point)`, and back, `x ≈ (q −
//! zero_point) · scale`. A model takes a quarter of the memory, and integer products are faster than those of floats.
//! Functions agree bit for bit with ONNX QuantizeLinear and DequantizeLinear as ONNX Runtime computes them, on every
//! processor and with any number of threads.
//!
//! | for | use |
//! | --- | --- |
//! | a slice of floats | [`quantize`], [`dequantize`], [`error`]; `_into` forms write to memory of the caller |
//! | a tensor with a shape | [`QTensor`], with params for each channel and calibration by [`QTensorBuilder`] |
//! | a layer of a network | [`Linear`]; [`matmul_u8i8`] and [`matmul_i8i8`] are products alone |
//! | a model file | [`FileQuantizer`]; [`save`] and [`QTensor::open`] for tensors of one's own |
//!
//! ```
//! use scipix::quant::{Linear, QTensor};
//!
//! # fn main() -> scipix::Result<()> {
//! let weights: Vec<f32> = (0..64 * 128).map(|i| (i as f32 * 0.37).sin()).collect();
//!
//! let (bytes, params) = scipix::quantize(&weights)?; // one scale for all
//! let restored = scipix::dequantize(&bytes, params)?;
//! assert!((weights[5] - restored[5]).abs() <= params.scale / 2.0);
//!
//! let tensor = QTensor::builder().per_channel(0).build(&weights, &[64, 128])?; // one scale for each row
//! assert!(tensor.error(&weights)?.sqnr_db > 40.0);
//!
//! let layer = Linear::new(&tensor)?.bias(&[0.5; 64])?;
//! let (x, mut y) = ([0.25; 128], [0.0; 64]);
//! layer.run(&x, &mut y)?;
//! # Ok(())
//! # }
//! ```

mod file;
mod flat;
mod linear;
mod params;
mod qtensor;

pub use file::{FileProgress, FileQuantizer, FileReport, TensorReport};
pub use flat::{
    dequantize, dequantize_channels_into, dequantize_into, error, error_channels, matmul_i8i8, matmul_u8i8, quantize,
    quantize_channels_into, quantize_into,
};
pub use linear::Linear;
pub use params::QuantParams;
pub use qtensor::{QTensor, QTensorBuilder, save};
pub use scipix_core::quant::{Byte, ByteType, Calibration, Channels, MAX_RANK, MatmulShape, QuantError};
