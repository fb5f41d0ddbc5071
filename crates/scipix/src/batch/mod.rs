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
//!
//! Lines of different widths need a tensor as wide as the widest of their batch. The batch function pads them; with
//! [groups](Request::group) of similar widths little is padded.
//!
//! ```
//! use scipix::prelude::*;
//!
//! fn recognise(tensor: &[f32], [lines, _, _, width]: [usize; 4]) -> Vec<String> {
//! #   assert_eq!(tensor.len(), lines * 3 * 48 * width);
//!     vec![format!("{width} columns"); lines] // the model's texts
//! }
//!
//! let params = TensorParams::nchw(48, 0).keep_aspect(); // 0: as wide as the widest line
//! let read = move |lines: &[Image]| -> scipix::Result<Vec<String>> {
//!     Ok(recognise(&params.run(lines)?, params.shape(lines)?))
//! };
//! let batcher = Batcher::new(BatchConfig::default(), move |lines: &[Image]| match read(lines) {
//!     Ok(texts) => texts.into_iter().map(Ok).collect(),
//!     Err(error) => vec![Err(error); lines.len()],
//! })?;
//! let submit = |width: usize, height: usize| -> Result<_, Box<dyn std::error::Error>> {
//!     let group = (width * 48 / height).div_ceil(64) as u64;
//!     Ok(batcher.submit(Request::new(Image::new(width, height, Format::Gray8)?).group(group))?)
//! };
//! let lines = [submit(200, 24)?, submit(390, 48)?];
//! for text in lines {
//!     assert!(text.wait()?.ends_with("columns"));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Tasks
//!
//! A task awaits its answer, and no thread waits with it. With [`QueuePolicy::Reject`], the default, [`Batcher::submit`] does not
//! wait for room: where the queue is full a server can tell its client so.
//!
//! ```
//! use scipix::prelude::*;
//! use std::sync::Arc;
//! use std::time::Duration;
//! use tokio::task::{spawn, spawn_blocking};
//!
//! type Lengths = Batcher<String, usize, String>;
//!
//! async fn respond(batcher: Arc<Lengths>, word: String) -> Result<String, BatchError<String>> {
//!     let mut pending = match batcher.submit(word) {
//!         Err(refused) if refused.kind() == ErrorKind::QueueFull => return Ok("busy".into()),
//!         submitted => submitted?,
//!     };
//!     match tokio::time::timeout(Duration::from_secs(30), &mut pending).await {
//!         Ok(length) => Ok(length?.to_string()),
//!         Err(_) => Ok("late".into()), // dropping `pending` cancels an item that has not started
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let batcher: Arc<Lengths> = Arc::new(Batcher::new(BatchConfig::default(), |words: &[String]| {
//!     words.iter().map(|word| Ok(word.len())).collect()
//! })?);
//! # tokio::runtime::Builder::new_multi_thread().enable_time().build()?.block_on(async {
//! let requests = ["one", "three"].map(|word| spawn(respond(batcher.clone(), word.into())));
//! let [one, three] = requests;
//! assert_eq!((one.await??, three.await??), ("3".into(), "5".into()));
//!
//! spawn_blocking(move || { // see below
//!     batcher.close();
//!     batcher.drain(Duration::from_secs(30))
//! })
//! .await??;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })
//! # }
//! ```
//!
//! # Ending
//!
//! A server that ends stops reading requests and waits for the tasks that hold a [`Pending`]. Then it calls [`Batcher::close`]
//! and [`Batcher::drain`], or drops the batcher. Both wait until the items are answered and block their thread, so a task calls
//! them inside `spawn_blocking`. An item is answered also where nobody awaits its answer any more.

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
