//! The life of one batcher: producers that come and go, callbacks that fail, pullers, pollers, drains, cancels, an early end,
//! forks, and other objects beside.

use super::config::random_config;
use super::forks::{Children, fork_and_check};
use super::ledger::{Ledger, answer_to};
use super::random::Random;
use capi::batch_item::{ScipixBatchItem, ScipixBatchResult};
use capi::batch_stats::{ScipixBatcherStats, scipix_batcher_stats};
use capi::batcher::*;
use capi::library::SCIPIX_WAIT_FOREVER;
use capi::status::*;
use std::ffi::c_void;
use std::mem::zeroed;
use std::ptr::{null_mut, with_exposed_provenance_mut};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

/// Producers end after this long, however many items are left: a batcher that takes them one by one is not worth a minute.
const MOST_TIME: Duration = Duration::from_secs(2);

/// State that the threads and callbacks of a life share.
pub struct Life<'l> {
    pub batcher: *mut ScipixBatcher,
    pub ledger: &'l Ledger,
    pub levels: u32,
    /// When producers stop.
    pub end: Instant,
    seed: u64,
    batches: AtomicU64,
}

// SAFETY: the handle is for any thread; the rest is.
unsafe impl Sync for Life<'_> {}

/// Counts of a life.
#[derive(Default)]
pub struct Events {
    pub items: u64,
    pub threads: u64,
    pub forks: u64,
}

impl Life<'_> {
    pub fn random(&self, salt: u64) -> Random {
        Random::new(self.seed.wrapping_mul(1000) + salt)
    }

    pub fn user_data(&self) -> *mut c_void {
        (self as *const Self).cast_mut().cast()
    }

    /// Answers items, some of them by a failure and some not at all.
    pub fn fill(&self, items: &[ScipixBatchItem], results: &mut [ScipixBatchResult]) {
        let mut random = self.random(self.batches.fetch_add(1, Relaxed));
        let fails = random.one_in(8);
        for (item, result) in items.iter().zip(results) {
            self.ledger.process(item.id);
            if !(fails && random.one_in(2)) {
                result.data = with_exposed_provenance_mut(answer_to(item.id));
                result.status = if fails && random.one_in(2) { 1234 } else { SCIPIX_STATUS_OK };
            }
        }
    }

    fn close(&self) {
        // SAFETY: a live handle.
        assert_eq!(unsafe { scipix_batcher_close(self.batcher) }, SCIPIX_STATUS_OK);
    }

    /// Waits a little, or until all is answered.
    fn drain(&self, timeout: u64) {
        // SAFETY: a live handle.
        let status = unsafe { scipix_batcher_drain(self.batcher, timeout) };
        assert!(status == SCIPIX_STATUS_OK || timeout < SCIPIX_WAIT_FOREVER && status == SCIPIX_STATUS_TIMEOUT);
    }

    fn stats(&self) -> ScipixBatcherStats {
        // SAFETY: integers.
        let mut stats: ScipixBatcherStats = unsafe { zeroed() };
        stats.struct_size = size_of::<ScipixBatcherStats>() as u32;
        // SAFETY: a live handle and place.
        assert_eq!(unsafe { scipix_batcher_stats(self.batcher, &mut stats) }, SCIPIX_STATUS_OK);
        stats
    }
}

unsafe extern "C-unwind" fn process(
    life: *mut c_void,
    items: *const ScipixBatchItem,
    count: usize,
    results: *mut ScipixBatchResult,
) {
    // SAFETY: the batcher hands on a life, and as many items and results as it says.
    unsafe {
        let items = std::slice::from_raw_parts(items, count);
        (*life.cast::<Life>()).fill(items, std::slice::from_raw_parts_mut(results, count));
    }
}

pub unsafe extern "C-unwind" fn answered(life: *mut c_void, item: *const ScipixBatchItem, result: ScipixBatchResult) {
    // SAFETY: a life, and the item of this answer.
    let (life, item) = unsafe { (&*life.cast::<Life>(), &*item) };
    life.ledger.answer(item.id, result.data.addr(), result.status);
}

/// Runs pools, arenas, pipelines, executors and small batchers of any kind.
fn others(mut random: Random) {
    for _ in 0..random.below(6) {
        scipix_fuzz::programs(&random.bytes(600));
    }
}

/// Makes a batcher, and starts and ends all that its life has. Each wave of producers starts when the last one has ended.
pub fn live(seed: u64, ledger: &mut Ledger, most: u64, children: Children) -> Events {
    let mut random = Random::new(seed);
    let (config, is_pulled) = (random_config(&mut random), random.one_in(3));
    let (levels, end, batches) = (config.priority_levels, Instant::now() + MOST_TIME, AtomicU64::new(1 << 32));
    let mut life = Life { batcher: null_mut(), ledger, levels, end, seed, batches };
    let (user_data, is_pulled_by) = (life.user_data(), if is_pulled { None } else { Some(process as _) });
    // SAFETY: a config and a place; the life outlives the batcher.
    let status = unsafe { scipix_batcher_new(&config, is_pulled_by, user_data, &mut life.batcher) };
    assert_eq!(status, SCIPIX_STATUS_OK, "seed {seed}: {config:?}");
    let (waves, producers) = (1 + random.below(3), 1 + random.below(4));
    let each = (most >> random.pick(&[0, 0, 0, 4, 8])).div_ceil(waves * producers);
    let (closes_early, forks) = (random.one_in(8), u64::from(children != Children::None && random.one_in(4)));
    thread::scope(|scope| {
        let life = &life;
        (0..if is_pulled { 2 } else { 0 }).for_each(|salt| _ = scope.spawn(move || life.pull(100 + salt)));
        (0..2).for_each(|salt| _ = scope.spawn(move || life.poll(200 + salt)));
        let beside = Random::new(seed ^ 0x5eed);
        scope.spawn(move || others(beside));
        for wave in 0..waves {
            let first = wave * producers;
            let started: Vec<_> = (first..first + producers)
                .map(|index| scope.spawn(move || life.produce(index * each..(index + 1) * each, 300 + index)))
                .collect();
            life.drain(random.below(1000));
            if wave == 0 && forks > 0 {
                fork_and_check(life.batcher, seed, children);
            }
            if closes_early && wave + 1 == waves {
                life.close();
            }
            started.into_iter().for_each(|producer| producer.join().expect("a producer"));
        }
        if random.one_in(2) {
            life.drain(SCIPIX_WAIT_FOREVER);
        }
        life.close();
        life.drain(SCIPIX_WAIT_FOREVER);
    });
    let stats = life.stats();
    // SAFETY: freed once; no other thread is left.
    assert_eq!(unsafe { scipix_batcher_free(life.batcher) }, SCIPIX_STATUS_OK);
    let (items, completed) = ledger.settle(waves * producers * each);
    let context = format!("seed {seed}: {config:?}, {stats:?}");
    assert_eq!(stats.submitted, stats.completed + stats.failed + stats.shed + stats.cancelled, "{context}");
    assert_eq!((stats.completed, stats.queue_depth), (completed, 0), "{context}");
    let threads = waves * producers + if is_pulled { 2 } else { u64::from(config.workers) } + 4;
    Events { items, threads, forks }
}
