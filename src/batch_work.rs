//! Wraps the callbacks of a C batcher as the `Work` of the Rust batcher.

use super::batch_item::{ScipixBatchFn, ScipixBatchItem, ScipixBatchResult, ScipixDoneFn};
use super::status::{
    SCIPIX_STATUS_CALLBACK_FAILED, SCIPIX_STATUS_CANCELLED, SCIPIX_STATUS_DEADLINE_MISSED, SCIPIX_STATUS_NOT_SET,
    SCIPIX_STATUS_OK,
};
use scipix_core::batch::{FailureReason, Request, Work};
use std::ffi::c_void;
use std::ptr::null_mut;

/// The processing function of a C batcher, with its user data.
pub struct CWork {
    process: ScipixBatchFn,
    user_data: *mut c_void,
}

// SAFETY: the documentation of `scipix_batcher_new` has the caller promise that the function may be called with its user
// data on any thread, and by several workers at once.
unsafe impl Send for CWork {}
// SAFETY: as above.
unsafe impl Sync for CWork {}
// SAFETY: what `data` points to is lent to the batcher with the item, for use on any thread; only callbacks look at it.
unsafe impl Send for ScipixBatchItem {}
// SAFETY: only callbacks make and look at what `data` points to; their documentation says on which threads.
unsafe impl Send for ScipixBatchResult {}

/// A `done` callback, with its user data.
pub struct DoneCallback {
    done: unsafe extern "C-unwind" fn(*mut c_void, *const ScipixBatchItem, ScipixBatchResult),
    user_data: *mut c_void,
}

// SAFETY: the documentation of `scipix_batcher_submit` has the caller promise that it may be called on any thread.
unsafe impl Send for DoneCallback {}

impl DoneCallback {
    /// Returns `None` for a NULL callback: the answer is polled.
    pub(super) fn new(done: ScipixDoneFn, user_data: *mut c_void) -> Option<Self> {
        done.map(|done| Self { done, user_data })
    }
}

impl CWork {
    pub(super) fn new(process: ScipixBatchFn, user_data: *mut c_void) -> Self {
        Self { process, user_data }
    }
}

impl Work for CWork {
    type Item = ScipixBatchItem;
    type Answer = ScipixBatchResult;
    type Recipient = DoneCallback;

    fn process(&self, items: &[ScipixBatchItem], answers: &mut [ScipixBatchResult]) {
        if let Some(process) = self.process {
            // SAFETY: the caller's function, with what its type promises: as many results as items.
            unsafe { process(self.user_data, items.as_ptr(), items.len(), answers.as_mut_ptr()) }
        }
    }

    fn deliver(&self, callback: DoneCallback, item: ScipixBatchItem, answer: ScipixBatchResult) {
        // SAFETY: the caller's function, with what its type promises.
        unsafe { (callback.done)(callback.user_data, &item, answer) }
    }

    fn unanswered(&self, reason: FailureReason) -> ScipixBatchResult {
        let status = match reason {
            FailureReason::NotSet => SCIPIX_STATUS_NOT_SET,
            FailureReason::Failed => SCIPIX_STATUS_CALLBACK_FAILED,
            FailureReason::Cancelled => SCIPIX_STATUS_CANCELLED,
            FailureReason::DeadlineMissed => SCIPIX_STATUS_DEADLINE_MISSED,
        };
        ScipixBatchResult { data: null_mut(), status }
    }

    fn is_unset(&self, answer: &ScipixBatchResult) -> bool {
        answer.status == SCIPIX_STATUS_NOT_SET
    }

    fn is_success(&self, answer: &ScipixBatchResult) -> bool {
        answer.status == SCIPIX_STATUS_OK
    }
}

/// Converts microseconds to nanoseconds. `SCIPIX_WAIT_FOREVER` stays for ever.
pub(super) fn nanos(micros: u64) -> u64 {
    micros.saturating_mul(1000)
}

pub(super) fn request(item: &ScipixBatchItem, deadline_us: u64) -> Request {
    Request { group: item.group, cost: item.cost, priority: item.priority, within: nanos(deadline_us) }
}
