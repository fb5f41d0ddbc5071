//! Batches: what is processed, and the callbacks.
//!
//! The batcher below collects items into batches and gives each item its result.

use super::status::ScipixStatus;
use std::ffi::c_void;

/// An item to be processed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixBatchItem {
    /// Names the item for the caller.
    pub id: u64,
    /// Belongs to the caller; the library does not look at it.
    pub data: *mut c_void,
    /// Only items of equal groups share a batch, such as lines of one width.
    pub group: u64,
    /// Counts against `max_batch_cost`, such as the width of a line.
    pub cost: u32,
    /// Its level: 1 is the highest, `priority_levels` of the batcher the lowest; 0 is `default_priority`.
    pub priority: u32,
}

/// The answer of an item.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixBatchResult {
    /// Set by the processing function; NULL where the item was not processed.
    pub data: *mut c_void,
    /// OK, or why the item failed.
    pub status: ScipixStatus,
}

/// Processes `count` items. It sets `data` and `status` of the result of each, at the same index; they are preset to NULL
/// and NOT_SET. It runs on a thread of the batcher, on several at once where there are several workers. It must not unwind.
pub type ScipixBatchFn = Option<
    unsafe extern "C-unwind" fn(
        user_data: *mut c_void,
        items: *const ScipixBatchItem,
        count: usize,
        out_results: *mut ScipixBatchResult,
    ),
>;

/// Receives the answer of an item; `item` is borrowed for the call. It runs on a thread of the batcher, or on one that
/// cancels, takes or completes batches, polls, or frees. It must not unwind.
pub type ScipixDoneFn = Option<
    unsafe extern "C-unwind" fn(user_data: *mut c_void, item: *const ScipixBatchItem, result: ScipixBatchResult),
>;
