//! The atomics that the pool uses. `tests/loom.rs` compiles the pool's files with loom's in their place.

pub(super) use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize};
