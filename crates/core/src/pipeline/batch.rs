//! Batches: one thread feeds the first stage and takes the outcomes.

use super::handle::Pipeline;
use super::state::Outcome;
use crate::base::contained;
use crate::base::error::{Result, fail};
use crate::base::reentrancy::Entered;
use std::iter::Peekable;

/// A batch, which has the pipeline alone. Dropping it discards the items in flight, after the running callbacks.
pub struct PipelineBatch<'a, T: Copy + Send + 'static>(&'a Pipeline<T>);

impl<T: Copy + Send + 'static> Pipeline<T> {
    /// Runs `items` through the pipeline and gives each outcome, in order, to `sink`.
    ///
    /// # Errors
    /// The errors of [`begin_batch`](Self::begin_batch).
    pub fn run(&self, items: impl Iterator<Item = T>, mut sink: impl FnMut(usize, Outcome<T>)) -> Result<()> {
        let mut batch = self.begin_batch()?;
        let mut items = items.peekable();
        let outcomes = std::iter::from_fn(|| batch.next_with(&mut items, |_, item| item, |outcome| outcome));
        outcomes.enumerate().for_each(|(index, outcome)| sink(index, outcome));
        Ok(())
    }

    /// Begins a batch.
    ///
    /// # Errors
    /// `InvalidArgument` while pushed items are unfetched or another run is in progress; `Closed`; `Deadlock` inside a callback of
    /// this pipeline. Nothing is begun in these cases.
    pub fn begin_batch(&self) -> Result<PipelineBatch<'_, T>> {
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
        Ok(PipelineBatch(self))
    }
}

impl<T: Copy + Send + 'static> PipelineBatch<'_, T> {
    /// Pushes items while there is room, and waits for the next outcome; `None` when no items are left. `items` is asked
    /// without the lock. `enter` makes an item's entry from its place, and `take` takes its outcome, both under the lock.
    pub fn next_with<I: Iterator, R>(
        &mut self,
        items: &mut Peekable<I>,
        mut enter: impl FnMut(usize, I::Item) -> T,
        take: impl FnOnce(Outcome<T>) -> R,
    ) -> Option<R> {
        let shared = &*self.0.shared;
        loop {
            let more = items.peek().is_some();
            let mut state = shared.lock();
            let pushed = more && state.push(|place| enter(place, items.next().expect("it was peeked at")));
            if pushed {
                shared.work[0].one();
            }
            if let Some(outcome) = state.fetch() {
                return Some(take(outcome));
            }
            if state.in_flight() == 0 {
                return None;
            }
            if !pushed {
                // A worker that makes room before the first stage signals `output` too while a batch runs.
                drop(shared.output.wait_long(state));
            }
        }
    }
}

impl<T: Copy + Send + 'static> Drop for PipelineBatch<'_, T> {
    fn drop(&mut self) {
        let shared = &*self.0.shared;
        let mut state = shared.lock();
        while state.in_flight() > 0 {
            state.cancel_queued();
            shared.room.iter().for_each(|room| room.all());
            let Some(outcome) = state.fetch() else {
                state = shared.output.wait_long(state);
                continue;
            };
            drop(state);
            let _entered = Entered::mark(shared);
            // After a panic the others are discarded too, and the pipeline is free for the next batch.
            let _ = contained(|| {
                (shared.stages[outcome.stage].discard)(outcome.item);
                Ok(())
            });
            state = shared.lock();
        }
        state.batch = false;
        drop(state);
        shared.room[0].all();
        shared.output.all();
    }
}
