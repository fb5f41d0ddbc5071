//! Rows of a filled convex polygon.

use super::line::line_runs;
use crate::base::error::{Result, fail};
use std::ops::Range;

/// The greatest distance of a coordinate from 0.
pub(super) const LARGEST: i32 = 1 << 24;

/// Fails for coordinates that are too far from 0 for a fill.
pub(super) fn check_coordinates(polygon: &[[i32; 2]]) -> Result<()> {
    match polygon.iter().flatten().find(|coordinate| !(-LARGEST..=LARGEST).contains(*coordinate)) {
        Some(far) => fail!(OutOfRange, "polygon: a coordinate is {far}, and none may exceed {LARGEST}"),
        None => Ok(()),
    }
}

/// The rows of a convex polygon that is filled with its border, as OpenCV's `fillPoly` does; kept to be filled again
/// without taking memory.
#[derive(Debug, Default)]
pub struct ConvexRows {
    top: i32,
    /// First and last column of each row; the first is beyond the last where a row is empty.
    ends: Vec<[i32; 2]>,
}

impl ConvexRows {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { top: 0, ends: Vec::new() }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.ends.capacity() * size_of::<[i32; 2]>()
    }

    /// Fills the convex `polygon` where it lies in `rows`.
    ///
    /// # Errors
    /// `OutOfRange` for coordinates beyond 2²⁴; `OutOfMemory`.
    pub fn fill(&mut self, polygon: &[[i32; 2]], rows: Range<i32>) -> Result<()> {
        check_coordinates(polygon)?;
        let (top, bottom) =
            polygon.iter().fold((i32::MAX, i32::MIN), |(top, bottom), p| (top.min(p[1]), bottom.max(p[1])));
        self.top = top.max(rows.start);
        let count = (i64::from(bottom.min(rows.end - 1)) - i64::from(self.top) + 1).max(0) as usize;
        self.ends.clear();
        if self.ends.try_reserve(count).is_err() {
            fail!(OutOfMemory, "polygon: no memory for {count} rows");
        }
        self.ends.resize(count, [i32::MAX, i32::MIN]);
        let mut before = polygon.last().copied().unwrap_or_default();
        for &point in polygon {
            line_runs(before, point, |y, from, to| {
                if let Some([first, last]) = self.ends.get_mut((i64::from(y) - i64::from(self.top)) as usize) {
                    (*first, *last) = (from.min(*first), to.max(*last));
                }
            });
            before = point;
        }
        Ok(())
    }

    /// Returns each row with its first and last column.
    pub fn rows(&self) -> impl Iterator<Item = (i32, i32, i32)> {
        (self.top..)
            .zip(&self.ends)
            .filter(|(_, [first, last])| first <= last)
            .map(|(y, &[first, last])| (y, first, last))
    }
}
