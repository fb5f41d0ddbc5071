//! The positions of all items of a pipeline: a state machine without threads, clock or callbacks.
//!
//! An item takes a token when it is pushed and returns it when it is fetched. There are as many tokens as places in the queues
//! and workers of all stages, so that an item that left the last stage always has room to wait for its turn.

use crate::base::Failure;
use crate::base::error::{Result, fail};
use std::collections::VecDeque;

/// The end of an item: on success the last stage's result, on failure the item that entered the failing stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome<T> {
    /// The result, or the item that the failing stage got.
    pub item: T,
    /// `Ok` if every stage succeeded.
    pub result: Result<(), Failure>,
    /// The stage that the item reached: the one that failed, or the last.
    pub stage: usize,
}

/// An item and its number in the order of items.
pub(super) type Queued<T> = (u64, T);

/// The queue before a stage.
struct StageQueue<T> {
    queue: VecDeque<Queued<T>>,
    capacity: usize,
}

/// The items in all stages, and the outcomes that wait for their turn.
pub(super) struct PipelineState<T> {
    stages: Vec<StageQueue<T>>,
    /// One entry for each item in flight, in order; `None` until the item has an outcome.
    out: VecDeque<Option<Outcome<T>>>,
    /// The number of the item that is fetched next.
    next_out: u64,
    tokens: usize,
    /// No further item may be pushed.
    pub closed: bool,
    /// No further work is begun.
    pub stopping: bool,
    /// A batch uses the pipeline alone.
    pub batch: bool,
}

impl<T> PipelineState<T> {
    /// Makes the state of stages, each given by its workers and the length of its queue.
    ///
    /// # Errors
    /// `OutOfMemory` where there is no memory for so many places.
    pub fn new(places: impl ExactSizeIterator<Item = (usize, usize)>) -> Result<Self> {
        let (mut stages, mut tokens) = (Vec::new(), 0_usize);
        if stages.try_reserve_exact(places.len()).is_err() {
            fail!(OutOfMemory, "stages: no memory for {}", places.len());
        }
        for (workers, capacity) in places {
            tokens = tokens.saturating_add(workers).saturating_add(capacity);
            stages.push(StageQueue { queue: with_room(capacity)?, capacity });
        }
        let out = with_room(tokens)?;
        Ok(Self { stages, out, next_out: 0, tokens, closed: false, stopping: false, batch: false })
    }

    /// Returns how many items may be in flight.
    pub fn tokens(&self) -> usize {
        self.tokens
    }

    /// Returns how many items were pushed and not fetched.
    pub fn in_flight(&self) -> usize {
        self.out.len()
    }

    /// Returns how many items wait before `stage`.
    pub fn queue_depth(&self, stage: usize) -> usize {
        self.stages[stage].queue.len()
    }

    /// Returns whether the queue of `stage` has room.
    pub fn has_room(&self, stage: usize) -> bool {
        self.stages[stage].queue.len() < self.stages[stage].capacity
    }

    /// Takes a token and queues an item for the first stage. `make` makes it from its place, a number below that of all
    /// tokens which no other item in flight has. Returns whether there was room.
    #[must_use]
    pub fn push(&mut self, make: impl FnOnce(usize) -> T) -> bool {
        let room = self.in_flight() < self.tokens && self.has_room(0);
        if room {
            let order = self.next_out + self.out.len() as u64;
            self.stages[0].queue.push_back((order, make((order % self.tokens as u64) as usize)));
            self.out.push_back(None);
        }
        room
    }

    /// Takes the next item for a worker of `stage`.
    pub fn take(&mut self, stage: usize) -> Option<Queued<T>> {
        self.stages[stage].queue.pop_front()
    }

    /// Queues for `stage` the result of the stage before it. The caller has checked that there is room, or is stopping.
    pub fn pass(&mut self, stage: usize, item: Queued<T>) {
        self.stages[stage].queue.push_back(item);
    }

    /// Keeps an outcome until its turn. Returns whether it is its turn now.
    pub fn deliver(&mut self, order: u64, outcome: Outcome<T>) -> bool {
        let turn = (order - self.next_out) as usize;
        self.out[turn] = Some(outcome);
        turn == 0
    }

    /// Takes the next outcome in order and returns its token; `None` while it is not ready.
    pub fn fetch(&mut self) -> Option<Outcome<T>> {
        let outcome = self.out.front_mut()?.take()?;
        self.out.pop_front();
        self.next_out += 1;
        Some(outcome)
    }

    /// Ends all items that wait before a stage: their outcomes are cancelled.
    pub fn cancel_queued(&mut self) {
        for stage in 0..self.stages.len() {
            while let Some((order, item)) = self.take(stage) {
                self.deliver(order, Outcome { item, result: Err(Failure::Cancelled), stage });
            }
        }
    }

    /// Takes an item that will not be delivered, and the stage that must discard it; `None` when nothing is left.
    pub fn abandon(&mut self) -> Option<(usize, T)> {
        let queued = self.stages.iter_mut().enumerate();
        let mut queued = queued.filter_map(|(stage, s)| Some((stage, s.queue.pop_front()?.1)));
        queued.next().or_else(|| {
            let out = std::iter::from_fn(|| self.out.pop_front());
            out.flatten().next().map(|outcome| (outcome.stage, outcome.item))
        })
    }
}

/// Makes an empty queue with room for `places`.
fn with_room<T>(places: usize) -> Result<VecDeque<T>> {
    let mut queue = VecDeque::new();
    if queue.try_reserve_exact(places).is_err() {
        fail!(OutOfMemory, "stages: no memory for {places} places");
    }
    Ok(queue)
}
