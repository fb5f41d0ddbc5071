//! Threads of the standard library, or of shuttle.

use crate::base::error::try_format;
#[cfg(all(test, shuttle))]
use shuttle::thread::{self, Builder, JoinHandle};
use std::fmt::Arguments;
use std::io;
#[cfg(not(all(test, shuttle)))]
use std::thread::{self, Builder, JoinHandle};

/// A thread of the library. It goes on by itself where this is dropped.
#[derive(Debug)]
pub struct StdThread(JoinHandle<()>);

impl StdThread {
    /// Starts a thread. A panic of `run` ends the thread alone.
    ///
    /// # Errors
    /// What the system says where it has no more threads or memory.
    pub fn start(name: Arguments<'_>, run: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let name = try_format(name, "thread").map_err(|_| io::ErrorKind::OutOfMemory)?;
        Builder::new().name(name).spawn(run).map(Self)
    }

    /// Waits until the thread has ended.
    pub fn join(self) {
        // The panic of a thread was told where it arose.
        let _ = self.0.join();
    }

    /// Returns whether this is the calling thread.
    pub fn is_current(&self) -> bool {
        self.0.thread().id() == thread::current().id()
    }
}
