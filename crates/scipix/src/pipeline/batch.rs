//! A batch: the caller feeds the first stage and takes what comes out, on one thread.

use super::{Outcome, Pipeline, Shared};
use crate::base::error::{Result, fail};
use std::iter::Peekable;

impl<T: Copy + Send + 'static> Pipeline<T> {
    /// Runs `items` through and gives each outcome, in order, to `sink`.
    ///
    /// # Errors
    /// `InvalidArgument` while pushed items are unfetched or another batch runs; `Closed`; `Deadlock` inside a callback of
    /// this pipeline. Nothing has begun then.
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

    /// The next outcome; `None` when there are no more items, outside or inside.
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
            // Room before the first stage wakes this thread too: see `worker`.
            state = self.shared.output.wait_long(state);
        }
    }
}

struct EndOfBatch<'a, T>(&'a Shared<T>);

impl<T> Drop for EndOfBatch<'_, T> {
    fn drop(&mut self) {
        self.0.lock().batch = false;
        self.0.room[0].all();
        self.0.output.all();
    }
}
