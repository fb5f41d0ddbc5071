//! SIMD levels: the instruction sets that kernels use.
//!
//! A [`Level`] proves that the processor has an instruction set: only detection makes one, and `dispatch!`, the only way into a
//! kernel, takes one. An operation reads [`active`] once per call and passes it down.
//!
//! This folder knows nothing of the operations.

mod blocks;
mod dispatch;
mod inout;
mod isa;
mod level;
mod prefetch;
mod stream;
mod vector;

#[cfg(target_arch = "x86_64")]
pub use blocks::each_block_in_steps;
pub use blocks::{each_block, each_block_of};
pub(crate) use dispatch::dispatch;
pub use inout::InOut;
pub use isa::Isa;
pub use level::{Level, active, active_vectors, available, best, set_level, unknown_limit};
pub(crate) use prefetch::{AHEAD, FROM_MEMORY, IN_CACHE, LINE, PREFETCHES, prefetch, prefetch_at, prefetch_page};
pub(crate) use stream::Line;
pub(crate) use vector::*;
