//! What waits for a batch, and which batch is next: the state machine of the batcher.
//!
//! No threads and no clock: every method that needs the time is told it, in nanoseconds of any epoch, and a clock that
//! steps back is taken to stand still. Each accepted item leaves exactly once: into a batch, shed, cancelled or popped.

mod groups;
mod heap;
mod slots;
#[cfg(test)]
mod tests;

use super::config::{Config, Mode};
use groups::Groups;
use heap::Heap;
use slots::{NONE, Slot, Slots};
use std::collections::TryReserveError;

/// Items shed in one go at most: whoever takes a batch has room for so many beside it.
pub(super) const SHED_AT_ONCE: usize = 256;

/// What the queue needs to know of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// Only items of equal groups share a batch.
    pub(super) group: u64,
    /// Counts against the cost limit of a batch.
    pub(super) cost: u64,
    /// The time by which it must be answered; `u64::MAX`: any.
    pub(super) deadline: u64,
}

/// Why an item was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Full,
    TooDear,
    NoMemory,
}

/// An accepted item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pushed {
    pub(super) ticket: u64,
    /// It made a batch ready that was not ready before.
    pub(super) ready: bool,
    /// It brought forward the time when something is due to this; `u64::MAX`: it did not.
    pub(super) due: u64,
}

/// Why a batch was dispatched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It has as many items, or as much cost, as a batch may have.
    Full,
    /// It has the preferred size, and a worker is idle.
    Preferred,
    /// Its oldest item has waited for as long as it may.
    Timeout,
    /// A worker is idle, and the mode is greedy.
    Idle,
    /// The batcher is closed or being drained.
    Drain,
}

/// What bounds the next batch.
pub(super) struct Terms<S> {
    /// Items at most, at least 1.
    pub(super) limit: usize,
    /// Items that cannot be answered so long after they were submitted are shed; `u64::MAX`: none.
    pub(super) target: u64,
    /// How long a batch of so many items is thought to take.
    pub(super) service: S,
}

/// Who takes items out of the queue.
pub(super) trait Sink<T> {
    /// `value` is in the batch.
    fn keep(&mut self, value: T, submitted: u64);
    /// `value` misses its deadline.
    fn shed(&mut self, value: T);
    /// How many more can be shed.
    fn shed_room(&self) -> usize;
}

/// The queue.
#[derive(Debug)]
pub(super) struct Queue<T> {
    greedy: bool,
    max_wait: u64,
    max_cost: u128,
    capacity: usize,
    preferred: usize,
    /// A group of so many items is ready.
    threshold: usize,
    slots: Slots<T>,
    groups: Groups,
    /// Groups by the sequence number of their oldest item.
    ages: Heap,
    /// The ready ones among them; not kept where every group is.
    ready: Heap,
    /// Slots by the deadline of their item, where it has one.
    deadlines: Heap,
    /// Places taken by what is not queued any more.
    held: usize,
    accepted: u64,
    /// Items up to this sequence number do not wait.
    flushed: u64,
    now: u64,
    ticket_bits: u32,
}

impl<T> Queue<T> {
    pub(super) fn new(config: &Config) -> Self {
        let capacity = config.max_queue_size.min(NONE as usize);
        let mut queue = Self {
            greedy: config.mode == Mode::Greedy,
            max_wait: config.max_wait,
            max_cost: if config.max_batch_cost == 0 { u128::MAX } else { config.max_batch_cost.into() },
            capacity,
            preferred: config.preferred_batch_size,
            threshold: 1,
            slots: Slots::new(),
            groups: Groups::default(),
            ages: Heap::default(),
            ready: Heap::default(),
            deadlines: Heap::default(),
            held: 0,
            accepted: 0,
            flushed: 0,
            now: 0,
            ticket_bits: usize::BITS - (capacity - 1).leading_zeros(),
        };
        queue.set_limit(config.max_batch_size);
        queue
    }

    /// Queued items.
    pub(super) fn len(&self) -> usize {
        self.slots.used()
    }

    /// How many more it takes.
    pub(super) fn room(&self) -> usize {
        self.capacity.saturating_sub(self.slots.used().saturating_add(self.held))
    }

    /// Tells how many places are taken by what is not queued any more.
    pub(super) fn set_held(&mut self, held: usize) {
        self.held = held;
    }

    /// Sequence number of the last item accepted. They count from 1.
    pub(super) fn accepted(&self) -> u64 {
        self.accepted
    }

    /// The oldest item: its sequence number and when it was submitted.
    pub(super) fn oldest(&self) -> Option<(u64, u64)> {
        let (seq, group) = self.ages.first()?;
        Some((seq, self.slots[self.groups[group].head].submitted))
    }

    /// All that is queued now is ready.
    pub(super) fn flush(&mut self) {
        self.flushed = self.flushed.max(self.accepted);
    }

    /// Changes how many items a batch may have.
    pub(super) fn set_limit(&mut self, limit: usize) {
        let threshold = self.preferred.min(limit).max(1);
        if threshold != self.threshold && !self.greedy {
            self.threshold = threshold;
            self.ready.clear();
            for number in 0..self.groups.len() as u32 {
                if self.groups[number].count > 0 && self.is_ready(number) {
                    self.ready.set(number, self.slots[self.groups[number].head].seq);
                }
            }
        }
    }

    /// Accepts an item.
    pub(super) fn push(&mut self, now: u64, order: Order, value: T) -> Result<Pushed, (Refusal, T)> {
        if self.room() == 0 {
            return Err((Refusal::Full, value));
        }
        if u128::from(order.cost) > self.max_cost {
            return Err((Refusal::TooDear, value));
        }
        let Ok(number) = self.reserve(&order) else { return Err((Refusal::NoMemory, value)) };
        let submitted = self.advance(now);
        self.accepted += 1;
        let slot = Slot::new(self.accepted, submitted, order.deadline, order.cost, number);
        let index = self.slots.insert(slot, value);
        let due = self.append(index, number).min(self.watch(index, order.deadline));
        let ticket = self.accepted << self.ticket_bits | u64::from(index);
        Ok(Pushed { ticket, ready: self.announce(number), due })
    }

    fn reserve(&mut self, order: &Order) -> Result<u32, TryReserveError> {
        self.slots.try_reserve()?;
        if order.deadline != u64::MAX {
            // The slot is one of those that there are, or one more.
            self.deadlines.try_reserve(self.slots.len() + 1)?;
        }
        let number = self.groups.number(order.group)?;
        if !self.ages.has_room(number) {
            // This order: room among the ages then tells of room in both.
            self.ready.try_reserve(self.groups.len())?;
            self.ages.try_reserve(self.groups.len())?;
        }
        Ok(number)
    }

    /// Puts a slot at the end of its group. Returns when its window ends, where that was brought forward.
    fn append(&mut self, index: u32, number: u32) -> u64 {
        let group = &mut self.groups[number];
        let tail = group.tail;
        group.count += 1;
        group.cost += u128::from(self.slots[index].cost);
        group.tail = index;
        if tail != NONE {
            self.slots[tail].next = index;
            self.slots[index].prev = tail;
            return u64::MAX;
        }
        group.head = index;
        self.ages.set(number, self.slots[index].seq);
        self.slots[index].submitted.saturating_add(self.max_wait)
    }

    /// Notes the deadline of a slot. Returns it, where it is the earliest.
    fn watch(&mut self, index: u32, deadline: u64) -> u64 {
        if deadline == u64::MAX {
            return u64::MAX;
        }
        let first = self.deadlines.first().map_or(u64::MAX, |(first, _)| first);
        self.deadlines.set(index, deadline);
        if deadline < first { deadline } else { u64::MAX }
    }

    /// After an item was appended: whether its group has become ready by that.
    fn announce(&mut self, number: u32) -> bool {
        let group = &self.groups[number];
        if self.greedy {
            return group.count == 1;
        }
        let added = u128::from(self.slots[group.tail].cost);
        let crossed =
            group.count == self.threshold || (group.cost >= self.max_cost && group.cost - added < self.max_cost);
        if crossed {
            self.ready.set(number, self.slots[group.head].seq);
        }
        crossed
    }

    fn is_full(&self, number: u32, limit: usize) -> bool {
        let group = &self.groups[number];
        group.count >= limit || group.cost >= self.max_cost
    }

    fn is_ready(&self, number: u32) -> bool {
        self.is_full(number, self.threshold)
    }

    /// Takes back an item that is still queued.
    pub(super) fn cancel(&mut self, ticket: u64) -> Option<T> {
        let index = (ticket & ((1 << self.ticket_bits) - 1)) as u32;
        let slot = self.slots.get(index)?;
        if slot.seq == 0 || slot.seq << self.ticket_bits | u64::from(index) != ticket {
            return None;
        }
        Some(self.take_out(index))
    }

    /// Takes the oldest item out, ready or not.
    pub(super) fn pop(&mut self) -> Option<T> {
        let (_, number) = self.ages.first()?;
        Some(self.take_out(self.groups[number].head))
    }

    /// Sheds items whose deadline has come, as many as `sink` has room for.
    pub(super) fn expire(&mut self, now: u64, sink: &mut impl Sink<T>) {
        let now = self.advance(now);
        while let Some((deadline, index)) = self.deadlines.first()
            && deadline <= now
            && sink.shed_room() > 0
        {
            let value = self.take_out(index);
            sink.shed(value);
        }
    }

    /// When something is due by itself: a window ends or a deadline comes.
    pub(super) fn next_due(&self) -> u64 {
        let deadline = self.deadlines.first().map_or(u64::MAX, |(deadline, _)| deadline);
        let window = if self.greedy { None } else { self.oldest() };
        window.map_or(deadline, |(_, submitted)| submitted.saturating_add(self.max_wait).min(deadline))
    }

    /// When the first deadline comes.
    pub(super) fn next_deadline(&self) -> u64 {
        self.deadlines.first().map_or(u64::MAX, |(deadline, _)| deadline)
    }

    /// Takes the next batch, if one is ready, for a worker that is idle; and sheds what is late, in any case. A batch
    /// of which all is shed is none.
    pub(super) fn take<S: Fn(usize) -> u64>(
        &mut self,
        now: u64,
        terms: &Terms<S>,
        sink: &mut impl Sink<T>,
    ) -> Option<Reason> {
        let now = self.advance(now);
        self.expire(now, sink);
        let (number, reason) = self.select(now, terms.limit)?;
        let planned = self.groups[number].count.min(terms.limit);
        let mut finish = now.saturating_add((terms.service)(planned));
        if !self.any_makes(number, now, finish, terms.target) {
            // An estimate that condemns everything would never be put right. What is not late yet is tried.
            finish = now;
        }
        let (mut kept, mut cost) = (0, 0u128);
        let mut index = self.groups[number].head;
        while index != NONE && kept < terms.limit {
            let slot = &self.slots[index];
            let next = slot.next;
            if slot.misses(now, finish, terms.target) {
                if sink.shed_room() == 0 {
                    break;
                }
                let value = self.unlink(index);
                sink.shed(value);
            } else if kept > 0 && u128::from(slot.cost) > self.max_cost - cost {
                break;
            } else {
                (kept, cost) = (kept + 1, cost + u128::from(slot.cost));
                let submitted = slot.submitted;
                let value = self.unlink(index);
                sink.keep(value, submitted);
            }
            index = next;
        }
        self.refresh(number);
        (kept > 0).then_some(reason)
    }

    /// Whether a batch is ready for an idle worker.
    pub(super) fn has_ready(&self, now: u64) -> bool {
        self.select(now.max(self.now), self.threshold).is_some()
    }

    /// The ready group with the oldest item.
    fn select(&self, now: u64, limit: usize) -> Option<(u32, Reason)> {
        let (seq, oldest) = self.ages.first()?;
        let flushed = seq <= self.flushed;
        let waited = self.slots[self.groups[oldest].head].submitted.saturating_add(self.max_wait) <= now;
        let at_once = self.greedy || flushed || waited;
        let number = if at_once { oldest } else { self.ready.first()?.1 };
        let reason = if self.is_full(number, limit) {
            Reason::Full
        } else if flushed {
            Reason::Drain
        } else if self.greedy {
            Reason::Idle
        } else if self.is_ready(number) {
            Reason::Preferred
        } else {
            Reason::Timeout
        };
        Some((number, reason))
    }

    fn any_makes(&self, number: u32, now: u64, finish: u64, target: u64) -> bool {
        let mut index = self.groups[number].head;
        while index != NONE {
            let slot = &self.slots[index];
            if !slot.misses(now, finish, target) {
                return true;
            }
            index = slot.next;
        }
        false
    }

    fn take_out(&mut self, index: u32) -> T {
        let number = self.slots[index].group;
        let value = self.unlink(index);
        self.refresh(number);
        value
    }

    /// Takes a slot out of its group, whose place among the groups is left for `refresh`.
    fn unlink(&mut self, index: u32) -> T {
        let Slot { prev, next, cost, group, deadline, .. } = self.slots[index];
        if deadline != u64::MAX {
            self.deadlines.remove(index);
        }
        let group = &mut self.groups[group];
        group.count -= 1;
        group.cost -= u128::from(cost);
        match prev {
            NONE => group.head = next,
            prev => self.slots[prev].next = next,
        }
        match next {
            NONE => group.tail = prev,
            next => self.slots[next].prev = prev,
        }
        self.slots.remove(index)
    }

    /// Puts a group in its place among the groups after items were taken out.
    fn refresh(&mut self, number: u32) {
        let Some(head) = self.slots.get(self.groups[number].head).map(|slot| slot.seq) else {
            self.ages.remove(number);
            self.ready.remove(number);
            self.groups.emptied(number);
            return;
        };
        self.ages.set(number, head);
        if !self.greedy && self.is_ready(number) {
            self.ready.set(number, head);
        } else {
            self.ready.remove(number);
        }
    }

    fn advance(&mut self, now: u64) -> u64 {
        self.now = self.now.max(now);
        self.now
    }
}

impl<T> Slot<T> {
    /// Whether the item cannot be answered in time by a batch that ends at `finish`.
    fn misses(&self, now: u64, finish: u64, target: u64) -> bool {
        let last = self.deadline.min(self.submitted.saturating_add(target));
        last <= now || last < finish
    }
}
