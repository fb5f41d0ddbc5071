//! The order of PaddleOCR and RapidOCR.

use crate::base::sort_order;

/// Boxes whose first corners differ by less than this are taken for one line.
const SAME_LINE: f32 = 10.0;

/// Writes the order to `order`, which has memory for it. Like the reference it is quadratic where many boxes share a line.
pub fn sort(boxes: &[[[f32; 2]; 4]], order: &mut Vec<u32>) {
    let first = |index: u32| boxes[index as usize][0];
    let is_finite = |index: &u32| first(*index).iter().all(|coordinate| coordinate.is_finite());
    order.extend((0..boxes.len() as u32).filter(is_finite));
    sort_order(order, &|a, b| {
        let ([a_x, a_y], [b_x, b_y]) = (first(a), first(b));
        a_y.total_cmp(&b_y).then(a_x.total_cmp(&b_x)).then(a.cmp(&b))
    });
    for end in 1..order.len() {
        for place in (1..=end).rev() {
            let ([left_x, left_y], [x, y]) = (first(order[place - 1]), first(order[place]));
            if (y - left_y).abs() < SAME_LINE && x < left_x {
                order.swap(place - 1, place);
            } else {
                break;
            }
        }
    }
    if order.len() < boxes.len() {
        order.extend((0..boxes.len() as u32).filter(|index| !is_finite(index)));
    }
}
