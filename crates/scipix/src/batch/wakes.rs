//! Receivers of answers, woken after all answers of a batch are in their places: a task or thread that takes them in turn then
//! sleeps once for a batch, and not once for each.

use scipix_core::base::Receiver;
use std::cell::RefCell;
use std::collections::VecDeque;

thread_local! {
    static WAITING: RefCell<VecDeque<Receiver>> = const { RefCell::new(VecDeque::new()) };
}

/// Adds a receiver to those that this thread wakes next.
pub(super) fn add(receiver: Receiver) {
    let mut receiver = Some(receiver);
    // A thread whose thread-locals are already gone wakes at once.
    let _ = WAITING.try_with(|waiting| waiting.borrow_mut().extend(receiver.take()));
    if let Some(receiver) = receiver {
        receiver.wake();
    }
}

/// Wakes the receivers of this thread. If one panics, the others stay for the next call.
pub(super) fn wake_all() {
    let next = || WAITING.try_with(|waiting| waiting.borrow_mut().pop_front()).ok().flatten();
    while let Some(receiver) = next() {
        receiver.wake();
    }
}
