use super::*;
use crate::testing::Dice;

type Quad = [[f32; 2]; 4];

fn rect(x: f32, y: f32, width: f32, height: f32) -> Quad {
    [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
}

fn ordered(boxes: &[Quad], direction: WritingDirection, rule: OrderRule) -> Vec<u32> {
    let (mut scratch, mut order) = (ReadingOrderScratch::new(), Vec::new());
    let params = ReadingOrderParams { rule, direction };
    reading_order(boxes.iter().copied(), &params, &mut scratch, &mut order).unwrap();
    order
}

/// A generated page: its boxes in the order of reading.
struct Page {
    boxes: Vec<Quad>,
}

impl Page {
    /// Headings over the page, and lines in columns, of which some are in several boxes.
    fn generate(dice: &mut Dice, columns: usize) -> Self {
        let (mut boxes, width) = (Vec::new(), 1200.0);
        let height = 18.0 + dice.roll(14) as f32;
        let gutter = height * (1.2 + dice.roll(10) as f32 / 10.0);
        let column = (width - gutter * (columns - 1) as f32) / columns as f32;
        let mut top = 100.0;
        for _ in 0..1 + dice.roll(3) {
            boxes.push(rect(80.0 + dice.roll(60) as f32, top, width * 0.8, height * 1.8));
            top += height * 2.6;
            let lines = 8 + dice.roll(20);
            for column_index in 0..columns {
                let left = 80.0 + (column + gutter) * column_index as f32;
                let shift = dice.roll(20) as f32 / 20.0 * height;
                for line in 0..lines - dice.roll(3) {
                    let y = top + shift + line as f32 * height * 1.4;
                    Self::line(dice, &mut boxes, [left, y, column, height], line > 0);
                }
            }
            top += (lines + 2) as f32 * height * 1.4;
        }
        Self { boxes }
    }

    /// A line in one to three boxes of slightly different heights; a last line is shorter.
    fn line(dice: &mut Dice, boxes: &mut Vec<Quad>, [left, y, width, height]: [f32; 4], may_be_short: bool) {
        let width = if may_be_short && dice.roll(6) == 0 { width * 0.4 } else { width };
        let parts = 1 + dice.roll(8) / 6;
        let part = width / parts as f32;
        for index in 0..parts {
            let taller = dice.roll(30) as f32 / 100.0 * height;
            let gap = if index + 1 < parts { height * 0.4 } else { 0.0 };
            boxes.push(rect(left + part * index as f32, y - taller / 2.0, part - gap, height + taller));
        }
    }

    fn mapped(&self, map: impl Fn([f32; 2]) -> [f32; 2] + Copy) -> Self {
        Self { boxes: self.boxes.iter().map(|quad| quad.map(map)).collect() }
    }

    /// Turned by an angle, with corners in whole pixels and by the rule that detectors order them with.
    fn turned(&self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let page = self.mapped(|[x, y]| [(x * cos - y * sin).round(), (x * sin + y * cos).round()]);
        Self { boxes: page.boxes.into_iter().map(crate::image::geometry::order_corners).collect() }
    }

    /// The share of neighbours in the order of reading that are not neighbours in the order found.
    fn wrong(&self, dice: &mut Dice, direction: WritingDirection, rule: OrderRule) -> (usize, usize) {
        let mut shuffled: Vec<usize> = (0..self.boxes.len()).collect();
        for i in (1..shuffled.len()).rev() {
            shuffled.swap(i, dice.roll(i + 1));
        }
        let boxes: Vec<Quad> = shuffled.iter().map(|&index| self.boxes[index]).collect();
        let found: Vec<usize> =
            ordered(&boxes, direction, rule).iter().map(|&index| shuffled[index as usize]).collect();
        let mut all = found.clone();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..self.boxes.len()), "every box once");
        let wrong = found.windows(2).filter(|pair| pair[0] + 1 != pair[1]).count();
        (wrong, self.boxes.len() - 1)
    }
}

/// The share of wrong neighbours on generated pages.
fn share(direction: WritingDirection, rule: OrderRule, map: impl Fn([f32; 2]) -> [f32; 2] + Copy) -> f64 {
    let mut dice = Dice::new(4);
    let (mut wrong, mut all) = (0, 0);
    for page in 0..120 {
        let generated = Page::generate(&mut dice, 1 + page % 3).mapped(map);
        let degrees = [0.0, 1.0, -3.0, 5.0, -7.0, 10.0][page / 3 % 6];
        let (w, a) = generated.turned(degrees).wrong(&mut dice, direction, rule);
        (wrong, all) = (wrong + w, all + a);
    }
    println!("{direction:?} {rule:?}: {wrong} of {all} neighbours are wrong");
    wrong as f64 / all as f64
}

#[test]
fn generated_pages_are_read_in_order() {
    use WritingDirection::{LeftToRight, RightToLeft, VerticalLeftToRight, VerticalRightToLeft};
    assert!(share(LeftToRight, OrderRule::Layout, |point| point) <= 0.01);
    assert!(share(RightToLeft, OrderRule::Layout, |[x, y]| [1400.0 - x, y]) <= 0.01);
    assert!(share(VerticalLeftToRight, OrderRule::Layout, |[x, y]| [y, x]) <= 0.01);
    assert!(share(VerticalRightToLeft, OrderRule::Layout, |[x, y]| [3000.0 - y, x]) <= 0.01);
    // For comparison.
    assert!(share(LeftToRight, OrderRule::TenPixels, |point| point) > 0.2);
}

#[test]
fn rows_of_a_list_stay_rows() {
    // Entries with their page numbers.
    let rows = (0..10).flat_map(|row| {
        let y = 50.0 + row as f32 * 30.0;
        [rect(40.0, y, 300.0 + 20.0 * (row % 3) as f32, 20.0), rect(700.0, y + 2.0, 25.0, 18.0)]
    });
    let boxes: Vec<Quad> = rows.collect();
    let order = ordered(&boxes, WritingDirection::LeftToRight, OrderRule::Layout);
    assert!(order.into_iter().eq(0..20));
}

#[test]
fn the_ten_pixel_rule_is_the_references() {
    let boxes = [rect(300.0, 100.0, 50.0, 20.0), rect(100.0, 109.0, 50.0, 20.0), rect(200.0, 104.0, 50.0, 20.0)];
    assert_eq!(ordered(&boxes, WritingDirection::LeftToRight, OrderRule::TenPixels), [1, 2, 0]);
    // 100, 109 and 118 are neighbours by twos, so that a staircase becomes a line.
    let stairs = [rect(300.0, 100.0, 50.0, 20.0), rect(200.0, 109.0, 50.0, 20.0), rect(100.0, 118.0, 50.0, 20.0)];
    assert_eq!(ordered(&stairs, WritingDirection::RightToLeft, OrderRule::TenPixels), [1, 0, 2]);
}

#[test]
fn equal_boxes_keep_their_order() {
    let boxes = vec![rect(10.0, 10.0, 50.0, 20.0); 50];
    for rule in [OrderRule::Layout, OrderRule::TenPixels] {
        assert!(ordered(&boxes, WritingDirection::LeftToRight, rule).into_iter().eq(0..50));
    }
    assert!(ordered(&[], WritingDirection::LeftToRight, OrderRule::Layout).is_empty());
}

#[test]
fn hostile_boxes_have_an_order() {
    let strange = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN, 0.0, 3.5];
    let mut dice = Dice::new(6);
    let boxes: Vec<Quad> = (0..3000).map(|_| [(); 4].map(|()| [(); 2].map(|()| strange[dice.roll(7)]))).collect();
    let row: Vec<Quad> = (0..30_000).map(|i| rect(i as f32 * 100.0, 0.0, 20.0, 20.0)).collect();
    let diagonal: Vec<Quad> = (0..30_000).map(|i| rect(i as f32 * 30.0, i as f32 * 30.0, 20.0, 20.0)).collect();
    for boxes in [boxes, row, diagonal] {
        let mut order = ordered(&boxes, WritingDirection::VerticalRightToLeft, OrderRule::Layout);
        order.sort_unstable();
        assert!(order.into_iter().eq(0..boxes.len() as u32));
    }
}
