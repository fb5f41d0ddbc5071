//! Loops, pipelines and executors through their C functions, beside rayon. `scripts/bench-parallel` has them beside oneTBB
//! and OpenMP.

use capi::executor::{
    ScipixExecutor, scipix_executor_free, scipix_executor_new, scipix_executor_submit, scipix_executor_wait_all,
};
use capi::library::SCIPIX_WAIT_FOREVER;
use capi::parallel::scipix_parallel_for;
use capi::pipeline::{ScipixPipeline, ScipixStage, scipix_pipeline_free, scipix_pipeline_new, scipix_pipeline_run};
use capi::status::{SCIPIX_STATUS_OK, ScipixStatus};
use criterion::{Bencher, BenchmarkId, Criterion, Throughput, criterion_group};
use rayon::prelude::*;
use scipix_core::cpu::{OptLevel, set_opt_level, thread_count};
use std::ffi::c_void;
use std::hint::black_box;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

const TASKS: usize = 100_000;
const JOBS: usize = 10_000;
const ITEMS: usize = 1000;

unsafe extern "C" fn empty_range(_: *mut c_void, begin: usize, end: usize) -> ScipixStatus {
    (begin..end).for_each(|index| _ = black_box(index));
    SCIPIX_STATUS_OK
}

unsafe extern "C" fn pass_on(_: *mut c_void, item: *mut c_void, out_result: *mut *mut c_void) -> ScipixStatus {
    // SAFETY: a place for one result.
    unsafe { *out_result = item };
    SCIPIX_STATUS_OK
}

unsafe extern "C" fn empty_job(_: *mut c_void) -> ScipixStatus {
    black_box(SCIPIX_STATUS_OK)
}

fn scipix_loop(count: usize, grain: usize) {
    // SAFETY: `empty_range` needs no data.
    assert_eq!(unsafe { scipix_parallel_for(count, grain, Some(empty_range), null_mut()) }, SCIPIX_STATUS_OK);
}

/// Times `region` alone, each after 2 ms in which nobody works.
fn after_idling(b: &mut Bencher<'_>, region: impl Fn()) {
    b.iter_custom(|rounds| {
        let timed = |_| {
            thread::sleep(Duration::from_millis(2));
            let start = Instant::now();
            region();
            start.elapsed()
        };
        (0..rounds).map(timed).sum()
    });
}

fn parallel_for(c: &mut Criterion) {
    set_opt_level(OptLevel::Full);
    let threads = thread_count();
    let rayon = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let mut group = c.benchmark_group("parallel_for");
    group.throughput(Throughput::Elements(TASKS as u64));
    group.bench_function("automatic/scipix", |b| b.iter(|| scipix_loop(TASKS, 0)));
    group.bench_function("automatic/rayon", |b| {
        b.iter(|| rayon.install(|| (0..TASKS).into_par_iter().for_each(|index| _ = black_box(index))));
    });
    group.bench_function("one by one/scipix", |b| b.iter(|| scipix_loop(TASKS, 1)));
    group.bench_function("one by one/rayon", |b| {
        let each = |index| _ = black_box(index);
        b.iter(|| rayon.install(|| (0..TASKS).into_par_iter().with_max_len(1).for_each(each)));
    });
    group.throughput(Throughput::Elements(1)).sample_size(50);
    group.bench_function("after 2 ms/scipix", |b| after_idling(b, || scipix_loop(threads, 1)));
    group.bench_function("after 2 ms/rayon", |b| {
        let each = |index| _ = black_box(index);
        after_idling(b, || rayon.install(|| (0..threads).into_par_iter().with_max_len(1).for_each(each)));
    });
    group.finish();
}

/// Three stages that do nothing: what an item costs on its way.
fn pipeline(c: &mut Criterion) {
    let mut group = c.benchmark_group("pipeline");
    group.throughput(Throughput::Elements(ITEMS as u64));
    for workers in [1, 2] {
        let stage = ScipixStage {
            r#fn: Some(pass_on),
            user_data: null_mut(),
            drop: None,
            workers,
            queue: 16,
            reserved: [0; 2],
        };
        let (items, mut results) = (vec![null_mut(); ITEMS], vec![null_mut(); ITEMS]);
        let mut pipeline: *mut ScipixPipeline = null_mut();
        // SAFETY: three stages, and a place for the pipeline.
        assert_eq!(unsafe { scipix_pipeline_new([stage; 3].as_ptr(), 3, &mut pipeline) }, SCIPIX_STATUS_OK);
        group.bench_function(BenchmarkId::new("3 stages, workers", workers), |b| {
            b.iter(|| {
                let (items, results) = (items.as_ptr(), results.as_mut_ptr());
                // SAFETY: a live pipeline; `ITEMS` items and places for as many results.
                let status = unsafe { scipix_pipeline_run(pipeline, items, ITEMS, results, null_mut()) };
                assert_eq!(status, SCIPIX_STATUS_OK);
            });
        });
        // SAFETY: nobody uses it any more.
        assert_eq!(unsafe { scipix_pipeline_free(pipeline) }, SCIPIX_STATUS_OK);
    }
    group.finish();
}

fn executor(c: &mut Criterion) {
    let mut group = c.benchmark_group("executor");
    group.throughput(Throughput::Elements(JOBS as u64));
    let mut executor: *mut ScipixExecutor = null_mut();
    // SAFETY: a place for the executor.
    assert_eq!(unsafe { scipix_executor_new(2, 0, &mut executor) }, SCIPIX_STATUS_OK);
    group.bench_function("two at once/scipix", |b| {
        b.iter(|| {
            for _ in 0..JOBS {
                // SAFETY: a live executor; `empty_job` needs no data.
                let status = unsafe { scipix_executor_submit(executor, Some(empty_job), None, null_mut(), null_mut()) };
                assert_eq!(status, SCIPIX_STATUS_OK);
            }
            // SAFETY: a live executor.
            assert_eq!(unsafe { scipix_executor_wait_all(executor, SCIPIX_WAIT_FOREVER) }, SCIPIX_STATUS_OK);
        });
    });
    // SAFETY: nobody uses it any more.
    assert_eq!(unsafe { scipix_executor_free(executor) }, SCIPIX_STATUS_OK);
    let rayon = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
    group.bench_function("two threads/rayon", |b| {
        let ended = AtomicUsize::new(0);
        b.iter(|| {
            rayon.in_place_scope(|scope| (0..JOBS).for_each(|_| scope.spawn(|_| _ = ended.fetch_add(1, Relaxed))));
        });
    });
    group.finish();
}

criterion_group! { name = benches; config = crate::quick(); targets = parallel_for, pipeline, executor }
