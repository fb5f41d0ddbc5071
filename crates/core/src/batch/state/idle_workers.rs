//! Sleeping workers: a submission wakes one only if one sleeps and would not wake in time. No threads and no clock.

/// Workers that wait for a batch.
#[derive(Debug)]
pub struct IdleWorkers {
    sleeping: usize,
    /// How many of the sleeping workers have been called and are about to wake.
    called: usize,
    /// Time when one of them wakes by itself; `u64::MAX`: none does.
    alarm: u64,
    /// Number of the sleep that has the alarm.
    keeper: u64,
}

/// One sleep of a worker, with its number if it has the alarm.
#[derive(Debug)]
pub struct Sleep(Option<u64>);

impl IdleWorkers {
    pub fn new() -> Self {
        Self { sleeping: 0, called: 0, alarm: u64::MAX, keeper: 0 }
    }

    /// A worker goes to sleep while something is due at `due`. Returns when it must wake by itself: one alarm is enough for
    /// all workers.
    pub fn sleep(&mut self, due: u64) -> (Sleep, u64) {
        self.sleeping += 1;
        if due >= self.alarm {
            return (Sleep(None), u64::MAX);
        }
        self.keeper += 1;
        self.alarm = due;
        (Sleep(Some(self.keeper)), due)
    }

    /// A worker has woken, for whatever reason.
    pub fn wake(&mut self, sleep: Sleep) {
        self.sleeping -= 1;
        self.called = self.called.saturating_sub(1);
        if sleep.0 == Some(self.keeper) {
            self.alarm = u64::MAX;
        }
    }

    /// Whether a worker wakes by itself at `due` or before.
    pub fn wakes_by(&self, due: u64) -> bool {
        self.alarm <= due
    }

    /// Calls one more sleeping worker. Returns false if all have been called or none sleeps.
    pub fn call(&mut self) -> bool {
        let more = self.called < self.sleeping;
        self.called += usize::from(more);
        more
    }

    /// Calls all sleeping workers.
    pub fn call_all(&mut self) {
        self.called = self.sleeping;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sleeper_is_called_once() {
        let mut idle = IdleWorkers::new();
        assert!(!idle.call(), "nobody sleeps");
        let (first, _) = idle.sleep(u64::MAX);
        let (second, _) = idle.sleep(u64::MAX);
        assert!(idle.call() && idle.call() && !idle.call());
        idle.wake(second);
        assert!(!idle.call(), "the first has been called as well");
        idle.wake(first);
        let (_third, _) = idle.sleep(u64::MAX);
        assert!(idle.call());
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
        assert!(idle.wakes_by(20), "the first was keeper no more");
        idle.wake(third);
        assert!(!idle.wakes_by(u64::MAX - 1));
        idle.wake(second);
    }
}
