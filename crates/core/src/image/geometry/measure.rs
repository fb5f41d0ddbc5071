//! Area and perimeter of polygons.

use super::hull::Coordinate;

fn sides<C: Coordinate>(polygon: &[[C; 2]]) -> impl Iterator<Item = ([f64; 2], [f64; 2])> {
    let floats = |point: [C; 2]| point.map(|coordinate| coordinate.to_f64());
    let ends = polygon.iter().skip(1).chain(polygon.first());
    polygon.iter().zip(ends).map(move |(&from, &to)| (floats(from), floats(to)))
}

/// Returns the area of `polygon`, which may run in either direction. It is exact for whole coordinates that lie within 2²⁴ of each
/// other, wherever they are.
pub fn polygon_area<C: Coordinate>(polygon: &[[C; 2]]) -> f64 {
    let Some(&first) = polygon.first() else { return 0.0 };
    let origin = first.map(C::to_f64);
    let moved = |point: [f64; 2]| [point[0] - origin[0], point[1] - origin[1]];
    let cross = |(from, to)| {
        let (from, to) = (moved(from), moved(to));
        from[0] * to[1] - to[0] * from[1]
    };
    (sides(polygon).map(cross).sum::<f64>() / 2.0).abs()
}

/// Returns the length of the closed border of `polygon`.
pub fn polygon_perimeter<C: Coordinate>(polygon: &[[C; 2]]) -> f64 {
    let length = |(from, to): ([f64; 2], [f64; 2])| {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        (dx * dx + dy * dy).sqrt()
    };
    sides(polygon).map(length).sum()
}
