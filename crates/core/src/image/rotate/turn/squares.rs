//! The loop over squares of pixels that fit in registers.

use super::columns::Turn;
use crate::simd::{IN_CACHE, prefetch};
use crate::split::RowsMut;

/// Squares side by side in the source, turned one after the other: about a cache line of it.
const TOGETHER: usize = 4;
/// How many rows ahead the source is prefetched. They lie in as many pages, which hardware does not prefetch: without this
/// an A4 page of RGBA takes twice as long.
const AHEAD: usize = 64;

/// The starts of pieces of `len` that cover `0..total`, which is at least as long. The last piece ends at `total` and may
/// overlap the one before.
#[inline(always)]
fn starts(total: usize, len: usize) -> impl Iterator<Item = usize> {
    (0..total).step_by(len).map(move |at| at.min(total - len))
}

/// Turns `strip` square by square. `turned` transposes `SIDE` rows of as many pixels, of `BYTES` bytes each. Returns `false`,
/// with nothing done, where the strip is too small.
#[inline(always)]
pub fn each_square<const SIDE: usize, const BYTES: usize>(
    turn: Turn<'_>,
    strip: &mut RowsMut<'_>,
    mut turned: impl FnMut([&[u8; BYTES]; SIDE]) -> [[u8; BYTES]; SIDE],
) -> bool {
    let (pixel_bytes, together) = (BYTES / SIDE, TOGETHER * SIDE);
    let (height, width) = (strip.len(), strip.row_bytes() / pixel_bytes);
    if height < together || width < SIDE {
        return false;
    }
    let ahead = turn.step.wrapping_mul(AHEAD).wrapping_mul(turn.src.stride());
    // In an image that fits in the cache a prefetch costs a tenth and gains nothing.
    let far = turn.src.len() * turn.src.stride() > IN_CACHE;
    for top in starts(height, together) {
        let from = pixel_bytes * turn.column(top, together, pixel_bytes);
        for left in starts(width, SIDE) {
            let rows: [&[u8]; SIDE] = std::array::from_fn(|x| &turn.row(left + x)[from..from + TOGETHER * BYTES]);
            if far {
                rows.iter().for_each(|row| prefetch(&row[0], ahead));
            }
            let (mut y, next) = if turn.right { (top, 1) } else { (top + together - 1, usize::MAX) };
            for square in 0..TOGETHER {
                let square_rows = std::array::from_fn(|x| &rows[x].as_chunks().0[square]);
                for column in &turned(square_rows) {
                    *strip.row(y)[pixel_bytes * left..].first_chunk_mut().expect("within the row") = *column;
                    y = y.wrapping_add(next);
                }
            }
        }
    }
    true
}
