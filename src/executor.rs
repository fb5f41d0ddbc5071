//! Executors: threads that run jobs, a bounded number at once, and keep each status until it is waited for.
//!
//! An executor's threads are its own, started as jobs come; `scipix_set_thread_count` does not limit them. Callbacks
//! run on them and hold no lock of the library; they may submit and cancel, and must not unwind. Inside a callback of
//! an executor, waiting for it and freeing it are DEADLOCK. In a forked child the executors of its parent are CLOSED;
//! the child may make its own.
//!
//! @code{.c}
//! static ScipixStatus increment(void *user_data) {
//!   ++*(int *)user_data;
//!   return SCIPIX_STATUS_OK;
//! }
//!
//! int count = 0;
//! uint64_t ticket;
//! ScipixExecutor *executor = NULL;
//! ScipixStatus status = scipix_executor_new(2, 0, &executor), job = SCIPIX_STATUS_OK;
//! if (status == SCIPIX_STATUS_OK) status = scipix_executor_submit(executor, increment, NULL, &count, &ticket);
//! if (status == SCIPIX_STATUS_OK) status = scipix_executor_wait(executor, ticket, SCIPIX_WAIT_FOREVER, &job);
//! assert(status == SCIPIX_STATUS_OK && job == SCIPIX_STATUS_OK && count == 1);
//! scipix_executor_free(executor);
//! @endcode

use super::callback::{UserData, result_of, status_of};
use super::guard::guard;
use super::handle::{self, Opaque};
use super::status::ScipixStatus;
use scipix_core::base::Deadline;
use scipix_core::base::error::fail;
use scipix_core::executor::{Executor, Job, JobResult};
use std::ffi::c_void;

/// Runs a job. Returns OK, another status, or a code of its own from 1000 on.
pub type ScipixJobFn = Option<unsafe extern "C" fn(user_data: *mut c_void) -> ScipixStatus>;

/// Receives the status of a job that has ended, once, before those who wait for the job are woken. Runs on the job's
/// thread; for a cancelled job on the thread that cancels.
pub type ScipixJobDoneFn = Option<unsafe extern "C" fn(user_data: *mut c_void, status: ScipixStatus)>;

/// An executor, which runs the caller's jobs on threads of its own; the host's executor of `scipix_set_executor` is another
/// thing. Opaque; made by `scipix_executor_new`, freed by `scipix_executor_free`.
pub struct ScipixExecutor {
    _opaque: [u8; 0],
}

/// A job given by a C caller.
pub struct CJob {
    call: unsafe extern "C" fn(user_data: *mut c_void) -> ScipixStatus,
    done: ScipixJobDoneFn,
    user_data: UserData,
}

impl Job for CJob {
    type Completion = ();

    fn run(&mut self) -> JobResult {
        // SAFETY: the caller gave this function to be called so, on any thread.
        result_of(unsafe { (self.call)(self.user_data.get()) })
    }

    fn done(self, result: JobResult) {
        if let Some(done) = self.done {
            // SAFETY: the caller gave this function to be called so, on any thread.
            unsafe { done(self.user_data.get(), status_of(result)) }
        }
    }
}

impl Opaque for ScipixExecutor {
    type Object = Executor<CJob>;
    const TAG: u64 = u64::from_le_bytes(*b"sx:execu");
    const NAME: &'static str = "ScipixExecutor";
}

/// Makes an executor. Its threads start when jobs need them. @threadsafe
///
/// @param max_concurrent  most jobs that run at once, their `done` included; 0: no bound, and a new thread for each job
///                        that finds no idle one
/// @param max_queued      most jobs that wait for a thread, besides those that run; 0: no bound
/// @param out_executor    receives the executor, NULL on failure; owned: free it with `scipix_executor_free`
/// @return OK; UNSUPPORTED on a platform without threads
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_executor_new(
    max_concurrent: usize,
    max_queued: usize,
    out_executor: *mut *mut ScipixExecutor,
) -> ScipixStatus {
    let bound = |most: usize| if most == 0 { usize::MAX } else { most };
    let make = || handle::try_new(Executor::new(bound(max_concurrent), bound(max_queued))?);
    guard(|law| law.give(out_executor, "out_executor", make))
}

/// Queues a job. Jobs begin in the order of submission. @threadsafe
///
/// @param executor    the executor
/// @param fn          called once on a thread of the executor, unless the job is cancelled
/// @param done        NULL, or called once when the job has ended or was cancelled
/// @param user_data   given to `fn` and `done`
/// @param out_ticket  receives a number above 0 for `_wait` and `_cancel`; the job's status is kept until a wait takes it.
///                    NULL: nothing is kept
/// @return OK; QUEUE_FULL; CLOSED while it is being freed; IO where no thread can be started. On failure no callback is called
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_executor_submit(
    executor: *mut ScipixExecutor,
    r#fn: ScipixJobFn,
    done: ScipixJobDoneFn,
    user_data: *mut c_void,
    out_ticket: *mut u64,
) -> ScipixStatus {
    guard(|law| {
        let executor = law.handle(executor, "executor")?;
        let Some(call) = r#fn else { fail!(NullPointer, "fn: is NULL") };
        let out = if out_ticket.is_null() { None } else { Some(law.out(out_ticket, "out_ticket")?) };
        let job = CJob { call, done, user_data: UserData(user_data) };
        let ticket = executor.submit(job, out.is_some()).map_err(|(_, error)| error)?;
        if let Some(out) = out {
            out.write(ticket);
        }
        Ok(())
    })
}

/// Waits until a job has ended, its `done` included. Success consumes the ticket. @threadsafe
///
/// @param executor    the executor
/// @param ticket      as `scipix_executor_submit` gave it
/// @param timeout_us  how long to wait; 0 does not wait, `SCIPIX_WAIT_FOREVER` waits without end
/// @param out_status  receives the job's status; CANCELLED for a cancelled one
/// @return OK, whatever the job's status; TIMEOUT, after which the ticket is still valid; NOT_FOUND for a ticket that
///         was waited for already, or never given; DEADLOCK inside a callback of this executor
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_executor_wait(
    executor: *mut ScipixExecutor,
    ticket: u64,
    timeout_us: u64,
    out_status: *mut ScipixStatus,
) -> ScipixStatus {
    guard(|law| {
        let (executor, out) = (law.handle(executor, "executor")?, law.out(out_status, "out_status")?);
        out.write(status_of(executor.wait(ticket, Deadline::after_us(timeout_us))?));
        Ok(())
    })
}

/// Waits until no job is queued or running. Tickets stay valid. @threadsafe
///
/// @param executor    the executor
/// @param timeout_us  how long to wait; 0 does not wait, `SCIPIX_WAIT_FOREVER` waits without end
/// @return OK; TIMEOUT; DEADLOCK inside a callback of this executor
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_executor_wait_all(executor: *mut ScipixExecutor, timeout_us: u64) -> ScipixStatus {
    guard(|law| law.handle(executor, "executor")?.wait_all(Deadline::after_us(timeout_us)))
}

/// Cancels a job that has not begun: its status is CANCELLED, `fn` is never called, `done` is called on this thread.
/// @threadsafe
///
/// @param executor  the executor
/// @param ticket    as `scipix_executor_submit` gave it; its status is kept until a wait takes it
/// @return OK; NOT_FOUND where the job has begun or ended, or never was
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_executor_cancel(executor: *mut ScipixExecutor, ticket: u64) -> ScipixStatus {
    guard(|law| law.handle(executor, "executor")?.cancel(ticket))
}

/// Takes no more jobs, runs all that are queued, and frees the executor; statuses that nobody waited for are lost. No
/// other thread may use it meanwhile, except its callbacks until the last has returned.
///
/// @param executor  the executor; NULL is OK and does nothing
/// @return OK; DEADLOCK inside a callback of this executor, which then lives on
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_executor_free(executor: *mut ScipixExecutor) -> ScipixStatus {
    guard(|law| {
        if executor.is_null() {
            return Ok(());
        }
        let object = law.handle(executor, "executor")?;
        if object.is_inside() {
            fail!(Deadlock, "executor: this is one of its own callbacks");
        }
        // While the handle still lives, for the jobs that still run.
        object.close();
        drop(law.take(executor, "executor")?);
        Ok(())
    })
}
