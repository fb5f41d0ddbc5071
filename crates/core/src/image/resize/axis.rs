//! One axis of a resize, reduced to its period, and the part of the source that each position covers.

use super::quotients::Quotients;

/// The lengths of one axis before and after, divided by their greatest common divisor: after `dst` positions everything
/// repeats, `src` pixels further on.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    pub src: usize,
    pub dst: usize,
    pub positions: usize,
}

/// The interval that a position covers: from `rest` into pixel `at` to `end_rest` into pixel `end`, where a pixel is as
/// long as [`Axis::pixel`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Cover {
    pub at: usize,
    rest: usize,
    end: usize,
    end_rest: usize,
}

impl Axis {
    pub fn new(src: usize, dst: usize) -> Self {
        let divisor = greatest_common_divisor(src, dst);
        Self { src: src / divisor, dst: dst / divisor, positions: dst }
    }

    /// Whether positions outnumber the pixels of the source.
    pub fn grows(self) -> bool {
        self.dst > self.src
    }

    /// The length of a pixel of the source, in the unit of [`Cover`].
    pub fn pixel(self) -> usize {
        if self.grows() { 2 * self.dst } else { self.dst }
    }

    /// The length of what each position covers: a pixel of the result, or one of the source if that is longer.
    pub fn covered(self) -> usize {
        if self.grows() { self.pixel() } else { self.src }
    }

    /// The interval of each position: its centre is that of the pixel of the result, but no interval leaves the source.
    pub fn covers(self) -> impl Iterator<Item = Cover> {
        let Self { src, dst, positions } = self;
        let pixels = src * (positions / dst);
        // On an axis that grows intervals begin at (2x + 1) · src − dst; a whole pixel is added against negative numbers.
        let (factor, offset) = if self.grows() { (2, src + dst) } else { (1, 0) };
        let begins = Quotients::new(factor * src, offset, self.pixel());
        let ends = Quotients::new(factor * src, offset + self.covered(), self.pixel());
        let covers = begins.zip(ends).map(move |((at, rest), (end, end_rest))| {
            if !self.grows() {
                return Cover { at, rest, end, end_rest };
            }
            match at.checked_sub(1) {
                None => Cover { at: 0, rest: 0, end: 1, end_rest: 0 },
                Some(at) if at + 1 >= pixels => Cover { at: pixels - 1, rest: 0, end: pixels, end_rest: 0 },
                Some(at) => Cover { at, rest, end: end - 1, end_rest },
            }
        });
        covers.take(positions)
    }
}

impl Cover {
    /// How many pixels it touches.
    pub fn count(self) -> usize {
        self.end - self.at + usize::from(self.end_rest > 0)
    }

    /// How much of each pixel it covers, where a whole pixel is `pixel` long.
    pub fn weights(self, pixel: usize) -> impl Iterator<Item = usize> {
        (self.at..self.at + self.count()).map(move |at| {
            let begin = if at == self.at { self.rest } else { 0 };
            let end = if at == self.end { self.end_rest } else { pixel };
            end - begin
        })
    }
}

/// One of the two numbers is not 0.
fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
