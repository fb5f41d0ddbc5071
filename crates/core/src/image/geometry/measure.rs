//! Area and perimeter of polygons.

use super::hull::Coordinate;

fn sides<C: Coordinate>(polygon: &[[C; 2]]) -> impl Iterator<Item = ([f64; 2], [f64; 2])> {
    let floats = |point: [C; 2]| point.map(|coordinate| f64::from(coordinate.to_f32()));
    let ends = polygon.iter().skip(1).chain(polygon.first());
    polygon.iter().zip(ends).map(move |(&from, &to)| (floats(from), floats(to)))
}

/// Returns the area of `polygon`, which may run in either direction.
pub fn polygon_area<C: Coordinate>(polygon: &[[C; 2]]) -> f64 {
    (sides(polygon).map(|(from, to)| from[0] * to[1] - to[0] * from[1]).sum::<f64>() / 2.0).abs()
}

/// Returns the length of the closed border of `polygon`.
pub fn polygon_perimeter<C: Coordinate>(polygon: &[[C; 2]]) -> f64 {
    let length = |(from, to): ([f64; 2], [f64; 2])| {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        (dx * dx + dy * dy).sqrt()
    };
    sides(polygon).map(length).sum()
}
