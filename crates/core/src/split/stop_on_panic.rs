//! The end of a loop that panics.

/// Calls its function when a panic drops it: to stop the other threads of a loop.
pub struct StopOnPanic<F: Fn()>(pub F);

impl<F: Fn()> Drop for StopOnPanic<F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            (self.0)();
        }
    }
}
