//! SIMD levels: which instruction set the kernels use.
//!
//! A [`Level`] is the proof that the processor has what the level needs: only detection makes one, and `dispatch!`,
//! the only way into a kernel, takes one. An operation loads [`active`] once per call and passes it down.
//!
//! Kernels are chosen nowhere else, and nothing here knows what the operations are.

mod blocks;
mod dispatch;
mod inout;
mod level;
mod prefetch;
mod stream;

#[cfg(target_arch = "aarch64")]
pub(crate) mod aarch64;
#[cfg(target_arch = "x86_64")]
pub(crate) mod amx;
#[cfg(target_arch = "x86_64")]
pub(crate) mod x86;

pub use blocks::each_block;
pub(crate) use dispatch::dispatch;
pub use inout::InOut;
pub(crate) use level::set_limit;
pub use level::{Isa, Level, active, available, best, unknown_limit};
pub(crate) use prefetch::{AHEAD, IN_CACHE, PREFETCHES, prefetch};
pub(crate) use stream::Line;
