//! Groups of cells that touch.

use super::cells::InkCells;
use crate::base::error::{Result, fail, rezero};

/// Cells that touch, and the rectangle that they lie in.
#[derive(Clone, Copy, Debug)]
pub struct CellGroup {
    /// Number of cells.
    pub cells: usize,
    /// First cell, from the top and the left.
    pub first: (usize, usize),
    /// Leftmost column.
    pub left: usize,
    /// Rightmost column.
    pub right: usize,
    /// Top row.
    pub top: usize,
    /// Bottom row.
    pub bottom: usize,
}

/// Groups of cells, and the group of each cell.
#[derive(Debug, Default)]
pub struct CellGroups {
    groups: Vec<CellGroup>,
    /// For each cell one more than the index of its group, or 0.
    labels: Vec<u32>,
    stack: Vec<(u32, u32)>,
    columns: usize,
}

impl CellGroups {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { groups: Vec::new(), labels: Vec::new(), stack: Vec::new(), columns: 0 }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        let lists = self.labels.capacity() * size_of::<u32>() + self.stack.capacity() * size_of::<(u32, u32)>();
        lists + self.groups.capacity() * size_of::<CellGroup>()
    }

    /// Groups the cells that are `members`, from the top and the left. Cells that touch at a corner are in one group if
    /// `diagonal`.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn find(&mut self, cells: &InkCells, diagonal: bool, members: impl Fn(usize, usize) -> bool) -> Result<()> {
        let (columns, rows) = (cells.columns(), cells.rows());
        self.columns = columns;
        self.groups.clear();
        rezero(&mut self.labels, columns * rows, "page")?;
        self.stack.clear();
        // Every cell is pushed once at most.
        if self.stack.try_reserve(columns * rows).is_err() {
            fail!(OutOfMemory, "page: no memory for {columns}x{rows} cells");
        }
        for y in 0..rows {
            for x in 0..columns {
                if self.labels[y * columns + x] == 0 && members(x, y) {
                    self.grow((x, y), rows, diagonal, &members)?;
                }
            }
        }
        Ok(())
    }

    fn grow(
        &mut self,
        first: (usize, usize),
        rows: usize,
        diagonal: bool,
        members: &impl Fn(usize, usize) -> bool,
    ) -> Result<()> {
        if self.groups.try_reserve(1).is_err() {
            fail!(OutOfMemory, "page: no memory for {} groups of cells", self.groups.len() + 1);
        }
        let label = self.groups.len() as u32 + 1;
        let ((x, y), columns) = (first, self.columns);
        let mut group = CellGroup { cells: 0, first, left: x, right: x, top: y, bottom: y };
        self.labels[y * columns + x] = label;
        self.stack.push((x as u32, y as u32));
        while let Some((x, y)) = self.stack.pop() {
            let (x, y) = (x as usize, y as usize);
            group.cells += 1;
            (group.left, group.right) = (group.left.min(x), group.right.max(x));
            group.bottom = group.bottom.max(y);
            group.top = group.top.min(y);
            for beside_y in y.saturating_sub(1)..rows.min(y + 2) {
                for beside_x in x.saturating_sub(1)..columns.min(x + 2) {
                    let touches = diagonal || beside_x == x || beside_y == y;
                    let known = &mut self.labels[beside_y * columns + beside_x];
                    if touches && *known == 0 && members(beside_x, beside_y) {
                        *known = label;
                        self.stack.push((beside_x as u32, beside_y as u32));
                    }
                }
            }
        }
        self.groups.push(group);
        Ok(())
    }

    /// Returns the groups.
    pub fn as_slice(&self) -> &[CellGroup] {
        &self.groups
    }

    /// Returns the index of a cell's group.
    pub fn of(&self, x: usize, y: usize) -> Option<usize> {
        self.labels[y * self.columns + x].checked_sub(1).map(|index| index as usize)
    }
}
