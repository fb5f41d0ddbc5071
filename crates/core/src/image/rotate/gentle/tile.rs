//! Where the rows of a tile begin in the source.

use super::fall::ONE;
use super::plan::GentleTurn;

/// Rows of a tile at most.
pub const TILE: usize = 64;
/// Rows of a group. They lean by less than a row.
pub const GROUP: usize = 8;
const GROUPS: usize = TILE / GROUP;

/// Rows that are turned together. Rows of the source are counted from the row of the destination that shows them, so that those of a
/// tile are nearly alike; where they rise along a row, their complements stand for them.
pub struct RowTile {
    /// Columns and rows of the source at the first pixel of each row.
    pub x: [i64; TILE],
    pub y: [i64; TILE],
    /// The greatest and the least of `y` in each group of rows.
    pub greatest: [i64; GROUPS],
    pub least: [i64; GROUPS],
    /// How many rows there are, with those that fill up the last group.
    pub rows: usize,
    least_x: i64,
    /// The least and the greatest of `y`.
    range_y: (i64, i64),
    /// How many rows of the source a group goes through along a word, at most.
    falls: i64,
}

/// A word of every row of a tile.
pub struct TileWord {
    /// Columns and rows of the source from the first pixels of the rows to those of the words.
    pub right: i64,
    pub down: i64,
    /// The byte of the source where the first of the words begins.
    pub byte: i64,
    /// The first row of the source that is shown, and how many are.
    pub first: i64,
    pub rows: usize,
}

impl RowTile {
    /// Makes the tile of the `rows` rows from `top` on.
    pub fn new(turn: &GentleTurn<'_>, top: usize, rows: usize) -> Self {
        let (none, range_y) = ([0; TILE], (i64::MAX, i64::MIN));
        let (greatest, least, rows) = ([0; GROUPS], [0; GROUPS], rows.next_multiple_of(GROUP));
        let mut tile = Self { x: none, y: none, greatest, least, rows, least_x: i64::MAX, range_y, falls: 0 };
        let mut widest = 0;
        for group in 0..rows / GROUP {
            let (mut least, mut greatest) = (i64::MAX, i64::MIN);
            for i in group * GROUP..(group + 1) * GROUP {
                let (x, y) = turn.rotation.paths::<0>(top + i);
                let y = y.start - i as i64 * ONE;
                let y = if turn.rises { !y } else { y };
                (tile.x[i], tile.y[i]) = (x.start, y);
                tile.least_x = tile.least_x.min(x.start);
                (least, greatest) = (least.min(y), greatest.max(y));
            }
            (tile.least[group], tile.greatest[group]) = (least, greatest);
            tile.range_y = (tile.range_y.0.min(least), tile.range_y.1.max(greatest));
            widest = widest.max(greatest - least);
        }
        tile.falls = (ONE - 1 + widest + (turn.advance as i64 - 1) * i64::from(turn.y.step)) >> 32;
        tile
    }

    /// Returns the words from pixel `from` on.
    #[inline(always)]
    pub fn word(&self, turn: &GentleTurn<'_>, from: usize) -> TileWord {
        let right = from as i64 * (ONE - i64::from(turn.x.step));
        let down = from as i64 * i64::from(turn.y.step);
        let (least, greatest) = ((self.range_y.0 - down) >> 32, (self.range_y.1 - down) >> 32);
        TileWord {
            right,
            down,
            byte: (self.least_x + right) >> 35,
            first: if turn.rises { !greatest } else { least - self.falls },
            rows: (greatest - least + self.falls) as usize + self.rows,
        }
    }
}
