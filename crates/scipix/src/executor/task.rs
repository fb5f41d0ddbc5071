//! One job with the place of its result, in one allocation that the executor and the handle share.

use super::error::JobError;
use crate::panic_message::panic_message;
use scipix_core::base::{Failure, Oneshot, Receiver};
use scipix_core::executor::{Job, JobResult};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

/// A closure, its result until the handle is notified, and the result that the handle takes.
pub(super) struct Task<F, R> {
    work: Mutex<Option<F>>,
    result: Mutex<Option<Result<R, JobError>>>,
    delivered: Oneshot<Result<R, JobError>>,
}

/// A task for the executor, which knows no type of it.
pub(super) trait AnyTask: Send + Sync {
    /// Runs the closure.
    fn run(&self) -> JobResult;
    /// Drops the closure and makes the task cancelled.
    fn cancel(&self);
    /// Gives the result to the handle.
    fn notify(&self);
}

/// A task for its handle, which knows no type of the closure.
pub(super) trait TaskResult<R>: Send + Sync {
    fn result(&self) -> &Oneshot<Result<R, JobError>>;
}

impl<F, R> Task<F, R> {
    pub fn new(work: F) -> Self {
        Self { work: Mutex::new(Some(work)), result: Mutex::new(None), delivered: Oneshot::default() }
    }

    /// Takes the closure of a task that has not run.
    pub fn take_work(&self) -> Option<F> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn set(&self, result: Result<R, JobError>) {
        *self.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    }
}

impl<F: FnOnce() -> R + Send, R: Send> AnyTask for Task<F, R> {
    fn run(&self) -> JobResult {
        let work = self.take_work().expect("it runs once");
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(result) => {
                self.set(Ok(result));
                Ok(())
            }
            Err(payload) => {
                self.set(Err(JobError::Panicked(panic_message(payload))));
                Err(Failure::Panicked)
            }
        }
    }

    fn cancel(&self) {
        self.set(Err(JobError::Cancelled));
        // A panic there is foreign code's, and the result is still due.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(self.take_work())));
    }

    fn notify(&self) {
        let result = self.result.lock().unwrap_or_else(PoisonError::into_inner).take();
        // There is none where what the closure panicked with panicked in turn.
        let result = result.unwrap_or_else(|| Err(JobError::Panicked("no message".to_owned())));
        self.delivered.put(result).into_iter().for_each(Receiver::wake);
    }
}

impl<F: Send, R: Send> TaskResult<R> for Task<F, R> {
    fn result(&self) -> &Oneshot<Result<R, JobError>> {
        &self.delivered
    }
}

/// A task in the core's executor.
pub(super) struct TaskJob(pub Arc<dyn AnyTask>);

impl Job for TaskJob {
    type Completion = Self;

    fn run(&mut self) -> JobResult {
        self.0.run()
    }

    fn done(self, result: JobResult) -> Self {
        if result == Err(Failure::Cancelled) {
            self.0.cancel();
        }
        self
    }

    fn notify(completion: Self) {
        completion.0.notify();
    }
}
