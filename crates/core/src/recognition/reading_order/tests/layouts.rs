//! Generated layouts beyond plain pages: columns that end anywhere, tables, forms, sidebars and drop caps.

use super::page::{Page, rect};
use crate::testing::TestRng;

/// A number from `least` to `most`.
fn within(rng: &mut TestRng, least: f32, most: f32) -> f32 {
    least + (most - least) * rng.below(1000) as f32 / 999.0
}

fn one_in(rng: &mut TestRng, count: usize) -> bool {
    rng.below(count) == 0
}

/// How text is set, in pixels.
#[derive(Clone, Copy)]
struct TextSetting {
    height: f32,
    leading: f32,
    words: bool,
    justified: bool,
}

impl TextSetting {
    fn any(rng: &mut TestRng) -> Self {
        let height = within(rng, 16.0, 32.0);
        let leading = height * within(rng, 1.2, 1.6);
        Self { height, leading, words: one_in(rng, 2), justified: one_in(rng, 2) }
    }
}

/// A layout under construction.
#[derive(Default)]
pub struct LayoutPage {
    page: Page,
}

impl LayoutPage {
    /// Pages of two or three columns of paragraphs, which end anywhere.
    pub fn columns(rng: &mut TestRng) -> Page {
        let mut layout = Self::default();
        let (setting, count) = (TextSetting::any(rng), 2 + rng.below(2));
        let (width, gutter) = (within(rng, 9.0, 30.0), within(rng, 1.2, 3.0));
        let (mut left, mut top) = (80.0, 100.0);
        if one_in(rng, 2) {
            layout.block();
            let all = ((width + gutter) * count as f32 - gutter) * within(rng, 0.6, 1.0);
            layout.put(rng, [left, top, all * setting.height, setting.height * 1.6]);
            top += setting.height * 3.0;
        }
        let on_grid = one_in(rng, 2);
        for _ in 0..count {
            let shift = if on_grid { 0.0 } else { within(rng, 0.0, setting.leading) };
            let lines = 3 + rng.below(28);
            layout.block();
            layout.paragraphs(rng, setting, [left, top + shift, width * setting.height], lines);
            left += (width + gutter) * setting.height;
        }
        layout.page
    }

    /// Tables of three to six columns, read by rows.
    pub fn table(rng: &mut TestRng) -> Page {
        let mut layout = Self::default();
        let (setting, columns, rows) = (TextSetting::any(rng), 3 + rng.below(4), 3 + rng.below(13));
        let pitch = setting.height * within(rng, 1.3, 2.2);
        let most: Vec<f32> = (0..columns).map(|at| within(rng, 2.0, if at == 0 { 10.0 } else { 4.5 })).collect();
        let gap = within(rng, 1.0, 4.0);
        let right_aligned = one_in(rng, 2);
        layout.block();
        for row in 0..rows {
            let (mut left, top) = (80.0, 100.0 + pitch * row as f32);
            for (at, &most) in most.iter().enumerate() {
                let width = within(rng, 0.4, 1.0) * most * setting.height;
                let shift = if right_aligned && at > 0 { most * setting.height - width } else { 0.0 };
                layout.text(rng, setting, [left + shift, top, width]);
                left += (most + gap) * setting.height;
            }
        }
        layout.page
    }

    /// Rows of labels and their values, one or two pairs a row.
    pub fn form(rng: &mut TestRng) -> Page {
        let mut layout = Self::default();
        let (setting, rows) = (TextSetting::any(rng), 3 + rng.below(10));
        let (height, pitch) = (setting.height, setting.height * within(rng, 1.3, 2.4));
        let pairs = 1 + rng.below(2);
        // A detector may join a label with its value.
        let joined = pairs == 2 && one_in(rng, 2);
        let right_aligned = one_in(rng, 3);
        let most_label = within(rng, 4.0, 9.0);
        let (most_value, gap) = (within(rng, 4.0, 12.0), within(rng, 0.9, 4.0));
        layout.block();
        for row in 0..rows {
            let (mut left, top) = (80.0, 100.0 + pitch * row as f32);
            for _ in 0..pairs {
                let (label, value) = (within(rng, 2.0, most_label), within(rng, 2.0, most_value));
                if joined {
                    layout.text(rng, setting, [left, top, (label + 0.4 + value) * height]);
                    left += (most_label + 0.4 + most_value + gap) * height;
                    continue;
                }
                let shift = if right_aligned { most_label - label } else { 0.0 };
                layout.text(rng, setting, [left + shift * height, top, label * height]);
                left += (most_label + gap) * height;
                layout.text(rng, setting, [left, top, value * height]);
                left += (most_value + gap) * height;
            }
        }
        layout.page
    }

    /// A long column beside a short one or notes at its margin; each of them is a block.
    pub fn sidebar(rng: &mut TestRng) -> Page {
        let mut layout = Self::default();
        let setting = TextSetting::any(rng);
        let (width, side, gap) = (within(rng, 18.0, 35.0), within(rng, 6.0, 14.0), within(rng, 1.2, 3.0));
        let small = within(rng, 0.7, 1.0);
        let note = TextSetting { height: setting.height * small, leading: setting.leading * small, ..setting };
        let (notes, lines) = (1 + rng.below(4), 12 + rng.below(28));
        let on_left = one_in(rng, 2);
        let (main_left, side_left) = if on_left { (side + gap, 0.0) } else { (0.0, width + gap) };
        layout.block();
        layout.paragraphs(rng, setting, [80.0 + main_left * setting.height, 100.0, width * setting.height], lines);
        let part = setting.leading * lines as f32 / notes as f32;
        for at in 0..notes {
            let count = (2 + rng.below(4)).min((part / note.leading) as usize - 1).max(1);
            let free = part - note.leading * (count as f32 + 0.6);
            let top = 100.0 + part * at as f32 + within(rng, 0.0, free.max(0.0));
            layout.block();
            layout.paragraphs(rng, note, [80.0 + side_left * setting.height, top, side * setting.height], count);
        }
        layout.page
    }

    /// One or two columns of paragraphs that begin with a letter two to four lines high.
    pub fn drop_caps(rng: &mut TestRng) -> Page {
        let mut layout = Self::default();
        let (setting, columns, width) = (TextSetting::any(rng), 1 + rng.below(2), within(rng, 16.0, 40.0));
        let mut left = 80.0;
        for _ in 0..columns {
            let mut top = 100.0 + if one_in(rng, 2) { 0.0 } else { within(rng, 0.0, setting.leading) };
            layout.block();
            for _ in 0..1 + rng.below(2) {
                let (cap, lines) = (2 + rng.below(3), 5 + rng.below(10));
                let height = setting.leading * (cap - 1) as f32 + setting.height * within(rng, 0.85, 1.1);
                let indent = height * within(rng, 0.4, 0.9);
                layout.put(rng, [left, top, indent, height]);
                let beside = indent + setting.height * within(rng, 0.2, 0.6);
                let all = width * setting.height;
                for line in 0..lines {
                    let indent = if line < cap { beside } else { 0.0 };
                    let room = if line + 1 == lines { 0.6 } else { 1.0 } * (all - indent);
                    layout.text(rng, setting, [left + indent, top, room]);
                    top += setting.leading;
                }
                top += setting.height;
            }
            left += (width + within(rng, 1.2, 3.0)) * setting.height;
        }
        layout.page
    }

    fn block(&mut self) {
        self.page.blocks.push(self.page.boxes.len());
    }

    /// Adds a box, slightly higher than its text.
    fn put(&mut self, rng: &mut TestRng, [left, top, width, height]: [f32; 4]) {
        let taller = within(rng, 0.0, 0.2) * height;
        self.page.boxes.push(rect(left, top - taller / 2.0, width, height + taller));
    }

    /// Adds paragraphs, of which the last line ends early.
    fn paragraphs(&mut self, rng: &mut TestRng, setting: TextSetting, [left, mut top, width]: [f32; 3], lines: usize) {
        let mut rest = lines;
        while rest > 0 {
            let paragraph = rest.min(2 + rng.below(7));
            for line in 0..paragraph {
                let is_last = line + 1 == paragraph;
                let ragged = if setting.justified { 0.0 } else { within(rng, 0.0, 4.0) * setting.height };
                let full = (width - ragged).max(width * 0.6);
                let room = if is_last { within(rng, 0.2, 1.0) * width } else { full };
                self.text(rng, setting, [left, top, room]);
                top += setting.leading;
            }
            rest -= paragraph;
        }
    }

    /// Adds a line of text that is exactly as wide, in a box or in words.
    fn text(&mut self, rng: &mut TestRng, setting: TextSetting, [left, top, width]: [f32; 3]) {
        let height = setting.height;
        if !setting.words {
            return self.put(rng, [left, top, width, height]);
        }
        let space = height * within(rng, 0.25, 0.6);
        let (mut x, end) = (left, left + width);
        while x < end {
            let word = within(rng, 1.0, 4.5) * height;
            let is_last = x + word + space + height > end;
            let to = if is_last { end } else { x + word };
            self.put(rng, [x, top, to - x, height]);
            x = if is_last { end } else { to + space };
        }
    }
}
