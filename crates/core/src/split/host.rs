//! Threads of the host program, which it lends to the library.

use crate::base::Shared;
use crate::base::error::{Result, fail};
use crate::base::sync::RwLock;
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// A host that runs tasks for the library.
pub trait HostThreads: Send + Sync {
    /// Calls `task` `count` times, on any threads, and returns when all calls have returned.
    fn run(&self, count: usize, task: &(dyn Fn() + Sync));

    /// Returns how many tasks the host can run at once, at least 1.
    fn concurrency(&self) -> usize;
}

thread_local! {
    static IN_TASK: Cell<bool> = const { Cell::new(false) };
}

/// Runs `task` on this thread of the host. Parallel work inside it stays on the thread: a task that waited for tasks of its own
/// could wait for a thread that the host does not have.
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

/// Returns whether this thread runs a task of the host.
pub(super) fn in_task() -> bool {
    IN_TASK.get()
}

/// The host that is set.
type Host = Shared<Box<dyn HostThreads>>;

static HOST: RwLock<Option<Host>> = RwLock::new(None);
/// Whether there is a host. Calls without one take no lock, which could stay held for ever in a forked child.
static IS_SET: AtomicBool = AtomicBool::new(false);

/// Makes `executor` run all later parallel work; `None` returns to the library's own threads. Work that has begun is finished
/// where it began.
///
/// # Errors
/// `OutOfMemory`; the host is then the one of before.
pub fn set_executor(executor: Option<Box<dyn HostThreads>>) -> Result<()> {
    let executor = match executor.map(Shared::try_new) {
        Some(None) => fail!(OutOfMemory, "executor: no memory to share it"),
        executor => executor.flatten(),
    };
    let mut host = HOST.write();
    IS_SET.store(executor.is_some(), Relaxed);
    let before = std::mem::replace(&mut *host, executor);
    drop(host);
    // Dropped outside the lock: a host's destructor is foreign code.
    drop(before);
    Ok(())
}

/// Returns the host, if there is one.
pub(super) fn executor() -> Option<Host> {
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
