//! The host's own threads, lent to the library.

use crate::base::sync::RwLock;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// A host that runs tasks for the library.
pub trait HostThreads: Send + Sync {
    /// Calls `task` `count` times, from any threads, and returns when all calls have returned.
    fn run(&self, count: usize, task: &(dyn Fn() + Sync));

    /// How many tasks it can run at once, at least 1.
    fn concurrency(&self) -> usize;
}

thread_local! {
    static IN_TASK: Cell<bool> = const { Cell::new(false) };
}

/// Runs `task` on a thread of the host. Parallel work inside it stays on that thread: a task that waited for tasks of
/// its own could wait for a thread which the host does not have.
pub fn run_task(task: impl FnOnce()) {
    struct Back(bool);
    impl Drop for Back {
        fn drop(&mut self) {
            IN_TASK.set(self.0);
        }
    }
    let _back = Back(IN_TASK.replace(true));
    task();
}

pub(super) fn in_task() -> bool {
    IN_TASK.get()
}

static HOST: RwLock<Option<Arc<dyn HostThreads>>> = RwLock::new(None);
/// Whether there is one: calls without a host touch no lock, which a forked child could find taken for ever.
static IS_SET: AtomicBool = AtomicBool::new(false);

/// Has all later parallel work run by `executor`; `None` goes back to the library's own threads. Work in flight ends
/// where it began.
pub fn set_executor(executor: Option<Arc<dyn HostThreads>>) {
    let mut host = HOST.write();
    IS_SET.store(executor.is_some(), Relaxed);
    let before = std::mem::replace(&mut *host, executor);
    drop(host);
    // Outside the lock: a host's destructor is foreign code.
    drop(before);
}

pub(super) fn executor() -> Option<Arc<dyn HostThreads>> {
    if !IS_SET.load(Relaxed) {
        return None;
    }
    HOST.read().clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_in_a_task_of_the_host_is_not_split_again() {
        run_task(|| {
            run_task(|| assert_eq!(super::super::workers(), 1));
            assert_eq!(super::super::workers(), 1, "still inside the outer one");
        });
        assert!(!in_task());
    }
}
