//! Hulls, least rectangles, offsets, outlines and simple polygons, beside what they must hold.

use crate::bytes::Bytes;
use scipix_core::ErrorKind;
use scipix_core::image::geometry::{
    Coordinate, MOST_OUTLINE_POINTS, Outliner, PolygonFill, Simplifier, convex_hull, convex_hull_of_rows,
    min_area_rect, offset_polygon, order_corners, polygon_area, polygon_perimeter,
};

type Point = [i32; 2];

/// The greatest coordinate of points whose rectangle is checked: beyond, a float is too coarse.
const NEAR: i32 = 1 << 15;

/// Measures and changes points and polygons of any kind.
pub fn geometry(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    match bytes.below(6) {
        0 => floats(&mut bytes),
        1 => rows(&mut bytes),
        2 => offset_of_star(&mut bytes),
        3 => tangle(&mut bytes),
        4 => simplify(&mut bytes),
        _ => hull(&mut bytes),
    }
}

/// Points near each other, some of them the same, and now and then one that is far away.
fn points(bytes: &mut Bytes<'_>) -> Vec<Point> {
    const FAR: [i32; 10] =
        [i32::MIN, i32::MAX, 1 << 28, -(1 << 28), 1 << 24, -(1 << 24), (1 << 28) + 1, NEAR, -NEAR, 1 << 30];
    let (most, far) = (bytes.pick(&[4, 40, 250, 4000]), bytes.pick(&[0, 0, 0, 20]));
    let count = if bytes.once_in(16) { bytes.below(400) } else { bytes.below(24) };
    let mut points = Vec::with_capacity(count);
    while points.len() < count && !(bytes.is_empty() && points.len() > 40) {
        let point = [(); 2].map(|()| {
            if far > 0 && bytes.once_in(far) { bytes.pick(&FAR) } else { bytes.below(most) as i32 - most as i32 / 4 }
        });
        points.push(if bytes.once_in(12) { points.last().copied().unwrap_or(point) } else { point });
    }
    points
}

/// Twice the area of the triangle, above 0 where it runs clockwise on the screen.
fn turn(o: Point, a: Point, b: Point) -> i128 {
    let minus = |p: i32, q: i32| i128::from(p) - i128::from(q);
    minus(a[0], o[0]) * minus(b[1], o[1]) - minus(a[1], o[1]) * minus(b[0], o[0])
}

fn sides(polygon: &[Point]) -> impl Iterator<Item = (Point, Point)> + Clone {
    polygon.iter().zip(polygon.iter().cycle().skip(1)).map(|(&from, &to)| (from, to))
}

fn hull_of<C: Coordinate>(points: &[[C; 2]]) -> Vec<[C; 2]> {
    let (mut sorted, mut hull) = (points.to_vec(), Vec::new());
    convex_hull(&mut sorted, &mut hull).expect("memory");
    hull
}

/// A hull turns at each of its corners, holds every point, and is that of its own corners.
fn hull(bytes: &mut Bytes<'_>) {
    let points = points(bytes);
    let hull = hull_of(&points);
    assert!(hull.len() <= points.len() && hull.is_empty() == points.is_empty());
    assert!(hull.iter().all(|corner| points.contains(corner)), "{hull:?} of {points:?}");
    let afterwards = hull.iter().cycle().skip(2);
    if hull.len() > 2 {
        assert!(sides(&hull).zip(afterwards).all(|((a, b), &c)| turn(a, b, c) > 0), "{hull:?} of {points:?}");
        let is_inside = |&point: &Point| sides(&hull).all(|(a, b)| turn(a, b, point) >= 0);
        assert!(points.iter().all(is_inside), "{hull:?} does not hold {points:?}");
    } else if let [a, b] = hull[..] {
        assert!(points.iter().all(|&point| turn(a, b, point) == 0), "{hull:?} does not hold {points:?}");
    }
    assert_eq!(hull_of(&hull), hull);
    assert_eq!(hull_of(&points.iter().rev().copied().collect::<Vec<_>>()), hull);
    measures(&points, &hull);
    rectangle(&points, &hull);
}

fn measures(polygon: &[Point], hull: &[Point]) {
    let (area, perimeter) = (polygon_area(polygon), polygon_perimeter(polygon));
    assert!(area >= 0.0 && perimeter >= 0.0 && area.is_finite() && perimeter.is_finite());
    let reversed: Vec<Point> = polygon.iter().rev().copied().collect();
    // Sums of products of far coordinates round.
    let far = polygon.iter().flatten().map(|at| f64::from(at.unsigned_abs())).fold(1.0, f64::max);
    let slack = 1e-14 * far * far * (1 + polygon.len()) as f64;
    assert!((polygon_area(&reversed) - area).abs() <= slack, "{polygon:?}: an area of {area}");
    // The shortest way around points is their hull.
    assert!(polygon_perimeter(hull) <= perimeter * (1.0 + 1e-9) + 1e-9, "{polygon:?}: a perimeter of {perimeter}");
}

/// The least rectangle holds every point, and is no larger than the upright one.
fn rectangle(points: &[Point], hull: &[Point]) {
    let Some(rect) = min_area_rect(hull) else { return assert!(hull.is_empty()) };
    let corners = order_corners(rect.corners());
    assert!(rect.corners().iter().all(|corner| corners.contains(corner)));
    let far = points.iter().flatten().map(|at| at.unsigned_abs()).max().unwrap_or(0);
    if far > NEAR as u32 {
        return;
    }
    assert!((-90.0..0.0).contains(&rect.angle) && rect.size.iter().all(|side| *side >= 0.0), "{rect:?}");
    let (sin, cos) = f64::from(rect.angle).to_radians().sin_cos();
    let slack = 1e-3 + 4e-6 * f64::from(far);
    for &[x, y] in points {
        let [dx, dy] = [f64::from(x) - f64::from(rect.center[0]), f64::from(y) - f64::from(rect.center[1])];
        let (along, across) = ((dx * cos + dy * sin).abs(), (dy * cos - dx * sin).abs());
        let [width, height] = rect.size.map(|side| f64::from(side) / 2.0 + slack);
        assert!(along <= width && across <= height, "{rect:?} does not hold [{x}, {y}] of {hull:?}");
    }
    let extent = |axis: usize| {
        let ends = hull.iter().map(|point| f64::from(point[axis]));
        ends.clone().fold(f64::MIN, f64::max) - ends.fold(f64::MAX, f64::min)
    };
    let area = f64::from(rect.size[0]) * f64::from(rect.size[1]);
    assert!(area <= extent(0) * extent(1) * 1.001 + slack * (extent(0) + extent(1)), "{rect:?} of {hull:?}");
    assert!(polygon_area(hull) <= area * 1.001 + slack * (extent(0) + extent(1)), "{rect:?} of {hull:?}");
}

/// Points that may be infinite or not numbers have a hull and a rectangle of some kind.
fn floats(bytes: &mut Bytes<'_>) {
    let strange = bytes.pick(&[4, 20, 255]);
    let points: Vec<[f32; 2]> = (0..bytes.below(40)).map(|_| [(); 2].map(|()| bytes.float(200, strange))).collect();
    let hull = hull_of(&points);
    let bits = |points: &[[f32; 2]]| points.iter().map(|point| point.map(f32::to_bits)).collect::<Vec<_>>();
    let given = bits(&points);
    assert!(hull.len() <= points.len() && bits(&hull).iter().all(|corner| given.contains(corner)));
    let rect = min_area_rect(&hull);
    assert_eq!(rect.is_none(), points.is_empty());
    let (area, perimeter) = (polygon_area(&points), polygon_perimeter(&points));
    if points.iter().flatten().all(|at| at.abs() <= 200.0) {
        let scaled: Vec<Point> = points.iter().map(|point| point.map(|at| (at * 16.0) as i32)).collect();
        let scaled_back = |points: &[Point]| points.iter().map(|p| p.map(|at| at as f32 / 16.0)).collect::<Vec<_>>();
        let is_coarse = scaled_back(&scaled) == points;
        assert!(!is_coarse || scaled_back(&hull_of(&scaled)) == hull, "{hull:?} of {points:?}");
        assert!(area >= 0.0 && perimeter >= 0.0);
    }
    if let Some(rect) = rect {
        order_corners(rect.grown(bytes.strange()).corners());
    }
}

/// The hull of rows is that of their ends.
fn rows(bytes: &mut Bytes<'_>) {
    let mut y = bytes.below(100) as i32 - 50;
    let rows: Vec<(i32, i32, i32)> = (0..bytes.below(60))
        .map(|_| {
            y += 1 + bytes.below(3) as i32;
            let first = bytes.below(80) as i32 - 20;
            (y, first, first + bytes.below(40) as i32)
        })
        .collect();
    let ends: Vec<Point> = rows.iter().flat_map(|&(y, first, last)| [[first, y], [last, y]]).collect();
    let mut hull = Vec::new();
    convex_hull_of_rows(&rows, &mut hull).expect("memory");
    let wanted = hull_of(&ends);
    let turned = |by: usize| hull.iter().cycle().skip(by).take(hull.len());
    assert!(hull.len() == wanted.len() && (0..=hull.len()).any(|by| turned(by).eq(&wanted)), "{hull:?}, {wanted:?}");
}

/// How far a point is from the border of a polygon.
fn apart([x, y]: Point, polygon: &[Point]) -> f64 {
    let distance = |(a, b): (Point, Point)| {
        let [dx, dy] = [f64::from(b[0]) - f64::from(a[0]), f64::from(b[1]) - f64::from(a[1])];
        let [to_x, to_y] = [f64::from(x) - f64::from(a[0]), f64::from(y) - f64::from(a[1])];
        let along = ((to_x * dx + to_y * dy) / (dx * dx + dy * dy).max(1.0)).clamp(0.0, 1.0);
        (to_x - dx * along).hypot(to_y - dy * along)
    };
    sides(polygon).map(distance).fold(f64::MAX, f64::min)
}

/// Whether a point is inside of a polygon: a ray crosses its border an odd number of times.
fn is_inside([x, y]: Point, polygon: &[Point]) -> bool {
    let crosses = |(a, b): &(Point, Point)| (a[1] > y) != (b[1] > y) && (turn(*a, *b, [x, y]) > 0) == (b[1] > a[1]);
    sides(polygon).filter(crosses).count() % 2 == 1
}

/// A polygon that does not cross itself, around the origin, in either direction.
fn star(bytes: &mut Bytes<'_>) -> Vec<Point> {
    let (count, most) = (3 + bytes.below(14), bytes.pick(&[12, 60, 400]));
    let corner = |i: usize, bytes: &mut Bytes<'_>| {
        let (radius, angle) = (4.0 + bytes.below(most) as f64, std::f64::consts::TAU * i as f64 / count as f64);
        [(radius * angle.cos()).round() as i32, (radius * angle.sin()).round() as i32]
    };
    let mut polygon: Vec<Point> = (0..count).map(|i| corner(i, bytes)).collect();
    if bytes.once_in(2) {
        polygon.reverse();
    }
    polygon
}

/// Whether the border turns by more than 120 degrees somewhere.
fn has_spike(polygon: &[Point]) -> bool {
    let along = |(a, b): (Point, Point)| [f64::from(b[0] - a[0]), f64::from(b[1] - a[1])];
    sides(polygon).map(along).zip(sides(polygon).map(along).cycle().skip(1)).any(|(before, after)| {
        let [length, next] = [before, after].map(|side| side[0].hypot(side[1]));
        before[0] * after[0] + before[1] * after[1] < -0.5 * length * next
    })
}

/// An offset lies as far outside as was asked for, but for what rounding does, and holds the polygon.
fn offset_of_star(bytes: &mut Bytes<'_>) {
    let polygon = if bytes.once_in(2) { hull_of(&star(bytes)) } else { star(bytes) };
    let distance = bytes.below(400) as f64 / 8.0;
    let (mut curve, mut outline) = (Vec::new(), Vec::new());
    offset_polygon(&polygon, distance, &mut curve).expect("a small polygon");
    Outliner::new().outline(&curve, &mut outline).expect("a short curve");
    for &point in &curve {
        let away = if is_inside(point, &polygon) { 0.0 } else { apart(point, &polygon) };
        assert!(away <= distance + 1.0, "{point:?} is {away} from {polygon:?}, of which the offset is {distance}");
    }
    for &corner in &polygon {
        let is_held = is_inside(corner, &outline) || apart(corner, &outline) <= 1.0;
        assert!(is_held, "{corner:?} of {polygon:?} by {distance} is outside of {outline:?}");
    }
    if hull_of(&polygon).len() == polygon.len() && !has_spike(&polygon) {
        for &point in &outline {
            let away = apart(point, &polygon);
            assert!(away >= distance - 1.5, "{point:?} is {away} from {polygon:?}, by {distance}");
        }
    }
}

/// Offsets and fills of anything end with a result or an error.
fn tangle(bytes: &mut Bytes<'_>) {
    let polygon = points(bytes);
    let distance = if bytes.once_in(4) { bytes.strange().into() } else { bytes.below(4000) as f64 / 8.0 };
    let (mut curve, mut outline) = (vec![[7, 7]], vec![[7, 7]]);
    let far = polygon.iter().flatten().any(|at| at.unsigned_abs() > 1 << 28) || distance > f64::from(1 << 28);
    match offset_polygon(&polygon, distance, &mut curve) {
        Ok(()) => assert!(distance.is_finite() && distance >= 0.0 && !far),
        Err(error) => {
            let wanted = if far && distance.is_finite() && distance >= 0.0 {
                ErrorKind::OutOfRange
            } else {
                ErrorKind::InvalidArgument
            };
            assert!(error.kind() == wanted && curve.is_empty(), "{error}");
        }
    }
    match Outliner::new().outline(&curve, &mut outline) {
        Ok(()) => {
            let within = |axis: usize, at: i32| {
                let ends = curve.iter().map(|point| point[axis]);
                ends.clone().min() <= Some(at) && Some(at) <= ends.max()
            };
            assert!(outline.iter().all(|point| within(0, point[0]) && within(1, point[1])), "{outline:?} of {curve:?}");
        }
        Err(error) => assert!(error.kind() == ErrorKind::Unsupported && curve.len() > MOST_OUTLINE_POINTS, "{error}"),
    }
    let ends = |bytes: &mut Bytes<'_>| bytes.below(100) as i32 - 50;
    let (columns, rows) = (ends(bytes)..ends(bytes), ends(bytes)..ends(bytes));
    let mut fill = PolygonFill::new();
    let Ok(spans) = fill.fill(&polygon, columns.clone(), rows.clone()) else { return };
    for span in spans {
        let is_clipped = rows.contains(&span.y) && columns.start <= span.start && span.end <= columns.end;
        assert!(is_clipped && span.start < span.end, "{span:?} of {polygon:?} in {columns:?}, {rows:?}");
    }
}

/// A simplified polygon has some of the corners, and none of the others is far from it.
fn simplify(bytes: &mut Bytes<'_>) {
    let polygon = if bytes.once_in(3) { star(bytes) } else { points(bytes) };
    let tolerance = if bytes.once_in(16) { bytes.strange().into() } else { bytes.below(160) as f64 / 8.0 };
    let (mut simplifier, mut simple) = (Simplifier::new(), vec![[7, 7]]);
    if let Err(error) = simplifier.simplify(&polygon, tolerance, &mut simple) {
        let is_bad = !tolerance.is_finite() || tolerance < 0.0;
        return assert!(is_bad && error.kind() == ErrorKind::InvalidArgument && simple.is_empty(), "{error}");
    }
    assert!(simple.len() <= polygon.len() && simple.is_empty() == polygon.is_empty());
    assert!(simple.iter().all(|corner| polygon.contains(corner)), "{simple:?} of {polygon:?}");
    if polygon.iter().flatten().any(|at| at.unsigned_abs() >= 1 << 24) {
        return;
    }
    for &corner in &polygon {
        let away = apart(corner, &simple);
        assert!(away <= 1.7072 * tolerance + 1e-6, "{corner:?} is {away} from {simple:?} of {polygon:?}, {tolerance}");
    }
}
