//! Area: the mean of what a pixel of the result covers of the source, exact and rounded once.
//!
//! Pixel `x` of `dst` covers `[x · src, (x + 1) · src)` of an axis on which a pixel of the source is `dst` long; both lengths
//! are divided by what they have in common. What it covers of each is its weight, an integer, and all weights of an axis add
//! up to `src`. So the mean is `floor(sum / total + ½)` of integers, whatever the order they are summed in.

use super::steps::Steps;
use super::taps::Taps;
use crate::base::error::Result;

/// One axis of both sizes, divided by what they have in common: after `dst` positions all is as before, `src` pixels on.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    pub src: usize,
    pub dst: usize,
    pub positions: usize,
}

/// What a position covers: from `rest` into pixel `at` to `end_rest` into pixel `end`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cover {
    pub at: usize,
    rest: usize,
    end: usize,
    end_rest: usize,
}

impl Axis {
    pub fn new(src: usize, dst: usize) -> Self {
        let common = common(src, dst);
        Self { src: src / common, dst: dst / common, positions: dst }
    }

    /// What each position covers. Positions are not longer than those of the source are.
    pub fn covers(self) -> impl Iterator<Item = Cover> {
        let begins = Steps::new(self.src, 0, self.dst);
        let ends = Steps::new(self.src, self.src, self.dst);
        begins.zip(ends).map(|((at, rest), (end, end_rest))| Cover { at, rest, end, end_rest }).take(self.positions)
    }

    /// The same as weights, which must fit: `dst` is at most `i16::MAX`.
    pub fn taps(self, step: usize) -> Result<Taps> {
        let period = || self.covers().take(self.dst);
        let (mut covers, count) = (period(), period().map(|cover| cover.count()).max().unwrap_or(1));
        Taps::new(
            self,
            count,
            step,
            |_| true,
            |_, weights| {
                let Some(cover) = covers.next() else { return 0 };
                weights.iter_mut().zip(cover.weights(self.dst)).for_each(|(to, weight)| *to = weight as i16);
                cover.at
            },
        )
    }
}

impl Cover {
    /// Pixels that are covered.
    pub fn count(self) -> usize {
        self.end - self.at + usize::from(self.end_rest > 0)
    }

    /// How much of each, where a whole one is `dst`.
    pub fn weights(self, dst: usize) -> impl Iterator<Item = usize> {
        (self.at..self.at + self.count()).map(move |pixel| {
            let begin = if pixel == self.at { self.rest } else { 0 };
            let end = if pixel == self.end { self.end_rest } else { dst };
            end - begin
        })
    }
}

/// The greatest common divisor of two numbers of which one is not 0.
fn common(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common(b, a % b) }
}
