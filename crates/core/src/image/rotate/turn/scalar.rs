//! The specification of quarter turns.

use super::columns::Turn;
use crate::split::RowsMut;

/// Side of the squares that are turned one by one, so that the rows read stay in the first cache.
const TILE: usize = 64;

pub fn turn<const N: usize>(turn: Turn<'_>, mut strip: RowsMut<'_>) {
    let width = strip.row_bytes() / N;
    for top in (0..strip.len()).step_by(TILE) {
        for left in (0..width).step_by(TILE) {
            for y in top..strip.len().min(top + TILE) {
                let column = turn.column(y, 1, N);
                let to = &mut strip.row(y).as_chunks_mut::<N>().0[left..width.min(left + TILE)];
                for (x, px) in (left..).zip(to) {
                    *px = turn.row(x).as_chunks::<N>().0[column];
                }
            }
        }
    }
}
