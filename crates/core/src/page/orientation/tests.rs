use super::*;
use crate::image::{Format, rotate, rotated_size};
use crate::testing::TestRng;

/// Letters as bars 8 wide and 16 high, `above` of ten of which rise by 8 and `below` hang by 7; words of five letters.
struct Sheet {
    gray: Vec<u8>,
    width: usize,
    height: usize,
}

impl Sheet {
    fn of_text(width: usize, height: usize, above: usize, below: usize) -> Self {
        Self::of_dotted_text(width, height, above, below, 0)
    }

    /// Text with a dot above one of so many letters that do not rise; none if `dots` is 0.
    fn of_dotted_text(width: usize, height: usize, above: usize, below: usize, dots: usize) -> Self {
        let mut sheet = Self { gray: vec![240; width * height], width, height };
        let mut rng = TestRng::new(5);
        for line in (40..height - 40).step_by(44) {
            for (_, x) in (30..width - 30).step_by(12).enumerate().filter(|(i, _)| i % 6 != 5) {
                let kind = rng.below(10);
                let rises = if kind < above { 8 } else { 0 };
                let hangs = if (above..above + below).contains(&kind) { 7 } else { 0 };
                sheet.fill(x, line - rises, 8, 16 + rises + hangs);
                if dots > 0 && rises == 0 && rng.below(dots) == 0 {
                    sheet.fill(x + 2, line - 7, 4, 3);
                }
            }
        }
        sheet
    }

    fn fill(&mut self, x: usize, y: usize, width: usize, height: usize) {
        for row in self.gray.chunks_mut(self.width).skip(y).take(height) {
            row[x..x + width].fill(20);
        }
    }

    fn view(&self) -> ImageRef<'_> {
        ImageRef::new(&self.gray, self.width, self.height, 0, Format::Gray8).unwrap()
    }

    fn turned(&self, degrees: f32) -> Self {
        let (width, height) = rotated_size(&self.view().geometry(), degrees).unwrap();
        let mut gray = vec![0; width * height];
        rotate(self.view(), degrees, 240, ImageMut::new(&mut gray, width, height, 0, Format::Gray8).unwrap()).unwrap();
        Self { gray, width, height }
    }
}

#[test]
fn quarter_turns_are_undone_at_any_skew() {
    let upright = Sheet::of_text(700, 500, 4, 1);
    for turn in [0, 90, 180, 270] {
        for skew in [-12.0, -2.0, 0.0, 1.0, 9.0] {
            let page = upright.turned(turn as f32 + skew);
            let found = orientation(page.view()).unwrap();
            assert_eq!(found.degrees, Some((360 - turn) % 360), "turned by {turn} and {skew}: {found:?}");
            assert!((0.4..=1.0).contains(&found.confidence), "{found:?}");
        }
    }
}

#[test]
fn text_that_has_no_upper_side_is_unknown() {
    for (above, below) in [(0, 0), (3, 3), (5, 5)] {
        let page = Sheet::of_text(700, 500, above, below);
        for turn in [0.0, 90.0] {
            let found = orientation(page.turned(turn).view()).unwrap();
            assert_eq!(found.degrees, None, "{above} above, {below} below, turned by {turn}: {found:?}");
            assert!(found.letters > 200, "{found:?}");
        }
    }
}

/// Words of signs that are alike, but for the ends of every so many of them: `Q` and `$` hang, parentheses do.
#[test]
fn signs_that_hang_among_capitals_say_nothing() {
    for (every, of_word) in [(7, 1), (3, 1), (1, 1), (1, 2)] {
        let mut page = Sheet { gray: vec![240; 700 * 500], width: 700, height: 500 };
        for line in (40..460).step_by(44) {
            for (i, x) in (30..670).step_by(12).enumerate().filter(|(i, _)| i % 6 != 5) {
                let hangs = i / 6 % every == 0 && (i % 6 == 0 || of_word == 2 && i % 6 == 4);
                page.fill(x, line, 8, if hangs { 30 } else { 24 });
            }
        }
        for turn in [0.0, 90.0, 180.0] {
            let found = orientation(page.turned(turn).view()).unwrap();
            assert_eq!(found.degrees, None, "{every}, {of_word}, turned by {turn}: {found:?}");
        }
    }
}

#[test]
fn dots_that_agree_make_up_for_votes_of_one_kind() {
    for (dots, expected) in [(4, true), (0, false)] {
        let page = Sheet::of_dotted_text(700, 500, 4, 0, dots);
        for turn in [0, 90, 180, 270] {
            let found = orientation(page.turned(turn as f32).view()).unwrap();
            assert_eq!(found.degrees, expected.then_some((360 - turn) % 360), "{dots}, turned by {turn}: {found:?}");
        }
    }
}

/// More letters hang than rise, as in Cyrillic and Greek text; accents stand above them nonetheless.
#[test]
fn accents_above_hanging_letters_contradict() {
    for (above, below) in [(1, 4), (1, 3), (0, 4)] {
        let page = Sheet::of_dotted_text(700, 500, above, below, 20);
        for turn in [0.0, 90.0, 180.0, 270.0] {
            let found = orientation(page.turned(turn).view()).unwrap();
            assert_eq!(found.degrees, None, "{above} above, {below} below, turned by {turn}: {found:?}");
        }
    }
}

#[test]
fn few_hanging_letters_say_nothing() {
    let mut page = Sheet::of_text(700, 500, 0, 0);
    for line in (40..460).step_by(44) {
        (30 + 12..670).step_by(216).for_each(|x| page.fill(x, line, 8, 22));
        (30 + 36..670).step_by(648).for_each(|x| page.fill(x, line - 6, 8, 22));
    }
    let found = orientation(page.view()).unwrap();
    assert!(found.degrees.is_none() && found.letters > 200, "{found:?}");
}

#[test]
fn nine_letters_are_too_few() {
    let mut page = Sheet { gray: vec![240; 400 * 100], width: 400, height: 100 };
    for i in 0..9 {
        let rises = if i % 2 == 0 { 8 } else { 0 };
        page.fill(30 + 12 * i, 40 - rises, 8, 16 + rises);
    }
    let found = orientation(page.view()).unwrap();
    assert_eq!((found.degrees, found.letters), (None, 9));
}

#[test]
fn pages_without_text_are_unknown() {
    for (width, height) in [(1, 1), (15, 400), (16, 16), (300, 200), (3000, 20)] {
        for gray in [0, 128, 255] {
            let page = Sheet { gray: vec![gray; width * height], width, height };
            assert_eq!(orientation(page.view()).unwrap(), Orientation::default(), "{width}x{height} of {gray}");
        }
    }
}
