//! Items on their way: taken from the queue, not answered yet.

use super::queue::{SHED_AT_ONCE, Sink};
use super::work::{Entry, Fate, To, Work};

/// One batch, and what was shed when it was taken. The vectors run in parallel and are used again for the next.
pub(super) struct Batch<W: Work> {
    pub(super) items: Vec<W::Item>,
    pub(super) answers: Vec<W::Answer>,
    pub(super) tos: Vec<To<W>>,
    /// When each was submitted.
    pub(super) submitted: Vec<u64>,
    pub(super) shed: Vec<Entry<W>>,
    /// When it was taken.
    pub(super) taken: u64,
    /// Its number among those being worked on.
    pub(super) run: u64,
    /// How many of `tos` are `To::Poll`.
    pub(super) polled: usize,
}

impl<W: Work> Batch<W> {
    pub(super) fn new() -> Self {
        Self {
            items: Vec::new(),
            answers: Vec::new(),
            tos: Vec::new(),
            submitted: Vec::new(),
            shed: Vec::new(),
            taken: 0,
            run: 0,
            polled: 0,
        }
    }

    /// Makes room for a batch, of `limit` or of fewer where memory is short. Returns for how many; 0: not even one.
    pub(super) fn reserve(&mut self, limit: usize) -> usize {
        let all = self.items.try_reserve(limit).is_ok()
            && self.answers.try_reserve(limit).is_ok()
            && self.tos.try_reserve(limit).is_ok()
            && self.submitted.try_reserve(limit).is_ok();
        if !self.reserve_shed() {
            return 0;
        }
        if all {
            return limit;
        }
        let most = self.items.capacity().min(self.answers.capacity()).min(self.tos.capacity());
        most.min(self.submitted.capacity()).min(limit)
    }

    /// Makes room for what is shed.
    pub(super) fn reserve_shed(&mut self) -> bool {
        self.shed.try_reserve(SHED_AT_ONCE).is_ok()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.shed.is_empty()
    }

    /// Presets an answer for each item.
    pub(super) fn preset(&mut self, work: &W) {
        self.answers.clear();
        self.answers.resize_with(self.items.len(), || work.unanswered(Fate::NotSet));
    }

    /// Puts the answer for `fate` wherever none was set.
    pub(super) fn settle_unset(&mut self, work: &W, fate: Fate) {
        for answer in self.answers.iter_mut().filter(|answer| work.is_unset(answer)) {
            *answer = work.unanswered(fate);
        }
    }
}

impl<W: Work> Sink<Entry<W>> for Batch<W> {
    fn keep(&mut self, Entry { item, to }: Entry<W>, submitted: u64) {
        self.polled += usize::from(matches!(to, To::Poll));
        self.items.push(item);
        self.tos.push(to);
        self.submitted.push(submitted);
    }

    fn shed(&mut self, entry: Entry<W>) {
        self.shed.push(entry);
    }

    fn shed_room(&self) -> usize {
        SHED_AT_ONCE - self.shed.len()
    }
}
