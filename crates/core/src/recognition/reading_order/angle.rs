//! The angle of a page, from its boxes.

use super::params::WritingDirection;

/// A box at least this many times as long as high says how its line runs.
const LONG: f32 = 2.0;

/// Returns the angle of the page in radians, clockwise on the screen: the median of those of long boxes, or else of all,
/// weighted by the squares of their lengths, because corners are rounded to pixels. `scratch` has memory for all boxes.
pub fn of_page(boxes: &[[[f32; 2]; 4]], direction: WritingDirection, scratch: &mut Vec<[f32; 2]>) -> f32 {
    let is_vertical =
        matches!(direction, WritingDirection::VerticalLeftToRight | WritingDirection::VerticalRightToLeft);
    let sides = boxes.iter().map(|&[a, b, c, d]| {
        // The order of corners says little about a slim box at an angle.
        let (one, other) = (between([a, d], [b, c]), between([a, b], [d, c]));
        let (level, steep) = if one[0].abs() >= one[1].abs() { (one, other) } else { (other, one) };
        let right = if level[0] < 0.0 { [-level[0], -level[1]] } else { level };
        let down = if steep[1] < 0.0 { [-steep[0], -steep[1]] } else { steep };
        // A vertical line turned by a quarter is a horizontal one.
        if is_vertical { ([down[1], -down[0]], right) } else { (right, down) }
    });
    let angled = sides.map(|(along, across)| {
        let (length, height) = (along[0].hypot(along[1]), across[0].hypot(across[1]));
        (along[1].atan2(along[0]), length, length >= LONG * height)
    });
    let finite = angled.filter(|&(angle, length, _)| (angle * length).is_finite());
    let any_long = finite.clone().any(|(.., is_long)| is_long);
    let counted = finite.filter(|&(.., is_long)| is_long || !any_long);
    median(scratch, counted.map(|(angle, length, _)| [angle, length * length]))
}

/// The way from the middle of two points to that of two others.
fn between(from: [[f32; 2]; 2], to: [[f32; 2]; 2]) -> [f32; 2] {
    [0, 1].map(|axis| (to[0][axis] + to[1][axis] - from[0][axis] - from[1][axis]) / 2.0)
}

/// Returns the weighted median of values with weights, or 0 where there are none.
pub fn median(scratch: &mut Vec<[f32; 2]>, values: impl Iterator<Item = [f32; 2]>) -> f32 {
    scratch.clear();
    scratch.extend(values);
    scratch.sort_unstable_by(|a, b| a[0].total_cmp(&b[0]));
    let half = scratch.iter().map(|[_, weight]| f64::from(*weight)).sum::<f64>() / 2.0;
    let mut sum = 0.0;
    let reaches_half = |value: &&[f32; 2]| {
        sum += f64::from(value[1]);
        sum >= half
    };
    scratch.iter().find(reaches_half).map_or(0.0, |value| value[0])
}
