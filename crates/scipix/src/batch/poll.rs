//! Answers that are polled, and batches that are pulled: for runtimes that want no foreign thread to call them.

use super::core::{Acquired, Core, Signal, State, Wakes};
use super::sync::{Arc, MutexGuard, wait};
use super::taken::Batch;
use super::work::{Fate, Work};
use crate::base::error::{Result, fail};

impl<W: Work> Core<W> {
    /// Gives up to `cap` answers to `take`. Waits `timeout` nanoseconds for the first, and sheds what is late meanwhile.
    pub(super) fn poll(&self, timeout: u64, cap: usize, take: impl FnMut((W::Item, W::Answer))) -> Result<usize> {
        if cap == 0 {
            return Ok(0);
        }
        if timeout > 0 && self.is_inside() {
            fail!(Deadlock, "batcher: waits inside its own callback");
        }
        let until = self.clock.now().saturating_add(timeout);
        let mut state = self.lock();
        loop {
            if !state.answers.is_empty() {
                return Ok(self.take_answers(state, cap, take));
            }
            let now = self.clock.now();
            if state.queue.next_deadline() <= now {
                self.shed_expired(state, now)?;
                state = self.lock();
            } else if state.closed && state.owed == 0 {
                fail!(Closed, "batcher: is closed, and all answers have been polled");
            } else if now >= until {
                fail!(Timeout, "timeout_us: no answer within {} us", timeout / 1000);
            } else {
                state = self.sleep_for_answer(state, now, until);
            }
        }
    }

    fn take_answers(
        &self,
        mut state: MutexGuard<'_, State<W>>,
        cap: usize,
        take: impl FnMut((W::Item, W::Answer)),
    ) -> usize {
        let before = state.answers.len();
        let count = before.min(cap);
        state.answers.drain(..count).for_each(take);
        let mut wakes = Wakes { room: state.room_for(count), ..Wakes::default() };
        state.answers_changed(before, &mut wakes);
        self.release(state, wakes);
        count
    }

    fn sleep_for_answer<'a>(
        &'a self,
        mut state: MutexGuard<'a, State<W>>,
        now: u64,
        until: u64,
    ) -> MutexGuard<'a, State<W>> {
        let alarm = state.queue.next_deadline();
        state.poller_alarm = alarm;
        state.pollers += 1;
        state = wait(&self.for_answer, state, now, alarm.min(until));
        state.pollers -= 1;
        // The alarm that was kept is gone. Who still sleeps has one that is no later: whatever brought the first deadline
        // forward woke all.
        state.poller_alarm = u64::MAX;
        state
    }

    fn shed_expired(&self, mut state: MutexGuard<'_, State<W>>, now: u64) -> Result<()> {
        let mut batch = Batch::new();
        if !batch.reserve_shed() {
            fail!(OutOfMemory, "batcher: no memory to shed what is late");
        }
        state.queue.expire(now, &mut batch);
        let shed = batch.shed.len();
        state.counts.shed += shed as u64;
        let wakes = Wakes { room: state.room_for(shed), drained: state.drainers > 0, ..Wakes::default() };
        self.release(state, wakes);
        self.deliver_shed(&mut batch);
        Ok(())
    }

    /// Has `signal` tell whether answers wait.
    pub(super) fn set_signal(&self, signal: Box<dyn Signal>) {
        let mut state = self.lock();
        signal.set(!state.answers.is_empty());
        state.signal = Some(signal);
    }
}

/// A batch that was pulled: to be completed, or its items are answered with [`Fate::Failed`] when it is dropped. Keeps
/// what it needs of the batcher alive.
pub struct Pulled<W: Work> {
    core: Arc<Core<W>>,
    batch: Batch<W>,
    open: bool,
}

impl<W: Work> Pulled<W> {
    pub(super) fn next(core: &Arc<Core<W>>, timeout: u64) -> Result<Self> {
        if timeout > 0 && core.is_inside() {
            fail!(Deadlock, "batcher: waits inside its own callback");
        }
        let until = core.clock.now().saturating_add(timeout);
        let mut batch = Batch::new();
        loop {
            match core.acquire(&mut batch, until, false) {
                Acquired::Taken => core.deliver_shed(&mut batch),
                Acquired::TimedOut => fail!(Timeout, "timeout_us: no batch within {} us", timeout / 1000),
                Acquired::Closed => fail!(Closed, "batcher: is closed, and nothing is queued"),
                Acquired::NoMemory => fail!(OutOfMemory, "batcher: no memory for a batch"),
            }
            if !batch.items.is_empty() {
                batch.preset(&core.work);
                return Ok(Self { core: core.clone(), batch, open: true });
            }
            core.finish(&batch);
        }
    }

    /// What is in it.
    pub fn items(&self) -> &[W::Item] {
        &self.batch.items
    }

    /// Answers the items, in their order. Where `answers` ends early, the rest is answered with [`Fate::NotSet`].
    pub fn complete(mut self, answers: impl IntoIterator<Item = W::Answer>) {
        self.batch.answers.iter_mut().zip(answers).for_each(|(place, answer)| *place = answer);
        self.conclude();
    }

    fn conclude(&mut self) {
        self.core.account(&mut self.batch);
        self.core.deliver(&mut self.batch);
        self.core.finish(&self.batch);
        self.open = false;
    }
}

impl<W: Work> Drop for Pulled<W> {
    fn drop(&mut self) {
        if self.open {
            self.batch.settle_unset(&self.core.work, Fate::Failed);
            self.conclude();
        }
    }
}
