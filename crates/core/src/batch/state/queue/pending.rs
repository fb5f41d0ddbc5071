//! Queued items, by group, age and deadline.

use super::groups::ItemGroups;
use super::heap::Heap;
use super::order::{DispatchPolicy, Order, Pushed, Refusal};
use super::priorities::Priorities;
use super::shed_list::ShedList;
use super::slots::{NONE, QueueSlot, QueueSlots};
use crate::batch::config::{BatchConfig, MAX_PRIORITY_LEVELS, Mode};
use std::collections::TryReserveError;

/// Queued items, each in the list of its group.
#[derive(Debug)]
pub struct Queue<T> {
    pub(super) greedy: bool,
    pub(super) max_wait: u64,
    /// How long an item may wait for others now.
    pub(super) window: u64,
    /// How long a batch takes, as far as it is known.
    pub(super) service: u64,
    /// Items are shed so long after they were submitted; `u64::MAX`: only at a deadline of their own.
    pub(super) shed_after: u64,
    pub(super) max_cost: u64,
    pub(super) capacity: usize,
    pub(super) preferred: usize,
    /// A group of so many items is ready.
    pub(super) threshold: usize,
    pub(super) slots: QueueSlots<T>,
    pub(super) groups: ItemGroups,
    /// Groups by the sequence number of their oldest item.
    pub(super) ages: Heap,
    /// The ready groups among them; empty in greedy mode, where every group is ready, and with priorities, which have
    /// their own.
    pub(super) ready: Heap,
    /// Slots whose item has a deadline, by that deadline.
    pub(super) deadlines: Heap,
    /// Slots of items that were shed.
    pub(super) shed_items: ShedList,
    /// Places taken by answers that were not polled yet.
    pub(super) held: usize,
    pub(super) accepted: u64,
    /// Items up to this sequence number do not wait.
    pub(super) flushed: u64,
    pub(super) now: u64,
    pub(super) ticket_bits: u32,
    /// Number of levels, and the one of items that name none. Without priorities there is one.
    pub(super) levels: u32,
    pub(super) default_priority: u32,
    pub(super) priorities: Option<Priorities>,
}

impl<T> Queue<T> {
    pub fn new(config: &BatchConfig) -> Self {
        // As many slots again are for items that were shed.
        let capacity = config.max_queue_size.min(NONE as usize / 2);
        let levels = config.priority_levels.max(1);
        let mut queue = Self {
            greedy: config.mode == Mode::Greedy,
            max_wait: config.max_wait,
            window: config.max_wait,
            service: 0,
            shed_after: if config.shed_late { config.target_latency } else { u64::MAX },
            max_cost: if config.max_batch_cost == 0 { u64::MAX } else { config.max_batch_cost },
            capacity,
            preferred: config.preferred_batch_size,
            threshold: 1,
            slots: QueueSlots::new(),
            groups: ItemGroups::default(),
            ages: Heap::default(),
            ready: Heap::default(),
            deadlines: Heap::default(),
            shed_items: ShedList::new(),
            held: 0,
            accepted: 0,
            flushed: 0,
            now: 0,
            ticket_bits: usize::BITS - (2 * capacity - 1).leading_zeros(),
            levels,
            default_priority: if config.default_priority == 0 { levels } else { config.default_priority },
            priorities: Priorities::new(config),
        };
        queue.set_policy(DispatchPolicy { limit: config.max_batch_size, window: u64::MAX, service: 0 });
        queue
    }

    /// Queued items.
    pub fn len(&self) -> usize {
        self.slots.used() - self.shed_items.len()
    }

    /// How many more items it takes.
    pub fn room(&self) -> usize {
        self.capacity.saturating_sub(self.len().saturating_add(self.held))
    }

    /// Sets how many places are taken by answers that were not polled yet.
    pub fn set_held(&mut self, held: usize) {
        self.held = held;
    }

    /// Sequence number of the last item accepted. They count from 1.
    pub fn accepted(&self) -> u64 {
        self.accepted
    }

    /// The oldest item: its sequence number and when it was submitted.
    pub fn oldest(&self) -> Option<(u64, u64)> {
        let (seq, group) = self.ages.first()?;
        Some((seq, self.slots[self.oldest_of(group)].submitted))
    }

    /// Slot of the oldest item of a group; `NONE` if it has none.
    pub(super) fn oldest_of(&self, number: u32) -> u32 {
        match &self.priorities {
            None => self.groups[number].items.head,
            Some(priorities) => priorities.oldest(&self.slots, number),
        }
    }

    /// Number of queued items of each priority level.
    pub fn depths(&self) -> [usize; MAX_PRIORITY_LEVELS] {
        let all = || std::array::from_fn(|level| if level == 0 { self.len() } else { 0 });
        self.priorities.as_ref().map_or_else(all, Priorities::depths)
    }

    /// Makes ready all items that are queued now.
    pub fn flush(&mut self) {
        self.flushed = self.flushed.max(self.accepted);
    }

    /// How long an item may wait for others now.
    pub fn window(&self) -> u64 {
        self.window
    }

    /// Changes the rules for incomplete batches. Returns whether windows end earlier than before, and whether a group has
    /// become ready.
    pub fn set_policy(&mut self, policy: DispatchPolicy) -> (bool, bool) {
        let (window, service) = (self.window, self.service);
        (self.window, self.service) = (policy.window.min(self.max_wait), policy.service);
        let waits_longer = self.window > window || self.service > service;
        let hurried = waits_longer && !self.greedy && self.hurry();
        let filled = self.set_limit(policy.limit);
        (self.window < window, filled || hurried)
    }

    /// Sets the largest size of a batch. Returns whether a group has become ready.
    fn set_limit(&mut self, limit: usize) -> bool {
        let threshold = self.preferred.min(limit).max(1);
        let before = std::mem::replace(&mut self.threshold, threshold);
        let mut ready = false;
        if threshold != before && !self.greedy {
            for number in 0..self.groups.len() as u32 {
                if self.groups[number].count > 0 {
                    ready |= self.is_ready(number) && !self.is_full(number, before) && self.groups[number].urgent == 0;
                    self.place(number);
                }
            }
        }
        ready
    }

    /// Makes urgent the items whose windows now end too late for their deadlines. Returns whether a group has become ready.
    fn hurry(&mut self) -> bool {
        // None was submitted after the last time that was seen, so those of later deadlines have the time.
        let soon = self.now.saturating_add(self.window).saturating_add(self.service);
        let deadlines = std::mem::take(&mut self.deadlines);
        let mut ready = false;
        for (deadline, index) in deadlines.up_to(soon) {
            let QueueSlot { urgent, submitted, group: number, .. } = self.slots[index];
            if !urgent && self.is_urgent(submitted, deadline) {
                let was_ready = self.is_ready(number);
                self.slots[index].urgent = true;
                self.groups[number].urgent += 1;
                if !was_ready {
                    self.place(number);
                    ready = true;
                }
            }
        }
        self.deadlines = deadlines;
        ready
    }

    /// Whether an item may be accepted once there is room.
    pub fn check(&self, order: Order) -> Result<(), Refusal> {
        if u64::from(order.cost) > self.max_cost {
            return Err(Refusal::TooCostly);
        }
        if order.priority > self.levels {
            return Err(Refusal::NoSuchPriority);
        }
        Ok(())
    }

    /// Accepts an item.
    pub fn push(&mut self, now: u64, order: Order, value: T) -> Result<Pushed, (Refusal, T)> {
        if self.room() == 0 {
            return Err((Refusal::Full, value));
        }
        if let Err(refusal) = self.check(order) {
            return Err((refusal, value));
        }
        let Ok(number) = self.reserve(&order) else { return Err((Refusal::NoMemory, value)) };
        let submitted = self.advance(now);
        self.accepted += 1;
        if self.accepted << self.ticket_bits == 0 {
            // It would make a ticket of 0.
            self.accepted += 1;
        }
        let deadline = order.deadline.min(submitted.saturating_add(self.shed_after));
        let mut slot = QueueSlot::new(self.accepted, submitted, deadline, order.cost, number);
        slot.urgent = self.is_urgent(submitted, deadline);
        if self.priorities.is_some() {
            slot.level = self.level(order.priority);
        }
        let index = self.slots.insert(slot, value);
        if deadline != u64::MAX {
            self.deadlines.set(index, deadline);
        }
        let due = self.append(index, number);
        let ticket = self.accepted << self.ticket_bits | u64::from(index);
        Ok(Pushed { ticket, ready: self.announce(number, index), due, deadline })
    }

    /// The level of a priority, which is not more than `levels`; counted from 0.
    fn level(&self, priority: u32) -> u8 {
        let named = if priority == 0 { self.default_priority } else { priority };
        (named - 1) as u8
    }

    fn reserve(&mut self, order: &Order) -> Result<u32, TryReserveError> {
        self.slots.try_reserve()?;
        if order.deadline.min(self.shed_after) != u64::MAX {
            // The slot is one of those that there are, or one more.
            self.deadlines.try_reserve(self.slots.len() + 1)?;
        }
        let number = self.groups.number(order.group)?;
        if !self.ages.has_room(number) {
            // In this order, so that room among the ages implies room in all.
            self.ready.try_reserve(self.groups.len())?;
            if let Some(priorities) = &mut self.priorities {
                priorities.try_reserve(self.groups.len())?;
            }
            self.ages.try_reserve(self.groups.len())?;
        }
        Ok(number)
    }

    /// Puts a slot at the end of its group. Returns when its window ends if it is the first of its group.
    fn append(&mut self, index: u32, number: u32) -> u64 {
        let group = &mut self.groups[number];
        group.count += 1;
        group.cost += u64::from(self.slots[index].cost);
        group.urgent += usize::from(self.slots[index].urgent);
        let is_first = group.count == 1;
        match &mut self.priorities {
            None => group.items.push(&mut self.slots, index),
            Some(priorities) => priorities.push(&mut self.slots, index),
        }
        if !is_first {
            return u64::MAX;
        }
        self.ages.set(number, self.slots[index].seq);
        self.slots[index].submitted.saturating_add(self.window)
    }

    /// Whether the window of an item would end too late for its deadline. Such an item waits for no others.
    fn is_urgent(&self, submitted: u64, deadline: u64) -> bool {
        let has_deadline = deadline != u64::MAX && !self.greedy;
        has_deadline && deadline.saturating_sub(self.service) <= submitted.saturating_add(self.window)
    }

    /// Whether the item that was just appended has made its group ready.
    fn announce(&mut self, number: u32, index: u32) -> bool {
        let crossed = self.has_made_ready(number, index);
        if self.priorities.is_some() || (crossed && !self.greedy) {
            self.place(number);
        }
        crossed
    }

    fn has_made_ready(&self, number: u32, index: u32) -> bool {
        let group = &self.groups[number];
        if self.greedy {
            return group.count == 1;
        }
        let slot = &self.slots[index];
        let fills = group.cost >= self.max_cost && group.cost - u64::from(slot.cost) < self.max_cost;
        group.count == self.threshold || fills || (slot.urgent && group.urgent == 1)
    }

    pub(super) fn is_full(&self, number: u32, limit: usize) -> bool {
        let group = &self.groups[number];
        group.count >= limit || group.cost >= self.max_cost
    }

    /// Whether a group is dispatched before its window ends.
    pub(super) fn is_ready(&self, number: u32) -> bool {
        self.is_full(number, self.threshold) || self.groups[number].urgent > 0
    }

    /// Takes back an item that is still queued.
    pub fn cancel(&mut self, ticket: u64) -> Option<T> {
        let (_, index) = self.find(ticket)?;
        Some(self.take_out(index))
    }

    /// Finds an item that is still queued: its sequence number and slot.
    pub fn find(&self, ticket: u64) -> Option<(u64, u32)> {
        let index = (ticket & ((1 << self.ticket_bits) - 1)) as u32;
        let slot = self.slots.get(index)?;
        if slot.seq == 0 || slot.group == NONE || slot.seq << self.ticket_bits | u64::from(index) != ticket {
            return None;
        }
        Some((slot.seq, index))
    }

    /// Takes the oldest item out, ready or not.
    pub fn pop(&mut self) -> Option<T> {
        let (_, number) = self.ages.first()?;
        Some(self.take_out(self.oldest_of(number)))
    }

    /// When the next window ends.
    pub fn next_due(&self) -> u64 {
        let oldest = if self.greedy { None } else { self.oldest() };
        oldest.map_or(u64::MAX, |(_, submitted)| submitted.saturating_add(self.window))
    }

    /// When the first deadline comes.
    pub fn next_deadline(&self) -> u64 {
        self.deadlines.first().map_or(u64::MAX, |(deadline, _)| deadline)
    }

    fn take_out(&mut self, index: u32) -> T {
        let number = self.slots[index].group;
        let value = self.unlink(index);
        self.refresh(number);
        value
    }

    /// Frees a slot. `refresh` of its group must follow.
    pub(super) fn unlink(&mut self, index: u32) -> T {
        self.detach(index);
        self.slots.remove(index)
    }

    /// Takes a slot out of its group. `refresh` must follow, to put the group in its place among the groups.
    pub(super) fn detach(&mut self, index: u32) {
        let QueueSlot { cost, urgent, group, deadline, .. } = self.slots[index];
        if deadline != u64::MAX {
            self.deadlines.remove(index);
        }
        let group = &mut self.groups[group];
        group.count -= 1;
        group.cost -= u64::from(cost);
        group.urgent -= usize::from(urgent);
        match &mut self.priorities {
            None => group.items.remove(&mut self.slots, index),
            Some(priorities) => priorities.remove(&mut self.slots, index),
        }
    }

    /// Puts a group in its place among the groups after items were taken out.
    pub(super) fn refresh(&mut self, number: u32) {
        match self.slots.get(self.oldest_of(number)).map(|slot| slot.seq) {
            Some(oldest) => {
                self.ages.set(number, oldest);
                self.place(number);
            }
            None => {
                self.ages.remove(number);
                self.ready.remove(number);
                self.place_by_priority(number, false);
                self.groups.emptied(number);
            }
        }
    }

    /// Puts a group that has items in its place among the ready ones.
    fn place(&mut self, number: u32) {
        if self.priorities.is_some() {
            self.place_by_priority(number, self.greedy || self.is_ready(number));
        } else if !self.greedy && self.is_ready(number) {
            self.ready.set(number, self.slots[self.groups[number].items.head].seq);
        } else {
            self.ready.remove(number);
        }
    }

    pub(super) fn advance(&mut self, now: u64) -> u64 {
        self.now = self.now.max(now);
        self.now
    }
}
