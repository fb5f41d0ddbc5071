//! Batchers: what each item's owner sees.

mod common;

use common::{Bomb, CountingWaker, block_on, poll_once, until};
use scipix::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex, OnceLock, Weak};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

const LONG: Duration = Duration::from_secs(30);

type Doubler = Batcher<u32, u32, String>;

fn double(items: &[u32]) -> Vec<Result<u32, String>> {
    items.iter().map(|&n| if n == 13 { Err("unlucky".to_owned()) } else { Ok(2 * n) }).collect()
}

/// Batches wait for ever, unless they are full or drained.
fn patient(size: usize) -> BatchConfig {
    BatchConfig::default().max_wait(Duration::MAX).max_batch_size(size).preferred_batch_size(size)
}

fn greedy() -> BatchConfig {
    BatchConfig::default().mode(BatchMode::Greedy)
}

#[test]
fn each_item_gets_its_own_answer_or_error() {
    let batcher = Batcher::new(BatchConfig::default().max_wait(Duration::from_millis(1)), double).unwrap();
    thread::scope(|scope| {
        for thread in 0..4 {
            let batcher = &batcher;
            scope.spawn(move || {
                let pending: Vec<_> = (0..200).map(|n| batcher.submit(thread * 200 + n).unwrap()).collect();
                for (n, pending) in (thread * 200..).zip(pending) {
                    let answer = if n % 2 == 0 { pending.wait() } else { block_on(pending) };
                    match answer {
                        Ok(double) => assert_eq!(double, 2 * n),
                        Err(error) => assert_eq!((n, error.into_item_error().unwrap().as_str()), (13, "unlucky")),
                    }
                }
            });
        }
    });
    let stats = batcher.stats();
    assert_eq!((stats.submitted, stats.completed, stats.failed), (800, 799, 1));
    assert!(stats.batch_size.max <= 32 && stats.batch_size.count == stats.batches);
}

#[test]
fn a_panic_or_a_wrong_count_is_the_error_of_its_batch_alone() {
    let batcher = Batcher::new(greedy().max_batch_size(4), |items: &[u32]| -> Vec<Result<u32, String>> {
        match items[0] {
            1 => panic!("{} is torn", items[0]),
            2 => vec![],
            3 => items.iter().chain(items).map(|&n| Ok(n)).collect(),
            _ => items.iter().map(|&n| Ok(n)).collect(),
        }
    })
    .unwrap();
    let one = |n| batcher.submit(n).unwrap().wait();
    let BatchError::Panicked(message) = one(1).unwrap_err() else { panic!("it panicked") };
    assert_eq!(&*message, "1 is torn");
    assert!(matches!(one(2), Err(BatchError::AnswerCount { items: 1, answers: 0 })));
    assert!(matches!(one(3), Err(BatchError::AnswerCount { items: 1, answers: 2 })));
    assert_eq!(one(4).unwrap(), 4);
    assert_eq!((batcher.stats().completed, batcher.stats().failed), (1, 3));
}

#[test]
fn an_answer_that_is_missing_moves_no_other_to_the_wrong_item() {
    // A function that leaves out what it cannot read, so that later answers move up.
    let batcher = Batcher::new(patient(3), |items: &[u32]| -> Vec<Result<u32, String>> {
        items.iter().filter(|&&n| n != 2).map(|&n| Ok(n)).collect()
    })
    .unwrap();
    let pending: Vec<_> = (1..=3).map(|n| batcher.submit(n).unwrap()).collect();
    for pending in pending {
        assert!(matches!(pending.wait(), Err(BatchError::AnswerCount { items: 3, answers: 2 })));
    }
}

#[test]
fn a_future_wakes_its_last_task_once() {
    let batcher = Batcher::new(patient(2), double).unwrap();
    let (first, last) = (Arc::new(CountingWaker::default()), Arc::new(CountingWaker::default()));
    let mut pending = batcher.submit(21).unwrap();
    assert!(poll_once(&mut pending, &first).is_pending());
    assert!(poll_once(&mut pending, &last).is_pending());
    assert_eq!(batcher.submit(1).unwrap().wait().unwrap(), 2);
    until(|| last.count() == 1);
    assert!(matches!(poll_once(&mut pending, &last), Poll::Ready(Ok(42))));
    batcher.drain(LONG).unwrap();
    assert_eq!((first.count(), last.count()), (0, 1));
}

#[test]
fn dropping_a_pending_answer_cancels_an_item_that_has_not_started() {
    let seen = Arc::new(Mutex::new(vec![]));
    let sees = seen.clone();
    let batcher = Batcher::new(patient(3), move |items: &[u32]| {
        sees.lock().unwrap().extend_from_slice(items);
        double(items)
    })
    .unwrap();
    let kept = batcher.submit(1).unwrap();
    drop(batcher.submit(2).unwrap());
    assert_eq!(batcher.submit(3).unwrap().cancel(), Some(3), "it gives the item back");
    assert_eq!((batcher.stats().queue_depth, batcher.stats().cancelled), (1, 2));
    batcher.drain(LONG).unwrap();
    assert_eq!(kept.wait().unwrap(), 2);
    assert_eq!(*seen.lock().unwrap(), [1]);
}

#[test]
fn an_item_that_has_started_is_not_cancelled() {
    let (gate, dropped) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    struct Answer(Arc<AtomicUsize>);
    impl Drop for Answer {
        fn drop(&mut self) {
            self.0.fetch_add(1, SeqCst);
        }
    }
    let (at_gate, drops) = (gate.clone(), dropped.clone());
    let batcher = Batcher::new(greedy(), move |items: &[u32]| -> Vec<Result<Answer, String>> {
        at_gate.wait();
        items.iter().map(|_| Ok(Answer(drops.clone()))).collect()
    })
    .unwrap();
    let pending = batcher.submit(1).unwrap();
    until(|| batcher.stats().batches == 1);
    assert_eq!(pending.cancel(), None);
    gate.wait();
    batcher.drain(LONG).unwrap();
    assert_eq!((dropped.load(SeqCst), batcher.stats().completed, batcher.stats().cancelled), (1, 1, 0));
}

#[test]
fn a_wait_has_an_end_and_can_be_repeated() {
    let batcher = Batcher::new(patient(2), double).unwrap();
    let mut pending = batcher.submit(4).unwrap();
    let start = Instant::now();
    assert!(matches!(pending.wait_timeout(Duration::from_millis(5)), Err(BatchError::TimedOut)));
    assert!(start.elapsed() >= Duration::from_millis(5));
    assert!(matches!(pending.wait_timeout(Duration::ZERO), Err(BatchError::TimedOut)));
    let other = batcher.submit(5).unwrap();
    assert_eq!(pending.wait_timeout(LONG).unwrap(), 8);
    assert_eq!(other.wait().unwrap(), 10);
    assert!(matches!(batcher.submit(6).unwrap().wait_timeout(Duration::from_millis(2)), Err(BatchError::TimedOut)));
    assert_eq!(batcher.stats().queue_depth, 0, "the dropped answer cancelled its item");
}

#[test]
fn a_deadline_is_an_error_of_its_own_item() {
    let batcher: Doubler = Batcher::pulled(greedy()).unwrap();
    let late = batcher.submit(Request::new(1).deadline(Duration::from_millis(5))).unwrap();
    let zero = batcher.submit(Request::new(2).deadline(Duration::ZERO)).unwrap();
    let whenever = batcher.submit(3).unwrap();
    for pending in [late, zero] {
        let error = pending.wait().unwrap_err();
        assert!(matches!(error, BatchError::DeadlineMissed), "{error}");
    }
    let batch = batcher.next_batch(LONG).unwrap();
    assert_eq!(batch.items(), [3]);
    batch.complete(vec![Ok(6)]).unwrap();
    assert_eq!(whenever.wait().unwrap(), 6);
    assert_eq!(batcher.stats().shed, 2);
}

#[test]
fn groups_and_costs_part_batches() {
    let batcher: Doubler = Batcher::pulled(greedy().max_batch_cost(10)).unwrap();
    let submit = |n: u32, group, cost| batcher.submit(Request::new(n).group(group).cost(cost));
    let pending = [(1, 0, 6), (2, 7, 1), (3, 0, 4), (4, 0, 5)].map(|(n, group, cost)| submit(n, group, cost).unwrap());
    let mut batches = vec![];
    while let Ok(batch) = batcher.next_batch(Duration::ZERO) {
        batches.push(batch.items().to_vec());
        let answers = batch.items().iter().map(|n| Ok(n * 2)).collect();
        batch.complete(answers).unwrap();
    }
    assert_eq!(batches, [vec![1, 3], vec![2], vec![4]]);
    let answers: Vec<_> = pending.into_iter().map(|pending| pending.wait().unwrap()).collect();
    assert_eq!(answers, [2, 4, 6, 8]);
    let refused = submit(5, 0, 11).err().unwrap();
    assert_eq!((refused.kind(), refused.into_item()), (ErrorKind::InvalidArgument, 5));
}

#[test]
fn higher_priorities_are_taken_first() {
    let batcher: Doubler = Batcher::pulled(greedy().max_batch_size(1).priority_levels(3)).unwrap();
    let submit = |n, level| batcher.submit(Request::new(n).priority(level)).unwrap();
    let _pending = [(1, 3), (2, 1), (3, 2)].map(|(n, level)| submit(n, level));
    let _lowest = batcher.submit(4).unwrap();
    let depths = batcher.stats().level_depths;
    assert_eq!((&depths[..4], batcher.stats().queue_depth), (&[1, 1, 2, 0][..], 4));
    let taken: Vec<_> = (0..4).map(|_| batcher.next_batch(LONG).unwrap().items()[0]).collect();
    assert_eq!(taken, [2, 3, 1, 4]);
    assert_eq!(batcher.submit(Request::new(5).priority(4)).err().unwrap().kind(), ErrorKind::InvalidArgument);
}

#[test]
fn a_full_queue_gives_the_item_back_or_blocks_for_a_while() {
    let batcher: Doubler = Batcher::pulled(greedy().max_queue_size(1)).unwrap();
    let _kept = batcher.submit(1).unwrap();
    let refused = batcher.submit(2).err().unwrap();
    assert_eq!((refused.kind(), refused.into_item()), (ErrorKind::QueueFull, 2));
    let policy = QueuePolicy::Block(Duration::from_millis(5));
    let batcher: Doubler = Batcher::pulled(greedy().max_queue_size(1).queue_policy(policy)).unwrap();
    let kept = batcher.submit(1).unwrap();
    let refused = batcher.submit(2).err().unwrap();
    assert_eq!((refused.kind(), refused.into_item()), (ErrorKind::Timeout, 2));
    drop(kept);
    let batcher: Doubler = Batcher::pulled(greedy().max_queue_size(1).queue_policy(QueuePolicy::Block(LONG))).unwrap();
    let kept = batcher.submit(1).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(1));
            drop(kept);
        });
        assert!(batcher.submit(3).is_ok(), "the dropped answer made room");
    });
}

#[test]
fn a_closed_batcher_gives_items_back_and_answers_what_is_queued() {
    let batcher = Batcher::new(patient(100), double).unwrap();
    let pending = batcher.submit(3).unwrap();
    batcher.close();
    let refused = batcher.submit(4).err().unwrap();
    assert_eq!((refused.kind(), refused.to_string().as_str()), (ErrorKind::Closed, "batcher: is closed"));
    let error: BatchError<String> = refused.into();
    assert_eq!(error.kind(), ErrorKind::Closed);
    assert_eq!(pending.wait().unwrap(), 6);
}

#[test]
fn dropping_a_batcher_answers_every_item() {
    let batcher = Batcher::new(patient(100), double).unwrap();
    let pending: Vec<_> = (20..60).map(|n| batcher.submit(n).unwrap()).collect();
    drop(batcher);
    for (n, mut pending) in (20..).zip(pending) {
        assert_eq!(pending.wait_timeout(Duration::ZERO).unwrap(), 2 * n);
    }
    let pulled: Doubler = Batcher::pulled(greedy()).unwrap();
    let (first, second) = (pulled.submit(1).unwrap(), pulled.submit(2).unwrap());
    drop(pulled);
    for pending in [first, second] {
        assert!(matches!(pending.wait(), Err(BatchError::Cancelled)));
    }
}

#[test]
fn pulled_batches_are_completed_with_their_own_answers_or_none() {
    let batcher: Doubler = Batcher::pulled(greedy().max_batch_size(2)).unwrap();
    assert_eq!(batcher.next_batch(Duration::ZERO).err().unwrap().kind(), ErrorKind::Timeout);
    let pending: Vec<_> = (0..6).map(|n| batcher.submit(n).unwrap()).collect();
    batcher.next_batch(LONG).unwrap().complete(vec![Ok(0), Err("torn".to_owned())]).unwrap();
    let wrong = batcher.next_batch(LONG).unwrap().complete(vec![Ok(7)]).unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::SizeMismatch);
    drop(batcher.next_batch(LONG).unwrap());
    let answers: Vec<_> = pending.into_iter().map(Pending::wait).collect();
    assert!(matches!(&answers[0], Ok(0)));
    assert!(matches!(&answers[1], Err(BatchError::Item(error)) if error == "torn"));
    assert!(answers[2..4].iter().all(|a| matches!(a, Err(BatchError::AnswerCount { items: 2, answers: 1 }))));
    assert!(answers[4..].iter().all(|a| matches!(a, Err(BatchError::Unanswered))));
}

#[test]
fn closures_get_items_and_answers_once() {
    let batcher = Batcher::new(patient(3), double).unwrap();
    let seen = Arc::new(Mutex::new(vec![]));
    let record = || {
        let seen = seen.clone();
        move |item, answer: Result<u32, BatchError<String>>| {
            seen.lock().unwrap().push((item, answer.map_err(|error| error.kind())));
        }
    };
    let ticket = batcher.submit_with(1, record()).unwrap();
    batcher.submit_with(Request::new(13).cost(1), record()).unwrap();
    assert!(batcher.cancel(ticket) && !batcher.cancel(ticket));
    batcher.drain(LONG).unwrap();
    assert_eq!(*seen.lock().unwrap(), [(1, Err(ErrorKind::Cancelled)), (13, Err(ErrorKind::Callback))]);
}

#[test]
fn waits_inside_the_batch_function_are_refused() {
    let own: Arc<OnceLock<Weak<Doubler>>> = Arc::default();
    let inner = own.clone();
    let batcher = Arc::new(
        Batcher::new(greedy(), move |items: &[u32]| {
            let batcher = inner.get().unwrap().upgrade().unwrap();
            let waited = batcher.submit(items[0] + 1).unwrap().wait().unwrap_err();
            vec![Err(format!("{:?} {:?}", waited.kind(), batcher.drain(LONG).unwrap_err().kind()))]
        })
        .unwrap(),
    );
    own.set(Arc::downgrade(&batcher)).unwrap();
    let error = batcher.submit(1).unwrap().wait().unwrap_err();
    assert_eq!(error.into_item_error().unwrap(), "Deadlock Deadlock");
}

#[test]
fn an_adaptive_batcher_limits_its_batches() {
    let slow = |items: &[u32]| {
        thread::sleep(Duration::from_millis(items.len() as u64));
        double(items)
    };
    let config = greedy().max_batch_size(64).max_queue_size(10_000);
    let batcher = Batcher::adaptive(config, Duration::from_millis(20), slow).unwrap();
    let pending: Vec<_> = (100..500).map(|n| batcher.submit(n).unwrap()).collect();
    let mut limit = batcher.batch_limit();
    for (n, pending) in (100..).zip(pending) {
        assert_eq!(pending.wait().unwrap(), 2 * n);
        limit = limit.min(batcher.batch_limit());
    }
    assert!(limit < 64, "batches of {limit}");
}

#[test]
fn a_configuration_is_checked() {
    let kind = |config| Batcher::new(config, double).expect_err("a failure");
    for (config, name) in [
        (BatchConfig::default().workers(0), "workers"),
        (BatchConfig::default().max_batch_size(0), "max_batch_size"),
        (BatchConfig::default().preferred_batch_size(33), "preferred_batch_size"),
        (BatchConfig::default().max_queue_size(0), "max_queue_size"),
        (BatchConfig::default().shed_late(true), "shed_late"),
    ] {
        let error = kind(config);
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(error.to_string().contains(name), "{error}");
    }
    Batcher::new(BatchConfig::default().max_batch_size(8), double).expect("the preferred size follows");
}

#[test]
fn an_item_that_panics_when_it_is_dropped_has_its_answer_all_the_same() {
    let answer = |items: &[Bomb]| -> Vec<Result<i32, String>> { items.iter().map(|_| Ok(7)).collect() };
    let batcher = Batcher::new(greedy(), answer).unwrap();
    for explodes in [true, false, true] {
        assert_eq!(batcher.submit(Bomb(explodes)).unwrap().wait_timeout(LONG).unwrap(), 7);
    }
    let batcher = Batcher::new(patient(9), answer).unwrap();
    let mut cancelled = batcher.submit(Bomb(true)).unwrap();
    drop(batcher);
    assert!(cancelled.wait_timeout(LONG).is_ok());
}
