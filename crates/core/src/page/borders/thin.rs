//! Thin borders: strips along an edge that cover little of a cell.

use crate::image::components::BitMask;
use crate::page::cells::{InkCells, SIDE};
use std::ops::Range;

/// Lines of pixels along an edge that make a strip.
const LINES: usize = 2;

/// Returns whether a cell lies at an edge of the page, and the strip of it along that edge is dark: seven eighths ink. Letters that
/// the edge cuts, and pictures in dots of ink, have gaps there.
pub fn has_thin_border(cells: &InkCells, ink: &BitMask, x: usize, y: usize) -> bool {
    let (columns, rows) = (cells.page_columns(x), cells.page_rows(y));
    let (width, height) = (ink.width(), ink.height());
    x == 0 && is_dark(ink, 0..LINES.min(width), rows.clone())
        || x + 1 == cells.columns() && is_dark(ink, width.saturating_sub(LINES)..width, rows.clone())
        || y == 0 && is_dark(ink, columns.clone(), 0..LINES.min(height))
        || y + 1 == cells.rows() && is_dark(ink, columns, height.saturating_sub(LINES)..height)
}

fn is_dark(ink: &BitMask, columns: Range<usize>, rows: Range<usize>) -> bool {
    let pixels = columns.len() * rows.len();
    let dark = rows.map(|y| columns.clone().filter(|&x| ink.get(x as i32, y as i32)).count()).sum::<usize>();
    SIDE * dark >= (SIDE - 1) * pixels
}
