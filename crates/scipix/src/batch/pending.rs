//! An answer that has not come yet.

use super::error::BatchError;
use super::work::{Answer, BatchWork};
use crate::error::{Error, ErrorKind};
use scipix_core::base::{Deadline, Oneshot};
use scipix_core::batch::Handle;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// The pending answer of an item: a future, which can be waited for without a runtime as well. Dropping it cancels the item if
/// it has not started.
///
/// It is `Send` and `Unpin`: a spawned task may hold it, and `timeout(time, &mut pending)` awaits it for a while and leaves it
/// to be awaited again. An answer comes also where the batcher has been dropped meanwhile.
///
/// The answer can be taken once; polling a future again after that panics, as with most futures.
#[must_use = "dropping it cancels the item"]
pub struct Pending<T, R, E>
where
    T: Send + 'static,
    R: Send + 'static,
    E: Send + 'static,
{
    answer: Arc<Oneshot<Answer<R, E>>>,
    batcher: Handle<BatchWork<T, R, E>>,
    ticket: u64,
    is_taken: bool,
}

impl<T, R, E> Pending<T, R, E>
where
    T: Send + 'static,
    R: Send + 'static,
    E: Send + 'static,
{
    pub(super) fn new(answer: Arc<Oneshot<Answer<R, E>>>, batcher: Handle<BatchWork<T, R, E>>, ticket: u64) -> Self {
        Self { answer, batcher, ticket, is_taken: false }
    }

    /// Waits for the answer.
    ///
    /// # Errors
    /// The item's own error; [`BatchError::Refused`] inside a closure of the same batcher, which would wait for itself.
    pub fn wait(mut self) -> Result<R, BatchError<E>> {
        self.wait_until(Deadline::NEVER)
    }

    /// Waits at most so long for the answer. After [`BatchError::TimedOut`] it can wait again; dropping it then cancels the
    /// item if it has not started.
    ///
    /// # Errors
    /// The errors of [`wait`](Self::wait); [`BatchError::TimedOut`].
    ///
    /// # Panics
    /// It panics where the answer was taken before.
    pub fn wait_timeout(&mut self, timeout: Duration) -> Result<R, BatchError<E>> {
        self.wait_until(Deadline::after(timeout))
    }

    fn wait_until(&mut self, deadline: Deadline) -> Result<R, BatchError<E>> {
        assert!(!self.is_taken, "the answer was taken before");
        if self.batcher.is_inside() && !deadline.has_passed() {
            let message = "batcher: the wait is inside one of its own closures";
            return Err(BatchError::Refused(Error::new(ErrorKind::Deadlock, message)));
        }
        let answer = self.answer.wait(deadline);
        self.is_taken = answer.is_some();
        answer.unwrap_or(Err(BatchError::TimedOut))
    }

    /// Cancels the item if it has not started, and gives it back then.
    pub fn cancel(mut self) -> Option<T> {
        self.withdraw()
    }

    fn withdraw(&mut self) -> Option<T> {
        let untaken = !std::mem::replace(&mut self.is_taken, true);
        if untaken { self.batcher.withdraw(self.ticket) } else { None }
    }
}

impl<T, R, E> Future for Pending<T, R, E>
where
    T: Send + 'static,
    R: Send + 'static,
    E: Send + 'static,
{
    type Output = Result<R, BatchError<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        assert!(!self.is_taken, "the answer was taken before");
        let answer = self.answer.poll(context);
        self.is_taken = answer.is_ready();
        answer
    }
}

impl<T, R, E> Drop for Pending<T, R, E>
where
    T: Send + 'static,
    R: Send + 'static,
    E: Send + 'static,
{
    fn drop(&mut self) {
        drop(self.withdraw());
    }
}

impl<T, R, E> fmt::Debug for Pending<T, R, E>
where
    T: Send + 'static,
    R: Send + 'static,
    E: Send + 'static,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("ticket", &self.ticket).finish_non_exhaustive()
    }
}
