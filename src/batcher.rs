//! Batcher: single items, from any number of threads, become batches, and each gets its own answer.
//!
//! An accepted item is answered exactly once, whatever happens; a rejected one stays the caller's. `data` of an item is
//! borrowed from its submission until its answer. Answers of one batch come in the order of its items, which is that of
//! submission, with priorities within each level.
//!
//! Failures: a result that the processing function leaves as it was is NOT_SET; another status stands for that item
//! alone. Closing refuses new items and runs those that are queued.
//!
//! An item whose deadline passes while it is queued is answered DEADLINE_MISSED at that time, whatever the workers do. A
//! thread of the batcher sleeps until the next deadline and gives these answers. An item whose deadline comes before its
//! window ends waits for no others: an idle worker takes it at once. With `target_latency_us`, a batch's items that are
//! expected to be answered after their deadline (from measured batch times) are answered DEADLINE_MISSED when the batch is
//! taken.
//!
//! With `priority_levels`, a worker takes queued items of a higher level first. Items of one level keep the order of
//! submission. An item that has waited `priority_aging_us` in its level moves up to the end of the next higher one, so
//! that no item starves. Groups, windows, costs and deadlines work as without priorities: of the groups that may be
//! taken, the one with the first item by priority is next, and its batch begins with that item. A batch that is being
//! processed is not interrupted.
//!
//! Callbacks run without any lock of the library: they may submit, cancel and close. Freeing, draining or waiting inside
//! a callback of the same batcher is DEADLOCK and changes nothing, and BLOCK acts as REJECT there.
//!
//! A batcher belongs to the process that made it: in a forked child its functions return CLOSED.
//!
//! @code{.c}
//! static void recognise(void *user_data, const ScipixBatchItem *items, size_t count, ScipixBatchResult *out_results) {
//!   (void)user_data;
//!   for (size_t i = 0; i < count; ++i) {
//!     out_results[i].data = items[i].data; // a model would run on all of them at once
//!     out_results[i].status = SCIPIX_STATUS_OK;
//!   }
//! }
//!
//! ScipixBatcherConfig config;
//! ScipixBatcher *batcher = NULL;
//! int page = 7;
//! ScipixBatchItem item = {1, &page, 0, 0, 1}; // of priority 1, the highest
//! ScipixBatchResult result;
//! scipix_batcher_config_init(&config);
//! config.max_wait_us = 2000;
//! config.priority_levels = 2; // 1 for a waiting user, 2, the default, for the rest
//! ScipixStatus status = scipix_batcher_new(&config, recognise, NULL, &batcher);
//! if (status == SCIPIX_STATUS_OK) {
//!   status = scipix_batcher_submit_wait(batcher, &item, SCIPIX_WAIT_FOREVER, &result);
//! }
//! assert(status == SCIPIX_STATUS_OK && result.data == &page);
//! scipix_batcher_free(batcher);
//! @endcode

pub use super::batch_item::{ScipixBatchFn, ScipixBatchItem, ScipixBatchResult, ScipixDoneFn};
use super::batch_work::{CWork, DoneCallback, nanos, request};
use super::event::Event;
use super::guard::{Law, guard, guard_value};
use super::handle::{self, Opaque};
use super::library::SCIPIX_WAIT_FOREVER;
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::base::Shared;
use scipix_core::base::error::{Result, fail};
use scipix_core::base::fork::ForkEpoch;
use scipix_core::batch::{BatchConfig, Batcher, Handle, Mode, QueuePolicy};
use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::OnceLock;

/// When an incomplete batch is dispatched.
pub type ScipixBatchMode = i32;
/// Incomplete batches are dispatched when `preferred_batch_size` items of a group are queued and a worker is idle, or when
/// the oldest item of the group has waited `max_wait_us` since it was submitted.
pub const SCIPIX_BATCH_MODE_WINDOW: ScipixBatchMode = 0;
/// Incomplete batches are dispatched as soon as a worker is idle.
pub const SCIPIX_BATCH_MODE_GREEDY: ScipixBatchMode = 1;

/// How a submission to a full queue is treated.
pub type ScipixQueuePolicy = i32;
/// It returns QUEUE_FULL.
pub const SCIPIX_QUEUE_POLICY_REJECT: ScipixQueuePolicy = 0;
/// It waits for room, and returns TIMEOUT where there is none within `block_timeout_us`.
pub const SCIPIX_QUEUE_POLICY_BLOCK: ScipixQueuePolicy = 1;

/// Configuration of a batcher. Fill it with `scipix_batcher_config_init`, then change what should differ.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixBatcherConfig {
    /// `sizeof(ScipixBatcherConfig)`.
    pub struct_size: u32,
    /// A `SCIPIX_BATCH_MODE_*`. Default WINDOW.
    pub mode: ScipixBatchMode,
    /// A `SCIPIX_QUEUE_POLICY_*`. Default REJECT.
    pub queue_policy: ScipixQueuePolicy,
    /// Threads that process batches, 1 to 1024; where batches are pulled none starts. Default 1.
    pub workers: u32,
    /// Most items in a batch; below 16, lower `preferred_batch_size` too. Default 32.
    pub max_batch_size: usize,
    /// When this many items of a group are queued, an idle worker takes them without waiting for more. Default 16.
    pub preferred_batch_size: usize,
    /// Most items queued and answers that wait to be polled, together. Items being processed are not counted. Default
    /// 1000.
    pub max_queue_size: usize,
    /// WINDOW: how long the oldest item of a group waits for others; with a target, at most half of what processing
    /// leaves of `target_latency_us`. Default 50000.
    pub max_wait_us: u64,
    /// Greatest sum of the costs in a batch; 0 is no limit. Default 0.
    pub max_batch_cost: u64,
    /// Above 0: batches are kept so small that items are answered within this time of their submission, as far as the
    /// time that the processing takes allows. Default 0.
    pub target_latency_us: u64,
    /// How long BLOCK waits for room. Default `SCIPIX_WAIT_FOREVER`.
    pub block_timeout_us: u64,
    /// 1: items that can no longer be answered within `target_latency_us`, which must be above 0, are answered
    /// DEADLINE_MISSED instead of being processed. Default 0.
    pub shed_late: u32,
    /// Zero.
    pub reserved: u32,
    /// Levels of priority, 16 at most, of which 1 is the highest; 0 or 1: items have no priorities. Default 0.
    pub priority_levels: u32,
    /// The level of items whose `priority` is 0; 0 is the lowest level. Default 0.
    pub default_priority: u32,
    /// How long an item waits in one level before it moves up to the end of the next higher one, at least 1;
    /// `SCIPIX_WAIT_FOREVER`: it never does. Default 1000000.
    pub priority_aging_us: u64,
}

// SAFETY: repr(C), integers only, 96 bytes without padding where pointers have 64 bits; where they have 32 the three
// sizes are followed by four bytes of padding, which is not at the end.
unsafe impl Versioned for ScipixBatcherConfig {
    const FIRST: usize = size_of::<Self>();
    const INIT: Option<&'static str> = Some("scipix_batcher_config_init");
    fn defaults() -> Self {
        let config = BatchConfig::default();
        Self {
            struct_size: size_of::<Self>() as u32,
            mode: SCIPIX_BATCH_MODE_WINDOW,
            queue_policy: SCIPIX_QUEUE_POLICY_REJECT,
            workers: config.workers as u32,
            max_batch_size: config.max_batch_size,
            preferred_batch_size: config.preferred_batch_size,
            max_queue_size: config.max_queue_size,
            max_wait_us: config.max_wait / 1000,
            max_batch_cost: config.max_batch_cost,
            target_latency_us: config.target_latency / 1000,
            block_timeout_us: SCIPIX_WAIT_FOREVER,
            shed_late: 0,
            reserved: 0,
            priority_levels: config.priority_levels,
            default_priority: config.default_priority,
            priority_aging_us: config.priority_aging / 1000,
        }
    }
}

/// A batcher. Opaque; made by `scipix_batcher_new`, freed by `scipix_batcher_free`.
pub struct ScipixBatcher {
    _opaque: [u8; 0],
}

/// The object behind a `ScipixBatcher`.
pub struct BatcherObject {
    pub(super) batcher: Batcher<CWork>,
    pub(super) event: OnceLock<Option<Shared<Event>>>,
    epoch: ForkEpoch,
}

impl Opaque for ScipixBatcher {
    type Object = BatcherObject;
    const TAG: u64 = u64::from_le_bytes(*b"sx:batch");
    const NAME: &'static str = "ScipixBatcher";
}

/// Returns the batcher of a handle, in the process that made it.
pub(super) fn object<'call>(law: Law<'call>, batcher: *const ScipixBatcher) -> Result<&'call BatcherObject> {
    let object = law.handle(batcher, "batcher")?;
    if !object.epoch.is_current() {
        fail!(Closed, "batcher: was made by the process that this one was forked from");
    }
    Ok(object)
}

/// Returns a handle that outlives `batcher`, for calls that wait: another thread may close and free it meanwhile.
pub(super) fn shared(law: Law<'_>, batcher: *const ScipixBatcher) -> Result<Handle<CWork>> {
    Ok(object(law, batcher)?.batcher.handle())
}

fn decode(config: &ScipixBatcherConfig) -> Result<BatchConfig> {
    let mode = match config.mode {
        SCIPIX_BATCH_MODE_WINDOW => Mode::Window,
        SCIPIX_BATCH_MODE_GREEDY => Mode::Greedy,
        mode => fail!(InvalidArgument, "config: mode is {mode}, must be a SCIPIX_BATCH_MODE_*"),
    };
    let queue_policy = match config.queue_policy {
        SCIPIX_QUEUE_POLICY_REJECT => QueuePolicy::Reject,
        SCIPIX_QUEUE_POLICY_BLOCK => QueuePolicy::Block(nanos(config.block_timeout_us)),
        policy => fail!(InvalidArgument, "config: queue_policy is {policy}, must be a SCIPIX_QUEUE_POLICY_*"),
    };
    if config.shed_late > 1 {
        fail!(InvalidArgument, "config: shed_late is {}, must be 0 or 1", config.shed_late);
    }
    if config.reserved != 0 {
        fail!(Unsupported, "config: reserved must be 0");
    }
    Ok(BatchConfig {
        mode,
        queue_policy,
        workers: config.workers as usize,
        max_batch_size: config.max_batch_size,
        preferred_batch_size: config.preferred_batch_size,
        max_queue_size: config.max_queue_size,
        max_wait: nanos(config.max_wait_us),
        max_batch_cost: config.max_batch_cost,
        target_latency: nanos(config.target_latency_us),
        shed_late: config.shed_late == 1,
        priority_levels: config.priority_levels,
        default_priority: config.default_priority,
        priority_aging: nanos(config.priority_aging_us),
    })
}

/// Fills a config with its defaults. @threadsafe
///
/// @param config  receives `struct_size` and every default
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_config_init(config: *mut ScipixBatcherConfig) -> ScipixStatus {
    guard(|law| law.init(config, "config"))
}

/// Makes a batcher and starts its threads. @threadsafe
///
/// @param config       NULL for the defaults
/// @param fn           processes batches, on threads of the batcher; NULL: batches are pulled with
///                     `scipix_batcher_next_batch`, and its only thread is the one that keeps deadlines
/// @param user_data    handed to `fn`; must be usable on any thread until the batcher is freed
/// @param out_batcher  receives the batcher, to be freed with `scipix_batcher_free`; NULL on failure
/// @return OK; INVALID_ARGUMENT for a zero size, `workers` of 0 or above 1024, `preferred_batch_size` above
///         `max_batch_size`, `shed_late` above 1 or without a target, `priority_levels` above 16, `default_priority` above
///         them, or several levels with a `priority_aging_us` of 0; UNSUPPORTED for a field that this release does not have, or
///         `reserved` not 0, and on a platform without threads; IO where a thread cannot be started
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_new(
    config: *const ScipixBatcherConfig,
    r#fn: ScipixBatchFn,
    user_data: *mut c_void,
    out_batcher: *mut *mut ScipixBatcher,
) -> ScipixStatus {
    guard(|law| {
        law.out(out_batcher, "out_batcher")?.write(null_mut());
        let config = if config.is_null() { ScipixBatcherConfig::defaults() } else { law.config(config, "config")? };
        let work = CWork::new(r#fn, user_data);
        let config = decode(&config)?;
        let vacant = handle::reserve::<ScipixBatcher>()?;
        let epoch = ForkEpoch::current();
        let batcher = if r#fn.is_some() { Batcher::new(config, work) } else { Batcher::pulled(config, work) }?;
        let handle = vacant.fill(BatcherObject { batcher, event: OnceLock::new(), epoch });
        law.out(out_batcher, "out_batcher")?.write(handle);
        Ok(())
    })
}

/// Submits an item. @threadsafe
///
/// @param batcher      the batcher
/// @param item         copied; what its `data` points to is borrowed until the answer
/// @param deadline_us  from now: an item that is not dispatched by then is answered DEADLINE_MISSED; 0 for none
/// @param done         takes the answer, exactly once, perhaps before this returns; NULL: it is to be polled with
///                     `scipix_batcher_poll_done`
/// @param user_data    handed to `done`; must be usable on any thread until then
/// @param out_ticket   NULL, or receives a number for `scipix_batcher_cancel`, never 0
/// @return OK; QUEUE_FULL; TIMEOUT where BLOCK waited in vain; CLOSED; INVALID_ARGUMENT for a cost above `max_batch_cost` or
///         a priority above `priority_levels`; OUT_OF_MEMORY. If not OK the item was not accepted
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_submit(
    batcher: *mut ScipixBatcher,
    item: *const ScipixBatchItem,
    deadline_us: u64,
    done: ScipixDoneFn,
    user_data: *mut c_void,
    out_ticket: *mut u64,
) -> ScipixStatus {
    guard(|law| {
        let (object, item) = (object(law, batcher)?, law.read(item, "item")?);
        let out_ticket = if out_ticket.is_null() { None } else { Some(law.out(out_ticket, "out_ticket")?) };
        let request = request(&item, deadline_us);
        let submitted = match DoneCallback::new(done, user_data) {
            Some(callback) => object.batcher.submit(item, request, callback),
            None => object.batcher.submit_polled(item, request),
        };
        let ticket = submitted.map_err(|refused| refused.error)?;
        if let Some(out) = out_ticket {
            out.write(ticket);
        }
        Ok(())
    })
}

/// Submits many items at little more than the cost of one. Accepts as many as it can, from the first on. @threadsafe
///
/// @param batcher       the batcher
/// @param items         copied, as by `scipix_batcher_submit`
/// @param count         how many
/// @param deadline_us   from now, for each; 0 for none
/// @param done          takes each answer; NULL: they are to be polled
/// @param user_data     handed to `done`
/// @param out_accepted  receives how many were accepted, also on failure
/// @return OK where all were accepted; otherwise why the first of the others was not, as `scipix_batcher_submit`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_submit_many(
    batcher: *mut ScipixBatcher,
    items: *const ScipixBatchItem,
    count: usize,
    deadline_us: u64,
    done: ScipixDoneFn,
    user_data: *mut c_void,
    out_accepted: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        let (batcher, items) = (shared(law, batcher)?, law.slice(items, count, "items")?);
        let out_accepted = law.out(out_accepted, "out_accepted")?;
        let (accepted, outcome) = batcher.submit_many(items.len(), |index| {
            (items[index], request(&items[index], deadline_us), DoneCallback::new(done, user_data))
        });
        out_accepted.write(accepted);
        outcome
    })
}

/// Submits an item and waits for its answer. Once the item is dispatched the call waits for the answer however long it
/// takes, so that `item.data` is never in use after it returns. @threadsafe
///
/// @param batcher     the batcher
/// @param item        what to process
/// @param timeout_us  how long to wait for its dispatch; what is not dispatched by then is withdrawn
/// @param out_result  receives the answer, whose status is the item's; written only on OK
/// @return OK where there is an answer; TIMEOUT where it was withdrawn, or there was no room; DEADLOCK inside a callback
///         of this batcher; otherwise as `scipix_batcher_submit`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_submit_wait(
    batcher: *mut ScipixBatcher,
    item: *const ScipixBatchItem,
    timeout_us: u64,
    out_result: *mut ScipixBatchResult,
) -> ScipixStatus {
    guard(|law| {
        let (batcher, item) = (shared(law, batcher)?, law.read(item, "item")?);
        let out_result = law.out(out_result, "out_result")?;
        out_result.write(batcher.submit_wait(item, request(&item, 0), nanos(timeout_us))?);
        Ok(())
    })
}

/// Answers an item that is still queued with CANCELLED, on this thread. @threadsafe
///
/// @param batcher  the batcher
/// @param ticket   as `scipix_batcher_submit` gave it
/// @return OK; NOT_FOUND where it is being processed, was answered, or never was
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_cancel(batcher: *mut ScipixBatcher, ticket: u64) -> ScipixStatus {
    guard(|law| shared(law, batcher)?.cancel(ticket))
}

/// Returns how many items a batch may have now: `max_batch_size`, or fewer where `target_latency_us` asks for it.
/// @threadsafe
///
/// @param batcher  the batcher
/// @return the number; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_current_batch_limit(batcher: *const ScipixBatcher) -> usize {
    guard_value(0, |law| object(law, batcher).map_or(0, |object| object.batcher.current_batch_limit()))
}

/// Refuses new items from now on, and lets those that are queued wait no longer. Calls that wait for room return
/// CLOSED; those that wait for a batch or an answer do so once none are left. Does not wait. @threadsafe
///
/// @param batcher  the batcher
/// @return OK, also where it was closed before
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_close(batcher: *mut ScipixBatcher) -> ScipixStatus {
    guard(|law| {
        shared(law, batcher)?.close();
        Ok(())
    })
}

/// Runs all items that are queued now, without letting them wait for others, and waits until they and those being processed
/// are answered. Others may submit meanwhile; their items are not waited for. Where batches are pulled, another thread must
/// pull them. @threadsafe
///
/// @param batcher     the batcher
/// @param timeout_us  how long to wait
/// @return OK; TIMEOUT, after which they still run; DEADLOCK inside a callback of this batcher
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_drain(batcher: *mut ScipixBatcher, timeout_us: u64) -> ScipixStatus {
    guard(|law| shared(law, batcher)?.drain(nanos(timeout_us)))
}

/// Closes, runs what is queued, and ends the threads, waiting for callbacks that still run. Where batches are pulled,
/// answers what is queued CANCELLED; batches that were taken stay usable. Answers that were not polled are lost: close,
/// and poll until CLOSED, to have them all. Callbacks on its threads and on this one may use the handle until the last
/// of them has returned; no other thread may, but for waiting in a call that began before.
///
/// @param batcher  the batcher; NULL does nothing
/// @return OK; DEADLOCK inside a callback of this batcher, which stays as it is
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_batcher_free(batcher: *mut ScipixBatcher) -> ScipixStatus {
    guard(|law| {
        if batcher.is_null() {
            return Ok(());
        }
        let object = law.handle(batcher, "batcher")?;
        if !object.epoch.is_current() {
            // Its threads are the parent's, and its locks may be held by them for ever.
            return Ok(());
        }
        if object.batcher.is_inside() {
            fail!(Deadlock, "batcher: cannot be freed inside its own callback");
        }
        // While the handle still lives, for the callbacks that still run.
        object.batcher.end();
        drop(law.take(batcher, "batcher")?);
        Ok(())
    })
}
