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
/// long as [`Axis::dst`].
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

    /// The interval of each position. Positions do not outnumber the pixels of the source.
    pub fn covers(self) -> impl Iterator<Item = Cover> {
        let begins = Quotients::new(self.src, 0, self.dst);
        let ends = Quotients::new(self.src, self.src, self.dst);
        begins.zip(ends).map(|((at, rest), (end, end_rest))| Cover { at, rest, end, end_rest }).take(self.positions)
    }
}

impl Cover {
    /// How many pixels it touches.
    pub fn count(self) -> usize {
        self.end - self.at + usize::from(self.end_rest > 0)
    }

    /// How much of each pixel it covers, where a whole pixel is `dst`.
    pub fn weights(self, dst: usize) -> impl Iterator<Item = usize> {
        (self.at..self.at + self.count()).map(move |pixel| {
            let begin = if pixel == self.at { self.rest } else { 0 };
            let end = if pixel == self.end { self.end_rest } else { dst };
            end - begin
        })
    }
}

/// One of the two numbers is not 0.
fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
