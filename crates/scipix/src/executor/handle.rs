//! The executor as its owner holds it.

use super::join_handle::JoinHandle;
use super::task::{Task, TaskJob};
use crate::error::Result;
use crate::submit_error::SubmitError;
use scipix_core::base::Deadline;
use scipix_core::executor as core;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// An executor runs closures on threads of its own, a bounded number at once, in the order of their submission.
///
/// Threads start as jobs need them. A panic in a job becomes the error of its handle. Dropping the executor runs all queued
/// jobs and ends the threads. It waits for them and blocks its thread: a task of a runtime drops an executor inside
/// `spawn_blocking` or the like. It needs no runtime: handles are futures, and can be waited for as well.
pub struct Executor {
    core: Arc<core::Executor<TaskJob>>,
}

impl Executor {
    /// Makes an executor that runs at most `max_concurrent` jobs at once, at least 1. Any number may wait.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn new(max_concurrent: usize) -> Result<Self> {
        Self::bounded(max_concurrent, usize::MAX)
    }

    /// Makes an executor that runs at most `max_concurrent` jobs at once, at least 1, while at most `max_queued` more wait.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn bounded(max_concurrent: usize, max_queued: usize) -> Result<Self> {
        Ok(Self { core: Arc::new(core::Executor::new(max_concurrent, max_queued)?) })
    }

    /// Queues a job. Dropping the handle lets the job run; [`JoinHandle::cancel`] cancels one that has not started.
    ///
    /// # Errors
    /// `QueueFull`; `Closed`; `OutOfMemory`; `Io` where no thread can be started. Each gives the closure back.
    pub fn submit<R, F>(&self, work: F) -> Result<JoinHandle<R>, SubmitError<F>>
    where
        R: Send + 'static,
        F: FnOnce() -> R + Send + 'static,
    {
        let task = Arc::new(Task::new(work));
        match self.core.submit(TaskJob(task.clone()), false) {
            Ok(ticket) => Ok(JoinHandle::new(task, self.core.clone(), ticket)),
            Err((_, error)) => Err(SubmitError::new(error, task.take_work().expect("it did not run"))),
        }
    }

    /// Waits until no job waits or runs.
    ///
    /// # Errors
    /// `Deadlock` inside a job of this executor.
    pub fn wait_all(&self) -> Result<()> {
        Ok(self.core.wait_all(Deadline::NEVER)?)
    }

    /// Waits at most so long until no job waits or runs.
    ///
    /// # Errors
    /// `Timeout`; `Deadlock` inside a job of this executor.
    pub fn wait_all_timeout(&self, timeout: Duration) -> Result<()> {
        Ok(self.core.wait_all(Deadline::after(timeout))?)
    }

    /// Refuses further jobs, runs those that are queued, and ends the threads. It waits for them, as dropping does, but not for
    /// the job that calls it.
    pub fn close(&self) {
        self.core.close();
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        // Handles may keep the core alive.
        self.core.close();
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executor").finish_non_exhaustive()
    }
}
