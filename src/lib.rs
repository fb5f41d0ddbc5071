//! scipix: what an OCR engine needs around its model.
//!
//! This is the safe Rust core and the C ABI over it (`include/scipix.h`).
//!
//! | module | what is there |
//! | --- | --- |
//! | [`cpu`] | what the processor can do |
//! | [`level`] | how much of it to use: optimization level, thread count |
//! | [`simd`] | SIMD levels, and the one place where kernels are chosen |
//! | [`image`] | views on pixels and the operations on them |
//! | [`tensor`] | operations on flat `f32` data |
//! | [`quant`] | floats as bytes: quantisation and integer products |
//! | [`par`] | how work is split over threads |
//! | [`batch`] | single requests become batches |
//! | [`mem`] | pools, arenas, and the memory primitives that the safe code stands on |
//! | [`model`] | model files, mapped, their tensors found by name |
//! | [`ffi`] | the C ABI: decodes arguments, calls the core, encodes the result |

pub mod batch;
pub mod cpu;
pub mod error;
pub mod ffi;
mod fork;
pub mod image;
mod inside;
pub mod level;
pub mod mem;
pub mod model;
mod panics;
pub mod par;
pub mod quant;
pub mod simd;
pub mod tensor;
#[cfg(test)]
mod testing;

pub use error::{Error, ErrorKind, Result};
