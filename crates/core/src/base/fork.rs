//! Detection of forks. A child of `fork` has a copy of each object of its parent, but none of the threads, and a lock that
//! one of those held stays locked for ever.
//!
//! Forks are counted. Process numbers would not do: a child in a namespace of its own may share its parent's.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

static FORKS: AtomicU32 = AtomicU32::new(0);

/// The process that made an object, as the number of forks that led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForkEpoch(u32);

impl ForkEpoch {
    /// Returns the epoch of this process. It never waits: a thread that was registering the handler when another forked may
    /// leave that half done in the child, which then registers it again. Counting a fork twice does no harm.
    pub fn current() -> Self {
        #[cfg(unix)]
        {
            use std::sync::atomic::AtomicBool;
            static REGISTERED: AtomicBool = AtomicBool::new(false);
            if !REGISTERED.load(Relaxed) {
                // SAFETY: the handler only increments a counter, which is allowed in a forked child.
                unsafe { libc::pthread_atfork(None, None, Some(count_fork)) };
                REGISTERED.store(true, Relaxed);
            }
        }
        Self(FORKS.load(Relaxed))
    }

    /// Returns whether this is still the process that made the object, so that its threads exist.
    #[inline]
    pub fn is_current(self) -> bool {
        self.0 == FORKS.load(Relaxed)
    }

    /// Returns the epoch as a number that is not 0.
    #[cfg(feature = "optimize")]
    pub fn number(self) -> u64 {
        u64::from(self.0) + 1
    }
}

#[cfg(unix)]
unsafe extern "C" fn count_fork() {
    FORKS.fetch_add(1, Relaxed);
}
