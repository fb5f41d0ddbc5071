//! The search for inverted regions in a mask.

use crate::base::error::{Result, fail, rezero};
use crate::image::components::BitMask;
use crate::page::cell_groups::{CellGroup, CellGroups};
use crate::page::cells::{InkCells, SIDE};
use crate::page::page_box::PageBox;
use std::ops::{Range, RangeInclusive};

/// The fewest columns and rows of cells of a region.
const LEAST_SIDES: (usize, usize) = (6, 3);
/// Percentages of ink in a region: text leaves more than a photo, and takes more than a stain.
const INK: RangeInclusive<u64> = 50..=97;
/// The least percentage of a region's outermost cells that are dark.
const LEAST_DARK_RIM: usize = 85;
/// The fewest changes of colour that text makes.
const LEAST_CHANGES: usize = 64;

/// Memory of a search for inverted regions.
#[derive(Debug, Default)]
pub struct RegionFinder {
    cells: InkCells,
    groups: CellGroups,
    sums: InkSums,
    regions: Vec<PageBox>,
}

impl RegionFinder {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { cells: InkCells::new(), groups: CellGroups::new(), sums: InkSums::new(), regions: Vec::new() }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        let regions = self.regions.capacity() * size_of::<PageBox>();
        self.cells.bytes() + self.groups.bytes() + self.sums.bytes() + regions
    }

    /// Finds the regions of a page with this ink.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn find(&mut self, ink: &BitMask) -> Result<&[PageBox]> {
        let Self { cells, groups, sums, regions } = self;
        cells.count(ink)?;
        groups.find(cells, true, |x, y| cells.is_dark(x, y))?;
        sums.count(cells)?;
        regions.clear();
        for group in groups.as_slice().iter().filter(|group| is_dark_box(cells, sums, group)) {
            let region = fit(ink, cells, group);
            if !changes_as_text(ink, &region) {
                continue;
            }
            if regions.try_reserve(1).is_err() {
                fail!(OutOfMemory, "page: no memory for {} regions", regions.len() + 1);
            }
            regions.push(region);
        }
        Ok(regions)
    }
}

/// Ink of the rectangles of cells from the upper left on, so that the time for a group does not grow with its area: groups may lie
/// within each other.
#[derive(Debug, Default)]
struct InkSums {
    sums: Vec<u64>,
    stride: usize,
}

impl InkSums {
    const fn new() -> Self {
        Self { sums: Vec::new(), stride: 0 }
    }

    fn bytes(&self) -> usize {
        self.sums.capacity() * size_of::<u64>()
    }

    /// Sums the ink of all cells.
    ///
    /// # Errors
    /// `OutOfMemory`.
    fn count(&mut self, cells: &InkCells) -> Result<()> {
        self.stride = cells.columns() + 1;
        rezero(&mut self.sums, self.stride * (cells.rows() + 1), "page")?;
        for y in 0..cells.rows() {
            let (above, below) = self.sums.split_at_mut((y + 1) * self.stride);
            let above = &above[y * self.stride..];
            let mut ink = 0;
            for x in 0..cells.columns() {
                ink += cells.ink(x, y) as u64;
                below[x + 1] = above[x + 1] + ink;
            }
        }
        Ok(())
    }

    /// Returns the ink of these columns and rows of cells.
    fn within(&self, columns: Range<usize>, rows: Range<usize>) -> u64 {
        let to = |x: usize, y: usize| self.sums[y * self.stride + x];
        let (left, right) = (columns.start, columns.end);
        to(right, rows.end) + to(left, rows.start) - to(left, rows.end) - to(right, rows.start)
    }
}

/// Returns whether a group fills its rectangle like a dark box with something light inside.
fn is_dark_box(cells: &InkCells, sums: &InkSums, group: &CellGroup) -> bool {
    let (left, right, top, bottom) = (group.left, group.right, group.top, group.bottom);
    let (columns, rows) = (right - left + 1, bottom - top + 1);
    if columns < LEAST_SIDES.0 || rows < LEAST_SIDES.1 {
        return false;
    }
    let across = cells.page_columns(left).start..cells.page_columns(right).end;
    let down = cells.page_rows(top).start..cells.page_rows(bottom).end;
    let ink = sums.within(left..right + 1, top..bottom + 1);
    if !INK.contains(&(100 * ink / (across.len() as u64 * down.len() as u64))) {
        return false;
    }
    let level = (left..=right).flat_map(|x| [(x, top), (x, bottom)]);
    let upright = (top + 1..bottom).flat_map(|y| [(left, y), (right, y)]);
    let dark_rim = level.chain(upright).filter(|&(x, y)| cells.is_dark(x, y)).count();
    100 * dark_rim >= LEAST_DARK_RIM * (2 * columns + 2 * (rows - 2))
}

/// Fits the rectangle of a group to the pixels: sides move from a cell outside of it inwards, to the first row or column that
/// is ink for the greater part.
fn fit(ink: &BitMask, cells: &InkCells, group: &CellGroup) -> PageBox {
    let outside = |first: usize, last: usize, all: usize| first.saturating_sub(1)..(last + 2).min(all);
    let across = outside(group.left, group.right, cells.columns());
    let down = outside(group.top, group.bottom, cells.rows());
    let mut columns = across.start * SIDE..cells.page_columns(across.end - 1).end;
    let mut rows = down.start * SIDE..cells.page_rows(down.end - 1).end;
    let row_ink = |y: usize| columns.clone().filter(|&x| ink.get(x as i32, y as i32)).count();
    // The columns still have the cells outside, which are paper.
    let inside = (group.right - group.left + 1) * SIDE;
    rows.start = rows.clone().find(|&y| 2 * row_ink(y) >= inside).unwrap_or(rows.start);
    rows.end = rows.clone().rev().find(|&y| 2 * row_ink(y) >= inside).map_or(rows.end, |y| y + 1);
    let column_ink = |x: usize| rows.clone().filter(|&y| ink.get(x as i32, y as i32)).count();
    columns.start = columns.clone().find(|&x| 2 * column_ink(x) >= rows.len()).unwrap_or(columns.start);
    columns.end = columns.clone().rev().find(|&x| 2 * column_ink(x) >= rows.len()).map_or(columns.end, |x| x + 1);
    PageBox { x: columns.start as u32, y: rows.start as u32, width: columns.len() as u32, height: rows.len() as u32 }
}

/// Returns whether the rows of a region change their colour as often as text does.
fn changes_as_text(ink: &BitMask, region: &PageBox) -> bool {
    let (x, y) = (region.x as i32, region.y as i32);
    let columns = x + 1..x + region.width as i32;
    let places = (y..y + region.height as i32).flat_map(|y| columns.clone().map(move |x| (x, y)));
    let changes = places.filter(|&(x, y)| ink.get(x, y) != ink.get(x - 1, y));
    changes.take(LEAST_CHANGES).count() == LEAST_CHANGES
}
