//! Drawn pages for tests.

use crate::image::{Format, ImageMut, ImageRef};
use crate::testing::TestRng;

/// The gray of paper and of ink.
pub const PAPER: u8 = 230;
pub const INK: u8 = 20;
/// Height of a capital, and width of a stroke.
pub const HEIGHT: usize = 28;
pub const STROKE: usize = 4;

/// A gray page.
#[derive(Clone, PartialEq, Eq)]
pub struct TestPage {
    pub data: Vec<u8>,
    pub width: usize,
    pub height: usize,
}

impl TestPage {
    pub fn blank(width: usize, height: usize) -> Self {
        Self { data: vec![PAPER; width * height], width, height }
    }

    /// Lines of letters that have dots, with full stops, colons and hyphens.
    pub fn text(width: usize, height: usize) -> Self {
        let mut page = Self::blank(width, height);
        for top in (40..height - 80).step_by(56) {
            for (at, x) in (48..width - 80).step_by(26).enumerate() {
                match at % 9 {
                    0 => page.ring(x, top + 8, 20),
                    1 => page.ink(x + 8, top, STROKE, HEIGHT),
                    2 => {
                        page.ink(x + 8, top + 10, STROKE, 18);
                        page.ink(x + 8, top, 5, 5);
                    }
                    3 => page.ink(x, top + 23, 5, 5),
                    4 => page.ink(x, top + 16, 11, STROKE),
                    5 => {
                        page.ink(x, top + 23, 5, 5);
                        page.ink(x, top + 11, 5, 5);
                    }
                    6 => {
                        page.ink(x, top, STROKE, HEIGHT);
                        page.ink(x, top, 18, STROKE);
                    }
                    7 => page.ring(x, top, 22),
                    _ => {}
                }
            }
        }
        page
    }

    pub fn fill(&mut self, x: usize, y: usize, width: usize, height: usize, gray: u8) {
        for y in y..self.height.min(y + height) {
            self.data[y * self.width..][x..self.width.min(x + width)].fill(gray);
        }
    }

    pub fn ink(&mut self, x: usize, y: usize, width: usize, height: usize) {
        self.fill(x, y, width, height, INK);
    }

    fn ring(&mut self, x: usize, y: usize, side: usize) {
        self.ink(x, y, side, STROKE);
        self.ink(x, y + side - STROKE, side, STROKE);
        self.ink(x, y, STROKE, side);
        self.ink(x + side - STROKE, y, STROKE, side);
    }

    fn is_ink_within(&self, x: usize, y: usize, reach: usize) -> bool {
        (y.saturating_sub(reach)..self.height.min(y + reach + 1))
            .any(|y| self.data[y * self.width..][x.saturating_sub(reach)..self.width.min(x + reach + 1)].contains(&INK))
    }

    /// Adds specks of 2 x 2 pixels, one for each `spacing` pixels, where they touch neither ink nor each other. Returns their number.
    pub fn add_specks(&mut self, rng: &mut TestRng, spacing: usize) -> usize {
        let mut count = 0;
        for _ in 0..self.width * self.height / spacing {
            let (x, y) = (rng.below(self.width - 1), rng.below(self.height - 1));
            if !self.is_ink_within(x, y, 3) {
                self.ink(x, y, 2, 2);
                count += 1;
            }
        }
        count
    }

    pub fn view(&self) -> ImageRef<'_> {
        ImageRef::new(&self.data, self.width, self.height, 0, Format::Gray8).unwrap()
    }

    pub fn view_mut(&mut self) -> ImageMut<'_> {
        ImageMut::new(&mut self.data, self.width, self.height, 0, Format::Gray8).unwrap()
    }

    /// The page in bits, without gaps between the rows.
    pub fn bits(&self) -> Vec<u8> {
        let byte = |px: &[u8]| (0..).zip(px).fold(0, |byte, (bit, &px)| byte | u8::from(px < 128) << (7 - bit));
        self.data.chunks(self.width).flat_map(|row| row.chunks(8).map(byte)).collect()
    }
}
