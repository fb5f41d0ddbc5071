//! The alarm of the thread that keeps deadlines, and the items it is answering. No threads and no clock.

/// The keeper of deadlines.
#[derive(Debug)]
pub struct DeadlineKeeper {
    /// When it wakes by itself; 0 while it is awake or has been called.
    alarm: u64,
    /// It answers no item submitted before this one; `u64::MAX` while it answers none.
    oldest: u64,
}

impl DeadlineKeeper {
    pub fn new() -> Self {
        Self { alarm: 0, oldest: u64::MAX }
    }

    /// It goes to sleep until the time `alarm`, which is returned.
    pub fn sleep(&mut self, alarm: u64) -> u64 {
        self.alarm = alarm;
        alarm
    }

    /// It has woken, for whatever reason.
    pub fn wake(&mut self) {
        self.alarm = 0;
    }

    /// Calls it. Returns whether it must be woken.
    pub fn call(&mut self) -> bool {
        std::mem::take(&mut self.alarm) > 0
    }

    /// Calls it unless it wakes by itself at `deadline` or before. Returns whether it must be woken.
    pub fn call_before(&mut self, deadline: u64) -> bool {
        deadline < self.alarm && self.call()
    }

    /// It begins to answer item number `seq`.
    pub fn begin_answering(&mut self, seq: u64) {
        self.oldest = self.oldest.min(seq);
    }

    /// It has answered its items.
    pub fn end_answering(&mut self) {
        self.oldest = u64::MAX;
    }

    /// Whether it answers no item up to number `last`.
    pub fn is_past(&self, last: u64) -> bool {
        self.oldest > last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sleeping_keeper_is_called_and_only_once() {
        let mut keeper = DeadlineKeeper::new();
        assert!(!keeper.call() && !keeper.call_before(1), "it is awake");
        assert_eq!(keeper.sleep(50), 50);
        assert!(!keeper.call_before(50) && keeper.call_before(49) && !keeper.call_before(3));
        keeper.wake();
        keeper.sleep(u64::MAX);
        assert!(!keeper.call_before(u64::MAX) && keeper.call() && !keeper.call());
    }

    #[test]
    fn items_that_are_being_answered_are_not_past() {
        let mut keeper = DeadlineKeeper::new();
        keeper.begin_answering(7);
        keeper.begin_answering(5);
        assert!(keeper.is_past(4) && !keeper.is_past(5));
        keeper.end_answering();
        assert!(keeper.is_past(5));
    }
}
