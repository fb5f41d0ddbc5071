//! Words of the source one above another.

use super::lanes::ones_from;
use super::plan::GentleTurn;
use super::tile::{TILE, TileWord};
use std::ops::Range;

/// Rows of the source that the words of a tile show at most: as many as the tile has, up to 9 by which it leans and 12 through which
/// its words fall, and a few because positions are cut off.
const ROWS: usize = TILE + 32;

/// 128 pixels of neighbouring rows from one byte on. What lies outside the source is filled.
pub struct SourceWords {
    pub high: [u64; ROWS],
    pub low: [u64; ROWS],
}

impl SourceWords {
    pub fn new() -> Self {
        Self { high: [0; ROWS], low: [0; ROWS] }
    }

    /// Reads what `word` shows; `false` where it shows nothing of the source.
    pub fn read(&mut self, turn: &GentleTurn<'_>, word: &TileWord) -> bool {
        let (width, height) = turn.size;
        let start = (-word.first).clamp(0, word.rows as i64);
        let end = (height - word.first).clamp(start, word.rows as i64);
        if start == end || 8 * word.byte >= width || word.byte <= -16 {
            return false;
        }
        let inside = start as usize..end as usize;
        let from = (word.first + start) as usize;
        for (byte, words) in [(word.byte, &mut self.high), (word.byte + 8, &mut self.low)] {
            words[..inside.start].fill(turn.fill);
            words[inside.end..word.rows].fill(turn.fill);
            read_rows(turn, byte, from..from + inside.len(), &mut words[inside.clone()]);
        }
        true
    }
}

/// Reads the words of `rows` from the byte `byte` on, which may lie outside.
#[inline(never)]
fn read_rows(turn: &GentleTurn<'_>, byte: i64, rows: Range<usize>, words: &mut [u64]) {
    let (src, width) = (turn.src, turn.size.0);
    let covered = ones_from((-8 * byte).max(0) as u64) & !ones_from((width - 8 * byte).max(0) as u64);
    let fill = turn.fill & !covered;
    if covered == 0 {
        return words.fill(fill);
    }
    // Where eight bytes would begin or end outside a row, those at the end of it are read and turned to where they belong.
    let from = byte.min(src.row_bytes() as i64 - 8).max(0);
    let turned = (8 * (byte - from)) as u32 & 63;
    if src.row_bytes() < 8 {
        for (word, y) in words.iter_mut().zip(rows) {
            let mut bytes = [0; 8];
            bytes.iter_mut().zip(src.row(y)).for_each(|(to, &byte)| *to = byte);
            *word = u64::from_be_bytes(bytes).rotate_left(turned) & covered | fill;
        }
        return;
    }
    let column = src.column(from as usize, rows);
    if covered == u64::MAX {
        words.iter_mut().zip(column).for_each(|(word, bytes)| *word = u64::from_be_bytes(*bytes));
    } else {
        for (word, bytes) in words.iter_mut().zip(column) {
            *word = u64::from_be_bytes(*bytes).rotate_left(turned) & covered | fill;
        }
    }
}
