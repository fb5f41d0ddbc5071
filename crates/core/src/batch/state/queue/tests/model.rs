//! Compares the queue with a naive model, on random sequences of calls.

use super::*;
use crate::testing::noise;

/// A naive queue: a list in order of submission, searched from the front.
struct Model {
    config: BatchConfig,
    policy: DispatchPolicy,
    items: Vec<Waiting>,
    /// Number of the last item that was queued at the last flush.
    flushed: u64,
}

#[derive(Clone, Copy)]
struct Waiting {
    seq: u64,
    /// Its level at its submission, counted from 0.
    level: u64,
    submitted: u64,
    order: Order,
    ticket: u64,
    /// When it is shed: its own deadline, or that of the target latency if it comes first.
    expiry: u64,
    /// Whether its expiry, less the time that processing takes, comes before its window ends, or did at some time.
    urgent: bool,
}

impl Model {
    /// Whether the item is late for a batch that ends at `finish`.
    fn misses(item: &Waiting, now: u64, finish: u64) -> bool {
        item.expiry <= now || item.expiry < finish
    }

    /// Why the group's batch may be taken now; `None` if it may not.
    fn ready(&self, group: u64, now: u64, limit: usize) -> Option<DispatchReason> {
        let of_group: Vec<_> = self.items.iter().filter(|item| item.order.group == group).collect();
        let cost: u64 = of_group.iter().map(|item| u64::from(item.order.cost)).sum();
        let max_cost = if self.config.max_batch_cost == 0 { u64::MAX } else { self.config.max_batch_cost };
        let first = of_group.first()?;
        if of_group.len() >= limit || cost >= max_cost {
            Some(DispatchReason::Full)
        } else if first.seq <= self.flushed {
            Some(DispatchReason::Drain)
        } else if self.config.mode == Mode::Greedy {
            Some(DispatchReason::Idle)
        } else if of_group.len() >= self.config.preferred_batch_size.min(limit) {
            Some(DispatchReason::Preferred)
        } else {
            let waited = first.submitted + self.policy.window <= now;
            (waited || of_group.iter().any(|item| item.urgent)).then_some(DispatchReason::Timeout)
        }
    }

    /// The items in the order in which they are to be taken, by its definition: in each level they are in the order in
    /// which they came into it.
    fn in_order(&self, now: u64) -> Vec<Waiting> {
        let mut items = self.items.clone();
        items.sort_by_key(|item| {
            let aging = self.config.priority_aging;
            let moves = ((now - item.submitted) / aging).min(item.level);
            (item.level - moves, item.submitted + moves * aging, item.seq)
        });
        items
    }

    fn levels(&self) -> u32 {
        self.config.priority_levels.max(1)
    }

    fn remove(&mut self, seq: u64) -> u64 {
        self.items.retain(|item| item.seq != seq);
        seq
    }

    fn take(&mut self, now: u64, service: u64) -> (Option<DispatchReason>, Taken) {
        let limit = self.policy.limit;
        let mut expired: Vec<_> = self.items.iter().filter(|i| i.expiry <= now).copied().collect();
        expired.sort_by_key(|item| item.expiry);
        let mut shed: Vec<u64> = expired.iter().map(|item| self.remove(item.seq)).collect();
        let in_order = self.in_order(now);
        let chosen = in_order.iter().find_map(|i| Some((i.order.group, self.ready(i.order.group, now, limit)?)));
        let Some((group, reason)) = chosen else {
            shed.sort();
            return (None, Taken { kept: vec![], shed });
        };
        let of_group: Vec<_> = in_order.iter().filter(|item| item.order.group == group).copied().collect();
        let estimate = now + service * of_group.len().min(limit) as u64;
        // An estimate that sheds every item is not used.
        let hopeless = of_group.iter().all(|item| Self::misses(item, now, estimate));
        let finish = if hopeless { now } else { estimate };
        let max_cost = if self.config.max_batch_cost == 0 { u64::MAX } else { self.config.max_batch_cost };
        let (mut kept, mut cost) = (vec![], 0);
        for item in of_group {
            if kept.len() == limit {
                break;
            }
            if Self::misses(&item, now, finish) {
                shed.push(self.remove(item.seq));
            } else if !kept.is_empty() && cost + u64::from(item.order.cost) > max_cost {
                break;
            } else {
                cost += u64::from(item.order.cost);
                kept.push(self.remove(item.seq));
            }
        }
        shed.sort();
        ((!kept.is_empty()).then_some(reason), Taken { kept, shed })
    }

    fn expected_push(&self, order: Order) -> Result<(), Refusal> {
        match self.items.len() {
            12 => Err(Refusal::Full),
            _ if self.config.max_batch_cost > 0 && u64::from(order.cost) > self.config.max_batch_cost => {
                Err(Refusal::TooCostly)
            }
            _ if order.priority > self.levels() => Err(Refusal::NoSuchPriority),
            _ => Ok(()),
        }
    }

    fn push(&mut self, seq: u64, submitted: u64, order: Order, ticket: u64) {
        let target = if self.config.shed_late { submitted + self.config.target_latency } else { u64::MAX };
        let expiry = order.deadline.min(target);
        let urgent = self.is_urgent(submitted, expiry);
        let named = [order.priority, self.config.default_priority, self.levels()].into_iter().find(|&p| p > 0);
        let level = u64::from(named.unwrap()) - 1;
        self.items.push(Waiting { level, seq, submitted, order, ticket, expiry, urgent });
    }

    fn is_urgent(&self, submitted: u64, expiry: u64) -> bool {
        expiry < u64::MAX && expiry.saturating_sub(self.policy.service) <= submitted + self.policy.window
    }

    /// Whether a group may be taken although no window has ended and nothing was flushed.
    fn is_ready(&self, group: u64) -> bool {
        let of_group = || self.items.iter().filter(|item| item.order.group == group);
        let cost: u64 = of_group().map(|item| u64::from(item.order.cost)).sum();
        let fills = self.config.max_batch_cost > 0 && cost >= self.config.max_batch_cost;
        let size = self.config.preferred_batch_size.min(self.policy.limit);
        fills || of_group().count() >= size || of_group().any(|item| item.urgent)
    }

    /// Whether windows end earlier than before, and whether a group has become ready.
    fn set_policy(&mut self, policy: DispatchPolicy) -> (bool, bool) {
        let groups: Vec<u64> = (0..3).filter(|&group| !self.is_ready(group)).collect();
        let earlier = policy.window < self.policy.window;
        self.policy = policy;
        for index in 0..self.items.len() {
            let Waiting { submitted, expiry, .. } = self.items[index];
            self.items[index].urgent |= self.is_urgent(submitted, expiry);
        }
        let ready = self.config.mode == Mode::Window && groups.iter().any(|&group| self.is_ready(group));
        (earlier, ready)
    }

    fn assert_equals(&self, queue: &Queue<u64>, now: u64) {
        let deadline = self.items.iter().map(|item| item.expiry).min().unwrap_or(u64::MAX);
        let window = self
            .items
            .first()
            .filter(|_| self.config.mode == Mode::Window)
            .map(|item| item.submitted + self.policy.window);
        assert_eq!(queue.next_deadline(), deadline);
        assert_eq!(queue.next_due(), window.unwrap_or(u64::MAX));
        assert_eq!((queue.len(), queue.room()), (self.items.len(), 12 - self.items.len()));
        let depth = |level| self.items.iter().filter(|item| item.level == level as u64).count();
        assert_eq!(queue.depths(), std::array::from_fn(depth));
        // With priorities a worker may look in vain, but it must look if there is a batch.
        let limit = self.policy.limit;
        let has_ready = self.items.iter().any(|item| self.ready(item.order.group, now, limit).is_some());
        assert!(queue.has_ready(now) == has_ready || (self.levels() > 1 && !has_ready));
    }
}

#[test]
fn queue_agrees_with_the_model_on_random_programs() {
    for seed in 0..400 {
        let mode = if seed % 2 == 0 { Mode::Window } else { Mode::Greedy };
        let config = BatchConfig {
            preferred_batch_size: 1 + (seed / 6 % 4) as usize,
            max_batch_cost: if seed % 3 == 0 { 0 } else { 20 },
            max_queue_size: 12,
            max_wait: 40,
            shed_late: seed % 5 == 0,
            target_latency: 60,
            priority_levels: [0, 3, 1, 16, 2][(seed / 2 % 5) as usize],
            default_priority: (seed / 20 % 2) as u32,
            priority_aging: [1, 7, 25, 60, u64::MAX >> 10][(seed / 10 % 5) as usize],
            ..config(mode)
        };
        let policy = DispatchPolicy { limit: 4, window: 40, service: 0 };
        let model = Model { config: config.clone(), policy, items: vec![], flushed: 0 };
        let mut pair = Pair { queue: Queue::new(&config), model, now: 0, accepted: 0, tickets: vec![0] };
        for step in noise(8 * 400, seed).chunks_exact(8) {
            pair.step(step.try_into().unwrap());
            pair.model.assert_equals(&pair.queue, pair.now);
        }
    }
}

/// The queue and its model, which get the same calls. Time and numbers of items are counted here.
struct Pair {
    queue: Queue<u64>,
    model: Model,
    now: u64,
    accepted: u64,
    tickets: Vec<u64>,
}

impl Pair {
    /// Makes one call: byte 0 says which, byte 1 how far the clock goes on, the others give the arguments.
    fn step(&mut self, step: [u8; 8]) {
        self.now += u64::from(step[1] % 16);
        let Self { queue, model, now, .. } = self;
        match step[0] % 16 {
            0..8 => self.push(step),
            8..12 => {
                let service = u64::from(step[3] % 8);
                let (reason, mut taken) = take_with(queue, *now, model.policy.limit, service);
                taken.shed.sort();
                assert_eq!((reason, taken), model.take(*now, service));
            }
            12..14 => {
                let ticket = self.tickets[step[2] as usize % self.tickets.len()];
                let expected = model.items.iter().find(|item| item.ticket == ticket).map(|item| item.seq);
                assert_eq!(queue.cancel(ticket), expected);
                expected.map(|seq| model.remove(seq));
            }
            14 => {
                let (limit, window) = (1 + step[2] as usize % 4, u64::from(step[3] % 50));
                let policy = DispatchPolicy { limit, window, service: u64::from(step[4] % 20) };
                let expected = model.set_policy(DispatchPolicy { window: window.min(40), ..policy });
                assert_eq!(queue.set_policy(policy), expected);
            }
            _ if step[2].is_multiple_of(4) => {
                queue.flush();
                model.flushed = self.accepted;
            }
            _ => {
                let oldest = model.items.first().map(|item| (item.seq, item.submitted));
                assert_eq!(queue.oldest(), oldest);
                assert_eq!(queue.pop(), oldest.map(|(seq, _)| model.remove(seq)));
            }
        }
    }

    fn push(&mut self, step: [u8; 8]) {
        let Self { queue, model, now, .. } = self;
        let deadline = if step[2].is_multiple_of(4) { *now + u64::from(step[3]) } else { u64::MAX };
        let priority = u32::from(step[6]) % (model.levels() + 2);
        let order = Order { group: u64::from(step[4] % 3), cost: u32::from(step[5] % 22), priority, deadline };
        let pushed = queue.push(*now, order, self.accepted + 1);
        assert_eq!(pushed.as_ref().map(drop).map_err(|(refusal, _)| *refusal), model.expected_push(order));
        if let Ok(Pushed { ticket, .. }) = pushed {
            self.accepted += 1;
            self.tickets.push(ticket);
            model.push(self.accepted, *now, order, ticket);
        }
    }
}
