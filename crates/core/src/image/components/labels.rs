//! Connected components of images: boxes, areas and labels.

use super::bit_mask::BitMask;
use super::pack::pack_image;
use super::runs::{Connectivity, PixelRun, Runs};
use crate::base::error::{Result, fail};
use crate::image::ImageRef;

/// The bounding box and the area of a component.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// Leftmost column.
    pub x: u32,
    /// Top row.
    pub y: u32,
    /// Columns of the box.
    pub width: u32,
    /// Rows of the box.
    pub height: u32,
    /// Number of pixels.
    pub area: u64,
}

/// Labels to write, one for each pixel of an image: rows of `u32`, each `stride` after the one before.
#[derive(Debug)]
pub struct LabelsMut<'a> {
    /// Labels of the first row, and on to the last label of the last row.
    pub data: &'a mut [u32],
    /// Labels from one row to the next, at least the width of the image.
    pub stride: usize,
}

/// Scratch and results of [`connected_components`], which takes no memory once it has grown.
#[derive(Debug, Default)]
pub struct ComponentScratch {
    mask: BitMask,
    runs: Runs,
    components: Vec<Component>,
}

impl ComponentScratch {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { mask: BitMask::new(), runs: Runs::new(), components: Vec::new() }
    }

    /// Returns the components that were found last.
    pub fn into_components(self) -> Vec<Component> {
        self.components
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.mask.bytes() + self.runs.bytes() + self.components.capacity() * size_of::<Component>()
    }

    /// Writes the labels of the image of the last [`connected_components`], for callers that have to see the number of
    /// components before.
    ///
    /// # Errors
    /// `SizeMismatch` for labels that are too few for the image or rows that overlap.
    pub fn write_labels(&self, labels: LabelsMut<'_>) -> Result<()> {
        let (width, height) = (self.mask.width(), self.mask.height());
        if height > 0 {
            check_labels(&labels, width, height)?;
            write_labels(&self.runs, width, height, labels);
        }
        Ok(())
    }
}

/// Finds the connected components of the black pixels of a `Bit1` image, or of the pixels of a `Gray8` image that are not 0.
/// They are listed in the order of their first pixels, from top to bottom and left to right; the pixels of component `i` get
/// label `i + 1`, all others 0. The partition is that of OpenCV's `connectedComponents`.
///
/// # Errors
/// `Unsupported` for other formats and sides beyond 2²⁴; `SizeMismatch` for labels that are too few for the image or rows
/// that overlap; `OutOfMemory`, also for more than 2³² - 2 runs of pixels. Labels are written only after all that can fail.
pub fn connected_components<'a>(
    src: ImageRef<'_>,
    connectivity: Connectivity,
    labels: Option<LabelsMut<'_>>,
    scratch: &'a mut ComponentScratch,
) -> Result<&'a [Component]> {
    if let Some(labels) = &labels {
        check_labels(labels, src.width(), src.height())?;
    }
    let ComponentScratch { mask, runs, components } = scratch;
    pack_image(src, mask)?;
    runs.find(mask, connectivity)?;
    components.clear();
    if components.try_reserve(runs.components()).is_err() {
        fail!(OutOfMemory, "mask: no memory for {} components", runs.components());
    }
    measure(runs, components);
    if let Some(labels) = labels {
        write_labels(runs, src.width(), src.height(), labels);
    }
    Ok(components)
}

fn check_labels(labels: &LabelsMut<'_>, width: usize, height: usize) -> Result<()> {
    let needed = labels.stride.checked_mul(height - 1).and_then(|rows| rows.checked_add(width));
    if labels.stride < width || needed.is_none_or(|needed| needed > labels.data.len()) {
        let (len, stride) = (labels.data.len(), labels.stride);
        fail!(SizeMismatch, "labels: {len} in rows of {stride} labels, for an image of {width}x{height}");
    }
    Ok(())
}

/// Measures the components, for which memory is reserved. Runs come by rows, so that the first one has the top row.
pub(crate) fn measure(runs: &Runs, components: &mut Vec<Component>) {
    for (&PixelRun { y, start, end }, &component) in runs.as_slice().iter().zip(runs.component()) {
        let area = u64::from(end - start);
        match components.get_mut(component as usize) {
            None => components.push(Component { x: start, y, width: end - start, height: 1, area }),
            Some(known) => {
                let (left, right) = (known.x.min(start), (known.x + known.width).max(end));
                (known.x, known.width) = (left, right - left);
                known.height = y - known.y + 1;
                known.area += area;
            }
        }
    }
}

fn write_labels(runs: &Runs, width: usize, height: usize, labels: LabelsMut<'_>) {
    for (y, row) in labels.data.chunks_mut(labels.stride).take(height).enumerate() {
        let mut done = 0;
        for run in runs.row(y) {
            let (PixelRun { start, end, .. }, label) = (runs.as_slice()[run], runs.component()[run] + 1);
            row[done..start as usize].fill(0);
            row[start as usize..end as usize].fill(label);
            done = end as usize;
        }
        row[done..width].fill(0);
    }
}
