//! Streams: threads push single items and fetch outcomes.

use super::handle::Pipeline;
use super::state::{Outcome, PipelineState};
use crate::base::Deadline;
use crate::base::error::{Result, fail};

impl<T: Copy + Send + 'static> Pipeline<T> {
    /// Pushes an item, waiting for room until `deadline`. On failure the item stays the caller's.
    ///
    /// # Errors
    /// `Timeout`; `Closed`; `InvalidArgument` while a run is in progress; `Deadlock` where it would have to wait inside a callback
    /// of this pipeline.
    pub fn push(&self, item: T, deadline: Deadline) -> Result<()> {
        self.push_with(|_| item, deadline)
    }

    /// Pushes the item that `make` makes once there is room, under the lock, from its place: a number below
    /// [`place_count`](Self::place_count) which no other item in flight has.
    ///
    /// # Errors
    /// The errors of [`push`](Self::push). `make` is not called then.
    pub fn push_with(&self, make: impl FnOnce(usize) -> T, deadline: Deadline) -> Result<()> {
        let mut make = Some(make);
        let mut enter = |place| (make.take().expect("pushed once"))(place);
        let mut state = self.lock()?;
        loop {
            if state.closed {
                fail!(Closed, "pipeline: is closed");
            }
            refuse_batch(&state)?;
            if state.push(&mut enter) {
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
        self.next_with(|outcome| outcome, deadline)
    }

    /// Fetches the next outcome in order and gives it to `take`, under the lock: its place is not another item's before
    /// `take` has returned.
    ///
    /// # Errors
    /// The errors of [`next`](Self::next).
    pub fn next_with<R>(&self, take: impl FnOnce(Outcome<T>) -> R, deadline: Deadline) -> Result<R> {
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
                let taken = take(outcome);
                drop(state);
                self.shared.room[0].one();
                return Ok(taken);
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
        fail!(InvalidArgument, "pipeline: a run is in progress");
    }
    Ok(())
}
