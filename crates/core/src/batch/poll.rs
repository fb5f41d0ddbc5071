//! Polling for answers.

use super::core::BatchCore;
use super::state::Wakes;
use super::sync::wait;
use super::work::Work;
use crate::base::error::{Result, fail};
use std::time::Duration;

impl<W: Work> BatchCore<W> {
    /// Gives up to `cap` answers to `take`. Waits `timeout` nanoseconds for the first.
    pub fn poll(&self, timeout: u64, cap: usize, take: impl FnMut((W::Item, W::Answer))) -> Result<usize> {
        if cap == 0 {
            return Ok(0);
        }
        if timeout > 0 && self.is_inside() {
            fail!(Deadlock, "batcher: waits inside its own callback");
        }
        let until = self.clock.now().saturating_add(timeout);
        let mut state = self.lock();
        loop {
            if state.occupied().1 > 0 {
                let mut wakes = Wakes::default();
                let count = state.poll(cap, take, &mut wakes);
                self.release(state, wakes);
                return Ok(count);
            }
            let now = self.clock.now();
            if state.is_polled_out() {
                fail!(Closed, "batcher: is closed, and all answers have been polled");
            } else if now >= until {
                fail!(Timeout, "timeout: no answer within {:?}", Duration::from_nanos(timeout));
            }
            state.begin_poll();
            state = wait(&self.for_answer, state, now, until);
            state.end_poll();
        }
    }
}
