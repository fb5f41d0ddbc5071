//! Items that were taken back and whose cancellation is being answered. No threads and no clock.

/// Such items in two rounds: one takes in items until the other is over, so that each ends however many items follow.
#[derive(Debug)]
pub struct Cancelling {
    rounds: [Round; 2],
    current: usize,
}

#[derive(Debug)]
struct Round {
    unanswered: usize,
    /// None of its items was submitted before this one.
    oldest: u64,
}

impl Cancelling {
    pub fn new() -> Self {
        Self { rounds: [0, 0].map(|unanswered| Round { unanswered, oldest: u64::MAX }), current: 0 }
    }

    /// Item number `seq` begins to be answered. Returns its round.
    pub fn begin(&mut self, seq: u64) -> usize {
        let other = 1 - self.current;
        if self.rounds[other].unanswered == 0 {
            self.current = other;
            self.rounds[other].oldest = u64::MAX;
        }
        let round = &mut self.rounds[self.current];
        round.unanswered += 1;
        round.oldest = round.oldest.min(seq);
        self.current
    }

    /// An item of `round` is answered.
    pub fn end(&mut self, round: usize) {
        self.rounds[round].unanswered -= 1;
    }

    /// Whether all items up to number `last` are answered. Later items may hold it up, but not for ever.
    pub fn is_past(&self, last: u64) -> bool {
        self.rounds.iter().all(|round| round.unanswered == 0 || round.oldest > last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_past_although_others_follow_without_a_gap() {
        let mut cancelling = Cancelling::new();
        let first = cancelling.begin(5);
        let mut last = cancelling.begin(6);
        assert!(cancelling.is_past(4) && !cancelling.is_past(5));
        cancelling.end(first);
        for seq in 7..20 {
            let next = cancelling.begin(seq);
            cancelling.end(last);
            last = next;
        }
        assert!(cancelling.is_past(5) && !cancelling.is_past(19));
        cancelling.end(last);
        assert!(cancelling.is_past(u64::MAX - 1));
    }
}
