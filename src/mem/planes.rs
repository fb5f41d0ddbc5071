//! Rows of several planes that threads claim by number.

use std::marker::PhantomData;
use std::ops::Range;
use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Images one after another, each of `planes` planes of `height` rows of `row_len` elements. The rows of one number in all
/// planes of an image go together: row `y` of image `n` is number `n · height + y`. Each number is given out exactly once.
pub struct Planes<'a, T> {
    ptr: *mut T,
    shape: Shape,
    step: usize,
    next: AtomicUsize,
    borrow: PhantomData<&'a mut [T]>,
}

#[derive(Clone, Copy)]
struct Shape {
    images: usize,
    planes: usize,
    height: usize,
    row_len: usize,
}

/// Some of the rows of [`Planes`], claimed.
pub struct PlaneRows<'a, T> {
    ptr: *mut T,
    shape: Shape,
    range: Range<usize>,
    borrow: PhantomData<&'a mut [T]>,
}

// SAFETY: sharing this lets each thread take rows that no other thread has: it moves `&mut [T]` between threads.
unsafe impl<T: Send> Sync for Planes<'_, T> {}

impl<'a, T> Planes<'a, T> {
    /// `data` in claims of `step` row numbers. Panics where the shape is not that of `data`.
    pub fn new(data: &'a mut [T], planes: usize, height: usize, row_len: usize, step: usize) -> Self {
        let image = planes.checked_mul(height).and_then(|rows| rows.checked_mul(row_len)).expect("a shape of memory");
        let images = data.len().checked_div(image).unwrap_or(0);
        assert_eq!(images * image, data.len());
        let shape = Shape { images, planes, height, row_len };
        Self { ptr: data.as_mut_ptr(), shape, step: step.max(1), next: AtomicUsize::new(0), borrow: PhantomData }
    }

    /// The next rows; `None` when all are given out.
    pub fn claim(&self) -> Option<PlaneRows<'_, T>> {
        let numbers = self.shape.images * self.shape.height;
        let start = self.next.fetch_add(1, Relaxed).checked_mul(self.step).filter(|&start| start < numbers)?;
        let range = start..numbers.min(start.saturating_add(self.step));
        Some(PlaneRows { ptr: self.ptr, shape: self.shape, range, borrow: PhantomData })
    }
}

impl<T> PlaneRows<'_, T> {
    /// Their numbers.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The rows of `number`, those of planes beyond the last being empty. Panics for a number that was not claimed.
    pub fn row(&mut self, number: usize) -> [&mut [T]; 3] {
        assert!(self.range.contains(&number));
        let Shape { planes, height, row_len, .. } = self.shape;
        [0, 1, 2].map(|plane| {
            if plane >= planes {
                return &mut [][..];
            }
            let row = (number / height * planes + plane) * height + number % height;
            // SAFETY: the row lies within the data, whose shape `Planes::new` checked; the counter gives each number to
            // one claim, `self` is borrowed while its rows live, and rows of different planes share no element.
            unsafe { slice::from_raw_parts_mut(self.ptr.add(row * row_len), row_len) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_claimed_once() {
        for (images, planes, height, step) in [(0, 3, 5, 2), (1, 1, 7, 100), (4, 3, 5, 2), (3, 2, 31, 1)] {
            let mut data = vec![0; images * planes * height * 6];
            let all = Planes::new(&mut data, planes, height, 6, step);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        while let Some(mut rows) = all.claim() {
                            for number in rows.range() {
                                for (plane, row) in rows.row(number).into_iter().enumerate() {
                                    assert_eq!(row.len(), if plane < planes { 6 } else { 0 });
                                    row.iter_mut().for_each(|x| *x += 1 + 10 * number + plane);
                                }
                            }
                        }
                    });
                }
            });
            for (index, row) in data.chunks(6).enumerate() {
                let (image, plane, y) = (index / height / planes, index / height % planes, index % height);
                assert_eq!(row, [1 + 10 * (image * height + y) + plane; 6]);
            }
        }
    }
}
