//! The batcher and its threads.

use super::config::BatchConfig;
use super::core::BatchCore;
use super::handle::Handle;
use super::state::InFlight;
use super::work::Work;
use super::worker;
use crate::base::error::{Result, fail};
use crate::base::platform::need_threads;
use crate::base::sync::Mutex;
use crate::base::{OwnThread, Shared, end_threads, start_thread};
use std::fmt::Arguments;
use std::ops::Deref;

/// Most shed items that are taken under one lock.
const ANSWERED_AT_ONCE: usize = 256;

/// A batcher. Dropping it closes it and waits until all queued items are answered; if batches are pulled, they are answered
/// with [`FailureReason::Cancelled`](super::FailureReason::Cancelled). Dropping it inside its own callback does not wait: its threads then
/// end by themselves.
pub struct Batcher<W: Work> {
    handle: Handle<W>,
    /// Batches are pulled, so there are no workers.
    pulled: bool,
    threads: Mutex<Vec<OwnThread>>,
}

impl<W: Work> Batcher<W> {
    /// A batcher with workers of its own.
    ///
    /// # Errors
    /// `InvalidArgument` by [`BatchConfig::check`]; `OutOfMemory`; `Io` if a thread cannot be started; `Unsupported` on a
    /// platform without threads.
    pub fn new(config: BatchConfig, work: W) -> Result<Self> {
        let workers = config.workers;
        let batcher = Self::without_workers(config, work, false)?;
        for index in 0..workers {
            // A worker that cannot have more memory works on batches of one.
            let mut batch = InFlight::new();
            if batch.reserve(1) == 0 {
                fail!(OutOfMemory, "config: no memory for worker {index} of {workers}");
            }
            batcher.spawn(format_args!("scipix-batch-{index}"), move |core| worker::run(core, batch))?;
        }
        Ok(batcher)
    }

    /// A batcher without workers, whose batches are taken with [`Handle::next_batch`]. [`Work::process`] is not called.
    ///
    /// # Errors
    /// `InvalidArgument` by [`BatchConfig::check`]; `OutOfMemory`; `Io` if the thread that keeps deadlines cannot be started;
    /// `Unsupported` on a platform without threads.
    pub fn pulled(config: BatchConfig, work: W) -> Result<Self> {
        Self::without_workers(config, work, true)
    }

    fn without_workers(config: BatchConfig, work: W, pulled: bool) -> Result<Self> {
        config.check()?;
        need_threads("batcher")?;
        let mut shed = Vec::new();
        if shed.try_reserve_exact(ANSWERED_AT_ONCE).is_err() {
            fail!(OutOfMemory, "config: no memory for the thread that keeps deadlines");
        }
        let count = if pulled { 1 } else { 1 + config.workers };
        let Some(core) = Shared::try_new(BatchCore::new(config, work)?) else {
            fail!(OutOfMemory, "config: no memory for a batcher");
        };
        let mut threads = Vec::new();
        if threads.try_reserve_exact(count).is_err() {
            fail!(OutOfMemory, "config: no memory for {count} threads");
        }
        let batcher = Self { handle: Handle(core), pulled, threads: Mutex::new(threads) };
        batcher.spawn(format_args!("scipix-deadline"), move |core| worker::run_timer(core, shed))?;
        Ok(batcher)
    }

    fn spawn(&self, name: Arguments<'_>, run: impl FnOnce(&BatchCore<W>) + Send + 'static) -> Result<()> {
        let core = self.handle.0.clone();
        let thread = start_thread("config", name, move || run(&core))?;
        self.threads.lock().push(thread);
        Ok(())
    }

    /// Whether batches are pulled.
    pub fn is_pulled(&self) -> bool {
        self.pulled
    }

    /// Closes the batcher, answers all queued items as dropping does, and waits for the threads unless this thread is inside
    /// a callback of the batcher. If another thread ends it too, both wait. Handles stay usable.
    pub fn end(&self) {
        self.close();
        if self.pulled {
            self.handle.0.cancel_all();
        }
        if !self.is_inside() {
            drop(end_threads(&self.threads, false));
        }
    }

    /// Makes a handle, which does not keep the batcher from being dropped.
    pub fn handle(&self) -> Handle<W> {
        self.handle.clone()
    }
}

impl<W: Work> Deref for Batcher<W> {
    type Target = Handle<W>;

    fn deref(&self) -> &Handle<W> {
        &self.handle
    }
}

impl<W: Work> Drop for Batcher<W> {
    fn drop(&mut self) {
        self.end();
    }
}
