//! The concurrent half of the Rust API beside what it stands on: futures beside callbacks, maps beside rayon, typed pipelines
//! beside those of the core and beside threads with channels.

use criterion::{Bencher, BenchmarkId, Criterion, Throughput, criterion_group};
use crossbeam_channel::bounded;
use facade::batch::{BatchConfig, Batcher, Pending};
use facade::parallel;
use facade::pipeline::Pipeline;
use rayon::prelude::*;
use scipix_core::batch as core;
use scipix_core::cpu::{OptLevel, set_opt_level, thread_count};
use scipix_core::pipeline as core_pipeline;
use std::collections::VecDeque;
use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

/// Items of a batcher that a producer has on the way at once.
const WINDOW: u64 = 64;
const EACH: u64 = 20_000;
/// Items of a map.
const TINY: usize = 100_000;
/// Items of a pipeline.
const ITEMS: usize = 1000;

fn map(c: &mut Criterion) {
    set_opt_level(OptLevel::Full);
    let rayon = rayon::ThreadPoolBuilder::new().num_threads(thread_count()).build().expect("threads");
    let items: Vec<u64> = (0..TINY as u64).collect();
    let mut group = c.benchmark_group("rust map");
    group.throughput(Throughput::Elements(TINY as u64));
    let tiny = |n: &u64| n.wrapping_mul(0x9e37_79b9) ^ (n >> 7);
    group.bench_function("tiny/scipix", |b| b.iter(|| parallel::map(&items, tiny)));
    group.bench_function("tiny/rayon", |b| {
        b.iter(|| rayon.install(|| items.par_iter().map(tiny).collect::<Vec<_>>()));
    });
    let text = |n: &u64| n.to_string();
    group.bench_function("strings/scipix", |b| b.iter(|| parallel::map(&items, text)));
    group.bench_function("strings/rayon", |b| {
        b.iter(|| rayon.install(|| items.par_iter().map(text).collect::<Vec<_>>()));
    });
    group.finish();
}

fn pipeline(c: &mut Criterion) {
    let mut group = c.benchmark_group("rust pipeline");
    group.throughput(Throughput::Elements(ITEMS as u64));
    for workers in [1, 2] {
        let id = |name| BenchmarkId::new(name, format!("3 stages, workers {workers}"));
        let stage = |n: usize| black_box(n);
        let typed =
            Pipeline::with_threads(workers, stage).stage(workers, stage).stage(workers, stage).queue(16).build();
        let typed = typed.expect("threads");
        group.bench_function(id("typed"), |b| {
            b.iter(|| assert_eq!(typed.run(0..ITEMS).filter(Result::is_ok).count(), ITEMS));
        });
        let stages = (0..3).map(|_| core_pipeline::Stage {
            work: Box::new(|n: usize| Ok(black_box(n))),
            discard: Box::new(|_| ()),
            workers,
            queue: 16,
        });
        let core = core_pipeline::Pipeline::new(stages.collect()).expect("threads");
        group.bench_function(id("core"), |b| {
            b.iter(|| {
                let mut count = 0;
                core.run(0..ITEMS, |_, outcome| count += usize::from(outcome.result.is_ok())).expect("it is open");
                assert_eq!(count, ITEMS);
            });
        });
        group.bench_function(id("crossbeam-channel"), |b| channels(b, workers));
    }
    group.finish();
}

/// Stages made by hand do the same: threads and bounded channels, and a buffer that restores the order.
fn channels(b: &mut Bencher<'_>, workers: usize) {
    let (first, mut from) = bounded::<(usize, usize)>(16);
    let mut threads = vec![];
    for _ in 0..3 {
        let (to, next) = bounded(16);
        for _ in 0..workers {
            let (from, to) = (from.clone(), to.clone());
            threads.push(thread::spawn(move || {
                from.iter().for_each(|(order, n)| _ = to.send((order, black_box(n))));
            }));
        }
        from = next;
    }
    b.iter(|| {
        // All places of the pipeline above: queues and workers.
        let (mut sent, mut due, mut early) = (0, 0, VecDeque::from(vec![None; ITEMS + 1]));
        while due < ITEMS {
            while sent < ITEMS && sent - due < 3 * (16 + workers) {
                first.send((sent, sent)).expect("the threads run");
                sent += 1;
            }
            let (order, n) = from.recv().expect("the threads run");
            early[order] = Some(n);
            while early[due].is_some() {
                due += 1;
            }
        }
    });
    drop((first, from));
    threads.into_iter().for_each(|thread| thread.join().expect("it does not panic"));
}

/// A batch function that does nothing, and a counter for a callback.
struct Count;

impl core::Work for Count {
    type Item = u64;
    type Answer = Option<u64>;
    type Recipient = Arc<AtomicU64>;

    fn process(&self, items: &[u64], answers: &mut [Self::Answer]) {
        items.iter().zip(answers).for_each(|(item, answer)| *answer = Some(*item));
    }
    fn deliver(&self, answered: Arc<AtomicU64>, _: u64, _: Self::Answer) {
        answered.fetch_add(1, Ordering::Release);
    }
    fn unanswered(&self, _: core::FailureReason) -> Self::Answer {
        None
    }
    fn is_unset(&self, answer: &Self::Answer) -> bool {
        answer.is_none()
    }
    fn is_success(&self, answer: &Self::Answer) -> bool {
        answer.is_some()
    }
}

/// Submits `EACH` items, of which `WINDOW` are on the way at once.
fn count_answers(submit: impl Fn(u64, &Arc<AtomicU64>)) {
    let answered = Arc::new(AtomicU64::new(0));
    for id in 0..EACH {
        while id - answered.load(Ordering::Acquire) >= WINDOW {
            thread::yield_now();
        }
        submit(id, &answered);
    }
    while answered.load(Ordering::Acquire) < EACH {
        thread::yield_now();
    }
}

type Echo = Batcher<u64, u64, String>;

fn with_futures(batcher: &Echo, take: impl Fn(Pending<u64, u64, String>)) {
    let mut pending = VecDeque::with_capacity(WINDOW as usize);
    for id in 0..EACH {
        if pending.len() == WINDOW as usize {
            take(pending.pop_front().expect("it is full"));
        }
        pending.push_back(batcher.submit(id).expect("there is room"));
    }
    pending.into_iter().for_each(take);
}

struct ThreadWaker(Thread);

impl Wake for ThreadWaker {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    thread_local! {
        static WAKER: Waker = Waker::from(Arc::new(ThreadWaker(thread::current())));
    }
    WAKER.with(|waker| {
        loop {
            match future.as_mut().poll(&mut Context::from_waker(waker)) {
                Poll::Ready(output) => return output,
                Poll::Pending => thread::park(),
            }
        }
    })
}

fn produce(producers: u64, work: impl Fn() + Sync) {
    thread::scope(|scope| (0..producers).for_each(|_| _ = scope.spawn(&work)));
}

fn counting() -> core::Batcher<Count> {
    let config = core::BatchConfig { max_queue_size: 100_000, max_wait: 1_000_000, ..core::BatchConfig::default() };
    core::Batcher::new(config, Count).expect("threads")
}

fn echo() -> Echo {
    let config = BatchConfig::default().max_queue_size(100_000).max_wait(Duration::from_millis(1));
    Batcher::new(config, |items: &[u64]| items.iter().map(|&n| Ok(n)).collect()).expect("threads")
}

fn submit_to_core(batcher: &core::Batcher<Count>, id: u64, answered: &Arc<AtomicU64>) {
    assert!(batcher.submit(id, core::Request::default(), answered.clone()).is_ok());
}

fn submit_closure(batcher: &Echo, id: u64, answered: &Arc<AtomicU64>) {
    let answered = answered.clone();
    let count = move |_, _| _ = answered.fetch_add(1, Ordering::Release);
    batcher.submit_with(id, count).expect("there is room");
}

/// Producers with a window of items on the way: the futures sleep, the others look again and again.
fn windows(c: &mut Criterion) {
    let mut group = c.benchmark_group("rust batcher");
    for producers in [1, 2, 8] {
        group.throughput(Throughput::Elements(producers * EACH));
        let id = |name| BenchmarkId::new(name, format!("producers {producers}"));
        let (counting, echo) = (counting(), echo());
        group.bench_function(id("callback of the core"), |b| {
            b.iter(|| produce(producers, || count_answers(|id, answered| submit_to_core(&counting, id, answered))));
        });
        group.bench_function(id("closure"), |b| {
            b.iter(|| produce(producers, || count_answers(|id, answered| submit_closure(&echo, id, answered))));
        });
        group.bench_function(id("future, awaited"), |b| {
            b.iter(|| produce(producers, || with_futures(&echo, |pending| _ = block_on(pending).expect("its answer"))));
        });
        group.bench_function(id("future, waited for"), |b| {
            b.iter(|| produce(producers, || with_futures(&echo, |pending| _ = pending.wait().expect("its answer"))));
        });
    }
    group.finish();
}

/// All items first, then all answers: what an item costs, without the waiting.
fn bursts(c: &mut Criterion) {
    let mut group = c.benchmark_group("rust batcher, burst");
    group.throughput(Throughput::Elements(EACH));
    let (counting, echo) = (counting(), echo());
    group.bench_function("callback of the core", |b| {
        b.iter(|| {
            let answered = Arc::default();
            (0..EACH).for_each(|id| submit_to_core(&counting, id, &answered));
            counting.drain(u64::MAX).expect("it is not a callback");
        });
    });
    group.bench_function("closure", |b| {
        b.iter(|| {
            let answered = Arc::default();
            (0..EACH).for_each(|id| submit_closure(&echo, id, &answered));
            echo.drain(Duration::MAX).expect("it is not a callback");
        });
    });
    group.bench_function("future", |b| {
        b.iter(|| {
            let pending: Vec<_> = (0..EACH).map(|id| echo.submit(id).expect("there is room")).collect();
            pending.into_iter().for_each(|pending| _ = block_on(pending).expect("its answer"));
        });
    });
    group.finish();
}

criterion_group! { name = benches; config = crate::quick(); targets = map, pipeline, windows, bursts }
