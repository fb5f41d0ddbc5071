//! Batchers of any configuration: each item that is accepted is answered once, by its own answer.

use super::fail_if;
use crate::bytes::Bytes;
use scipix::ErrorKind;
use scipix::batch::{BatchConfig, BatchError, BatchMode, Batcher, Request};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

type Counts = Arc<Vec<AtomicUsize>>;

/// Items of a program, at most.
const MOST: usize = 60;
/// The longest that anything may take: a lost answer is seen by it.
const LONG: Duration = Duration::from_secs(20);

fn counts() -> Counts {
    Arc::new((0..MOST).map(|_| AtomicUsize::new(0)).collect())
}

fn config(bytes: &mut Bytes<'_>) -> BatchConfig {
    let mode = bytes.pick(&[BatchMode::Window, BatchMode::Greedy]);
    let size = 1 + bytes.below(9);
    let config = BatchConfig::default().mode(mode).max_batch_size(size).preferred_batch_size(1 + bytes.below(size));
    let config = config.workers(1 + bytes.below(3)).max_queue_size(bytes.pick(&[MOST, MOST, 4]));
    let config = config.max_wait(Duration::from_micros(bytes.pick(&[0, 50, 300])));
    let config = match bytes.pick(&[0, 0, 0, 50, 500, 20_000]) {
        0 => config,
        target => config.target_latency(Duration::from_micros(target)).shed_late(bytes.once_in(2)),
    };
    if bytes.once_in(3) { config.priority_levels(3).default_priority(1) } else { config }
}

fn request(bytes: &mut Bytes<'_>, id: usize) -> Request<usize> {
    let request = Request::new(id).group(bytes.below(3) as u64).cost(bytes.below(4) as u32);
    if bytes.once_in(6) { request.deadline(Duration::from_micros(bytes.below(300) as u64)) } else { request }
}

/// Items fail by their number, and a batch panics now and then.
fn work(processed: &Counts, ids: &[usize], panics: bool) -> Vec<Result<usize, usize>> {
    ids.iter().for_each(|&id| _ = processed[id].fetch_add(1, SeqCst));
    fail_if(panics && ids.len() == 3);
    ids.iter().map(|&id| if id % 5 == 3 { Err(id) } else { Ok(id + 1000) }).collect()
}

pub fn batches(bytes: &mut Bytes<'_>) {
    let (processed, answered, panics) = (counts(), counts(), bytes.once_in(6));
    let is_pulled = bytes.once_in(4);
    let (counted, config) = (processed.clone(), config(bytes));
    let made = if is_pulled {
        Batcher::pulled(config)
    } else {
        Batcher::new(config, move |ids: &[usize]| work(&counted, ids, panics))
    };
    let Ok(batcher) = made else { return };
    let (mut accepted, mut pending) = (vec![0; MOST], Vec::new());
    for (id, accepted) in accepted.iter_mut().enumerate().take(bytes.below(MOST)) {
        match bytes.below(12) {
            0..=5 => {
                let answers = answered.clone();
                let done = move |item: usize, answer| {
                    assert_eq!(item, id);
                    check(id, &answer);
                    answers[id].fetch_add(1, SeqCst);
                };
                *accepted += usize::from(batcher.submit_with(request(bytes, id), done).is_ok());
            }
            6..=9 => pending.extend(batcher.submit(request(bytes, id)).ok().map(|answer| (id, answer))),
            10 if is_pulled => pull(&batcher, &processed),
            10 => _ = batcher.drain(Duration::from_micros(200)),
            _ => {
                if let Some((id, answer)) = pending.pop() {
                    let is_back = answer.cancel();
                    assert!(is_back.is_none_or(|item| item == id));
                }
            }
        }
    }
    if is_pulled {
        while batcher.stats().queue_depth > 0 {
            pull(&batcher, &processed);
        }
    }
    for (id, mut answer) in pending {
        let answer = answer.wait_timeout(LONG);
        assert!(!matches!(answer, Err(BatchError::TimedOut)), "item {id} has no answer");
        check(id, &answer);
    }
    assert!(batcher.drain(LONG).is_ok(), "a drain has no end");
    let stats = batcher.stats();
    drop(batcher);
    let answered: Vec<usize> = answered.iter().map(|count| count.load(SeqCst)).collect();
    assert_eq!(answered, accepted, "answers by item");
    assert!(processed.iter().all(|count| count.load(SeqCst) <= 1), "an item was processed twice");
    assert_eq!(stats.queue_depth, 0);
}

fn check(id: usize, answer: &Result<usize, BatchError<usize>>) {
    match answer {
        Ok(value) => assert!(*value == id + 1000 && id % 5 != 3),
        Err(BatchError::Item(value)) => assert!(*value == id && id % 5 == 3),
        Err(error) => {
            assert!(matches!(
                error.kind(),
                ErrorKind::Timeout | ErrorKind::Cancelled | ErrorKind::Panicked | ErrorKind::Callback
            ));
        }
    }
}

fn pull(batcher: &Batcher<usize, usize, usize>, processed: &Counts) {
    if let Ok(batch) = batcher.next_batch(Duration::from_millis(1)) {
        let answers = work(processed, batch.items(), false);
        batch.complete(answers).expect("as many answers as items");
    }
}
