//! A place for one value, which a task or a thread waits for.

use super::Deadline;
use super::sync::Mutex;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

#[cfg(all(test, shuttle))]
use shuttle::thread::{self, Thread};
#[cfg(not(all(test, shuttle)))]
use std::thread::{self, Thread};

/// A place for one value. One side puts it, the other waits for it, as a task or as a thread, and takes it.
pub struct Oneshot<T>(Mutex<OneshotState<T>>);

struct OneshotState<T> {
    value: Option<T>,
    receiver: Option<Receiver>,
}

/// The side that waits for the value.
pub enum Receiver {
    /// A task.
    Task(Waker),
    /// A thread.
    Thread(Thread),
}

impl Receiver {
    /// Wakes it.
    pub fn wake(self) {
        match self {
            Self::Task(waker) => waker.wake(),
            Self::Thread(thread) => thread.unpark(),
        }
    }
}

impl<T> Default for Oneshot<T> {
    fn default() -> Self {
        Self(Mutex::new(OneshotState { value: None, receiver: None }))
    }
}

impl<T> Oneshot<T> {
    /// Puts the value. Returns the receiver if it waits: the caller must wake it, without a lock, as a waker is foreign code.
    #[must_use = "the receiver must be woken"]
    pub fn put(&self, value: T) -> Option<Receiver> {
        let mut state = self.0.lock();
        state.value = Some(value);
        state.receiver.take()
    }

    /// Takes the value if it is there.
    pub fn take(&self) -> Option<T> {
        self.0.lock().value.take()
    }

    /// Takes the value, or keeps the task's waker to wake it once.
    pub fn poll(&self, context: &mut Context<'_>) -> Poll<T> {
        let mut state = self.0.lock();
        if let Some(value) = state.value.take() {
            return Poll::Ready(value);
        }
        if let Some(Receiver::Task(waker)) = &state.receiver
            && waker.will_wake(context.waker())
        {
            return Poll::Pending;
        }
        drop(state);
        // Cloning and dropping wakers is foreign code too.
        let waker = context.waker().clone();
        let mut state = self.0.lock();
        if let Some(value) = state.value.take() {
            return Poll::Ready(value);
        }
        let before = state.receiver.replace(Receiver::Task(waker));
        drop(state);
        drop(before);
        Poll::Pending
    }

    /// Waits for the value until `deadline` and takes it. `None`: it has not come by then.
    pub fn wait(&self, deadline: Deadline) -> Option<T> {
        loop {
            let mut state = self.0.lock();
            if let Some(value) = state.value.take() {
                return Some(value);
            }
            let before = state.receiver.replace(Receiver::Thread(thread::current()));
            drop(state);
            drop(before);
            match deadline.end() {
                None => thread::park(),
                Some(end) => match end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
                    Some(left) => thread::park_timeout(left),
                    None => return self.take(),
                },
            }
        }
    }
}

#[cfg(all(test, not(shuttle)))]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::task::Wake;
    use std::time::Duration;

    #[derive(Default)]
    struct Counter(AtomicUsize);

    impl Wake for Counter {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, SeqCst);
        }
    }

    #[test]
    fn the_last_task_that_polled_is_woken_once() {
        let (place, first, last) = (Oneshot::default(), Arc::new(Counter::default()), Arc::new(Counter::default()));
        for counter in [&first, &first, &last, &last] {
            assert!(place.poll(&mut Context::from_waker(&counter.clone().into())).is_pending());
        }
        place.put(7).expect("a task waits").wake();
        assert_eq!((first.0.load(SeqCst), last.0.load(SeqCst)), (0, 1));
        assert_eq!(place.poll(&mut Context::from_waker(&last.clone().into())), Poll::Ready(7));
        assert!(place.put(8).is_none(), "nobody waits");
        assert_eq!((last.0.load(SeqCst), place.take(), place.take()), (1, Some(8), None));
    }

    #[test]
    fn a_thread_waits_as_long_as_it_may() {
        let place = Arc::new(Oneshot::default());
        assert_eq!(place.wait(Deadline::after_us(0)), None);
        assert_eq!(place.wait(Deadline::after_us(2000)), None);
        let putting = std::thread::spawn({
            let place = place.clone();
            move || {
                std::thread::sleep(Duration::from_millis(5));
                place.put(3).expect("a thread waits").wake();
            }
        });
        assert_eq!(place.wait(Deadline::NEVER), Some(3));
        putting.join().unwrap();
    }
}

/// Models of the race between the value, the receiver and its end.
#[cfg(all(test, shuttle))]
mod model {
    use super::*;
    use shuttle::sync::Arc;
    use shuttle::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    #[test]
    fn a_value_is_taken_once_by_task_or_thread() {
        let race = || {
            let place = Arc::new(Oneshot::default());
            let putting = thread::spawn({
                let place = place.clone();
                move || place.put(5).into_iter().for_each(Receiver::wake)
            });
            assert_eq!(place.wait(Deadline::NEVER), Some(5));
            putting.join().unwrap();
            assert_eq!(place.take(), None);
        };
        shuttle::check_random(race, 2000);
    }

    #[test]
    fn a_task_that_found_nothing_is_woken() {
        let race = || {
            let place = Arc::new(Oneshot::default());
            let putting = thread::spawn({
                let place = place.clone();
                move || place.put(5).into_iter().for_each(Receiver::wake)
            });
            // A wake-up that is lost would leave all threads waiting, which shuttle reports.
            let value = shuttle::future::block_on(std::future::poll_fn(|context| place.poll(context)));
            assert_eq!(value, 5);
            putting.join().unwrap();
        };
        shuttle::check_random(race, 2000);
    }

    #[test]
    fn a_value_that_nobody_takes_is_dropped_once() {
        struct Counted(Arc<AtomicUsize>);
        impl Drop for Counted {
            fn drop(&mut self) {
                self.0.fetch_add(1, SeqCst);
            }
        }
        let race = || {
            let (place, dropped) = (Arc::new(Oneshot::default()), Arc::new(AtomicUsize::new(0)));
            let putting = thread::spawn({
                let (place, value) = (place.clone(), Counted(dropped.clone()));
                move || assert!(place.put(value).is_none(), "nobody waits")
            });
            drop(place.take());
            drop(place);
            putting.join().unwrap();
            assert_eq!(dropped.load(SeqCst), 1);
        };
        shuttle::check_random(race, 2000);
    }
}
