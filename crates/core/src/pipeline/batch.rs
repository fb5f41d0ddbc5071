//! Batches: one thread feeds the first stage and takes the outcomes.

use super::handle::Pipeline;
use super::shared::PipelineShared;
use super::state::Outcome;
use crate::base::error::{Result, fail};
use std::iter::Peekable;

impl<T: Copy + Send + 'static> Pipeline<T> {
    /// Runs `items` through the pipeline and gives each outcome, in order, to `sink`.
    ///
    /// # Errors
    /// `InvalidArgument` while pushed items are unfetched or another batch runs; `Closed`; `Deadlock` inside a callback of
    /// this pipeline. Nothing is begun in these cases.
    pub fn run(&self, items: impl Iterator<Item = T>, mut sink: impl FnMut(usize, Outcome<T>)) -> Result<()> {
        if self.is_inside() {
            fail!(Deadlock, "pipeline: this is one of its own callbacks");
        }
        let mut state = self.lock()?;
        if state.closed {
            fail!(Closed, "pipeline: is closed");
        }
        if state.batch || state.in_flight() > 0 {
            fail!(InvalidArgument, "pipeline: {} items are not fetched yet", state.in_flight());
        }
        state.batch = true;
        drop(state);

        let _end = EndOfBatch(&self.shared);
        let mut items = items.peekable();
        let outcomes = std::iter::from_fn(|| self.feed_and_fetch(&mut items));
        outcomes.enumerate().for_each(|(index, outcome)| sink(index, outcome));
        Ok(())
    }

    /// Pushes items while there is room, and waits for the next outcome; `None` when no items are left.
    fn feed_and_fetch(&self, items: &mut Peekable<impl Iterator<Item = T>>) -> Option<Outcome<T>> {
        let mut state = self.shared.lock();
        loop {
            while items.next_if(|&item| state.push(item)).is_some() {
                self.shared.work[0].one();
            }
            let outcome = state.fetch();
            if outcome.is_some() || state.in_flight() == 0 {
                return outcome;
            }
            // A worker that makes room before the first stage signals `output` too while a batch runs.
            state = self.shared.output.wait_long(state);
        }
    }
}

/// Ends the batch when dropped.
struct EndOfBatch<'a, T>(&'a PipelineShared<T>);

impl<T> Drop for EndOfBatch<'_, T> {
    fn drop(&mut self) {
        self.0.lock().batch = false;
        self.0.room[0].all();
        self.0.output.all();
    }
}
