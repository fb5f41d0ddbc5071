//! Each rule by example, then all of them against a naive queue.

mod model;
mod priorities;

use super::order::Pushed;
use super::*;
use crate::batch::config::{BatchConfig, MAX_PRIORITY_LEVELS, Mode};
use crate::batch::stats::DispatchReason;

const MS: u64 = 1_000_000;
const ANY: Order = Order { group: 0, cost: 0, priority: 0, deadline: u64::MAX };

#[derive(Default, Debug, PartialEq)]
struct Taken {
    kept: Vec<u64>,
    shed: Vec<u64>,
}

/// Takes a batch that is thought to take `service` for each item, then takes out what was shed.
fn take_with(queue: &mut Queue<u64>, now: u64, limit: usize, service: u64) -> (Option<DispatchReason>, Taken) {
    let mut taken = Taken::default();
    let terms = DispatchTerms { limit, service: |count| service.saturating_mul(count as u64) };
    let reason = queue.take(now, &terms, |value, _| taken.kept.push(value));
    taken.shed = shed(queue);
    (reason, taken)
}

fn shed(queue: &mut Queue<u64>) -> Vec<u64> {
    std::iter::from_fn(|| queue.pop_shed()).map(|(_, value)| value).collect()
}

fn policy(limit: usize) -> DispatchPolicy {
    DispatchPolicy { limit, window: u64::MAX, service: 0 }
}

fn config(mode: Mode) -> BatchConfig {
    BatchConfig {
        mode,
        max_batch_size: 4,
        preferred_batch_size: 2,
        max_queue_size: 8,
        max_wait: 10 * MS,
        ..BatchConfig::default()
    }
}

/// Windows of 10 ms, and no preferred size below the largest.
fn lonely() -> BatchConfig {
    BatchConfig { preferred_batch_size: 4, ..config(Mode::Window) }
}

fn take(queue: &mut Queue<u64>, now: u64) -> (Option<DispatchReason>, Vec<u64>) {
    let (reason, taken) = take_with(queue, now, 4, 0);
    assert_eq!(taken.shed, [] as [u64; 0]);
    (reason, taken.kept)
}

fn filled(config: &BatchConfig, items: &[(u64, u64)]) -> Queue<u64> {
    let mut queue = Queue::new(config);
    for (id, &(now, group)) in items.iter().enumerate() {
        queue.push(now, Order { group, ..ANY }, id as u64).unwrap();
    }
    queue
}

#[test]
fn window_waits_for_the_preferred_size_or_for_its_oldest_item() {
    let mut queue = Queue::new(&config(Mode::Window));
    let first = queue.push(5, ANY, 1).unwrap();
    assert_eq!((first.ready, first.due), (false, 5 + 10 * MS));
    assert_eq!(take(&mut queue, 5 + 10 * MS - 1), (None, vec![]));
    assert_eq!(queue.next_due(), 5 + 10 * MS);
    assert_eq!(take(&mut queue, 5 + 10 * MS), (Some(DispatchReason::Timeout), vec![1]));
    assert_eq!(queue.next_due(), u64::MAX);

    let first = queue.push(20 * MS, ANY, 2).unwrap();
    let second = queue.push(21 * MS, ANY, 3).unwrap();
    assert_eq!((first.ready, second.ready, second.due), (false, true, u64::MAX));
    assert_eq!(take(&mut queue, 21 * MS), (Some(DispatchReason::Preferred), vec![2, 3]));
}

#[test]
fn a_full_batch_leaves_the_rest_in_order() {
    let mut queue = filled(&config(Mode::Window), &[(0, 0); 7]);
    assert_eq!(take(&mut queue, 1), (Some(DispatchReason::Full), vec![0, 1, 2, 3]));
    assert_eq!(take(&mut queue, 1), (Some(DispatchReason::Preferred), vec![4, 5, 6]));
    assert_eq!(take(&mut queue, 1), (None, vec![]));
}

#[test]
fn greedy_takes_what_is_there() {
    let mut queue = filled(&config(Mode::Greedy), &[(0, 0)]);
    assert_eq!(take(&mut queue, 0), (Some(DispatchReason::Idle), vec![0]));
    assert!(queue.push(0, ANY, 1).unwrap().ready);
    assert!(!queue.push(0, ANY, 2).unwrap().ready, "the first has already called a worker");
}

#[test]
fn groups_never_mix_and_the_one_with_the_oldest_item_goes_first() {
    let mut queue = filled(&config(Mode::Window), &[(0, 9), (1, 7), (2, 7), (3, 5), (4, 5)]);
    assert_eq!(take(&mut queue, 5), (Some(DispatchReason::Preferred), vec![1, 2]), "group 9 is older, but not ready");
    queue.push(6, Order { group: 9, ..ANY }, 5).unwrap();
    assert_eq!(take(&mut queue, 6), (Some(DispatchReason::Preferred), vec![0, 5]), "now it is");
    assert_eq!(take(&mut queue, 6), (Some(DispatchReason::Preferred), vec![3, 4]));
}

#[test]
fn a_busy_group_does_not_starve_another() {
    let mut queue = filled(&config(Mode::Window), &[(0, 1)]);
    for round in 0..20 {
        let now = round * MS;
        for id in 0..4 {
            queue.push(now, ANY, 100 + id).unwrap();
        }
        if let (Some(DispatchReason::Timeout), kept) = take(&mut queue, now) {
            assert_eq!((kept, now), (vec![0], 10 * MS));
            return;
        }
    }
    panic!("the lone item of group 1 was never taken");
}

#[test]
fn cost_bounds_a_batch_and_makes_it_ready() {
    let mut queue = Queue::new(&BatchConfig { max_batch_cost: 10, ..config(Mode::Window) });
    let order = |cost| Order { cost, ..ANY };
    assert_eq!(queue.push(0, order(11), 0), Err((Refusal::TooCostly, 0)));
    assert!(queue.push(0, order(10), 1).unwrap().ready, "one item that costs it all");
    assert!(queue.push(0, order(1), 2).unwrap().ready, "two items");
    assert_eq!(take(&mut queue, 0), (Some(DispatchReason::Full), vec![1]));
    queue.push(0, order(9), 3).unwrap();
    queue.push(0, order(1), 4).unwrap();
    assert_eq!(take(&mut queue, 0), (Some(DispatchReason::Full), vec![2, 3]));
    assert_eq!(take(&mut queue, 0), (None, vec![]));
}

#[test]
fn costs_do_not_overflow() {
    let mut queue = Queue::new(&BatchConfig { max_batch_cost: u32::MAX.into(), ..config(Mode::Window) });
    for id in 0..3 {
        queue.push(0, Order { cost: u32::MAX, ..ANY }, id).unwrap();
    }
    for id in 0..3 {
        assert_eq!(take(&mut queue, 0), (Some(DispatchReason::Full), vec![id]));
    }
    let mut boundless = Queue::new(&config(Mode::Window));
    for id in 0..2 {
        boundless.push(0, Order { cost: u32::MAX, ..ANY }, id).unwrap();
    }
    assert_eq!(take(&mut boundless, 0), (Some(DispatchReason::Preferred), vec![0, 1]));
}

#[test]
fn a_full_queue_refuses_and_what_is_held_counts() {
    let mut queue = filled(&config(Mode::Window), &[(0, 0); 8]);
    assert_eq!(queue.push(0, ANY, 8), Err((Refusal::Full, 8)));
    take(&mut queue, 0);
    queue.set_held(3);
    assert_eq!(queue.room(), 1);
    queue.push(0, ANY, 9).unwrap();
    assert_eq!(queue.push(0, ANY, 10), Err((Refusal::Full, 10)));
    queue.set_held(100);
    assert_eq!(queue.room(), 0);
}

#[test]
fn a_queue_of_one_works() {
    let mut queue = Queue::new(&BatchConfig { max_queue_size: 1, ..config(Mode::Window) });
    for id in 0..5 {
        let now = id * 10 * MS;
        let ticket = queue.push(now, ANY, id).unwrap().ticket;
        assert_eq!(queue.push(now, ANY, 99), Err((Refusal::Full, 99)));
        assert_eq!(take(&mut queue, now + 10 * MS), (Some(DispatchReason::Timeout), vec![id]));
        assert_eq!(queue.cancel(ticket), None);
    }
}

#[test]
fn tickets_cancel_only_what_they_were_given_for() {
    let mut queue = filled(&config(Mode::Window), &[]);
    let first = queue.push(0, ANY, 1).unwrap().ticket;
    let second = queue.push(0, ANY, 2).unwrap().ticket;
    assert_eq!(queue.cancel(first), Some(1));
    assert_eq!(queue.cancel(first), None);
    let third = queue.push(0, ANY, 3).unwrap().ticket;
    assert_eq!(queue.cancel(first), None, "its slot is used again");
    assert_eq!(queue.cancel(0), None);
    assert_eq!(queue.cancel(u64::MAX), None);
    assert_eq!((queue.cancel(third), queue.cancel(second)), (Some(3), Some(2)));
    assert_eq!(queue.len(), 0);
}

#[test]
fn cancelling_the_oldest_lets_the_window_of_the_next_begin_at_its_own_submission() {
    let mut queue = Queue::new(&BatchConfig { preferred_batch_size: 4, ..config(Mode::Window) });
    let first = queue.push(0, ANY, 1).unwrap().ticket;
    queue.push(3 * MS, ANY, 2).unwrap();
    queue.cancel(first);
    assert_eq!(queue.next_due(), 13 * MS);
    assert_eq!(take(&mut queue, 12 * MS), (None, vec![]));
    assert_eq!(take(&mut queue, 13 * MS), (Some(DispatchReason::Timeout), vec![2]));
}

#[test]
fn deadlines_shed_at_their_time() {
    let mut queue = Queue::new(&config(Mode::Window));
    queue.push(0, Order { deadline: 15 * MS, ..ANY }, 1).unwrap();
    let sooner = queue.push(0, Order { deadline: 13 * MS, group: 8, ..ANY }, 2).unwrap();
    assert_eq!((sooner.deadline, queue.next_deadline()), (13 * MS, 13 * MS));
    queue.expire(13 * MS - 1);
    assert_eq!(queue.shed_len(), 0);
    queue.expire(13 * MS);
    assert_eq!((queue.shed_len(), queue.len(), queue.room()), (1, 1, 7), "a shed item holds no place");
    assert_eq!(queue.cancel(sooner.ticket), None, "it is no longer queued");
    assert!(queue.shed_are_past(1) && !queue.shed_are_past(2));
    assert_eq!(queue.pop_shed(), Some((2, 2)));
    assert_eq!(take_with(&mut queue, 15 * MS, 4, 0), (None, Taken { kept: vec![], shed: vec![1] }));
    assert_eq!((queue.len(), queue.shed_len()), (0, 0));
}

#[test]
fn an_item_whose_deadline_comes_before_its_window_ends_waits_for_no_others() {
    let mut queue = Queue::new(&lonely());
    let patient = queue.push(0, Order { deadline: 10 * MS + 1, ..ANY }, 1).unwrap();
    assert!(!patient.ready, "its window ends in time");
    assert_eq!(take(&mut queue, 0), (None, vec![]));
    let urgent = queue.push(0, Order { deadline: 10 * MS, ..ANY }, 2).unwrap();
    assert!(urgent.ready);
    assert!(!queue.push(0, Order { deadline: 10 * MS, ..ANY }, 3).unwrap().ready, "the first has called a worker");
    assert_eq!(take(&mut queue, 0), (Some(DispatchReason::Timeout), vec![1, 2, 3]));
    queue.set_policy(DispatchPolicy { limit: 4, window: 6 * MS, service: 2 * MS });
    assert!(!queue.push(MS, Order { deadline: 9 * MS + 1, ..ANY }, 4).unwrap().ready);
    let urgent = queue.push(MS, Order { deadline: 9 * MS, group: 7, ..ANY }, 5).unwrap();
    assert!(urgent.ready, "processing would begin too late");
    assert_eq!(queue.cancel(urgent.ticket), Some(5));
    assert_eq!(take(&mut queue, MS), (None, vec![]), "nothing urgent is left");
}

#[test]
fn windows_end_when_that_of_the_controller_does() {
    let mut queue = filled(&lonely(), &[(MS, 0)]);
    assert_eq!(queue.next_due(), 11 * MS);
    assert!(queue.set_policy(DispatchPolicy { limit: 4, window: 3 * MS, service: 0 }).0);
    assert!(!queue.set_policy(DispatchPolicy { limit: 4, window: 30 * MS, service: 0 }).0, "max_wait is the most");
    assert_eq!(queue.next_due(), 11 * MS);
    assert!(queue.set_policy(DispatchPolicy { limit: 4, window: 3 * MS, service: 0 }).0);
    assert_eq!((queue.next_due(), queue.window()), (4 * MS, 3 * MS));
    assert_eq!(take(&mut queue, 4 * MS - 1), (None, vec![]));
    assert_eq!(take(&mut queue, 4 * MS), (Some(DispatchReason::Timeout), vec![0]));
}

#[test]
fn as_many_items_as_the_queue_holds_can_be_shed_before_any_is_answered() {
    let mut queue = Queue::new(&BatchConfig { max_queue_size: 2, ..config(Mode::Greedy) });
    let mut tickets = vec![];
    for id in 0..4 {
        queue.expire(id);
        let order = Order { deadline: id + 1, ..ANY };
        tickets.push(queue.push(id, order, id).unwrap().ticket);
    }
    queue.expire(9);
    assert_eq!((queue.shed_len(), queue.len(), queue.is_shed_full()), (2, 2, true));
    assert_eq!(queue.push(9, ANY, 4), Err((Refusal::Full, 4)));
    assert_eq!(take(&mut Queue::new(&config(Mode::Greedy)), 9), (None, vec![]));
    assert_eq!(queue.take(9, &DispatchTerms { limit: 4, service: |_| 0 }, |_, _| panic!("late")), None);
    assert_eq!(queue.cancel(tickets[3]), Some(3), "the slots of shed items have tickets of their own");
    assert_eq!(shed(&mut queue), [0, 1]);
    queue.expire(9);
    assert_eq!(shed(&mut queue), [2]);
    assert_eq!(queue.room(), 2);
}

/// Adaptive shedding with a target of 20 ms.
fn shedding(mode: Mode) -> BatchConfig {
    BatchConfig { target_latency: 20 * MS, shed_late: true, ..config(mode) }
}

#[test]
fn items_that_the_estimate_rules_out_are_shed_and_others_fill_their_places() {
    let mut queue = filled(&shedding(Mode::Window), &[(0, 0), (0, 0)]);
    for id in 2..7 {
        queue.push(9 * MS, ANY, id).unwrap();
    }
    let taken = Taken { kept: vec![2, 3, 4, 5], shed: vec![0, 1] };
    assert_eq!(take_with(&mut queue, 15 * MS, 4, 2 * MS), (Some(DispatchReason::Full), taken));
}

#[test]
fn an_estimate_that_rules_out_everything_is_put_to_the_test() {
    let mut queue = filled(&shedding(Mode::Greedy), &[(0, 0), (9 * MS, 0)]);
    let taken = Taken { kept: vec![1], shed: vec![0] };
    assert_eq!(take_with(&mut queue, 20 * MS, 4, u64::MAX), (Some(DispatchReason::Idle), taken));
}

#[test]
fn a_flush_makes_ready_what_is_there_and_nothing_later() {
    let mut queue = filled(&config(Mode::Window), &[(0, 1), (0, 2)]);
    queue.flush();
    queue.push(0, Order { group: 3, ..ANY }, 9).unwrap();
    assert_eq!(take(&mut queue, 0), (Some(DispatchReason::Drain), vec![0]));
    assert_eq!(take(&mut queue, 0), (Some(DispatchReason::Drain), vec![1]));
    assert_eq!(take(&mut queue, 0), (None, vec![]));
}

#[test]
fn a_clock_that_steps_back_stands_still() {
    let mut queue = filled(&config(Mode::Window), &[(100 * MS, 0)]);
    queue.push(50 * MS, Order { group: 1, ..ANY }, 1).unwrap();
    assert_eq!(queue.next_due(), 110 * MS);
    assert_eq!(take(&mut queue, 40 * MS), (None, vec![]));
    assert_eq!(take(&mut queue, 110 * MS), (Some(DispatchReason::Timeout), vec![0]));
    assert_eq!(take(&mut queue, 0), (Some(DispatchReason::Timeout), vec![1]), "the latest time it was told stays");
}

#[test]
fn waits_without_end_do_not_overflow() {
    let mut queue = Queue::new(&BatchConfig { max_wait: u64::MAX, ..config(Mode::Window) });
    queue.push(u64::MAX - 1, ANY, 0).unwrap();
    assert_eq!(take(&mut queue, u64::MAX - 1), (None, vec![]));
    assert_eq!(take_with(&mut queue, u64::MAX - 1, 4, u64::MAX), (None, Taken::default()));
}

#[test]
fn a_smaller_limit_makes_smaller_batches_ready() {
    let mut queue = Queue::new(&BatchConfig { preferred_batch_size: 4, ..config(Mode::Window) });
    queue.push(0, ANY, 0).unwrap();
    queue.push(0, ANY, 1).unwrap();
    assert_eq!(take(&mut queue, 0), (None, vec![]));
    queue.set_policy(policy(1));
    assert_eq!(take(&mut queue, 0).0, Some(DispatchReason::Preferred));
    queue.set_policy(policy(4));
    assert!(!queue.push(0, ANY, 2).unwrap().ready);
}

#[test]
fn many_groups_come_and_go_without_growing() {
    let mut queue = Queue::new(&config(Mode::Greedy));
    for group in 0..100_000 {
        queue.push(group, Order { group, ..ANY }, group).unwrap();
        assert_eq!(take(&mut queue, group).1, [group]);
    }
    assert!(queue.groups.len() < 100 && queue.slots.len() == 1);
}

#[test]
fn no_ticket_is_0() {
    let mut queue = Queue::new(&BatchConfig { max_queue_size: usize::MAX, ..config(Mode::Greedy) });
    queue.accepted = u64::from(u32::MAX) - 1;
    for item in 0..3 {
        let ticket = queue.push(0, ANY, item).unwrap().ticket;
        assert_ne!(ticket, 0);
        assert_eq!(queue.cancel(ticket), Some(item));
    }
}
