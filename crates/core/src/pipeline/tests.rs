use super::state::PipelineState;
use super::{Outcome, Pipeline, Stage};
use crate::base::error::ErrorKind;
use crate::base::{Deadline, Failure};
use crate::testing::TestRng;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex, OnceLock, Weak};
use std::thread;
use std::time::Duration;

pub(super) fn stage(
    workers: usize,
    queue: usize,
    work: impl Fn(u64) -> Result<u64, Failure> + Send + Sync + 'static,
) -> Stage<u64> {
    Stage { work: Box::new(work), discard: Box::new(|_| ()), workers, queue }
}

fn poll() -> Deadline {
    Deadline::after_us(0)
}

fn kind<T>(result: crate::base::error::Result<T>) -> ErrorKind {
    result.map(|_| ()).unwrap_err().kind()
}

/// Holds its callers until it is opened.
#[derive(Clone, Default)]
pub(super) struct Gate(Arc<OnceLock<()>>);

impl Gate {
    pub fn pass(&self) {
        self.0.wait();
    }

    pub fn open(&self) {
        let _ = self.0.set(());
    }
}

/// Notes the place of an item, which no other in flight may have.
fn enter(in_flight: &mut VecDeque<usize>, place: usize, item: u64) -> u64 {
    assert!(!in_flight.contains(&place), "place {place} of item {item} is taken");
    in_flight.push_back(place);
    item
}

/// Random steps: the state behaves like a list of all items in their stages.
#[test]
fn the_state_is_a_list_of_items_in_places() {
    for seed in 0..300 {
        let mut rng = TestRng::new(seed);
        let places: Vec<_> = (0..1 + rng.below(4)).map(|_| (1 + rng.below(3), 1 + rng.below(3))).collect();
        let tokens: usize = places.iter().map(|(workers, queue)| workers + queue).sum();
        let mut state = PipelineState::new(places.iter().copied()).unwrap();
        let mut working: Vec<Vec<(u64, u64)>> = vec![Vec::new(); places.len()];
        let (mut queued, mut places_in_flight) = (vec![0; places.len()], VecDeque::new());
        let (mut pushed, mut fetched, mut failures) = (0_u64, 0_u64, Vec::new());
        for _ in 0..400 {
            let at = rng.below(places.len());
            match rng.below(5) {
                0 => {
                    let room = ((pushed - fetched) as usize) < tokens && queued[0] < places[0].1;
                    let entered = state.push(|place| enter(&mut places_in_flight, place, pushed));
                    assert_eq!(entered, room, "seed {seed}");
                    queued[0] += usize::from(room);
                    pushed += u64::from(room);
                }
                1 | 2 if working[at].len() < places[at].0 => {
                    let taken = state.take(at);
                    assert_eq!(taken.is_some(), queued[at] > 0, "seed {seed}");
                    queued[at] -= usize::from(taken.is_some());
                    working[at].extend(taken);
                }
                3 if !working[at].is_empty() => {
                    let pick = rng.below(working[at].len());
                    let fails = rng.below(8) == 0;
                    if !fails && at + 1 < places.len() {
                        assert_eq!(state.has_room(at + 1), queued[at + 1] < places[at + 1].1, "seed {seed}");
                        if state.has_room(at + 1) {
                            state.pass(at + 1, working[at].swap_remove(pick));
                            queued[at + 1] += 1;
                        }
                    } else {
                        let (order, item) = working[at].swap_remove(pick);
                        let result = if fails { Err(Failure::Code(at as i32)) } else { Ok(()) };
                        failures.extend(fails.then_some(item));
                        assert_eq!(state.deliver(order, Outcome { item, result, stage: at }), order == fetched);
                    }
                }
                4 => {
                    if let Some(outcome) = state.fetch() {
                        assert_eq!(outcome.item, fetched, "seed {seed}: out of order");
                        assert_eq!(outcome.result.is_err(), failures.contains(&fetched), "seed {seed}");
                        fetched += 1;
                        places_in_flight.pop_front();
                    }
                }
                _ => (),
            }
            assert_eq!(state.in_flight() as u64, pushed - fetched, "seed {seed}");
            assert!((0..places.len()).all(|s| state.queue_depth(s) == queued[s]), "seed {seed}");
        }
        let mut left: Vec<u64> = std::iter::from_fn(|| state.abandon()).map(|(_, item)| item).collect();
        left.extend(working.iter().flatten().map(|&(_, item)| item));
        left.sort_unstable();
        assert_eq!(left, (fetched..pushed).collect::<Vec<_>>(), "seed {seed}: each exactly once");
    }
}

#[test]
fn results_come_in_the_order_of_the_items_whatever_the_workers_do() {
    let jumble = |item: u64| {
        if item % 7 == 3 {
            thread::sleep(Duration::from_micros(500));
        }
        Ok(item + 1000)
    };
    let pipeline = Pipeline::new(vec![stage(4, 2, jumble), stage(3, 1, jumble), stage(2, 5, jumble)]).unwrap();
    let mut seen = Vec::new();
    pipeline.run(0..300, |index, outcome| seen.push((index as u64, outcome.item, outcome.result))).unwrap();
    assert_eq!(seen, (0..300).map(|i| (i, i + 3000, Ok(()))).collect::<Vec<_>>());

    thread::scope(|scope| {
        scope.spawn(|| {
            (0..300).for_each(|item| pipeline.push(item, Deadline::NEVER).unwrap());
            pipeline.close().unwrap();
        });
        for item in 0..300 {
            assert_eq!(pipeline.next(Deadline::NEVER).unwrap().item, item + 3000);
        }
        assert_eq!(kind(pipeline.next(Deadline::NEVER)), ErrorKind::Closed);
    });
}

/// Without overlap no thread would get past the barrier.
#[test]
fn stages_overlap() {
    let meeting = Arc::new(Barrier::new(3));
    let meet = |turn: u64| {
        let meeting = meeting.clone();
        move |item| {
            if item == turn {
                meeting.wait();
            }
            Ok(item)
        }
    };
    let pipeline = Pipeline::new(vec![stage(1, 1, meet(2)), stage(1, 1, meet(1)), stage(1, 1, meet(0))]).unwrap();
    let mut count = 0;
    pipeline.run(0..3, |_, _| count += 1).unwrap();
    assert_eq!(count, 3);
}

#[test]
fn a_failure_skips_the_later_stages_and_gives_back_what_entered_its_own() {
    let last = Arc::new(AtomicUsize::new(0));
    let ran = last.clone();
    let fail_some = |item: u64| match item % 5 {
        1 => Err(Failure::Code(1234)),
        2 => panic!("item {item}"),
        _ => Ok(item * 2),
    };
    let count = move |item| {
        ran.fetch_add(1, SeqCst);
        Ok(item)
    };
    let pipeline = Pipeline::new(vec![stage(2, 2, |item| Ok(item + 100)), stage(2, 2, fail_some), stage(1, 1, count)]);
    let pipeline = pipeline.unwrap();
    let mut outcomes = Vec::new();
    pipeline.run(0..50, |_, outcome| outcomes.push(outcome)).unwrap();
    for (item, outcome) in outcomes.into_iter().enumerate() {
        let entered = item as u64 + 100;
        let expected = match item % 5 {
            1 => Outcome { item: entered, result: Err(Failure::Code(1234)), stage: 1 },
            2 => Outcome { item: entered, result: Err(Failure::Panicked), stage: 1 },
            _ => Outcome { item: entered * 2, result: Ok(()), stage: 2 },
        };
        assert_eq!(outcome, expected);
    }
    assert_eq!(last.load(SeqCst), 30);
    assert_eq!((pipeline.stats(1).items, pipeline.stats(1).failed), (50, 20));
    assert_eq!((pipeline.stats(2).items, pipeline.stats(2).failed), (30, 0));
}

#[test]
fn a_stage_never_has_more_items_than_workers() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (n, m) = (now.clone(), most.clone());
    let count = move |item| {
        m.fetch_max(n.fetch_add(1, SeqCst) + 1, SeqCst);
        thread::yield_now();
        n.fetch_sub(1, SeqCst);
        Ok(item)
    };
    let pipeline = Pipeline::new(vec![stage(6, 6, Ok), stage(3, 6, count)]).unwrap();
    pipeline.run(0..2000, |_, _| ()).unwrap();
    assert!(most.load(SeqCst) <= 3, "{most:?}");
}

/// While nothing comes out the places fill up, and then no item is taken in.
#[test]
fn a_slow_last_stage_holds_back_the_push() {
    let gate = Gate::default();
    let hold = gate.clone();
    let entered = Arc::new(AtomicUsize::new(0));
    let first = entered.clone();
    let enter = move |item| {
        first.fetch_add(1, SeqCst);
        Ok(item)
    };
    let wait = move |item| {
        hold.pass();
        Ok(item)
    };
    let pipeline = Pipeline::new(vec![stage(2, 3, enter), stage(1, 2, wait)]).unwrap();
    let places = 2 + 3 + 1 + 2;
    for item in 0..places {
        pipeline.push(item, Deadline::NEVER).unwrap();
    }
    assert_eq!(kind(pipeline.push(99, poll())), ErrorKind::Timeout);
    assert_eq!(kind(pipeline.push(99, Deadline::after_us(2000))), ErrorKind::Timeout);
    assert_eq!(kind(pipeline.next(poll())), ErrorKind::Timeout);
    assert!(entered.load(SeqCst) <= 2 + 2 + 1, "the queue of the last stage has two places");
    gate.open();
    for item in 0..places {
        assert_eq!(pipeline.next(Deadline::NEVER).unwrap().item, item);
    }
}

#[test]
fn results_that_nobody_fetches_keep_their_places() {
    let pipeline = Pipeline::new(vec![stage(1, 1, Ok)]).unwrap();
    pipeline.push(0, Deadline::NEVER).unwrap();
    pipeline.push(1, Deadline::NEVER).unwrap();
    assert_eq!(kind(pipeline.push(2, Deadline::after_us(20_000))), ErrorKind::Timeout);
    assert_eq!(pipeline.next(Deadline::NEVER).unwrap().item, 0);
    pipeline.push(2, Deadline::NEVER).unwrap();
}

#[test]
fn what_is_not_delivered_is_discarded_once_by_its_stage() {
    for fetched in [0, 1, 3] {
        let gate = Gate::default();
        let hold = gate.clone();
        let discarded = Arc::new(Mutex::new(Vec::new()));
        let discard = |stage: u64| {
            let discarded = discarded.clone();
            Box::new(move |item| discarded.lock().unwrap().push((stage, item)))
        };
        let third = move |item| {
            if item >= 103 {
                hold.pass();
            }
            Ok(item + 100)
        };
        let stages = vec![
            Stage { discard: discard(0), ..stage(1, 8, |item| Ok(item + 100)) },
            Stage { discard: discard(1), ..stage(1, 1, third) },
        ];
        let pipeline = Pipeline::new(stages).unwrap();
        (0..8).for_each(|item| pipeline.push(item, Deadline::NEVER).unwrap());
        (0..fetched).for_each(|item| assert_eq!(pipeline.next(Deadline::NEVER).unwrap().item, item + 200));
        // Item 3 is in the last stage and 4 before it, 5 waits for room behind the first, 6 and 7 wait before the first.
        while pipeline.stats(0).items < 6 || pipeline.stats(1).items < 3 {
            thread::yield_now();
        }
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(Duration::from_millis(5));
                gate.open();
            });
            pipeline.stop();
        });
        let mut left = std::mem::take(&mut *discarded.lock().unwrap());
        left.sort_by_key(|&(_, item)| item % 100);
        let stage_of = |item| {
            if item >= 6 {
                (0, item)
            } else if item >= 4 {
                (1, item + 100)
            } else {
                (1, item + 200)
            }
        };
        assert_eq!(left, (fetched..8).map(stage_of).collect::<Vec<_>>());
        drop(pipeline);
        assert!(discarded.lock().unwrap().is_empty());
    }
}

#[test]
fn closing_wakes_whoever_waits() {
    let gate = Gate::default();
    let hold = gate.clone();
    let wait = move |item| {
        hold.pass();
        Ok(item)
    };
    let pipeline = Pipeline::new(vec![stage(1, 1, wait)]).unwrap();
    pipeline.push(0, Deadline::NEVER).unwrap();
    pipeline.push(1, Deadline::NEVER).unwrap();
    thread::scope(|scope| {
        let pushing = scope.spawn(|| kind(pipeline.push(2, Deadline::NEVER)));
        thread::sleep(Duration::from_millis(5));
        pipeline.close().unwrap();
        assert_eq!(pushing.join().unwrap(), ErrorKind::Closed);
        gate.open();
        assert_eq!(pipeline.next(Deadline::NEVER).unwrap().item, 0);
        assert_eq!(pipeline.next(Deadline::NEVER).unwrap().item, 1);
    });

    let pipeline = Pipeline::new(vec![stage(1, 1, Ok)]).unwrap();
    thread::scope(|scope| {
        let fetching: [_; 2] = std::array::from_fn(|_| scope.spawn(|| kind(pipeline.next(Deadline::NEVER))));
        thread::sleep(Duration::from_millis(5));
        pipeline.close().unwrap();
        fetching.into_iter().for_each(|thread| assert_eq!(thread.join().unwrap(), ErrorKind::Closed));
    });
}

/// One waiting thread gets the last item of a closed pipeline; the others are told that there is none.
#[test]
fn the_last_item_wakes_everybody() {
    let gate = Gate::default();
    let hold = gate.clone();
    let wait = move |item| {
        hold.pass();
        Ok(item)
    };
    let pipeline = Pipeline::new(vec![stage(1, 1, wait)]).unwrap();
    pipeline.push(0, Deadline::NEVER).unwrap();
    pipeline.close().unwrap();
    thread::scope(|scope| {
        let fetching: [_; 3] = std::array::from_fn(|_| scope.spawn(|| pipeline.next(Deadline::NEVER).is_ok()));
        thread::sleep(Duration::from_millis(5));
        gate.open();
        assert_eq!(fetching.map(|thread| thread.join().unwrap()).iter().filter(|&&got| got).count(), 1);
    });
}

#[test]
fn waiting_inside_a_callback_is_a_deadlock() {
    let own: Arc<OnceLock<Weak<Pipeline<u64>>>> = Arc::default();
    let (me, kinds) = (own.clone(), Arc::new(Mutex::new(Vec::new())));
    let seen = kinds.clone();
    let ask = move |item| {
        let me = me.wait().upgrade().unwrap();
        assert!(me.is_inside());
        if item == 0 {
            me.push(1, Deadline::NEVER).unwrap();
            let pushed = kind(me.push(2, Deadline::NEVER).and_then(|()| me.push(2, Deadline::NEVER)));
            seen.lock().unwrap().extend([pushed, kind(me.push(2, poll())), kind(me.next(Deadline::NEVER))]);
            seen.lock().unwrap().push(kind(me.run([1].into_iter(), |_, _| ())));
        }
        Ok(item)
    };
    let pipeline = Arc::new(Pipeline::new(vec![stage(1, 1, ask)]).unwrap());
    own.set(Arc::downgrade(&pipeline)).unwrap();
    pipeline.push(0, Deadline::NEVER).unwrap();
    assert_eq!(pipeline.next(Deadline::NEVER).unwrap().item, 0);
    assert_eq!(pipeline.next(Deadline::NEVER).unwrap().item, 1);
    assert!(!pipeline.is_inside());
    use ErrorKind::{Deadlock, Timeout};
    assert_eq!(*kinds.lock().unwrap(), [Deadlock, Timeout, Deadlock, Deadlock]);
}

#[test]
fn a_batch_and_single_items_exclude_each_other() {
    let gate = Gate::default();
    let hold = gate.clone();
    let wait = move |item| {
        if item == 7 {
            hold.pass();
        }
        Ok(item)
    };
    let pipeline = Pipeline::new(vec![stage(1, 1, wait)]).unwrap();
    pipeline.push(1, Deadline::NEVER).unwrap();
    assert_eq!(kind(pipeline.run([2].into_iter(), |_, _| ())), ErrorKind::InvalidArgument);
    pipeline.next(Deadline::NEVER).unwrap();
    thread::scope(|scope| {
        let batch = scope.spawn(|| pipeline.run([7].into_iter(), |_, _| ()));
        while pipeline.next(poll()).is_err_and(|error| error.kind() == ErrorKind::Timeout) {
            thread::yield_now();
        }
        for refused in [pipeline.push(3, poll()), pipeline.next(poll()).map(|_| ()), pipeline.run(0..1, |_, _| ())] {
            assert_eq!(kind(refused), ErrorKind::InvalidArgument);
        }
        gate.open();
        batch.join().unwrap().unwrap();
    });
    pipeline.push(4, Deadline::NEVER).unwrap();
    pipeline.run(0..0, |_, _| ()).unwrap_err();
    pipeline.next(Deadline::NEVER).unwrap();
    pipeline.run(0..0, |_, _| unreachable!()).unwrap();
    pipeline.close().unwrap();
    assert_eq!(kind(pipeline.run(0..1, |_, _| ())), ErrorKind::Closed);
}

#[test]
fn the_stats_show_the_bottleneck() {
    let sleep = |ms| {
        move |item| {
            thread::sleep(Duration::from_millis(ms));
            Ok(item)
        }
    };
    let pipeline = Pipeline::new(vec![stage(1, 2, Ok), stage(1, 2, sleep(3))]).unwrap();
    pipeline.run(0..20, |_, _| ()).unwrap();
    let (fast, slow) = (pipeline.stats(0), pipeline.stats(1));
    assert_eq!((fast.items, slow.items, slow.queue_depth), (20, 20, 0));
    assert!(slow.busy_us >= 20 * 3000 && fast.busy_us < slow.busy_us, "{fast:?} {slow:?}");
    assert!(fast.waiting_us > fast.busy_us, "{fast:?}");
}

#[test]
fn stages_that_make_no_sense_are_refused() {
    let bad: [Vec<Stage<u64>>; 5] = [
        vec![],
        (0..17).map(|_| stage(1, 1, Ok)).collect(),
        vec![stage(0, 1, Ok)],
        vec![stage(1, 0, Ok)],
        vec![stage(super::MAX_WORKERS + 1, 1, Ok)],
    ];
    for stages in bad {
        assert_eq!(kind(Pipeline::new(stages)), ErrorKind::InvalidArgument);
    }
    assert_eq!(kind(Pipeline::new(vec![stage(1, usize::MAX, Ok)])), ErrorKind::OutOfMemory);
}
