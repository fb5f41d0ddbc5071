//! Hulls, rectangles, measures, offsets and simple polygons.

use super::call::{Call, Room, ended};
use capi::geometry::*;
use capi::status::{SCIPIX_STATUS_SIZE_MISMATCH, ScipixStatus};

/// Points of the longest result that there is room for.
const MOST_POINTS: usize = 4096;

/// Calls each function with the same points.
pub fn polygons(call: &mut Call<'_, '_>) {
    let far = call.bytes.pick(&[1000, 100, 8, 2]);
    let points: Vec<[i32; 2]> = (0..call.bytes.below(40))
        .map(|_| {
            [(); 2].map(|()| if call.bytes.once_in(far) { call.word() as i32 } else { call.bytes.below(200) as i32 })
        })
        .collect();
    let (points_xy, count) = (call.input(&points).cast::<i32>(), call.count(points.len()));
    let number: f64 = call.bytes.float(60, 20).into();
    let cap = if call.bytes.once_in(3) { call.bytes.below(points.len() + 1) } else { MOST_POINTS };
    let (list, len, measure) = (call.room::<[i32; 2]>(cap), call.room::<usize>(1), call.room::<f64>(1));
    let (room, cap) = (list.given.cast::<i32>(), call.count(cap));
    // SAFETY: here and below, pointers are NULL, misaligned, or to what they say, which lies at fences; counts that are
    // larger are beyond the address space.
    unsafe {
        let which = call.bytes.below(6);
        match which {
            0 => check(scipix_points_convex_hull(points_xy, count, room, cap, len.given), &list, &len),
            1 => check(scipix_polygon_offset(points_xy, count, number, room, cap, len.given), &list, &len),
            2 => check(scipix_polygon_simplify(points_xy, count, number, room, cap, len.given), &list, &len),
            3 => check_measure(scipix_polygon_area(points_xy, count, measure.given), &measure),
            4 => check_measure(scipix_polygon_perimeter(points_xy, count, measure.given), &measure),
            _ => {
                let (rect, corners) = (call.room::<ScipixRotatedRect>(1), call.room::<f32>(8));
                if ended(scipix_points_min_area_rect(points_xy, count, rect.given)) {
                    let found = rect.items()[0];
                    let found = call.input(&[found]);
                    ended(scipix_rotated_rect_corners(found, corners.given));
                } else {
                    rect.is_unwritten();
                }
            }
        }
    }
}

/// A list has as many items as it says, or nothing was written but their number.
fn check(status: ScipixStatus, list: &Room<[i32; 2]>, len: &Room<usize>) {
    if ended(status) {
        assert!(len.items()[0] <= list.items().len());
    } else {
        list.is_unwritten();
        if status != SCIPIX_STATUS_SIZE_MISMATCH {
            len.is_unwritten();
        }
    }
}

fn check_measure(status: ScipixStatus, measure: &Room<f64>) {
    if ended(status) { assert!(measure.items()[0] >= 0.0) } else { measure.is_unwritten() }
}
