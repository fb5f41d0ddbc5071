//! The primitives of a lease. `tests/loom_lease.rs` compiles the lease over those of loom.

pub(super) use crate::base::Shared;
pub(super) use crate::base::sync::{Condvar, Mutex, MutexGuard};
pub(super) use std::sync::atomic::AtomicUsize;

/// How often a lender looks again before it sleeps: most threads inside are about to leave.
pub(super) const SPINS: usize = 200;
