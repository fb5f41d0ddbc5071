//! A join of futures, of which a bounded number are polled at once.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// After so many polls the join lets other tasks of the runtime run.
const POLLS_AT_ONCE: usize = 128;

/// Makes a future of each task with `f` and runs at most `limit` of them at once. Returns the results in the order of the tasks.
///
/// It needs no runtime. The futures run inside this one, on the thread that polls it, so they overlap in their waiting only.
/// Each has a waker of its own: when one is woken, the others are not polled. Tasks are taken from the iterator as places
/// become free. Dropping the join drops the futures that run. A limit of 0 counts as 1.
///
/// ```
/// use scipix::parallel;
///
/// # fn block_on<F: Future>(future: F) -> F::Output {
/// #     let mut future = std::pin::pin!(future);
/// #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// #     loop {
/// #         if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
/// #             return output;
/// #         }
/// #     }
/// # }
/// # block_on(async {
/// let pages = parallel::join_bounded(4, 0..100, |page| async move { page * 2 }).await;
/// assert_eq!(pages[99], 198);
/// # });
/// ```
pub async fn join_bounded<T, F: Future>(
    limit: usize,
    tasks: impl IntoIterator<Item = T>,
    f: impl FnMut(T) -> F,
) -> Vec<F::Output> {
    let mut join = Join {
        limit: limit.max(1),
        tasks: tasks.into_iter().fuse(),
        start: f,
        slots: Vec::new(),
        results: Vec::new(),
        pending: 0,
        ready: Arc::default(),
    };
    poll_fn(|context| join.poll(context)).await;
    let results = std::mem::take(&mut join.results);
    results.into_iter().map(|result| result.expect("every future has ended")).collect()
}

struct Join<I, S, F: Future> {
    limit: usize,
    tasks: std::iter::Fuse<I>,
    start: S,
    /// One for each future that may run at once, made as they are needed.
    slots: Vec<Slot<F>>,
    results: Vec<Option<F::Output>>,
    /// Futures that run.
    pending: usize,
    ready: Arc<Ready>,
}

/// A place for a future, used again when the future has ended.
struct Slot<F> {
    future: Pin<Box<Option<F>>>,
    /// Index of the result.
    task: usize,
    wakes: Arc<SlotWaker>,
    waker: Waker,
}

/// The slots whose futures are to be polled, and the task that polls them.
#[derive(Default)]
struct Ready(Mutex<ReadyList>);

#[derive(Default)]
struct ReadyList {
    slots: VecDeque<usize>,
    task: Option<Waker>,
}

/// The waker of one slot.
struct SlotWaker {
    slot: usize,
    /// Whether the slot is in the list.
    listed: AtomicBool,
    ready: Arc<Ready>,
}

impl Ready {
    fn lock(&self) -> MutexGuard<'_, ReadyList> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the next slot, or keeps the waker of the task.
    fn next(&self, context: &mut Context<'_>) -> Option<usize> {
        let listed = self.lock().slots.pop_front();
        if listed.is_some() {
            return listed;
        }
        // Cloning and dropping wakers is foreign code, which runs without the lock.
        let waker = context.waker().clone();
        let mut list = self.lock();
        let listed = list.slots.pop_front();
        let before = if listed.is_none() { list.task.replace(waker) } else { None };
        drop(list);
        drop(before);
        listed
    }
}

impl Wake for SlotWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.listed.swap(true, SeqCst) {
            return;
        }
        let mut list = self.ready.lock();
        list.slots.push_back(self.slot);
        let task = list.task.take();
        drop(list);
        if let Some(task) = task {
            task.wake();
        }
    }
}

impl<T, F, I, S> Join<I, S, F>
where
    F: Future,
    I: Iterator<Item = T>,
    S: FnMut(T) -> F,
{
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        while self.slots.len() < self.limit && self.begin_in_new_slot() {}
        for _ in 0..POLLS_AT_ONCE {
            if self.pending == 0 {
                return Poll::Ready(());
            }
            match self.ready.next(context) {
                Some(slot) => self.poll_slot(slot),
                None => return Poll::Pending,
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn begin_in_new_slot(&mut self) -> bool {
        let Some(task) = self.tasks.next() else { return false };
        let slot = self.slots.len();
        let wakes = Arc::new(SlotWaker { slot, listed: AtomicBool::new(false), ready: self.ready.clone() });
        let waker = Waker::from(wakes.clone());
        self.slots.push(Slot { future: Box::pin(None), task: 0, wakes, waker });
        self.begin(slot, task);
        true
    }

    /// Puts the future of `task` into a free slot, to be polled.
    fn begin(&mut self, slot: usize, task: T) {
        let future = (self.start)(task);
        let place = &mut self.slots[slot];
        place.future.set(Some(future));
        place.task = self.results.len();
        self.results.push(None);
        self.pending += 1;
        place.waker.wake_by_ref();
    }

    fn poll_slot(&mut self, index: usize) {
        let slot = &mut self.slots[index];
        // Before the poll, so that a wake during it lists the slot again. It reads, too: what a waker did before it found the
        // slot listed must be seen.
        slot.wakes.listed.swap(false, SeqCst);
        let Some(future) = slot.future.as_mut().as_pin_mut() else { return };
        let Poll::Ready(result) = future.poll(&mut Context::from_waker(&slot.waker)) else { return };
        slot.future.set(None);
        self.results[slot.task] = Some(result);
        self.pending -= 1;
        if let Some(task) = self.tasks.next() {
            self.begin(index, task);
        }
    }
}
