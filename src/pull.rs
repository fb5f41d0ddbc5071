//! Batches and answers without callbacks: for runtimes that want no foreign thread to call them.
//!
//! On the side of the work, threads of the caller take batches of a batcher made with `fn` NULL and complete them. On the
//! side of the requests, answers of items submitted with `done` NULL are polled, woken by a file descriptor if need be.
//!
//! @code{.c}
//! ScipixBatcherConfig config;
//! ScipixBatcher *batcher = NULL;
//! ScipixBatch *batch = NULL;
//! int page = 7;
//! ScipixBatchItem item = {1, &page, 0, 0, 0};
//! ScipixDone done;
//! size_t count;
//! scipix_batcher_config_init(&config);
//! config.mode = SCIPIX_BATCH_MODE_GREEDY;
//! ScipixStatus status = scipix_batcher_new(&config, NULL, NULL, &batcher); // no function: batches are pulled
//! if (status == SCIPIX_STATUS_OK) status = scipix_batcher_submit(batcher, &item, 0, NULL, NULL, NULL);
//! if (status == SCIPIX_STATUS_OK) status = scipix_batcher_next_batch(batcher, SCIPIX_WAIT_FOREVER, &batch);
//! if (status == SCIPIX_STATUS_OK) {
//!   ScipixBatchResult result = {scipix_batch_items(batch, &count)[0].data, SCIPIX_STATUS_OK};
//!   status = scipix_batch_complete(batch, &result, 1);
//! }
//! if (status == SCIPIX_STATUS_OK) status = scipix_batcher_poll_done(batcher, SCIPIX_WAIT_FOREVER, &done, 1, &count);
//! assert(status == SCIPIX_STATUS_OK && count == 1 && done.result.data == &page);
//! scipix_batcher_free(batcher);
//! @endcode

use super::batch_item::{ScipixBatchItem, ScipixBatchResult};
use super::batch_work::{CWork, nanos};
use super::batcher::{ScipixBatcher, object, shared};
use super::event::Event;
use super::guard::{Law, guard, guard_value};
use super::handle::{self, Opaque};
use super::status::ScipixStatus;
use scipix_core::base::Shared;
use scipix_core::base::aligned::try_box;
use scipix_core::base::error::fail;
use scipix_core::base::fork::ForkEpoch;
use scipix_core::batch::Pulled;
use std::ffi::{c_int, c_void};
use std::ptr::{null, null_mut};

/// A batch that was taken. Owned: given back by `scipix_batch_complete` or `scipix_batch_free`. @onethread
pub struct ScipixBatch {
    _opaque: [u8; 0],
}

impl Opaque for ScipixBatch {
    type Object = PulledBatch;
    const TAG: u64 = u64::from_le_bytes(*b"sx:pull\0");
    const NAME: &'static str = "ScipixBatch";
}

/// The object behind a `ScipixBatch`.
pub struct PulledBatch {
    batch: Pulled<CWork>,
    epoch: ForkEpoch,
}

/// An answer that was polled.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixDone {
    /// The item, as it was submitted.
    pub item: ScipixBatchItem,
    /// The answer.
    pub result: ScipixBatchResult,
}

/// Takes the next batch, of a batcher made with `fn` NULL. Any number of threads may take batches and work on them at
/// once; `workers` does not count here. @threadsafe
///
/// @param batcher     the batcher
/// @param timeout_us  how long to wait for a batch
/// @param out_batch   receives the batch; NULL on failure
/// @return OK; TIMEOUT; CLOSED when there is nothing left and nothing will come; INVALID_ARGUMENT where the batcher has
///         threads of its own; DEADLOCK for waiting inside a callback of this batcher
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_next_batch(
    batcher: *mut ScipixBatcher,
    timeout_us: u64,
    out_batch: *mut *mut ScipixBatch,
) -> ScipixStatus {
    guard(|law| {
        law.out(out_batch, "out_batch")?.write(null_mut());
        let (batcher, is_pulled) = (shared(law, batcher)?, object(law, batcher)?.batcher.is_pulled());
        if !is_pulled {
            fail!(InvalidArgument, "batcher: has threads of its own, which take its batches");
        }
        let vacant = handle::reserve::<ScipixBatch>()?;
        let batch = batcher.next_batch(nanos(timeout_us))?;
        law.out(out_batch, "out_batch")?.write(vacant.fill(PulledBatch { batch, epoch: ForkEpoch::current() }));
        Ok(())
    })
}

/// Returns the items of a batch, in the order of their submission. @onethread
///
/// @param batch      the batch
/// @param out_count  NULL, or receives how many
/// @return the items, borrowed until the batch is completed or freed; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batch_items(
    batch: *const ScipixBatch,
    out_count: *mut usize,
) -> *const ScipixBatchItem {
    guard_value(null(), |law| {
        let items = law.handle(batch, "batch").map_or(&[][..], |taken| taken.batch.items());
        if let Ok(out) = law.out(out_count, "out_count") {
            out.write(items.len());
        }
        if items.is_empty() { null() } else { items.as_ptr() }
    })
}

/// Answers the items of a batch, on this thread. Works after the batcher was freed, too. @onethread
///
/// @param batch    the batch; gone where the call returns OK, as it was otherwise
/// @param results  one for each item, at the same index
/// @param count    how many
/// @return OK; SIZE_MISMATCH where `count` is not that of the items; CLOSED in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batch_complete(
    batch: *mut ScipixBatch,
    results: *const ScipixBatchResult,
    count: usize,
) -> ScipixStatus {
    guard(|law| {
        let taken = law.handle(batch, "batch")?;
        if !taken.epoch.is_current() {
            fail!(Closed, "batch: was taken by the process that this one was forked from");
        }
        let expected = taken.batch.items().len();
        if count != expected {
            fail!(SizeMismatch, "count: {count} results for {expected} items");
        }
        let results = law.slice(results, count, "results")?;
        if let Some(taken) = law.take(batch, "batch")? {
            taken.batch.complete(results.iter().copied());
        }
        Ok(())
    })
}

/// Gives up a batch: its items are answered CALLBACK_FAILED, on this thread. @onethread
///
/// @param batch  the batch; NULL does nothing
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batch_free(batch: *mut ScipixBatch) -> ScipixStatus {
    guard(|law| {
        if let Some(taken) = law.take(batch, "batch")? {
            if taken.epoch.is_current() {
                drop(taken);
            } else {
                // Its answers are the parent's to give, and locks may be held by threads that are not here.
                std::mem::forget(taken);
            }
        }
        Ok(())
    })
}

/// Takes answers of items submitted with `done` NULL, in the order in which they came. Works after closing. @threadsafe
///
/// @param batcher     the batcher
/// @param timeout_us  how long to wait for the first answer
/// @param out_done    receives the answers
/// @param cap         how many it has room for; where it is 0 the call does nothing
/// @param out_count   receives how many there were, also on failure
/// @return OK; TIMEOUT; CLOSED when there is none left and none will come; DEADLOCK for waiting inside a callback of this
///         batcher
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_poll_done(
    batcher: *mut ScipixBatcher,
    timeout_us: u64,
    out_done: *mut ScipixDone,
    cap: usize,
    out_count: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        let (batcher, out_count) = (shared(law, batcher)?, law.out(out_count, "out_count")?);
        let out_done = law.slice_mut(out_done, cap, "out_done")?;
        let mut places = out_done.iter_mut();
        let polled = batcher.poll(nanos(timeout_us), cap, |(item, result)| {
            if let Some(place) = places.next() {
                *place = ScipixDone { item, result };
            }
        });
        out_count.write(polled.as_ref().map_or(0, |&count| count));
        polled.map(drop)
    })
}

/// Returns a file descriptor that is readable while answers wait to be polled, for `poll`, `epoll` and event loops. It must
/// not be read, written or closed. @threadsafe
///
/// @param batcher  the batcher
/// @return the descriptor, borrowed until the batcher is freed; -1 where there is none, which is everywhere but on Linux
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_done_fd(batcher: *const ScipixBatcher) -> c_int {
    guard_value(-1, |law| event(law, batcher).map_or(-1, |event| event.fd()))
}

/// Returns an event object of Windows that is set while answers wait to be polled, for `WaitForSingleObject`,
/// `WaitForMultipleObjects` and event loops. It must not be set, reset or closed. @threadsafe
///
/// @param batcher  the batcher
/// @return the `HANDLE`, borrowed until the batcher is freed; NULL where there is none, which is everywhere but on Windows
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_done_event(batcher: *const ScipixBatcher) -> *mut c_void {
    guard_value(null_mut(), |law| event(law, batcher).map_or(null_mut(), |event| event.object()))
}

/// Returns the event of a batcher, which the first call makes.
fn event(law: Law<'_>, batcher: *const ScipixBatcher) -> Option<&Event> {
    let object = object(law, batcher).ok()?;
    let event = object.event.get_or_init(|| {
        let event = Shared::try_new(Event::new()?)?;
        object.batcher.set_signal(try_box(event.clone())?);
        Some(event)
    });
    event.as_deref()
}
