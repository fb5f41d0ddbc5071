//! Reading order of boxes of text.
//!
//! The angle of the page is the median of the directions of its boxes. In the frame of that angle the page is cut along
//! white gaps: into columns where a gap runs through several lines and is none between words, else into bands from top to
//! bottom, of which neighbours that share a gap stay together. What cannot be cut is read by lines: boxes that overlap across
//! the lines by half of the lower one. Rows of tables and forms are no columns, and an initial belongs to its first line.

mod angle;
mod columns;
mod cut;
mod frame;
mod initials;
mod lines;
mod params;
mod ten_pixels;
#[cfg(test)]
mod tests;

pub use params::{OrderRule, ReadingOrderParams, WritingDirection};

use crate::base::error::{Result, fail};
use crate::image::geometry::Coordinate;
use frame::Frame;
use lines::Item;

/// Scratch of [`reading_order`], which takes no memory once it has grown to the number of boxes.
#[derive(Debug, Default)]
pub struct ReadingOrderScratch {
    corners: Vec<[[f32; 2]; 4]>,
    items: Vec<Item>,
    angles: Vec<[f32; 2]>,
    spare: Vec<Item>,
}

impl ReadingOrderScratch {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { corners: Vec::new(), items: Vec::new(), angles: Vec::new(), spare: Vec::new() }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.corners.capacity() * size_of::<[[f32; 2]; 4]>()
            + self.items.capacity() * size_of::<Item>()
            + self.angles.capacity() * size_of::<[f32; 2]>()
            + self.spare.capacity() * size_of::<Item>()
    }
}

/// Writes the indices of `boxes` to `order`, in the order in which they are read. Each box is its corners: top left, top
/// right, bottom right, bottom left. Boxes that compare equal keep their order.
///
/// # Errors
/// `OutOfMemory`, also for more than 2³² - 1 boxes. After an error `order` is empty.
pub fn reading_order<C: Coordinate>(
    boxes: impl ExactSizeIterator<Item = [[C; 2]; 4]>,
    params: &ReadingOrderParams,
    scratch: &mut ReadingOrderScratch,
    order: &mut Vec<u32>,
) -> Result<()> {
    order.clear();
    let ReadingOrderScratch { corners, items, angles, spare } = scratch;
    let count = boxes.len();
    corners.clear();
    items.clear();
    angles.clear();
    spare.clear();
    let enough = u32::try_from(count).is_ok()
        && order.try_reserve(count).is_ok()
        && corners.try_reserve(count).is_ok()
        && items.try_reserve(count).is_ok()
        && angles.try_reserve(count).is_ok()
        && spare.try_reserve(count).is_ok();
    if !enough {
        fail!(OutOfMemory, "boxes: no memory for {count} of them");
    }
    corners.extend(boxes.map(|corners| corners.map(|corner| corner.map(C::to_f32))).take(count));
    if params.rule == OrderRule::TenPixels {
        ten_pixels::sort(corners, order);
        return Ok(());
    }
    let frame = Frame::new(angle::of_page(corners, params.direction, angles), params.direction);
    // What is said of the others must not depend on boxes that are nowhere.
    let item = |index: u32| Some(frame.item(&corners[index as usize], index)).filter(Item::is_finite);
    items.extend((0..count as u32).filter_map(item));
    let height = angle::median(angles, items.iter().map(|item| [item.height(), 1.0]));
    spare.resize(count, Item::default());
    initials::join_first_lines(items, height);
    cut::sort(items, height, spare);
    order.extend(items.iter().map(|item| item.index));
    if order.len() < count {
        order.extend((0..count as u32).filter(|&index| item(index).is_none()));
    }
    Ok(())
}
