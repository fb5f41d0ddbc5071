//! A short list of the best scores of a step.

use crate::base::error::{Result, fail};
use std::cmp::Ordering;

/// A list of up to so many is always sorted; a longer one, in which places are far apart, only in the end.
pub const FEW: usize = 128;

/// A class and its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoredClass {
    pub id: u32,
    pub score: f32,
}

/// The classes of a step with the greatest scores: the greatest first, and of equals the first class.
#[derive(Debug, Default)]
pub struct TopScores {
    /// The best so far. Where they are more than [`FEW`], others may be among them, and up to as many again.
    list: Vec<ScoredClass>,
    room: usize,
    bound: f32,
}

impl TopScores {
    /// Empties the list, which then takes up to `room` classes with scores of at least `bound`.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn clear(&mut self, room: usize, bound: f32) -> Result<()> {
        self.list.clear();
        let most = if room > FEW { room.saturating_mul(2) } else { room };
        if self.list.try_reserve(most).is_err() {
            fail!(OutOfMemory, "candidates: no memory for {room}");
        }
        (self.room, self.bound) = (room, bound);
        Ok(())
    }

    /// Returns the classes in their order.
    pub fn sorted(&mut self) -> &[ScoredClass] {
        if self.room > FEW {
            self.list.sort_unstable_by(by_rank);
            self.list.truncate(self.room);
        }
        &self.list
    }

    /// Returns a bound that every score which changes the list reaches.
    #[inline(always)]
    pub fn bound(&self) -> f32 {
        self.bound
    }

    /// Adds a class, unless its score is NaN or too low. Classes come in ascending order.
    pub fn offer(&mut self, id: u32, score: f32) {
        if score.is_nan() || score < self.bound {
            return;
        }
        if self.room > FEW {
            self.append(ScoredClass { id, score });
            return;
        }
        if self.list.len() == self.room {
            match self.list.last() {
                Some(last) if score > last.score => _ = self.list.pop(),
                _ => return,
            }
        }
        let at = self.list.partition_point(|before| before.score >= score);
        self.list.insert(at, ScoredClass { id, score });
        if self.list.len() == self.room {
            self.bound = self.bound.max(self.list[self.room - 1].score.next_up());
        }
    }

    /// Adds a class to a long list. Where that is full, the worse half is left out.
    fn append(&mut self, class: ScoredClass) {
        self.list.push(class);
        if self.list.len() == 2 * self.room {
            let (_, last, _) = self.list.select_nth_unstable_by(self.room - 1, by_rank);
            self.bound = self.bound.max(last.score.next_up());
            self.list.truncate(self.room);
        }
    }
}

/// Orders classes: the greatest score first, and of equals the first class. None is NaN.
fn by_rank(a: &ScoredClass, b: &ScoredClass) -> Ordering {
    b.score.partial_cmp(&a.score).unwrap_or(Ordering::Equal).then(a.id.cmp(&b.id))
}
