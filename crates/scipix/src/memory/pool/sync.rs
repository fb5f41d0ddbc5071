//! The atomics that the pool is built of. `tests/loom.rs` compiles the same files over loom's.

pub(super) use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize};
