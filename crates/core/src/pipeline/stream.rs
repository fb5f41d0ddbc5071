//! Streams: threads push single items and fetch outcomes.

use super::handle::Pipeline;
use super::state::{Outcome, PipelineState};
use crate::base::Deadline;
use crate::base::error::{Result, fail};

impl<T: Copy + Send + 'static> Pipeline<T> {
    /// Pushes an item, waiting for room until `deadline`. On failure the item stays the caller's.
    ///
    /// # Errors
    /// `Timeout`; `Closed`; `InvalidArgument` while a batch runs; `Deadlock` where it would have to wait inside a callback
    /// of this pipeline.
    pub fn push(&self, item: T, deadline: Deadline) -> Result<()> {
        let mut state = self.lock()?;
        loop {
            if state.closed {
                fail!(Closed, "pipeline: is closed");
            }
            refuse_batch(&state)?;
            if state.push(item) {
                drop(state);
                self.shared.work[0].one();
                return Ok(());
            }
            if self.is_inside() && !deadline.has_passed() {
                fail!(Deadlock, "pipeline: is full, and this is one of its own callbacks");
            }
            state = match self.shared.room[0].wait(state, deadline) {
                Some(state) => state,
                None => fail!(Timeout, "pipeline: no room in time"),
            };
        }
    }

    /// Fetches the next outcome in order, waiting for it until `deadline`.
    ///
    /// # Errors
    /// `Timeout`; `Closed` when the pipeline is closed and all outcomes have been fetched; `InvalidArgument` while a batch
    /// runs; `Deadlock` inside a callback of this pipeline.
    pub fn next(&self, deadline: Deadline) -> Result<Outcome<T>> {
        if self.is_inside() {
            fail!(Deadlock, "pipeline: this is one of its own callbacks");
        }
        let mut state = self.lock()?;
        loop {
            refuse_batch(&state)?;
            if state.stopping || (state.closed && state.in_flight() == 0) {
                fail!(Closed, "pipeline: is closed, and all was fetched");
            }
            if let Some(outcome) = state.fetch() {
                drop(state);
                self.shared.room[0].one();
                return Ok(outcome);
            }
            state = match self.shared.output.wait(state, deadline) {
                Some(state) => state,
                None => fail!(Timeout, "pipeline: nothing came out in time"),
            };
        }
    }

    /// Refuses further items. The items inside are finished, and `next` delivers them.
    ///
    /// # Errors
    /// `Closed` in a forked child.
    pub fn close(&self) -> Result<()> {
        self.lock()?.closed = true;
        self.shared.room[0].all();
        self.shared.output.all();
        Ok(())
    }
}

fn refuse_batch<T>(state: &PipelineState<T>) -> Result<()> {
    if state.batch {
        fail!(InvalidArgument, "pipeline: a batch runs");
    }
    Ok(())
}
