//! What a lease is built of. `tests/loom_lease.rs` compiles it over loom's.

pub(super) use crate::base::sync::{Condvar, Mutex, MutexGuard};
pub(super) use std::sync::{Arc, atomic::AtomicUsize};

/// Turns of a waiting lender before it sleeps: threads that are inside are mostly about to leave.
pub(super) const SPINS: usize = 200;
