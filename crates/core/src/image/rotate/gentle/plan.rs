//! One turn by a small angle.

use super::fall::{Fall, ONE};
use crate::image::rotate::path::Rotation;
use crate::image::{Geometry, ImageRef};
use crate::split::Rows;

/// A turn of bits by an angle so small that neighbouring pixels show neighbouring columns of the source, but for some columns that two
/// pixels show.
pub struct GentleTurn<'a> {
    pub src: Rows<'a>,
    /// Width and height of the source.
    pub size: (i64, i64),
    pub dst_width: usize,
    pub rotation: Rotation,
    /// Pixels of what the source does not cover.
    pub fill: u64,
    /// How columns fall behind the pixels that show them.
    pub x: Fall,
    /// How rows of the source, or their complements, fall along a row of the destination.
    pub y: Fall,
    /// Whether rows of the source rise along a row of the destination, so that their complements fall.
    pub rises: bool,
    /// Pixels from one word to the next, so few that columns fall behind once at most.
    pub advance: usize,
}

impl<'a> GentleTurn<'a> {
    /// Makes the turn of `rotation`, and gives that back where its angle is too large: 29 degrees or more.
    pub fn new(src: ImageRef<'a>, rotation: Rotation, fill: u8, dst: &Geometry) -> Result<Self, Rotation> {
        let (step_x, step_y) = rotation.steps();
        let behind = ONE - step_x;
        let Some(advance) = [64, 32, 16, 8].into_iter().find(|pixels| behind * pixels < ONE) else {
            return Err(rotation);
        };
        Ok(Self {
            src: src.rows(),
            size: (src.width() as i64, src.height() as i64),
            dst_width: dst.width,
            rotation,
            fill: u64::from_ne_bytes([fill; 8]),
            x: Fall::new(behind as u32),
            y: Fall::new(step_y.unsigned_abs() as u32),
            rises: step_y > 0,
            advance: advance as usize,
        })
    }
}
