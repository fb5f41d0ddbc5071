//! Batches that are pulled, answers that are polled.

use super::*;

#[test]
fn pulled_batches_are_completed_or_fail() {
    let batcher = pulled(BatchConfig { max_batch_size: 2, preferred_batch_size: 2, ..greedy() });
    assert_eq!(kind(batcher.next_batch(0)), ErrorKind::Timeout);
    let (_, answers) = submit(&batcher, 0..6, 0);
    let batch = batcher.next_batch(0).unwrap();
    assert_eq!(batch.items(), [0, 1]);
    batch.complete([Ok(10), Ok(11)]);
    drop(batcher.next_batch(0).unwrap());
    batcher.next_batch(0).unwrap().complete([Ok(14)]);
    let failed = Err(FailureReason::Failed);
    let expected = [Ok(10), Ok(11), failed, failed, Ok(14), Err(FailureReason::NotSet)];
    assert_eq!(answers.try_iter().map(|(_, answer)| answer).collect::<Vec<_>>(), expected);
    batcher.close();
    assert_eq!(kind(batcher.next_batch(FOREVER)), ErrorKind::Closed);
}

#[test]
fn an_open_batch_outlives_its_batcher_whose_queue_is_cancelled() {
    let batcher = pulled(BatchConfig { max_batch_size: 2, preferred_batch_size: 2, ..greedy() });
    let (_, answers) = submit(&batcher, 0..3, 0);
    let batch = batcher.next_batch(FOREVER).unwrap();
    let handle = batcher.handle();
    drop(batcher);
    assert_eq!(answers.try_iter().collect::<Vec<_>>(), [(2, Err(FailureReason::Cancelled))]);
    batch.complete([Ok(1), Ok(2)]);
    assert_eq!(answers.iter().collect::<Vec<_>>(), [(0, Ok(1)), (1, Ok(2))]);
    assert_eq!(handle.stats().completed, 2);
}

#[test]
fn pulling_wakes_for_windows_and_closing() {
    let batcher = pulled(BatchConfig { max_wait: 5 * MS, ..BatchConfig::default() });
    let handle = batcher.handle();
    let puller = thread::spawn(move || {
        let first = handle.next_batch(FOREVER).unwrap();
        let items = first.items().to_vec();
        drop(first);
        (items, kind(handle.next_batch(FOREVER)))
    });
    thread::sleep(Duration::from_millis(2));
    let (_, answers) = submit(&batcher, [9], 0);
    assert_eq!(answers.recv().unwrap(), (9, Err(FailureReason::Failed)));
    thread::sleep(Duration::from_millis(2));
    batcher.close();
    assert_eq!(puller.join().unwrap(), (vec![9], ErrorKind::Closed));
}

#[derive(Clone, Default)]
pub struct Lamp(Arc<AtomicBool>);

impl Lamp {
    pub fn is_lit(&self) -> bool {
        self.0.load(SeqCst)
    }
}

impl AnswerSignal for Lamp {
    fn set(&self, waiting: bool) {
        self.0.store(waiting, SeqCst);
    }
}

#[test]
fn polled_answers_light_the_signal_and_hold_their_places() {
    let batcher = batcher(BatchConfig { max_queue_size: 4, ..greedy() }, double);
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
    let batcher = pulled(BatchConfig { max_queue_size: 2, queue_policy: QueuePolicy::Block(FOREVER), ..patient() });
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
    // Waits for room until the second is shed.
    assert!(batcher.submit_polled(3, request(0)).is_ok());
    assert_eq!(batcher.stats().shed, 1);
    batcher.close();
    batcher.next_batch(FOREVER).unwrap().complete([Ok(11), Ok(33)]);
    let mut answers = poller.join().unwrap();
    // The deadline timer answers on its own thread, before or after the batch.
    answers.sort_by_key(|&(item, _)| item);
    assert_eq!(answers, [(1, Ok(11)), (2, Err(FailureReason::DeadlineMissed)), (3, Ok(33))]);
}
