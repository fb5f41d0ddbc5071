//! A loop over the chunks of a slice.

use super::chunks::Chunks;
use super::share::share;
use super::stop_on_panic::StopOnPanic;

/// Calls `f` with each chunk of `step` elements and its number, on `workers` threads at once. After a panic no further chunk
/// is begun.
pub fn for_chunks<T: Send>(data: &mut [T], step: usize, workers: usize, f: impl Fn(usize, &mut [T]) + Sync) {
    if (1..=step).contains(&data.len()) {
        return f(0, data);
    }
    let chunks = Chunks::new(data, step);
    share(workers, || {
        let _guard = StopOnPanic(|| chunks.stop());
        while let Some((index, chunk)) = chunks.claim() {
            f(index, chunk);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
    use std::time::Duration;

    #[test]
    fn a_panic_stops_what_has_not_begun() {
        let (panics, begun) = (AtomicBool::new(false), AtomicUsize::new(0));
        let body = |index, _: &mut [u8]| {
            if index == 0 {
                // Until others have begun.
                std::thread::sleep(Duration::from_millis(20));
                panics.store(true, SeqCst);
                // Without the message, which takes long.
                resume_unwind(Box::new("the first chunk"));
            }
            while !panics.load(SeqCst) {
                std::thread::yield_now();
            }
            std::thread::sleep(Duration::from_micros(200));
            begun.fetch_add(1, SeqCst);
        };
        let mut data = [0; 1000];
        assert!(catch_unwind(AssertUnwindSafe(|| for_chunks(&mut data, 1, 4, body))).is_err());
        assert!(begun.load(SeqCst) < 900, "{begun:?} of 999 began");
    }
}
