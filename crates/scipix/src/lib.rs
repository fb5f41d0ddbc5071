//! scipix gives an OCR engine what it needs around its model: image operations, memory, threads, quantisation, batching.

pub mod arena;
pub mod batch;
pub mod cpu;
mod error;
pub mod executor;
mod flat;
pub mod image;
pub mod model;
pub mod parallel;
pub mod pipeline;
pub mod pool;
pub mod prelude;
pub mod quant;
pub mod recognition;

pub use error::{Error, ErrorKind, Result};
