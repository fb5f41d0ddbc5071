//! A job, and how it ends.

use crate::base::{Failure, contained};

/// The result of a job.
pub type JobResult = Result<(), Failure>;

/// A job: work, and a callback for its end. Both are foreign code and may panic.
pub trait Job: Send + 'static {
    /// Does the work.
    fn run(&mut self) -> JobResult;

    /// Is called once with the result, before threads that wait for the job are woken.
    fn done(self, result: JobResult);
}

/// Calls the callback of a job. A panic in it is caught: the callback was called once, as promised.
pub(super) fn end(job: impl Job, result: JobResult) {
    let _ = contained(|| {
        job.done(result);
        Ok(())
    });
}
