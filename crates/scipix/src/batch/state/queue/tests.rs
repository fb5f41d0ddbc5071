//! Each rule by example, then all of them against a naive model on random programs.

use super::order::Pushed;
use super::*;
use crate::batch::config::{BatchConfig, Mode};
use crate::batch::stats::Reason;
use crate::testing::noise;

const MS: u64 = 1_000_000;
const ANY: Order = Order { group: 0, cost: 0, deadline: u64::MAX };

#[derive(Default, Debug, PartialEq)]
struct Taken {
    kept: Vec<u64>,
    shed: Vec<u64>,
}

impl Sink<u64> for Taken {
    fn keep(&mut self, value: u64, _submitted: u64) {
        self.kept.push(value);
    }
    fn shed(&mut self, value: u64) {
        self.shed.push(value);
    }
    fn shed_room(&self) -> usize {
        SHED_AT_ONCE - self.shed.len()
    }
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

fn take(queue: &mut Queue<u64>, now: u64) -> (Option<Reason>, Vec<u64>) {
    let mut taken = Taken::default();
    let reason = queue.take(now, &DispatchTerms { limit: 4, target: u64::MAX, service: |_| 0 }, &mut taken);
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
    assert_eq!(take(&mut queue, 5 + 10 * MS), (Some(Reason::Timeout), vec![1]));
    assert_eq!(queue.next_due(), u64::MAX);

    let first = queue.push(20 * MS, ANY, 2).unwrap();
    let second = queue.push(21 * MS, ANY, 3).unwrap();
    assert_eq!((first.ready, second.ready, second.due), (false, true, u64::MAX));
    assert_eq!(take(&mut queue, 21 * MS), (Some(Reason::Preferred), vec![2, 3]));
}

#[test]
fn a_full_batch_leaves_the_rest_in_order() {
    let mut queue = filled(&config(Mode::Window), &[(0, 0); 7]);
    assert_eq!(take(&mut queue, 1), (Some(Reason::Full), vec![0, 1, 2, 3]));
    assert_eq!(take(&mut queue, 1), (Some(Reason::Preferred), vec![4, 5, 6]));
    assert_eq!(take(&mut queue, 1), (None, vec![]));
}

#[test]
fn greedy_takes_what_is_there() {
    let mut queue = filled(&config(Mode::Greedy), &[(0, 0)]);
    assert_eq!(take(&mut queue, 0), (Some(Reason::Idle), vec![0]));
    assert!(queue.push(0, ANY, 1).unwrap().ready);
    assert!(!queue.push(0, ANY, 2).unwrap().ready, "the first has already called a worker");
}

#[test]
fn groups_never_mix_and_the_one_with_the_oldest_item_goes_first() {
    let mut queue = filled(&config(Mode::Window), &[(0, 9), (1, 7), (2, 7), (3, 5), (4, 5)]);
    assert_eq!(take(&mut queue, 5), (Some(Reason::Preferred), vec![1, 2]), "group 9 is older, but not ready");
    queue.push(6, Order { group: 9, ..ANY }, 5).unwrap();
    assert_eq!(take(&mut queue, 6), (Some(Reason::Preferred), vec![0, 5]), "now it is");
    assert_eq!(take(&mut queue, 6), (Some(Reason::Preferred), vec![3, 4]));
}

#[test]
fn a_busy_group_does_not_starve_another() {
    let mut queue = filled(&config(Mode::Window), &[(0, 1)]);
    for round in 0..20 {
        let now = round * MS;
        for id in 0..4 {
            queue.push(now, ANY, 100 + id).unwrap();
        }
        if let (Some(Reason::Timeout), kept) = take(&mut queue, now) {
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
    assert_eq!(queue.push(0, order(11), 0), Err((Refusal::TooDear, 0)));
    assert!(queue.push(0, order(10), 1).unwrap().ready, "one item that costs it all");
    assert!(queue.push(0, order(1), 2).unwrap().ready, "two items");
    assert_eq!(take(&mut queue, 0), (Some(Reason::Full), vec![1]));
    queue.push(0, order(9), 3).unwrap();
    queue.push(0, order(1), 4).unwrap();
    assert_eq!(take(&mut queue, 0), (Some(Reason::Full), vec![2, 3]));
    assert_eq!(take(&mut queue, 0), (None, vec![]));
}

#[test]
fn costs_do_not_overflow() {
    let mut queue = Queue::new(&BatchConfig { max_batch_cost: u64::MAX, ..config(Mode::Window) });
    for id in 0..3 {
        queue.push(0, Order { cost: u64::MAX, ..ANY }, id).unwrap();
    }
    for id in 0..3 {
        assert_eq!(take(&mut queue, 0), (Some(Reason::Full), vec![id]));
    }
    let mut boundless = Queue::new(&config(Mode::Window));
    for id in 0..2 {
        boundless.push(0, Order { cost: u64::MAX, ..ANY }, id).unwrap();
    }
    assert_eq!(take(&mut boundless, 0), (Some(Reason::Preferred), vec![0, 1]));
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
        assert_eq!(take(&mut queue, now + 10 * MS), (Some(Reason::Timeout), vec![id]));
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
    assert_eq!(take(&mut queue, 13 * MS), (Some(Reason::Timeout), vec![2]));
}

#[test]
fn deadlines_shed_at_their_time_ready_or_not() {
    let mut queue = Queue::new(&config(Mode::Window));
    queue.push(0, Order { deadline: 5 * MS, ..ANY }, 1).unwrap();
    let sooner = queue.push(0, Order { deadline: 3 * MS, group: 8, ..ANY }, 2).unwrap();
    assert_eq!((sooner.due, queue.next_due(), queue.next_deadline()), (3 * MS, 3 * MS, 3 * MS));
    let mut taken = Taken::default();
    queue.expire(3 * MS - 1, &mut taken);
    assert_eq!(taken.shed, [] as [u64; 0]);
    queue.expire(3 * MS, &mut taken);
    assert_eq!(taken.shed, [2]);
    let terms = DispatchTerms { limit: 4, target: u64::MAX, service: |_| 0 };
    assert_eq!(queue.take(5 * MS, &terms, &mut taken), None);
    assert_eq!((taken.shed, queue.len()), (vec![2, 1], 0));
}

#[test]
fn items_that_the_estimate_rules_out_are_shed_and_others_fill_their_places() {
    let mut queue = filled(&BatchConfig { target_latency: 20 * MS, ..config(Mode::Window) }, &[(0, 0), (0, 0)]);
    for id in 2..7 {
        queue.push(9 * MS, ANY, id).unwrap();
    }
    let mut taken = Taken::default();
    let terms = DispatchTerms { limit: 4, target: 20 * MS, service: |count| count as u64 * 2 * MS };
    assert_eq!(queue.take(15 * MS, &terms, &mut taken), Some(Reason::Full));
    assert_eq!(taken, Taken { kept: vec![2, 3, 4, 5], shed: vec![0, 1] });
}

#[test]
fn an_estimate_that_rules_out_everything_is_put_to_the_test() {
    let mut queue = filled(&config(Mode::Greedy), &[(0, 0), (9 * MS, 0)]);
    let mut taken = Taken::default();
    let terms = DispatchTerms { limit: 4, target: 20 * MS, service: |_| u64::MAX };
    assert_eq!(queue.take(20 * MS, &terms, &mut taken), Some(Reason::Idle));
    assert_eq!(taken, Taken { kept: vec![1], shed: vec![0] });
}

#[test]
fn a_flush_makes_ready_what_is_there_and_nothing_later() {
    let mut queue = filled(&config(Mode::Window), &[(0, 1), (0, 2)]);
    queue.flush();
    queue.push(0, Order { group: 3, ..ANY }, 9).unwrap();
    assert_eq!(take(&mut queue, 0), (Some(Reason::Drain), vec![0]));
    assert_eq!(take(&mut queue, 0), (Some(Reason::Drain), vec![1]));
    assert_eq!(take(&mut queue, 0), (None, vec![]));
}

#[test]
fn a_clock_that_steps_back_stands_still() {
    let mut queue = filled(&config(Mode::Window), &[(100 * MS, 0)]);
    queue.push(50 * MS, Order { group: 1, ..ANY }, 1).unwrap();
    assert_eq!(queue.next_due(), 110 * MS);
    assert_eq!(take(&mut queue, 40 * MS), (None, vec![]));
    assert_eq!(take(&mut queue, 110 * MS), (Some(Reason::Timeout), vec![0]));
    assert_eq!(take(&mut queue, 0), (Some(Reason::Timeout), vec![1]), "the latest time it was told stays");
}

#[test]
fn waits_without_end_do_not_overflow() {
    let mut queue = Queue::new(&BatchConfig { max_wait: u64::MAX, ..config(Mode::Window) });
    queue.push(u64::MAX - 1, ANY, 0).unwrap();
    assert_eq!(take(&mut queue, u64::MAX - 1), (None, vec![]));
    let mut taken = Taken::default();
    let terms = DispatchTerms { limit: 4, target: u64::MAX - 1, service: |_| u64::MAX };
    assert_eq!(queue.take(u64::MAX - 1, &terms, &mut taken), None);
}

#[test]
fn a_smaller_limit_makes_smaller_batches_ready() {
    let mut queue = Queue::new(&BatchConfig { preferred_batch_size: 4, ..config(Mode::Window) });
    queue.push(0, ANY, 0).unwrap();
    queue.push(0, ANY, 1).unwrap();
    assert_eq!(take(&mut queue, 0), (None, vec![]));
    queue.set_limit(1);
    assert_eq!(take(&mut queue, 0).0, Some(Reason::Preferred));
    queue.set_limit(4);
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

/// A naive queue: a list in order of submission, searched from the front.
struct Model {
    config: BatchConfig,
    items: Vec<Waiting>,
    flushed: u64,
}

#[derive(Clone, Copy)]
struct Waiting {
    seq: u64,
    submitted: u64,
    order: Order,
    ticket: u64,
}

impl Model {
    fn misses(item: &Waiting, now: u64, finish: u64, target: u64) -> bool {
        let last = item.order.deadline.min(item.submitted + target);
        last <= now || last < finish
    }

    fn ready(&self, group: u64, now: u64, limit: usize) -> Option<Reason> {
        let of_group: Vec<_> = self.items.iter().filter(|item| item.order.group == group).collect();
        let cost: u64 = of_group.iter().map(|item| item.order.cost).sum();
        let max_cost = if self.config.max_batch_cost == 0 { u64::MAX } else { self.config.max_batch_cost };
        let first = of_group.first()?;
        if of_group.len() >= limit || cost >= max_cost {
            Some(Reason::Full)
        } else if first.seq <= self.flushed {
            Some(Reason::Drain)
        } else if self.config.mode == Mode::Greedy {
            Some(Reason::Idle)
        } else if of_group.len() >= self.config.preferred_batch_size.min(limit) {
            Some(Reason::Preferred)
        } else {
            (first.submitted + self.config.max_wait <= now).then_some(Reason::Timeout)
        }
    }

    fn remove(&mut self, seq: u64) -> u64 {
        self.items.retain(|item| item.seq != seq);
        seq
    }

    fn take(&mut self, now: u64, limit: usize, target: u64, service: u64) -> (Option<Reason>, Taken) {
        let mut expired: Vec<_> = self.items.iter().filter(|i| i.order.deadline <= now).copied().collect();
        expired.sort_by_key(|item| item.order.deadline);
        let mut shed: Vec<u64> = expired.iter().map(|item| self.remove(item.seq)).collect();
        let chosen = self.items.iter().find_map(|i| Some((i.order.group, self.ready(i.order.group, now, limit)?)));
        let Some((group, reason)) = chosen else {
            shed.sort();
            return (None, Taken { kept: vec![], shed });
        };
        let of_group: Vec<_> = self.items.iter().filter(|item| item.order.group == group).copied().collect();
        let estimate = now + service * of_group.len().min(limit) as u64;
        let hopeless = of_group.iter().all(|item| Self::misses(item, now, estimate, target));
        let finish = if hopeless { now } else { estimate };
        let max_cost = if self.config.max_batch_cost == 0 { u64::MAX } else { self.config.max_batch_cost };
        let (mut kept, mut cost) = (vec![], 0);
        for item in of_group {
            if kept.len() == limit {
                break;
            }
            if Self::misses(&item, now, finish, target) {
                shed.push(self.remove(item.seq));
            } else if !kept.is_empty() && cost + item.order.cost > max_cost {
                break;
            } else {
                cost += item.order.cost;
                kept.push(self.remove(item.seq));
            }
        }
        shed.sort();
        ((!kept.is_empty()).then_some(reason), Taken { kept, shed })
    }

    fn expected_push(&self, order: Order) -> Result<(), Refusal> {
        match self.items.len() {
            12 => Err(Refusal::Full),
            _ if self.config.max_batch_cost > 0 && order.cost > self.config.max_batch_cost => Err(Refusal::TooDear),
            _ => Ok(()),
        }
    }

    fn assert_equals(&self, queue: &Queue<u64>) {
        let deadline = self.items.iter().map(|item| item.order.deadline).min().unwrap_or(u64::MAX);
        let window = self.items.first().filter(|_| self.config.mode == Mode::Window).map(|item| item.submitted + 40);
        assert_eq!(queue.next_deadline(), deadline);
        assert_eq!(queue.next_due(), window.unwrap_or(u64::MAX).min(deadline));
        assert_eq!((queue.len(), queue.room()), (self.items.len(), 12 - self.items.len()));
    }
}

#[test]
fn queue_agrees_with_the_model_on_random_programs() {
    for seed in 0..400 {
        let bytes = noise(8 * 400, seed);
        let mode = if seed % 2 == 0 { Mode::Window } else { Mode::Greedy };
        let max_batch_cost = if seed % 3 == 0 { 0 } else { 20 };
        let preferred_batch_size = 1 + (seed / 6 % 4) as usize;
        let config =
            BatchConfig { preferred_batch_size, max_batch_cost, max_queue_size: 12, max_wait: 40, ..config(mode) };
        let mut model = Model { config: config.clone(), items: vec![], flushed: 0 };
        let mut queue = Queue::new(&config);
        let (mut now, mut limit, mut accepted, mut tickets) = (0, 4, 0, vec![0]);
        for step in bytes.chunks_exact(8) {
            now += u64::from(step[1] % 16);
            match step[0] % 16 {
                0..8 => {
                    let deadline = if step[2] % 4 == 0 { now + u64::from(step[3]) } else { u64::MAX };
                    let order = Order { group: u64::from(step[4] % 3), cost: u64::from(step[5] % 22), deadline };
                    let pushed = queue.push(now, order, accepted + 1);
                    assert_eq!(pushed.map(|_| ()).map_err(|(refusal, _)| refusal), model.expected_push(order));
                    if let Ok(Pushed { ticket, .. }) = pushed {
                        accepted += 1;
                        tickets.push(ticket);
                        model.items.push(Waiting { seq: accepted, submitted: now, order, ticket });
                    }
                }
                8..12 => {
                    let target = if step[2] % 2 == 0 { 60 } else { u64::MAX / 2 };
                    let service = u64::from(step[3] % 8);
                    let terms = DispatchTerms { limit, target, service: |count| service * count as u64 };
                    let mut taken = Taken::default();
                    let reason = queue.take(now, &terms, &mut taken);
                    taken.shed.sort();
                    assert_eq!((reason, taken), model.take(now, limit, target, service), "seed {seed}");
                }
                12..14 => {
                    let ticket = tickets[step[2] as usize % tickets.len()];
                    let expected = model.items.iter().find(|item| item.ticket == ticket).map(|item| item.seq);
                    assert_eq!(queue.cancel(ticket), expected);
                    expected.map(|seq| model.remove(seq));
                }
                14 => {
                    limit = 1 + step[2] as usize % 4;
                    queue.set_limit(limit);
                }
                _ if step[2] % 4 == 0 => {
                    queue.flush();
                    model.flushed = accepted;
                }
                _ => {
                    let oldest = model.items.first().map(|item| (item.seq, item.submitted));
                    assert_eq!(queue.oldest(), oldest);
                    assert_eq!(queue.pop(), oldest.map(|(seq, _)| model.remove(seq)));
                }
            }
            model.assert_equals(&queue);
        }
    }
}
