//! Rows of cells in a buffer, with room between them for the pixels outside the image.

use super::cell::Cell;
use super::cells::Cells;
use super::window::WindowExtent;

/// How rows lie in a buffer. All of them together are one long row, over which a window slides without seeing another row: the
/// pixels between two rows are those after one and those before the other.
#[derive(Clone, Copy, Debug)]
pub struct RowLayout {
    /// Cells before the first row.
    pub lead: usize,
    /// Cells of a row.
    pub len: usize,
    /// Distance from one row to the next.
    pub stride: usize,
}

impl RowLayout {
    /// Cells after the last row. Of bits each step of a window reads one word more than it needs, and there are at most 32.
    pub const SLACK: usize = 34;

    /// Rows of so many cache lines begin at one.
    const LONG_LINES: usize = 4;

    /// Rows of `width` pixels with room for a window.
    pub fn new<C: Cell>(width: usize, horizontal: WindowExtent) -> Self {
        let cells = |pixels: usize| pixels.div_ceil(C::PIXELS);
        let (lead, len) = (cells(horizontal.before), cells(width));
        let apart = cells(width.saturating_add(horizontal.before.max(horizontal.after)));
        let aligned = apart.checked_next_multiple_of(Cells::<C>::IN_LINE).unwrap_or(apart);
        let stride = if len >= Self::LONG_LINES * Cells::<C>::IN_LINE { aligned } else { apart };
        Self { lead, len, stride }
    }

    /// Returns the cells of `rows` rows, of the lead and of the slack.
    pub fn cells(&self, rows: usize) -> usize {
        self.stride.saturating_mul(rows).saturating_add(self.lead).saturating_add(Self::SLACK)
    }
}

/// Rows in a buffer, to be filled.
pub struct CellRows<'a, C> {
    cells: &'a mut [C],
    layout: RowLayout,
    width: usize,
    outside: C,
}

impl<'a, C: Cell> CellRows<'a, C> {
    /// The rows of `cells`, of `width` pixels.
    pub fn new(cells: &'a mut [C], layout: RowLayout, width: usize, outside: C) -> Self {
        Self { cells, layout, width, outside }
    }

    /// Fills row `y`.
    pub fn fill(&mut self, y: usize, fill: impl FnOnce(&mut [C])) {
        let row = &mut self.cells[y * self.layout.stride + self.layout.lead..][..self.layout.len];
        fill(row);
        C::bound(row, self.width, self.outside);
    }
}
