//! Reading order of boxes.

use crate::error::Result;
use scipix_core::image::geometry::Coordinate;
use scipix_core::recognition as core_recognition;
use scipix_core::recognition::{OrderRule, ReadingOrderScratch, WritingDirection};

/// Parameters of [`reading_order`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct ReadingOrderParams(core_recognition::ReadingOrderParams);

impl ReadingOrderParams {
    /// Sets the rule by which boxes are ordered; [`OrderRule::Layout`] by default.
    pub fn rule(mut self, rule: OrderRule) -> Self {
        self.0.rule = rule;
        self
    }

    /// Sets the direction of writing; from left to right by default.
    pub fn direction(mut self, direction: WritingDirection) -> Self {
        self.0.direction = direction;
        self
    }
}

/// Returns the indices of `boxes` in the order in which they are read. Each box is its corners: top left, top right,
/// bottom right, bottom left.
///
/// The page is cut along white gaps: into columns where a gap runs through several lines, else into bands from top to
/// bottom. What cannot be cut is read by lines. The page may be at an angle, which is that of most boxes.
///
/// # Errors
/// `OutOfMemory`.
pub fn reading_order<C: Coordinate>(boxes: &[[[C; 2]; 4]], params: &ReadingOrderParams) -> Result<Vec<usize>> {
    let mut order = Vec::new();
    let mut scratch = ReadingOrderScratch::new();
    core_recognition::reading_order(boxes.iter().copied(), &params.0, &mut scratch, &mut order)?;
    Ok(order.into_iter().map(|index| index as usize).collect())
}
