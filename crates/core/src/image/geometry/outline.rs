//! The outer border of a closed curve that crosses itself, such as the offset of a polygon that turns inwards.

use super::offset::push;
use crate::base::error::{Result, fail};

/// Two positions closer than this, in pixels or in parts of a side, are taken for one.
const NEAR: f64 = 1e-7;
/// The most points of a curve: the work grows with their square.
pub const MOST_OUTLINE_POINTS: usize = 1 << 12;

fn minus(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn cross(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

fn dot(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

/// How far `to` turns left, on the screen, of `from`: from -π (back to the right) to π.
fn left_turn(from: [f64; 2], to: [f64; 2]) -> f64 {
    let turn = (-cross(from, to)).atan2(dot(from, to));
    if turn > std::f64::consts::PI - NEAR { -turn } else { turn }
}

/// Scratch for [`Outliner::outline`], which takes no memory once it has grown.
#[derive(Debug, Default)]
pub struct Outliner {
    sides: Vec<Side>,
}

/// A side of the curve that is not a point.
#[derive(Clone, Copy, Debug)]
struct Side {
    from: [f64; 2],
    along: [f64; 2],
}

impl Side {
    fn at(&self, t: f64) -> [f64; 2] {
        [self.from[0] + self.along[0] * t, self.from[1] + self.along[1] * t]
    }

    /// Whether `point` lies on the side, before its end.
    fn leaves(&self, point: [f64; 2]) -> bool {
        let (to_point, square) = (minus(point, self.from), dot(self.along, self.along));
        let t = dot(to_point, self.along) / square;
        (-NEAR..1.0 - NEAR).contains(&t) && cross(to_point, self.along).abs() <= NEAR * square.sqrt().max(1.0)
    }

    /// Where `other` crosses this side from right to left, in parts of this side.
    fn crossed_by(&self, other: &Side) -> Option<f64> {
        let turn = cross(self.along, other.along);
        if turn >= 0.0 {
            return None;
        }
        let between = minus(other.from, self.from);
        let (t, u) = (cross(between, other.along) / turn, cross(between, self.along) / turn);
        ((-NEAR..1.0 - NEAR).contains(&u) && t < 1.0 - NEAR).then_some(t)
    }
}

impl Outliner {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { sides: Vec::new() }
    }

    /// Writes to `outline` the outer border of the closed `curve`, which runs clockwise on the screen: at each crossing the
    /// border goes on to the left. Crossings are rounded to integers. Holes are left out. A curve without area has no
    /// outline.
    ///
    /// # Errors
    /// `Unsupported` for a curve of more than 2¹² points; `OutOfMemory`.
    pub fn outline(&mut self, curve: &[[i32; 2]], outline: &mut Vec<[i32; 2]>) -> Result<()> {
        outline.clear();
        if curve.len() > MOST_OUTLINE_POINTS {
            fail!(Unsupported, "curve: has {} points, at most {MOST_OUTLINE_POINTS}", curve.len());
        }
        self.sides.clear();
        let mut before = curve.last().copied().unwrap_or_default();
        for &point in curve {
            if point != before {
                let from = before.map(f64::from);
                push(&mut self.sides, Side { from, along: minus(point.map(f64::from), from) })?;
            }
            before = point;
        }
        self.walk(outline)
    }

    fn walk(&self, outline: &mut Vec<[i32; 2]>) -> Result<()> {
        let leftmost = self.sides.iter().map(|side| side.from);
        let Some(start) = leftmost.min_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1]))) else {
            return Ok(());
        };
        // A border that runs clockwise comes to its leftmost point from below.
        let (mut point, mut direction) = (start, [0.0, -1.0]);
        for _ in 0..self.sides.len() * 4 {
            push_distinct(outline, point)?;
            let Some(side) = self.leftmost_from(point, direction) else {
                break;
            };
            point = self.next_turn(side, point);
            direction = side.along;
            if minus(point, start).iter().all(|apart| apart.abs() < NEAR) {
                break;
            }
        }
        if outline.len() > 1 && outline.first() == outline.last() {
            outline.pop();
        }
        drop_straight(outline);
        Ok(())
    }

    /// The side through `point` that goes farthest to the left.
    fn leftmost_from(&self, point: [f64; 2], direction: [f64; 2]) -> Option<&Side> {
        let leaving = self.sides.iter().filter(|side| side.leaves(point));
        leaving.max_by(|a, b| left_turn(direction, a.along).total_cmp(&left_turn(direction, b.along)))
    }

    /// The first point of `side` after `point` at which another side goes off to the left, or its end.
    fn next_turn(&self, side: &Side, point: [f64; 2]) -> [f64; 2] {
        let after = dot(minus(point, side.from), side.along) / dot(side.along, side.along) + NEAR;
        let turns = self.sides.iter().filter_map(|other| side.crossed_by(other)).filter(|&t| t > after);
        side.at(turns.fold(1.0, f64::min))
    }
}

fn push_distinct(outline: &mut Vec<[i32; 2]>, point: [f64; 2]) -> Result<()> {
    let point = point.map(|coordinate| coordinate.round() as i32);
    if outline.last() == Some(&point) { Ok(()) } else { push(outline, point) }
}

/// Drops points on the straight line between their neighbours.
fn drop_straight(outline: &mut Vec<[i32; 2]>) {
    let Some(&last) = outline.last() else {
        return;
    };
    let (mut before, mut write) = (last, 0);
    for read in 0..outline.len() {
        let (point, next) = (outline[read], outline[(read + 1) % outline.len()]);
        let [to, onwards] = [(before, point), (point, next)].map(|(a, b)| minus(b.map(f64::from), a.map(f64::from)));
        if cross(to, onwards) != 0.0 || dot(to, onwards) < 0.0 {
            outline[write] = point;
            write += 1;
            before = point;
        }
    }
    outline.truncate(write);
}

#[cfg(test)]
mod tests {
    use super::drop_straight;

    #[test]
    fn points_on_a_side_go_and_those_where_it_turns_back_stay() {
        let mut square = vec![[0, 0], [2, 0], [4, 0], [4, 4], [4, 4], [0, 4], [0, 2]];
        drop_straight(&mut square);
        assert_eq!(square, [[0, 0], [4, 0], [4, 4], [0, 4]]);
        let mut spike = vec![[0, 0], [9, 0], [3, 0]];
        drop_straight(&mut spike);
        assert_eq!(spike, [[0, 0], [9, 0]]);
    }
}
