//! Priorities through the whole batcher: each mode with each way to process and each way to get the answers.

use super::*;

/// How an item is submitted and its answer comes back.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Completion {
    Callback,
    Many,
    Wait,
    Poll,
}

const COMPLETIONS: [Completion; 4] = [Completion::Callback, Completion::Many, Completion::Wait, Completion::Poll];

fn levels(mode: Mode) -> BatchConfig {
    BatchConfig {
        mode,
        max_batch_size: 1,
        preferred_batch_size: 1,
        priority_levels: 3,
        priority_aging: FOREVER,
        ..BatchConfig::default()
    }
}

/// Submits items, whose priority is `item % 4`, one after the other. Returns the thread that has all answers.
fn submit_all(
    handle: Handle<Doubler>,
    items: Vec<u64>,
    completion: Completion,
) -> thread::JoinHandle<Vec<(u64, Outcome)>> {
    let request = |item: u64| Request { priority: (item % 4) as u32, ..Request::default() };
    let queued = handle.stats().queue_depth;
    let (sender, receiver) = channel();
    for (index, &item) in items.iter().enumerate() {
        let recipient = Recipient::Send(sender.clone());
        match completion {
            Completion::Callback => assert!(handle.submit(item, request(item), recipient).is_ok()),
            Completion::Many => {
                let mut recipient = Some(recipient);
                let (accepted, outcome) = handle.submit_many(1, |_| (item, request(item), recipient.take()));
                assert!(accepted == 1 && outcome.is_ok());
            }
            Completion::Poll => assert!(handle.submit_polled(item, request(item)).is_ok()),
            Completion::Wait => {
                let (handle, sender) = (handle.clone(), sender.clone());
                thread::spawn(move || {
                    let answer = handle.submit_wait(item, request(item), FOREVER).unwrap();
                    sender.send((item, answer)).unwrap();
                });
            }
        }
        until(|| handle.stats().queue_depth == queued + index + 1);
    }
    drop(sender);
    thread::spawn(move || {
        let mut answers = vec![];
        while completion == Completion::Poll && answers.len() < items.len() {
            handle.poll(FOREVER, 2, |answer| answers.push(answer)).unwrap();
        }
        answers.extend(receiver);
        answers
    })
}

/// In the order in which they are to be processed: levels 1, 2 and 3, of which 3 is the default.
fn in_order(items: &[u64]) -> Vec<u64> {
    let mut items = items.to_vec();
    items.sort_by_key(|item| (item + 3) % 4);
    let first_of_lowest = items.iter().position(|item| item % 4 == 3 || item % 4 == 0).unwrap();
    items[first_of_lowest..].sort();
    items
}

fn check(answers: thread::JoinHandle<Vec<(u64, Outcome)>>, items: &[u64]) {
    let mut answers = answers.join().unwrap();
    answers.sort_by_key(|(item, _)| *item);
    assert_eq!(answers, items.iter().map(|&item| (item, Ok(2 * item))).collect::<Vec<_>>());
}

#[test]
fn workers_take_items_by_priority_in_every_mode_and_completion() {
    for (mode, completion) in [Mode::Window, Mode::Greedy].into_iter().flat_map(|m| COMPLETIONS.map(|c| (m, c))) {
        let (gate, processed) = (Gate::default(), Arc::new(Mutex::new(vec![])));
        let (pass, log) = (gate.clone(), processed.clone());
        let batcher = batcher(levels(mode), move |items, answers| {
            pass.pass();
            log.lock().unwrap().extend_from_slice(items);
            double(items, answers);
        });
        let (_, first) = submit(&batcher, [99], 0);
        until(|| batcher.stats().batches == 1);
        let items: Vec<u64> = (100..120).collect();
        let answers = submit_all(batcher.handle(), items.clone(), completion);
        let stats = batcher.stats();
        assert_eq!((stats.level_depths[..4].to_vec(), stats.queue_depth), (vec![5, 5, 10, 0], 20));
        gate.open();
        check(answers, &items);
        assert_eq!(first.recv(), Ok((99, Ok(198))));
        let order = std::mem::take(&mut *processed.lock().unwrap());
        assert_eq!(order[1..], in_order(&items), "{mode:?}, {completion:?}");
    }
}

#[test]
fn batches_are_pulled_by_priority_in_every_mode_and_completion() {
    for (mode, completion) in [Mode::Window, Mode::Greedy].into_iter().flat_map(|m| COMPLETIONS.map(|c| (m, c))) {
        let batcher = pulled(BatchConfig { max_batch_size: 4, ..levels(mode) });
        let items: Vec<u64> = (100..120).collect();
        let answers = submit_all(batcher.handle(), items.clone(), completion);
        let mut order = vec![];
        while order.len() < items.len() {
            let batch = batcher.next_batch(FOREVER).unwrap();
            assert_eq!(batch.items().len(), 4);
            order.extend_from_slice(batch.items());
            let doubled: Vec<_> = batch.items().iter().map(|item| Ok(2 * item)).collect();
            batch.complete(doubled);
        }
        check(answers, &items);
        assert_eq!(order, in_order(&items), "{mode:?}, {completion:?}");
    }
}

#[test]
fn a_priority_above_the_levels_is_an_invalid_argument_in_every_completion() {
    for (priority_levels, priority) in [(3, 4), (0, 2), (1, 2), (16, u32::MAX)] {
        let batcher = batcher(BatchConfig { priority_levels, ..levels(Mode::Greedy) }, double);
        let request = Request { priority, ..Request::default() };
        let refused = batcher.submit(7, request, Recipient::Call(Box::new(|_| panic!("not accepted")))).err().unwrap();
        let words = format!("item: priority {priority} is more than priority_levels {priority_levels}");
        assert_eq!((refused.error.kind(), refused.error.message()), (ErrorKind::InvalidArgument, words.as_str()));
        assert_eq!(refused.item, 7);
        assert_eq!(batcher.submit_polled(7, request).err().unwrap().error.kind(), ErrorKind::InvalidArgument);
        assert_eq!(kind(batcher.submit_wait(7, request, FOREVER)), ErrorKind::InvalidArgument);
        let (accepted, outcome) = batcher.submit_many(3, |index| {
            (
                7,
                Request { priority: if index < 2 { 1 } else { priority }, ..request },
                Some(Recipient::Call(Box::new(drop))),
            )
        });
        assert_eq!((accepted, kind(outcome)), (2, ErrorKind::InvalidArgument));
        let stats = batcher.stats();
        assert_eq!((stats.submitted, stats.rejected), (2, 0));
    }
}

#[test]
fn an_item_of_the_lowest_level_is_served_under_load() {
    let config = BatchConfig { priority_aging: 10 * MS, max_queue_size: 64, ..levels(Mode::Greedy) };
    let batcher = batcher(config, |items, answers| {
        thread::sleep(Duration::from_millis(1));
        double(items, answers);
    });
    let handle = batcher.handle();
    let served = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                // Keeps more items of the highest level queued than are processed.
                while !served.load(SeqCst) {
                    let request = Request { priority: 1, ..Request::default() };
                    if handle.submit(1, request, Recipient::Call(Box::new(drop))).is_err() {
                        thread::sleep(Duration::from_micros(100));
                    }
                }
            });
        }
        until(|| batcher.stats().queue_depth > 32);
        let answer = loop {
            match batcher.submit_wait(5, Request { priority: 3, ..Request::default() }, 10_000 * MS) {
                Err(error) if error.kind() == ErrorKind::QueueFull => {}
                answer => break answer,
            }
        };
        let load = batcher.stats().level_depths[0];
        served.store(true, SeqCst);
        assert_eq!(answer.map_err(|error| error.kind()), Ok(Ok(10)));
        assert!(load > 0, "the load went on");
    });
}
