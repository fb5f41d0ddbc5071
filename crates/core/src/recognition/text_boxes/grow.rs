//! Growing: detectors mark the middle of a line, and the box is that moved outwards.

use super::params::{Growth, TextBoxParams};
use super::scratch::Shapes;
use crate::base::error::Result;
use crate::image::geometry::{
    Coordinate, MOST_OUTLINE_POINTS, RotatedRect, convex_hull, min_area_rect, offset_polygon, polygon_area,
    polygon_perimeter,
};

/// How far the sides of `polygon` move outwards; 0 where it has no border.
fn distance<C: Coordinate>(polygon: &[[C; 2]], ratio: f64) -> f64 {
    let perimeter = polygon_perimeter(polygon);
    if perimeter > 0.0 { polygon_area(polygon) * ratio / perimeter } else { 0.0 }
}

/// Grows a rectangle with these corners; `None` where nothing is left of it after rounding.
pub fn grow_rect(
    rect: &RotatedRect,
    corners: &[[f32; 2]; 4],
    params: &TextBoxParams,
    shapes: &mut Shapes,
) -> Result<Option<RotatedRect>> {
    let distance = distance(corners, params.unclip_ratio);
    match params.growth {
        Growth::Exact => Ok(Some(rect.grown(distance as f32))),
        Growth::Reference => {
            let truncated = corners.map(|corner| corner.map(|coordinate| coordinate as i32));
            offset_polygon(&truncated, distance, &mut shapes.points)?;
            convex_hull(&mut shapes.points, &mut shapes.hull)?;
            Ok(min_area_rect(&shapes.hull))
        }
    }
}

/// Grows the upright rectangle from `first` to before `end`, and returns its first and last pixel.
pub fn grow_upright(
    [left, top]: [i32; 2],
    [right, bottom]: [i32; 2],
    params: &TextBoxParams,
    shapes: &mut Shapes,
) -> Result<([i32; 2], [i32; 2])> {
    let corners = [[left, top], [left, bottom], [right, bottom], [right, top]];
    offset_polygon(&corners, distance(&corners, params.unclip_ratio), &mut shapes.points)?;
    let around = ([i32::MAX; 2], [i32::MIN; 2]);
    Ok(shapes
        .points
        .iter()
        .fold(around, |(first, last), &[x, y]| ([first[0].min(x), first[1].min(y)], [last[0].max(x), last[1].max(y)])))
}

/// Grows `shapes.polygon`, and returns the minimum-area rectangle around the result; `None` where nothing is left of it.
pub fn grow_polygon(params: &TextBoxParams, shapes: &mut Shapes) -> Result<Option<RotatedRect>> {
    let Shapes { points, hull, polygon, outliner, .. } = shapes;
    offset_polygon(polygon, distance(polygon, params.unclip_ratio), points)?;
    if points.len() > MOST_OUTLINE_POINTS {
        convex_hull(points, polygon)?;
    } else {
        outliner.outline(points, polygon)?;
    }
    points.clear();
    points.extend_from_slice(polygon);
    convex_hull(points, hull)?;
    Ok(min_area_rect(hull))
}
