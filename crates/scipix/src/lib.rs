//! scipix gives an OCR engine what it needs around its model: image operations, memory, threads, quantisation,
//! batching.

#![forbid(unsafe_code)]

pub mod arena;
pub mod batch;
pub mod cpu;
mod error;
pub mod executor;
mod flat;
pub mod image;
pub mod model;
mod panic_message;
pub mod parallel;
pub mod pipeline;
pub mod pool;
pub mod prelude;
pub mod quant;
pub mod recognition;
mod submit_error;

pub use cpu::{OptLevel, opt_level, set_opt_level, set_thread_count, thread_count};
pub use error::{Error, ErrorKind, Result};
pub use flat::{NormalizeStats, grayscale_flat, normalize, threshold_flat, threshold_flat_in_place};
pub use quant::{dequantize, quantize};
pub use submit_error::SubmitError;
