//! The choice to write a tensor past the cache: one that would not stay in it anyway.

use super::params::{CacheBypass, TensorParams};
use crate::cpu;
use crate::simd::{Isa, Level};

/// Size of the last cache if the processor does not report it.
const USUAL_CACHE_BYTES: usize = 16 << 20;

/// Returns whether a tensor of `bytes` is to be written past the cache.
pub fn bypasses_cache(level: Level, params: &TensorParams, bytes: usize) -> bool {
    let can = !matches!(level.isa().base(), Isa::Scalar | Isa::Neon | Isa::Simd128);
    match params.cache_bypass {
        CacheBypass::Auto => can && bytes > cache_bytes(),
        CacheBypass::Never => false,
        CacheBypass::Always => can,
    }
}

fn cache_bytes() -> usize {
    match cpu::caches().l3_bytes as usize {
        0 => USUAL_CACHE_BYTES,
        bytes => bytes,
    }
}
