//! Gray in pieces that stay in the first cache, for operations that need no whole gray image.

use super::luma::Luma;
use super::row::gray_row;
use crate::image::Format;
use crate::simd::Level;

/// Pixels of a piece: whole bytes of a `Bit1` row. Twice or half as many are no faster at any size of the image.
pub(in crate::image) const GRAY_PX: usize = 4096;

/// Pixels of short rows, for which clearing more room would take longer than the row.
const FEW_PX: usize = 512;

/// Calls `f(start, gray)` for each piece of the first `width` pixels of `row`, at most `piece` of them, which is at most
/// [`GRAY_PX`].
pub(in crate::image) fn gray_chunks(
    level: Level,
    format: Format,
    luma: Luma,
    row: &[u8],
    width: usize,
    piece: usize,
    mut f: impl FnMut(usize, &[u8]),
) {
    if width <= FEW_PX {
        let gray = &mut [0; FEW_PX][..width];
        gray_row(level, format, luma, row, 0, gray);
        return f(0, gray);
    }
    let mut gray = [0; GRAY_PX];
    for from in (0..width).step_by(piece) {
        let gray = &mut gray[..piece.min(width - from)];
        gray_row(level, format, luma, row, from, gray);
        f(from, gray);
    }
}
