//! How far borders reach inwards from the edges. Letters that touch a border are narrower than it, and are no part of it.

use crate::base::error::{Result, fail, rezero};
use crate::page::cells::InkCells;

/// Cells along an edge that a border is at least as deep in.
const WINDOW: usize = 7;

/// The cells that borders cover.
#[derive(Debug, Default)]
pub struct BorderCells {
    covered: Vec<bool>,
    depths: Vec<usize>,
    columns: usize,
}

impl BorderCells {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { covered: Vec::new(), depths: Vec::new(), columns: 0 }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.covered.capacity() + self.depths.capacity() * size_of::<usize>()
    }

    /// Covers the cells of borders from each edge inwards. A border begins up to `edge` cells from it, and its depth is opened by
    /// a window along the edge: where it is deeper in fewer cells, something else touches it.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn cover(&mut self, cells: &InkCells, edge: usize, is_border: impl Fn(usize, usize) -> bool) -> Result<()> {
        let (columns, rows) = (cells.columns(), cells.rows());
        self.columns = columns;
        self.depths.clear();
        if self.depths.try_reserve(2 * columns.max(rows)).is_err() {
            fail!(OutOfMemory, "page: no memory for {columns}x{rows} cells");
        }
        rezero(&mut self.covered, columns * rows, "page")?;
        self.cover_from(rows, columns, edge, &is_border, |along, inwards| (inwards, along));
        self.cover_from(rows, columns, edge, &is_border, |along, inwards| (columns - 1 - inwards, along));
        self.cover_from(columns, rows, edge, &is_border, |along, inwards| (along, inwards));
        self.cover_from(columns, rows, edge, &is_border, |along, inwards| (along, rows - 1 - inwards));
        Ok(())
    }

    fn cover_from(
        &mut self,
        length: usize,
        depth: usize,
        edge: usize,
        is_border: &impl Fn(usize, usize) -> bool,
        cell: impl Fn(usize, usize) -> (usize, usize),
    ) {
        let at = |along: usize, inwards: usize| {
            let (x, y) = cell(along, inwards);
            is_border(x, y)
        };
        self.depths.clear();
        self.depths.extend((0..length).map(|along| {
            let begins = (0..depth.min(edge)).find(|&inwards| at(along, inwards));
            begins.map_or(0, |begins| (begins..depth).find(|&inwards| !at(along, inwards)).unwrap_or(depth))
        }));
        let around = |along: usize| along.saturating_sub(WINDOW / 2)..length.min(along + WINDOW / 2 + 1);
        for along in 0..length {
            let least = self.depths[around(along)].iter().copied().min().unwrap_or(0);
            self.depths.push(least);
        }
        for along in 0..length {
            let opened = self.depths[length..][around(along)].iter().copied().max().unwrap_or(0);
            for inwards in 0..opened.min(self.depths[along]) {
                let (x, y) = cell(along, inwards);
                self.covered[y * self.columns + x] = true;
            }
        }
    }

    /// Returns whether a border covers a cell.
    pub fn covers(&self, x: usize, y: usize) -> bool {
        self.covered[y * self.columns + x]
    }
}
