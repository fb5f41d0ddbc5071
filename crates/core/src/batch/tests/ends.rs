//! Draining, closing, cancelling, deadlines, and what callbacks may do.

use super::*;

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
    assert_eq!(batcher.waiting().2, 0, "threads that gave up drain no longer");
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
    let batcher = batcher(
        BatchConfig { queue_policy: QueuePolicy::Block(FOREVER), max_queue_size: 1, ..greedy() },
        move |i, a| {
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
                let full = own.submit(3, Request::default(), Recipient::Call(Box::new(drop)));
                seen.lock().unwrap().push(full.expect_err("BLOCK acts as REJECT here").error.kind());
                assert!(own.cancel(tickets[0]).is_ok());
                submit(own, [4], 0);
                own.close();
            }
            double(i, a);
        },
    );
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
    let recipient = Recipient::Call(Box::new(move |answer| {
        chain.send((1, answer)).unwrap();
        assert_eq!(kind(own.drain(0)), ErrorKind::Deadlock);
        assert!(own.submit(2, Request::default(), Recipient::Send(chain)).is_ok());
        own.close();
    }));
    assert!(batcher.submit(1, Request::default(), recipient).is_ok());
    assert_eq!([answers.recv().unwrap(), answers.recv().unwrap()], [(1, Ok(2)), (2, Ok(4))]);

    let (sender, answers) = channel();
    let batcher = Arc::new(Mutex::new(None));
    let last = batcher.clone();
    *batcher.lock().unwrap() = Some(self::batcher(greedy(), double));
    let recipient = Recipient::Call(Box::new(move |answer| {
        let batcher: Option<Batcher<Doubler>> = last.lock().unwrap().take();
        drop(batcher);
        sender.send(answer).unwrap();
    }));
    let handle = batcher.lock().unwrap().as_ref().unwrap().handle();
    assert!(handle.submit(5, Request::default(), recipient).is_ok());
    assert_eq!(answers.recv().unwrap(), Ok(10));
}

#[test]
fn closing_refuses_new_items_and_runs_all_that_are_queued() {
    let batcher = batcher(patient(), double);
    let (_, answers) = submit(&batcher, 0..3, 0);
    batcher.close();
    batcher.close();
    let refused = batcher.submit(7, Request::default(), Recipient::Call(Box::new(drop))).err().unwrap();
    assert_eq!((refused.error.kind(), refused.item), (ErrorKind::Closed, 7));
    assert_eq!(answers.iter().count(), 3);
    assert_eq!(kind(batcher.submit_wait(1, Request::default(), FOREVER)), ErrorKind::Closed);
}

#[test]
fn cancelled_items_are_answered_at_once_and_only_once() {
    let batcher = batcher(patient(), double);
    let (tickets, answers) = submit(&batcher, 0..3, 0);
    batcher.cancel(tickets[1]).unwrap();
    assert_eq!(answers.try_recv().unwrap(), (1, Err(FailureReason::Cancelled)));
    assert_eq!(kind(batcher.cancel(tickets[1])), ErrorKind::NotFound);
    batcher.drain(FOREVER).unwrap();
    assert_eq!(answers.try_iter().collect::<Vec<_>>(), [(0, Ok(0)), (2, Ok(4))]);
    assert_eq!(kind(batcher.cancel(tickets[0])), ErrorKind::NotFound);
}

#[test]
fn a_deadline_sheds_its_item_and_no_other() {
    // The window of 20 ms ends before the deadline; no worker comes by then.
    let batcher = pulled(BatchConfig { max_wait: 20 * MS, ..patient() });
    let (_, whenever) = submit(&batcher, [1], 0);
    let (_, answers) = submit(&batcher, [2], 25 * MS);
    assert_eq!(answers.recv().unwrap(), (2, Err(FailureReason::DeadlineMissed)));
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
fn drain_wakes_a_worker_that_sleeps_and_does_not_wait_for_later_items() {
    let batcher = batcher(patient(), double);
    thread::sleep(Duration::from_millis(5));
    let (_, answers) = submit(&batcher, [1], 0);
    batcher.drain(FOREVER).unwrap();
    assert_eq!(answers.try_recv(), Ok((1, Ok(2))));

    let pulled = pulled(patient());
    let (_, answers) = submit(&pulled, [1], 0);
    let handle = pulled.handle();
    let drainer = thread::spawn(move || handle.drain(FOREVER));
    until(|| pulled.waiting().2 == 1);
    let other_group = Request { group: 1, ..Request::default() };
    assert!(pulled.submit_polled(2, other_group).is_ok());
    pulled.next_batch(0).unwrap().complete([Ok(2)]);
    drainer.join().unwrap().unwrap();
    assert_eq!((answers.try_recv(), pulled.stats().queue_depth), (Ok((1, Ok(2))), 1));
}

#[test]
fn cancelling_the_last_item_ends_a_drain() {
    let batcher = pulled(patient());
    let answered = Arc::new(AtomicBool::new(false));
    let done = answered.clone();
    let slow = Recipient::Call(Box::new(move |answer| {
        thread::sleep(Duration::from_millis(20));
        assert_eq!(answer, Err(FailureReason::Cancelled));
        done.store(true, SeqCst);
    }));
    let Ok(ticket) = batcher.submit(1, Request::default(), slow) else { panic!("there is room") };
    let handle = batcher.handle();
    let drainer = thread::spawn(move || {
        handle.drain(FOREVER).unwrap();
        assert!(answered.load(SeqCst), "its answer is waited for");
    });
    until(|| batcher.waiting().2 == 1);
    batcher.cancel(ticket).unwrap();
    drainer.join().unwrap();
}

#[test]
fn a_withdrawn_item_is_waited_for_by_nobody() {
    let batcher = pulled(patient());
    let Ok(ticket) = batcher.submit_polled(7, Request::default()) else { panic!("there is room") };
    let poller = batcher.handle();
    let polled = thread::spawn(move || kind(poller.poll(FOREVER, 1, drop)));
    batcher.close();
    until(|| batcher.waiting().1 == 1);
    assert_eq!(batcher.withdraw(ticket), Some(7));
    batcher.drain(FOREVER).unwrap();
    assert_eq!(polled.join().unwrap(), ErrorKind::Closed);
}

#[test]
fn closing_wakes_who_waits_for_room_or_for_answers() {
    let full = pulled(BatchConfig { max_queue_size: 1, queue_policy: QueuePolicy::Block(FOREVER), ..patient() });
    let _answers = submit(&full, [1], 0);
    let (submitter, poller) = (full.handle(), full.handle());
    let refused = thread::spawn(move || submitter.submit_polled(2, Request::default()).err().unwrap().error.kind());
    let polled = thread::spawn(move || kind(poller.poll(FOREVER, 1, drop)));
    until(|| full.waiting() == (1, 1, 0));
    full.close();
    assert_eq!((refused.join().unwrap(), polled.join().unwrap()), (ErrorKind::Closed, ErrorKind::Closed));
}

#[test]
fn polling_and_shedding_make_room_for_who_waits() {
    let config = BatchConfig { max_queue_size: 1, queue_policy: QueuePolicy::Block(FOREVER), ..greedy() };
    let batcher = batcher(config.clone(), double);
    assert!(batcher.submit_polled(1, Request::default()).is_ok());
    batcher.drain(FOREVER).unwrap();
    let handle = batcher.handle();
    let waiting = thread::spawn(move || handle.submit_polled(2, Request::default()).is_ok());
    until(|| batcher.waiting().0 == 1);
    batcher.poll(0, 1, drop).unwrap();
    assert!(waiting.join().unwrap());

    let pulled = pulled(config);
    let (_, late) = submit(&pulled, [1], 20 * MS);
    let handle = pulled.handle();
    let waiting = thread::spawn(move || handle.submit_polled(2, Request::default()).is_ok());
    until(|| pulled.waiting().0 == 1);
    assert_eq!(kind(pulled.poll(40 * MS, 1, drop)), ErrorKind::Timeout);
    assert_eq!(late.recv().unwrap(), (1, Err(FailureReason::DeadlineMissed)));
    assert!(waiting.join().unwrap());
}

#[test]
fn what_is_late_for_the_target_is_shed_where_that_was_asked_for() {
    for shed_late in [true, false] {
        let batcher = pulled(BatchConfig { target_latency: MS, shed_late, ..greedy() });
        let (_, answers) = submit(&batcher, [1], 0);
        thread::sleep(Duration::from_millis(3));
        match batcher.next_batch(0) {
            Ok(batch) => batch.complete([Ok(2)]),
            Err(error) => assert_eq!(error.kind(), ErrorKind::Timeout),
        }
        let expected = if shed_late { Err(FailureReason::DeadlineMissed) } else { Ok(2) };
        assert_eq!(answers.recv(), Ok((1, expected)));
    }
}

#[test]
fn whoever_ends_a_batcher_waits_for_its_answers() {
    let (gate, entered, answered) =
        (Gate::default(), Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (at_gate, seen, done) = (gate.clone(), entered.clone(), answered.clone());
    let batcher = Arc::new(batcher(greedy(), move |items, answers| {
        seen.store(true, SeqCst);
        at_gate.pass();
        thread::sleep(Duration::from_millis(20));
        done.store(true, SeqCst);
        double(items, answers);
    }));
    submit(&batcher, [1], 0);
    until(|| entered.load(SeqCst));
    let ending = [(); 2].map(|()| {
        let (batcher, answered) = (batcher.clone(), answered.clone());
        thread::spawn(move || {
            batcher.end();
            assert!(answered.load(SeqCst));
        })
    });
    thread::sleep(Duration::from_millis(20));
    gate.open();
    ending.into_iter().for_each(|thread| thread.join().unwrap());
}
