//! Sleeping workers: a submission wakes one only if one sleeps and would not wake in time. No threads and no clock.

/// Workers that wait for a batch.
#[derive(Debug)]
pub struct IdleWorkers {
    sleeping: usize,
    /// How many of the sleeping workers have been notified and are about to wake.
    notified: usize,
    /// Time when one of them wakes by itself; `u64::MAX`: none does.
    alarm: u64,
    /// Number of the sleep that has the alarm.
    alarm_owner: u64,
}

/// One sleep of a worker, with its number if it has the alarm.
#[derive(Debug)]
pub struct Sleep(Option<u64>);

impl IdleWorkers {
    pub fn new() -> Self {
        Self { sleeping: 0, notified: 0, alarm: u64::MAX, alarm_owner: 0 }
    }

    /// A worker goes to sleep while something is due at `due`. Returns when it must wake by itself: one alarm is enough for
    /// all workers.
    pub fn sleep(&mut self, due: u64) -> (Sleep, u64) {
        self.sleeping += 1;
        if due >= self.alarm {
            return (Sleep(None), u64::MAX);
        }
        self.alarm_owner += 1;
        self.alarm = due;
        (Sleep(Some(self.alarm_owner)), due)
    }

    /// A worker has woken, for whatever reason.
    pub fn wake(&mut self, sleep: Sleep) {
        self.sleeping -= 1;
        self.notified = self.notified.saturating_sub(1);
        if sleep.0 == Some(self.alarm_owner) {
            self.alarm = u64::MAX;
        }
    }

    /// Whether a worker wakes by itself at `due` or before.
    pub fn wakes_by(&self, due: u64) -> bool {
        self.alarm <= due
    }

    /// Notifies one more sleeping worker. Returns false if all have been notified or none sleeps.
    pub fn notify(&mut self) -> bool {
        let more = self.notified < self.sleeping;
        self.notified += usize::from(more);
        more
    }

    /// Notifies all sleeping workers.
    pub fn notify_all(&mut self) {
        self.notified = self.sleeping;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sleeper_is_notified_once() {
        let mut idle = IdleWorkers::new();
        assert!(!idle.notify(), "nobody sleeps");
        let (first, _) = idle.sleep(u64::MAX);
        let (second, _) = idle.sleep(u64::MAX);
        assert!(idle.notify() && idle.notify() && !idle.notify());
        idle.wake(second);
        assert!(!idle.notify(), "the first has been notified as well");
        idle.wake(first);
        let (_third, _) = idle.sleep(u64::MAX);
        assert!(idle.notify());
    }

    #[test]
    fn one_sleeper_keeps_the_alarm() {
        let mut idle = IdleWorkers::new();
        let (first, alarm) = idle.sleep(50);
        assert_eq!(alarm, 50);
        let (second, alarm) = idle.sleep(50);
        assert_eq!(alarm, u64::MAX);
        assert!(idle.wakes_by(50) && !idle.wakes_by(49));
        let (third, alarm) = idle.sleep(20);
        assert_eq!(alarm, 20);
        idle.wake(first);
        assert!(idle.wakes_by(20), "the first owns the alarm no more");
        idle.wake(third);
        assert!(!idle.wakes_by(u64::MAX - 1));
        idle.wake(second);
    }
}
