//! Answers that wait to be polled. No threads and no clock.

use crate::base::Shared;
use crate::batch::work::Work;
use std::collections::{TryReserveError, VecDeque};

/// Tells an event loop, through a file descriptor or what it has, whether answers wait to be polled.
pub trait AnswerSignal: Send {
    /// Answers wait, or wait no longer.
    fn set(&self, waiting: bool);
}

impl<S: AnswerSignal + Sync> AnswerSignal for Shared<S> {
    fn set(&self, waiting: bool) {
        (**self).set(waiting);
    }
}

/// The answers that are polled, those still expected, and the threads that wait for them.
pub struct PolledAnswers<W: Work> {
    answers: VecDeque<(W::Item, W::Answer)>,
    /// Accepted items whose answers will be polled and are not there yet.
    expected: usize,
    signal: Option<Box<dyn AnswerSignal>>,
    pollers: usize,
}

impl<W: Work> PolledAnswers<W> {
    pub fn new() -> Self {
        Self { answers: VecDeque::new(), expected: 0, signal: None, pollers: 0 }
    }

    /// How many answers wait.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether an answer waits or is still to come.
    pub fn will_answer(&self) -> bool {
        self.expected > 0 || !self.answers.is_empty()
    }

    /// Makes room for the answer of one more item.
    pub fn try_reserve(&mut self) -> Result<(), TryReserveError> {
        self.answers.try_reserve(self.expected + 1)
    }

    /// Expects the answer of one more item, for which there is room.
    pub fn expect(&mut self) {
        self.expected += 1;
    }

    /// One of the items was taken back without an answer.
    pub fn expect_no_more(&mut self) {
        self.expected -= 1;
    }

    /// Adds answers that were expected. Returns whether a thread waits for one.
    pub fn add(&mut self, answered: impl Iterator<Item = (W::Item, W::Answer)>) -> bool {
        let before = self.answers.len();
        self.answers.extend(answered);
        let added = self.answers.len() - before;
        self.expected -= added;
        self.tell(before);
        added > 0 && self.pollers > 0
    }

    /// Gives up to `cap` answers to `take`. Returns how many.
    pub fn take(&mut self, cap: usize, take: impl FnMut((W::Item, W::Answer))) -> usize {
        let before = self.answers.len();
        let count = before.min(cap);
        self.answers.drain(..count).for_each(take);
        self.tell(before);
        count
    }

    /// Has `signal` tell whether answers wait.
    pub fn set_signal(&mut self, signal: Box<dyn AnswerSignal>) {
        signal.set(!self.answers.is_empty());
        self.signal = Some(signal);
    }

    fn tell(&self, before: usize) {
        let waiting = !self.answers.is_empty();
        if let Some(signal) = self.signal.as_ref().filter(|_| (before > 0) != waiting) {
            signal.set(waiting);
        }
    }

    /// A thread begins to wait for an answer.
    pub fn begin_wait(&mut self) {
        self.pollers += 1;
    }

    /// It waits no longer.
    pub fn end_wait(&mut self) {
        self.pollers -= 1;
    }

    /// Threads that wait for an answer.
    #[cfg(all(test, not(shuttle)))]
    pub fn pollers(&self) -> usize {
        self.pollers
    }
}
