//! Executors.

mod common;

use common::{Bomb, CountingWaker, block_on, poll_once, until};
use scipix::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, OnceLock};
use std::task::Poll;
use std::thread;
use std::time::Duration;

/// An executor with one thread that is busy until the barrier is passed.
fn busy() -> (Executor, JoinHandle<()>, Arc<Barrier>) {
    let (executor, gate) = (Executor::new(1).unwrap(), Arc::new(Barrier::new(2)));
    let at_gate = gate.clone();
    let job = move || {
        // It has started; it may end.
        at_gate.wait();
        at_gate.wait();
    };
    let handle = executor.submit(job).unwrap();
    gate.wait();
    (executor, handle, gate)
}

#[test]
fn results_are_waited_for_and_awaited() {
    let executor = Executor::new(4).unwrap();
    let handles: Vec<_> = (0..1000).map(|n: u32| executor.submit(move || n.to_string()).unwrap()).collect();
    for (n, handle) in handles.into_iter().enumerate() {
        let text = if n % 2 == 0 { handle.wait() } else { block_on(handle) };
        assert_eq!(text.unwrap(), n.to_string());
    }
}

#[test]
fn no_more_jobs_run_at_once_than_allowed() {
    let executor = Executor::new(3).unwrap();
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    for _ in 0..60 {
        let (running, most) = (running.clone(), most.clone());
        let job = move || {
            most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
            thread::sleep(Duration::from_micros(300));
            running.fetch_sub(1, SeqCst);
        };
        drop(executor.submit(job).unwrap());
    }
    executor.wait_all().unwrap();
    assert_eq!((running.load(SeqCst), most.load(SeqCst)), (0, 3), "dropped handles let their jobs run");
}

#[test]
fn a_panic_is_its_jobs_own_error() {
    let executor = Executor::new(1).unwrap();
    let torn = executor.submit(|| -> u32 { panic!("page {} is torn", 7) }).unwrap();
    let fine = executor.submit(|| 8).unwrap();
    let error = torn.wait().unwrap_err();
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Panicked, "job: panicked: page 7 is torn"));
    assert_eq!(fine.wait().unwrap(), 8);
}

#[test]
fn a_handle_wakes_its_task_once() {
    let (executor, first, gate) = busy();
    let (waker, mut second) = (Arc::new(CountingWaker::default()), executor.submit(|| 5).unwrap());
    assert!(poll_once(&mut second, &waker).is_pending());
    assert!(poll_once(&mut second, &waker).is_pending());
    assert_eq!(waker.count(), 0);
    gate.wait();
    first.wait().unwrap();
    until(|| waker.count() == 1);
    assert!(matches!(poll_once(&mut second, &waker), Poll::Ready(Ok(5))));
    executor.wait_all().unwrap();
    assert_eq!(waker.count(), 1);
}

#[test]
fn a_wait_has_an_end_and_can_be_repeated() {
    let (executor, mut handle, gate) = busy();
    assert!(matches!(handle.wait_timeout(Duration::from_millis(3)), Err(JobError::TimedOut)));
    assert_eq!(executor.wait_all_timeout(Duration::from_millis(3)).unwrap_err().kind(), ErrorKind::Timeout);
    gate.wait();
    handle.wait_timeout(Duration::from_secs(30)).unwrap();
}

#[test]
fn a_job_that_waits_can_be_cancelled() {
    let (executor, first, gate) = busy();
    let second = executor.submit(|| panic!("it was cancelled")).unwrap();
    assert!(second.cancel() && !second.cancel() && !first.cancel());
    let result: Result<(), JobError> = second.wait();
    assert!(matches!(result, Err(JobError::Cancelled)));
    gate.wait();
    first.wait().unwrap();
}

#[test]
fn a_full_executor_gives_the_closure_back_and_a_waited_job_has_left_its_place() {
    let executor = Executor::bounded(1, 0).unwrap();
    for n in 0..2000 {
        // The place is free as soon as the wait returns.
        assert_eq!(executor.submit(move || n).unwrap().wait().unwrap(), n);
    }
    let gate = Arc::new(Barrier::new(2));
    let at_gate = gate.clone();
    let running = executor.submit(move || _ = at_gate.wait()).unwrap();
    let refused = executor.submit(|| 3).unwrap_err();
    assert_eq!((refused.kind(), refused.into_item()()), (ErrorKind::QueueFull, 3));
    gate.wait();
    running.wait().unwrap();
    executor.close();
    let refused = executor.submit(|| 4).unwrap_err();
    assert_eq!((refused.kind(), refused.into_item()()), (ErrorKind::Closed, 4));
}

#[test]
fn dropping_an_executor_runs_what_is_queued() {
    let executor = Executor::new(2).unwrap();
    let handles: Vec<_> = (0..100).map(|n| executor.submit(move || n)).collect::<Result<_, _>>().unwrap();
    drop(executor);
    let results: Vec<_> = handles.into_iter().map(|mut handle| handle.wait_timeout(Duration::ZERO).unwrap()).collect();
    assert_eq!(results, (0..100).collect::<Vec<_>>());
}

#[test]
fn a_job_that_waits_for_its_own_executor_is_told() {
    let executor = Arc::new(Executor::new(1).unwrap());
    let own = Arc::new(OnceLock::new());
    own.set(Arc::downgrade(&executor)).unwrap();
    let outer = executor.submit(move || {
        let executor = own.get().unwrap().upgrade().unwrap();
        executor.submit(|| 1).unwrap().wait().unwrap_err().kind()
    });
    assert_eq!(outer.unwrap().wait().unwrap(), ErrorKind::Deadlock);
}

#[test]
fn a_cancelled_job_that_panics_when_it_is_dropped_is_cancelled_all_the_same() {
    let (executor, first, gate) = busy();
    let bomb = Bomb(true);
    let mut second = executor.submit(move || std::mem::forget(bomb)).unwrap();
    assert!(second.cancel());
    assert!(matches!(second.wait_timeout(Duration::from_secs(30)), Err(JobError::Cancelled)));
    gate.wait();
    first.wait().unwrap();
}

#[test]
fn a_job_whose_panic_cannot_be_dropped_has_panicked() {
    let executor = Executor::new(1).unwrap();
    let mut job = executor.submit(|| std::panic::panic_any(Bomb(true))).unwrap();
    assert!(matches!(job.wait_timeout(Duration::from_secs(30)), Err(JobError::Panicked(_))));
    assert_eq!(executor.submit(|| 1).unwrap().wait().unwrap(), 1);
}

#[test]
fn results_are_there_once_all_was_waited_for() {
    let executor = Executor::new(2).unwrap();
    for n in 0..5000 {
        let mut job = executor.submit(move || n).unwrap();
        executor.wait_all().unwrap();
        assert_eq!(job.wait_timeout(Duration::ZERO).unwrap(), n);
    }
}
