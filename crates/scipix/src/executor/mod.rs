//! An executor: jobs, at most so many at once, each with a result that is kept until it is asked for.
//!
//! Its threads are its own, started as jobs come and kept until it is closed, which runs all that is queued.

mod state;
#[cfg(test)]
mod tests;

pub use state::{JobResult, Ticket};

use crate::base;
use crate::base::Deadline;
use crate::base::Signal;
use crate::base::error::{Error, ErrorKind, Result, fail, try_format};
use crate::base::fork::ForkEpoch;
use crate::base::reentrancy::{Entered, is_inside};
use crate::base::sync::{Mutex, MutexGuard};
use crate::base::{Failure, contained};
use state::State;
use std::thread::{self, JoinHandle};

/// What to run, and whom to tell. Foreign code: it may panic.
pub trait Job: Send + 'static {
    /// The work.
    fn run(&mut self) -> JobResult;

    /// Called once with how it ended, before anybody who waits for the job is woken.
    fn done(self, result: JobResult);
}

/// A callback that panics has been called once, as promised.
fn end(job: impl Job, result: JobResult) {
    let _ = contained(|| {
        job.done(result);
        Ok(())
    });
}

struct Shared<J> {
    state: Mutex<State<J>>,
    /// A job waits, or the executor is being closed.
    work: Signal,
    /// A job has ended.
    ended: Signal,
}

impl<J> Shared<J> {
    fn lock(&self) -> MutexGuard<'_, State<J>> {
        self.state.lock()
    }
}

/// Runs jobs, at most so many at once. Thread-safe. A forked child has it without its threads: there it is closed.
pub struct Executor<J: Job> {
    shared: base::Shared<Shared<J>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    epoch: ForkEpoch,
}

impl<J: Job> Executor<J> {
    /// At most `max_concurrent` jobs at once (at least 1), and `max_queued` more that wait.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn new(max_concurrent: usize, max_queued: usize) -> Result<Self> {
        let state = Mutex::new(State::new(max_concurrent.max(1), max_queued));
        let shared = Shared { state, work: Signal::default(), ended: Signal::default() };
        let Some(shared) = base::Shared::try_new(shared) else {
            fail!(OutOfMemory, "executor: no memory for its state")
        };
        Ok(Self { shared, threads: Mutex::default(), epoch: ForkEpoch::current() })
    }

    /// Queues a job, or gives it back; `keep` says whether its result is kept for [`wait`](Self::wait).
    ///
    /// # Errors
    /// `QueueFull`; `Closed`; `OutOfMemory`, also where not even one thread can be started.
    pub fn submit(&self, job: J, keep: bool) -> Result<Ticket, (J, Error)> {
        if !self.epoch.is_current() {
            return Err((job, Error::new(ErrorKind::Closed, FORKED)));
        }
        let mut state = self.shared.lock();
        let ticket = state.submit(job, keep)?;
        if state.wants_thread()
            && !self.start_thread(&mut state)
            && state.threads == 0
            && let Some(job) = state.undo(ticket)
        {
            return Err((job, Error::new(ErrorKind::OutOfMemory, "executor: no thread could be started")));
        }
        drop(state);
        self.shared.work.one();
        Ok(ticket)
    }

    /// The result of a job, which is given once; waits for it until `deadline`.
    ///
    /// # Errors
    /// `Timeout`, after which the ticket is still good; `NotFound` for a ticket that is not out, because it was never given
    /// or was waited for already; `Deadlock` inside a callback of this executor.
    pub fn wait(&self, ticket: Ticket, deadline: Deadline) -> Result<JobResult> {
        let mut state = self.lock_to_wait()?;
        loop {
            match state.redeem(ticket) {
                Some(Some(result)) => return Ok(result),
                Some(None) => state = self.wait_for_an_end(state, deadline)?,
                None => fail!(NotFound, "ticket: {ticket} is not out, or not any more"),
            }
        }
    }

    /// Waits until nothing is queued and nothing runs. Results stay for their tickets.
    ///
    /// # Errors
    /// `Timeout`; `Deadlock` inside a callback of this executor.
    pub fn wait_all(&self, deadline: Deadline) -> Result<()> {
        let mut state = self.lock_to_wait()?;
        while !state.is_quiet() {
            state = self.wait_for_an_end(state, deadline)?;
        }
        Ok(())
    }

    /// Cancels a job that has not begun: it ends as `Cancelled`, and its callback is called on this thread.
    ///
    /// # Errors
    /// `NotFound` where no such job waits to begin.
    pub fn cancel(&self, ticket: Ticket) -> Result<()> {
        if !self.epoch.is_current() {
            fail!(Closed, "{FORKED}");
        }
        let job = self.shared.lock().withdraw(ticket);
        let Some(job) = job else { fail!(NotFound, "ticket: {ticket} does not wait to begin, or not any more") };
        let _entered = Entered::mark(&*self.shared);
        end(job, Err(Failure::Cancelled));
        self.shared.lock().end_withdrawn(ticket);
        self.shared.ended.all();
        Ok(())
    }

    /// Whether the calling thread is inside a job or callback of this executor: then it must not wait for it.
    pub fn is_inside(&self) -> bool {
        is_inside(&*self.shared)
    }

    /// Takes nothing more in, runs all that is queued, and ends the threads. A forked child only lets go of them.
    pub fn close(&self) {
        if !self.epoch.is_current() {
            return;
        }
        self.shared.lock().closed = true;
        self.shared.work.all();
        let threads = std::mem::take(&mut *self.threads.lock());
        let others = threads.into_iter().filter(|other| other.thread().id() != thread::current().id());
        others.for_each(|other| drop(other.join()));
    }

    fn lock_to_wait(&self) -> Result<MutexGuard<'_, State<J>>> {
        if self.is_inside() {
            fail!(Deadlock, "executor: this is one of its own callbacks");
        }
        if !self.epoch.is_current() {
            fail!(Closed, "{FORKED}");
        }
        Ok(self.shared.lock())
    }

    fn wait_for_an_end<'a>(
        &self,
        state: MutexGuard<'a, State<J>>,
        deadline: Deadline,
    ) -> Result<MutexGuard<'a, State<J>>> {
        match self.shared.ended.wait(state, deadline) {
            Some(state) => Ok(state),
            None => fail!(Timeout, "executor: not done in time"),
        }
    }

    /// Whether a thread could be started.
    fn start_thread(&self, state: &mut State<J>) -> bool {
        let mut threads = self.threads.lock();
        let Ok(name) = try_format(format_args!("scipix-job"), "executor") else { return false };
        if threads.try_reserve(1).is_err() {
            return false;
        }
        let shared = self.shared.clone();
        let Ok(thread) = thread::Builder::new().name(name).spawn(move || run(&shared)) else { return false };
        state.threads += 1;
        threads.push(thread);
        true
    }
}

const FORKED: &str = "executor: belongs to the process that this one was forked from";

impl<J: Job> Drop for Executor<J> {
    fn drop(&mut self) {
        if self.epoch.is_current() {
            self.close();
        } else {
            // Threads that are not there can be neither joined nor detached.
            std::mem::forget(std::mem::take(self.threads.get_mut()));
        }
    }
}

fn run(shared: &Shared<impl Job>) {
    let _entered = Entered::mark(shared);
    let mut state = shared.lock();
    loop {
        let (ticket, mut job) = match state.take() {
            Some(next) => next,
            None if state.closed => return,
            None => {
                state = rest(shared, state);
                continue;
            }
        };
        drop(state);
        let result = contained(|| job.run());
        end(job, result);
        state = shared.lock();
        state.finish(ticket, result);
        shared.ended.all();
    }
}

/// Waits for a job, but lets others go first once: whoever submits one after the other would wake this thread for each.
fn rest<'a, J>(shared: &'a Shared<J>, state: MutexGuard<'a, State<J>>) -> MutexGuard<'a, State<J>> {
    drop(state);
    thread::yield_now();
    let mut state = shared.lock();
    if state.is_empty() && !state.closed {
        state.idle += 1;
        state = shared.work.wait_long(state);
        state.idle -= 1;
    }
    state
}
