//! Weights of the area filter: the mean of what a pixel of the result covers of the source, exact and rounded once.
//!
//! Pixel `x` of the result covers `[x · src, (x + 1) · src)` of an axis on which a pixel of the source is `dst` long; both
//! lengths are divided by their greatest common divisor. The covered length of each pixel is its weight, an integer, and
//! all weights of a position add up to `src`. So the mean is `floor(sum / total + ½)` of integers, in whatever order they
//! are summed.

use crate::base::error::Result;
use crate::image::resize::axis::Axis;
use crate::image::resize::taps::Taps;

/// The weights of each position of `axis`, whose `dst` must be at most `i16::MAX`; each has a multiple of `step`.
pub fn taps(axis: Axis, step: usize) -> Result<Taps> {
    let period = || axis.covers().take(axis.dst);
    let (mut covers, count) = (period(), period().map(|cover| cover.count()).max().unwrap_or(1));
    Taps::new(
        axis,
        count,
        step,
        |_| true,
        |_, weights| {
            let Some(cover) = covers.next() else { return 0 };
            weights.iter_mut().zip(cover.weights(axis.dst)).for_each(|(to, weight)| *to = weight as i16);
            cover.at
        },
    )
}
