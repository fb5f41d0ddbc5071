//! Items by group and priority level, for a batcher with several levels.
//!
//! An item that has waited for some time in a level moves up to the end of the next one, so that none starves. The order
//! of two items never changes by that: the first to reach the highest level, if both stayed queued, is always before the
//! other. So nothing is moved. Each group has a lane for each level, and a batch merges the lanes by [`Rank`].

use super::heap::Heap;
use super::slots::{NONE, QueueSlot, QueueSlots, SlotList};
use crate::batch::config::{BatchConfig, MAX_PRIORITY_LEVELS};
use std::collections::TryReserveError;

/// Longest time in a level, 18 years. Waiting through all levels does not overflow.
const MAX_AGING: u64 = u64::MAX >> 5;

/// Place of an item among all: the lowest goes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// When the item reaches the highest level.
    reaches_top: u64,
    seq: u64,
}

/// The lanes of all groups, and the groups by the rank of their first item.
#[derive(Debug)]
pub struct Priorities {
    levels: usize,
    aging: u64,
    /// The items of one group and one level, in the order of submission; `levels` lanes for each group.
    lanes: Vec<SlotList>,
    /// Next item of each lane during a walk through a group.
    cursors: [u32; MAX_PRIORITY_LEVELS],
    depths: [usize; MAX_PRIORITY_LEVELS],
    /// Groups that a worker may take, by the rank of their first item.
    ready: Heap<Rank>,
    /// The other groups, whose window has not ended as far as is known, by the sequence number of their oldest item.
    waiting: Heap,
}

impl Priorities {
    /// Returns `None` for a batcher without priorities.
    pub fn new(config: &BatchConfig) -> Option<Self> {
        (config.priority_levels > 1).then(|| Self {
            levels: config.priority_levels as usize,
            aging: config.priority_aging.min(MAX_AGING),
            lanes: Vec::new(),
            cursors: [NONE; MAX_PRIORITY_LEVELS],
            depths: [0; MAX_PRIORITY_LEVELS],
            ready: Heap::default(),
            waiting: Heap::default(),
        })
    }

    /// Makes room for the groups below `groups`.
    pub fn try_reserve(&mut self, groups: usize) -> Result<(), TryReserveError> {
        self.ready.try_reserve(groups)?;
        self.waiting.try_reserve(groups)?;
        let lanes = groups * self.levels;
        if self.lanes.len() < lanes {
            self.lanes.try_reserve(lanes - self.lanes.len())?;
            self.lanes.resize(lanes, SlotList::EMPTY);
        }
        Ok(())
    }

    /// Number of queued items of each level.
    pub fn depths(&self) -> [usize; MAX_PRIORITY_LEVELS] {
        self.depths
    }

    fn lanes_of(&self, group: u32) -> &[SlotList] {
        &self.lanes[group as usize * self.levels..][..self.levels]
    }

    fn rank<T>(&self, slot: &QueueSlot<T>) -> Rank {
        let reaches_top = slot.submitted.saturating_add(self.aging * u64::from(slot.level));
        Rank { reaches_top, seq: slot.seq }
    }

    /// Puts a slot at the end of its lane.
    pub fn push<T>(&mut self, slots: &mut QueueSlots<T>, index: u32) {
        let (group, level) = (slots[index].group as usize, slots[index].level as usize);
        self.lanes[group * self.levels + level].push(slots, index);
        self.depths[level] += 1;
    }

    /// Takes a slot out of its lane.
    pub fn remove<T>(&mut self, slots: &mut QueueSlots<T>, index: u32) {
        let (group, level) = (slots[index].group as usize, slots[index].level as usize);
        self.lanes[group * self.levels + level].remove(slots, index);
        self.depths[level] -= 1;
    }

    /// Slot of the oldest item of a group; `NONE` if it has none.
    pub fn oldest<T>(&self, slots: &QueueSlots<T>, group: u32) -> u32 {
        let heads = self.lanes_of(group).iter().map(|lane| lane.head).filter(|&head| head != NONE);
        heads.min_by_key(|&head| slots[head].seq).unwrap_or(NONE)
    }

    /// Puts a group in its place after its items or its readiness have changed.
    pub fn place<T>(&mut self, slots: &QueueSlots<T>, group: u32, is_ready: bool) {
        let heads = self.lanes_of(group).iter().filter_map(|lane| slots.get(lane.head));
        let first = heads.map(|slot| self.rank(slot)).min();
        if let Some(rank) = first.filter(|_| is_ready) {
            self.ready.set(group, rank);
        } else {
            self.ready.remove(group);
        }
        match slots.get(self.oldest(slots, group)).filter(|_| !is_ready) {
            Some(oldest) => self.waiting.set(group, oldest.seq),
            None => self.waiting.remove(group),
        }
    }

    /// The ready group that is first by rank.
    pub fn first_ready(&self) -> Option<u32> {
        Some(self.ready.first()?.1)
    }

    /// The group that is not ready and has the oldest item.
    pub fn first_waiting(&self) -> Option<u32> {
        Some(self.waiting.first()?.1)
    }

    /// Begins a walk through a group in the order of ranks. Returns its first slot; `NONE` if it has none.
    pub fn begin_walk<T>(&mut self, slots: &QueueSlots<T>, group: u32) -> u32 {
        for level in 0..self.levels {
            self.cursors[level] = self.lanes[group as usize * self.levels + level].head;
        }
        self.walk(slots)
    }

    /// Returns the next slot of the walk; `NONE` at its end. Slots that it has returned may be taken out meanwhile.
    pub fn walk<T>(&mut self, slots: &QueueSlots<T>) -> u32 {
        let cursors =
            self.cursors[..self.levels].iter().filter_map(|&cursor| slots.get(cursor).map(|slot| (cursor, slot)));
        let Some((index, slot)) = cursors.min_by_key(|(_, slot)| self.rank(slot)) else { return NONE };
        self.cursors[slot.level as usize] = slot.next;
        index
    }
}
