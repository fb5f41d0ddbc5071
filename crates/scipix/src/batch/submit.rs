//! The way in: submissions of one, of many, and of one that waits for its answer; and the way back out, cancelling.

use super::core::{Core, State, Wakes};
use super::queue::{Order, Refusal};
use super::sync::{Arc, MutexGuard, wait};
use super::work::{Entry, Fate, To, Waiter, Work};
use crate::base::error::{Error, ErrorKind, Result, fail};

/// So many items are submitted under one lock: others want to submit as well.
const CHUNK: usize = 256;

/// What a submitter says of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Only items of equal groups share a batch.
    pub group: u64,
    /// Counts against the cost limit of a batch.
    pub cost: u64,
    /// It must be answered within so many nanoseconds, or it is shed; 0: whenever.
    pub within: u64,
}

impl Request {
    fn order(self, now: u64) -> Order {
        let deadline = if self.within == 0 { u64::MAX } else { now.saturating_add(self.within) };
        Order { group: self.group, cost: self.cost, deadline }
    }
}

type Locked<'a, W> = MutexGuard<'a, State<W>>;

impl<W: Work> Core<W> {
    /// Submits one item. Waits up to `patience` nanoseconds for room.
    pub(super) fn submit(&self, entry: Entry<W>, request: Request, patience: u64) -> Result<u64, (Error, Entry<W>)> {
        let now = self.clock.now();
        let order = request.order(now);
        let (mut state, room) = self.enter(self.lock(), now, patience);
        let mut wakes = Wakes::default();
        let pushed = match room {
            Ok(now) => state.push(now, order, entry, &mut wakes),
            Err(error) => Err((error, entry)),
        };
        if pushed.as_ref().is_err_and(|(error, _)| is_rejection(error)) {
            state.counts.rejected += 1;
        }
        self.release(state, wakes);
        pushed
    }

    /// Submits `count` items, which `item` makes one by one as there is room. Returns how many were accepted, which are
    /// the first ones, and why no more were.
    pub(super) fn submit_many(
        &self,
        count: usize,
        patience: u64,
        mut item: impl FnMut(usize) -> (Entry<W>, Request),
    ) -> (usize, Result<()>) {
        let now = self.clock.now();
        let mut accepted = 0;
        let mut outcome = Ok(());
        while accepted < count && outcome.is_ok() {
            let (mut state, room) = self.enter(self.lock(), now, patience);
            let mut wakes = Wakes::default();
            let until = count.min(accepted + state.queue.room().clamp(1, CHUNK));
            while accepted < until && outcome.is_ok() {
                outcome = room.clone().and_then(|submitted| {
                    let (entry, request) = item(accepted);
                    state.push(submitted, request.order(now), entry, &mut wakes).map_err(|(error, _)| error).map(drop)
                });
                accepted += usize::from(outcome.is_ok());
            }
            if outcome.as_ref().is_err_and(is_rejection) {
                state.counts.rejected += (count - accepted) as u64;
            }
            self.release(state, wakes);
        }
        (accepted, outcome)
    }

    /// Submits an item and waits for its answer. What is not dispatched within `timeout` nanoseconds is withdrawn.
    pub(super) fn submit_wait(&self, item: W::Item, request: Request, timeout: u64) -> Result<W::Answer> {
        if self.is_inside() {
            fail!(Deadlock, "batcher: waits inside its own callback");
        }
        let until = self.clock.now().saturating_add(timeout);
        let waiter = Arc::new(Waiter::new());
        let entry = Entry { item, to: To::Waiter(waiter.clone()) };
        let ticket = self.submit(entry, request, self.block_span().min(timeout)).map_err(|(error, _)| error)?;
        if let Some(answer) = waiter.get(&self.clock, until) {
            return Ok(answer);
        }
        if self.withdraw(ticket).is_some() {
            fail!(Timeout, "timeout_us: the item was not dispatched within {} us", timeout / 1000);
        }
        let answer = waiter.get(&self.clock, u64::MAX);
        Ok(answer.unwrap_or_else(|| self.work.unanswered(Fate::Failed)))
    }

    /// Answers an item that is still queued with [`Fate::Cancelled`].
    pub(super) fn cancel(&self, ticket: u64) -> Result<()> {
        match self.withdraw(ticket) {
            Some(entry) => self.answer(entry, Fate::Cancelled),
            None => fail!(NotFound, "ticket: {ticket} is not queued, or not any more"),
        }
        Ok(())
    }

    fn withdraw(&self, ticket: u64) -> Option<Entry<W>> {
        let mut state = self.lock();
        let entry = state.queue.cancel(ticket)?;
        state.counts.cancelled += 1;
        let wakes = Wakes { room: state.room_for(1), drained: state.drainers > 0, ..Wakes::default() };
        self.release(state, wakes);
        Some(entry)
    }

    /// Waits for room. Returns the time of entry.
    fn enter<'a>(&'a self, state: Locked<'a, W>, now: u64, patience: u64) -> (Locked<'a, W>, Result<u64>) {
        let outcome = if state.closed {
            Err(closed())
        } else if state.queue.room() > 0 {
            Ok(now)
        } else if patience == 0 {
            Err(self.full(&state))
        } else {
            return self.wait_for_room(state, now.saturating_add(patience));
        };
        (state, outcome)
    }

    #[cold]
    fn wait_for_room<'a>(&'a self, mut state: Locked<'a, W>, until: u64) -> (Locked<'a, W>, Result<u64>) {
        state.blocked += 1;
        let outcome = loop {
            let now = self.clock.now();
            if state.closed {
                break Err(closed());
            } else if state.queue.room() > 0 {
                break Ok(now);
            } else if now >= until {
                let max = self.config.max_queue_size;
                break Err(Error::new(
                    ErrorKind::Timeout,
                    format_args!("batcher: no room in the queue of {max} in time"),
                ));
            }
            state = wait(&self.for_room, state, now, until);
        };
        state.blocked -= 1;
        (state, outcome)
    }

    #[cold]
    fn full(&self, state: &State<W>) -> Error {
        let (queued, unpolled, max) = (state.queue.len(), state.answers.len(), self.config.max_queue_size);
        let message = format_args!("batcher: {queued} items queued and {unpolled} answers not polled of {max} at most");
        Error::new(ErrorKind::QueueFull, message)
    }
}

fn closed() -> Error {
    Error::new(ErrorKind::Closed, "batcher: is closed")
}

fn is_rejection(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::QueueFull | ErrorKind::Timeout | ErrorKind::Closed)
}

impl<W: Work> State<W> {
    /// Queues an item, for which there is room.
    fn push(&mut self, now: u64, order: Order, entry: Entry<W>, wakes: &mut Wakes) -> Result<u64, (Error, Entry<W>)> {
        let polled = matches!(entry.to, To::Poll);
        if polled && self.answers.try_reserve(self.owed + 1).is_err() {
            return Err((no_memory(), entry));
        }
        let pushed = self.queue.push(now, order, entry).map_err(|(refusal, entry)| (refused(refusal, order), entry))?;
        self.counts.submitted += 1;
        self.owed += usize::from(polled);
        wakes.ready |= pushed.ready;
        if (pushed.ready || !self.roster.wakes_by(pushed.due)) && self.roster.call() {
            wakes.workers += 1;
        }
        wakes.answered |= self.pollers > 0 && order.deadline < self.poller_alarm;
        Ok(pushed.ticket)
    }
}

#[cold]
fn no_memory() -> Error {
    Error::new(ErrorKind::OutOfMemory, "batcher: no memory for one more item")
}

#[cold]
fn refused(refusal: Refusal, order: Order) -> Error {
    match refusal {
        Refusal::Full => Error::new(ErrorKind::QueueFull, "batcher: the queue is full"),
        Refusal::TooDear => Error::new(
            ErrorKind::InvalidArgument,
            format_args!("item: cost {} is more than max_batch_cost", order.cost),
        ),
        Refusal::NoMemory => no_memory(),
    }
}
