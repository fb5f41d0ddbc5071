//! The handle of a job.

use super::error::JobError;
use super::task::{TaskJob, TaskResult};
use crate::error::{Error, ErrorKind};
use scipix_core::base::Deadline;
use scipix_core::executor::{Executor, Ticket};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// The handle of a job, by which its result is waited for or awaited. Dropping it lets the job run.
///
/// The result can be taken once; polling a handle again after that panics, as with most futures.
pub struct JoinHandle<R> {
    task: Arc<dyn TaskResult<R>>,
    executor: Arc<Executor<TaskJob>>,
    ticket: Ticket,
    is_taken: bool,
}

impl<R: Send + 'static> JoinHandle<R> {
    pub(super) fn new(task: Arc<dyn TaskResult<R>>, executor: Arc<Executor<TaskJob>>, ticket: Ticket) -> Self {
        Self { task, executor, ticket, is_taken: false }
    }

    /// Waits for the result.
    ///
    /// # Errors
    /// [`JobError::Panicked`]; [`JobError::Cancelled`]; [`JobError::Refused`] inside a job of the same executor.
    pub fn wait(mut self) -> Result<R, JobError> {
        self.wait_until(Deadline::NEVER)
    }

    /// Waits at most so long for the result. The job goes on when the time is up, and its handle can wait again.
    ///
    /// # Errors
    /// The errors of [`wait`](Self::wait); [`JobError::TimedOut`].
    ///
    /// # Panics
    /// It panics where the result was taken before.
    pub fn wait_timeout(&mut self, timeout: Duration) -> Result<R, JobError> {
        self.wait_until(Deadline::after(timeout))
    }

    fn wait_until(&mut self, deadline: Deadline) -> Result<R, JobError> {
        assert!(!self.is_taken, "the result was taken before");
        if self.executor.is_inside() && !deadline.has_passed() {
            let message = "job: the wait is inside a job of the same executor";
            return Err(JobError::Refused(Error::new(ErrorKind::Deadlock, message)));
        }
        let result = self.task.result().wait(deadline);
        self.is_taken = result.is_some();
        result.unwrap_or(Err(JobError::TimedOut))
    }

    /// Cancels the job if it has not started. Returns whether it was in time; its result is then [`JobError::Cancelled`].
    pub fn cancel(&self) -> bool {
        self.executor.cancel(self.ticket).is_ok()
    }
}

impl<R: Send + 'static> Future for JoinHandle<R> {
    type Output = Result<R, JobError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        assert!(!self.is_taken, "the result was taken before");
        let result = self.task.result().poll(context);
        self.is_taken = result.is_ready();
        result
    }
}

impl<R> fmt::Debug for JoinHandle<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("ticket", &self.ticket).finish_non_exhaustive()
    }
}
