//! A job, and how it ends.

use crate::base::{Failure, contained};

/// The result of a job.
pub type JobResult = Result<(), Failure>;

/// A job: work, and a callback for its end. Both are foreign code and may panic.
pub trait Job: Send + 'static {
    /// Data that the end of a job leaves for [`notify`](Self::notify).
    type Completion;

    /// Does the work.
    fn run(&mut self) -> JobResult;

    /// Is called once with the result, before threads that wait for the job are woken.
    fn done(self, result: JobResult) -> Self::Completion;

    /// Is called once after the job has left its place to another one, before threads that wait for all jobs are woken.
    fn notify(completion: Self::Completion) {
        drop(completion);
    }
}

/// Calls the callback of a job. A panic in it is caught: the callback was called once, as promised.
pub(super) fn end<J: Job>(job: J, result: JobResult) -> Option<J::Completion> {
    contained(|| Ok(job.done(result))).ok()
}

/// Notifies of the end of a job. A panic is caught.
pub(super) fn notify<J: Job>(completion: Option<J::Completion>) {
    let _ = contained(|| Ok(completion.map(J::notify)));
}
