//! The executor as its caller holds it: submit, wait, cancel, close.

use super::job::{Job, JobResult, end, notify};
use super::state::{ExecutorState, Ticket};
use super::worker::{self, ExecutorShared};
use crate::base::error::{Error, ErrorKind, Result, fail};
use crate::base::fork::ForkEpoch;
use crate::base::platform::need_threads;
use crate::base::reentrancy::{Entered, is_inside};
use crate::base::sync::{Mutex, MutexGuard};
use crate::base::{Deadline, Failure, OwnThread, Shared, Signal, end_threads, start_thread};

/// Runs jobs, a limited number at once. Thread-safe. In a forked child, which has none of its threads, it is closed.
pub struct Executor<J: Job> {
    pub(super) shared: Shared<ExecutorShared<J>>,
    pub(super) threads: Mutex<Vec<OwnThread>>,
    epoch: ForkEpoch,
}

impl<J: Job> Executor<J> {
    /// Makes an executor that runs at most `max_concurrent` jobs at once (at least 1), while `max_queued` more may wait.
    ///
    /// # Errors
    /// `OutOfMemory`; `Unsupported` on a platform without threads.
    pub fn new(max_concurrent: usize, max_queued: usize) -> Result<Self> {
        need_threads("executor")?;
        let state = Mutex::new(ExecutorState::new(max_concurrent.max(1), max_queued));
        let shared = ExecutorShared { state, work: Signal::default(), ended: Signal::default() };
        let Some(shared) = Shared::try_new(shared) else { fail!(OutOfMemory, "executor: no memory for its state") };
        Ok(Self { shared, threads: Mutex::default(), epoch: ForkEpoch::current() })
    }

    /// Queues a job, or gives it back. With `keep` its result is kept for [`wait`](Self::wait).
    ///
    /// # Errors
    /// `QueueFull`; `Closed`; `OutOfMemory`; `Io` where not even one thread can be started.
    pub fn submit(&self, job: J, keep: bool) -> Result<Ticket, (J, Error)> {
        if !self.epoch.is_current() {
            return Err((job, Error::new(ErrorKind::Closed, FORKED)));
        }
        let mut state = self.shared.lock();
        let ticket = state.submit(job, keep)?;
        if state.needs_thread()
            && let Err(error) = self.start_thread(&mut state)
            && state.threads == 0
            && let Some(job) = state.undo(ticket)
        {
            return Err((job, error));
        }
        drop(state);
        self.shared.work.one();
        Ok(ticket)
    }

    /// Waits until `deadline` for the result of a job and returns it. Each result is returned once.
    ///
    /// # Errors
    /// `Timeout`, after which the ticket is still valid; `NotFound` for a ticket that was never given, or whose result was already
    /// returned; `Deadlock` inside a callback of this executor.
    pub fn wait(&self, ticket: Ticket, deadline: Deadline) -> Result<JobResult> {
        let mut state = self.lock_to_wait()?;
        loop {
            match state.take_result(ticket) {
                Some(Some(result)) => return Ok(result),
                Some(None) => state = self.wait_for_an_end(state, deadline)?,
                None => fail!(NotFound, "ticket: {ticket} is unknown or was already waited for"),
            }
        }
    }

    /// Waits until no job is queued and none runs. Results stay for their tickets.
    ///
    /// # Errors
    /// `Timeout`; `Deadlock` inside a callback of this executor.
    pub fn wait_all(&self, deadline: Deadline) -> Result<()> {
        let mut state = self.lock_to_wait()?;
        while !state.is_idle() {
            state = self.wait_for_an_end(state, deadline)?;
        }
        Ok(())
    }

    /// Cancels a job that has not begun. Its result is `Cancelled`, and its callback is called on this thread.
    ///
    /// # Errors
    /// `NotFound` where no such job is queued.
    pub fn cancel(&self, ticket: Ticket) -> Result<()> {
        if !self.epoch.is_current() {
            fail!(Closed, "{FORKED}");
        }
        let job = self.shared.lock().withdraw(ticket);
        let Some(job) = job else { fail!(NotFound, "ticket: {ticket} has begun, has ended or is unknown") };
        let _entered = Entered::mark(&*self.shared);
        let completion = end(job, Err(Failure::Cancelled));
        notify::<J>(completion);
        self.shared.lock().end_withdrawn(ticket);
        self.shared.ended.all();
        Ok(())
    }

    /// Returns whether the calling thread runs a job or callback of this executor, and so must not wait for it.
    pub fn is_inside(&self) -> bool {
        is_inside(&*self.shared)
    }

    /// Refuses further jobs, runs those that are queued, and ends the threads. Waits for them, also where another thread closes
    /// it; a job or callback that calls it is not waited for, nor does it wait for another that closes it. Does nothing in
    /// a forked child.
    pub fn close(&self) {
        if !self.epoch.is_current() {
            return;
        }
        self.shared.lock().closed = true;
        self.shared.work.all();
        drop(end_threads(&self.threads, self.is_inside()));
    }

    fn lock_to_wait(&self) -> Result<MutexGuard<'_, ExecutorState<J>>> {
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
        state: MutexGuard<'a, ExecutorState<J>>,
        deadline: Deadline,
    ) -> Result<MutexGuard<'a, ExecutorState<J>>> {
        match self.shared.ended.wait(state, deadline) {
            Some(state) => Ok(state),
            None => fail!(Timeout, "executor: not done in time"),
        }
    }

    /// Starts one more thread.
    fn start_thread(&self, state: &mut ExecutorState<J>) -> Result<()> {
        let mut threads = self.threads.lock();
        if threads.try_reserve(1).is_err() {
            fail!(OutOfMemory, "executor: no memory for one more thread");
        }
        let shared = self.shared.clone();
        threads.push(start_thread("executor", format_args!("scipix-job"), move || worker::run(&shared))?);
        state.threads += 1;
        Ok(())
    }
}

const FORKED: &str = "executor: belongs to the process that this one was forked from";

impl<J: Job> Drop for Executor<J> {
    fn drop(&mut self) {
        if self.epoch.is_current() {
            self.close();
        } else {
            // The threads do not exist here, so they can be neither joined nor detached.
            std::mem::forget(std::mem::take(self.threads.get_mut()));
        }
    }
}
