//! Deadlines and targets, whatever the workers do.

use super::*;

/// Late answers come within this time of their deadline on an idle machine; tests allow for a busy one.
const PROMPT: Duration = Duration::from_millis(150);

/// A batcher whose only worker waits at the gate with item 0.
fn busy(config: BatchConfig) -> (Batcher<Doubler>, Gate) {
    let gate = Gate::default();
    let at_gate = gate.clone();
    let batcher = batcher(config, move |items, answers| {
        at_gate.pass();
        double(items, answers);
    });
    submit(&batcher, [0], 0);
    until(|| batcher.stats().batches == 1);
    (batcher, gate)
}

fn within(within: u64) -> Request {
    Request { within, ..Request::default() }
}

fn assert_prompt(start: Instant, deadline: u64) {
    let late = start.elapsed().checked_sub(Duration::from_nanos(deadline)).expect("not before its deadline");
    assert!(late < PROMPT, "{late:?} after the deadline");
}

#[test]
fn deadlines_are_kept_while_all_workers_are_busy() {
    for config in [greedy(), BatchConfig { max_wait: MS, ..BatchConfig::default() }] {
        let (batcher, gate) = busy(config);
        let start = Instant::now();
        let (_, answers) = submit(&batcher, [1], 10 * MS);
        assert_eq!(answers.recv().unwrap(), (1, Err(FailureReason::DeadlineMissed)));
        assert_prompt(start, 10 * MS);

        let start = Instant::now();
        assert_eq!(batcher.submit_wait(2, within(10 * MS), FOREVER).unwrap(), Err(FailureReason::DeadlineMissed));
        assert_prompt(start, 10 * MS);

        let start = Instant::now();
        assert!(batcher.submit_polled(3, within(10 * MS)).is_ok());
        let mut polled = vec![];
        batcher.poll(FOREVER, 1, |answer| polled.push(answer)).unwrap();
        assert_eq!(polled, [(3, Err(FailureReason::DeadlineMissed))]);
        assert_prompt(start, 10 * MS);
        assert_eq!(batcher.stats().shed, 3);
        gate.open();
    }
}

#[test]
fn deadlines_are_kept_while_nobody_pulls_or_polls() {
    let batcher = pulled(greedy());
    let lamp = pull::Lamp::default();
    batcher.set_signal(Box::new(lamp.clone()));
    let start = Instant::now();
    assert!(batcher.submit_polled(1, within(10 * MS)).is_ok());
    until(|| lamp.is_lit());
    assert_prompt(start, 10 * MS);
    assert_eq!(batcher.poll(0, 1, |answer| assert_eq!(answer, (1, Err(FailureReason::DeadlineMissed)))).unwrap(), 1);
}

#[test]
fn an_earlier_deadline_does_not_wait_for_a_later_one() {
    let (batcher, gate) = busy(greedy());
    let (_, later) = submit(&batcher, [1], 3_600_000 * MS);
    let start = Instant::now();
    let (_, answers) = submit(&batcher, [2], 10 * MS);
    assert_eq!(answers.recv().unwrap(), (2, Err(FailureReason::DeadlineMissed)));
    assert_prompt(start, 10 * MS);
    gate.open();
    assert_eq!(later.recv().unwrap(), (1, Ok(2)));
    let start = Instant::now();
    drop(batcher);
    assert!(start.elapsed() < Duration::from_secs(60), "the deadline of an answered item delays no end");
}

#[test]
fn a_closed_batcher_keeps_the_deadlines_of_queued_items() {
    let (batcher, gate) = busy(greedy());
    let (_, answers) = submit(&batcher, [1], 10 * MS);
    batcher.close();
    assert_eq!(answers.recv().unwrap(), (1, Err(FailureReason::DeadlineMissed)));
    gate.open();
    drop(batcher);

    let pulled = pulled(greedy());
    let (_, answers) = submit(&pulled, [1], 3_600_000 * MS);
    drop(pulled);
    assert_eq!(answers.recv().unwrap(), (1, Err(FailureReason::Cancelled)));
}

#[test]
fn late_items_make_room_also_while_their_answers_are_held_up() {
    let gate = Gate::default();
    let config = BatchConfig { max_queue_size: 2, ..greedy() };
    let (batcher, busy) = busy(config);
    let at_gate = gate.clone();
    let entered = Arc::new(AtomicBool::new(false));
    let seen = entered.clone();
    let hold = Recipient::Call(Box::new(move |_| {
        seen.store(true, SeqCst);
        at_gate.pass();
    }));
    assert!(batcher.submit(1, within(MS), hold).is_ok());
    until(|| entered.load(SeqCst));
    // The thread that answers is held up, so that only submissions can make room.
    let (_, answers) = submit(&batcher, [2, 3], MS);
    thread::sleep(Duration::from_millis(5));
    let (_, accepted) = submit(&batcher, [4, 5], 0);
    let refused = batcher.submit(6, Request::default(), Recipient::Call(Box::new(drop))).err().unwrap();
    assert_eq!(refused.error.kind(), ErrorKind::QueueFull, "these are not late");
    assert_eq!(kind(batcher.drain(0)), ErrorKind::Timeout);
    gate.open();
    assert_eq!(
        answers.iter().take(2).collect::<Vec<_>>(),
        [2, 3].map(|item| (item, Err(FailureReason::DeadlineMissed)))
    );
    busy.open();
    assert_eq!(accepted.iter().take(2).collect::<Vec<_>>(), [(4, Ok(8)), (5, Ok(10))]);
}

#[test]
fn a_drain_waits_for_the_answers_of_late_items() {
    let batcher = pulled(greedy());
    let answered = Arc::new(AtomicBool::new(false));
    let entered = Arc::new(AtomicBool::new(false));
    let (done, begun) = (answered.clone(), entered.clone());
    let slow = Recipient::Call(Box::new(move |_| {
        begun.store(true, SeqCst);
        thread::sleep(Duration::from_millis(20));
        done.store(true, SeqCst);
    }));
    assert!(batcher.submit(1, within(MS), slow).is_ok());
    until(|| entered.load(SeqCst));
    batcher.drain(FOREVER).unwrap();
    assert!(answered.load(SeqCst));
}

#[test]
fn an_item_whose_deadline_precedes_the_end_of_its_window_is_served_at_once() {
    let batcher = batcher(BatchConfig { max_wait: FOREVER, ..BatchConfig::default() }, double);
    for item in 0..3 {
        let (_, answers) = submit(&batcher, [item], 2000 * MS);
        assert_eq!(answers.recv().unwrap(), (item, Ok(2 * item)));
    }
    assert_eq!(batcher.stats().dispatched, Dispatched { timeout: 3, ..Dispatched::default() });
}

#[test]
fn a_target_below_the_window_is_kept() {
    let target = 60 * MS;
    let config = BatchConfig { max_wait: 5000 * MS, target_latency: target, shed_late: true, ..BatchConfig::default() };
    let batcher = batcher(config, |items, answers| {
        thread::sleep(Duration::from_millis(5));
        double(items, answers);
    });
    let mut took = vec![];
    for item in 0..20 {
        let start = Instant::now();
        assert_eq!(batcher.submit_wait(item, Request::default(), FOREVER).unwrap(), Ok(2 * item), "after {took:?}");
        took.push(start.elapsed());
    }
    took.sort();
    assert!(took[10] < Duration::from_nanos(target), "{took:?}");
}

#[test]
fn the_last_delivery_of_a_late_item_may_drop_the_batcher() {
    let (sender, answers) = channel();
    let batcher = Arc::new(Mutex::new(Some(pulled(greedy()))));
    let last = batcher.clone();
    let recipient = Recipient::Call(Box::new(move |answer| {
        let batcher = last.lock().unwrap().take();
        drop(batcher);
        sender.send(answer).unwrap();
    }));
    let handle = batcher.lock().unwrap().as_ref().unwrap().handle();
    assert!(handle.submit(5, within(MS), recipient).is_ok());
    assert_eq!(answers.recv().unwrap(), Err(FailureReason::DeadlineMissed));
}
