//! What a batcher is for: the items, the answers, and who is told.

use super::sync::{Arc, Clock, Condvar, Mutex, lock, wait};

/// Why an item got no answer from the processing function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The function left it without.
    NotSet,
    /// The function panicked, or a batch that was taken was given up.
    Failed,
    /// It was cancelled before its turn.
    Cancelled,
    /// It could not be answered by its deadline.
    DeadlineMissed,
}

/// Processes batches, and knows what its items and answers are.
///
/// Methods run on the batcher's threads, or on the thread that cancels, pulls, polls or frees; never under a lock of the
/// batcher, so that they may call it. A panic is caught: the items it concerns are answered with [`Fate::Failed`].
pub trait Work: Send + Sync + 'static {
    /// What is submitted.
    type Item: Send;
    /// What comes back.
    type Answer: Send;
    /// Whom `deliver` tells.
    type Reply: Send;

    /// Answers `items`, in place of the answers for [`Fate::NotSet`] in `answers`: as many, in the same order.
    fn process(&self, items: &[Self::Item], answers: &mut [Self::Answer]);

    /// Gives `item`, answered, back. Called exactly once for each item accepted with a reply.
    fn deliver(&self, reply: Self::Reply, item: Self::Item, answer: Self::Answer);

    /// The answer of an item that got none.
    fn unanswered(&self, fate: Fate) -> Self::Answer;

    /// Whether `answer` is that for [`Fate::NotSet`].
    fn is_unset(&self, answer: &Self::Answer) -> bool;

    /// Whether `answer` counts as completed; otherwise, as failed.
    fn is_success(&self, answer: &Self::Answer) -> bool;
}

/// Where an answer goes.
pub(super) enum To<W: Work> {
    /// To `Work::deliver`.
    Reply(W::Reply),
    /// To whoever polls.
    Poll,
    /// To a thread that waits for it.
    Waiter(Arc<Waiter<W::Answer>>),
}

/// An item in the queue.
pub(super) struct Entry<W: Work> {
    pub(super) item: W::Item,
    pub(super) to: To<W>,
}

/// A thread that waits for one answer.
pub(super) struct Waiter<A> {
    answer: Mutex<Option<A>>,
    there: Condvar,
}

impl<A> Waiter<A> {
    pub(super) fn new() -> Self {
        Self { answer: Mutex::new(None), there: Condvar::new() }
    }

    pub(super) fn put(&self, answer: A) {
        *lock(&self.answer) = Some(answer);
        self.there.notify_one();
    }

    /// The answer, or `None` where there is none by the time `until`.
    pub(super) fn get(&self, clock: &Clock, until: u64) -> Option<A> {
        let mut answer = lock(&self.answer);
        loop {
            if answer.is_some() {
                return answer.take();
            }
            let now = if until == u64::MAX { 0 } else { clock.now() };
            if now >= until {
                return None;
            }
            answer = wait(&self.there, answer, now, until);
        }
    }
}
