//! A running pipeline.

use super::edge::Edge;
use super::error::{Failures, PipelineError};
use crate::error::{Error, ErrorKind, Result};
use crate::submit_error::SubmitError;
use scipix_core::base::Deadline;
use scipix_core::pipeline::{self as core, Outcome};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A running pipeline, which takes `In` and gives `Out`. Threads may share it.
///
/// [`run`](Self::run) sends the items of an iterator through it. For a stream, [`push`](Self::push) and [`next`](Self::next)
/// take single items, from any threads. Dropping it waits for running work and discards what was not fetched.
pub struct Pipeline<In, Out> {
    pub(super) core: core::Pipeline<usize>,
    pub(super) entry: Arc<Edge<In>>,
    pub(super) exit: Arc<Edge<Out>>,
    pub(super) failures: Arc<Failures>,
}

/// Counts and times of a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StageStats {
    /// Items that were processed, failed ones included.
    pub items: u64,
    /// Items that failed.
    pub failed: u64,
    /// Time that its threads spent in the closure, added up.
    pub busy: Duration,
    /// Time that its threads waited for an item or for room in the next stage, added up.
    pub waiting: Duration,
    /// Items that wait before it now.
    pub queue_depth: usize,
}

impl<In: Send + 'static, Out: Send + 'static> Pipeline<In, Out> {
    /// Takes an item in. It waits while the pipeline is full.
    ///
    /// # Errors
    /// `Closed`; `InvalidArgument` during a [`run`](Self::run); `Deadlock` where it would have to wait inside one of the
    /// pipeline's own stages. Each gives the item back.
    pub fn push(&self, item: In) -> Result<(), SubmitError<In>> {
        self.push_until(item, Deadline::NEVER)
    }

    /// Takes an item in, and waits at most so long while the pipeline is full. `Duration::ZERO` does not wait.
    ///
    /// # Errors
    /// The errors of [`push`](Self::push); `Timeout`.
    pub fn push_timeout(&self, item: In, timeout: Duration) -> Result<(), SubmitError<In>> {
        self.push_until(item, Deadline::after(timeout))
    }

    fn push_until(&self, item: In, deadline: Deadline) -> Result<(), SubmitError<In>> {
        let mut item = Some(item);
        let enter = |place| {
            self.entry.put(place, item.take().expect("entered once"));
            place
        };
        let pushed = self.core.push_with(enter, deadline);
        pushed.map_err(|error| SubmitError::new(error, item.expect("it was not entered")))
    }

    /// Waits for the next result in the order of pushing; `None` once the pipeline is closed and all results are fetched.
    ///
    /// An item's own error is [`PipelineError::Panicked`] or [`PipelineError::Failed`]. The call itself is
    /// [refused](PipelineError::Refused) during a [`run`](Self::run) and inside one of the pipeline's own stages.
    ///
    /// ```
    /// use scipix::prelude::*;
    ///
    /// let pipeline = Pipeline::new(|n: u32| n * n).build()?;
    /// std::thread::scope(|scope| {
    ///     scope.spawn(|| {
    ///         (1..=3).for_each(|n| pipeline.push(n).unwrap());
    ///         pipeline.close();
    ///     });
    ///     let mut squares = vec![];
    ///     while let Some(square) = pipeline.next() {
    ///         squares.push(square.unwrap());
    ///     }
    ///     assert_eq!(squares, [1, 4, 9]);
    /// });
    /// # Ok::<(), scipix::Error>(())
    /// ```
    pub fn next(&self) -> Option<Result<Out, PipelineError>> {
        self.next_until(Deadline::NEVER)
    }

    /// Waits at most so long for the next result. `Duration::ZERO` does not wait. When the time is up, it gives
    /// [`PipelineError::Refused`] of the kind `Timeout`.
    pub fn next_timeout(&self, timeout: Duration) -> Option<Result<Out, PipelineError>> {
        self.next_until(Deadline::after(timeout))
    }

    fn next_until(&self, deadline: Deadline) -> Option<Result<Out, PipelineError>> {
        match self.core.next_with(|outcome| self.leave(outcome), deadline) {
            Ok(result) => Some(result),
            Err(error) => {
                let error = Error::from(error);
                (error.kind() != ErrorKind::Closed).then_some(Err(PipelineError::Refused(error)))
            }
        }
    }

    /// Takes the result of an item out of its place.
    pub(super) fn leave(&self, outcome: Outcome<usize>) -> Result<Out, PipelineError> {
        match outcome.result {
            Ok(()) => Ok(self.exit.take(outcome.item).expect("the last stage put it there")),
            Err(_) => Err(self.failures.take(outcome.item).expect("the stage that failed put it there")),
        }
    }

    /// Refuses further items. The items inside are finished, and [`next`](Self::next) gives their results.
    pub fn close(&self) {
        // It fails only in a forked child, where the pipeline counts as closed.
        let _ = self.core.close();
    }

    /// Returns the number of stages.
    pub fn stage_count(&self) -> usize {
        self.core.stage_count()
    }

    /// Returns the counts and times of a stage, counted from 0. The one that is busy while the others wait is the bottleneck.
    ///
    /// # Errors
    /// `OutOfRange` for no such stage.
    pub fn stats(&self, stage: usize) -> Result<StageStats> {
        if stage >= self.stage_count() {
            let message = format_args!("stage: is {stage}, there are {}", self.stage_count());
            return Err(Error::new(ErrorKind::OutOfRange, message));
        }
        let stats = self.core.stats(stage);
        Ok(StageStats {
            items: stats.items,
            failed: stats.failed,
            busy: Duration::from_micros(stats.busy_us),
            waiting: Duration::from_micros(stats.waiting_us),
            queue_depth: stats.queue_depth as usize,
        })
    }
}

impl<In, Out> fmt::Debug for Pipeline<In, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline").field("stages", &self.core.stage_count()).finish_non_exhaustive()
    }
}
