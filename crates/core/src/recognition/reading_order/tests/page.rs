//! Generated pages, whose boxes are known to be in the order of reading.

use super::Quad;
use crate::testing::TestRng;

pub fn rect(x: f32, y: f32, width: f32, height: f32) -> Quad {
    [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
}

/// The boxes of a page, and which of them begin a block that may be read before or after the others; all are one where there are
/// none.
#[derive(Clone, Default)]
pub struct Page {
    pub boxes: Vec<Quad>,
    pub blocks: Vec<usize>,
}

/// Geometry of columns.
struct Columns {
    count: usize,
    width: f32,
    gutter: f32,
    height: f32,
}

impl Columns {
    fn left(&self, column: usize) -> f32 {
        80.0 + (self.width + self.gutter) * column as f32
    }
}

impl Page {
    /// Headings over the page, and lines in columns, of which some are in several boxes.
    pub fn of_lines(rng: &mut TestRng, count: usize) -> Self {
        let height = 18.0 + rng.below(14) as f32;
        let gutter = height * (1.2 + rng.below(10) as f32 / 10.0);
        let columns = Columns { count, width: (1200.0 - gutter * (count - 1) as f32) / count as f32, gutter, height };
        Self::generate(rng, &columns, |rng, boxes, [left, top], lines| {
            for line in 0..lines {
                Self::line(rng, boxes, [left, top + line as f32 * height * 1.4, columns.width, height], line > 0);
            }
        })
    }

    /// Headings over the page, and justified words in columns of 200 to 600 pixels.
    pub fn of_words(rng: &mut TestRng, count: usize) -> Self {
        let width = 200.0 + rng.below(401) as f32;
        Self::of_paragraphs(rng, count, width, [1.0, 4.5])
    }

    /// Headings over the page, and columns of 200 to 320 pixels, of which many lines have two words.
    pub fn of_long_words(rng: &mut TestRng, count: usize) -> Self {
        let width = 200.0 + rng.below(121) as f32;
        Self::of_paragraphs(rng, count, width, [2.0, 4.5])
    }

    /// Paragraphs have two lines or more, of which the last is ragged; the first is indented, or paragraphs are apart. Words
    /// are from `least` to `least + more` heights long.
    fn of_paragraphs(rng: &mut TestRng, count: usize, width: f32, [least, more]: [f32; 2]) -> Self {
        let height = 16.0 + rng.below(9) as f32;
        let gutter = height * (1.2 + rng.below(10) as f32 / 10.0);
        let columns = Columns { count, width, gutter, height };
        let (indent, apart) = if rng.below(2) == 0 { (height * 1.5, 0.0) } else { (0.0, height * 0.7) };
        Self::generate(rng, &columns, |rng, boxes, [left, mut top], lines| {
            let mut left_over = lines;
            while left_over > 0 {
                let paragraph = left_over.min(2 + rng.below(8) / 2);
                for line in 0..paragraph {
                    let indent = if line == 0 { indent } else { 0.0 };
                    let place = [left + indent, top, columns.width - indent, height];
                    Self::words(rng, boxes, place, [least, more], line + 1 == paragraph);
                    top += height * 1.4;
                }
                top += apart;
                left_over -= paragraph;
            }
        })
    }

    /// One to three headings with columns below, which are out of step and end at different places. `put` adds the boxes of
    /// a column with a number of lines.
    fn generate(
        rng: &mut TestRng,
        columns: &Columns,
        put: impl Fn(&mut TestRng, &mut Vec<Quad>, [f32; 2], usize),
    ) -> Self {
        let (mut boxes, mut top) = (Vec::new(), 100.0);
        let &Columns { count, height, .. } = columns;
        let all = columns.left(count) - columns.left(0);
        for _ in 0..1 + rng.below(3) {
            boxes.push(rect(80.0 + rng.below(60) as f32, top, all * 0.8, height * 1.8));
            top += height * 2.6;
            let lines = 8 + rng.below(20);
            let mut bottom = top;
            for column in 0..count {
                let shift = rng.below(20) as f32 / 20.0 * height;
                let lines = lines - rng.below(3);
                put(rng, &mut boxes, [columns.left(column), top + shift], lines);
                bottom = boxes.last().map_or(bottom, |quad| quad[2][1].max(bottom));
            }
            top = bottom + 2.0 * height;
        }
        Self { boxes, blocks: Vec::new() }
    }

    /// A line in one to three boxes of slightly different heights; a last line is shorter.
    fn line(rng: &mut TestRng, boxes: &mut Vec<Quad>, [left, y, width, height]: [f32; 4], may_be_short: bool) {
        let width = if may_be_short && rng.below(6) == 0 { width * 0.4 } else { width };
        let parts = 1 + rng.below(8) / 6;
        let part = width / parts as f32;
        for index in 0..parts {
            let taller = rng.below(30) as f32 / 100.0 * height;
            let gap = if index + 1 < parts { height * 0.4 } else { 0.0 };
            boxes.push(rect(left + part * index as f32, y - taller / 2.0, part - gap, height + taller));
        }
    }

    /// A line of words, stretched to its width unless it is a last one.
    fn words(
        rng: &mut TestRng,
        boxes: &mut Vec<Quad>,
        [left, y, width, height]: [f32; 4],
        [least, more]: [f32; 2],
        is_last: bool,
    ) {
        let room = if is_last { width * (2 + rng.below(8)) as f32 / 10.0 } else { width };
        let space = height * 0.35;
        let (mut words, mut filled) = (Vec::new(), 0.0);
        loop {
            let word = height * (least + more * rng.below(46) as f32 / 45.0);
            if !words.is_empty() && filled + word + space * words.len() as f32 > room {
                break;
            }
            words.push(word);
            filled += word;
        }
        let stretched = (width - filled) / (words.len() as f32 - 1.0).max(1.0);
        let (space, mut x) = (if is_last { space } else { stretched }, left);
        for word in words {
            let taller = rng.below(20) as f32 / 100.0 * height;
            boxes.push(rect(x, y - taller / 2.0, word, height + taller));
            x += word + space;
        }
    }

    pub fn mapped(&self, map: impl Fn([f32; 2]) -> [f32; 2] + Copy) -> Self {
        Self { boxes: self.boxes.iter().map(|quad| quad.map(map)).collect(), ..self.clone() }
    }

    /// Turned by an angle, with corners in whole pixels and by the rule that detectors order them with.
    pub fn turned(&self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let page = self.mapped(|[x, y]| [(x * cos - y * sin).round(), (x * sin + y * cos).round()]);
        Self { boxes: page.boxes.into_iter().map(crate::image::geometry::order_corners).collect(), ..self.clone() }
    }
}
