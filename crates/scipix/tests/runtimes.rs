//! Futures under tokio, smol and a thread that only polls.

mod common;

use scipix::prelude::*;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

const TASKS: u64 = 200;
const EACH: u64 = 20;

fn words(items: &[u64]) -> Vec<Result<String, String>> {
    items.iter().map(|&n| if n % 7 == 0 { Err(format!("no {n}")) } else { Ok(n.to_string()) }).collect()
}

/// Submits and awaits in turn, drops some answers, and runs jobs and joins between.
async fn visit(batcher: Arc<Batcher<u64, String, String>>, executor: Arc<Executor>, task: u64) -> u64 {
    let mut answered = 0;
    for n in (task * EACH)..(task + 1) * EACH {
        let pending = batcher.submit(n).unwrap();
        if n % 5 == 0 {
            drop(pending);
            continue;
        }
        match pending.await {
            Ok(text) => assert_eq!(text, n.to_string()),
            Err(error) => assert_eq!(error.into_item_error().unwrap(), format!("no {n}")),
        }
        answered += 1;
    }
    let job = executor.submit(move || task + 1).unwrap().await.unwrap();
    assert_eq!(job, task + 1);
    let joined = scipix::parallel::join_bounded(3, 0..10_u64, |n| {
        let batcher = batcher.clone();
        async move { batcher.submit(n * 7 + 1).unwrap().await.unwrap() }
    });
    assert_eq!(joined.await, (0..10).map(|n| (n * 7 + 1).to_string()).collect::<Vec<_>>());
    answered
}

fn parts() -> (Arc<Batcher<u64, String, String>>, Arc<Executor>) {
    let config = BatchConfig::default().max_wait(Duration::from_millis(1)).max_queue_size(100_000);
    (Arc::new(Batcher::new(config, words).unwrap()), Arc::new(Executor::new(2).unwrap()))
}

const ANSWERED: u64 = TASKS * EACH * 4 / 5;

#[test]
fn tokio_awaits_answers() {
    for threads in [1, 4] {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).build().unwrap();
        let (batcher, executor) = parts();
        let answered = runtime.block_on(async {
            let spawn = |task| tokio::spawn(visit(batcher.clone(), executor.clone(), task));
            let tasks: Vec<_> = (0..TASKS).map(spawn).collect();
            let mut answered = 0;
            for task in tasks {
                answered += task.await.unwrap();
            }
            answered
        });
        assert_eq!(answered, ANSWERED);
    }
}

#[test]
fn tokio_cancels_by_a_timeout() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let config = BatchConfig::default().max_wait(Duration::MAX);
    let batcher = Batcher::new(config, words).unwrap();
    runtime.block_on(async {
        let pending = batcher.submit(1).unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(5), pending).await.is_err());
    });
    assert_eq!((batcher.stats().cancelled, batcher.stats().queue_depth), (1, 0));
}

#[test]
fn smol_awaits_answers() {
    let (batcher, executor) = parts();
    let answered = smol::block_on(async {
        let spawn = |task| smol::spawn(visit(batcher.clone(), executor.clone(), task));
        let tasks: Vec<_> = (0..TASKS).map(spawn).collect();
        let mut answered = 0;
        for task in tasks {
            answered += task.await;
        }
        answered
    });
    assert_eq!(answered, ANSWERED);
}

#[test]
fn a_thread_that_only_polls_awaits_answers() {
    let (batcher, executor) = parts();
    let tasks = (0..TASKS).map(|task| visit(batcher.clone(), executor.clone(), task));
    let all = scipix::parallel::join_bounded(usize::MAX, tasks, |task| task);
    assert_eq!(common::block_on(all).into_iter().sum::<u64>(), ANSWERED);
}

#[test]
fn futures_can_be_sent_and_moved() {
    fn is_send<F: Future + Send + Unpin>(_: &F) {}
    let (batcher, executor) = parts();
    is_send(&batcher.submit(1).unwrap());
    is_send(&executor.submit(|| 1).unwrap());
}
