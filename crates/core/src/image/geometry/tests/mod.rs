use super::*;
use crate::base::error::ErrorKind;
use crate::testing::TestRng;

/// Holds the results of OpenCV 5 and Clipper 6 for random polygons; see the program beside it.
const PEERS: &str = include_str!("data/geometry_peers.txt");

/// The cases of a kind: points, and the words of the result.
fn cases(kind: &str) -> Vec<(Vec<[i32; 2]>, Vec<&'static str>)> {
    let of_kind = PEERS.lines().filter_map(|line| {
        let mut parts = line.split('|');
        (parts.next() == Some(kind)).then(|| (parts.next().unwrap(), parts.next().unwrap()))
    });
    let cases: Vec<_> = of_kind.map(|(given, made)| (points(&words(given)), words(made))).collect();
    assert!(cases.len() >= 50, "{kind}: {} cases", cases.len());
    cases
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn points(words: &[&str]) -> Vec<[i32; 2]> {
    words.chunks_exact(2).map(|pair| [pair[0].parse().unwrap(), pair[1].parse().unwrap()]).collect()
}

fn floats(words: &[&str]) -> Vec<f32> {
    words.iter().map(|word| f32::from_bits(u32::from_str_radix(word, 16).unwrap())).collect()
}

/// Whether both lists are the same but for where they begin.
fn same_ring(a: &[[i32; 2]], b: &[[i32; 2]]) -> bool {
    a.len() == b.len() && (0..a.len().max(1)).any(|turn| a.iter().eq(b.iter().cycle().skip(turn).take(b.len())))
}

fn hull_of(points: &[[i32; 2]]) -> Vec<[i32; 2]> {
    let (mut points, mut hull) = (points.to_vec(), Vec::new());
    convex_hull(&mut points, &mut hull).unwrap();
    hull
}

#[test]
fn hulls_are_those_of_opencv() {
    for (given, made) in cases("hull") {
        assert!(same_ring(&hull_of(&given), &points(&made)), "{given:?}: {:?}", hull_of(&given));
    }
}

#[test]
fn hulls_of_floats_rows_and_integers_agree() {
    let mut rng = TestRng::new(5);
    for _ in 0..200 {
        let rows: Vec<(i32, i32, i32)> = (0..rng.below(30) as i32)
            .map(|y| {
                let left = rng.below(50) as i32;
                (y * 2, left, left + rng.below(20) as i32)
            })
            .collect();
        let ends: Vec<[i32; 2]> = rows.iter().flat_map(|&(y, left, right)| [[left, y], [right, y]]).collect();
        let (mut of_rows, mut of_floats) = (Vec::new(), Vec::new());
        convex_hull_of_rows(&rows, &mut of_rows).unwrap();
        convex_hull(&mut ends.iter().map(|end| end.map(|x| x as f32)).collect::<Vec<_>>(), &mut of_floats).unwrap();
        let hull = hull_of(&ends);
        assert!(same_ring(&of_rows, &hull), "{rows:?}: {of_rows:?}, {hull:?}");
        assert!(of_floats.iter().map(|end| end.map(|x| x as i32)).eq(hull));
    }
}

#[test]
fn hulls_of_what_is_not_finite_do_not_panic() {
    let strange = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN, 0.0, -0.0, 1.0];
    let mut all: Vec<[f32; 2]> = strange.iter().flat_map(|&x| strange.map(|y| [x, y])).collect();
    let mut hull = Vec::new();
    convex_hull(&mut all, &mut hull).unwrap();
    min_area_rect(&hull).unwrap();
    // NaN differs from itself, and yet its point is one.
    for (few, corners) in [(&mut [[f32::NAN; 2]; 3][..], 1), (&mut [[f32::NAN, 1.0], [2.0, 3.0]], 2)] {
        convex_hull(few, &mut hull).unwrap();
        assert_eq!(hull.len(), corners);
    }
    convex_hull(&mut [[9.0, 5.0], [0.0, 0.0], [0.0, 7.0], [-0.0, 9.0], [0.0, 2.0]], &mut hull).unwrap();
    assert_eq!(hull, [[9.0, 5.0], [0.0, 9.0], [0.0, 0.0]]);
    let far = [i32::MIN, i32::MAX];
    let square = hull_of(&[[far[0], far[0]], [far[1], far[0]], [far[1], far[1]], [far[0], far[1]], [0, 0]]);
    assert_eq!(square.len(), 4);
    assert_eq!(min_area_rect::<i32>(&[]), None);
}

#[test]
fn min_area_rectangles_do_not_depend_on_the_first_corner() {
    let mut hull = hull_of(&[[10, 4], [7, 9], [1, 8], [0, 3], [5, 0]]);
    let expected = min_area_rect(&hull).unwrap();
    for _ in 1..hull.len() {
        hull.rotate_left(1);
        assert_eq!(min_area_rect(&hull), Some(expected), "{hull:?}");
    }
}

#[test]
fn the_rectangle_of_a_line_lies_along_it_whatever_its_direction() {
    for line in [[[3, 4], [0, 0]], [[0, 0], [3, 4]], [[0, 0], [3, -4]], [[3, -4], [0, 0]]] {
        let rect = min_area_rect(&line).unwrap();
        let [[x, y], [to_x, to_y]] = line.map(|end| end.map(|c| c as f32));
        let close = |a: f32, b: f32| (a - b).abs() < 1e-4;
        let is_end = |[a, b]: [f32; 2]| close(a, x) && close(b, y) || close(a, to_x) && close(b, to_y);
        assert!((-90.0..0.0).contains(&rect.angle), "{rect:?}");
        assert!(rect.corners().into_iter().all(is_end), "{line:?}: {rect:?}");
    }
}

#[test]
fn min_area_rectangles_are_those_of_opencv() {
    let mut others = 0;
    for (given, made) in cases("rect") {
        let (rect, wanted) = (min_area_rect(&hull_of(&given)).unwrap(), floats(&made));
        let flat = |rect: RotatedRect| [rect.center[0], rect.center[1], rect.size[0], rect.size[1], rect.angle];
        let opencv = RotatedRect { center: [wanted[0], wanted[1]], size: [wanted[2], wanted[3]], angle: wanted[4] };
        let corners: Vec<f32> = opencv.corners().into_iter().flatten().collect();
        assert_eq!(corners, wanted[5..], "{opencv:?}");
        if flat(rect) != flat(opencv) {
            // Of two rectangles of one area, either may be taken; and a line has two directions.
            let area = |rect: &RotatedRect| rect.size[0] * rect.size[1];
            assert!((area(&rect) - area(&opencv)).abs() <= 1e-5 * area(&opencv), "{given:?}: {rect:?}, {opencv:?}");
            others += 1;
        }
    }
    assert!(others <= 6, "{others} rectangles differ");
}

#[test]
fn corners_are_ordered_from_the_top_left() {
    let corners = [[0.0, 1.0], [10.0, 0.0], [11.0, 5.0], [1.0, 6.0]];
    for first in 0..4 {
        let mut turned = corners;
        turned.rotate_left(first);
        assert_eq!(order_corners(turned), corners);
        turned.reverse();
        assert_eq!(order_corners(turned), corners);
    }
    order_corners([[f32::NAN; 2]; 4]);
}

#[test]
fn measures_of_a_triangle() {
    let triangle = [[0, 0], [4, 0], [4, 3]];
    assert_eq!((polygon_area(&triangle), polygon_perimeter(&triangle)), (6.0, 12.0));
    assert_eq!(polygon_area(&[[0.0, 0.0], [0.0, 2.5], [2.0, 0.0]]), 2.5);
    for far in [1 << 24, (1 << 28) - 100, i32::MAX - 100, i32::MIN] {
        let square = [[0, 30], [40, 0], [70, 40], [30, 70]].map(|corner| corner.map(|place| far + place));
        assert_eq!((polygon_area(&square), polygon_perimeter(&square)), (2500.0, 200.0), "{far}");
    }
    assert_eq!((polygon_area::<i32>(&[]), polygon_perimeter(&[[3, 4]])), (0.0, 0.0));
}

#[test]
fn offsets_of_rectangles_are_those_of_clipper() {
    let mut curve = Vec::new();
    for (given, made) in cases("offset") {
        let distance: f64 = made[0].parse().unwrap();
        for given in [given.clone(), given.into_iter().rev().collect()] {
            offset_polygon(&given, distance, &mut curve).unwrap();
            assert!(same_ring(&hull_of(&curve), &points(&made[1..])), "{given:?} by {distance}");
        }
    }
}

#[test]
fn grown_rectangles_hold_their_offset() {
    let rect = RotatedRect { center: [50.0, 40.0], size: [30.0, 8.0], angle: -20.0 };
    let corners = rect.corners().map(|corner| corner.map(|x| x.round() as i32));
    let mut curve = Vec::new();
    offset_polygon(&corners, 6.0, &mut curve).unwrap();
    let (reference, exact) = (min_area_rect(&hull_of(&curve)).unwrap().corners(), rect.grown(6.0).corners());
    let apart = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    assert!(exact.iter().all(|&a| reference.iter().any(|&b| apart(a, b) < 1.5)), "{exact:?}, {reference:?}");
}

#[test]
fn outlines_are_those_of_clipper() {
    let (mut curve, mut outline, mut outliner) = (Vec::new(), Vec::new(), Outliner::new());
    let (mut corners, mut others) = (0, 0);
    for (given, made) in cases("outline") {
        let (distance, wanted): (f64, _) = (made[0].parse().unwrap(), points(&made[1..]));
        offset_polygon(&given, distance, &mut curve).unwrap();
        outliner.outline(&curve, &mut outline).unwrap();
        let (area, of_clipper) = (polygon_area(&outline), polygon_area(&wanted));
        assert!((area - of_clipper).abs() <= 0.01 * of_clipper, "{given:?} by {distance}: {area}, {of_clipper}");
        let near = |a: &[i32; 2], b: &[i32; 2]| a[0].abs_diff(b[0]) <= 1 && a[1].abs_diff(b[1]) <= 1;
        corners += outline.len();
        others += outline.iter().filter(|corner| !wanted.iter().any(|b| near(corner, b))).count();
    }
    // Clipper drops corners on straight lines.
    assert!(others * 50 <= corners, "{others} of {corners} corners are not Clipper's");
}

#[test]
fn offsets_check_what_they_are_given() {
    let (square, mut curve) = ([[0, 0], [9, 0], [9, 9], [0, 9]], Vec::new());
    for distance in [-1.0, f64::NAN, f64::INFINITY] {
        let error = offset_polygon(&square, distance, &mut curve).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    }
    for (polygon, distance) in [(square.map(|p| p.map(|x| x << 28)), 1.0), (square, 1e9)] {
        assert_eq!(offset_polygon(&polygon, distance, &mut curve).unwrap_err().kind(), ErrorKind::OutOfRange);
    }
    offset_polygon(&square, 0.0, &mut curve).unwrap();
    assert_eq!(curve, square);
    for flat in [&[][..], &[[3, 3]], &[[3, 3], [3, 3]], &[[3, 3], [5, 5], [3, 3]]] {
        offset_polygon(flat, 2.0, &mut curve).unwrap();
        assert!(curve.is_empty());
    }
}

#[test]
fn outlines_of_anything_end() {
    let (mut rng, mut outliner, mut outline) = (TestRng::new(3), Outliner::new(), Vec::new());
    for count in (0..60).chain([300]) {
        let tangle: Vec<[i32; 2]> = (0..count).map(|_| [rng.below(40) as i32, rng.below(40) as i32]).collect();
        outliner.outline(&tangle, &mut outline).unwrap();
        assert!(outline.iter().flatten().all(|x| (0..40).contains(x)));
    }
    let long = vec![[0, 0]; MOST_OUTLINE_POINTS + 1];
    assert_eq!(outliner.outline(&long, &mut outline).unwrap_err().kind(), ErrorKind::Unsupported);
}

#[test]
fn simple_polygons_are_those_of_opencv() {
    let (mut simplifier, mut simple) = (Simplifier::new(), Vec::new());
    for (given, made) in cases("simplify") {
        let tolerance = made[0].parse().unwrap();
        simplifier.simplify(&given, tolerance, &mut simple).unwrap();
        assert_eq!(simple, points(&made[1..]), "{given:?} by {tolerance}");
    }
    for tolerance in [-1.0, f64::NAN] {
        let error = simplifier.simplify(&[[0, 0]], tolerance, &mut simple).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    }
    for few in [&[][..], &[[1, 2]], &[[1, 2], [1, 2]], &[[1, 2], [3, 4]], &[[1, 2], [3, 4], [1, 2]]] {
        simplifier.simplify(few, 0.0, &mut simple).unwrap();
        assert!(simple.len() <= few.len());
    }
}

/// Polygons on which small faults in the choice of corners would show, with the results of OpenCV 5.
#[test]
fn simple_polygons_at_the_edges_of_the_rules_are_those_of_opencv() {
    let check = |polygon: &[[i32; 2]], tolerance, expected: &[[i32; 2]]| {
        let mut simple = Vec::new();
        Simplifier::new().simplify(polygon, tolerance, &mut simple).unwrap();
        assert_eq!(simple, expected, "{polygon:?} by {tolerance}");
    };
    // A point beyond the end of its chord is as far away as that end.
    let hook = [[4, 6], [0, 4], [1, 5], [5, 5], [5, 3], [0, 0], [6, 4]];
    check(&hook, 1.0, &[[6, 4], [4, 6], [0, 4], [1, 5], [5, 5], [5, 3], [0, 0]]);
    // The side after a point that was taken out begins where its side ended.
    let bent = [[8, 3], [0, 2], [18, 22], [23, 14], [21, 21], [13, 22]];
    check(&bent, 6.0, &[[0, 2], [18, 22], [23, 14], [13, 22], [8, 3]]);
    // One step more around would take out the first point, as the second one is gone by then.
    let blunt = [[0, 0], [123, -3], [191, -22], [193, -53], [0, -3000], [-120, -3]];
    check(&blunt, 20.0, &[[0, 0], [191, -22], [0, -3000], [-120, -3]]);
}

#[test]
fn filled_polygons_are_those_of_opencv() {
    let mut fill = PolygonFill::new();
    for (given, made) in cases("fill") {
        let numbers: Vec<i32> = made.iter().map(|word| word.parse().unwrap()).collect();
        let wanted = numbers.chunks_exact(3).map(|span| Span { y: span[0], start: span[1], end: span[2] });
        let spans = fill.fill(&given, 0..60, 0..60).unwrap();
        assert!(spans.iter().copied().eq(wanted), "{given:?}: {spans:?}");
    }
}

#[test]
fn fills_are_clipped() {
    let (mut fill, mut rows) = (PolygonFill::new(), ConvexRows::new());
    let square = [[-5, -5], [20, -5], [20, 20], [-5, 20]];
    let spans = fill.fill(&square, 3..10, 2..4).unwrap();
    assert_eq!(spans, [Span { y: 2, start: 3, end: 10 }, Span { y: 3, start: 3, end: 10 }]);
    rows.fill(&square, 2..4).unwrap();
    assert!(rows.rows().eq([(2, -5, 20), (3, -5, 20)]));
    for outside in [30..40, -40..-30, 5..5] {
        assert_eq!(fill.fill(&square, 0..60, outside.clone()).unwrap(), []);
        rows.fill(&square, outside).unwrap();
        assert_eq!(rows.rows().count(), 0);
    }
    let far = [[0, 0], [1 << 25, 0], [0, 9]];
    assert_eq!(fill.fill(&far, 0..9, 0..9).unwrap_err().kind(), ErrorKind::OutOfRange);
    assert_eq!(rows.fill(&far, 0..9).unwrap_err().kind(), ErrorKind::OutOfRange);
    assert_eq!(fill.fill(&[], 0..9, 0..9).unwrap(), []);
}

#[test]
fn convex_rows_are_those_of_the_fill() {
    let (mut rng, mut fill, mut rows) = (TestRng::new(9), PolygonFill::new(), ConvexRows::new());
    for _ in 0..300 {
        let angle = -90.0 + rng.below(900) as f32 / 10.0;
        let size = [3.0 + rng.below(60) as f32, 3.0 + rng.below(40) as f32];
        let rect = RotatedRect { center: [40.0 + rng.below(30) as f32 / 3.0, 50.0], size, angle };
        let quad = rect.corners().map(|corner| corner.map(|x| x as i32));
        rows.fill(&quad, 0..100).unwrap();
        let spans = fill.fill(&quad, -100..200, 0..100).unwrap();
        assert!(rows.rows().eq(spans.iter().map(|span| (span.y, span.start, span.end - 1))), "{quad:?}");
    }
}
