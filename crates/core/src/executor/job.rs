//! A job, and how it ends.

use crate::base::{Failure, contained};

/// The result of a job.
pub type JobResult = Result<(), Failure>;

/// A job: work, and a callback for its end. Both are foreign code and may panic.
pub trait Job: Send + 'static {
    /// The news of the end of a job, which [`announce`](Self::announce) tells.
    type News;

    /// Does the work.
    fn run(&mut self) -> JobResult;

    /// Is called once with the result, before threads that wait for the job are woken.
    fn done(self, result: JobResult) -> Self::News;

    /// Is called once after the job has left its place to another one.
    fn announce(news: Self::News) {
        drop(news);
    }
}

/// Calls the callback of a job. A panic in it is caught: the callback was called once, as promised.
pub(super) fn end<J: Job>(job: J, result: JobResult) -> Option<J::News> {
    contained(|| Ok(job.done(result))).ok()
}

/// Announces the end of a job. A panic is caught.
pub(super) fn announce<J: Job>(news: Option<J::News>) {
    let _ = contained(|| Ok(news.map(J::announce)));
}
