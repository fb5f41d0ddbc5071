//! Threads of the program, on which the library runs its parallel work.

use crate::error::Result;
use scipix_core::split;

pub use scipix_core::split::HostThreads;

/// Runs all later parallel work on the program's threads instead of the library's; `None` goes back to those. Work in flight
/// ends where it began. A thread count of 1 still means none but the caller's thread.
///
/// # Errors
/// `OutOfMemory`.
///
/// ```
/// use scipix::parallel::{self, HostThreads};
///
/// struct Scoped;
///
/// impl HostThreads for Scoped {
///     fn run(&self, count: usize, task: &(dyn Fn() + Sync)) {
///         std::thread::scope(|scope| {
///             (0..count).for_each(|_| _ = scope.spawn(|| parallel::run_host_task(task)));
///         });
///     }
///     fn concurrency(&self) -> usize {
///         2
///     }
/// }
///
/// parallel::set_host_threads(Some(Box::new(Scoped)))?;
/// assert_eq!(parallel::map(&[1, 2, 3], |n| n * 2), [2, 4, 6]);
/// parallel::set_host_threads(None)?;
/// # Ok::<(), scipix::Error>(())
/// ```
pub fn set_host_threads(host: Option<Box<dyn HostThreads>>) -> Result<()> {
    Ok(split::set_executor(host)?)
}

/// Runs a task of the library on this thread. [`HostThreads::run`] calls it, so that parallel work inside the task stays on its
/// thread: a task that waited for others could wait for a thread that the program does not have.
pub fn run_host_task(task: impl FnOnce()) {
    split::run_task(task);
}
