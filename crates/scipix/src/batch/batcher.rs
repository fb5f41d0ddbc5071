//! The batcher and its threads.

use super::config::BatchConfig;
use super::core::BatchCore;
use super::handle::Handle;
use super::sync::{Arc, Builder, JoinHandle};
use super::work::Work;
use super::worker;
use crate::base::error::{Result, fail};
use crate::base::sync::Mutex;
use std::ops::Deref;

/// A batcher. Dropping it closes it and waits until all queued items are answered; if batches are pulled, they are answered
/// with [`Fate::Cancelled`](super::Fate::Cancelled). Dropping it inside its own callback does not wait: its threads then
/// end by themselves.
pub struct Batcher<W: Work> {
    handle: Handle<W>,
    /// Batches are pulled, so there are no workers.
    pulled: bool,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl<W: Work> Batcher<W> {
    /// A batcher with threads of its own.
    ///
    /// # Errors
    /// `InvalidArgument` by [`BatchConfig::check`]; `Io` if a thread cannot be started.
    pub fn new(config: BatchConfig, work: W) -> Result<Self> {
        let workers = config.workers;
        let batcher = Self::without_threads(config, work, false)?;
        for index in 0..workers {
            let core = batcher.handle.0.clone();
            let builder = Builder::new().name(format!("scipix-batch-{index}"));
            match builder.spawn(move || worker::run(&core)) {
                Ok(thread) => batcher.threads.lock().push(thread),
                Err(error) => fail!(Io, "config: thread {index} of {workers} cannot be started: {error}"),
            }
        }
        Ok(batcher)
    }

    /// A batcher without threads, whose batches are taken with [`Handle::next_batch`]. [`Work::process`] is not called.
    ///
    /// # Errors
    /// `InvalidArgument` by [`BatchConfig::check`].
    pub fn pulled(config: BatchConfig, work: W) -> Result<Self> {
        Self::without_threads(config, work, true)
    }

    fn without_threads(config: BatchConfig, work: W, pulled: bool) -> Result<Self> {
        config.check()?;
        Ok(Self { handle: Handle(Arc::new(BatchCore::new(config, work))), pulled, threads: Mutex::new(Vec::new()) })
    }

    /// Whether batches are pulled.
    pub fn is_pulled(&self) -> bool {
        self.pulled
    }

    /// Closes the batcher, answers all queued items as dropping does, and waits for the threads unless this thread is inside
    /// a callback of the batcher. Handles stay usable.
    pub fn end(&self) {
        self.close();
        if self.pulled {
            self.handle.0.cancel_all();
        } else if !self.is_inside() {
            let threads = std::mem::take(&mut *self.threads.lock());
            for thread in threads {
                // A worker does not panic: callbacks are caught.
                let _ = thread.join();
            }
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
