//! Random batchers under random fire: whatever producers, callbacks, pullers, pollers and closers do to each other, each
//! accepted item is answered exactly once, with its own answer, and every item is gone in the end.

use scipix_core::batch::{
    BatchConfig, Batcher, FailureReason, Handle, MAX_PRIORITY_LEVELS, Mode, QueuePolicy, Request, Work,
};
use scipix_core::{ErrorKind, Result};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const PRODUCERS: u64 = 8;
const EACH: u64 = 12_500;
const FOREVER: u64 = u64::MAX;

/// xorshift64*, as Marsaglia and Vigna give it.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound
    }
    fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }
}

#[derive(Default)]
struct Ledger {
    made: AtomicU64,
    /// Refused, and given back.
    returned: AtomicU64,
    /// Waited for, with or without success: the batcher drops those itself.
    waited: AtomicU64,
    delivered: AtomicU64,
    polled: AtomicU64,
    dropped: AtomicU64,
    accepted: AtomicU64,
    completed: AtomicU64,
}

/// An item. It is counted when it is made and when it is gone.
struct Parcel {
    id: u64,
    ledger: Arc<Ledger>,
}

impl Parcel {
    fn new(id: u64, ledger: &Arc<Ledger>) -> Self {
        ledger.made.fetch_add(1, Relaxed);
        Self { id, ledger: ledger.clone() }
    }
}

impl Drop for Parcel {
    fn drop(&mut self) {
        self.ledger.dropped.fetch_add(1, Relaxed);
    }
}

type Outcome = Result<u64, FailureReason>;

struct Chaos {
    rounds: AtomicU64,
    seed: u64,
    ledger: Arc<Ledger>,
}

fn answer_to(id: u64) -> u64 {
    id.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn fill(random: &mut Random, items: &[Parcel], answers: &mut [Outcome]) {
    let forgets = random.one_in(8);
    for (item, answer) in items.iter().zip(answers) {
        if !(forgets && random.one_in(2)) {
            *answer = Ok(answer_to(item.id));
        }
    }
}

impl Chaos {
    fn check(&self, item: &Parcel, answer: Outcome) {
        if let Ok(answer) = answer {
            assert_eq!(answer, answer_to(item.id), "the answer of another item");
            self.ledger.completed.fetch_add(1, Relaxed);
        }
    }
}

impl Work for Chaos {
    type Item = Parcel;
    type Answer = Outcome;
    /// The identity that the submitter gave it.
    type Recipient = u64;

    fn process(&self, items: &[Parcel], answers: &mut [Outcome]) {
        let mut random = Random::new(self.seed ^ self.rounds.fetch_add(1, Relaxed));
        fill(&mut random, items, answers);
        if random.one_in(500) {
            thread::sleep(Duration::from_micros(random.below(300)));
        }
        // Without the hook, which would print.
        if random.one_in(300) {
            std::panic::resume_unwind(Box::new("on purpose"));
        }
    }

    fn deliver(&self, id: u64, item: Parcel, answer: Outcome) {
        assert_eq!(id, item.id);
        self.check(&item, answer);
        self.ledger.delivered.fetch_add(1, Relaxed);
        if id.is_multiple_of(4099) {
            drop(item);
            std::panic::resume_unwind(Box::new("on purpose"));
        }
    }

    fn unanswered(&self, reason: FailureReason) -> Outcome {
        Err(reason)
    }
    fn is_unset(&self, answer: &Outcome) -> bool {
        *answer == Err(FailureReason::NotSet)
    }
    fn is_success(&self, answer: &Outcome) -> bool {
        answer.is_ok()
    }
}

fn random_config(random: &mut Random) -> BatchConfig {
    let max_batch_size = 1 + random.below(64) as usize;
    let target_latency = random.below(2) * 2_000_000;
    BatchConfig {
        mode: if random.one_in(2) { Mode::Greedy } else { Mode::Window },
        queue_policy: if random.one_in(2) { QueuePolicy::Reject } else { QueuePolicy::Block(random.below(3) * 50_000) },
        workers: 1 + random.below(3) as usize,
        max_batch_size,
        preferred_batch_size: 1 + random.below(max_batch_size as u64) as usize,
        max_queue_size: [1, 7, 100, 5000][random.below(4) as usize],
        max_wait: random.below(3) * 300_000,
        max_batch_cost: random.below(2) * 30,
        target_latency,
        shed_late: target_latency > 0 && random.one_in(2),
        priority_levels: [0, 2, 5, 16][random.below(4) as usize],
        default_priority: random.below(2) as u32,
        priority_aging: [1, 100_000, 10_000_000, FOREVER][random.below(4) as usize],
    }
}

fn random_request(random: &mut Random, levels: u32) -> Request {
    let within = if random.one_in(10) { 1 + random.below(500_000) } else { 0 };
    // 0 is the default level.
    let priority = random.below(u64::from(levels) + 1) as u32;
    Request { group: random.below(3), cost: random.below(30) as u32, priority, within }
}

/// Submits items in every way. Returns early when the batcher is closed.
fn produce(batcher: &Handle<Chaos>, ledger: &Arc<Ledger>, levels: u32, producer: u64, mut random: Random) {
    let ids = producer * EACH..(producer + 1) * EACH;
    let mut id = ids.start;
    let mut tickets = vec![];
    while id < ids.end {
        let request = random_request(&mut random, levels);
        let parcel = || Parcel::new(id, ledger);
        let refused = match random.below(40) {
            0 => {
                ledger.waited.fetch_add(1, Relaxed);
                let waited = batcher.submit_wait(parcel(), request, patience(&mut random));
                if let Ok(Ok(answer)) = waited {
                    assert_eq!(answer, answer_to(id), "the answer of another item");
                    ledger.completed.fetch_add(1, Relaxed);
                }
                waited.err().map(|error| error.kind())
            }
            1..3 => {
                let count = (ids.end - id).min(1 + random.below(100)) as usize;
                let polled = random.one_in(2);
                let (accepted, outcome) = batcher.submit_many(count, |index| {
                    let id = id + index as u64;
                    (Parcel::new(id, ledger), request, (!polled).then_some(id))
                });
                ledger.accepted.fetch_add(accepted as u64, Relaxed);
                id += accepted.max(1) as u64 - 1;
                outcome.err().map(|error| error.kind())
            }
            kind => {
                let submitted = if kind < 12 {
                    batcher.submit_polled(parcel(), request)
                } else {
                    batcher.submit(parcel(), request, id)
                };
                match submitted {
                    Ok(ticket) => {
                        ledger.accepted.fetch_add(1, Relaxed);
                        tickets.push(ticket);
                        None
                    }
                    Err(refused) => {
                        ledger.returned.fetch_add(1, Relaxed);
                        assert_eq!(refused.item.id, id);
                        Some(refused.error.kind())
                    }
                }
            }
        };
        match refused {
            Some(ErrorKind::QueueFull | ErrorKind::Timeout) => thread::yield_now(),
            Some(ErrorKind::Closed) => return,
            other => assert_eq!(other, None),
        }
        if random.one_in(20) {
            cancel_one(batcher, &mut tickets, &mut random);
        }
        id += 1;
    }
}

/// How long to wait: for ever, or up to a millisecond.
fn patience(random: &mut Random) -> u64 {
    if random.one_in(2) { FOREVER } else { random.below(1_000_000) }
}

/// Cancels an item that may have been answered already, and forgets all tickets beyond a few.
fn cancel_one(batcher: &Handle<Chaos>, tickets: &mut Vec<u64>, random: &mut Random) {
    if !tickets.is_empty() {
        let ticket = tickets.swap_remove(random.below(tickets.len() as u64) as usize);
        let _ = batcher.cancel(ticket);
        tickets.truncate(64);
    }
}

fn pull(batcher: &Handle<Chaos>, mut random: Random) {
    loop {
        let timeout = if random.one_in(2) { FOREVER } else { random.below(300_000) };
        let batch = match batcher.next_batch(timeout) {
            Ok(batch) => batch,
            Err(error) if error.kind() == ErrorKind::Timeout => continue,
            Err(error) => return assert_eq!(error.kind(), ErrorKind::Closed),
        };
        let mut answers = vec![Err(FailureReason::NotSet); batch.items().len()];
        fill(&mut random, batch.items(), &mut answers);
        if !random.one_in(50) {
            batch.complete(answers);
        }
    }
}

fn poll(batcher: &Handle<Chaos>, ledger: &Ledger, mut random: Random) {
    loop {
        let timeout = if random.one_in(2) { FOREVER } else { random.below(300_000) };
        let cap = 1 + random.below(100) as usize;
        let polled = batcher.poll(timeout, cap, |(item, answer)| {
            if let Ok(answer) = answer {
                assert_eq!(answer, answer_to(item.id), "the answer of another item");
                ledger.completed.fetch_add(1, Relaxed);
            }
            ledger.polled.fetch_add(1, Relaxed);
        });
        match polled {
            Ok(count) => assert!((1..=cap).contains(&count)),
            Err(error) if error.kind() == ErrorKind::Timeout => {}
            Err(error) => return assert_eq!(error.kind(), ErrorKind::Closed),
        }
    }
}

fn round(seed: u64) -> u64 {
    let mut random = Random::new(seed);
    let ledger = Arc::new(Ledger::default());
    let work = Chaos { rounds: AtomicU64::new(0), seed, ledger: ledger.clone() };
    let config = random_config(&mut random);
    let levels = config.priority_levels;
    let pulled = random.one_in(3);
    let make = if pulled { Batcher::pulled } else { Batcher::new };
    let batcher = make(config.clone(), work).unwrap();
    let handle = batcher.handle();
    let closes_early = random.one_in(4);
    let finished = AtomicBool::new(false);

    thread::scope(|scope| {
        let (handle, ledger, finished) = (&handle, &ledger, &finished);
        let seeds = |salt: u64| Random::new(seed.wrapping_mul(1000) + salt);
        for puller in 0..if pulled { 2 } else { 0 } {
            scope.spawn(move || pull(handle, seeds(100 + puller)));
        }
        for poller in 0..2 {
            scope.spawn(move || poll(handle, ledger, seeds(200 + poller)));
        }
        let drainer = scope.spawn(move || {
            while !finished.load(Relaxed) {
                // In time or not, both are right.
                let _ = handle.drain(1_000_000);
                thread::sleep(Duration::from_millis(3));
            }
        });
        let producers: Vec<_> =
            (0..PRODUCERS).map(|p| scope.spawn(move || produce(handle, ledger, levels, p, seeds(p)))).collect();
        if closes_early {
            thread::sleep(Duration::from_micros(random.below(20_000)));
            handle.close();
        }
        producers.into_iter().for_each(|producer| producer.join().unwrap());
        handle.close();
        handle.drain(FOREVER).unwrap();
        finished.store(true, Relaxed);
        drainer.join().unwrap();
    });
    drop(batcher);

    let count = |counter: &AtomicU64| counter.load(Relaxed);
    let stats = handle.stats();
    let context = format!("seed {seed}: {config:?}, pulled: {pulled}, {stats:?}");
    let answered = stats.completed + stats.failed + stats.shed + stats.cancelled;
    assert_eq!(stats.submitted, answered, "{context}");
    assert_eq!((stats.queue_depth, stats.level_depths), (0, [0; MAX_PRIORITY_LEVELS]), "{context}");
    assert_eq!(count(&ledger.accepted), count(&ledger.delivered) + count(&ledger.polled), "{context}");
    assert_eq!(stats.completed, count(&ledger.completed), "{context}");
    let gone = count(&ledger.delivered) + count(&ledger.polled) + count(&ledger.returned) + count(&ledger.waited);
    assert!(count(&ledger.made) >= gone, "{context}");
    assert_eq!(count(&ledger.made), count(&ledger.dropped), "{context}: items leaked");
    count(&ledger.made)
}

fn rounds(seeds: impl Iterator<Item = u64>, least: u64) {
    let mut items = 0;
    for seed in seeds {
        items += round(seed);
        if items >= least {
            break;
        }
    }
    println!("{items} items");
    assert!(items >= least);
}

#[test]
fn every_item_is_answered_once_whatever_happens() {
    rounds(1..=400, 500_000);
}

#[test]
#[ignore = "takes a minute: scripts/test runs it in a release build"]
fn every_one_of_ten_million_items_is_answered_once() {
    rounds(1000.., 10_000_000);
}

/// Items are the times by which they should be answered; answers go to the log as times after that.
struct Busy {
    late: Arc<Mutex<Vec<Duration>>>,
}

impl Work for Busy {
    type Item = Option<Instant>;
    type Answer = FailureReason;
    type Recipient = ();

    fn process(&self, _: &[Option<Instant>], _: &mut [FailureReason]) {
        thread::sleep(Duration::from_secs(3));
    }
    fn deliver(&self, (): (), deadline: Option<Instant>, _: FailureReason) {
        let now = Instant::now();
        self.late
            .lock()
            .unwrap()
            .extend(deadline.map(|deadline| now.checked_duration_since(deadline).expect("too early")));
    }
    fn unanswered(&self, reason: FailureReason) -> FailureReason {
        reason
    }
    fn is_unset(&self, answer: &FailureReason) -> bool {
        *answer == FailureReason::NotSet
    }
    fn is_success(&self, _: &FailureReason) -> bool {
        true
    }
}

#[test]
#[ignore = "takes seconds and measures times: scripts/test runs it in a release build"]
fn a_thousand_deadlines_are_kept_to_milliseconds_while_workers_are_busy() {
    let late = Arc::new(Mutex::new(vec![]));
    let config =
        BatchConfig { mode: Mode::Greedy, max_batch_size: 1, preferred_batch_size: 1, ..BatchConfig::default() };
    let batcher = Batcher::new(config, Busy { late: late.clone() }).unwrap();
    assert!(batcher.submit(None, Request::default(), ()).is_ok());
    while batcher.stats().batches == 0 {
        thread::yield_now();
    }
    let mut random = Random::new(7);
    for _ in 0..1000 {
        let within = 50_000_000 + random.below(2_000_000_000);
        let deadline = Instant::now() + Duration::from_nanos(within);
        let request = Request { within, ..Request::default() };
        assert!(batcher.submit(Some(deadline), request, ()).is_ok());
    }
    while late.lock().unwrap().len() < 1000 {
        thread::sleep(Duration::from_millis(10));
    }
    let mut late = std::mem::take(&mut *late.lock().unwrap());
    late.sort();
    println!("after the deadline: p50 {:?}, p99 {:?}, max {:?}", late[500], late[990], late[999]);
    // An idle machine keeps 5 ms.
    assert!(late[990] <= Duration::from_millis(50), "{:?}", late[990]);
}
