//! A binary min-heap of ids from which any id can be removed, for ages of groups and deadlines of items.

use std::collections::TryReserveError;

/// Place of an id that is not in the heap.
const ABSENT: u32 = u32::MAX;

/// Ids with their keys, the smallest key first. It holds an id at most once.
#[derive(Debug, Default)]
pub struct Heap<K = u64> {
    entries: Vec<(K, u32)>,
    /// Place of each id in `entries`.
    places: Vec<u32>,
}

impl<K: Copy + Ord> Heap<K> {
    /// Makes room for all ids below `ids`, so that `set` allocates nothing.
    pub fn try_reserve(&mut self, ids: usize) -> Result<(), TryReserveError> {
        self.entries.try_reserve(ids.saturating_sub(self.entries.len()))?;
        self.places.try_reserve(ids.saturating_sub(self.places.len()))?;
        if self.places.len() < ids {
            self.places.resize(ids, ABSENT);
        }
        Ok(())
    }

    /// Whether `set` of `id` allocates nothing.
    pub fn has_room(&self, id: u32) -> bool {
        (id as usize) < self.places.len()
    }

    /// The smallest key and its id.
    pub fn first(&self) -> Option<(K, u32)> {
        self.entries.first().copied()
    }

    /// The keys up to `most` with their ids, in the time that so many take.
    pub fn up_to(&self, most: K) -> impl Iterator<Item = (K, u32)> {
        let places = std::iter::successors(self.seek(0, most), move |&place| self.seek(2 * place + 1, most));
        places.map(|place| self.entries[place])
    }

    /// The first place with a key up to `most` in a walk, from `place` on, that comes to a parent before its children.
    fn seek(&self, mut place: usize, most: K) -> Option<usize> {
        while self.entries.get(place).is_none_or(|(key, _)| *key > most) {
            // What is below has larger keys: back to the nearest left child, and on to the one beside it.
            while place > 0 && place.is_multiple_of(2) {
                place = (place - 1) / 2;
            }
            if place == 0 {
                return None;
            }
            place += 1;
        }
        Some(place)
    }

    /// Adds `id`, or changes its key.
    pub fn set(&mut self, id: u32, key: K) {
        let place = self.places[id as usize];
        if place == ABSENT {
            self.entries.push((key, id));
            self.sift_up(self.entries.len() - 1);
        } else {
            self.entries[place as usize].0 = key;
            self.reposition(place as usize);
        }
    }

    /// Takes `id` out, if it is there.
    pub fn remove(&mut self, id: u32) {
        let Some(&place) = self.places.get(id as usize).filter(|&&place| place != ABSENT) else { return };
        self.places[id as usize] = ABSENT;
        self.entries.swap_remove(place as usize);
        if (place as usize) < self.entries.len() {
            self.reposition(place as usize);
        }
    }

    fn reposition(&mut self, place: usize) {
        let place = self.sift_up(place);
        self.sift_down(place);
    }

    fn sift_up(&mut self, mut place: usize) -> usize {
        while place > 0 {
            let parent = (place - 1) / 2;
            if self.entries[parent].0 <= self.entries[place].0 {
                break;
            }
            self.swap(parent, place);
            place = parent;
        }
        self.places[self.entries[place].1 as usize] = place as u32;
        place
    }

    fn sift_down(&mut self, mut place: usize) {
        loop {
            let left = 2 * place + 1;
            let Some(smaller) = (left..self.entries.len().min(left + 2)).min_by_key(|&child| self.entries[child].0)
            else {
                return;
            };
            if self.entries[place].0 <= self.entries[smaller].0 {
                return;
            }
            self.swap(place, smaller);
            place = smaller;
        }
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.entries.swap(a, b);
        self.places[self.entries[a].1 as usize] = a as u32;
        self.places[self.entries[b].1 as usize] = b as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::noise;
    use std::collections::BTreeMap;

    #[test]
    fn heap_agrees_with_a_sorted_map_on_random_programs() {
        for seed in 0..50 {
            let mut heap = Heap::default();
            heap.try_reserve(16).unwrap();
            let mut model = BTreeMap::new();
            for step in noise(3000, seed).chunks_exact(3) {
                let id = u32::from(step[0] % 16);
                match step[1] % 16 {
                    0..9 => {
                        heap.set(id, u64::from(step[2]));
                        model.insert(id, u64::from(step[2]));
                    }
                    _ => {
                        heap.remove(id);
                        model.remove(&id);
                    }
                }
                assert_eq!(heap.first().map(|(key, _)| key), model.values().min().copied());
                assert!(heap.first().is_none_or(|(key, id)| model[&id] == key));
                assert_eq!(heap.entries.len(), model.len());
                let most = u64::from(step[1]);
                let mut listed: Vec<_> = heap.up_to(most).map(|(key, id)| (id, key)).collect();
                listed.sort_unstable();
                let expected = model.iter().map(|(&id, &key)| (id, key)).filter(|(_, key)| *key <= most);
                assert_eq!(listed, expected.collect::<Vec<_>>());
            }
        }
    }
}
