//! This module has a dynamic batcher: single requests, from any number of threads or tasks, become batches, and each gets its
//! own answer.
//!
//! ```
//! use scipix::prelude::*;
//! use std::time::Duration;
//!
//! let config = BatchConfig::default().max_batch_size(32).max_wait(Duration::from_millis(5));
//! let batcher = Batcher::new(config, |words: &[&'static str]| -> Vec<Result<usize, String>> {
//!     words.iter().map(|word| if word.is_empty() { Err("no word".into()) } else { Ok(word.len()) }).collect()
//! })?;
//! let (page, nothing) = (batcher.submit("page")?, batcher.submit("")?);
//! assert_eq!(page.wait()?, 4);
//! assert_eq!(nothing.wait().unwrap_err().into_item_error(), Some("no word".into()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Answers
//!
//! [`Batcher::submit`] returns a [`Pending`] answer, which is a future for any runtime and can be waited for without one.
//! Dropping it cancels the item if it has not started. [`Batcher::submit_with`] calls a closure instead.
//!
//! Every item is answered exactly once, with its own answer or its own [`BatchError`]: the batch function returned an error for
//! it, panicked or returned a wrong number of answers, its deadline passed, or it was cancelled.
//!
//! # Batches
//!
//! A batch is dispatched when it is full, or when a worker is idle and it has the preferred size, or when its oldest item has
//! waited for `max_wait`. [`BatchConfig`] sets that, and how a full queue is treated. [`Request`] gives an item a deadline, a
//! group and a cost. [`Batcher::adaptive`] keeps batches as small as a target for the latency needs.

mod batcher;
mod config;
mod error;
mod pending;
mod pulled;
mod request;
mod stats;
mod wakes;
mod work;

pub use batcher::{Batcher, Ticket};
pub use config::{BatchConfig, BatchMode, QueuePolicy};
pub use error::BatchError;
pub use pending::Pending;
pub use pulled::PulledBatch;
pub use request::Request;
pub use stats::{BatchStats, DispatchCounts, SizeSummary, TimeSummary};
