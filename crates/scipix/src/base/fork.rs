//! Whether this process is a fork of the one that made an object: it then has the object, but none of its threads, and
//! its locks may be held by one of those for ever.
//!
//! Forks are counted, not told by the process number, which a child in a namespace of its own may share with its parent.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

static FORKS: AtomicU32 = AtomicU32::new(0);

/// The process in which something was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Birth(u32);

impl Birth {
    /// This process. Nothing here waits: a thread that was watching when another forked may leave it half done in the
    /// child, so that it is done again, and counting a fork twice does no harm.
    pub fn now() -> Self {
        #[cfg(unix)]
        {
            static WATCHED: AtomicBool = AtomicBool::new(false);
            if !WATCHED.load(Relaxed) {
                // SAFETY: the handler does nothing but count, which is allowed in a forked child.
                unsafe { libc::pthread_atfork(None, None, Some(forked)) };
                WATCHED.store(true, Relaxed);
            }
        }
        Self(FORKS.load(Relaxed))
    }

    /// Whether this is still that process, and its threads are there.
    #[inline]
    pub fn is_here(self) -> bool {
        self.0 == FORKS.load(Relaxed)
    }

    /// As a number that is not 0.
    #[cfg(feature = "optimize")]
    pub fn number(self) -> u64 {
        u64::from(self.0) + 1
    }
}

#[cfg(unix)]
unsafe extern "C" fn forked() {
    FORKS.fetch_add(1, Relaxed);
}
