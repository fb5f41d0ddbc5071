//! Marks above and below letters: the dots of i and j, and accents.

use super::letters::Letters;
use super::neighbours::Grid;
use crate::base::error::Result;
use crate::image::components::Component;

/// Least longer side of a mark in pixels.
const LEAST: u32 = 2;
/// Longest side of a mark, and largest gap to its letter, as shares of the typical letter.
const SIDE: f64 = 0.6;
const GAP: f64 = 0.5;
/// Largest ratio of the heights of a mark and its letter.
const RATIO: f64 = 0.5;

/// Counts the small components that stand above the letter nearest to them, and those below it.
pub fn count(letters: &Letters, components: &[Component]) -> Result<(u32, u32)> {
    let grid = Grid::new(letters)?;
    let size = f64::from(letters.size);
    let longer = |it: &&Component| it.width.max(it.height);
    let (mut above, mut below) = (0, 0);
    for it in components.iter().filter(|it| longer(it) >= LEAST && f64::from(longer(it)) <= SIDE * size) {
        let (left, right) = (it.x as i32, (it.x + it.width) as i32);
        let (top, bottom) = (it.y as i32, (it.y + it.height) as i32);
        let near = grid.around([(left + right) / 2, (top + bottom) / 2]).filter_map(|other| {
            let that = &letters.boxes[other as usize];
            let (over, under) = (that.top - bottom, top - that.bottom);
            let gap = over.max(under);
            let is_its_letter = that.left < right
                && left < that.right
                && f64::from(it.height) <= RATIO * f64::from(that.height())
                && (0.0..=GAP * size).contains(&f64::from(gap));
            is_its_letter.then_some((gap, over > under))
        });
        let nearest = near.min_by_key(|&(gap, _)| gap);
        above += u32::from(nearest.is_some_and(|(_, is_above)| is_above));
        below += u32::from(nearest.is_some_and(|(_, is_above)| !is_above));
    }
    Ok((above, below))
}
