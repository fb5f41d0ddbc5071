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

    /// All rows, for one thread.
    pub fn all(&mut self) -> PlaneRows<'_, T> {
        PlaneRows {
            ptr: self.ptr,
            shape: self.shape,
            range: 0..self.shape.images * self.shape.height,
            borrow: PhantomData,
        }
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
        self.rows(number..number + 1)
    }

    /// The rows of `numbers`, all of one image: in each plane one after another, those of planes beyond the last being
    /// empty. Panics for numbers that were not claimed, or of several images.
    pub fn rows(&mut self, numbers: Range<usize>) -> [&mut [T]; 3] {
        let Shape { planes, height, row_len, .. } = self.shape;
        assert!(self.range.start <= numbers.start && numbers.start < numbers.end && numbers.end <= self.range.end);
        let (image, y) = (numbers.start / height, numbers.start % height);
        assert!(numbers.len() <= height - y);
        [0, 1, 2].map(|plane| {
            if plane >= planes {
                return &mut [][..];
            }
            let row = (image * planes + plane) * height + y;
            // SAFETY: the rows lie within one plane of the data, whose shape `Planes::new` checked; the counter gives each
            // number to one claim, `self` is borrowed while its rows live, and rows of different planes share no element.
            unsafe { slice::from_raw_parts_mut(self.ptr.add(row * row_len), numbers.len() * row_len) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_image_come_together() {
        let mut data: Vec<usize> = (0..2 * 3 * 5 * 4).collect();
        let mut planes = Planes::new(&mut data, 3, 5, 4, 1);
        let mut all = planes.all();
        assert_eq!(all.range(), 0..10);
        let [a, b, c] = all.rows(6..9);
        // Image 1 begins at 60, its planes 20 apart, row 1 is 4 further.
        let run = |from: usize| (from..from + 12).collect::<Vec<_>>();
        assert_eq!((&*a, &*b, &*c), (&run(64)[..], &run(84)[..], &run(104)[..]));
    }

    #[test]
    #[should_panic]
    fn rows_of_two_images_do_not() {
        Planes::new(&mut [0; 40], 1, 5, 4, 1).all().rows(4..6);
    }

    #[test]
    #[should_panic]
    fn rows_that_are_not_claimed_are_not_given() {
        let mut data = [0; 40];
        let planes = Planes::new(&mut data, 1, 5, 4, 2);
        planes.claim().unwrap().rows(1..3);
    }

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
