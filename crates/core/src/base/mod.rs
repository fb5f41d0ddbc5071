//! Building blocks that every other folder may use: errors, fallible allocation, locks and waiting, re-entrancy, forks, files. This
//! folder imports no other.

pub mod aligned;
mod aligned_bytes;
mod atomic_file;
mod bytes;
mod deadline;
pub mod error;
mod failure;
pub mod fork;
mod oneshot;
mod order;
pub mod platform;
pub mod reentrancy;
pub(crate) mod rounding;
mod scratch_cache;
#[cfg(scipix_faults)]
pub mod seeded_faults;
mod shared;
mod signal;
pub mod sync;
mod thread;

pub use aligned_bytes::AlignedBytes;
pub use atomic_file::AtomicFile;
pub use bytes::{as_floats, as_signed, as_unsigned, as_unsigned_mut};
pub use deadline::Deadline;
pub use failure::{Failure, contained};
pub use oneshot::{Oneshot, Receiver};
pub use order::sort_order;
pub use scratch_cache::{ScratchCache, ScratchLease};
pub use shared::Shared;
pub use signal::Signal;
pub use thread::{OwnThread, end_threads, start_thread};

/// Returns the prefix that source files of this crate have in panic messages.
pub fn source_dir() -> &'static str {
    file!().strip_suffix("base/mod.rs").unwrap_or(file!())
}
