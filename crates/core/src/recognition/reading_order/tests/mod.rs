mod layouts;
mod page;

use super::*;
use crate::testing::TestRng;
use layouts::LayoutPage;
use page::{Page, rect};

type Quad = [[f32; 2]; 4];

fn ordered(boxes: &[Quad], direction: WritingDirection, rule: OrderRule) -> Vec<u32> {
    let (mut scratch, mut order) = (ReadingOrderScratch::new(), Vec::new());
    let params = ReadingOrderParams { rule, direction };
    reading_order(boxes.iter().copied(), &params, &mut scratch, &mut order).unwrap();
    order
}

/// How many neighbours in the order found are not neighbours in the order of reading, and how many there are.
fn wrong(boxes: &[Quad], rng: &mut TestRng, direction: WritingDirection, rule: OrderRule) -> [usize; 2] {
    let mut shuffled: Vec<usize> = (0..boxes.len()).collect();
    for i in (1..shuffled.len()).rev() {
        shuffled.swap(i, rng.below(i + 1));
    }
    let given: Vec<Quad> = shuffled.iter().map(|&index| boxes[index]).collect();
    let found: Vec<usize> = ordered(&given, direction, rule).iter().map(|&index| shuffled[index as usize]).collect();
    let mut all = found.clone();
    all.sort_unstable();
    assert!(all.into_iter().eq(0..boxes.len()), "every box once");
    [found.windows(2).filter(|pair| pair[0] + 1 != pair[1]).count(), boxes.len() - 1]
}

/// Makes a page of so many columns.
type Generator = fn(&mut TestRng, usize) -> Page;

/// The share of wrong neighbours on generated pages with so many columns, in percent.
fn share(
    (generator, columns): (Generator, usize),
    direction: WritingDirection,
    rule: OrderRule,
    map: impl Fn([f32; 2]) -> [f32; 2] + Copy,
) -> f64 {
    let (mut rng, mut sum) = (TestRng::new(4), [0, 0]);
    for page in 0..42 {
        let degrees = [0.0, 1.0, -3.0, 5.0, -7.0, 10.0, -10.0][page % 7];
        let generated = generator(&mut rng, columns).mapped(map).turned(degrees);
        let wrong = wrong(&generated.boxes, &mut rng, direction, rule);
        sum = [sum[0] + wrong[0], sum[1] + wrong[1]];
    }
    100.0 * sum[0] as f64 / sum[1] as f64
}

const GENERATORS: [(&str, Generator); 3] = [
    ("lines", Page::of_lines),
    ("justified words", Page::of_words),
    ("long words in narrow columns", Page::of_long_words),
];

/// The shares are those of the documentation.
#[test]
fn generated_pages_are_read_in_order() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reading-order.md");
    let documented = std::fs::read_to_string(path).expect("the documentation");
    let mut rows = documented.lines().skip_while(|line| !line.starts_with("| boxes |")).skip(2);
    let mut failures = Vec::new();
    for (name, generator) in GENERATORS {
        for columns in 1..=3 {
            let of_rule = |rule| share((generator, columns), WritingDirection::LeftToRight, rule, |point| point);
            let (layout, ten_pixels) = (of_rule(OrderRule::Layout), of_rule(OrderRule::TenPixels));
            println!("| {name} | {columns} | {layout:.1} % | {ten_pixels:.1} % |");
            let cells: Vec<&str> = rows.next().expect("a row for each").split('|').map(str::trim).collect();
            assert_eq!(cells[1..3], [name, &columns.to_string()]);
            for (cell, share) in [(cells[3], layout), (cells[4], ten_pixels)] {
                let told: f64 = cell.trim_end_matches(" %").parse().expect("a share");
                if (told - share).abs() > 0.15 || layout > 1.0 {
                    failures.push(format!("{name}, {columns} columns: {share} %, not {told} %"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn directions_are_read_alike() {
    use WritingDirection::{RightToLeft, VerticalLeftToRight, VerticalRightToLeft};
    for (name, generator) in GENERATORS {
        for columns in 1..=3 {
            let of = |direction, map: fn([f32; 2]) -> [f32; 2]| {
                let share = share((generator, columns), direction, OrderRule::Layout, map);
                assert!(share <= 1.0, "{name}, {columns} columns, {direction:?}: {share} % are wrong");
            };
            of(RightToLeft, |[x, y]| [1400.0 - x, y]);
            of(VerticalLeftToRight, |[x, y]| [y, x]);
            of(VerticalRightToLeft, |[x, y]| [3000.0 - y, x]);
        }
    }
}

/// Lines of words at places, 20 pixels high.
fn lines_of(words: &[(f32, &[(f32, f32)])]) -> Vec<Quad> {
    words.iter().flat_map(|&(y, line)| line.iter().map(move |&(x, width)| rect(x, y, width, 20.0))).collect()
}

#[test]
fn gaps_between_words_are_no_columns() {
    let line: &[(f32, f32)] = &[(0.0, 500.0)];
    let words: &[(f32, f32)] = &[(0.0, 70.0), (78.0, 70.0), (170.0, 70.0), (248.0, 90.0), (346.0, 154.0)];
    let stretched: &[(f32, f32)] = &[(0.0, 60.0), (84.0, 66.0), (172.0, 70.0), (264.0, 80.0), (368.0, 132.0)];
    let two: &[(f32, f32)] = &[(0.0, 110.0), (140.0, 120.0)];
    let pages = [
        // Two and three lines whose gaps lie below each other, between others.
        lines_of(&[(0.0, line), (32.0, words), (64.0, words), (96.0, line)]),
        lines_of(&[(0.0, line), (28.0, stretched), (56.0, stretched), (84.0, stretched), (112.0, line)]),
        // Lines of two words each.
        lines_of(&[(0.0, &[(0.0, 260.0)]), (32.0, two), (64.0, two), (96.0, &[(0.0, 260.0)])]),
    ];
    for boxes in pages {
        let order = ordered(&boxes, WritingDirection::LeftToRight, OrderRule::Layout);
        assert!(order.iter().copied().eq(0..boxes.len() as u32), "{order:?}");
    }
}

#[test]
fn columns_of_three_lines_are_columns() {
    // Lines, and words whose gaps are narrower than the one between the columns.
    let words: &[(f32, f32)] = &[(0.0, 70.0), (78.0, 70.0), (156.0, 44.0)];
    for line in [&[(0.0, 200.0)], words] {
        let column = |left: f32| {
            let moved: Vec<(f32, f32)> = line.iter().map(|&(x, width)| (x + left, width)).collect();
            lines_of(&[(0.0, &moved), (28.0, &moved), (56.0, &moved)])
        };
        let boxes = [column(0.0), column(230.0)].concat();
        let order = ordered(&boxes, WritingDirection::LeftToRight, OrderRule::Layout);
        assert!(order.iter().copied().eq(0..boxes.len() as u32), "{order:?}");
    }
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
fn a_box_that_is_nowhere_moves_no_other() {
    let left = (0..20).map(|line| rect(50.0, 100.0 + 18.0 * line as f32, 300.0, 12.0));
    let right = (0..20).map(|line| rect(400.0, 100.0 + 18.0 * line as f32, 300.0, 12.0));
    let words = (0..6).map(|word| rect(50.0 + 13.0 * word as f32, 40.0 + word as f32, 12.0, 20.0));
    let pages: [Vec<Quad>; 2] = [left.chain(right).collect(), words.collect()];
    let rules = [OrderRule::Layout, OrderRule::TenPixels];
    for (page, rule) in pages.iter().flat_map(|page| rules.map(|rule| (page, rule))) {
        let expected = ordered(page, WritingDirection::LeftToRight, rule);
        for (like, strange) in
            (0..page.len()).flat_map(|like| [f32::NAN, f32::INFINITY, f32::NEG_INFINITY].map(|s| (like, s)))
        {
            for coordinate in 0..8 {
                let mut nowhere = page[like];
                nowhere.as_flattened_mut()[coordinate] = strange;
                let boxes = [&page[..], &[nowhere]].concat();
                let mut order = ordered(&boxes, WritingDirection::LeftToRight, rule);
                // The ten-pixel rule looks at first corners only.
                if rule == OrderRule::Layout || coordinate < 2 {
                    order.retain(|index| *index < page.len() as u32);
                    assert_eq!(order, expected, "{like} {strange} {coordinate}");
                }
            }
        }
    }
}

#[test]
fn hostile_boxes_have_an_order() {
    let strange = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN, 0.0, 3.5];
    let mut rng = TestRng::new(6);
    let boxes: Vec<Quad> = (0..3000).map(|_| [(); 4].map(|()| [(); 2].map(|()| strange[rng.below(7)]))).collect();
    let row: Vec<Quad> = (0..30_000).map(|i| rect(i as f32 * 100.0, 0.0, 20.0, 20.0)).collect();
    let diagonal: Vec<Quad> = (0..30_000).map(|i| rect(i as f32 * 30.0, i as f32 * 30.0, 20.0, 20.0)).collect();
    for boxes in [boxes, row, diagonal] {
        let mut order = ordered(&boxes, WritingDirection::VerticalRightToLeft, OrderRule::Layout);
        order.sort_unstable();
        assert!(order.into_iter().eq(0..boxes.len() as u32));
    }
}

#[test]
fn tables_are_read_by_rows() {
    let grid = |columns: usize, rows: usize, width: f32, pitch: f32| -> Vec<Quad> {
        let cell =
            |row: usize, column: usize| rect(100.0 + pitch * column as f32, 100.0 + 40.0 * row as f32, width, 20.0);
        (0..rows).flat_map(|row| (0..columns).map(move |column| cell(row, column))).collect()
    };
    let mut tables = Vec::new();
    for (columns, rows) in
        [3, 4, 5, 6, 8].into_iter().flat_map(|columns| [4, 5, 6, 8, 12, 30].map(|rows| (columns, rows)))
    {
        for (width, pitch) in [(60.0, 120.0), (90.0, 200.0), (90.0, 150.0), (40.0, 100.0)] {
            tables.push(grid(columns, rows, width, pitch));
        }
    }
    // Text and four columns of numbers.
    let numbers = (0..12).flat_map(|row| {
        let y = 100.0 + 40.0 * row as f32;
        (0..5).map(move |column| match column {
            0 => rect(100.0, y, 220.0 + 40.0 * (row % 3) as f32, 20.0),
            _ => rect(320.0 + 120.0 * column as f32, y, 70.0, 20.0),
        })
    });
    tables.push(numbers.collect());
    for boxes in tables {
        let order = ordered(&boxes, WritingDirection::LeftToRight, OrderRule::Layout);
        assert!(order.iter().copied().eq(0..boxes.len() as u32), "{} {order:?}", boxes.len());
    }
}

#[test]
fn marks_are_read_in_their_line() {
    let line = |mark: Quad| {
        let (left, right) = (rect(100.0, 100.0, 200.0, 24.0), rect(318.0, 100.0, 300.0, 24.0));
        vec![rect(100.0, 60.0, 600.0, 24.0), left, mark, right, rect(100.0, 140.0, 600.0, 24.0)]
    };
    let mut pages = vec![line(rect(301.0, 118.0, 6.0, 10.0)), line(rect(301.0, 100.0, 8.0, 9.0))];
    for (top, height) in [(92.0, 16.0), (95.0, 10.0), (95.0, 12.0), (95.0, 14.0), (97.0, 10.0), (100.0, 12.0)] {
        pages.push(line(rect(302.0, top, 10.0, height)));
    }
    for boxes in pages {
        // The order of the boxes does not matter.
        for first in 0..boxes.len() {
            let given: Vec<Quad> = (0..boxes.len()).map(|at| boxes[(first + at) % boxes.len()]).collect();
            let order = ordered(&given, WritingDirection::LeftToRight, OrderRule::Layout);
            let found = order.iter().map(|&at| (first + at as usize) % boxes.len());
            assert!(found.eq(0..boxes.len()), "{order:?} {:?}", boxes[2]);
        }
    }
}

/// Makes a page of some layout.
type LayoutGenerator = fn(&mut TestRng) -> Page;

const LAYOUTS: [(&str, LayoutGenerator, f64); 5] = [
    ("columns that end anywhere", LayoutPage::columns, 98.5),
    ("tables", LayoutPage::table, 99.5),
    ("forms", LayoutPage::form, 96.0),
    ("sidebars and notes", LayoutPage::sidebar, 92.0),
    ("drop caps", LayoutPage::drop_caps, 99.5),
];

/// Whether each block of a page is read as a whole and in order. Only those of sidebars may be read in any order.
fn is_right(page: &Page, blocks_in_order: bool) -> bool {
    let last = page.boxes.len() - 1;
    let given: Vec<Quad> = page.boxes.iter().rev().copied().collect();
    let order = ordered(&given, WritingDirection::LeftToRight, OrderRule::Layout);
    let found: Vec<usize> = order.iter().map(|&index| last - index as usize).collect();
    let next_of = |at: usize| found.iter().position(|&index| index == at).and_then(|place| found.get(place + 1));
    (1..page.boxes.len())
        .all(|next| !blocks_in_order && page.blocks.contains(&next) || next_of(next - 1) == Some(&next))
}

/// The shares are those of the documentation.
#[test]
fn layouts_are_read_in_order() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reading-order.md");
    let documented = std::fs::read_to_string(path).expect("the documentation");
    for (name, generator, least) in LAYOUTS {
        let (mut rng, mut right) = (TestRng::new(4), 0);
        for page in 0..400 {
            let degrees = [0.0, 1.0, -2.0, 3.0, 0.0][page % 5];
            right += u32::from(is_right(&generator(&mut rng).turned(degrees), name != "sidebars and notes"));
        }
        let share = f64::from(right) / 4.0;
        println!("| {name} | {share:.1} % |");
        let row = documented.lines().find(|line| line.starts_with(&format!("| {name} |"))).expect("a row for each");
        let told: f64 = row.split('|').nth(2).unwrap().trim().trim_end_matches(" %").parse().expect("a share");
        assert!(share >= least && (told - share).abs() <= 0.5, "{name}: {share} %, not {told} %");
    }
}

#[test]
fn labels_are_read_with_their_values() {
    let rows = [(90.0, 130.0), (200.0, 110.0), (130.0, 190.0), (110.0, 80.0)];
    let boxes: Vec<Quad> = (0..)
        .zip(rows)
        .flat_map(|(row, (label, value))| {
            let y = 100.0 + 36.0 * row as f32;
            [rect(80.0, y, label, 20.0), rect(330.0, y, value, 20.0)]
        })
        .collect();
    let order = ordered(&boxes, WritingDirection::LeftToRight, OrderRule::Layout);
    assert!(order.iter().copied().eq(0..8), "{order:?}");
}

#[test]
fn a_short_column_is_read_apart_from_a_long_one() {
    for (step, shift) in [(28.0, 0.0), (22.0, 9.0), (30.0, 13.0)] {
        let long = (0..20).map(|line| rect(80.0, 100.0 + 28.0 * line as f32, 500.0, 20.0));
        let short = (0..3).map(|line| rect(620.0, 240.0 + shift + step * line as f32, 130.0, 19.0));
        let boxes: Vec<Quad> = long.chain(short).collect();
        let order = ordered(&boxes, WritingDirection::LeftToRight, OrderRule::Layout);
        assert!(order.iter().copied().eq(0..23), "{order:?}");
    }
}

#[test]
fn initials_come_before_their_first_line() {
    for lines in 2..=4 {
        let initial = rect(80.0, 101.0, 50.0, 28.0 * (lines - 1) as f32 + 19.0);
        let beside = (0..lines).map(|line| rect(138.0, 100.0 + 28.0 * line as f32, 442.0, 20.0));
        let below = (lines..9).map(|line| rect(80.0, 100.0 + 28.0 * line as f32, 500.0, 20.0));
        let boxes: Vec<Quad> = std::iter::once(initial).chain(beside).chain(below).collect();
        let order = ordered(&boxes, WritingDirection::LeftToRight, OrderRule::Layout);
        assert!(order.iter().copied().eq(0..10), "{order:?}");
        let mirrored: Vec<Quad> = boxes.iter().map(|quad| quad.map(|[x, y]| [700.0 - x, y])).collect();
        let order = ordered(&mirrored, WritingDirection::RightToLeft, OrderRule::Layout);
        assert!(order.iter().copied().eq(0..10), "{order:?}");
    }
    // So many high boxes are no initials.
    let boxes: Vec<Quad> = (0..400)
        .map(|at| rect((at % 20) as f32 * 60.0, (at / 20) as f32 * 70.0, 20.0, if at % 3 == 0 { 60.0 } else { 20.0 }))
        .collect();
    let mut order = ordered(&boxes, WritingDirection::LeftToRight, OrderRule::Layout);
    order.sort_unstable();
    assert!(order.into_iter().eq(0..400));
}
