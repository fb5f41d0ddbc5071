//! The deadline timer: the alarm of the thread that answers shed items, and the items it is answering. No threads and no clock.

/// The state of the deadline timer.
#[derive(Debug)]
pub struct DeadlineTimer {
    /// When it wakes by itself; 0 while it is awake or has been notified.
    alarm: u64,
    /// It answers no item submitted before this one; `u64::MAX` while it answers none.
    oldest: u64,
}

impl DeadlineTimer {
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

    /// Notifies it. Returns whether it must be woken.
    pub fn notify(&mut self) -> bool {
        std::mem::take(&mut self.alarm) > 0
    }

    /// Notifies it unless it wakes by itself at `deadline` or before. Returns whether it must be woken.
    pub fn notify_before(&mut self, deadline: u64) -> bool {
        deadline < self.alarm && self.notify()
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
    fn only_a_sleeping_timer_is_notified_and_only_once() {
        let mut timer = DeadlineTimer::new();
        assert!(!timer.notify() && !timer.notify_before(1), "it is awake");
        assert_eq!(timer.sleep(50), 50);
        assert!(!timer.notify_before(50) && timer.notify_before(49) && !timer.notify_before(3));
        timer.wake();
        timer.sleep(u64::MAX);
        assert!(!timer.notify_before(u64::MAX) && timer.notify() && !timer.notify());
    }

    #[test]
    fn items_that_are_being_answered_are_not_past() {
        let mut timer = DeadlineTimer::new();
        timer.begin_answering(7);
        timer.begin_answering(5);
        assert!(timer.is_past(4) && !timer.is_past(5));
        timer.end_answering();
        assert!(timer.is_past(5));
    }
}
