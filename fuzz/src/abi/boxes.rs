//! Text boxes, their order, and groups of lines.

use super::call::{Call, ended};
use capi::crop::ScipixCropSize;
use capi::line_groups::{ScipixLineGroup, scipix_line_group_params_init, scipix_line_groups};
use capi::reading_order::{scipix_reading_order, scipix_reading_order_params_init};
use capi::text_box_params::{scipix_craft_params_init, scipix_text_box_params_init};
use capi::text_boxes::*;
use std::ptr::null_mut;

/// A map of any numbers; its values lie right before a fence.
fn map(call: &mut Call<'_, '_>) -> *const ScipixProbabilityMap {
    let element = call.bytes.pick(&[0, 1, 3, 0, 2, -1]);
    let bytes = match element {
        1 => 2,
        3 => 1,
        _ => 4,
    };
    let (width, height) = (1 + call.bytes.below(60), 1 + call.bytes.below(40));
    let stride = (width + call.bytes.below(4)) * bytes;
    let (noise, paper) = (call.bytes.take(80), call.bytes.pick(&[0, 0, 63, 255]));
    let mut data = vec![0; stride * (height - 1) + width * bytes];
    for (i, value) in data.chunks_mut(bytes).enumerate() {
        let drawn = noise.get(i / 37).copied().unwrap_or(paper);
        match bytes {
            4 => value.copy_from_slice(&(f32::from(drawn) / 255.0).to_le_bytes()),
            _ => value.fill(drawn),
        }
    }
    let at = call.fences.place(&data, bytes);
    let hostile = call.bytes.pick(&[0, 1, 1 << 24, (1 << 24) + 1, usize::MAX, 1 << 62]);
    let mut map = ScipixProbabilityMap {
        data: call.pointer(at.cast::<f32>()).cast(),
        data_bytes: data.len(),
        width,
        height,
        stride: if stride == width * bytes { 0 } else { stride },
        element,
    };
    // A misaligned pointer to bytes is an aligned one.
    if bytes == 1 && !map.data.is_null() {
        map.data = at.cast();
    }
    match call.bytes.below(24) {
        20 => map.width = hostile,
        21 => map.height = hostile,
        22 => map.stride = hostile,
        23 => map.data_bytes = call.bytes.below(data.len() + 1),
        _ => {}
    }
    call.input(&[map])
}

/// Finds boxes twice, sorts them and looks at all of them.
pub fn boxes(call: &mut Call<'_, '_>) {
    let mut boxes = null_mut();
    // SAFETY: a place for the handle.
    assert!(ended(unsafe { scipix_text_boxes_new(&mut boxes) }));
    for _ in 0..1 + call.bytes.below(2) {
        let side = |call: &mut Call<'_, '_>| {
            if call.bytes.once_in(12) { call.word() as usize } else { 1 + call.bytes.below(3000) }
        };
        let page = [side(call), side(call)];
        let handle = call.pointer(boxes);
        let first = map(call);
        // SAFETY: pointers are NULL, misaligned, or to what they say, which lies at fences; the handle lives.
        let status = unsafe {
            if call.bytes.once_in(3) {
                let second = if call.bytes.once_in(2) { first } else { map(call) };
                let params = call.sized(scipix_craft_params_init, usize::MAX, |_, _| {});
                scipix_text_boxes_find_craft(handle, first, second, page[0], page[1], params)
            } else {
                let params = call.sized(scipix_text_box_params_init, usize::MAX, |_, _| {});
                scipix_text_boxes_find(handle, first, page[0], page[1], params)
            }
        };
        let found = ended(status);
        // SAFETY: the handle lives.
        let count = unsafe { scipix_text_boxes_len(boxes) };
        assert!(found || handle != boxes || count == 0, "boxes after a failure");
        let params = call.sized(scipix_reading_order_params_init, usize::MAX, |_, _| {});
        // SAFETY: as above.
        ended(unsafe { scipix_text_boxes_sort(call.pointer(boxes), params) });
        if found {
            look(boxes, count, page);
        }
    }
    // SAFETY: the handle lives, and is not used again.
    assert!(ended(unsafe { scipix_text_boxes_free(boxes) }));
}

/// Reads all boxes and polygons, which lie on the page.
fn look(boxes: *const ScipixTextBoxes, count: usize, page: [usize; 2]) {
    let is_on = |at: &[i32]| (0..2).all(|axis| usize::try_from(at[axis]).is_ok_and(|at| at <= page[axis]));
    for i in 0..count {
        // SAFETY: the handle lives and has `count` boxes.
        let found = unsafe { *scipix_text_boxes_data(boxes).add(i) };
        assert!(found.corners_xy.chunks(2).all(is_on), "{found:?} of {page:?}");
        assert_eq!(found.polygon_xy.is_null(), found.polygon_len == 0);
        if found.polygon_len > 0 {
            // SAFETY: the box says so.
            let polygon = unsafe { std::slice::from_raw_parts(found.polygon_xy, 2 * found.polygon_len) };
            assert!(polygon.chunks(2).all(is_on), "{polygon:?} of {page:?}");
        }
    }
}

/// Orders boxes, or groups lines.
pub fn order_and_groups(call: &mut Call<'_, '_>) {
    let count = call.bytes.below(40);
    let (mut order, counted) = (call.room::<u32>(count), call.count(count));
    if call.bytes.once_in(2) {
        let corners: Vec<f32> = (0..8 * count).map(|_| call.bytes.float(500, 60)).collect();
        let params = call.sized(scipix_reading_order_params_init, usize::MAX, |_, _| {});
        let given = call.input(&corners);
        if call.bytes.once_in(60) {
            order.given = given.cast_mut().cast();
        }
        // SAFETY: pointers are NULL, misaligned, or to `count` items at fences; more are beyond the address space.
        let done = ended(unsafe { scipix_reading_order(given, counted, params, order.given) });
        return check_order(done, &order.items()[..counted.min(count)], || order.is_unwritten());
    }
    let side = |call: &mut Call<'_, '_>| {
        if call.bytes.once_in(60) { call.word() as usize } else { 1 + call.bytes.below(800) }
    };
    let sizes: Vec<ScipixCropSize> =
        (0..count).map(|_| ScipixCropSize { width: side(call), height: side(call) }).collect();
    let (groups, len) = (call.room::<ScipixLineGroup>(count), call.room::<usize>(1));
    let params = call.sized(scipix_line_group_params_init, usize::MAX, |_, _| {});
    let given = call.input(&sizes);
    // SAFETY: as above.
    let status = unsafe { scipix_line_groups(given, counted, params, order.given, groups.given, len.given) };
    let done = ended(status);
    check_order(done, &order.items()[..counted.min(count)], || order.is_unwritten());
    if done {
        let lines: usize = groups.items()[..len.items()[0]].iter().map(|group| group.len).sum();
        assert_eq!(lines, counted);
    } else {
        groups.is_unwritten();
        len.is_unwritten();
    }
}

/// An order has each index once; after a failure there is none.
fn check_order(done: bool, order: &[u32], is_unwritten: impl FnOnce()) {
    if done {
        let mut all = order.to_vec();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..order.len() as u32), "{order:?}");
    } else {
        is_unwritten();
    }
}
