//! Pieces of a slice that threads claim one by one.

use std::marker::PhantomData;
use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// A slice cut into chunks, each given out exactly once.
pub struct Chunks<'a, T> {
    ptr: *mut T,
    len: usize,
    step: usize,
    next: AtomicUsize,
    borrow: PhantomData<&'a mut [T]>,
}

// SAFETY: sharing this lets each thread take chunks that no other thread has: it moves `&mut [T]` between threads.
unsafe impl<T: Send> Sync for Chunks<'_, T> {}

impl<'a, T> Chunks<'a, T> {
    /// Chunks of `step`, the last one shorter.
    pub fn new(data: &'a mut [T], step: usize) -> Self {
        Self {
            ptr: data.as_mut_ptr(),
            len: data.len(),
            step: step.max(1),
            next: AtomicUsize::new(0),
            borrow: PhantomData,
        }
    }

    /// The next chunk and its index; `None` when all are given out.
    pub fn claim(&self) -> Option<(usize, &'a mut [T])> {
        let index = self.next.fetch_add(1, Relaxed);
        let start = index.checked_mul(self.step).filter(|&start| start < self.len)?;
        let len = self.step.min(self.len - start);
        // SAFETY: `start + len <= len` of the slice, which is ours alone for 'a; the counter gives each index to one
        // caller, and chunks of different indices share no element.
        Some((index, unsafe { slice::from_raw_parts_mut(self.ptr.add(start), len) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_is_claimed_once() {
        for (len, step) in [(0, 3), (1, 0), (1000, 7), (1000, 1000), (1000, usize::MAX)] {
            let mut data = vec![0; len];
            let chunks = Chunks::new(&mut data, step);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        while let Some((index, chunk)) = chunks.claim() {
                            chunk.iter_mut().for_each(|x| *x += 1 + index);
                        }
                    });
                }
            });
            assert!(chunks.claim().is_none());
            assert!(data.chunks(step.max(1)).enumerate().all(|(i, chunk)| chunk.iter().all(|&x| x == 1 + i)));
        }
    }
}
