//! Chunks of a slice that threads claim one by one.

use super::claims::Claims;
use std::marker::PhantomData;
use std::slice;

/// A slice cut into chunks, each of which one thread claims.
pub struct Chunks<'a, T> {
    ptr: *mut T,
    claims: Claims,
    borrow: PhantomData<&'a mut [T]>,
}

// SAFETY: a shared one gives each thread chunks that no other thread has: it moves `&mut [T]` between threads.
unsafe impl<T: Send> Sync for Chunks<'_, T> {}

impl<'a, T> Chunks<'a, T> {
    /// Cuts `data` into chunks of `step`, the last one shorter.
    pub fn new(data: &'a mut [T], step: usize) -> Self {
        Self { claims: Claims::new(data.len(), step), ptr: data.as_mut_ptr(), borrow: PhantomData }
    }

    /// Claims the next chunk and returns it with its number; `None` when all are claimed.
    pub fn claim(&self) -> Option<(usize, &'a mut [T])> {
        let (index, range) = self.claims.claim_indexed()?;
        // SAFETY: the range lies within the slice, which is exclusively borrowed for 'a; `Claims` gives each index to one
        // caller, so that chunks share no element.
        Some((index, unsafe { slice::from_raw_parts_mut(self.ptr.add(range.start), range.len()) }))
    }

    /// Ends the claims: later ones find nothing.
    pub fn stop(&self) {
        self.claims.stop();
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
