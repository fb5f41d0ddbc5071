//! Sharing work among threads. Operations never start threads: they cut their work into pieces that threads claim, and this folder
//! decides how many helpers may claim some.
//!
//! Helpers come from the library's own pool, or from the host's executor where one is set. A call waits only for helpers that
//! have begun; the calling thread does every piece that no other has claimed. So no call depends on a free thread, and nested
//! calls cannot deadlock.

mod chunks;
mod claims;
mod collect;
mod first_error;
mod for_chunks;
mod for_each;
mod host;
mod lease;
#[cfg(test)]
mod lease_tests;
mod map_rows;
mod planes;
mod row_pairs;
mod rows;
mod share;
mod share_claims;
mod stop_on_panic;
mod strips;
mod sync;
#[cfg(feature = "optimize")]
mod threads;

pub use chunks::Chunks;
pub use claims::Claims;
pub use collect::{CollectError, collect};
pub use first_error::FirstError;
pub use for_chunks::for_chunks;
pub use for_each::{Grain, for_each_range};
pub use host::{HostThreads, run_task, set_executor};
pub use lease::{Lease, lend};
pub use map_rows::{map_bytes, map_rows};
pub use planes::{ImageRows, PlaneRows, Planes, PlanesShape};
pub use row_pairs::for_row_pairs;
pub(crate) use rows::span;
pub use rows::{Rows, RowsMut};
pub use share::{most_whole, share, stays_whole, workers, workers_for};
pub use share_claims::share_claims;
pub use strips::{StripLoop, strips};
