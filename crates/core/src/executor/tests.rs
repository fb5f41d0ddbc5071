use super::state::ExecutorState;
use super::{Executor, Job, JobResult, Ticket};
use crate::base::error::ErrorKind;
use crate::base::{Deadline, Failure};
use crate::testing::TestRng;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex, OnceLock, Weak};
use std::thread;
use std::time::Duration;

type WorkFn = Box<dyn FnOnce() -> JobResult + Send>;
type DoneFn = Box<dyn FnOnce(JobResult) + Send>;

struct Closures {
    work: Option<WorkFn>,
    done: Option<DoneFn>,
}

impl Job for Closures {
    type Completion = ();

    fn run(&mut self) -> JobResult {
        self.work.take().expect("run once")()
    }

    fn done(self, result: JobResult) {
        if let Some(done) = self.done {
            done(result);
        }
    }
}

fn job(work: impl FnOnce() -> JobResult + Send + 'static) -> Closures {
    Closures { work: Some(Box::new(work)), done: None }
}

fn submit(executor: &Executor<Closures>, work: impl FnOnce() -> JobResult + Send + 'static) -> Ticket {
    executor.submit(job(work), true).map_err(|(_, error)| error).unwrap()
}

fn kind<T>(result: crate::base::error::Result<T>) -> ErrorKind {
    result.map(|_| ()).unwrap_err().kind()
}

fn poll() -> Deadline {
    Deadline::after_us(0)
}

/// Random steps: the state behaves like a queue and a table.
#[test]
fn the_state_is_a_queue_and_a_table_of_results() {
    for seed in 0..300 {
        let mut rng = TestRng::new(seed);
        let (max_concurrent, max_queued) = (1 + rng.below(4), rng.below(5));
        let mut state = ExecutorState::new(max_concurrent, max_queued);
        let mut queue = VecDeque::new();
        let (mut running, mut cancelling, mut unnotified, mut next) = (Vec::new(), Vec::new(), 0, 1);
        let mut results: BTreeMap<Ticket, Option<JobResult>> = BTreeMap::new();
        for _ in 0..500 {
            let ticket = 1 + rng.below(next as usize + 1) as Ticket;
            match rng.below(8) {
                0 | 1 => {
                    let (keep, fits) = (rng.below(4) > 0, running.len() + queue.len() < max_concurrent + max_queued);
                    match state.submit(next, keep) {
                        Ok(given) => {
                            assert!(fits && given == next, "seed {seed}");
                            queue.push_back(next);
                            keep.then(|| results.insert(next, None));
                            next += 1;
                        }
                        Err((job, error)) => {
                            assert!(!fits && job == next && error.kind() == ErrorKind::QueueFull, "seed {seed}");
                        }
                    }
                }
                2 if running.len() < max_concurrent => {
                    let expected = queue.pop_front();
                    assert_eq!(state.take(), expected.map(|job| (job, job)), "seed {seed}");
                    running.extend(expected);
                }
                3 if !running.is_empty() => {
                    let ended = running.swap_remove(rng.below(running.len()));
                    let result = if rng.below(2) == 0 { Ok(()) } else { Err(Failure::Code(ended as i32)) };
                    state.finish(ended, result);
                    unnotified += 1;
                    results.entry(ended).and_modify(|kept| *kept = Some(result));
                }
                4 => {
                    let at = queue.iter().position(|&queued| queued == ticket);
                    assert_eq!(state.withdraw(ticket), at.map(|_| ticket), "seed {seed}");
                    at.map(|at| queue.remove(at));
                    cancelling.extend(at.map(|_| ticket));
                    if rng.below(2) == 0
                        && let Some(ended) = cancelling.pop()
                    {
                        state.end_withdrawn(ended);
                        results.entry(ended).and_modify(|kept| *kept = Some(Err(Failure::Cancelled)));
                    }
                }
                5 if unnotified > 0 => {
                    state.note_notified();
                    unnotified -= 1;
                }
                _ => take_result(&mut state, &mut results, ticket),
            }
            let unended = queue.len() + running.len() + cancelling.len() + unnotified;
            assert_eq!(state.is_idle(), unended == 0, "seed {seed}");
        }
    }
}

fn take_result(state: &mut ExecutorState<Ticket>, results: &mut BTreeMap<Ticket, Option<JobResult>>, ticket: Ticket) {
    let expected = results.get(&ticket).copied();
    assert_eq!(state.take_result(ticket), expected);
    if expected.flatten().is_some() {
        results.remove(&ticket);
    }
}

/// 10⁵ jobs that succeed, fail, panic or are cancelled: never more at once than the limit, each answered exactly once.
#[test]
fn the_limit_holds_and_no_ticket_is_lost() {
    const JOBS: usize = 100_000;
    const LIMIT: usize = 3;
    let executor = Executor::new(LIMIT, usize::MAX).unwrap();
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let told: Arc<Vec<_>> = Arc::new((0..JOBS).map(|_| AtomicUsize::new(0)).collect());
    let mut rng = TestRng::new(7);
    let tickets: Vec<_> = (0..JOBS)
        .map(|index| {
            let (now, most, told) = (now.clone(), most.clone(), told.clone());
            let outcome = rng.below(8);
            let work = Box::new(move || {
                most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
                if index % 16 == 0 {
                    thread::yield_now(); // so that jobs meet on few processors too
                }
                let result = match outcome {
                    0 => Err(Failure::Code(1000 + index as i32)),
                    _ => Ok(()),
                };
                now.fetch_sub(1, SeqCst);
                result
            });
            let done = Some(Box::new(move |_| _ = told[index].fetch_add(1, SeqCst)) as Box<_>);
            let ticket =
                executor.submit(Closures { work: Some(work), done }, true).map_err(|(_, error)| error).unwrap();
            let cancelled = rng.below(4) == 0 && executor.cancel(ticket).is_ok();
            (
                ticket,
                if cancelled {
                    Err(Failure::Cancelled)
                } else if outcome == 0 {
                    Err(Failure::Code(1000 + index as i32))
                } else {
                    Ok(())
                },
            )
        })
        .collect();
    for &(ticket, expected) in &tickets {
        assert_eq!(executor.wait(ticket, Deadline::NEVER).unwrap(), expected);
        assert_eq!(kind(executor.wait(ticket, poll())), ErrorKind::NotFound);
    }
    assert!((1..=LIMIT).contains(&most.load(SeqCst)), "{most:?}");
    assert!(executor.shared.lock().threads <= LIMIT);
    assert!(told.iter().all(|count| count.load(SeqCst) == 1));
    assert!(tickets.iter().any(|(_, expected)| *expected == Err(Failure::Cancelled)));
}

/// The barrier opens only if all of them run at once.
#[test]
fn as_many_as_may_do_run_at_once() {
    let meeting = Arc::new(Barrier::new(4));
    let executor = Executor::new(4, 0).unwrap();
    let tickets: Vec<_> = (0..4)
        .map(|_| {
            let meeting = meeting.clone();
            submit(&executor, move || {
                meeting.wait();
                Ok(())
            })
        })
        .collect();
    tickets.into_iter().for_each(|ticket| assert_eq!(executor.wait(ticket, Deadline::NEVER).unwrap(), Ok(())));
}

#[test]
fn the_queue_takes_what_it_may_and_not_one_more() {
    let executor = Executor::new(2, 3).unwrap();
    for _ in 0..20 {
        let gate: Arc<OnceLock<()>> = Arc::new(OnceLock::new());
        for _ in 0..5 {
            let gate = gate.clone();
            submit(&executor, move || {
                gate.wait();
                Ok(())
            });
        }
        let (_, error) = executor.submit(job(|| Ok(())), true).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::QueueFull);
        gate.set(()).unwrap();
        executor.wait_all(Deadline::NEVER).unwrap();
    }
}

#[test]
fn only_what_has_not_begun_is_cancelled() {
    let (begun, gate) = (Arc::new(Barrier::new(2)), Arc::new(OnceLock::<()>::new()));
    let executor = Executor::new(1, 5).unwrap();
    let (b, g) = (begun.clone(), gate.clone());
    let running = submit(&executor, move || {
        b.wait();
        g.wait();
        Ok(())
    });
    begun.wait();
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = told.clone();
    let waiting = Closures {
        work: Some(Box::new(|| unreachable!("it is cancelled"))),
        done: Some(Box::new(move |result| tell.lock().unwrap().push((result, thread::current().id())))),
    };
    let waiting = executor.submit(waiting, true).map_err(|(_, error)| error).unwrap();
    assert_eq!(kind(executor.cancel(running)), ErrorKind::NotFound);
    assert_eq!(kind(executor.cancel(999)), ErrorKind::NotFound);
    executor.cancel(waiting).unwrap();
    assert_eq!(*told.lock().unwrap(), [(Err(Failure::Cancelled), thread::current().id())]);
    assert_eq!(kind(executor.cancel(waiting)), ErrorKind::NotFound);
    assert_eq!(executor.wait(waiting, poll()).unwrap(), Err(Failure::Cancelled));
    assert_eq!(kind(executor.wait(running, Deadline::after_us(1000))), ErrorKind::Timeout);
    assert_eq!(kind(executor.wait_all(poll())), ErrorKind::Timeout);
    gate.set(()).unwrap();
    assert_eq!(executor.wait(running, Deadline::NEVER).unwrap(), Ok(()));
}

#[test]
fn closing_runs_all_that_is_queued_and_takes_nothing_more() {
    let own: Arc<OnceLock<Weak<Executor<Closures>>>> = Arc::default();
    let (ran, kinds) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let gate = Arc::new(OnceLock::<()>::new());
    let executor = Arc::new(Executor::new(1, 100).unwrap());
    own.set(Arc::downgrade(&executor)).unwrap();
    let (g, me, seen) = (gate.clone(), own.clone(), kinds.clone());
    submit(&executor, move || {
        g.wait();
        let me = me.wait().upgrade().unwrap();
        // Closing is under way on the other thread, soon if not now.
        let error = loop {
            match me.submit(job(|| Ok(())), false) {
                Ok(_) => thread::yield_now(),
                Err((_, error)) => break error,
            }
        };
        seen.lock().unwrap().push(error.kind());
        Ok(())
    });
    for _ in 0..50 {
        let ran = ran.clone();
        submit(&executor, move || {
            ran.fetch_add(1, SeqCst);
            Ok(())
        });
    }
    gate.set(()).unwrap();
    executor.close();
    assert_eq!(ran.load(SeqCst), 50);
    let kinds = kinds.lock().unwrap().clone();
    assert!(kinds == [ErrorKind::Closed] || kinds == [ErrorKind::QueueFull], "{kinds:?}");
    assert_eq!(executor.submit(job(|| Ok(())), false).unwrap_err().1.kind(), ErrorKind::Closed);
}

#[test]
fn a_panic_is_its_own_tickets_affair() {
    let executor = Executor::new(1, 10).unwrap();
    let bad = submit(&executor, || panic!("job"));
    let rude = Closures { work: Some(Box::new(|| Ok(()))), done: Some(Box::new(|_| panic!("callback"))) };
    let rude = executor.submit(rude, true).map_err(|(_, error)| error).unwrap();
    let good = submit(&executor, || Ok(()));
    assert_eq!(executor.wait(good, Deadline::NEVER).unwrap(), Ok(()));
    assert_eq!(executor.wait(bad, Deadline::NEVER).unwrap(), Err(Failure::Panicked));
    assert_eq!(executor.wait(rude, Deadline::NEVER).unwrap(), Ok(()));
}

#[test]
fn waiting_inside_a_callback_is_a_deadlock_and_submitting_is_not() {
    let executor = Arc::new(Executor::new(2, 10).unwrap());
    let (me, kinds) = (Arc::downgrade(&executor), Arc::new(Mutex::new(Vec::new())));
    let seen = kinds.clone();
    let outer = submit(&executor, move || {
        let me = me.upgrade().unwrap();
        assert!(me.is_inside());
        let inner = submit(&me, || Ok(()));
        let waits = [kind(me.wait(inner, Deadline::NEVER)), kind(me.wait_all(Deadline::NEVER))];
        seen.lock().unwrap().extend(waits);
        Ok(())
    });
    assert_eq!(executor.wait(outer, Deadline::NEVER).unwrap(), Ok(()));
    assert_eq!(*kinds.lock().unwrap(), [ErrorKind::Deadlock; 2]);
    assert!(!executor.is_inside());
    executor.wait_all(Deadline::NEVER).unwrap();
}

#[test]
fn a_result_is_there_once_its_callback_has_returned() {
    let executor = Executor::new(1, 10).unwrap();
    for _ in 0..100 {
        let told = Arc::new(AtomicUsize::new(0));
        let tell = told.clone();
        let done = Some(Box::new(move |_| {
            thread::yield_now();
            tell.store(1, SeqCst);
        }) as Box<_>);
        let ticket =
            executor.submit(Closures { work: Some(Box::new(|| Ok(()))), done }, true).map_err(|(_, e)| e).unwrap();
        executor.wait(ticket, Deadline::NEVER).unwrap().unwrap();
        assert_eq!(told.load(SeqCst), 1);
    }
}

#[test]
fn idle_threads_are_used_again() {
    let executor = Executor::new(8, 0).unwrap();
    for _ in 0..50 {
        let ticket = submit(&executor, || Ok(()));
        executor.wait(ticket, Deadline::NEVER).unwrap().unwrap();
        let all_idle = || {
            let state = executor.shared.lock();
            state.idle == state.threads
        };
        while !all_idle() {
            thread::yield_now();
        }
    }
    assert_eq!(executor.threads.lock().len(), 1);
}

/// Notifies its completion late.
struct SlowNotification(Arc<AtomicUsize>);

impl Job for SlowNotification {
    type Completion = Arc<AtomicUsize>;

    fn run(&mut self) -> JobResult {
        Ok(())
    }

    fn done(self, _: JobResult) -> Self::Completion {
        self.0
    }

    fn notify(told: Self::Completion) {
        thread::sleep(Duration::from_millis(5));
        told.fetch_add(1, SeqCst);
    }
}

#[test]
fn all_are_waited_for_until_their_completions_are_notified() {
    let executor = Executor::new(2, 10).unwrap();
    let told = Arc::new(AtomicUsize::new(0));
    for jobs in 1..=10 {
        assert!(executor.submit(SlowNotification(told.clone()), false).is_ok());
        executor.wait_all(Deadline::NEVER).unwrap();
        assert_eq!(told.load(SeqCst), jobs);
    }
}

#[test]
fn all_are_waited_for_until_completions_of_the_cancelled_are_notified() {
    let executor = Executor::new(1, 10).unwrap();
    let told = Arc::new(AtomicUsize::new(0));
    for cancelled in 1..=10 {
        // Nobody takes it: no thread is started while the state counts one that rests.
        executor.shared.lock().idle = 1;
        let ticket = executor.submit(SlowNotification(told.clone()), false).map_err(|(_, error)| error).unwrap();
        thread::scope(|scope| {
            let cancelling = scope.spawn(|| executor.cancel(ticket).unwrap());
            executor.wait_all(Deadline::NEVER).unwrap();
            assert_eq!(told.load(SeqCst), cancelled);
            cancelling.join().unwrap();
        });
    }
}

#[test]
fn whoever_closes_waits_for_the_jobs() {
    let executor = Executor::new(1, 1).unwrap();
    let (gate, ended) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let (at_gate, ends) = (gate.clone(), ended.clone());
    submit(&executor, move || {
        at_gate.wait();
        at_gate.wait();
        thread::sleep(Duration::from_millis(20));
        ends.store(1, SeqCst);
        Ok(())
    });
    gate.wait();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                executor.close();
                assert_eq!(ended.load(SeqCst), 1);
            });
        }
        thread::sleep(Duration::from_millis(20));
        gate.wait();
    });
}

#[test]
fn jobs_that_close_do_not_wait_for_each_other() {
    let executor = Arc::new(Executor::new(2, 0).unwrap());
    let meeting = Arc::new(Barrier::new(2));
    for _ in 0..2 {
        let (me, meeting) = (Arc::downgrade(&executor), meeting.clone());
        submit(&executor, move || {
            let me = me.upgrade().unwrap();
            meeting.wait();
            me.close();
            Ok(())
        });
    }
    executor.wait_all(Deadline::NEVER).unwrap();
}
