//! The search for borders in a mask.

use super::depth::BorderCells;
use super::thin::has_thin_border;
use crate::base::error::{Result, rezero};
use crate::image::components::BitMask;
use crate::page::cell_groups::{CellGroup, CellGroups};
use crate::page::cells::{InkCells, SIDE};
use crate::page::page_box::PageBox;

/// Cells from an edge within which a border begins.
const EDGE: usize = 2;
/// The least part of a side that a border lies along, and the fewest cells.
const LEAST_CONTACT: usize = 12;
const LEAST_CELLS: usize = 16;
/// The greatest mean depth of a border, as a part of the page's shorter side.
const GREATEST_DEPTH: usize = 8;
/// The greatest part of a border that holes may be. A dark band with light text has more, if only a word.
const GREATEST_HOLES: usize = 64;
/// The fewest cells with ink that touch each other and count as content.
const LEAST_CONTENT: usize = 3;
/// The fewest ink pixels of such a cell.
const LEAST_INK: usize = 4;

/// Result of a search for borders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Borders {
    /// Number of dark areas.
    pub areas: usize,
    /// Pixels of these areas.
    pub area_px: u64,
    /// The rectangle around everything else that is larger than a speck, in whole cells of 8 x 8 pixels; empty for an empty page.
    pub content: PageBox,
}

/// Memory of a search for borders.
#[derive(Debug, Default)]
pub struct BorderFinder {
    cells: InkCells,
    groups: CellGroups,
    others: CellGroups,
    areas: Vec<DarkArea>,
    covered: BorderCells,
}

/// Measures that decide whether a group of dark cells is a border.
#[derive(Clone, Copy, Debug, Default)]
struct DarkArea {
    /// Cells along the left, the right, the top and the bottom edge.
    contact: [usize; 4],
    /// Cells of its holes.
    holes: usize,
    is_border: bool,
}

impl BorderFinder {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self {
            cells: InkCells::new(),
            groups: CellGroups::new(),
            others: CellGroups::new(),
            areas: Vec::new(),
            covered: BorderCells::new(),
        }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        let groups = self.groups.bytes() + self.others.bytes() + self.covered.bytes();
        self.cells.bytes() + groups + self.areas.capacity() * size_of::<DarkArea>()
    }

    /// Finds the borders and makes `erased` a mask of their pixels, and of the ink of the cells around them.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn find(&mut self, ink: &BitMask, erased: &mut BitMask) -> Result<Borders> {
        erased.resize(ink.width(), ink.height())?;
        erased.clear();
        let Self { cells, groups, others, areas, covered } = self;
        cells.count(ink)?;
        let is_dark = |x: usize, y: usize| cells.is_dark(x, y) || has_thin_border(cells, ink, x, y);
        groups.find(cells, false, is_dark)?;
        rezero(areas, groups.as_slice().len(), "page")?;
        measure_contacts(cells, groups, areas);
        if areas.iter().any(|area| area.contact != [0; 4]) {
            others.find(cells, false, |x, y| !is_dark(x, y))?;
            measure_holes(cells, groups, others.as_slice(), areas);
        }
        let mut borders = Borders::default();
        for (area, group) in areas.iter_mut().zip(groups.as_slice()) {
            area.is_border = is_border(area, group, (cells.columns(), cells.rows()));
            if area.is_border {
                borders.areas += 1;
            }
        }
        if borders.areas > 0 {
            covered.cover(cells, EDGE, |x, y| groups.of(x, y).is_some_and(|group| areas[group].is_border))?;
            borders.area_px = mark_borders(cells, |x, y| covered.covers(x, y), ink, erased);
        }
        let near_border =
            |x: usize, y: usize| borders.areas > 0 && any_around(cells, x, y, |x, y| covered.covers(x, y));
        others.find(cells, true, |x, y| cells.ink(x, y) >= LEAST_INK && !near_border(x, y))?;
        borders.content = content_box(cells, others.as_slice());
        Ok(borders)
    }
}

fn any_around(cells: &InkCells, x: usize, y: usize, is_member: impl Fn(usize, usize) -> bool) -> bool {
    let columns = x.saturating_sub(1)..cells.columns().min(x + 2);
    (y.saturating_sub(1)..cells.rows().min(y + 2)).any(|y| columns.clone().any(|x| is_member(x, y)))
}

/// Counts the cells along each edge from which a dark area is less than [`EDGE`] cells away.
fn measure_contacts(cells: &InkCells, groups: &CellGroups, areas: &mut [DarkArea]) {
    let (columns, rows) = (cells.columns(), cells.rows());
    let mut count = |side: usize, cell: &dyn Fn(usize) -> (usize, usize), depth: usize| {
        let group = (0..depth.min(EDGE)).find_map(|inwards| {
            let (x, y) = cell(inwards);
            groups.of(x, y)
        });
        if let Some(group) = group {
            areas[group].contact[side] += 1;
        }
    };
    for y in 0..rows {
        count(0, &|inwards| (inwards, y), columns);
        count(1, &|inwards| (columns - 1 - inwards, y), columns);
    }
    for x in 0..columns {
        count(2, &|inwards| (x, inwards), rows);
        count(3, &|inwards| (x, rows - 1 - inwards), rows);
    }
}

/// Adds the cells of each small light group that does not reach the edge to the dark area around it.
fn measure_holes(cells: &InkCells, groups: &CellGroups, others: &[CellGroup], areas: &mut [DarkArea]) {
    let (columns, rows) = (cells.columns(), cells.rows());
    for hole in others {
        let inside = hole.left > 0 && hole.top > 0 && hole.right + 1 < columns && hole.bottom + 1 < rows;
        if inside && 64 * hole.cells < columns * rows {
            // Left of the first cell there is a dark one.
            if let Some(group) = groups.of(hole.first.0 - 1, hole.first.1) {
                areas[group].holes += hole.cells;
            }
        }
    }
}

fn is_border(area: &DarkArea, group: &CellGroup, (columns, rows): (usize, usize)) -> bool {
    let [left, right, top, bottom] = area.contact;
    let is_long = |contact: usize, side: usize| contact >= LEAST_CELLS && LEAST_CONTACT * contact >= side;
    let contact: usize = area.contact.iter().sum();
    (is_long(left.max(right), rows) || is_long(top.max(bottom), columns))
        && GREATEST_DEPTH * group.cells <= contact * columns.min(rows)
        && GREATEST_HOLES * area.holes <= group.cells
}

/// Sets all pixels of the borders' cells, and the ink of the cells around them. Returns the number of pixels of the former.
fn mark_borders(
    cells: &InkCells,
    is_border: impl Fn(usize, usize) -> bool + Copy,
    ink: &BitMask,
    erased: &mut BitMask,
) -> u64 {
    let mut pixels = 0;
    for y in 0..cells.rows() {
        for x in 0..cells.columns() {
            let (inside, shift) = (is_border(x, y), x * SIDE % 64);
            if !inside && !any_around(cells, x, y, is_border) {
                continue;
            }
            let columns = cells.page_columns(x);
            for y in cells.page_rows(y) {
                if inside {
                    erased.set(y, columns.clone());
                    pixels += columns.len() as u64;
                } else {
                    erased.row_mut(y)[x * SIDE / 64] |= ink.row(y)[x * SIDE / 64] & 0xff << shift;
                }
            }
        }
    }
    pixels
}

fn content_box(cells: &InkCells, groups: &[CellGroup]) -> PageBox {
    let mut content = groups.iter().filter(|group| group.cells >= LEAST_CONTENT);
    let Some(&first) = content.next() else { return PageBox::default() };
    let all = content.fold(first, |all, group| CellGroup {
        left: all.left.min(group.left),
        right: all.right.max(group.right),
        top: all.top.min(group.top),
        bottom: all.bottom.max(group.bottom),
        ..all
    });
    let (x, y) = (all.left * SIDE, all.top * SIDE);
    let width = cells.page_columns(all.right).end - x;
    let height = cells.page_rows(all.bottom).end - y;
    PageBox { x: x as u32, y: y as u32, width: width as u32, height: height as u32 }
}
