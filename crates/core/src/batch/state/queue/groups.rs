//! Groups of queued items by their key. Only items of one group share a batch.

use super::slots::SlotList;
use std::collections::{HashMap, TryReserveError};

/// So many empty groups keep their place, because they are likely to come back.
const KEPT_EMPTY: usize = 64;

/// The queue of one group.
#[derive(Debug)]
pub struct ItemGroup {
    key: u64,
    /// Its items in the order of submission; not used with priorities, where each level has a list of its own.
    pub items: SlotList,
    pub count: usize,
    pub cost: u64,
    /// How many of its items are urgent.
    pub urgent: usize,
}

/// The groups by number and by key.
#[derive(Debug, Default)]
pub struct ItemGroups {
    list: Vec<ItemGroup>,
    free: Vec<u32>,
    by_key: HashMap<u64, u32>,
    /// Key and number of the group used last: most programs use one group, or many items of one in a row.
    latest: Option<(u64, u32)>,
}

impl ItemGroups {
    /// Upper bound of the numbers in use.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The number of the group called `key`, which is made if there is none.
    pub fn number(&mut self, key: u64) -> Result<u32, TryReserveError> {
        if let Some((latest, number)) = self.latest
            && latest == key
        {
            return Ok(number);
        }
        let number = match self.by_key.get(&key) {
            Some(&number) => number,
            None => self.add(key)?,
        };
        self.latest = Some((key, number));
        Ok(number)
    }

    fn add(&mut self, key: u64) -> Result<u32, TryReserveError> {
        self.by_key.try_reserve(1)?;
        let group = ItemGroup { key, items: SlotList::EMPTY, count: 0, cost: 0, urgent: 0 };
        let number = match self.free.pop() {
            Some(number) => {
                self.list[number as usize] = group;
                number
            }
            None => {
                self.list.try_reserve(1)?;
                // All numbers may become free at once, and freeing cannot fail.
                self.free.try_reserve(self.list.len() + 1)?;
                self.list.push(group);
                (self.list.len() - 1) as u32
            }
        };
        self.by_key.insert(key, number);
        Ok(number)
    }

    /// Forgets a group without items if many groups are kept.
    pub fn emptied(&mut self, number: u32) {
        if self.by_key.len() > KEPT_EMPTY {
            let key = self[number].key;
            self.by_key.remove(&key);
            self.free.push(number);
            self.latest = None;
        }
    }
}

impl std::ops::Index<u32> for ItemGroups {
    type Output = ItemGroup;
    fn index(&self, number: u32) -> &ItemGroup {
        &self.list[number as usize]
    }
}

impl std::ops::IndexMut<u32> for ItemGroups {
    fn index_mut(&mut self, number: u32) -> &mut ItemGroup {
        &mut self.list[number as usize]
    }
}
