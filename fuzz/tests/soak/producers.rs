//! Threads that submit and cancel.

use super::config::{random_deadline, random_item};
use super::life::{Life, answered};
use super::random::Random;
use capi::batch_item::{ScipixBatchResult, ScipixDoneFn};
use capi::batcher::*;
use capi::library::SCIPIX_WAIT_FOREVER;
use capi::status::*;
use std::ops::Range;
use std::ptr::null_mut;
use std::thread;
use std::time::Instant;

impl Life<'_> {
    /// Submits the items of `ids` in every way, and cancels some. Returns early where time is up or the batcher is closed.
    pub fn produce(&self, ids: Range<u64>, salt: u64) {
        let (mut random, mut id, mut tickets) = (self.random(salt), ids.start, Vec::with_capacity(64));
        while id < ids.end && Instant::now() < self.end {
            let count = match random.below(16) {
                0 | 1 => 1,
                _ => (1 + random.below(256)).min(ids.end - id),
            };
            let status = if count > 1 {
                self.submit_many(id..id + count, &mut random)
            } else if random.one_in(20) {
                self.submit_and_wait(id, &mut random)
            } else {
                self.submit_one(id, &mut random, &mut tickets)
            };
            match status {
                SCIPIX_STATUS_OK => {}
                SCIPIX_STATUS_QUEUE_FULL | SCIPIX_STATUS_TIMEOUT => thread::yield_now(),
                SCIPIX_STATUS_CLOSED => return,
                other => panic!("status {other} of a submission"),
            }
            id += count;
            if random.one_in(20) && !tickets.is_empty() {
                let ticket = tickets.swap_remove(random.below(tickets.len() as u64) as usize);
                // SAFETY: a live handle.
                let status = unsafe { scipix_batcher_cancel(self.batcher, ticket) };
                assert!(matches!(status, SCIPIX_STATUS_OK | SCIPIX_STATUS_NOT_FOUND));
                tickets.truncate(32);
            }
        }
    }

    fn submit_many(&self, ids: Range<u64>, random: &mut Random) -> ScipixStatus {
        // An answer that nobody polls keeps its place in the queue, and pollers are few.
        let done: ScipixDoneFn = if random.one_in(3) { None } else { Some(answered) };
        let items: Vec<_> = ids.clone().map(|id| random_item(random, self.levels, id)).collect();
        let (within, mut accepted) = (random_deadline(random), 0);
        // SAFETY: live items and places; this outlives the answers.
        let status = unsafe {
            let (items, count) = (items.as_ptr(), items.len());
            scipix_batcher_submit_many(self.batcher, items, count, within, done, self.user_data(), &mut accepted)
        };
        self.ledger.accept(ids.start..ids.start + accepted as u64);
        status
    }

    fn submit_one(&self, id: u64, random: &mut Random, tickets: &mut Vec<u64>) -> ScipixStatus {
        let done: ScipixDoneFn = if random.one_in(2) { None } else { Some(answered) };
        let (item, within, mut ticket) = (random_item(random, self.levels, id), random_deadline(random), 0);
        // SAFETY: a live item and place; this outlives the answer.
        let status = unsafe { scipix_batcher_submit(self.batcher, &item, within, done, self.user_data(), &mut ticket) };
        if status == SCIPIX_STATUS_OK {
            self.ledger.accept(id..id + 1);
            tickets.push(ticket);
        }
        status
    }

    fn submit_and_wait(&self, id: u64, random: &mut Random) -> ScipixStatus {
        let item = random_item(random, self.levels, id);
        let patience = if random.one_in(2) { SCIPIX_WAIT_FOREVER } else { random.below(1000) };
        let mut result = ScipixBatchResult { data: null_mut(), status: SCIPIX_STATUS_NOT_SET };
        // SAFETY: a live item and place.
        let status = unsafe { scipix_batcher_submit_wait(self.batcher, &item, patience, &mut result) };
        if status == SCIPIX_STATUS_OK {
            self.ledger.accept(id..id + 1);
            self.ledger.answer(id, result.data.addr(), result.status);
        }
        status
    }
}
