//! Which letters stand side by side.

use super::letters::{LetterBox, Letters};
use crate::base::error::{Result, fail, try_zeroed};

/// Side of a square of the grid, in typical letters.
const SQUARE: i32 = 2;
/// Most squares of the grid in a row or column.
const MOST: i32 = 2048;

/// Letters by the square of a grid that their centre lies in.
pub struct Grid<'a> {
    boxes: &'a [LetterBox],
    origin: [i32; 2],
    side: i32,
    columns: i32,
    rows: i32,
    /// Where the letters of each square begin in `order`, and the end.
    first: Vec<u32>,
    order: Vec<u32>,
}

fn centre(it: &LetterBox) -> [i32; 2] {
    [(it.left + it.right) / 2, (it.top + it.bottom) / 2]
}

impl<'a> Grid<'a> {
    pub fn new(letters: &'a Letters) -> Result<Self> {
        let boxes = &letters.boxes[..];
        let ends = |axis: usize| {
            let of = |it| centre(it)[axis];
            (boxes.iter().map(of).min().unwrap_or(0), boxes.iter().map(of).max().unwrap_or(0))
        };
        let ((left, right), (top, bottom)) = (ends(0), ends(1));
        let side = (SQUARE * letters.size).max((right - left).max(bottom - top) / MOST + 1);
        let (columns, rows) = ((right - left) / side + 1, (bottom - top) / side + 1);
        let mut first: Vec<u32> = try_zeroed((columns * rows) as usize + 1, "orientation")?;
        let mut order: Vec<u32> = try_zeroed(boxes.len(), "orientation")?;
        let square = |it: &LetterBox| {
            let [x, y] = centre(it);
            ((y - top) / side * columns + (x - left) / side) as usize
        };
        boxes.iter().for_each(|it| first[square(it)] += 1);
        let mut end = 0;
        for count in &mut first {
            end += *count;
            *count = end;
        }
        for (i, it) in boxes.iter().enumerate().rev() {
            let at = &mut first[square(it)];
            *at -= 1;
            order[*at as usize] = i as u32;
        }
        Ok(Self { boxes, origin: [left, top], side, columns, rows, first, order })
    }

    /// The letters in the squares around that of a place.
    pub fn around(&self, [x, y]: [i32; 2]) -> impl Iterator<Item = u32> {
        let (x, y) = ((x - self.origin[0]) / self.side, (y - self.origin[1]) / self.side);
        let columns = (x - 1).clamp(0, self.columns)..(x + 2).clamp(0, self.columns);
        ((y - 1).clamp(0, self.rows)..(y + 2).clamp(0, self.rows)).flat_map(move |y| {
            let row = y * self.columns;
            let from = self.first[(row + columns.start) as usize] as usize;
            let to = self.first[(row + columns.end) as usize] as usize;
            self.order[from..to].iter().copied()
        })
    }
}

/// A letter's nearest neighbours; the index of none is `u32::MAX`.
#[derive(Clone, Copy)]
pub struct Neighbours {
    /// The next letter to the right, with which it shares half of the rows of the lower one.
    pub right: u32,
    /// Pixels between the letter and the nearest one beside it, and above or below it; `i32::MAX` where there is none.
    pub across: i32,
    pub along: i32,
}

/// Whether two ranges share at least half of the shorter one.
fn share_half(a: (i32, i32), b: (i32, i32)) -> bool {
    2 * (a.1.min(b.1) - a.0.max(b.0)) >= (a.1 - a.0).min(b.1 - b.0)
}

/// Finds the neighbours of each letter.
pub fn find(letters: &Letters) -> Result<Vec<Neighbours>> {
    let grid = Grid::new(letters)?;
    let mut found = Vec::new();
    if found.try_reserve_exact(letters.boxes.len()).is_err() {
        fail!(OutOfMemory, "orientation: no memory for {} letters", letters.boxes.len());
    }
    for (i, it) in letters.boxes.iter().enumerate() {
        let mut near = Neighbours { right: u32::MAX, across: i32::MAX, along: i32::MAX };
        let mut to_the_right = i32::MAX;
        for other in grid.around(centre(it)).filter(|&other| other as usize != i) {
            let that = &grid.boxes[other as usize];
            // Letters within each other overlap in both directions and are neighbours in neither.
            let across = (that.left - it.right).max(it.left - that.right);
            let along = (that.top - it.bottom).max(it.top - that.bottom);
            if share_half((it.top, it.bottom), (that.top, that.bottom)) && across > along {
                near.across = near.across.min(across.max(0));
                let beyond = that.left + that.right - it.left - it.right;
                if beyond > 0 && across < to_the_right {
                    (to_the_right, near.right) = (across, other);
                }
            }
            if share_half((it.left, it.right), (that.left, that.right)) && along > across {
                near.along = near.along.min(along.max(0));
            }
        }
        found.push(near);
    }
    Ok(found)
}
