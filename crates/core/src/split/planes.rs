//! Rows of several planes that threads claim by number.

use super::claims::Claims;
use std::marker::PhantomData;
use std::ops::Range;
use std::slice;

/// Images one after another, each of `planes` planes of `height` rows of `row_len` elements. Rows of equal position in
/// the planes of an image go together: row `y` of image `n` has the number `n · height + y`. One thread claims each number.
pub struct Planes<'a, T> {
    ptr: *mut T,
    shape: PlanesShape,
    claims: Claims,
    borrow: PhantomData<&'a mut [T]>,
}

/// The sizes of [`Planes`].
#[derive(Clone, Copy)]
pub struct PlanesShape {
    /// Number of images.
    pub images: usize,
    /// Planes of an image, 3 at most.
    pub planes: usize,
    /// Rows of a plane.
    pub height: usize,
    /// Elements of a row.
    pub row_len: usize,
}

/// Rows of [`Planes`] that one thread has claimed. It iterates over the images that they belong to.
pub struct PlaneRows<'a, T> {
    ptr: *mut T,
    shape: PlanesShape,
    image: usize,
    /// The first row within `image`.
    y: usize,
    /// How many rows are left.
    left: usize,
    borrow: PhantomData<&'a mut [T]>,
}

/// Claimed rows of one image.
pub struct ImageRows<'a, T> {
    /// The image's first element.
    ptr: *mut T,
    shape: PlanesShape,
    image: usize,
    range: Range<usize>,
    borrow: PhantomData<&'a mut [T]>,
}

// SAFETY: a shared one gives each thread rows that no other thread has: it moves `&mut [T]` between threads.
unsafe impl<T: Send> Sync for Planes<'_, T> {}

impl<'a, T> Planes<'a, T> {
    /// Cuts `data` into claims of `step` row numbers. Panics where `data` is not as long as the shape says.
    pub fn new(data: &'a mut [T], shape: PlanesShape, step: usize) -> Self {
        let PlanesShape { images, planes, height, row_len } = shape;
        let elements = [height, planes, row_len].iter().try_fold(images, |product, &by| product.checked_mul(by));
        assert_eq!(elements, Some(data.len()));
        Self { ptr: data.as_mut_ptr(), shape, claims: Claims::new(images * height, step), borrow: PhantomData }
    }

    /// Returns all rows, for one thread.
    #[inline(always)]
    pub fn all(&mut self) -> PlaneRows<'_, T> {
        let &mut Self { ptr, shape, .. } = self;
        PlaneRows { ptr, shape, image: 0, y: 0, left: shape.images * shape.height, borrow: PhantomData }
    }

    /// Claims the next rows; `None` when all are claimed.
    pub fn claim(&self) -> Option<PlaneRows<'_, T>> {
        let &Self { ptr, shape, .. } = self;
        let numbers = self.claims.claim()?;
        let (image, y) = (numbers.start / shape.height, numbers.start % shape.height);
        Some(PlaneRows { ptr, shape, image, y, left: numbers.len(), borrow: PhantomData })
    }
}

impl<'a, T> Iterator for PlaneRows<'a, T> {
    type Item = ImageRows<'a, T>;

    #[inline(always)]
    fn next(&mut self) -> Option<ImageRows<'a, T>> {
        let &mut Self { ptr, shape, image, y, left, .. } = self;
        if left == 0 {
            return None;
        }
        let count = left.min(shape.height - y);
        (self.image, self.y, self.left) = (image + 1, 0, left - count);
        // SAFETY: the image lies within the data, whose shape `Planes::new` checked.
        let ptr = unsafe { ptr.add(image * shape.planes * shape.height * shape.row_len) };
        Some(ImageRows { ptr, shape, image, range: y..y + count, borrow: PhantomData })
    }
}

impl<T> ImageRows<'_, T> {
    /// Returns the number of the image.
    pub fn image(&self) -> usize {
        self.image
    }

    /// Returns which rows of the image these are.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Returns the rows `range` of each plane, one after another; a plane that the image does not have is empty. Panics for
    /// rows that are not among these.
    #[inline(always)]
    pub fn rows(&mut self, range: Range<usize>) -> [&mut [T]; 3] {
        assert!(self.range.start <= range.start && range.start < range.end && range.end <= self.range.end);
        let PlanesShape { planes, height, row_len, .. } = self.shape;
        [0, 1, 2].map(|plane| {
            if plane >= planes {
                return &mut [][..];
            }
            let row = plane * height + range.start;
            // SAFETY: the rows lie within one plane of the image; `Claims` gives each number to one claim, and a claim
            // gives it to one of these; `self` is borrowed while its rows live, and rows of different planes share no element.
            unsafe { slice::from_raw_parts_mut(self.ptr.add(row * row_len), range.len() * row_len) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(images: usize, planes: usize, height: usize, row_len: usize) -> PlanesShape {
        PlanesShape { images, planes, height, row_len }
    }

    #[test]
    fn rows_of_one_image_come_together() {
        let mut data: Vec<usize> = (0..2 * 3 * 5 * 4).collect();
        let mut planes = Planes::new(&mut data, shape(2, 3, 5, 4), 1);
        let mut second = planes.all().nth(1).unwrap();
        assert_eq!((second.image(), second.range()), (1, 0..5));
        let [a, b, c] = second.rows(1..4);
        // Image 1 begins at 60, its planes 20 apart, row 1 is 4 further.
        let run = |from: usize| (from..from + 12).collect::<Vec<_>>();
        assert_eq!((&*a, &*b, &*c), (&run(64)[..], &run(84)[..], &run(104)[..]));
    }

    #[test]
    fn a_claim_that_begins_in_one_image_ends_in_another() {
        let mut data = [0; 40];
        let planes = Planes::new(&mut data, shape(2, 1, 5, 4), 7);
        let parts = |rows: PlaneRows<'_, _>| rows.map(|part| (part.image(), part.range())).collect::<Vec<_>>();
        assert_eq!(parts(planes.claim().unwrap()), [(0, 0..5), (1, 0..2)]);
        assert_eq!(parts(planes.claim().unwrap()), [(1, 2..5)]);
        assert!(planes.claim().is_none());
    }

    #[test]
    #[should_panic]
    fn rows_that_are_not_claimed_are_not_given() {
        let mut data = [0; 40];
        let planes = Planes::new(&mut data, shape(2, 1, 5, 4), 2);
        planes.claim().unwrap().next().unwrap().rows(1..3);
    }

    #[test]
    #[should_panic]
    fn a_shape_is_that_of_the_data() {
        Planes::new(&mut [0; 40], shape(2, 1, 5, 3), 2);
    }

    #[test]
    fn every_row_is_claimed_once() {
        for (images, planes, height, step) in [(0, 3, 5, 2), (1, 1, 7, 100), (4, 3, 5, 2), (3, 2, 31, 1), (5, 1, 3, 7)]
        {
            let mut data = vec![0; images * planes * height * 6];
            let all = Planes::new(&mut data, shape(images, planes, height, 6), step);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        for mut part in std::iter::from_fn(|| all.claim()).flatten() {
                            for y in part.range() {
                                let number = part.image() * height + y;
                                for (plane, row) in part.rows(y..y + 1).into_iter().enumerate() {
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
