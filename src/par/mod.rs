//! How work is split over threads. Operations never spawn: they offer claims on their work, and what is here decides
//! whether anybody but the calling thread takes them.
//!
//! Helpers come from the library's own pool, or from the host's executor where one is set. A call waits only for helpers
//! that have begun; what nobody has claimed the calling thread does itself. So no call depends on a free thread, and
//! nested calls cannot deadlock.

mod chunks;
mod claims;
mod deadline;
mod each;
pub mod executor;
mod failure;
mod host;
pub mod pipeline;
#[cfg(feature = "optimize")]
mod pool;
mod rows;
mod share;
mod signal;

pub use chunks::for_chunks;
pub use claims::{Claims, share_claims};
pub use deadline::Deadline;
pub use each::{Grain, for_each_range};
pub use failure::Failure;
pub use host::{HostThreads, run_task, set_executor};
pub use rows::{for_strips, for_strips_led, for_strips_with, map_bytes, map_rows};
pub use share::{share, workers, workers_for};
