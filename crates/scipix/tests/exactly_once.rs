//! Every item is processed and answered at most once, and every answer that is awaited comes, while others are dropped at random.

mod common;

use common::{CountingWaker, Dice, poll_once};
use scipix::prelude::*;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering::Relaxed};
use std::task::Poll;
use std::thread;
use std::time::Duration;

/// A result that knows whether it still exists.
struct Receipt {
    id: usize,
    alive: Arc<AtomicUsize>,
}

impl Drop for Receipt {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Relaxed);
    }
}

fn random_drops(threads: usize, each: usize, workers: usize) {
    let total = threads * each;
    let processed: Arc<Vec<AtomicU8>> = Arc::new((0..total).map(|_| AtomicU8::new(0)).collect());
    let alive = Arc::new(AtomicUsize::new(0));
    let (counts, receipts) = (processed.clone(), alive.clone());
    let config = BatchConfig::default().workers(workers).max_queue_size(1 << 20).max_wait(Duration::from_micros(200));
    let batcher = Batcher::new(config, move |ids: &[usize]| -> Vec<Result<Receipt, usize>> {
        let answer = |&id: &usize| {
            counts[id].fetch_add(1, Relaxed);
            if id % 11 == 0 {
                return Err(id);
            }
            receipts.fetch_add(1, Relaxed);
            Ok(Receipt { id, alive: receipts.clone() })
        };
        ids.iter().map(answer).collect()
    })
    .unwrap();
    let answered: usize = thread::scope(|scope| {
        let batcher = &batcher;
        let spawn = |thread| scope.spawn(move || submit_and_drop(batcher, thread * each..(thread + 1) * each));
        let threads: Vec<_> = (0..threads).map(spawn).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    batcher.drain(Duration::from_secs(60)).unwrap();
    let stats = batcher.stats();
    drop(batcher);
    let processed_once = processed.iter().filter(|count| count.load(Relaxed) == 1).count();
    assert!(processed.iter().all(|count| count.load(Relaxed) <= 1), "an item was processed twice");
    assert_eq!(stats.submitted, total as u64);
    assert_eq!(stats.completed + stats.failed, processed_once as u64);
    assert_eq!(stats.cancelled, (total - processed_once) as u64);
    assert!(answered <= processed_once && answered > total / 4, "{answered} answers of {total} items");
    assert_eq!(alive.load(Relaxed), 0, "an answer was lost");
}

/// Returns how many answers came.
fn submit_and_drop(batcher: &Batcher<usize, Receipt, usize>, ids: std::ops::Range<usize>) -> usize {
    let (mut dice, waker) = (Dice::new(ids.start as u64 + 1), Arc::new(CountingWaker::default()));
    let (mut pending, mut answered) = (VecDeque::new(), 0);
    let mut check = |id, answer: Result<Receipt, BatchError<usize>>| {
        match answer {
            Ok(receipt) => assert_eq!(receipt.id, id),
            Err(error) => assert_eq!(error.into_item_error(), Some(id)),
        }
        answered += 1;
    };
    for id in ids {
        pending.push_back((id, batcher.submit(id).unwrap()));
        match dice.roll(4) {
            // The newest, which most likely has not started.
            0 => drop(pending.pop_back()),
            1 => {
                let index = dice.roll(pending.len() as u64) as usize;
                drop(pending.remove(index));
            }
            2 => {
                let index = dice.roll(pending.len() as u64) as usize;
                let (id, future) = &mut pending[index];
                if let Poll::Ready(answer) = poll_once(future, &waker) {
                    check(*id, answer);
                    drop(pending.remove(index));
                }
            }
            _ => {}
        }
        if pending.len() > 256 {
            let (id, future) = pending.pop_front().unwrap();
            check(id, future.wait());
        }
    }
    pending.into_iter().for_each(|(id, future)| check(id, future.wait()));
    answered
}

#[test]
fn random_drops_lose_and_double_nothing() {
    random_drops(4, 25_000, 2);
}

#[test]
#[ignore = "a million items"]
fn a_million_items_with_random_drops() {
    for workers in [1, 2, 4] {
        random_drops(4, 250_000, workers);
    }
}
