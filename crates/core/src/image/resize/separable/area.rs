//! Weights of the area filter: the mean of what a pixel of the result covers of the source, exact and rounded once.
//!
//! On an axis that shrinks, pixel `x` of the result covers `[x · src, (x + 1) · src)`, where a pixel of the source is `dst`
//! long. On one that grows it covers the length of a pixel of the source around its centre,
//! `[(2x + 1) · src − dst, (2x + 1) · src + dst)` where that is `2 · dst`, moved into the image: that is linear
//! interpolation. Both lengths are divided by their greatest common divisor. The covered length of each pixel is its weight,
//! an integer, and all weights of a position add up to [`Axis::covered`]. So the mean is `floor(sum / total + ½)` of
//! integers, in whatever order they are summed.

use crate::base::error::Result;
use crate::image::resize::axis::Axis;
use crate::image::resize::taps::Taps;

/// The weights of each position of `axis`, whose pixel must be at most `i16::MAX` long; each has a multiple of `step`.
pub fn taps(axis: Axis, step: usize) -> Result<Taps> {
    let longest = || axis.covers().take(axis.dst).map(|cover| cover.count()).max().unwrap_or(1);
    let count = if axis.grows() { 2 } else { longest() };
    let mut covers = axis.covers();
    Taps::new(
        axis,
        count,
        step,
        // The ends of an axis that grows differ from its other periods.
        |_| !axis.grows(),
        |_, weights| {
            let Some(cover) = covers.next() else { return 0 };
            weights.iter_mut().zip(cover.weights(axis.pixel())).for_each(|(to, weight)| *to = weight as i16);
            cover.at
        },
    )
}
