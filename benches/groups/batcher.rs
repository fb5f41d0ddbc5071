//! The batcher through its C functions: what an item costs, and what one item at a time waits. `scripts/bench-batcher`
//! has the same and more beside its peers.

use capi::batcher::{
    SCIPIX_BATCH_MODE_GREEDY, ScipixBatchItem, ScipixBatchResult, ScipixBatcher, ScipixBatcherConfig,
    scipix_batcher_config_init, scipix_batcher_free, scipix_batcher_new, scipix_batcher_submit,
    scipix_batcher_submit_wait,
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr::{from_ref, null_mut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Items that a producer has on the way at once.
const WINDOW: u64 = 64;
const EACH: u64 = 20_000;

unsafe extern "C-unwind" fn succeed(
    _: *mut c_void,
    _: *const ScipixBatchItem,
    count: usize,
    out: *mut ScipixBatchResult,
) {
    for index in 0..count {
        // SAFETY: as many results as items.
        unsafe { (*out.add(index)).status = 0 };
    }
}

unsafe extern "C-unwind" fn count(answered: *mut c_void, _: *const ScipixBatchItem, _: ScipixBatchResult) {
    // SAFETY: each submission passes its producer's counter, which outlives the batcher.
    unsafe { &*answered.cast::<AtomicU64>() }.fetch_add(1, Ordering::Release);
}

/// A batcher that does nothing with its batches. Any thread may use it.
#[derive(Clone, Copy)]
struct Idle(*mut ScipixBatcher);

// SAFETY: the functions of a batcher are thread-safe.
unsafe impl Send for Idle {}
// SAFETY: as above.
unsafe impl Sync for Idle {}

const fn item(id: u64) -> ScipixBatchItem {
    ScipixBatchItem { id, data: null_mut(), group: 0, cost: 0, priority: 0 }
}

impl Idle {
    fn new(change: impl FnOnce(&mut ScipixBatcherConfig)) -> Self {
        let (mut config, mut batcher) = (MaybeUninit::uninit(), null_mut());
        // SAFETY: all is as the header asks for; `succeed` needs no data.
        unsafe {
            assert_eq!(scipix_batcher_config_init(config.as_mut_ptr()), 0);
            let mut config = config.assume_init();
            change(&mut config);
            assert_eq!(scipix_batcher_new(&config, Some(succeed), null_mut(), &mut batcher), 0);
        }
        Self(batcher)
    }

    fn produce(self) {
        let answered = AtomicU64::new(0);
        let user_data = from_ref(&answered).cast_mut().cast();
        for id in 0..EACH {
            while id - answered.load(Ordering::Acquire) >= WINDOW {
                thread::yield_now();
            }
            // SAFETY: the counter is borrowed until all answers have come, below.
            let status = unsafe { scipix_batcher_submit(self.0, &item(id), 0, Some(count), user_data, null_mut()) };
            assert_eq!(status, 0);
        }
        while answered.load(Ordering::Acquire) < EACH {
            thread::yield_now();
        }
    }

    fn wait(self) {
        let mut result = MaybeUninit::uninit();
        // SAFETY: all is as the header asks for.
        assert_eq!(unsafe { scipix_batcher_submit_wait(self.0, &item(1), u64::MAX, result.as_mut_ptr()) }, 0);
    }

    fn free(self) {
        // SAFETY: no other thread uses it any more.
        assert_eq!(unsafe { scipix_batcher_free(self.0) }, 0);
    }
}

fn bench_batcher(c: &mut Criterion) {
    let mut group = c.benchmark_group("batcher");
    for producers in [1, 2, 8, 64] {
        group.throughput(Throughput::Elements(producers * EACH));
        group.bench_function(BenchmarkId::new("producers", producers), |b| {
            let batcher = Idle::new(|config| (config.max_queue_size, config.max_wait_us) = (10_000, 1000));
            b.iter(|| {
                thread::scope(|scope| {
                    for _ in 0..producers {
                        scope.spawn(move || batcher.produce());
                    }
                });
            });
            batcher.free();
        });
    }
    group.throughput(Throughput::Elements(1));
    group.bench_function("one_at_a_time", |b| {
        let batcher = Idle::new(|config| config.mode = SCIPIX_BATCH_MODE_GREEDY);
        b.iter(|| batcher.wait());
        batcher.free();
    });
    group.finish();
}

criterion_group! { name = benches; config = crate::quick(); targets = bench_batcher }
