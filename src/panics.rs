//! Panics that the ABI catches are reported by status, not printed: a library has no business on its host's stderr.

use std::cell::Cell;
use std::panic;
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// While it lives, a panic of this thread prints nothing; panics elsewhere go to whatever hook the host had.
pub(crate) struct Quiet {
    before: bool,
}

impl Quiet {
    pub(crate) fn here() -> Self {
        static HOOKED: Once = Once::new();
        HOOKED.call_once(|| {
            let host_hook = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                // A thread past the end of its thread-locals prints: better than silence about a fault of the host.
                if !QUIET.try_with(Cell::get).unwrap_or(false) {
                    host_hook(info);
                }
            }));
        });
        Self { before: QUIET.try_with(|quiet| quiet.replace(true)).unwrap_or(false) }
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        let _ = QUIET.try_with(|quiet| quiet.set(self.before));
    }
}
