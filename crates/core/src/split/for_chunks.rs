//! A loop over the chunks of a slice.

use super::chunks::Chunks;
use super::share::share;

/// Calls `f` with each chunk of `step` elements and its number, on `workers` threads at once.
pub fn for_chunks<T: Send>(data: &mut [T], step: usize, workers: usize, f: impl Fn(usize, &mut [T]) + Sync) {
    if (1..=step).contains(&data.len()) {
        return f(0, data);
    }
    let chunks = Chunks::new(data, step);
    share(workers, || {
        while let Some((index, chunk)) = chunks.claim() {
            f(index, chunk);
        }
    });
}
