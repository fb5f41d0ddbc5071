//! Parallel work: the caller's own loops, on the library's threads or on the host's.
//!
//! The calling thread always works too, and waits only for helpers that have begun. At thread count 1, or an optimization
//! level below PARALLEL, it works alone. Callbacks hold no lock of the library, may call any function of it, and must not
//! unwind.
//!
//! @code{.c}
//! static ScipixStatus square(void *user_data, size_t begin, size_t end) {
//!   long *numbers = (long *)user_data;
//!   for (size_t i = begin; i < end; ++i) numbers[i] *= numbers[i];
//!   return SCIPIX_STATUS_OK;
//! }
//!
//! long numbers[1000];
//! for (long i = 0; i < 1000; ++i) numbers[i] = i;
//! ScipixStatus status = scipix_parallel_for(1000, 0, square, numbers);
//! assert(status == SCIPIX_STATUS_OK && numbers[999] == 999 * 999);
//! @endcode

use super::callback::UserData;
use super::guard::{Law, guard};
use super::ptr::spans_overlap;
use super::status::{SCIPIX_STATUS_OK, ScipixStatus, from_callback};
use scipix_core::base::aligned::try_box;
use scipix_core::base::error::{Result, fail};
use scipix_core::base::sync::Mutex;
use scipix_core::split::{Grain, HostThreads, for_each_range, run_task, set_executor};
use scipix_core::split::{Lease, lend};
use std::convert::Infallible;
use std::ffi::c_void;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::ptr::{from_ref, null_mut};
use std::sync::atomic::{AtomicI32, AtomicPtr, Ordering::Relaxed};

/// Works on the items `begin` to `end - 1`; returns OK, another status, or a code of its own from 1000 on.
pub type ScipixRangeFn = Option<unsafe extern "C" fn(user_data: *mut c_void, begin: usize, end: usize) -> ScipixStatus>;

/// Makes `*out_result`, NULL at first, of one item; returns OK, another status, or a code of its own from 1000 on.
pub type ScipixMapFn = Option<
    unsafe extern "C" fn(user_data: *mut c_void, item: *mut c_void, out_result: *mut *mut c_void) -> ScipixStatus,
>;

fn grain_of(grain: usize) -> Grain {
    NonZeroUsize::new(grain).map_or(Grain::Automatic, Grain::Fixed)
}

/// Calls `fn` with ranges that together hold every number below `count` once, from several threads, and returns when all
/// calls have returned. The first failure stops what has not begun. Calls may nest. @threadsafe
///
/// @param count      how many items; 0 is OK and does nothing
/// @param grain      items to a call, the last one fewer; 1 suits items of very different cost. 0: automatic, large ranges
///                   first and single items at the end
/// @param fn         called on the calling thread and on others, several at once
/// @param user_data  given to `fn`
/// @return OK; the failure of `fn` for the first range, in order, that failed, a code of its own unchanged
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_parallel_for(
    count: usize,
    grain: usize,
    r#fn: ScipixRangeFn,
    user_data: *mut c_void,
) -> ScipixStatus {
    guard(|_| {
        let Some(call) = r#fn else { fail!(NullPointer, "fn: is NULL") };
        let user_data = UserData(user_data);
        for_each_range(count, grain_of(grain), |Range { start, end }| {
            // SAFETY: the caller gave this function to be called so, on any thread.
            match unsafe { call(user_data.get(), start, end) } {
                SCIPIX_STATUS_OK => Ok(()),
                code => fail!(Callback(code), "fn: returned {code} for items {start} to {}", end - 1),
            }
        })
    })
}

/// Calls `fn` once for each item, from several threads, and returns when all calls have returned. A failure stops nothing:
/// each item has its own result and status, in the order of the items. Calls may nest. @threadsafe
///
/// @param items         `count` pointers, given to `fn`
/// @param count         how many; 0 is OK and does nothing
/// @param grain         items that a thread takes at once; 0: automatic
/// @param fn            called on the calling thread and on others, several at once
/// @param user_data     given to `fn`
/// @param out_results   receives `count` pointers, NULL for an item that failed; may be `items`
/// @param out_statuses  NULL, or receives `count` statuses
/// @return OK; else the status of the first item, in order, that failed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_parallel_map(
    items: *const *mut c_void,
    count: usize,
    grain: usize,
    r#fn: ScipixMapFn,
    user_data: *mut c_void,
    out_results: *mut *mut c_void,
    out_statuses: *mut ScipixStatus,
) -> ScipixStatus {
    guard(|law| {
        let Some(call) = r#fn else { fail!(NullPointer, "fn: is NULL") };
        let ((items, results), statuses) =
            (pointers(law, items, out_results, count)?, statuses(law, out_statuses, count)?);
        let user_data = UserData(user_data);
        let failed = Mutex::new(FirstFailed::default());
        let one = |index: usize| {
            let mut result = null_mut();
            // SAFETY: the caller gave this function to be called so, on any thread.
            let code = from_callback(unsafe { call(user_data.get(), items[index].load(Relaxed), &mut result) });
            let ok = code == SCIPIX_STATUS_OK;
            results[index].store(if ok { result } else { null_mut() }, Relaxed);
            if let Some(status) = statuses.get(index) {
                status.store(code, Relaxed);
            }
            if !ok {
                failed.lock().note(index, code);
            }
        };
        let every = |range: Range<usize>| {
            range.for_each(one);
            Ok::<(), Infallible>(())
        };
        match for_each_range(count, grain_of(grain), every) {
            Ok(()) => failed.into_inner().into_result("fn"),
        }
    })
}

/// The caller's pointers: atomics lie in memory as what they hold.
type Pointers<'a> = &'a [AtomicPtr<c_void>];

/// The items and the places of their results, which may be the same memory.
pub(super) fn pointers<'call>(
    law: Law<'call>,
    items: *const *mut c_void,
    out_results: *mut *mut c_void,
    count: usize,
) -> Result<(Pointers<'call>, Pointers<'call>)> {
    // Atomics, since several threads write there.
    let both = (
        law.slice(items.cast::<AtomicPtr<c_void>>(), count, "items")?,
        law.slice(out_results.cast::<AtomicPtr<c_void>>(), count, "out_results")?,
    );
    let bytes = size_of_val(both.0);
    if both.0.as_ptr() != both.1.as_ptr() && spans_overlap(items.cast(), bytes, out_results.cast(), bytes) {
        fail!(InvalidArgument, "out_results: overlaps items without being them");
    }
    Ok(both)
}

/// The places of the statuses; none where the caller wants none.
pub(super) fn statuses<'call>(
    law: Law<'call>,
    out_statuses: *mut ScipixStatus,
    count: usize,
) -> Result<&'call [AtomicI32]> {
    let room = if out_statuses.is_null() { 0 } else { count };
    law.slice(out_statuses.cast::<AtomicI32>(), room, "out_statuses")
}

/// The failure of the first item in order.
#[derive(Default)]
pub(super) struct FirstFailed(Option<(usize, ScipixStatus)>);

impl FirstFailed {
    pub(super) fn note(&mut self, index: usize, code: ScipixStatus) {
        if code != SCIPIX_STATUS_OK && self.0.is_none_or(|(before, _)| index < before) {
            self.0 = Some((index, code));
        }
    }

    /// `by` names the argument whose function it was.
    pub(super) fn into_result(self, by: &str) -> Result<()> {
        match self.0 {
            Some((index, code)) => fail!(Callback(code), "{by}: returned {code} for item {index}"),
            None => Ok(()),
        }
    }
}

/// A task that the host's threads run: one of `count`.
pub type ScipixTaskFn = Option<unsafe extern "C" fn(task_data: *mut c_void, index: usize)>;

/// Executor of the host, for `scipix_set_executor`: it runs tasks of the library on the host's threads, and is no
/// ScipixExecutor, which runs jobs of the caller. It calls `task(task_data, i)` once for each i below `count`, in any order
/// and on any threads, the calling one included, and returns OK when all have returned. On failure none may run any more:
/// the library then does the work on the calling thread. Tasks never wait for each other.
pub type ScipixExecutorFn = Option<
    unsafe extern "C" fn(
        user_data: *mut c_void,
        task: ScipixTaskFn,
        task_data: *mut c_void,
        count: usize,
    ) -> ScipixStatus,
>;

struct HostCallback {
    run: unsafe extern "C" fn(*mut c_void, ScipixTaskFn, *mut c_void, usize) -> ScipixStatus,
    user_data: UserData,
    concurrency: usize,
}

unsafe extern "C" fn run_one(task_data: *mut c_void, _index: usize) {
    // SAFETY: `HostCallback::run` gives its lease, which lives until the host has returned; a lease stops panics.
    run_task(|| unsafe { &*task_data.cast::<Lease>() }.enter());
}

impl HostThreads for HostCallback {
    fn run(&self, count: usize, task: &(dyn Fn() + Sync)) {
        // Without memory for a lease nothing is begun, and the caller does all of the work.
        let _ = lend(task, |lease| {
            let task_data = from_ref::<Lease>(lease).cast_mut().cast();
            // SAFETY: the caller gave this function to be called so, from any thread. Its status only says whether all
            // tasks ran, and the work that was not claimed shows that too.
            unsafe { (self.run)(self.user_data.get(), Some(run_one), task_data, count) };
        });
    }

    fn concurrency(&self) -> usize {
        self.concurrency
    }
}

/// Has `parallel_for`, `parallel_map` and image operations run on the host's threads instead of the library's, for every
/// later call of any thread. A ScipixExecutor and its jobs are not concerned. Work in flight ends where it began: keep
/// `user_data` until those calls have returned. Inside a task parallel work stays on its thread. @threadsafe
///
/// @param run          called on threads that call the library, several at once; NULL goes back to the library's threads
/// @param concurrency  how many tasks the host can run at once, the calling thread included; takes the place of the thread
///                     count, except that a thread count of 1 still means none but the caller's
/// @param user_data    given to `run`
/// @return OK; INVALID_ARGUMENT where `run` is given and `concurrency` is 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_set_executor(
    run: ScipixExecutorFn,
    concurrency: usize,
    user_data: *mut c_void,
) -> ScipixStatus {
    guard(|_| {
        let Some(run) = run else {
            return set_executor(None);
        };
        if concurrency == 0 {
            fail!(InvalidArgument, "concurrency: is 0");
        }
        match try_box(HostCallback { run, user_data: UserData(user_data), concurrency }) {
            Some(host) => set_executor(Some(host)),
            None => fail!(OutOfMemory, "run: no memory for the executor"),
        }
    })
}
