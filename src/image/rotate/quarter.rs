//! Quarter turns of whole bytes: pixels move and do not change.

use crate::image::{ImageMut, ImageRef};
use crate::mem::{Rows, RowsMut};
use crate::par;
use std::ops::Range;

/// About what a byte costs.
const NS_PER_BYTE: f64 = 0.4;
/// Side of the squares that are turned one by one, so that the rows read stay in the first cache.
const TILE: usize = 64;

/// A turn by a multiple of 90 degrees, clockwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quarter {
    None,
    Right,
    Half,
    Left,
}

impl Quarter {
    /// `None` where `degrees` is no multiple of 90.
    pub fn of(degrees: f32) -> Option<Self> {
        let quarters = degrees.rem_euclid(360.0) / 90.0;
        let turns = [Quarter::None, Quarter::Right, Quarter::Half, Quarter::Left, Quarter::None];
        (degrees % 90.0 == 0.0).then(|| turns[quarters as usize])
    }

    /// Whether width and height change places.
    pub fn swaps(self) -> bool {
        matches!(self, Quarter::Right | Quarter::Left)
    }
}

pub fn turn(src: ImageRef<'_>, quarter: Quarter, dst: ImageMut<'_>) {
    let ns_per_row = NS_PER_BYTE * dst.geometry().row_bytes as f64;
    match dst.geometry().row_bytes / dst.width() {
        1 => turn_rows::<1>(src.rows(), quarter, dst.into_rows(), ns_per_row),
        3 => turn_rows::<3>(src.rows(), quarter, dst.into_rows(), ns_per_row),
        _ => turn_rows::<4>(src.rows(), quarter, dst.into_rows(), ns_per_row),
    }
}

fn turn_rows<const N: usize>(src: Rows<'_>, quarter: Quarter, dst: RowsMut<'_>, ns_per_row: f64) {
    par::for_strips(dst, ns_per_row, |range, mut strip| match quarter {
        Quarter::None => range.clone().for_each(|y| strip.row(y - range.start).copy_from_slice(src.row(y))),
        Quarter::Half => range.clone().for_each(|y| {
            let from = src.row(src.len() - 1 - y).as_chunks::<N>().0.iter().rev();
            strip.row(y - range.start).as_chunks_mut::<N>().0.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        }),
        Quarter::Right | Quarter::Left => {
            for top in (0..strip.len()).step_by(TILE) {
                let rows = top..strip.len().min(top + TILE);
                for left in (0..src.len()).step_by(TILE) {
                    let columns = left..src.len().min(left + TILE);
                    turn_tile::<N>(src, quarter, range.start, &mut strip, rows.clone(), columns);
                }
            }
        }
    });
}

/// Fills `columns` of `rows` of a strip that begins at row `start` of the destination.
fn turn_tile<const N: usize>(
    src: Rows<'_>,
    quarter: Quarter,
    start: usize,
    strip: &mut RowsMut<'_>,
    rows: Range<usize>,
    columns: Range<usize>,
) {
    let width = src.row_bytes() / N;
    for y in rows {
        let column = if quarter == Quarter::Right { start + y } else { width - 1 - (start + y) };
        let to = &mut strip.row(y).as_chunks_mut::<N>().0[columns.clone()];
        for (x, px) in columns.clone().zip(to) {
            let row = if quarter == Quarter::Right { src.len() - 1 - x } else { x };
            *px = src.row(row).as_chunks::<N>().0[column];
        }
    }
}
