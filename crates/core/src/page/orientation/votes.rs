//! Votes of letters that stand side by side: where their feet are level and their heads are not, up is up.

use super::letters::{LetterBox, Letters};
use super::neighbours::Neighbours;
use crate::base::error::{Result, fail};

/// Largest gap between neighbours in one word, and the largest ratio of their heights.
const GAP: f64 = 1.0;
const RATIO: f64 = 2.4;
/// Ends of two letters are level up to the first share of the lower letter, and differ from the second on.
const LEVEL: f64 = 0.1;
const DIFFER: f64 = 0.2;

/// Counts the letters whose nearest neighbour stands beside them, and those where it stands above or below.
pub fn directions(neighbours: &[Neighbours]) -> (u32, u32) {
    let count = |is: fn(&&Neighbours) -> bool| neighbours.iter().filter(is).count() as u32;
    (count(|it| it.across < it.along), count(|it| it.along < it.across))
}

/// Pairs of neighbours in lines that are nearly level.
pub struct Sides {
    /// Those whose feet are level while their heads are not.
    pub up: u32,
    /// Those whose heads are level while their feet are not.
    pub down: u32,
    /// All of them.
    pub pairs: u32,
}

/// Counts the pairs of neighbours and their votes.
pub fn sides(letters: &Letters, neighbours: &[Neighbours]) -> Result<Sides> {
    let mut pairs = Vec::new();
    if pairs.try_reserve_exact(neighbours.len()).is_err() {
        fail!(OutOfMemory, "orientation: no memory for {} pairs", neighbours.len());
    }
    pairs.extend(letters.boxes.iter().zip(neighbours).filter_map(|(it, near)| {
        let that = letters.boxes.get(near.right as usize)?;
        let (low, high) = (it.height().min(that.height()), it.height().max(that.height()));
        let gap = f64::from(that.left - it.right);
        let similar = f64::from(high) <= RATIO * f64::from(low) && gap <= GAP * f64::from(letters.size);
        similar.then_some((*it, *that))
    }));
    let slope = slope(&pairs)?;
    let (mut up, mut down) = (0, 0);
    for (it, that) in &pairs {
        let low = f64::from(it.height().min(that.height()));
        let (level, differ) = ((LEVEL * low).max(1.0), (DIFFER * low).max(2.0));
        let fall = slope * f64::from(that.left + that.right - it.left - it.right) / 2.0;
        let heads = (f64::from(that.top - it.top) - fall).abs();
        let feet = (f64::from(that.bottom - it.bottom) - fall).abs();
        up += u32::from(feet <= level && heads >= differ);
        down += u32::from(heads <= level && feet >= differ);
    }
    Ok(Sides { up, down, pairs: pairs.len() as u32 })
}

/// The median fall of heads and feet from a letter to the next, by columns.
fn slope(pairs: &[(LetterBox, LetterBox)]) -> Result<f64> {
    let mut slopes = Vec::new();
    if slopes.try_reserve_exact(2 * pairs.len()).is_err() {
        fail!(OutOfMemory, "orientation: no memory for {} pairs", pairs.len());
    }
    for (it, that) in pairs {
        let step = f64::from((that.left + that.right - it.left - it.right).max(1)) / 2.0;
        slopes.extend([that.top - it.top, that.bottom - it.bottom].map(|fall| f64::from(fall) / step));
    }
    let middle = slopes.len() / 2;
    if slopes.is_empty() {
        return Ok(0.0);
    }
    Ok(*slopes.select_nth_unstable_by(middle, f64::total_cmp).1)
}
