//! Submission of one item, of many, and of one whose answer is waited for; and withdrawal.

use super::config::BatchConfig;
use super::core::{BatchCore, StateGuard};
use super::state::{Admission, Order, Refusal, Wakes};
use super::submission::{AnswerRoute, Submission, Waiter};
use super::work::{FailureReason, Work};
use crate::base::Shared;
use crate::base::error::{Error, ErrorKind, Result, fail};
use std::time::Duration;

/// So many items are submitted under one lock: others want to submit as well.
const CHUNK: usize = 256;

/// Group, cost, priority and time limit of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Only items of equal groups share a batch.
    pub group: u64,
    /// Counts against the cost limit of a batch.
    pub cost: u32,
    /// Its level, of which 1 is the highest and `priority_levels` the lowest; 0: the default level.
    pub priority: u32,
    /// The item is shed if it is not taken within so many nanoseconds; 0: any time. It waits for no others if its window
    /// ends later than that.
    pub within: u64,
}

impl Request {
    fn order(self, now: u64) -> Order {
        let deadline = if self.within == 0 { u64::MAX } else { now.saturating_add(self.within) };
        Order { group: self.group, cost: self.cost, priority: self.priority, deadline }
    }
}

/// An item that was not accepted, with the reason.
type Unaccepted<W> = (Error, Submission<W>);

impl<W: Work> BatchCore<W> {
    /// Submits one item. Waits up to `window` nanoseconds for room.
    pub fn submit(&self, submission: Submission<W>, request: Request, window: u64) -> Result<u64, Unaccepted<W>> {
        let now = self.clock.now();
        let order = request.order(now);
        let mut wakes = Wakes::default();
        let (mut state, admitted) = self.admit(self.lock(), order, now, window, &mut wakes);
        let submitted = match admitted {
            Ok(now) => state
                .submit(now, order, submission, &mut wakes)
                .map_err(|(refusal, submission)| (self.refused(refusal, order), submission)),
            Err(error) => Err((error, submission)),
        };
        if let Err((error, _)) = &submitted {
            state.refuse(usize::from(is_rejection(error)), &mut wakes);
        }
        self.release(state, wakes);
        submitted
    }

    /// Submits `count` items, which `item` makes one by one, the next of them before there is room for it. Returns how many
    /// were accepted, which are the first ones, and why no more were.
    pub fn submit_many(
        &self,
        count: usize,
        window: u64,
        mut item: impl FnMut(usize) -> (Submission<W>, Request),
    ) -> (usize, Result<()>) {
        let now = self.clock.now();
        let mut make = |index| {
            let (submission, request) = item(index);
            (submission, request.order(now))
        };
        let mut accepted = 0;
        let mut outcome = Ok(());
        while accepted < count && outcome.is_ok() {
            let first = make(accepted);
            let order = first.1;
            let mut next = Some(first);
            // An item that is refused is dropped after the lock: that runs foreign code.
            let mut refused = None;
            let mut wakes = Wakes::default();
            let (mut state, admitted) = self.admit(self.lock(), order, now, window, &mut wakes);
            let until = count.min(accepted + state.room().clamp(1, CHUNK));
            while accepted < until && outcome.is_ok() {
                outcome = admitted.clone().and_then(|entered| {
                    let (submission, order) = next.take().unwrap_or_else(|| make(accepted));
                    let submitted = state.submit(entered, order, submission, &mut wakes);
                    submitted.map(drop).map_err(|(refusal, submission)| {
                        refused = Some(submission);
                        self.refused(refusal, order)
                    })
                });
                accepted += usize::from(outcome.is_ok());
            }
            if let Err(error) = &outcome {
                state.refuse(if is_rejection(error) { count - accepted } else { 0 }, &mut wakes);
            }
            self.release(state, wakes);
        }
        (accepted, outcome)
    }

    /// Submits an item and waits for its answer. If it is not dispatched within `timeout` nanoseconds, it is withdrawn.
    pub fn submit_wait(&self, item: W::Item, request: Request, timeout: u64) -> Result<W::Answer> {
        if self.is_inside() {
            fail!(Deadlock, "batcher: waits inside its own callback");
        }
        let until = self.clock.now().saturating_add(timeout);
        let Some(waiter) = Shared::try_new(Waiter::new()) else {
            fail!(OutOfMemory, "item: no memory to wait for its answer");
        };
        let submission = Submission { item, route: AnswerRoute::Waiter(waiter.clone()) };
        let ticket = self.submit(submission, request, self.block_span().min(timeout)).map_err(|(error, _)| error)?;
        if let Some(answer) = waiter.get(&self.clock, until) {
            return Ok(answer);
        }
        if self.withdraw(ticket).is_some() {
            fail!(Timeout, "timeout: the item was not dispatched within {:?}", Duration::from_nanos(timeout));
        }
        let answer = waiter.get(&self.clock, u64::MAX);
        Ok(answer.unwrap_or_else(|| self.work.unanswered(FailureReason::Failed)))
    }

    /// Answers an item that is still queued with [`FailureReason::Cancelled`].
    pub fn cancel(&self, ticket: u64) -> Result<()> {
        if !self.cancel_next(|state, wakes| state.cancel(ticket, wakes)) {
            fail!(NotFound, "ticket: {ticket} is being processed, was answered or is unknown");
        }
        Ok(())
    }

    /// Answers all queued items with [`FailureReason::Cancelled`].
    pub fn cancel_all(&self) {
        while self.cancel_next(|state, wakes| state.cancel_oldest(wakes)) {}
    }

    /// Answers the item that `take` takes. Returns false if it takes none.
    fn cancel_next(
        &self,
        take: impl FnOnce(&mut StateGuard<'_, W>, &mut Wakes) -> Option<(Submission<W>, usize)>,
    ) -> bool {
        let mut wakes = Wakes::default();
        let mut state = self.lock();
        let cancelled = take(&mut state, &mut wakes);
        self.release(state, wakes);
        let Some((submission, round)) = cancelled else { return false };
        self.answer_unprocessed([submission].into_iter(), FailureReason::Cancelled);
        let mut wakes = Wakes::default();
        let mut state = self.lock();
        state.end_cancelling(round, &mut wakes);
        self.release(state, wakes);
        true
    }

    pub fn withdraw(&self, ticket: u64) -> Option<Submission<W>> {
        let mut wakes = Wakes::default();
        let mut state = self.lock();
        let submission = state.withdraw(ticket, &mut wakes);
        self.release(state, wakes);
        submission
    }

    /// Waits for room, unless the item could not be accepted then. Returns the time of entry.
    fn admit<'a>(
        &'a self,
        mut state: StateGuard<'a, W>,
        order: Order,
        now: u64,
        window: u64,
        wakes: &mut Wakes,
    ) -> (StateGuard<'a, W>, Result<u64>) {
        if let Err(refusal) = state.check(order) {
            return (state, Err(self.refused(refusal, order)));
        }
        let admitted = match state.admission(now, wakes) {
            Admission::Open => Ok(now),
            Admission::Closed => Err(closed()),
            Admission::Full if window == 0 => Err(self.full(&state)),
            Admission::Full => return self.wait_for_room(state, now.saturating_add(window), wakes),
        };
        (state, admitted)
    }

    #[cold]
    fn wait_for_room<'a>(
        &'a self,
        mut state: StateGuard<'a, W>,
        until: u64,
        wakes: &mut Wakes,
    ) -> (StateGuard<'a, W>, Result<u64>) {
        state.block();
        let admitted = loop {
            let now = self.clock.now();
            match state.admission(now, wakes) {
                Admission::Open => break Ok(now),
                Admission::Closed => break Err(closed()),
                Admission::Full if now >= until => {
                    let max = self.config.max_queue_size;
                    let message = format_args!("batcher: no room in the queue of {max} in time");
                    break Err(Error::new(ErrorKind::Timeout, message));
                }
                Admission::Full => state = self.wait(&self.for_room, state, wakes, now, until),
            }
        };
        state.unblock();
        (state, admitted)
    }

    #[cold]
    fn full(&self, state: &StateGuard<'_, W>) -> Error {
        let ((queued, unpolled), max) = (state.occupied(), self.config.max_queue_size);
        let message = format_args!("batcher: {queued} items queued and {unpolled} answers not polled of {max} at most");
        Error::new(ErrorKind::QueueFull, message)
    }

    #[cold]
    fn refused(&self, refusal: Refusal, order: Order) -> Error {
        let Order { cost, priority, .. } = order;
        let BatchConfig { max_batch_cost, priority_levels, .. } = self.config;
        match refusal {
            Refusal::Full => Error::new(ErrorKind::QueueFull, "batcher: the queue is full"),
            Refusal::TooCostly => {
                let message = format_args!("item: cost {cost} is more than max_batch_cost {max_batch_cost}");
                Error::new(ErrorKind::InvalidArgument, message)
            }
            Refusal::NoSuchPriority => {
                let message = format_args!("item: priority {priority} is more than priority_levels {priority_levels}");
                Error::new(ErrorKind::InvalidArgument, message)
            }
            Refusal::NoMemory => Error::new(ErrorKind::OutOfMemory, "batcher: no memory for one more item"),
        }
    }
}

fn closed() -> Error {
    Error::new(ErrorKind::Closed, "batcher: is closed")
}

fn is_rejection(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::QueueFull | ErrorKind::Timeout | ErrorKind::Closed)
}
