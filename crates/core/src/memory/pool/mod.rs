//! Pools of equal buffers, for work that needs the same scratch memory again and again.
//!
//! Each thread keeps a few idle buffers of the pools it uses (`magazine`, `cache`); beyond these they go to a depot that
//! all threads share (`depot`, over the lock-free `stack`); beyond the pool's limits they are freed. All are last in,
//! first out: the next buffer is the one most likely still in the processor's caches. An acquire and a release on one
//! thread take one compare-and-exchange between them, the one that makes a second release an error (`slot`).
//!
//! Nothing here takes a lock, so that a child of `fork` can go on using pools. Buffers in the caches of the parent's other
//! threads are lost to the child. At optimization levels below FULL every acquire allocates and every release frees.

mod buffer;
mod cache;
mod config;
mod core;
mod depot;
mod global;
mod handle;
mod magazine;
mod raw_buffer;
mod slot;
mod stack;
mod stats;
mod sync;
mod table;
#[cfg(test)]
mod tests;

pub use buffer::Buffer;
pub use config::PoolConfig;
pub use global::{PoolClass, acquire};
pub use global::{acquire_raw_any, acquire_raw_any_fast};
pub use handle::Pool;
pub use raw_buffer::{FastRelease, RawBuffer, capacity_of, not_held, release_fast};
pub use stats::PoolStats;
