//! A submitted item and where its answer goes.

use super::sync::{Clock, wait};
use super::work::Work;
use crate::base::Shared;
use crate::base::sync::{Condvar, Mutex};

/// The way in which an answer is given.
pub enum AnswerRoute<W: Work> {
    /// By `Work::deliver`.
    Deliver(W::Recipient),
    /// Through the answers that are polled.
    Poll,
    /// To a thread that waits for it.
    Waiter(Shared<Waiter<W::Answer>>),
}

impl<W: Work> AnswerRoute<W> {
    /// Whether the answer is polled.
    pub fn polls(&self) -> bool {
        matches!(self, Self::Poll)
    }
}

/// An item with the route of its answer.
pub struct Submission<W: Work> {
    pub item: W::Item,
    pub route: AnswerRoute<W>,
}

/// A slot for one answer, and the thread that waits for it.
pub struct Waiter<A> {
    answer: Mutex<Option<A>>,
    answered: Condvar,
}

impl<A> Waiter<A> {
    pub fn new() -> Self {
        Self { answer: Mutex::new(None), answered: Condvar::new() }
    }

    pub fn put(&self, answer: A) {
        *self.answer.lock() = Some(answer);
        self.answered.notify_one();
    }

    /// Waits for the answer. Returns `None` if it has not come by the time `until`.
    pub fn get(&self, clock: &Clock, until: u64) -> Option<A> {
        let mut answer = self.answer.lock();
        loop {
            if answer.is_some() {
                return answer.take();
            }
            let now = if until == u64::MAX { 0 } else { clock.now() };
            if now >= until {
                return None;
            }
            answer = wait(&self.answered, answer, now, until);
        }
    }
}
