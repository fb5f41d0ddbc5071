//! Reading order of boxes of any kind.

use crate::bytes::Bytes;
use crate::levels::everywhere;
use scipix_core::recognition::{OrderRule, ReadingOrderParams, ReadingOrderScratch, WritingDirection, reading_order};

type Quad = [[f32; 2]; 4];

/// Bytes for a box: its corners, its extent, its angle, its place, and what sorting takes.
const MOST_PER_BOX: usize = 200;

/// Orders boxes: each once, equal ones as they come, and by the rule of ten pixels as a plain model does.
pub fn order(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let rule = bytes.pick(&[OrderRule::Layout, OrderRule::Layout, OrderRule::TenPixels]);
    let direction = bytes.pick(&[
        WritingDirection::LeftToRight,
        WritingDirection::RightToLeft,
        WritingDirection::VerticalRightToLeft,
        WritingDirection::VerticalLeftToRight,
    ]);
    let boxes = boxes(&mut bytes);
    let params = ReadingOrderParams { rule, direction };
    let order = everywhere((boxes.len() + 16) * MOST_PER_BOX, || {
        let (mut scratch, mut order) = (ReadingOrderScratch::new(), vec![7; 3]);
        reading_order(boxes.iter().copied(), &params, &mut scratch, &mut order).expect("memory");
        let again = order.clone();
        reading_order(boxes.iter().copied(), &params, &mut scratch, &mut order).expect("memory");
        assert_eq!(order, again, "scratch matters");
        order
    });
    let mut all = order.clone();
    all.sort_unstable();
    assert!(all.into_iter().eq(0..boxes.len() as u32), "not every box once: {order:?}");
    let bits = |index: u32| boxes[index as usize].map(|corner| corner.map(f32::to_bits));
    for pair in order.windows(2) {
        assert!(bits(pair[0]) != bits(pair[1]) || pair[0] < pair[1], "equal boxes changed places: {order:?}");
    }
    if rule == OrderRule::TenPixels {
        assert_eq!(order, ten_pixels(&boxes));
    }
}

fn boxes(bytes: &mut Bytes<'_>) -> Vec<Quad> {
    let count = if bytes.once_in(8) { bytes.below(3000) } else { bytes.below(60) };
    let strange = bytes.pick(&[255, 255, 30, 4]);
    let (angle, step) = (bytes.float(1, strange), 1 + bytes.below(60));
    let mut boxes = Vec::with_capacity(count);
    while boxes.len() < count {
        let [x, y] = [(); 2].map(|()| (bytes.below(40) * step) as f32);
        let [width, height] = [bytes.float(200, strange), bytes.float(30, strange)];
        let [mut a, mut b] = [[x, y + angle * x], [x + width, y + angle * (x + width)]];
        if bytes.once_in(16) {
            (a, b) = (b, a);
        }
        let mut quad = [a, b, [b[0], b[1] + height], [a[0], a[1] + height]];
        if bytes.once_in(strange) {
            quad[bytes.below(4)][bytes.below(2)] = bytes.strange();
        }
        // When the bytes are used up, the rest are copies.
        let copies = if bytes.is_empty() { count - boxes.len() } else { 1 + 20 * usize::from(bytes.once_in(20)) };
        boxes.extend(std::iter::repeat_n(quad, copies.min(count - boxes.len())));
    }
    boxes
}

/// The rule as PaddleOCR writes it down; boxes whose first corner is nowhere come last.
fn ten_pixels(boxes: &[Quad]) -> Vec<u32> {
    let first = |index: u32| boxes[index as usize][0];
    let is_somewhere = |index: &u32| first(*index).iter().all(|coordinate| coordinate.is_finite());
    let (mut order, nowhere): (Vec<u32>, Vec<u32>) = (0..boxes.len() as u32).partition(is_somewhere);
    order.sort_by(|&a, &b| first(a)[1].total_cmp(&first(b)[1]).then(first(a)[0].total_cmp(&first(b)[0])));
    for i in 0..order.len().saturating_sub(1) {
        for j in (0..=i).rev() {
            let ([left_x, left_y], [x, y]) = (first(order[j]), first(order[j + 1]));
            if (y - left_y).abs() < 10.0 && x < left_x {
                order.swap(j, j + 1);
            } else {
                break;
            }
        }
    }
    order.extend(nowhere);
    order
}
