//! Where every item of a pipeline is: no threads, no clock, no callbacks.
//!
//! An item takes a token when it is pushed and gives it back when it is fetched. There are as many tokens as places, the
//! workers and the queues of all stages, so that what has left the last stage always has room to wait for its turn.

use crate::base::Failure;
use crate::base::error::{Result, fail};
use std::collections::VecDeque;

/// What became of an item: on success the last stage's result, on failure what had entered the failing stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome<T> {
    /// The item as it is now.
    pub item: T,
    /// Whether every stage succeeded.
    pub result: Result<(), Failure>,
    /// The stage that it reached: the one that failed, or the last.
    pub stage: usize,
}

/// An item in a stage, and its place in the order.
pub(super) type Queued<T> = (u64, T);

struct Stage<T> {
    queue: VecDeque<Queued<T>>,
    capacity: usize,
}

pub(super) struct State<T> {
    stages: Vec<Stage<T>>,
    /// What left the last stage, or failed, from the item that is next in order on; `None` for those still inside.
    out: VecDeque<Option<Outcome<T>>>,
    /// Order of the item that is next to be fetched.
    next_out: u64,
    tokens: usize,
    /// No further push.
    pub closed: bool,
    /// Nothing more is begun.
    pub stopping: bool,
    /// A batch has the pipeline to itself.
    pub batch: bool,
}

impl<T> State<T> {
    /// From (workers, places of the queue) of each stage.
    ///
    /// # Errors
    /// `OutOfMemory` where there is none for so many places.
    pub fn new(places: impl ExactSizeIterator<Item = (usize, usize)>) -> Result<Self> {
        let (mut stages, mut tokens) = (Vec::new(), 0_usize);
        if stages.try_reserve_exact(places.len()).is_err() {
            fail!(OutOfMemory, "stages: no memory for {}", places.len());
        }
        for (workers, capacity) in places {
            tokens = tokens.saturating_add(workers).saturating_add(capacity);
            stages.push(Stage { queue: with_room(capacity)?, capacity });
        }
        let out = with_room(tokens)?;
        Ok(Self { stages, out, next_out: 0, tokens, closed: false, stopping: false, batch: false })
    }

    /// Items that were pushed and not fetched.
    pub fn in_flight(&self) -> usize {
        self.out.len()
    }

    pub fn queue_depth(&self, stage: usize) -> usize {
        self.stages[stage].queue.len()
    }

    /// Whether stage `stage` can take one more.
    pub fn has_room(&self, stage: usize) -> bool {
        self.stages[stage].queue.len() < self.stages[stage].capacity
    }

    /// Takes a token and queues `item` for the first stage; whether there was room.
    #[must_use]
    pub fn push(&mut self, item: T) -> bool {
        let room = self.in_flight() < self.tokens && self.has_room(0);
        if room {
            self.stages[0].queue.push_back((self.next_out + self.out.len() as u64, item));
            self.out.push_back(None);
        }
        room
    }

    /// The next item for a worker of `stage`.
    pub fn take(&mut self, stage: usize) -> Option<Queued<T>> {
        self.stages[stage].queue.pop_front()
    }

    /// Queues for `stage` what the stage before it made. The caller has seen that there is room, or is stopping.
    pub fn pass(&mut self, stage: usize, item: Queued<T>) {
        self.stages[stage].queue.push_back(item);
    }

    /// Keeps an outcome until its turn; whether that is now.
    pub fn deliver(&mut self, order: u64, outcome: Outcome<T>) -> bool {
        let turn = (order - self.next_out) as usize;
        self.out[turn] = Some(outcome);
        turn == 0
    }

    /// The outcome of the item that is next in order, and its token back.
    pub fn fetch(&mut self) -> Option<Outcome<T>> {
        let outcome = self.out.front_mut()?.take()?;
        self.out.pop_front();
        self.next_out += 1;
        Some(outcome)
    }

    /// Something that will not be delivered, with the stage whose `discard` it is for.
    pub fn abandon(&mut self) -> Option<(usize, T)> {
        let queued = self.stages.iter_mut().enumerate();
        let mut queued = queued.filter_map(|(stage, s)| Some((stage, s.queue.pop_front()?.1)));
        queued.next().or_else(|| {
            let out = std::iter::from_fn(|| self.out.pop_front());
            out.flatten().next().map(|outcome| (outcome.stage, outcome.item))
        })
    }
}

fn with_room<T>(places: usize) -> Result<VecDeque<T>> {
    let mut queue = VecDeque::new();
    if queue.try_reserve_exact(places).is_err() {
        fail!(OutOfMemory, "stages: no memory for {places} places");
    }
    Ok(queue)
}
