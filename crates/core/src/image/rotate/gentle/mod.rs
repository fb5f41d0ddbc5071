//! Rotation of bits by small angles, 64 pixels of several rows at a time, where a lane of a vector is a row.
//!
//! Neighbouring rows of the destination show nearly the same columns of neighbouring rows of the source. So for a tile of rows a word
//! of each row of the source is read, and words that follow each other in this list are a vector: as many rows of the destination show
//! them. Where their pixels go on to the next row of the source, the vector that begins one word further has the rest.

mod columns;
mod fall;
mod lanes;
mod plan;
mod tile;
pub use plan::GentleTurn;

use super::bits::put;
use crate::simd::{Level, dispatch};
use crate::split::RowsMut;
use columns::SourceWords;
use lanes::{Lanes64, each, ones_from, select};
use tile::{GROUP, RowTile, TILE, TileWord};

/// The pixels that some rows of the destination show, by row of the source.
struct Shown<'a, const L: usize> {
    words: &'a SourceWords,
    /// Columns from where the words of the source begin, and 63 less these.
    right: Lanes64<L>,
    left: Lanes64<L>,
    /// The pixels that lie a column behind, from one on that shows the same column as the pixel before.
    behind: Lanes64<L>,
}

impl<const L: usize> Shown<'_, L> {
    /// Returns the pixels in rows of the source, in the first lane those of the row `at`, and so on.
    #[inline(always)]
    fn pixels(&self, at: usize) -> Lanes64<L> {
        let (high, low) = (&self.words.high[at..][..L], &self.words.low[at..][..L]);
        let pixels: Lanes64<L> =
            each(|i| high[i].wrapping_shl(self.right[i] as u32) | (low[i] >> 1).wrapping_shr(self.left[i] as u32));
        select(&self.behind, &each(|i| pixels[i] >> 1), &pixels)
    }
}

/// Returns a word of each of the rows from `first` on, which are of one group.
#[inline(always)]
fn lane_pixels<const L: usize>(
    turn: &GentleTurn<'_>,
    tile: &RowTile,
    word: &TileWord,
    first: usize,
    words: &SourceWords,
) -> Lanes64<L> {
    let (xs, ys) = (&tile.x[first..][..L], &tile.y[first..][..L]);
    let base = (tile.greatest[first / GROUP] - word.down) >> 32;
    let last = (tile.least[first / GROUP] - word.down - (turn.advance as i64 - 1) * i64::from(turn.y.step)) >> 32;

    let x: Lanes64<L> = each(|i| (xs[i] + (word.right - (word.byte << 35))) as u64);
    let behind = turn.x.first(&x).at;
    let right: Lanes64<L> = each(|i| x[i] >> 32);
    let left = each(|i| 63 - right[i]);
    let shown = Shown { words, right, left, behind: each(|i| ones_from(behind[i])) };

    let row = if turn.rises { !base } else { base } + first as i64 - word.first;
    let mut row = row as usize;
    let mut pixels = shown.pixels(row);
    if last == base {
        return pixels;
    }
    let y: Lanes64<L> = each(|i| (ys[i] - (word.down + (base << 32))) as u64);
    // Rows of a group are less than a row of the source apart. Some lanes begin a row further than others.
    let late: Lanes64<L> = each(|i| if (y[i] as i64) < 0 { u64::MAX } else { 0 });
    let next = turn.y.first(&y);
    let mut falls = next.or(&late, &turn.y.next(&next));
    let mut fallen: Lanes64<L> = each(|i| ones_from(next.at[i]) | late[i]);
    for _ in last..base {
        row = if turn.rises { row + 1 } else { row - 1 };
        pixels = select(&fallen, &shown.pixels(row), &pixels);
        fallen = each(|i| ones_from(falls.at[i]));
        falls = turn.y.next(&falls);
    }
    pixels
}

#[inline(always)]
fn word_pixels<const L: usize>(
    turn: &GentleTurn<'_>,
    tile: &RowTile,
    word: &TileWord,
    words: &SourceWords,
    out: &mut [u64; TILE],
) {
    for (lanes, out) in out[..tile.rows].as_chunks_mut().0.iter_mut().enumerate() {
        *out = lane_pixels::<L>(turn, tile, word, lanes * L, words);
    }
}

dispatch! {
    /// Makes the pixels of a word of each row of `tile`.
    fn pixels(turn: &GentleTurn<'_>, tile: &RowTile, word: &TileWord, words: &SourceWords, out: &mut [u64; TILE]) {
        scalar: word_pixels::<4>,
        sse42: word_pixels::<4>,
        avx2: word_pixels::<4>,
        avx512: word_pixels::<8>,
        neon: word_pixels::<4>,
    }
}

/// Writes a strip whose first row is row `top` of the destination.
pub fn turn_strip(level: Level, turn: &GentleTurn<'_>, top: usize, mut strip: RowsMut<'_>) {
    let mut words = SourceWords::new();
    let mut out = [0; TILE];
    for start in (0..strip.len()).step_by(TILE) {
        let rows = start..strip.len().min(start + TILE);
        let tile = RowTile::new(turn, top + start, rows.len());
        let mut dst = strip.range(rows);
        for from in (0..turn.dst_width).step_by(turn.advance) {
            let word = tile.word(turn, from);
            if words.read(turn, &word) {
                pixels(level, turn, &tile, &word, &words, &mut out);
            } else {
                out = [turn.fill; TILE];
            }
            write(&mut dst, turn.dst_width, from, &out);
        }
    }
}

/// Writes `words` to the pixels from `from` on of rows of `width` pixels. Those that follow may be overwritten.
fn write(dst: &mut RowsMut<'_>, width: usize, from: usize, words: &[u64; TILE]) {
    if width < from + 64 {
        return write_last(dst, width, from, words);
    }
    let rows = 0..dst.len();
    for (bytes, word) in dst.column_mut(from / 8, rows).zip(words) {
        *bytes = word.to_be_bytes();
    }
}

/// Writes the words that end with the row.
#[inline(never)]
fn write_last(dst: &mut RowsMut<'_>, width: usize, from: usize, words: &[u64; TILE]) {
    let rows = 0..dst.len();
    let first = from / 8;
    let Some(at) = dst.row_bytes().checked_sub(8) else {
        for (y, word) in rows.zip(words) {
            let row = &mut dst.row(y)[first..];
            (0..row.len()).for_each(|i| put(row, width - from, i, word.to_be_bytes()[i]));
        }
        return;
    };
    let before = (from - 8 * at) as u64;
    let shown = ones_from(before) & !ones_from((width - 8 * at) as u64);
    for (bytes, word) in dst.column_mut(at, rows).zip(words) {
        *bytes = (u64::from_be_bytes(*bytes) & !shown | word >> before & shown).to_be_bytes();
    }
}
