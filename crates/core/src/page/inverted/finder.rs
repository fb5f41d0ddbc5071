//! The search for inverted regions in a mask.

use crate::base::error::{Result, fail};
use crate::image::components::BitMask;
use crate::page::cell_groups::{CellGroup, CellGroups};
use crate::page::cells::{InkCells, SIDE};
use crate::page::page_box::PageBox;
use std::ops::RangeInclusive;

/// The fewest columns and rows of cells of a region.
const LEAST_SIDES: (usize, usize) = (6, 3);
/// Percentages of ink in a region: text leaves more than a photo, and takes more than a stain.
const INK: RangeInclusive<usize> = 50..=97;
/// The least percentage of a region's outermost cells that are dark.
const LEAST_DARK_RIM: usize = 85;
/// The fewest changes of colour that text makes.
const LEAST_CHANGES: u64 = 64;

/// Memory of a search for inverted regions.
#[derive(Debug, Default)]
pub struct RegionFinder {
    cells: InkCells,
    groups: CellGroups,
    regions: Vec<PageBox>,
}

impl RegionFinder {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { cells: InkCells::new(), groups: CellGroups::new(), regions: Vec::new() }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.cells.bytes() + self.groups.bytes() + self.regions.capacity() * size_of::<PageBox>()
    }

    /// Finds the regions of a page with this ink.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn find(&mut self, ink: &BitMask) -> Result<&[PageBox]> {
        let Self { cells, groups, regions } = self;
        cells.count(ink)?;
        groups.find(cells, true, |x, y| cells.is_dark(x, y))?;
        regions.clear();
        for group in groups.as_slice().iter().filter(|group| is_dark_box(cells, group)) {
            let region = fit(ink, cells, group);
            if changes(ink, &region) < LEAST_CHANGES {
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

/// Returns whether a group fills its rectangle like a dark box with something light inside.
fn is_dark_box(cells: &InkCells, group: &CellGroup) -> bool {
    let (columns, rows) = (group.right - group.left + 1, group.bottom - group.top + 1);
    if columns < LEAST_SIDES.0 || rows < LEAST_SIDES.1 {
        return false;
    }
    let rim = |x: usize, y: usize| x == group.left || x == group.right || y == group.top || y == group.bottom;
    let (mut ink, mut pixels, mut rim_cells, mut dark_rim) = (0, 0, 0, 0);
    for y in group.top..=group.bottom {
        for x in group.left..=group.right {
            ink += cells.ink(x, y);
            pixels += cells.page_columns(x).len() * cells.page_rows(y).len();
            if rim(x, y) {
                rim_cells += 1;
                dark_rim += usize::from(cells.is_dark(x, y));
            }
        }
    }
    INK.contains(&(100 * ink / pixels)) && 100 * dark_rim >= LEAST_DARK_RIM * rim_cells
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

/// Counts the changes of colour in the rows of a region.
fn changes(ink: &BitMask, region: &PageBox) -> u64 {
    let (x, y) = (region.x as i32, region.y as i32);
    let row = |y: i32| (x + 1..x + region.width as i32).filter(|&x| ink.get(x, y) != ink.get(x - 1, y)).count();
    (y..y + region.height as i32).map(|y| row(y) as u64).sum()
}
