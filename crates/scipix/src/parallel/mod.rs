//! This module has parallel loops over slices, and a join of futures that polls a bounded number at once.
//!
//! Loops run on the library's threads, as many as [`set_thread_count`](crate::set_thread_count) allows, and on the calling
//! thread, which does all of the work where no other thread is free. Loops may nest. Results come in the order of the items. A
//! panic in a closure is resumed on the calling thread, and nothing is begun after it.
//!
//! ```
//! use scipix::parallel;
//!
//! let lengths: Vec<usize> = parallel::map(&["page", "line", "glyph"], |word| word.len());
//! assert_eq!(lengths, [4, 4, 5]);
//! ```

mod host;
mod join;

pub use host::{HostThreads, run_host_task, set_host_threads};
pub use join::join_bounded;

use scipix_core::split::{CollectError, Grain, collect, for_chunks, for_each_range, workers};
use std::convert::Infallible;
use std::num::NonZeroUsize;

/// Parts of a slice per thread: enough that a thread which started late does not hold up the rest.
const PARTS_PER_THREAD: usize = 8;

/// Calls `f` with each item, on several threads, and returns the results in the order of the items.
///
/// # Panics
/// It panics where `f` does, and where there is no memory for the results.
///
/// ```
/// let squares = scipix::parallel::map(&[1, 2, 3], |n| n * n);
/// assert_eq!(squares, [1, 4, 9]);
/// ```
pub fn map<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_by(items, Grain::Automatic, f)
}

/// Calls `f` with each item, `chunk` items to a thread at a time, and returns the results in the order of the items.
///
/// A chunk of 1 suits items of very different cost; [`map`] suits all others. A chunk of 0 counts as 1.
///
/// # Panics
/// It panics where `f` does, and where there is no memory for the results.
///
/// ```
/// let costs = scipix::parallel::map_chunked(&[30, 1, 2], 1, |&n| (0..n).sum::<u32>());
/// assert_eq!(costs, [435, 0, 1]);
/// ```
pub fn map_chunked<T: Sync, R: Send>(items: &[T], chunk: usize, f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_by(items, Grain::Fixed(NonZeroUsize::new(chunk).unwrap_or(NonZeroUsize::MIN)), f)
}

fn map_by<T: Sync, R: Send>(items: &[T], grain: Grain, f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    match collect(items.len(), grain, |range| items[range].iter().map(|item| Ok::<R, Infallible>(f(item)))) {
        Ok(results) => results,
        Err(CollectError::OutOfMemory) => no_memory(items.len()),
    }
}

/// Calls `f` with each item, on several threads, and returns the results in the order of the items, or the error of
/// the first item, in order, that failed. After an error nothing is begun.
///
/// # Errors
/// It returns the error of `f` for the first item that failed, whatever the number of threads.
///
/// # Panics
/// It panics where `f` does, and where there is no memory for the results.
///
/// ```
/// let numbers: Result<Vec<u32>, _> = scipix::parallel::try_map(&["1", "2", "three"], |text| text.parse::<u32>());
/// assert!(numbers.is_err());
/// ```
pub fn try_map<T: Sync, R: Send, E: Send>(items: &[T], f: impl Fn(&T) -> Result<R, E> + Sync) -> Result<Vec<R>, E> {
    match collect(items.len(), Grain::Automatic, |range| items[range].iter().map(&f)) {
        Ok(results) => Ok(results),
        Err(CollectError::Body(error)) => Err(error),
        Err(CollectError::OutOfMemory) => no_memory(items.len()),
    }
}

/// Calls `f` with each item, on several threads.
///
/// # Panics
/// It panics where `f` does.
pub fn for_each<T: Sync>(items: &[T], f: impl Fn(&T) + Sync) {
    let done = for_each_range(items.len(), Grain::Automatic, |range| {
        items[range].iter().for_each(&f);
        Ok::<(), Infallible>(())
    });
    match done {
        Ok(()) => {}
    }
}

/// Calls `f` with each item, which it may change, on several threads.
///
/// # Panics
/// It panics where `f` does.
///
/// ```
/// let mut numbers = [1, 2, 3];
/// scipix::parallel::for_each_mut(&mut numbers, |n| *n *= 10);
/// assert_eq!(numbers, [10, 20, 30]);
/// ```
pub fn for_each_mut<T: Send>(items: &mut [T], f: impl Fn(&mut T) + Sync) {
    let threads = workers().min(items.len());
    let step = items.len().div_ceil(threads.max(1).saturating_mul(PARTS_PER_THREAD)).max(1);
    for_chunks(items, step, threads, |_, chunk| chunk.iter_mut().for_each(&f));
}

#[cold]
fn no_memory(count: usize) -> ! {
    panic!("no memory for {count} results");
}
