//! Parallel loops and the bounded join.

mod common;

use common::{CountingWaker, block_on, poll_once};
use scipix::parallel;
use std::cell::RefCell;
use std::collections::HashSet;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

#[test]
fn results_come_in_the_order_of_the_items() {
    for len in [0, 1, 2, 1000, 100_003] {
        let items: Vec<u32> = (0..len).collect();
        let expected: Vec<String> = items.iter().map(|n| n.to_string()).collect();
        assert_eq!(parallel::map(&items, |n| n.to_string()), expected);
        for chunk in [0, 1, 8, usize::MAX] {
            assert_eq!(parallel::map_chunked(&items, chunk, |n| n.to_string()), expected, "{len} by {chunk}");
        }
        assert_eq!(parallel::try_map(&items, |n| Ok::<_, ()>(n.to_string())), Ok(expected));
        let (sum, mut doubled) = (AtomicUsize::new(0), items.clone());
        parallel::for_each(&items, |&n| _ = sum.fetch_add(n as usize, SeqCst));
        assert_eq!(sum.into_inner(), items.iter().map(|&n| n as usize).sum());
        parallel::for_each_mut(&mut doubled, |n| *n *= 2);
        assert!(doubled.iter().zip(&items).all(|(double, n)| *double == 2 * n));
    }
}

#[test]
fn a_panic_reaches_the_caller_with_its_message() {
    let items: Vec<u32> = (0..10_000).collect();
    let loops: [&dyn Fn(); 4] = [
        &|| drop(parallel::map(&items, |&n| if n == 777 { panic!("page {n} is torn") } else { n.to_string() })),
        &|| drop(parallel::map_chunked(&items, 1, |&n| if n == 777 { panic!("page {n} is torn") } else { n })),
        &|| parallel::for_each(&items, |&n| assert!(n != 777, "page {n} is torn")),
        &|| parallel::for_each_mut(&mut items.clone(), |n| assert!(*n != 777, "page {n} is torn")),
    ];
    for each in loops {
        let payload = catch_unwind(AssertUnwindSafe(each)).unwrap_err();
        assert_eq!(payload.downcast_ref::<String>().unwrap(), "page 777 is torn");
    }
}

#[test]
fn the_first_error_ends_a_fallible_map() {
    let items: Vec<u32> = (0..100_000).collect();
    let calls = AtomicUsize::new(0);
    let result = parallel::try_map(&items, |&n| {
        calls.fetch_add(1, SeqCst);
        if n == 5 { Err(n) } else { Ok(n) }
    });
    assert_eq!(result, Err(5));
    assert!(calls.into_inner() < 100_000, "nothing begins after an error");
}

#[test]
fn loops_nest() {
    let sums = parallel::map(&[10_u32, 100, 1000], |&n| {
        let inner: Vec<u32> = (0..n).collect();
        parallel::map(&inner, |m| m + 1).iter().sum::<u32>()
    });
    assert_eq!(sums, [55, 5050, 500_500]);
}

/// Futures that wait until they are released by their number.
#[derive(Default)]
struct Gates {
    wakers: RefCell<Vec<Option<Waker>>>,
    open: RefCell<HashSet<usize>>,
    polls: RefCell<Vec<usize>>,
}

impl Gates {
    fn pass(self: &Rc<Self>, number: usize) -> impl Future<Output = usize> + use<> {
        let gates = self.clone();
        poll_fn(move |context| {
            gates.polls.borrow_mut().push(number);
            if gates.open.borrow().contains(&number) {
                return Poll::Ready(number * 10);
            }
            let mut wakers = gates.wakers.borrow_mut();
            let len = wakers.len().max(number + 1);
            wakers.resize(len, None);
            wakers[number] = Some(context.waker().clone());
            Poll::Pending
        })
    }

    fn open(&self, number: usize) {
        self.open.borrow_mut().insert(number);
        if let Some(waker) = self.wakers.borrow_mut().get_mut(number).and_then(Option::take) {
            waker.wake();
        }
    }

    fn polls(&self) -> Vec<usize> {
        std::mem::take(&mut self.polls.borrow_mut())
    }
}

#[test]
fn only_woken_futures_are_polled_and_no_more_than_the_limit_run() {
    let (gates, waker) = (Rc::new(Gates::default()), Arc::new(CountingWaker::default()));
    let mut join: Pin<Box<dyn Future<Output = Vec<usize>>>> =
        Box::pin(parallel::join_bounded(3, 0..6, |number| gates.pass(number)));
    assert!(poll_once(&mut join, &waker).is_pending());
    assert_eq!(gates.polls(), [0, 1, 2]);
    assert!(poll_once(&mut join, &waker).is_pending());
    assert_eq!((gates.polls(), waker.count()), (vec![], 0), "nothing was woken");
    gates.open(1);
    assert_eq!(waker.count(), 1);
    assert!(poll_once(&mut join, &waker).is_pending());
    assert_eq!(gates.polls(), [1, 3], "its place goes to the next task");
    gates.open(2);
    gates.open(0);
    assert_eq!(waker.count(), 2, "the task is woken once, whoever follows");
    assert!(poll_once(&mut join, &waker).is_pending());
    assert_eq!(gates.polls(), [2, 0, 4, 5], "both, and the next two");
    [5, 3, 4].into_iter().for_each(|number| gates.open(number));
    assert_eq!(poll_once(&mut join, &waker), Poll::Ready(vec![0, 10, 20, 30, 40, 50]));
}

#[test]
fn a_join_of_ready_futures_lets_other_tasks_run() {
    let waker = Arc::new(CountingWaker::default());
    let mut join = Box::pin(parallel::join_bounded(4, 0..10_000, |n| async move { n }));
    let mut polls = 1;
    let results = loop {
        match poll_once(&mut join, &waker) {
            Poll::Ready(results) => break results,
            Poll::Pending => assert_eq!(waker.count(), polls, "it wakes itself"),
        }
        polls += 1;
    };
    assert_eq!(results, (0..10_000).collect::<Vec<_>>());
    assert!(polls > 10, "{polls} polls");
}

#[test]
fn a_future_may_wake_itself_and_futures_are_woken_by_threads() {
    let results = block_on(parallel::join_bounded(0, 0..3, |n| {
        let mut left = 3;
        poll_fn(move |context| {
            left -= 1;
            context.waker().wake_by_ref();
            if left == 0 { Poll::Ready(n) } else { Poll::Pending }
        })
    }));
    assert_eq!(results, [0, 1, 2]);
    let results = block_on(parallel::join_bounded(8, 0..500_u64, |n| {
        let slot = Arc::new(Mutex::new((false, None::<Waker>)));
        let mut started = false;
        poll_fn(move |context| {
            let mut state = slot.lock().unwrap();
            if state.0 {
                return Poll::Ready(n);
            }
            state.1 = Some(context.waker().clone());
            if !std::mem::replace(&mut started, true) {
                let slot = slot.clone();
                thread::spawn(move || {
                    let mut state = slot.lock().unwrap();
                    state.0 = true;
                    state.1.take().unwrap().wake();
                });
            }
            Poll::Pending
        })
    }));
    assert_eq!(results, (0..500).collect::<Vec<_>>());
}

#[test]
fn a_dropped_join_drops_its_futures_and_takes_no_more_tasks() {
    struct Alive(Arc<AtomicUsize>);
    impl Drop for Alive {
        fn drop(&mut self) {
            self.0.fetch_sub(1, SeqCst);
        }
    }
    let (alive, taken) = (Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
    let tasks = (0..100).inspect(|_| _ = taken.fetch_add(1, SeqCst));
    let mut join = Box::pin(parallel::join_bounded(5, tasks, |_| {
        alive.fetch_add(1, SeqCst);
        let guard = Alive(alive.clone());
        async move {
            std::future::pending::<()>().await;
            drop(guard);
        }
    }));
    assert!(poll_once(&mut join, &Arc::default()).is_pending());
    assert_eq!((alive.load(SeqCst), taken.load(SeqCst)), (5, 5));
    drop(join);
    assert_eq!((alive.load(SeqCst), taken.load(SeqCst)), (0, 5));
}

#[test]
fn a_join_of_nothing_is_ready() {
    let none: Vec<u32> = block_on(parallel::join_bounded(4, [], |n: u32| async move { n }));
    assert!(none.is_empty());
}

#[test]
fn joins_can_be_sent_to_another_thread() {
    let join = parallel::join_bounded(2, vec![1, 2, 3], |n| async move { n * 2 });
    assert_eq!(thread::spawn(move || block_on(join)).join().unwrap(), [2, 4, 6]);
}

#[test]
fn nothing_is_begun_after_a_panic() {
    let (panics, ran) = (AtomicBool::new(false), AtomicUsize::new(0));
    let each = |n: &mut u32| {
        if *n == 0 {
            // Until others have begun.
            thread::sleep(Duration::from_millis(20));
            panics.store(true, SeqCst);
            // Without the message, which takes long.
            resume_unwind(Box::new("the first"));
        }
        while !panics.load(SeqCst) {
            thread::yield_now();
        }
        thread::sleep(Duration::from_micros(200));
        ran.fetch_add(1, SeqCst);
    };
    let mut items: Vec<u32> = (0..2000).collect();
    assert!(catch_unwind(AssertUnwindSafe(|| parallel::for_each_mut(&mut items, each))).is_err());
    assert!(ran.load(SeqCst) < 1500, "{ran:?} of 1999 ran");
}
