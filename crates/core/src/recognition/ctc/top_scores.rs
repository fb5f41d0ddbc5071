//! A short list of the best scores of a step.

use crate::base::error::{Result, fail};

/// A class and its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoredClass {
    pub id: u32,
    pub score: f32,
}

/// The classes of a step with the greatest scores: the greatest first, and of equals the first class.
#[derive(Debug, Default)]
pub struct TopScores {
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
        if self.list.try_reserve(room).is_err() {
            fail!(OutOfMemory, "candidates: no memory for {room}");
        }
        (self.room, self.bound) = (room, bound);
        Ok(())
    }

    /// Returns the classes.
    pub fn as_slice(&self) -> &[ScoredClass] {
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
}
