//! Dynamic batching: single requests, from any number of threads, become batches, and each gets its own answer.
//!
//! Every accepted item is answered exactly once, whatever happens: the processing function panics or forgets it, its
//! deadline passes, it is cancelled, the batcher is closed. No lock is held while foreign code runs, so that callbacks
//! may submit, cancel and close; calls that would wait for themselves there are refused.
//!
//! | file | contents |
//! | --- | --- |
//! | `state` | the state that all threads share: a machine without threads and clock |
//! | `state/queue` | which batch is next |
//! | `state/adaptive` | how large a batch may be |
//! | `state/idle_workers` | which worker is woken |
//! | `core`, `submit`, `poll`, `worker` | the lock, the clock and the threads around the state |
//!
//! Deadlines are kept whatever the workers do, by a thread that sleeps until the next one.
//!
//! It does not split or pad what it batches.
//!
//! ```
//! use scipix_core::batch::{Batcher, BatchConfig, FailureReason, Mode, Request, Work};
//!
//! struct Square;
//!
//! impl Work for Square {
//!     type Item = u32;
//!     type Answer = Option<u32>;
//!     type Recipient = ();
//!
//!     fn process(&self, items: &[u32], answers: &mut [Option<u32>]) {
//!         items.iter().zip(answers).for_each(|(item, answer)| *answer = Some(item * item));
//!     }
//!     fn deliver(&self, (): (), _item: u32, _answer: Option<u32>) {}
//!     fn unanswered(&self, _reason: FailureReason) -> Option<u32> {
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
//! let batcher = Batcher::new(BatchConfig { mode: Mode::Greedy, ..BatchConfig::default() }, Square)?;
//! assert_eq!(batcher.submit_wait(7, Request::default(), u64::MAX)?, Some(49));
//! # Ok::<(), scipix_core::Error>(())
//! ```

mod batcher;
mod config;
mod core;
mod handle;
mod histogram;
#[cfg(all(test, shuttle))]
mod model;
mod poll;
mod pulled;
mod state;
mod stats;
mod submission;
mod submit;
mod sync;
#[cfg(all(test, not(shuttle)))]
mod tests;
mod work;
mod worker;

pub use batcher::Batcher;
pub use config::{BatchConfig, MAX_PRIORITY_LEVELS, Mode, QueuePolicy};
pub use handle::{Handle, Refused};
pub use histogram::HistogramSummary;
pub use pulled::Pulled;
pub use state::AnswerSignal;
pub use stats::{BatchStats, DispatchReason, Dispatched};
pub use submit::Request;
pub use work::{FailureReason, Work};
