//! The jobs that wait, run and have ended: a state machine without threads, clock or callbacks.

use super::job::JobResult;
use crate::base::Failure;
use crate::base::error::{Error, fail};
use std::collections::{HashMap, VecDeque};

/// The number of a job, by which its result is asked for.
pub type Ticket = u64;

/// The jobs that wait, and the results that are kept.
pub(super) struct ExecutorState<J> {
    /// In the order of their tickets.
    queue: VecDeque<(Ticket, J)>,
    /// The kept results; `None` until the job has ended.
    results: HashMap<Ticket, Option<JobResult>>,
    next_ticket: Ticket,
    max_concurrent: usize,
    max_queued: usize,
    running: usize,
    /// Jobs that were withdrawn and whose callbacks have not returned.
    cancelling: usize,
    /// Jobs that have ended and whose completions are not notified.
    unnotified: usize,
    /// Threads that wait for a job, including those that were woken and have not locked the state yet.
    pub idle: usize,
    /// Threads that were started.
    pub threads: usize,
    /// No further job is taken in.
    pub closed: bool,
}

impl<J> ExecutorState<J> {
    pub fn new(max_concurrent: usize, max_queued: usize) -> Self {
        Self {
            queue: VecDeque::new(),
            results: HashMap::new(),
            next_ticket: 1,
            max_concurrent,
            max_queued,
            running: 0,
            cancelling: 0,
            unnotified: 0,
            idle: 0,
            threads: 0,
            closed: false,
        }
    }

    /// Queues a job, or gives it back.
    ///
    /// # Errors
    /// `Closed`, `QueueFull`, `OutOfMemory`.
    pub fn submit(&mut self, job: J, keep: bool) -> Result<Ticket, (J, Error)> {
        if let Err(error) = self.make_room() {
            return Err((job, error));
        }
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        if keep {
            self.results.insert(ticket, None);
        }
        self.queue.push_back((ticket, job));
        Ok(ticket)
    }

    fn make_room(&mut self) -> Result<(), Error> {
        let (running, queued) = (self.running, self.queue.len());
        if self.closed {
            fail!(Closed, "executor: is being freed");
        }
        if running + queued >= self.max_concurrent.saturating_add(self.max_queued) {
            fail!(QueueFull, "executor: {running} jobs are running and {queued} queued, the limit is reached");
        }
        if self.queue.try_reserve(1).is_err() || self.results.try_reserve(1).is_err() {
            fail!(OutOfMemory, "executor: no memory for one more job");
        }
        Ok(())
    }

    /// Returns whether a job waits that no idle thread will take, and one more thread may be started.
    pub fn needs_thread(&self) -> bool {
        self.queue.len() > self.idle && self.threads < self.max_concurrent
    }

    /// Takes the next job for a thread, which must call [`finish`](Self::finish) afterwards.
    pub fn take(&mut self) -> Option<(Ticket, J)> {
        let next = self.queue.pop_front()?;
        self.running += 1;
        Some(next)
    }

    /// Records the result of a job that was taken, after its callback has returned. The thread must call
    /// [`note_notified`](Self::note_notified) afterwards.
    pub fn finish(&mut self, ticket: Ticket, result: JobResult) {
        self.running -= 1;
        self.unnotified += 1;
        self.keep(ticket, result);
    }

    /// Records that the completion of an ended job was notified.
    pub fn note_notified(&mut self) {
        self.unnotified -= 1;
    }

    /// Takes back a job that has not begun. The caller must call [`end_withdrawn`](Self::end_withdrawn) afterwards.
    pub fn withdraw(&mut self, ticket: Ticket) -> Option<J> {
        let index = self.queue.binary_search_by_key(&ticket, |&(ticket, _)| ticket).ok()?;
        self.cancelling += 1;
        self.queue.remove(index).map(|(_, job)| job)
    }

    /// Records the end of a job that was withdrawn, after its callback has returned and its completion
    /// was notified.
    pub fn end_withdrawn(&mut self, ticket: Ticket) {
        self.cancelling -= 1;
        self.keep(ticket, Err(Failure::Cancelled));
    }

    fn keep(&mut self, ticket: Ticket, result: JobResult) {
        if let Some(kept) = self.results.get_mut(&ticket) {
            *kept = Some(result);
        }
    }

    /// Undoes the submission of a job that no thread has taken.
    pub fn undo(&mut self, ticket: Ticket) -> Option<J> {
        self.results.remove(&ticket);
        let is_last = self.queue.back().is_some_and(|&(last, _)| last == ticket);
        if is_last { self.queue.pop_back().map(|(_, job)| job) } else { None }
    }

    /// Takes the result of a job. Returns `Some(None)` while the job has not ended, and `None` for an unknown ticket.
    pub fn take_result(&mut self, ticket: Ticket) -> Option<Option<JobResult>> {
        let result = *self.results.get(&ticket)?;
        if result.is_some() {
            self.results.remove(&ticket);
        }
        Some(result)
    }

    /// Returns whether no job waits.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Returns whether no job waits, runs or is being cancelled, and the completion of all are told.
    pub fn is_idle(&self) -> bool {
        self.queue.is_empty() && self.running == 0 && self.cancelling == 0 && self.unnotified == 0
    }
}
