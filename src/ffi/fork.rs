//! Whether this process is a fork of the one that made an object: it then has the object, but none of its threads, and
//! its locks may be held by one of those for ever.

use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

static GENERATION: AtomicU32 = AtomicU32::new(0);

/// A number that a forked child does not share with its parent, from the parent's first call on.
pub(super) fn generation() -> u32 {
    #[cfg(unix)]
    {
        static WATCHING: Once = Once::new();
        // SAFETY: the handler does nothing but count, which is allowed in a forked child.
        WATCHING.call_once(|| unsafe {
            libc::pthread_atfork(None, None, Some(forked));
        });
    }
    GENERATION.load(Relaxed)
}

#[cfg(unix)]
unsafe extern "C" fn forked() {
    GENERATION.fetch_add(1, Relaxed);
}
