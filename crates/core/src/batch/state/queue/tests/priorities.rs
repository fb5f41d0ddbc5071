//! Order by priority, by example.

use super::*;

/// Batches of one, of three levels; items move up after 10 ms.
fn levels(mode: Mode) -> BatchConfig {
    BatchConfig {
        max_batch_size: 1,
        preferred_batch_size: 1,
        priority_levels: 3,
        priority_aging: 10 * MS,
        max_queue_size: 100,
        ..config(mode)
    }
}

fn of(priority: u32) -> Order {
    Order { priority, ..ANY }
}

/// Takes single items until none is ready.
fn take_all(queue: &mut Queue<u64>, now: u64) -> Vec<u64> {
    std::iter::from_fn(|| take_with(queue, now, 1, 0).1.kept.first().copied()).collect()
}

fn push_all(queue: &mut Queue<u64>, now: u64, priorities: &[u32]) {
    for &priority in priorities {
        let id = queue.accepted();
        queue.push(now, of(priority), id).unwrap();
    }
}

#[test]
fn a_higher_level_goes_first_and_a_level_keeps_the_order_of_submission() {
    for mode in [Mode::Window, Mode::Greedy] {
        let mut queue = Queue::new(&levels(mode));
        push_all(&mut queue, 0, &[3, 1, 2, 3, 1, 2, 1]);
        assert_eq!(take_all(&mut queue, 0), [1, 4, 6, 2, 5, 0, 3], "{mode:?}");
    }
}

#[test]
fn one_batch_holds_several_levels_the_highest_first() {
    let config = BatchConfig { max_batch_size: 4, preferred_batch_size: 2, ..levels(Mode::Window) };
    let mut queue = Queue::new(&config);
    push_all(&mut queue, 0, &[3, 3, 2, 1, 3, 2]);
    assert_eq!(take(&mut queue, 0), (Some(DispatchReason::Full), vec![3, 2, 5, 0]));
    assert_eq!(take(&mut queue, 0), (Some(DispatchReason::Preferred), vec![1, 4]));
}

#[test]
fn an_item_that_has_waited_moves_up_to_the_end_of_the_next_level() {
    let mut queue = Queue::new(&levels(Mode::Greedy));
    push_all(&mut queue, 0, &[3, 2]);
    push_all(&mut queue, 9 * MS, &[2, 1]);
    push_all(&mut queue, 11 * MS, &[2, 1]);
    // At 10 ms the first item reached level 2, behind item 2, and item 1 level 1, behind item 3.
    assert_eq!(take_all(&mut queue, 11 * MS), [3, 1, 5, 2, 0, 4]);
}

#[test]
fn no_item_starves_and_only_because_it_moves_up() {
    let served_at = |aging| {
        let mut queue = Queue::new(&BatchConfig { priority_aging: aging, ..levels(Mode::Greedy) });
        queue.push(0, of(3), 77).unwrap();
        queue.push(0, of(1), 0).unwrap();
        // Items of the highest level come as fast as they are taken.
        (1..1000).find(|&ms| {
            queue.push(ms * MS, of(1), 0).unwrap();
            take_with(&mut queue, ms * MS, 1, 0).1.kept == [77]
        })
    };
    assert_eq!(served_at(10 * MS), Some(21), "at 20 ms it reaches the highest level, where one item is before it");
    assert_eq!(served_at(u64::MAX), None, "without ageing it is never taken");
}

#[test]
fn levels_stay_apart_without_ageing() {
    let mut queue = Queue::new(&BatchConfig { priority_aging: u64::MAX, ..levels(Mode::Greedy) });
    push_all(&mut queue, 0, &[3, 2]);
    push_all(&mut queue, u64::MAX >> 7, &[3, 2, 1]);
    assert_eq!(take_all(&mut queue, u64::MAX >> 7), [4, 1, 3, 0, 2]);
}

#[test]
fn items_without_a_priority_are_of_the_default_level() {
    for (default_priority, order) in [(0, [1, 2, 0, 3]), (2, [1, 0, 2, 3]), (1, [0, 1, 2, 3])] {
        let mut queue = Queue::new(&BatchConfig { default_priority, ..levels(Mode::Greedy) });
        push_all(&mut queue, 0, &[0, 1, 2, 3]);
        assert_eq!(take_all(&mut queue, 0), order, "default {default_priority}");
    }
}

#[test]
fn priorities_above_the_levels_are_refused() {
    for (priority_levels, highest) in [(0, 1), (1, 1), (3, 3), (16, 16)] {
        let mut queue = Queue::new(&BatchConfig { priority_levels, ..levels(Mode::Greedy) });
        for priority in [highest + 1, 256, 257, u32::MAX] {
            assert_eq!(queue.push(0, of(priority), 5), Err((Refusal::NoSuchPriority, 5)));
        }
        assert_eq!(queue.len(), 0);
        queue.push(0, of(highest), 5).unwrap();
    }
}

#[test]
fn the_group_with_the_first_item_by_priority_is_next() {
    for mode in [Mode::Window, Mode::Greedy] {
        let mut queue = Queue::new(&BatchConfig { max_batch_size: 4, preferred_batch_size: 2, ..levels(mode) });
        for (group, priority) in [(7, 3), (7, 2), (8, 3), (8, 1), (9, 2), (9, 2)] {
            let id = queue.accepted();
            queue.push(0, Order { group, ..of(priority) }, id).unwrap();
        }
        assert_eq!(take(&mut queue, 0).1, [3, 2], "{mode:?}");
        assert_eq!(take(&mut queue, 0).1, [1, 0], "{mode:?}");
        assert_eq!(take(&mut queue, 0).1, [4, 5], "{mode:?}");
    }
}

#[test]
fn windows_end_with_the_oldest_item_of_any_level() {
    let config = BatchConfig { max_batch_size: 4, preferred_batch_size: 4, ..levels(Mode::Window) };
    let mut queue = Queue::new(&config);
    let push = |queue: &mut Queue<u64>, now, group, priority| {
        let id = queue.accepted();
        queue.push(now, Order { group, ..of(priority) }, id).unwrap()
    };
    assert_eq!(push(&mut queue, 0, 7, 3).due, 10 * MS);
    assert_eq!(push(&mut queue, MS, 8, 2).due, 11 * MS);
    assert_eq!(push(&mut queue, 2 * MS, 7, 1).due, u64::MAX);
    push(&mut queue, 3 * MS, 9, 1);
    assert_eq!((queue.next_due(), queue.oldest()), (10 * MS, Some((1, 0))));
    assert_eq!(take(&mut queue, 10 * MS - 1), (None, vec![]), "a higher level does not shorten a window");
    assert!(!queue.has_ready(10 * MS - 1) && queue.has_ready(10 * MS));
    // All windows have ended, so the order is that of the priorities, not that of the windows.
    assert_eq!(take(&mut queue, 13 * MS), (Some(DispatchReason::Timeout), vec![2, 0]));
    assert_eq!(take(&mut queue, 13 * MS), (Some(DispatchReason::Timeout), vec![3]));
    assert_eq!(take(&mut queue, 13 * MS), (Some(DispatchReason::Timeout), vec![1]));
}

#[test]
fn a_window_that_becomes_longer_holds_its_group_back() {
    let config = BatchConfig { max_batch_size: 4, preferred_batch_size: 4, ..levels(Mode::Window) };
    let mut queue = Queue::new(&config);
    queue.set_policy(DispatchPolicy { limit: 4, window: 3 * MS, service: 0 });
    queue.push(0, Order { group: 7, ..of(2) }, 0).unwrap();
    queue.push(0, Order { group: 8, ..of(1) }, 1).unwrap();
    assert_eq!(take(&mut queue, 3 * MS).1, [1], "both windows have ended");
    queue.set_policy(DispatchPolicy { limit: 4, window: 5 * MS, service: 0 });
    assert_eq!(take(&mut queue, 4 * MS), (None, vec![]));
    assert_eq!(take(&mut queue, 5 * MS).1, [0]);
}

#[test]
fn costs_and_deadlines_work_in_the_order_of_priorities() {
    let config = BatchConfig { max_batch_size: 4, preferred_batch_size: 4, max_batch_cost: 10, ..levels(Mode::Greedy) };
    let mut queue = Queue::new(&config);
    for (priority, cost, deadline) in [(2, 2, 5 * MS), (1, 6, 2 * MS), (3, 1, u64::MAX), (1, 5, u64::MAX)] {
        let id = queue.accepted();
        queue.push(0, Order { cost, deadline, ..of(priority) }, id).unwrap();
    }
    assert_eq!(queue.depths()[..4], [2, 1, 1, 0]);
    // A batch of four ends at 4 ms, too late for item 1; of the others all fit.
    let taken = Taken { kept: vec![3, 0, 2], shed: vec![1] };
    assert_eq!(take_with(&mut queue, 0, 4, MS), (Some(DispatchReason::Full), taken));
    assert_eq!(queue.depths(), [0; MAX_PRIORITY_LEVELS]);
    for (priority, cost) in [(2, 1), (1, 9), (1, 2)] {
        queue.push(0, Order { cost, ..of(priority) }, u64::from(priority)).unwrap();
    }
    assert_eq!(take(&mut queue, 0).1, [1], "the next by priority does not fit, and none overtakes it");
    assert_eq!(take(&mut queue, 0).1, [1, 2]);
}

#[test]
fn late_items_that_cannot_be_shed_yet_keep_their_place() {
    let mut queue = Queue::new(&BatchConfig { max_queue_size: 2, ..levels(Mode::Greedy) });
    for id in 0..4 {
        queue.expire(id);
        queue.push(id, Order { deadline: id + 1, ..of(1 + id as u32 % 2) }, id).unwrap();
    }
    assert_eq!((queue.shed_len(), queue.len(), queue.is_shed_full()), (2, 2, true));
    assert_eq!(queue.take(9, &DispatchTerms { limit: 4, service: |_| 0 }, |_, _| panic!("late")), None);
    assert_eq!(shed(&mut queue), [0, 1]);
    queue.expire(9);
    assert_eq!((shed(&mut queue), queue.len()), (vec![2, 3], 0));
}

#[test]
fn cancelled_items_leave_their_level_in_order() {
    let mut queue = Queue::new(&levels(Mode::Greedy));
    let tickets: Vec<_> = (0..6).map(|id| queue.push(0, of(1 + id as u32 % 2), id).unwrap().ticket).collect();
    for id in [0, 3] {
        assert_eq!(queue.cancel(tickets[id]), Some(id as u64));
    }
    assert_eq!(queue.pop(), Some(1), "the oldest of all levels");
    assert_eq!(take_all(&mut queue, 0), [2, 4, 5]);
}

#[test]
fn a_flush_makes_groups_ready_in_the_order_of_priorities() {
    let config = BatchConfig { max_batch_size: 4, preferred_batch_size: 4, ..levels(Mode::Window) };
    let mut queue = Queue::new(&config);
    for (group, priority) in [(7, 2), (8, 1)] {
        queue.push(0, Order { group, ..of(priority) }, group).unwrap();
    }
    queue.flush();
    queue.push(0, Order { group: 9, ..of(1) }, 9).unwrap();
    assert_eq!(take(&mut queue, 0), (Some(DispatchReason::Drain), vec![8]));
    assert_eq!(take(&mut queue, 0), (Some(DispatchReason::Drain), vec![7]));
    assert_eq!(take(&mut queue, 0), (None, vec![]));
}

#[test]
fn one_level_is_as_none() {
    for priority_levels in [0, 1] {
        let mut queue = Queue::new(&BatchConfig { priority_levels, ..levels(Mode::Greedy) });
        assert!(queue.priorities.is_none());
        push_all(&mut queue, 0, &[0, 1, 0, 1]);
        assert_eq!(queue.depths()[..2], [4, 0]);
        assert_eq!(take_all(&mut queue, 0), [0, 1, 2, 3]);
    }
}
