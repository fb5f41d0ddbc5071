//! The core of scipix, which does the work around an OCR model.
//!
//! | module | contents |
//! | --- | --- |
//! | [`cpu`] | features of the processor; optimization level and thread count |
//! | [`simd`] | SIMD levels, and the one place where kernels are chosen |
//! | [`image`] | views on pixels and the operations on them |
//! | [`page`] | cleaning of scanned pages |
//! | [`plan`] | several operations described once, then run on page after page |
//! | [`recognition`] | decoding of a recogniser's output |
//! | [`quant`] | quantised tensors and integer matrix products |
//! | [`model`] | memory-mapped model files and their tensors |
//! | [`memory`] | pools and arenas |
//! | [`pipeline`] | stages that overlap, results in order |
//! | [`executor`] | jobs on a bounded number of threads |
//! | [`batch`] | a dynamic batcher: single requests become batches |
//! | [`split`] | how work is shared out to threads |
//!
//! Modules import only what stands above them in `base`, `cpu`, `simd`, `split`, `image`, `page`, `plan`, `recognition`,
//! `model`, `quant`, `memory`, `pipeline`, `executor`, `batch`.

// Much serves only the kernels of the processors that the levels are named for.
#![cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), allow(dead_code, unused_imports))]

#[doc(hidden)]
pub mod base;
pub mod batch;
pub mod cpu;
pub mod executor;
pub mod image;
pub mod memory;
pub mod model;
pub mod page;
pub mod pipeline;
pub mod plan;
pub mod quant;
pub mod recognition;
pub mod simd;
pub mod split;
#[cfg(test)]
mod testing;

pub use base::error::{Error, ErrorKind, Result};
