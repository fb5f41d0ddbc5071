//! Who sleeps, who has been called, and who wakes by itself when: so that a submission calls a worker only where one
//! sleeps and would not wake in time. No threads and no clock.

/// Workers waiting for a batch.
#[derive(Debug)]
pub(super) struct Roster {
    sleeping: usize,
    /// Of those, how many have been called and are about to wake. Never more than sleep.
    called: usize,
    /// When one of them wakes by itself; `u64::MAX`: none does.
    alarm: u64,
    /// Whose alarm that is.
    keeper: u64,
}

/// Of one sleep: its number, where it keeps the alarm.
#[derive(Debug)]
pub(super) struct Sleep(Option<u64>);

impl Roster {
    pub(super) fn new() -> Self {
        Self { sleeping: 0, called: 0, alarm: u64::MAX, keeper: 0 }
    }

    /// A worker goes to sleep, knowing that something is due at `due`. Returns when it must wake by itself: one alarm is
    /// enough for all.
    pub(super) fn sleep(&mut self, due: u64) -> (Sleep, u64) {
        self.sleeping += 1;
        if due >= self.alarm {
            return (Sleep(None), u64::MAX);
        }
        self.keeper += 1;
        self.alarm = due;
        (Sleep(Some(self.keeper)), due)
    }

    /// It has woken, whatever woke it.
    pub(super) fn wake(&mut self, sleep: Sleep) {
        self.sleeping -= 1;
        self.called = self.called.saturating_sub(1);
        if sleep.0 == Some(self.keeper) {
            self.alarm = u64::MAX;
        }
    }

    /// Whether some sleeper wakes by itself at `due` or before.
    pub(super) fn wakes_by(&self, due: u64) -> bool {
        self.alarm <= due
    }

    /// Calls one more of those who sleep. False: all have been called, or none sleeps.
    pub(super) fn call(&mut self) -> bool {
        let more = self.called < self.sleeping;
        self.called += usize::from(more);
        more
    }

    /// Calls all who sleep.
    pub(super) fn call_all(&mut self) {
        self.called = self.sleeping;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sleeper_is_called_once() {
        let mut roster = Roster::new();
        assert!(!roster.call(), "nobody sleeps");
        let (first, _) = roster.sleep(u64::MAX);
        let (second, _) = roster.sleep(u64::MAX);
        assert!(roster.call() && roster.call() && !roster.call());
        roster.wake(second);
        assert!(!roster.call(), "the first has been called as well");
        roster.wake(first);
        let (_third, _) = roster.sleep(u64::MAX);
        assert!(roster.call());
    }

    #[test]
    fn one_sleeper_keeps_the_alarm() {
        let mut roster = Roster::new();
        let (first, alarm) = roster.sleep(50);
        assert_eq!(alarm, 50);
        let (second, alarm) = roster.sleep(50);
        assert_eq!(alarm, u64::MAX);
        assert!(roster.wakes_by(50) && !roster.wakes_by(49));
        let (third, alarm) = roster.sleep(20);
        assert_eq!(alarm, 20);
        roster.wake(first);
        assert!(roster.wakes_by(20), "the first was keeper no more");
        roster.wake(third);
        assert!(!roster.wakes_by(u64::MAX - 1));
        roster.wake(second);
    }
}
