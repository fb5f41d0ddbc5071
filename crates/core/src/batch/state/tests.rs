//! The state machine in simulated time.

use super::*;
use crate::batch::config::{BatchConfig, Mode};
use crate::batch::submission::{AnswerRoute, Submission};
use crate::batch::work::{FailureReason, Work};

const MS: u64 = 1_000_000;

struct Counting;

impl Work for Counting {
    type Item = u32;
    type Answer = ();
    type Recipient = ();

    fn process(&self, _: &[u32], _: &mut [()]) {}
    fn deliver(&self, (): (), _: u32, (): ()) {}
    fn unanswered(&self, _: FailureReason) {}
    fn is_unset(&self, (): &()) -> bool {
        false
    }
    fn is_success(&self, (): &()) -> bool {
        true
    }
}

fn state(config: BatchConfig) -> BatchState<Counting> {
    BatchState::new(config).unwrap()
}

fn submit(state: &mut BatchState<Counting>, now: u64, item: u32, deadline: u64) -> Wakes {
    submit_to(state, 0, now, item, deadline)
}

fn submit_to(state: &mut BatchState<Counting>, group: u64, now: u64, item: u32, deadline: u64) -> Wakes {
    let mut wakes = Wakes::default();
    assert_eq!(state.admission(now, &mut wakes), Admission::Open);
    let submission = Submission { item, route: AnswerRoute::Deliver(()) };
    let order = Order { group, cost: 0, priority: 0, deadline };
    assert!(state.submit(now, order, submission, &mut wakes).is_ok());
    wakes
}

fn take(state: &mut BatchState<Counting>, now: u64) -> Option<InFlight<Counting>> {
    let mut batch = InFlight::new();
    (state.take(now, &mut batch, &mut Wakes::default())? == Acquired::Taken).then_some(batch)
}

fn run_timer(state: &mut BatchState<Counting>, now: u64) -> (TimerTask, Vec<u32>) {
    let mut shed = Vec::with_capacity(8);
    let task = state.timer_task(now, &mut shed, &mut Wakes::default());
    (task, shed.iter().map(|submission| submission.item).collect())
}

#[test]
fn the_timer_sleeps_until_the_next_deadline_and_wakes_for_an_earlier_one() {
    let mut state = state(BatchConfig { mode: Mode::Greedy, ..BatchConfig::default() });
    assert_eq!(run_timer(&mut state, 0), (TimerTask::Sleep(u64::MAX), vec![]));
    assert!(!submit(&mut state, 0, 1, u64::MAX).timer, "no deadline, no waking");
    assert!(submit(&mut state, 0, 2, 9 * MS).timer);
    state.wake_timer();
    assert_eq!(run_timer(&mut state, 0), (TimerTask::Sleep(9 * MS), vec![]));
    assert!(!submit(&mut state, 0, 3, 10 * MS).timer, "it wakes in time");
    assert!(submit(&mut state, 0, 4, 8 * MS).timer);
    assert!(!submit(&mut state, 0, 5, 7 * MS).timer, "it has been notified");
    state.wake_timer();
    assert_eq!(run_timer(&mut state, 9 * MS), (TimerTask::Answer, vec![5, 4, 2]));
    let last = state.begin_drain(&mut Wakes::default());
    assert_eq!(take(&mut state, 9 * MS).unwrap().items, [1, 3]);
    state.close_batch(1, &mut Wakes::default());
    assert!(!state.is_drained(last), "shed items are being answered");
    let mut wakes = Wakes::default();
    state.end_answering(&mut wakes);
    assert!(wakes.drained && state.is_drained(last));
    assert_eq!(run_timer(&mut state, 9 * MS), (TimerTask::Sleep(u64::MAX), vec![]));
    assert!(state.close().timer);
    assert_eq!(run_timer(&mut state, 9 * MS), (TimerTask::End, vec![]));
}

#[test]
fn a_closed_state_ends_its_timer_with_the_last_deadline() {
    let mut state = state(BatchConfig { mode: Mode::Greedy, ..BatchConfig::default() });
    submit(&mut state, 0, 1, 1000 * MS);
    state.close();
    assert_eq!(run_timer(&mut state, 0), (TimerTask::Sleep(1000 * MS), vec![]));
    let mut wakes = Wakes::default();
    assert_eq!(state.take(MS, &mut InFlight::new(), &mut wakes), Some(Acquired::Taken));
    assert!(wakes.timer, "it need not sleep for a second");
    assert_eq!(run_timer(&mut state, MS), (TimerTask::End, vec![]));
}

#[test]
fn workers_end_when_the_last_item_of_a_closed_state_is_shed() {
    let mut state = state(BatchConfig { max_queue_size: 1, mode: Mode::Greedy, ..BatchConfig::default() });
    submit(&mut state, 0, 1, MS);
    submit(&mut state, MS, 2, 2 * MS);
    let mut wakes = Wakes::default();
    assert_eq!(
        state.take(3 * MS, &mut InFlight::new(), &mut wakes),
        None,
        "the second cannot be shed before the first"
    );
    let sleeps = [(); 3].map(|()| state.sleep(3 * MS, false));
    assert!(sleeps.iter().all(|(_, alarm)| *alarm == u64::MAX), "there is nothing that workers could do");
    state.close();
    let sleeps = sleeps.map(|(sleep, _)| {
        state.wake(sleep);
        assert_eq!(state.take(3 * MS, &mut InFlight::new(), &mut wakes), None);
        state.sleep(3 * MS, false).0
    });
    let mut shed = Vec::with_capacity(8);
    let mut wakes = Wakes::default();
    assert_eq!(state.timer_task(3 * MS, &mut shed, &mut wakes), TimerTask::Answer);
    assert_eq!((shed.len(), wakes.workers), (1, 1));
    for (index, sleep) in sleeps.into_iter().enumerate() {
        state.wake(sleep);
        assert_eq!(state.take(3 * MS, &mut InFlight::new(), &mut wakes), Some(Acquired::Closed));
        let mut wakes = Wakes::default();
        state.leave(3 * MS, &mut wakes);
        assert_eq!(wakes.workers, usize::from(index < 2), "each wakes the next");
    }
    assert_eq!(run_timer(&mut state, 3 * MS), (TimerTask::Answer, vec![2]));
    assert_eq!(run_timer(&mut state, 3 * MS), (TimerTask::End, vec![]));
}

#[test]
fn late_items_make_room_when_an_item_is_submitted() {
    let mut state = state(BatchConfig { max_queue_size: 2, mode: Mode::Greedy, ..BatchConfig::default() });
    submit(&mut state, 0, 1, 5 * MS);
    submit(&mut state, 0, 2, 5 * MS);
    let mut wakes = Wakes::default();
    assert_eq!(state.admission(4 * MS, &mut wakes), Admission::Full);
    assert_eq!(run_timer(&mut state, 4 * MS), (TimerTask::Sleep(5 * MS), vec![]));
    state.block();
    assert_eq!(state.admission(5 * MS, &mut wakes), Admission::Open);
    assert!(wakes.timer && wakes.room == 1, "their answers are due, and who waits for room gets some");
    assert_eq!(run_timer(&mut state, 5 * MS), (TimerTask::Answer, vec![1, 2]));
    assert_eq!(state.stats(5 * MS).shed, 2);
}

/// Answers one lone item after the other, each processed in `service`. Returns the longest time from submission to answer.
fn serve_alone(config: BatchConfig, service: u64) -> u64 {
    let mut state = state(config);
    let (mut now, mut longest) = (0, 0);
    for item in 0..50 {
        let submitted = now;
        submit(&mut state, now, item, u64::MAX);
        let mut batch = loop {
            if let Some(batch) = take(&mut state, now) {
                break batch;
            }
            let (sleep, alarm) = state.sleep(now, false);
            state.wake(sleep);
            // Sleeping threads wake late.
            now = alarm + MS / 10;
            assert_eq!(run_timer(&mut state, now).1, [] as [u32; 0], "item {item} was shed");
        };
        now += service;
        batch.answers = vec![()];
        state.complete(&mut batch, service, &mut Wakes::default());
        state.close_batch(batch.number, &mut Wakes::default());
        longest = longest.max(now - submitted);
    }
    longest
}

#[test]
fn windows_leave_time_to_process() {
    let config = |target, max_wait| BatchConfig {
        target_latency: target * MS,
        max_wait: max_wait * MS,
        shed_late: true,
        ..BatchConfig::default()
    };
    for service in [1, 5, 12] {
        let took = serve_alone(config(20, 50), service * MS);
        assert!(took <= 20 * MS, "{service} ms: {took}");
    }
    assert!(serve_alone(config(20, 3), 5 * MS) < 9 * MS, "a shorter window stays as it is");
}

#[test]
fn an_item_waits_no_longer_once_its_window_would_end_after_its_deadline() {
    let config = BatchConfig { target_latency: 200 * MS, max_wait: 100 * MS, ..BatchConfig::default() };
    let mut state = state(config);
    submit(&mut state, 0, 1, 60 * MS);
    submit(&mut state, 0, 2, u64::MAX);
    assert!(take(&mut state, 0).is_none(), "the window of 50 ms ends before the deadline");
    (10..26).for_each(|item| _ = submit_to(&mut state, 1, 0, item, u64::MAX));
    let mut batch = take(&mut state, 0).unwrap();
    batch.answers = vec![(); batch.items.len()];
    let (sleep, _) = state.sleep(0, false);
    let mut wakes = Wakes::default();
    // It was so quick that windows may be longer.
    state.complete(&mut batch, MS, &mut wakes);
    assert!(wakes.ready && wakes.workers == 1);
    state.wake(sleep);
    assert_eq!(take(&mut state, MS).unwrap().items, [1, 2]);
}
