//! The peers that are Rust crates: one task for each producer, `WINDOW` items of each on the way.

use batch_aint_one::{Batcher, BatchingPolicy, Limits, Processor};
use batched_fn::batched_fn;
use std::future::Future;
use std::time::Instant;
use tokio::runtime::Builder;
use tokio::task::JoinSet;

const WINDOW: usize = 64;

/// Nanoseconds an item, where `submit` is one.
fn throughput<F>(producers: usize, total: usize, start: impl FnOnce() -> F) -> f64
where
    F: Submit + Clone + Send + 'static,
{
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_time().build().expect("threads");
    runtime.block_on(async {
        let submit = start();
        let share = total / producers;
        let begin = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..producers {
            // A window as `WINDOW` tasks, which is how one would have so many requests on the way.
            for lane in 0..WINDOW {
                let submit = submit.clone();
                tasks.spawn(async move {
                    for id in (lane..share).step_by(WINDOW) {
                        assert_eq!(submit.one(id).await, id);
                    }
                });
            }
        }
        tasks.join_all().await;
        begin.elapsed().as_nanos() as f64 / (share * producers) as f64
    })
}

trait Submit {
    fn one(&self, id: usize) -> impl Future<Output = usize> + Send;
}

#[derive(Clone, Debug)]
struct Echo;

impl Processor for Echo {
    type Key = ();
    type Input = usize;
    type Output = usize;
    type Error = String;
    type Resources = ();

    async fn acquire_resources(&self, (): ()) -> Result<(), String> {
        Ok(())
    }
    async fn process(&self, (): (), inputs: impl Iterator<Item = usize> + Send, (): ()) -> Result<Vec<usize>, String> {
        Ok(inputs.collect())
    }
}

impl Submit for Batcher<Echo> {
    async fn one(&self, id: usize) -> usize {
        self.add((), id).await.expect("an answer")
    }
}

pub fn batch_aint_one(producers: usize, total: usize) -> f64 {
    throughput(producers, total, || {
        let limits = Limits::builder().max_batch_size(32).max_key_concurrency(1).max_batch_queue_size(1000).build();
        let policy = BatchingPolicy::Immediate;
        Batcher::builder().name("echo").processor(Echo).limits(limits).batching_policy(policy).build()
    })
}

#[derive(Clone)]
struct BatchedFn;

impl Submit for BatchedFn {
    async fn one(&self, id: usize) -> usize {
        let echo = batched_fn! {
            handler = |batch: Vec<usize>| -> Vec<usize> { batch };
            config = { max_batch_size: 32, max_delay: 1 };
            context = {};
        };
        echo(id).await.expect("an answer")
    }
}

pub fn batched_fn(producers: usize, total: usize) -> f64 {
    throughput(producers, total, || BatchedFn)
}
