//! The batcher as its owner holds it.

use super::config::{BatchConfig, nanos};
use super::error::BatchError;
use super::pending::Pending;
use super::pulled::PulledBatch;
use super::request::Request;
use super::stats::BatchStats;
use super::work::{BatchWork, Reply};
use crate::error::Result;
use crate::submit_error::SubmitError;
use scipix_core::base::Oneshot;
use scipix_core::batch::{self as core, Refused};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A batcher takes single items, from any thread or task, and answers them in batches.
///
/// `T` is an item, `R` its result and `E` its error. Share a batcher with [`Arc`] or by reference. Dropping it closes it and
/// waits until all items are answered; where batches are pulled, queued items are cancelled instead. The wait blocks the thread:
/// a task of a runtime drops the last owner inside `spawn_blocking` or the like.
pub struct Batcher<T, R, E>
where
    T: Send + 'static,
    R: Send + 'static,
    E: Send + 'static,
{
    core: core::Batcher<BatchWork<T, R, E>>,
}

/// The name of an item that [`Batcher::submit_with`] accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket(u64);

impl<T, R, E> Batcher<T, R, E>
where
    T: Send + 'static,
    R: Send + 'static,
    E: Send + 'static,
{
    /// Makes a batcher whose threads call `f` with batches. `f` returns one result for each item, in the order of the items.
    ///
    /// A panic in `f`, or a wrong number of results, becomes the error of the items of that batch: with one result too few
    /// nobody can tell whose is missing. `f` may call the batcher, but must not wait for its answers. Where `f` cannot fail, `E` is
    /// [`Infallible`](std::convert::Infallible):
    ///
    /// ```
    /// use scipix::prelude::*;
    /// use std::convert::Infallible;
    ///
    /// let doubler: Batcher<i32, i32, Infallible> = Batcher::new(BatchConfig::default(), |numbers: &[i32]| {
    ///     numbers.iter().map(|number| Ok(2 * number)).collect()
    /// })?;
    /// assert_eq!(doubler.submit(21)?.wait()?, 42);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// `InvalidArgument` names the number at fault; `OutOfMemory`; `Io` where a thread cannot be started.
    pub fn new(config: BatchConfig, f: impl Fn(&[T]) -> Vec<Result<R, E>> + Send + Sync + 'static) -> Result<Self> {
        Ok(Self { core: core::Batcher::new(config.into_core(), BatchWork(Some(Box::new(f))))? })
    }

    /// Makes a batcher that keeps the time from submission to answer below `target` where it can: it learns how long batches
    /// take and limits their size. This is [`new`](Self::new) with
    /// [`config.target_latency(target)`](BatchConfig::target_latency), whose value in `config` it replaces.
    ///
    /// # Errors
    /// The errors of [`new`](Self::new).
    pub fn adaptive(
        config: BatchConfig,
        target: Duration,
        f: impl Fn(&[T]) -> Vec<Result<R, E>> + Send + Sync + 'static,
    ) -> Result<Self> {
        Self::new(config.target_latency(target), f)
    }

    /// Makes a batcher without threads for batches: the program takes them with [`next_batch`](Self::next_batch).
    ///
    /// # Errors
    /// The errors of [`new`](Self::new).
    pub fn pulled(config: BatchConfig) -> Result<Self> {
        Ok(Self { core: core::Batcher::pulled(config.into_core(), BatchWork(None))? })
    }

    /// Submits an item, or a [`Request`] with its terms. The answer is awaited or waited for; dropping it cancels the item if
    /// it has not started.
    ///
    /// # Errors
    /// `QueueFull`; `Timeout` where the [policy](super::QueuePolicy) is to wait and there was no room in time; `Closed`;
    /// `InvalidArgument` for a cost above the limit; `OutOfMemory`. Each gives the item back.
    pub fn submit(&self, request: impl Into<Request<T>>) -> Result<Pending<T, R, E>, SubmitError<T>> {
        let answer = Arc::new(Oneshot::default());
        let ticket = self.submit_to(request.into(), Reply::Future(answer.clone()))?;
        Ok(Pending::new(answer, self.core.handle(), ticket.0))
    }

    /// Submits an item, or a [`Request`] with its terms, and calls `f` with the item and its answer, exactly once, on a thread
    /// of the batcher or on one that cancels. Returns a ticket for [`cancel`](Self::cancel).
    ///
    /// # Errors
    /// The errors of [`submit`](Self::submit). `f` is not called then.
    pub fn submit_with(
        &self,
        request: impl Into<Request<T>>,
        f: impl FnOnce(T, Result<R, BatchError<E>>) + Send + 'static,
    ) -> Result<Ticket, SubmitError<T>> {
        self.submit_to(request.into(), Reply::Call(Box::new(f)))
    }

    fn submit_to(&self, request: Request<T>, reply: Reply<T, R, E>) -> Result<Ticket, SubmitError<T>> {
        let submitted = self.core.submit(request.item, request.terms, reply);
        submitted.map(Ticket).map_err(|Refused { error, item }| SubmitError::new(error, item))
    }

    /// Cancels an item that has not started: its closure is called on this thread, with [`BatchError::Cancelled`]. Returns
    /// whether it was in time.
    pub fn cancel(&self, ticket: Ticket) -> bool {
        self.core.cancel(ticket.0).is_ok()
    }

    /// Takes the next batch of a [pulled](Self::pulled) batcher, and waits at most so long for it.
    ///
    /// # Errors
    /// `Timeout`; `Closed` once the batcher is closed and its queue is empty; `Deadlock` inside one of its own closures;
    /// `OutOfMemory`.
    pub fn next_batch(&self, timeout: Duration) -> Result<PulledBatch<T, R, E>> {
        Ok(PulledBatch::new(self.core.next_batch(nanos(timeout))?))
    }

    /// Refuses new items from now on. Queued ones are dispatched without waiting for others. It returns at once.
    pub fn close(&self) {
        self.core.close();
    }

    /// Dispatches all items that are queued now without waiting for others, and waits at most so long until they and those that
    /// are being processed are answered; items that are submitted later are not waited for. It blocks its thread: a task of a
    /// runtime calls it inside `spawn_blocking` or the like.
    ///
    /// # Errors
    /// `Timeout`; `Deadlock` inside one of the batcher's own closures.
    pub fn drain(&self, timeout: Duration) -> Result<()> {
        Ok(self.core.drain(nanos(timeout))?)
    }

    /// Returns the counts and times so far.
    pub fn stats(&self) -> BatchStats {
        BatchStats::from_core(&self.core.stats())
    }

    /// Returns how many items a batch may have now. It is below the maximum where a target latency needs it.
    pub fn batch_limit(&self) -> usize {
        self.core.current_batch_limit()
    }
}

impl<T, R, E> fmt::Debug for Batcher<T, R, E>
where
    T: Send + 'static,
    R: Send + 'static,
    E: Send + 'static,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batcher").field("stats", &self.stats()).finish_non_exhaustive()
    }
}
