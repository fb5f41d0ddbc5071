//! Answers while all goes well, and while a processing function fails.

use super::*;

#[test]
fn every_item_gets_its_own_answer_in_order() {
    for config in [greedy(), BatchConfig { max_wait: MS, ..BatchConfig::default() }] {
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
    let batcher = batcher(BatchConfig { max_wait: 5 * MS, ..BatchConfig::default() }, double);
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
    assert_eq!(answers, [Err(FailureReason::NotSet), Ok(1), Err(FailureReason::NotSet), Err(FailureReason::NotSet)]);
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
    let failed = Err(FailureReason::Failed);
    assert_eq!(answers, [Ok(1), failed, failed, failed, Ok(8), Ok(10), Ok(12), Ok(14)]);
}

#[test]
fn a_panic_in_one_delivery_does_not_cost_the_others_theirs() {
    let batcher = batcher(patient(), double);
    let (sender, answers) = channel();
    for item in 0..4 {
        let recipient = if item % 2 == 0 {
            Recipient::Call(Box::new(|_| panic!("in a delivery, on purpose")))
        } else {
            Recipient::Send(sender.clone())
        };
        assert!(batcher.submit(item, Request::default(), recipient).is_ok());
    }
    assert_eq!([answers.recv().unwrap(), answers.recv().unwrap()], [(1, Ok(2)), (3, Ok(6))]);
    batcher.drain(FOREVER).unwrap();
}

#[test]
fn a_full_queue_rejects_or_blocks() {
    let one = BatchConfig { max_queue_size: 1, ..patient() };
    let rejecting = batcher(one.clone(), double);
    let (tickets, _answers) = submit(&rejecting, [1], 0);
    let refused = rejecting.submit(2, Request::default(), Recipient::Call(Box::new(drop))).err().unwrap();
    assert_eq!((refused.error.kind(), rejecting.stats().rejected), (ErrorKind::QueueFull, 1));
    rejecting.cancel(tickets[0]).unwrap();
    submit(&rejecting, [3], 0);

    let blocking = batcher(BatchConfig { queue_policy: QueuePolicy::Block(2 * MS), ..one.clone() }, double);
    submit(&blocking, [1], 0);
    let refused = blocking.submit(2, Request::default(), Recipient::Call(Box::new(drop))).err().unwrap();
    assert_eq!(refused.error.kind(), ErrorKind::Timeout);

    let blocking = batcher(BatchConfig { queue_policy: QueuePolicy::Block(FOREVER), ..one }, double);
    let (tickets, _) = submit(&blocking, [1], 0);
    let handle = blocking.handle();
    let waiting = thread::spawn(move || submit(&handle, [2], 0).1);
    until(|| blocking.waiting().0 == 1);
    blocking.cancel(tickets[0]).unwrap();
    let answers = waiting.join().unwrap();
    assert_eq!(blocking.stats().queue_depth, 1);
    let handle = blocking.handle();
    let refused = thread::spawn(move || handle.submit_wait(3, Request::default(), FOREVER));
    until(|| blocking.waiting().0 == 1);
    blocking.close();
    assert_eq!(kind(refused.join().unwrap()), ErrorKind::Closed);
    assert_eq!(answers.recv().unwrap(), (2, Ok(4)));
}

#[test]
fn many_are_accepted_up_to_the_first_that_is_not() {
    let batcher = batcher(BatchConfig { max_queue_size: 3, max_batch_cost: 10, ..patient() }, double);
    let (sender, answers) = channel();
    let item = |index: usize| {
        let request = Request { cost: if index == 5 { 11 } else { 0 }, ..Request::default() };
        (index as u64, request, Some(Recipient::Send(sender.clone())))
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
fn an_item_that_can_never_be_accepted_does_not_wait_for_room() {
    let config = BatchConfig { max_queue_size: 1, queue_policy: QueuePolicy::Block(100 * MS), ..patient() };
    let batcher = pulled(BatchConfig { max_batch_cost: 10, ..config });
    assert!(batcher.submit_polled(1, Request::default()).is_ok());
    for request in [Request { cost: 11, ..Request::default() }, Request { priority: 2, ..Request::default() }] {
        let refused = batcher.submit_polled(2, request).err().unwrap();
        assert_eq!((refused.error.kind(), refused.item), (ErrorKind::InvalidArgument, 2));
        let (accepted, outcome) = batcher.submit_many(1, |_| (2, request, None));
        assert_eq!((accepted, kind(outcome)), (0, ErrorKind::InvalidArgument));
    }
    assert_eq!(batcher.stats().rejected, 0);
}

#[test]
fn a_refused_item_is_dropped_without_the_lock() {
    struct Reads(Handle<Doubler>);
    impl Drop for Reads {
        fn drop(&mut self) {
            self.0.stats();
        }
    }
    let batcher = pulled(BatchConfig { max_batch_cost: 10, ..patient() });
    let recipient = |reads: Reads| Recipient::Call(Box::new(move |_| drop(reads)));
    let (accepted, outcome) = batcher.submit_many(2, |index| {
        (1, Request { cost: 10 + index as u32, ..Request::default() }, Some(recipient(Reads(batcher.handle()))))
    });
    assert_eq!((accepted, kind(outcome)), (1, ErrorKind::InvalidArgument));
}

#[test]
fn many_wait_for_room_where_submissions_block() {
    let batcher =
        batcher(BatchConfig { max_queue_size: 7, queue_policy: QueuePolicy::Block(FOREVER), ..greedy() }, double);
    let (sender, answers) = channel();
    let item = |index: usize| (index as u64, Request::default(), Some(Recipient::Send(sender.clone())));
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
        batcher(BatchConfig { workers: 3, max_batch_size: 1, preferred_batch_size: 1, ..greedy() }, move |i, a| {
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
    let batcher =
        batcher(BatchConfig { workers: 2, max_wait: 5 * MS, ..BatchConfig::default() }, move |items, answers| {
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
fn one_batch_may_answer_in_every_way() {
    let batcher = batcher(BatchConfig { max_batch_size: 3, preferred_batch_size: 3, ..patient() }, double);
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
    let config = BatchConfig {
        max_batch_size: 256,
        max_queue_size: 100_000,
        target_latency: 10 * MS,
        queue_policy: QueuePolicy::Block(FOREVER),
        ..greedy()
    };
    let batcher = batcher(config, |items, answers| {
        thread::sleep(Duration::from_micros(500 + 50 * items.len() as u64));
        double(items, answers);
    });
    assert_eq!(batcher.current_batch_limit(), 16);
    let (_, answers) = submit(&batcher, 0..6000, 0);
    assert_eq!(answers.iter().count(), 6000);
    assert!(batcher.stats().batch_size.max < 256, "no batch was larger than the limit");
    let limit = batcher.current_batch_limit();
    assert!(limit < 110, "a batch of 90 takes half of the target, and here a few more: {limit}");
}
