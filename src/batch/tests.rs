//! The whole batcher: what each party sees, and what it sees when another one fails.

use super::*;
use crate::error::ErrorKind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

const MS: u64 = 1_000_000;
const FOREVER: u64 = u64::MAX;

/// Answers `2 * item`, or what `process` says, and sends answers to whoever submitted.
struct Doubler {
    process: Process,
    /// The batcher itself, for callbacks that call it.
    own: Arc<OnceLock<Handle<Doubler>>>,
}

type Outcome = Result<u64, Fate>;
type Process = Box<dyn Fn(&[u64], &mut [Outcome]) + Send + Sync>;
type Answers = Receiver<(u64, Outcome)>;

enum Reply {
    Send(Sender<(u64, Outcome)>),
    Call(Box<dyn FnOnce(Outcome) + Send>),
}

impl Work for Doubler {
    type Item = u64;
    type Answer = Outcome;
    type Reply = Reply;

    fn process(&self, items: &[u64], answers: &mut [Outcome]) {
        (self.process)(items, answers);
    }

    fn deliver(&self, reply: Reply, item: u64, answer: Outcome) {
        match reply {
            // A test that does not look at its answers drops the receiver.
            Reply::Send(sender) => drop(sender.send((item, answer))),
            Reply::Call(call) => call(answer),
        }
    }

    fn unanswered(&self, fate: Fate) -> Outcome {
        Err(fate)
    }

    fn is_unset(&self, answer: &Outcome) -> bool {
        *answer == Err(Fate::NotSet)
    }

    fn is_success(&self, answer: &Outcome) -> bool {
        answer.is_ok()
    }
}

fn double(items: &[u64], answers: &mut [Outcome]) {
    items.iter().zip(answers).for_each(|(item, answer)| *answer = Ok(2 * item));
}

fn work(process: impl Fn(&[u64], &mut [Outcome]) + Send + Sync + 'static) -> Doubler {
    Doubler { process: Box::new(process), own: Arc::default() }
}

fn greedy() -> Config {
    Config { mode: Mode::Greedy, ..Config::default() }
}

/// Batches wait for ever, unless they are full, preferred or drained.
fn patient() -> Config {
    Config { max_wait: FOREVER, max_batch_size: 4, preferred_batch_size: 4, ..Config::default() }
}

fn batcher(config: Config, process: impl Fn(&[u64], &mut [Outcome]) + Send + Sync + 'static) -> Batcher<Doubler> {
    let work = work(process);
    let own = work.own.clone();
    let batcher = Batcher::new(config, work).unwrap();
    assert!(own.set(batcher.handle()).is_ok());
    batcher
}

fn pulled(config: Config) -> Batcher<Doubler> {
    Batcher::pulled(config, work(double)).unwrap()
}

/// Submits `items`, whose answers come from the receiver.
fn submit(batcher: &Handle<Doubler>, items: impl IntoIterator<Item = u64>, within: u64) -> (Vec<u64>, Answers) {
    let (sender, receiver) = channel();
    let request = Request { within, ..Request::default() };
    let send = |item| batcher.submit(item, request, Reply::Send(sender.clone())).map_err(|refused| refused.error);
    (items.into_iter().map(|item| send(item).unwrap()).collect(), receiver)
}

fn kind<T>(result: Result<T, crate::Error>) -> ErrorKind {
    result.err().expect("a failure").kind()
}

/// A gate that the processing function waits at.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<bool>, std::sync::Condvar)>);

impl Gate {
    fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }
    fn pass(&self) {
        drop(self.0.1.wait_while(self.0.0.lock().unwrap(), |open| !*open).unwrap());
    }
}

fn until(condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(30), "it never came to that");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn every_item_gets_its_own_answer_in_order() {
    for config in [greedy(), Config { max_wait: MS, ..Config::default() }] {
        let batcher = batcher(config, double);
        let (_, answers) = submit(&batcher, 0..500, 0);
        batcher.drain(FOREVER).unwrap();
        let answers: Vec<_> = answers.try_iter().collect();
        assert_eq!(answers, (0..500).map(|item| (item, Ok(2 * item))).collect::<Vec<_>>());
        let stats = batcher.stats();
        assert_eq!((stats.submitted, stats.completed, stats.failed), (500, 500, 0));
        assert_eq!((stats.queue_wait.count, stats.batch_size.count), (500, stats.batches));
    }
}

#[test]
fn counts_are_there_when_the_answer_is() {
    let batcher = batcher(greedy(), double);
    for item in 1..=200 {
        assert_eq!(batcher.submit_wait(item, Request::default(), FOREVER).unwrap(), Ok(2 * item));
        let stats = batcher.stats();
        assert_eq!((stats.completed, stats.batches, stats.service.count), (item, item, item));
    }
}

#[test]
fn a_lone_item_leaves_when_its_window_ends() {
    let batcher = batcher(Config { max_wait: 5 * MS, ..Config::default() }, double);
    for item in 0..3 {
        let start = Instant::now();
        assert_eq!(batcher.submit_wait(item, Request::default(), FOREVER).unwrap(), Ok(2 * item));
        assert!(start.elapsed() >= Duration::from_millis(5));
    }
    assert_eq!(batcher.stats().dispatched, Dispatched { timeout: 3, ..Dispatched::default() });
}

#[test]
fn an_item_left_without_answer_is_not_set_and_others_keep_theirs() {
    let batcher = batcher(patient(), |items, answers| answers[1] = Ok(items[1]));
    let (_, answers) = submit(&batcher, 0..4, 0);
    let answers: Vec<_> = answers.iter().map(|(_, answer)| answer).collect();
    assert_eq!(answers, [Err(Fate::NotSet), Ok(1), Err(Fate::NotSet), Err(Fate::NotSet)]);
    assert_eq!((batcher.stats().completed, batcher.stats().failed), (1, 3));
}

#[test]
fn a_panic_fails_the_unanswered_items_of_its_batch_and_no_other() {
    let batcher = batcher(patient(), |items, answers| {
        answers[0] = Ok(1);
        assert!(items[0] != 0, "the first batch, on purpose");
        double(items, answers);
    });
    let (_, answers) = submit(&batcher, 0..8, 0);
    let answers: Vec<_> = answers.iter().map(|(_, answer)| answer).collect();
    let failed = Err(Fate::Failed);
    assert_eq!(answers, [Ok(1), failed, failed, failed, Ok(8), Ok(10), Ok(12), Ok(14)]);
}

#[test]
fn a_panic_in_one_delivery_does_not_cost_the_others_theirs() {
    let batcher = batcher(patient(), double);
    let (sender, answers) = channel();
    for item in 0..4 {
        let reply = if item % 2 == 0 {
            Reply::Call(Box::new(|_| panic!("in a delivery, on purpose")))
        } else {
            Reply::Send(sender.clone())
        };
        assert!(batcher.submit(item, Request::default(), reply).is_ok());
    }
    assert_eq!([answers.recv().unwrap(), answers.recv().unwrap()], [(1, Ok(2)), (3, Ok(6))]);
    batcher.drain(FOREVER).unwrap();
}

#[test]
fn drain_times_out_while_processing_takes_for_ever_and_dropping_waits_for_it() {
    let (gate, entered) = (Gate::default(), Arc::new(AtomicBool::new(false)));
    let (at_gate, seen) = (gate.clone(), entered.clone());
    let batcher = batcher(greedy(), move |items, answers| {
        seen.store(true, SeqCst);
        at_gate.pass();
        double(items, answers);
    });
    let (_, answers) = submit(&batcher, 0..3, 0);
    until(|| entered.load(SeqCst));
    assert_eq!(kind(batcher.drain(MS)), ErrorKind::Timeout);
    assert_eq!(kind(batcher.drain(0)), ErrorKind::Timeout);
    let opener = thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        gate.open();
    });
    drop(batcher);
    assert_eq!(answers.try_iter().count(), 3, "all were answered before it was gone");
    opener.join().unwrap();
}

#[test]
fn drain_waits_for_what_is_there_and_not_for_what_comes() {
    let batcher = batcher(patient(), double);
    let (_, answers) = submit(&batcher, 0..2, 0);
    batcher.drain(FOREVER).unwrap();
    assert_eq!(answers.try_iter().count(), 2);
    assert_eq!(batcher.stats().dispatched.drain, 1);
    let (_, later) = submit(&batcher, 2..4, 0);
    assert_eq!((later.try_iter().count(), batcher.stats().queue_depth), (0, 2), "draining has ended");
}

#[test]
fn callbacks_may_submit_cancel_and_close_but_not_wait() {
    let refused = Arc::new(Mutex::new(vec![]));
    let seen = refused.clone();
    let own: Arc<OnceLock<Handle<Doubler>>> = Arc::default();
    let inner = own.clone();
    let batcher = batcher(Config { overflow: Overflow::Block(FOREVER), max_queue_size: 1, ..greedy() }, move |i, a| {
        let own = inner.get().expect("set before the first submission");
        let kinds = [
            kind(own.drain(FOREVER)),
            kind(own.submit_wait(9, Request::default(), FOREVER)),
            kind(own.poll(FOREVER, 1, drop)),
            kind(own.next_batch(FOREVER)),
        ];
        seen.lock().unwrap().extend(kinds);
        if i == [1] {
            let (tickets, _) = submit(own, [2], 0);
            let full = own.submit(3, Request::default(), Reply::Call(Box::new(drop)));
            seen.lock().unwrap().push(full.expect_err("BLOCK acts as REJECT here").error.kind());
            assert!(own.cancel(tickets[0]).is_ok());
            submit(own, [4], 0);
            own.close();
        }
        double(i, a);
    });
    assert!(own.set(batcher.handle()).is_ok());
    let (_, answers) = submit(&batcher, [1], 0);
    assert_eq!(answers.recv().unwrap(), (1, Ok(2)));
    drop(batcher);
    let mut expected = vec![ErrorKind::Deadlock; 4];
    expected.push(ErrorKind::QueueFull);
    expected.extend([ErrorKind::Deadlock; 4]);
    assert_eq!(*refused.lock().unwrap(), expected);
}

#[test]
fn deliveries_may_submit_and_close_and_the_last_may_drop_the_batcher() {
    let batcher = batcher(greedy(), double);
    let own = batcher.handle();
    let (sender, answers) = channel();
    let chain = sender.clone();
    let reply = Reply::Call(Box::new(move |answer| {
        chain.send((1, answer)).unwrap();
        assert_eq!(kind(own.drain(0)), ErrorKind::Deadlock);
        assert!(own.submit(2, Request::default(), Reply::Send(chain)).is_ok());
        own.close();
    }));
    assert!(batcher.submit(1, Request::default(), reply).is_ok());
    assert_eq!([answers.recv().unwrap(), answers.recv().unwrap()], [(1, Ok(2)), (2, Ok(4))]);

    let (sender, answers) = channel();
    let batcher = Arc::new(Mutex::new(None));
    let last = batcher.clone();
    *batcher.lock().unwrap() = Some(self::batcher(greedy(), double));
    let reply = Reply::Call(Box::new(move |answer| {
        let batcher: Option<Batcher<Doubler>> = last.lock().unwrap().take();
        drop(batcher);
        sender.send(answer).unwrap();
    }));
    let handle = batcher.lock().unwrap().as_ref().unwrap().handle();
    assert!(handle.submit(5, Request::default(), reply).is_ok());
    assert_eq!(answers.recv().unwrap(), Ok(10));
}

#[test]
fn closing_refuses_new_items_and_runs_all_that_are_queued() {
    let batcher = batcher(patient(), double);
    let (_, answers) = submit(&batcher, 0..3, 0);
    batcher.close();
    batcher.close();
    let refused = batcher.submit(7, Request::default(), Reply::Call(Box::new(drop))).err().unwrap();
    assert_eq!((refused.error.kind(), refused.item), (ErrorKind::Closed, 7));
    assert_eq!(answers.iter().count(), 3);
    assert_eq!(kind(batcher.submit_wait(1, Request::default(), FOREVER)), ErrorKind::Closed);
}

#[test]
fn cancelled_items_are_answered_at_once_and_only_once() {
    let batcher = batcher(patient(), double);
    let (tickets, answers) = submit(&batcher, 0..3, 0);
    batcher.cancel(tickets[1]).unwrap();
    assert_eq!(answers.try_recv().unwrap(), (1, Err(Fate::Cancelled)));
    assert_eq!(kind(batcher.cancel(tickets[1])), ErrorKind::NotFound);
    batcher.drain(FOREVER).unwrap();
    assert_eq!(answers.try_iter().collect::<Vec<_>>(), [(0, Ok(0)), (2, Ok(4))]);
    assert_eq!(kind(batcher.cancel(tickets[0])), ErrorKind::NotFound);
}

#[test]
fn deadlines_are_kept_though_the_window_is_longer() {
    let batcher = batcher(patient(), double);
    let (_, whenever) = submit(&batcher, [1], 0);
    let (_, answers) = submit(&batcher, [2], 5 * MS);
    assert_eq!(answers.recv().unwrap(), (2, Err(Fate::DeadlineMissed)));
    assert_eq!((batcher.stats().shed, batcher.stats().queue_depth), (1, 1));
    assert!(whenever.try_recv().is_err());
}

#[test]
fn a_waiting_submitter_withdraws_what_is_not_dispatched_in_time() {
    let batcher = batcher(patient(), double);
    assert_eq!(kind(batcher.submit_wait(1, Request::default(), 2 * MS)), ErrorKind::Timeout);
    assert_eq!(kind(batcher.submit_wait(1, Request::default(), 0)), ErrorKind::Timeout);
    assert_eq!((batcher.stats().queue_depth, batcher.stats().cancelled), (0, 2));
}

#[test]
fn a_waiting_submitter_waits_for_what_was_dispatched_in_time() {
    let gate = Gate::default();
    let at_gate = gate.clone();
    let batcher = batcher(greedy(), move |items, answers| {
        at_gate.pass();
        double(items, answers);
    });
    let handle = batcher.handle();
    let waiting = thread::spawn(move || handle.submit_wait(4, Request::default(), 20 * MS));
    until(|| batcher.stats().batches == 1);
    thread::sleep(Duration::from_millis(30));
    gate.open();
    assert_eq!(waiting.join().unwrap().unwrap(), Ok(8));
}

#[test]
fn a_full_queue_rejects_or_blocks() {
    let one = Config { max_queue_size: 1, ..patient() };
    let rejecting = batcher(one.clone(), double);
    let (tickets, _answers) = submit(&rejecting, [1], 0);
    let refused = rejecting.submit(2, Request::default(), Reply::Call(Box::new(drop))).err().unwrap();
    assert_eq!((refused.error.kind(), rejecting.stats().rejected), (ErrorKind::QueueFull, 1));
    rejecting.cancel(tickets[0]).unwrap();
    submit(&rejecting, [3], 0);

    let blocking = batcher(Config { overflow: Overflow::Block(2 * MS), ..one.clone() }, double);
    submit(&blocking, [1], 0);
    let refused = blocking.submit(2, Request::default(), Reply::Call(Box::new(drop))).err().unwrap();
    assert_eq!(refused.error.kind(), ErrorKind::Timeout);

    let blocking = batcher(Config { overflow: Overflow::Block(FOREVER), ..one }, double);
    let (tickets, _) = submit(&blocking, [1], 0);
    let handle = blocking.handle();
    let waiting = thread::spawn(move || submit(&handle, [2], 0).1);
    until(|| blocking.handle().blocked() == 1);
    blocking.cancel(tickets[0]).unwrap();
    let answers = waiting.join().unwrap();
    assert_eq!(blocking.stats().queue_depth, 1);
    let handle = blocking.handle();
    let refused = thread::spawn(move || handle.submit_wait(3, Request::default(), FOREVER));
    until(|| blocking.handle().blocked() == 1);
    blocking.close();
    assert_eq!(kind(refused.join().unwrap()), ErrorKind::Closed);
    assert_eq!(answers.recv().unwrap(), (2, Ok(4)));
}

#[test]
fn many_are_accepted_up_to_the_first_that_is_not() {
    let batcher = batcher(Config { max_queue_size: 3, max_batch_cost: 10, ..patient() }, double);
    let (sender, answers) = channel();
    let item = |index: usize| {
        let request = Request { cost: if index == 5 { 11 } else { 0 }, ..Request::default() };
        (index as u64, request, Some(Reply::Send(sender.clone())))
    };
    let (accepted, outcome) = batcher.submit_many(5, item);
    assert_eq!((accepted, kind(outcome), batcher.stats().rejected), (3, ErrorKind::QueueFull, 2));
    batcher.drain(FOREVER).unwrap();
    assert_eq!(answers.try_iter().map(|(item, _)| item).collect::<Vec<_>>(), [0, 1, 2]);
    let (accepted, outcome) = batcher.submit_many(3, |index| item(index + 4));
    assert_eq!((accepted, kind(outcome)), (1, ErrorKind::InvalidArgument));
    assert!(matches!(batcher.submit_many(0, item), (0, Ok(()))));
}

#[test]
fn many_wait_for_room_where_submissions_block() {
    let batcher = batcher(Config { max_queue_size: 7, overflow: Overflow::Block(FOREVER), ..greedy() }, double);
    let (sender, answers) = channel();
    let item = |index: usize| (index as u64, Request::default(), Some(Reply::Send(sender.clone())));
    let (accepted, outcome) = batcher.submit_many(1000, item);
    assert!(accepted == 1000 && outcome.is_ok());
    batcher.drain(FOREVER).unwrap();
    assert_eq!(answers.try_iter().map(|(item, _)| item).collect::<Vec<_>>(), (0..1000).collect::<Vec<_>>());
}

#[test]
fn several_workers_run_batches_at_once() {
    let (running, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let seen = most.clone();
    let batcher =
        batcher(Config { workers: 3, max_batch_size: 1, preferred_batch_size: 1, ..greedy() }, move |i, a| {
            seen.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
            let start = Instant::now();
            while seen.load(SeqCst) < 3 && start.elapsed() < Duration::from_secs(30) {
                thread::yield_now();
            }
            double(i, a);
            running.fetch_sub(1, SeqCst);
        });
    let (_, answers) = submit(&batcher, 0..9, 0);
    assert_eq!(answers.iter().count(), 9);
    assert_eq!(most.load(SeqCst), 3);
}

#[test]
fn a_worker_that_is_busy_does_not_keep_others_from_timers() {
    let gate = Gate::default();
    let at_gate = gate.clone();
    let batcher = batcher(Config { workers: 2, max_wait: 5 * MS, ..Config::default() }, move |items, answers| {
        if items[0] == 0 {
            at_gate.pass();
        }
        double(items, answers);
    });
    let (_, stuck) = submit(&batcher, [0], 0);
    until(|| batcher.stats().batches == 1);
    for item in 1..4 {
        assert_eq!(batcher.submit_wait(item, Request::default(), FOREVER).unwrap(), Ok(2 * item));
    }
    gate.open();
    assert_eq!(stuck.recv().unwrap(), (0, Ok(0)));
}

#[test]
fn pulled_batches_are_completed_or_fail() {
    let batcher = pulled(Config { max_batch_size: 2, preferred_batch_size: 2, ..greedy() });
    assert_eq!(kind(batcher.next_batch(0)), ErrorKind::Timeout);
    let (_, answers) = submit(&batcher, 0..6, 0);
    let batch = batcher.next_batch(0).unwrap();
    assert_eq!(batch.items(), [0, 1]);
    batch.complete([Ok(10), Ok(11)]);
    drop(batcher.next_batch(0).unwrap());
    batcher.next_batch(0).unwrap().complete([Ok(14)]);
    let failed = Err(Fate::Failed);
    let expected = [Ok(10), Ok(11), failed, failed, Ok(14), Err(Fate::NotSet)];
    assert_eq!(answers.try_iter().map(|(_, answer)| answer).collect::<Vec<_>>(), expected);
    batcher.close();
    assert_eq!(kind(batcher.next_batch(FOREVER)), ErrorKind::Closed);
}

#[test]
fn an_open_batch_outlives_its_batcher_whose_queue_is_cancelled() {
    let batcher = pulled(Config { max_batch_size: 2, preferred_batch_size: 2, ..greedy() });
    let (_, answers) = submit(&batcher, 0..3, 0);
    let batch = batcher.next_batch(FOREVER).unwrap();
    let handle = batcher.handle();
    drop(batcher);
    assert_eq!(answers.try_iter().collect::<Vec<_>>(), [(2, Err(Fate::Cancelled))]);
    batch.complete([Ok(1), Ok(2)]);
    assert_eq!(answers.iter().collect::<Vec<_>>(), [(0, Ok(1)), (1, Ok(2))]);
    assert_eq!(handle.stats().completed, 2);
}

#[test]
fn pulling_wakes_for_windows_deadlines_and_closing() {
    let batcher = pulled(Config { max_wait: 5 * MS, ..Config::default() });
    let handle = batcher.handle();
    let puller = thread::spawn(move || {
        let first = handle.next_batch(FOREVER).unwrap();
        let items = first.items().to_vec();
        drop(first);
        (items, kind(handle.next_batch(FOREVER)))
    });
    thread::sleep(Duration::from_millis(2));
    let (_, missed) = submit(&batcher, [8], MS);
    assert_eq!(missed.recv().unwrap(), (8, Err(Fate::DeadlineMissed)));
    let (_, answers) = submit(&batcher, [9], 0);
    assert_eq!(answers.recv().unwrap(), (9, Err(Fate::Failed)));
    thread::sleep(Duration::from_millis(2));
    batcher.close();
    assert_eq!(puller.join().unwrap(), (vec![9], ErrorKind::Closed));
}

#[derive(Clone, Default)]
struct Lamp(Arc<AtomicBool>);

impl Signal for Lamp {
    fn set(&self, waiting: bool) {
        self.0.store(waiting, SeqCst);
    }
}

#[test]
fn polled_answers_light_the_signal_and_hold_their_places() {
    let batcher = batcher(Config { max_queue_size: 4, ..greedy() }, double);
    let lamp = Lamp::default();
    batcher.set_signal(Box::new(lamp.clone()));
    assert_eq!(kind(batcher.poll(0, 8, drop)), ErrorKind::Timeout);
    for item in 0..4 {
        assert!(batcher.submit_polled(item, Request::default()).is_ok());
    }
    batcher.drain(FOREVER).unwrap();
    assert!(lamp.0.load(SeqCst));
    let refused = batcher.submit_polled(4, Request::default()).err().unwrap();
    assert_eq!(refused.error.kind(), ErrorKind::QueueFull, "answers that were not polled hold their places");
    let mut answers = vec![];
    assert_eq!(batcher.poll(FOREVER, 3, |answer| answers.push(answer)).unwrap(), 3);
    assert!(lamp.0.load(SeqCst));
    assert!(batcher.submit_polled(4, Request::default()).is_ok());
    batcher.close();
    while batcher.poll(FOREVER, 3, |answer| answers.push(answer)).is_ok() {}
    assert!(!lamp.0.load(SeqCst));
    assert_eq!(answers, (0..5).map(|item| (item, Ok(2 * item))).collect::<Vec<_>>());
    assert_eq!(kind(batcher.poll(FOREVER, 3, drop)), ErrorKind::Closed);
}

#[test]
fn polling_wakes_for_answers_deadlines_room_and_closing() {
    let batcher = pulled(Config { max_queue_size: 2, overflow: Overflow::Block(FOREVER), ..patient() });
    let handle = batcher.handle();
    let poller = thread::spawn(move || {
        let mut seen = vec![];
        while handle.poll(FOREVER, 1, |answer| seen.push(answer)).is_ok() {}
        seen
    });
    thread::sleep(Duration::from_millis(2));
    let request = |within| Request { within, ..Request::default() };
    assert!(batcher.submit_polled(1, request(0)).is_ok());
    assert!(batcher.submit_polled(2, request(MS)).is_ok());
    // Waits for room until the poller has shed the second, on time.
    assert!(batcher.submit_polled(3, request(0)).is_ok());
    assert_eq!(batcher.stats().shed, 1);
    batcher.close();
    batcher.next_batch(FOREVER).unwrap().complete([Ok(11), Ok(33)]);
    assert_eq!(poller.join().unwrap(), [(2, Err(Fate::DeadlineMissed)), (1, Ok(11)), (3, Ok(33))]);
}

#[test]
fn one_batch_may_answer_in_every_way() {
    let batcher = batcher(Config { max_batch_size: 3, preferred_batch_size: 3, ..patient() }, double);
    let (_, answers) = submit(&batcher, [1], 0);
    assert!(batcher.submit_polled(2, Request::default()).is_ok());
    assert_eq!(batcher.submit_wait(3, Request::default(), FOREVER).unwrap(), Ok(6));
    assert_eq!(answers.recv().unwrap(), (1, Ok(2)));
    let mut polled = vec![];
    batcher.poll(FOREVER, 9, |answer| polled.push(answer)).unwrap();
    assert_eq!(polled, [(2, Ok(4))]);
    batcher.drain(FOREVER).unwrap();
    assert_eq!(batcher.stats().batches, 1);
}

#[test]
fn the_adaptive_limit_follows_a_processor_that_sleeps() {
    let config = Config {
        max_batch_size: 256,
        max_queue_size: 100_000,
        target_latency: 10 * MS,
        overflow: Overflow::Block(FOREVER),
        ..greedy()
    };
    let batcher = batcher(config, |items, answers| {
        thread::sleep(Duration::from_micros(500 + 50 * items.len() as u64));
        double(items, answers);
    });
    assert_eq!(batcher.current_batch_limit(), 16);
    let (_, answers) = submit(&batcher, 0..6000, 0);
    assert_eq!(answers.iter().count(), 6000);
    let limit = batcher.current_batch_limit();
    assert!(limit < 110, "a batch of 90 takes half of the target, and here a few more: {limit}");
}
