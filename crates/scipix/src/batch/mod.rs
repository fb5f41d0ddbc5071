//! Dynamic batching: single requests, from any number of threads, become batches, and each gets its own answer.
//!
//! Every accepted item is answered exactly once, whatever happens: the processing function panics or forgets it, its
//! deadline passes, it is cancelled, the batcher is closed. No lock is held while foreign code runs, so that callbacks
//! may submit, cancel and close; what would wait for itself there is refused.
//!
//! | file | what |
//! | --- | --- |
//! | `queue` | which batch is next: a state machine without threads and clock |
//! | `adaptive` | how large a batch may be: a controller without threads and clock |
//! | `roster` | which worker is woken: the same |
//! | `core`, `submit`, `poll`, `worker` | the locks, the clock and the threads around them |
//!
//! It does not split or pad what it batches, and starts no threads but its own workers.
//!
//! ```
//! use scipix::batch::{Batcher, Config, Fate, Mode, Request, Work};
//!
//! struct Square;
//!
//! impl Work for Square {
//!     type Item = u32;
//!     type Answer = Option<u32>;
//!     type Reply = ();
//!
//!     fn process(&self, items: &[u32], answers: &mut [Option<u32>]) {
//!         items.iter().zip(answers).for_each(|(item, answer)| *answer = Some(item * item));
//!     }
//!     fn deliver(&self, (): (), _item: u32, _answer: Option<u32>) {}
//!     fn unanswered(&self, _fate: Fate) -> Option<u32> {
//!         None
//!     }
//!     fn is_unset(&self, answer: &Option<u32>) -> bool {
//!         answer.is_none()
//!     }
//!     fn is_success(&self, answer: &Option<u32>) -> bool {
//!         answer.is_some()
//!     }
//! }
//!
//! let batcher = Batcher::new(Config { mode: Mode::Greedy, ..Config::default() }, Square)?;
//! assert_eq!(batcher.submit_wait(7, Request::default(), u64::MAX)?, Some(49));
//! # Ok::<(), scipix::Error>(())
//! ```

mod adaptive;
mod config;
mod core;
mod handle;
mod histogram;
#[cfg(all(test, shuttle))]
mod model;
mod poll;
mod queue;
mod roster;
mod stats;
mod submit;
mod sync;
mod taken;
#[cfg(all(test, not(shuttle)))]
mod tests;
mod work;
mod worker;

pub use self::core::Signal;
pub use config::{Config, Mode, Overflow};
pub use handle::{Batcher, Handle, Refused};
pub use histogram::Summary;
pub use poll::Pulled;
pub use queue::Reason;
pub use stats::{Dispatched, Stats};
pub use submit::Request;
pub use work::{Fate, Work};
