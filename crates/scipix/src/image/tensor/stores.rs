//! Which tensors are written past the cache: those that would not stay in it anyway.

use super::{Stores, TensorParams};
use crate::cpu;
use crate::simd::{Isa, Level};

/// Where the processor does not say how large its last cache is.
const USUAL_CACHE_BYTES: usize = 16 << 20;

/// Whether a tensor of `bytes` is better written past the cache.
pub fn past_cache(level: Level, params: &TensorParams, bytes: usize) -> bool {
    let can = !matches!(level.isa().base(), Isa::Scalar | Isa::Neon);
    match params.stores {
        Stores::Auto => can && bytes > cache_bytes(),
        Stores::Cached => false,
        Stores::NonTemporal => can,
    }
}

fn cache_bytes() -> usize {
    match cpu::caches().l3_bytes as usize {
        0 => USUAL_CACHE_BYTES,
        bytes => bytes,
    }
}
