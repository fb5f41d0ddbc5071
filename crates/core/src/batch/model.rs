//! The locks and the waking, run by shuttle through many random schedules of few threads: `scripts/test-model`.
//!
//! Shuttle reports a schedule in which all threads wait. Time does not pass: there are no windows and no timeouts here.

use super::*;
use crate::base::Oneshot;
use shuttle::sync::Mutex;
use shuttle::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use shuttle::{sync::Arc, thread};

const SCHEDULES: usize = 2000;
const FOREVER: u64 = u64::MAX;

struct Echo {
    delivered: Arc<AtomicUsize>,
}

impl Work for Echo {
    type Item = u64;
    type Answer = Result<u64, FailureReason>;
    type Recipient = ();

    fn process(&self, items: &[u64], answers: &mut [Self::Answer]) {
        thread::yield_now();
        items.iter().zip(answers).for_each(|(item, answer)| *answer = Ok(*item));
    }
    fn deliver(&self, (): (), item: u64, answer: Self::Answer) {
        assert!(answer == Ok(item) || answer == Err(FailureReason::Cancelled));
        self.delivered.fetch_add(1, SeqCst);
    }
    fn unanswered(&self, reason: FailureReason) -> Self::Answer {
        Err(reason)
    }
    fn is_unset(&self, answer: &Self::Answer) -> bool {
        *answer == Err(FailureReason::NotSet)
    }
    fn is_success(&self, answer: &Self::Answer) -> bool {
        answer.is_ok()
    }
}

fn greedy(workers: usize) -> BatchConfig {
    BatchConfig { mode: Mode::Greedy, workers, max_batch_size: 2, preferred_batch_size: 2, ..BatchConfig::default() }
}

fn echo() -> (Echo, Arc<AtomicUsize>) {
    let delivered = Arc::new(AtomicUsize::new(0));
    (Echo { delivered: delivered.clone() }, delivered)
}

/// Without priorities, and with two levels. Time stands still, so no item moves up.
const LEVELS: [u32; 2] = [0, 2];

fn each_schedule(test: impl Fn() + Send + Sync + 'static) {
    shuttle::check_random(test, SCHEDULES);
}

fn submitters(handle: &Handle<Echo>, count: u64, each: u64) -> Vec<thread::JoinHandle<usize>> {
    let submit = move |handle: Handle<Echo>, first: u64| {
        // Of the highest level, or of the default one.
        let request = |item| Request { priority: (item % 2) as u32, ..Request::default() };
        let accepted = |item| usize::from(handle.submit(item, request(item), ()).is_ok());
        (first..first + each).map(accepted).sum()
    };
    let spawn = move |submitter| {
        let handle = handle.clone();
        thread::spawn(move || submit(handle, submitter * each))
    };
    (0..count).map(spawn).collect()
}

fn join(threads: Vec<thread::JoinHandle<usize>>) -> usize {
    threads.into_iter().map(|thread| thread.join().unwrap()).sum()
}

#[test]
fn no_worker_sleeps_while_items_wait() {
    for priority_levels in LEVELS {
        each_schedule(move || {
            let (work, delivered) = echo();
            let batcher = Batcher::new(BatchConfig { priority_levels, ..greedy(2) }, work).unwrap();
            let accepted = join(submitters(&batcher, 2, 3));
            // Without closing or draining, which wake everyone.
            while delivered.load(SeqCst) < accepted {
                thread::yield_now();
            }
            assert_eq!(accepted, 6);
        });
    }
}

#[test]
fn preferred_batches_are_taken_without_a_timer() {
    for priority_levels in LEVELS {
        each_schedule(move || {
            let (work, delivered) = echo();
            let config = BatchConfig { mode: Mode::Window, max_wait: FOREVER, priority_levels, ..greedy(2) };
            let batcher = Batcher::new(config, work).unwrap();
            join(submitters(&batcher, 2, 2));
            while delivered.load(SeqCst) < 4 {
                thread::yield_now();
            }
        });
    }
}

#[test]
fn dropping_races_with_submitters_and_loses_nothing() {
    each_schedule(|| {
        let (work, delivered) = echo();
        let batcher = Batcher::new(BatchConfig { priority_levels: 2, ..greedy(2) }, work).unwrap();
        let submitters = submitters(&batcher, 2, 2);
        drop(batcher);
        assert_eq!(delivered.load(SeqCst), {
            let before = delivered.load(SeqCst);
            let accepted = join(submitters);
            assert_eq!(before, delivered.load(SeqCst), "nothing is accepted after it was dropped");
            accepted
        });
    });
}

#[test]
fn blocked_submitters_get_room_or_learn_of_the_end() {
    each_schedule(|| {
        let (work, delivered) = echo();
        let config = BatchConfig { max_queue_size: 1, queue_policy: QueuePolicy::Block(FOREVER), ..greedy(1) };
        let batcher = Batcher::new(config, work).unwrap();
        let submitters = submitters(&batcher, 3, 2);
        thread::yield_now();
        batcher.close();
        let accepted = join(submitters);
        drop(batcher);
        assert_eq!(accepted, delivered.load(SeqCst));
    });
}

#[test]
fn a_refused_submitter_takes_no_room_from_a_blocked_one() {
    each_schedule(|| {
        let (work, delivered) = echo();
        let config = BatchConfig {
            max_queue_size: 1,
            max_batch_cost: 1,
            queue_policy: QueuePolicy::Block(FOREVER),
            ..greedy(1)
        };
        let batcher = Batcher::new(config, work).unwrap();
        let bad = |many: bool| {
            let handle = batcher.handle();
            let request = Request { cost: 2, ..Request::default() };
            thread::spawn(move || {
                let error = if many {
                    handle.submit_many(1, |_| (9, request, Some(()))).1.unwrap_err()
                } else {
                    handle.submit(9, request, ()).unwrap_err().error
                };
                assert_eq!(error.kind(), crate::ErrorKind::InvalidArgument);
            })
        };
        let bad = [bad(false), bad(true)];
        // Without closing, which wakes everyone.
        assert_eq!(join(submitters(&batcher, 2, 2)), 4);
        bad.into_iter().for_each(|thread| thread.join().unwrap());
        drop(batcher);
        assert_eq!(delivered.load(SeqCst), 4);
    });
}

#[test]
fn waiters_get_their_answers_or_learn_of_the_end() {
    each_schedule(|| {
        let (work, _) = echo();
        let batcher = Batcher::new(greedy(1), work).unwrap();
        let wait = |item| {
            let handle = batcher.handle();
            thread::spawn(move || match handle.submit_wait(item, Request::default(), FOREVER) {
                Ok(answer) => assert_eq!(answer, Ok(item)),
                Err(error) => assert_eq!(error.kind(), crate::ErrorKind::Closed),
            })
        };
        let waiters: Vec<_> = (0..3).map(wait).collect();
        drop(batcher);
        waiters.into_iter().for_each(|waiter| waiter.join().unwrap());
    });
}

#[test]
fn drainers_wake_when_all_is_answered() {
    each_schedule(|| {
        let (work, delivered) = echo();
        let config = BatchConfig {
            mode: Mode::Window,
            max_wait: FOREVER,
            max_batch_size: 8,
            preferred_batch_size: 8,
            priority_levels: 2,
            ..greedy(2)
        };
        let batcher = Batcher::new(config, work).unwrap();
        assert_eq!(join(submitters(&batcher, 1, 3)), 3);
        let handle = batcher.handle();
        let other = thread::spawn(move || handle.drain(FOREVER).unwrap());
        batcher.drain(FOREVER).unwrap();
        assert_eq!(delivered.load(SeqCst), 3);
        other.join().unwrap();
    });
}

#[test]
fn pullers_and_pollers_meet_their_end() {
    each_schedule(|| {
        let (work, _) = echo();
        let batcher = Batcher::pulled(
            BatchConfig { max_queue_size: 2, queue_policy: QueuePolicy::Block(FOREVER), ..greedy(1) },
            work,
        );
        let batcher = batcher.unwrap();
        let pull = |()| {
            let handle = batcher.handle();
            thread::spawn(move || {
                while let Ok(batch) = handle.next_batch(FOREVER) {
                    let answers: Vec<_> = batch.items().iter().map(|&item| Ok(item)).collect();
                    batch.complete(answers);
                }
            })
        };
        let pullers = [pull(()), pull(())];
        let polled = Arc::new(Mutex::new(vec![]));
        let poll = |()| {
            let (handle, polled) = (batcher.handle(), polled.clone());
            thread::spawn(move || {
                let mut seen = vec![];
                while handle.poll(FOREVER, 2, |(item, answer)| seen.push((item, answer))).is_ok() {}
                polled.lock().unwrap().extend(seen);
            })
        };
        let pollers = [poll(()), poll(())];
        for item in 0..5 {
            assert!(batcher.submit_polled(item, Request::default()).is_ok());
        }
        batcher.close();
        pullers.into_iter().chain(pollers).for_each(|thread| thread.join().unwrap());
        let mut polled = std::mem::take(&mut *polled.lock().unwrap());
        polled.sort_by_key(|(item, _)| *item);
        assert_eq!(polled, (0..5).map(|item| (item, Ok(item))).collect::<Vec<_>>());
    });
}

/// Answers into places that tasks wait for, as the futures of Rust programs do.
struct FutureWork;

type AnswerPlace = Arc<Oneshot<Result<u64, FailureReason>>>;

impl Work for FutureWork {
    type Item = u64;
    type Answer = Result<u64, FailureReason>;
    type Recipient = AnswerPlace;

    fn process(&self, items: &[u64], answers: &mut [Self::Answer]) {
        thread::yield_now();
        items.iter().zip(answers).for_each(|(item, answer)| *answer = Ok(*item));
    }
    fn deliver(&self, place: AnswerPlace, _: u64, answer: Self::Answer) {
        place.put(answer).into_iter().for_each(crate::base::Receiver::wake);
    }
    fn unanswered(&self, reason: FailureReason) -> Self::Answer {
        Err(reason)
    }
    fn is_unset(&self, answer: &Self::Answer) -> bool {
        *answer == Err(FailureReason::NotSet)
    }
    fn is_success(&self, answer: &Self::Answer) -> bool {
        answer.is_ok()
    }
}

fn submit_future(handle: &Handle<FutureWork>, item: u64) -> (AnswerPlace, u64) {
    let place = AnswerPlace::default();
    let Ok(ticket) = handle.submit(item, Request::default(), place.clone()) else { panic!("it is open") };
    (place, ticket)
}

fn answer_of(place: &AnswerPlace) -> Result<u64, FailureReason> {
    shuttle::future::block_on(std::future::poll_fn(|context| place.poll(context)))
}

#[test]
fn an_answer_races_with_its_task_and_with_the_end_of_its_future() {
    each_schedule(|| {
        let batcher = Batcher::new(greedy(2), FutureWork).unwrap();
        let awaits = batcher.handle();
        let awaiting = thread::spawn(move || {
            let (place, _) = submit_future(&awaits, 1);
            assert_eq!(answer_of(&place), Ok(1));
        });
        let drops = batcher.handle();
        let dropping = thread::spawn(move || {
            let (place, ticket) = submit_future(&drops, 2);
            let polled = place.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
            if polled.is_ready() {
                assert_eq!(drops.withdraw(ticket), None, "it was answered");
            } else if let Some(item) = drops.withdraw(ticket) {
                assert_eq!((item, Arc::strong_count(&place)), (2, 1), "nobody will answer it");
                assert_eq!(place.take(), None);
            } else {
                assert_eq!(answer_of(&place), Ok(2), "it had started");
            }
        });
        awaiting.join().unwrap();
        dropping.join().unwrap();
        assert_eq!(batcher.stats().submitted, 2);
    });
}

#[test]
fn a_thread_gets_the_answer_of_a_future() {
    each_schedule(|| {
        let batcher = Batcher::new(greedy(1), FutureWork).unwrap();
        let (place, _) = submit_future(&batcher, 3);
        let last = batcher.handle();
        let other = thread::spawn(move || last.close());
        assert_eq!(place.wait(crate::base::Deadline::NEVER), Some(Ok(3)));
        other.join().unwrap();
    });
}
