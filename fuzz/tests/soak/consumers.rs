//! Threads that take batches and answers.

use super::life::Life;
use capi::batch_item::ScipixBatchResult;
use capi::pull::*;
use capi::status::*;
use std::mem::zeroed;
use std::ptr::null_mut;

impl Life<'_> {
    /// Takes batches until there are no more; gives some of them up.
    pub fn pull(&self, salt: u64) {
        let (mut random, mut results) = (self.random(salt), Vec::new());
        loop {
            let (mut batch, mut count) = (null_mut(), 0);
            // SAFETY: live places; the batch is this thread's, and its items live as long.
            match unsafe { scipix_batcher_next_batch(self.batcher, random.below(2) * 2000, &mut batch) } {
                SCIPIX_STATUS_OK => {}
                SCIPIX_STATUS_TIMEOUT => continue,
                other => return assert_eq!(other, SCIPIX_STATUS_CLOSED),
            }
            // SAFETY: as above.
            let items = unsafe { std::slice::from_raw_parts(scipix_batch_items(batch, &mut count), count) };
            results.clear();
            results.resize(count, ScipixBatchResult { data: null_mut(), status: SCIPIX_STATUS_NOT_SET });
            self.fill(items, &mut results);
            let gives_up = random.one_in(50);
            // SAFETY: as above; the batch is given back once.
            let status = unsafe {
                if gives_up { scipix_batch_free(batch) } else { scipix_batch_complete(batch, results.as_ptr(), count) }
            };
            assert_eq!(status, SCIPIX_STATUS_OK);
        }
    }

    /// Takes answers until there are no more, some after waiting for the descriptor.
    pub fn poll(&self, salt: u64) {
        let mut random = self.random(salt);
        // SAFETY: any values.
        let mut done: [ScipixDone; 256] = unsafe { zeroed() };
        loop {
            let waits = random.one_in(8);
            if waits {
                // SAFETY: a live handle.
                let fd = unsafe { scipix_batcher_done_fd(self.batcher) };
                assert!(fd >= 0);
                // SAFETY: one live place.
                unsafe { libc::poll(&mut libc::pollfd { fd, events: libc::POLLIN, revents: 0 }, 1, 2) };
            }
            let (cap, mut count) = (1 + random.below(256) as usize, 0);
            let timeout = if waits { 0 } else { 2000 };
            // SAFETY: `done` has room for as many.
            let status = unsafe { scipix_batcher_poll_done(self.batcher, timeout, done.as_mut_ptr(), cap, &mut count) };
            done[..count]
                .iter()
                .for_each(|done| self.ledger.answer(done.item.id, done.result.data.addr(), done.result.status));
            match status {
                SCIPIX_STATUS_OK | SCIPIX_STATUS_TIMEOUT => {}
                other => return assert_eq!(other, SCIPIX_STATUS_CLOSED),
            }
        }
    }
}
