//! Lines through drawn text, tilted ones, and what is no line.

use super::*;
use crate::page::page_box::PageBox;
use crate::page::test_page::{INK, PAPER, TestPage};
use crate::testing::noise;

const BOTH: LineParams =
    LineParams { horizontal: true, vertical: true, min_length: 0, max_thickness: 0, threshold: None };

fn without_lines(page: &TestPage, params: &LineParams) -> (TestPage, Vec<RuledLine>) {
    let (mut clean, mut scratch) = (page.clone(), PageScratch::new());
    let lines = remove_lines_in_place(clean.view_mut(), params, &mut scratch).unwrap().to_vec();
    (clean, lines)
}

fn differing(a: &TestPage, b: &TestPage) -> usize {
    a.data.iter().zip(&b.data).filter(|(a, b)| a != b).count()
}

#[test]
fn text_has_no_lines() {
    let page = TestPage::text(900, 700);
    let (clean, lines) = without_lines(&page, &BOTH);
    assert!(clean == page && lines.is_empty(), "{lines:?}");
    assert!(
        find_lines(TestPage::blank(70, 50).view(), &LineParams::default(), &mut PageScratch::new()).unwrap().is_empty()
    );
}

#[test]
fn lines_between_text_vanish() {
    let text = TestPage::text(900, 700);
    for thickness in 1..=6 {
        let mut page = text.clone();
        page.ink(30, 84, 840, thickness);
        page.ink(600, 308, 200, thickness);
        page.ink(10, 20, thickness, 660);
        let (clean, lines) = without_lines(&page, &BOTH);
        assert!(clean == text, "{thickness}");
        let line = |x, y, width, height, vertical| RuledLine {
            bounds: PageBox { x, y, width, height },
            vertical,
            thickness: thickness as u32,
        };
        let thick = thickness as u32;
        assert_eq!(
            lines,
            [line(30, 84, 840, thick, false), line(600, 308, 200, thick, false), line(10, 20, thick, 660, true),]
        );
        assert_eq!(without_lines(&page, &LineParams::default()).1, lines[..2]);
        assert_eq!(without_lines(&page, &LineParams { horizontal: false, ..BOTH }).1, lines[2..]);
    }
}

#[test]
fn strokes_that_cross_a_line_are_kept() {
    let text = TestPage::text(900, 700);
    let mut page = text.clone();
    // Through stems and rings, where only upright strokes meet it.
    (40..620).step_by(56).for_each(|top| page.ink(20, top + 14, 860, 3));
    let (clean, lines) = without_lines(&page, &BOTH);
    assert_eq!(lines.len(), (40..620).step_by(56).len());
    // The line stays where a hyphen or a dot touches it.
    let lost = clean.data.iter().zip(&text.data).filter(|(clean, text)| **text == INK && **clean != INK).count();
    let left = clean.data.iter().zip(&text.data).filter(|(clean, text)| **text == PAPER && **clean != PAPER).count();
    assert!(lost == 0 && left <= lines.len() * 100, "lost {lost}, left {left}");
    let stem = |page: &TestPage, top: usize| (top..top + 28).all(|y| page.data[y * 900 + 48 + 26 + 8] == INK);
    assert!((40..620).step_by(56).all(|top| stem(&clean, top)));
}

/// Each of its columns is higher than its ink is on average.
#[test]
fn a_flat_ring_is_no_line() {
    for height in 3..9 {
        let mut page = TestPage::blank(1100, 60);
        [20, 20 + height - 1].iter().for_each(|&y| page.ink(30, y, 1000, 1));
        [30, 966].iter().for_each(|&x| page.ink(x, 20, 64, height));
        let params = LineParams { min_length: 40, max_thickness: 12, ..LineParams::default() };
        let (clean, lines) = without_lines(&page, &params);
        let expected = if height == 3 { (1, false) } else { (0, true) };
        assert_eq!((lines.len(), clean == page), expected, "{height}: {lines:?}");
    }
}

#[test]
fn lines_may_be_tilted_bent_and_broken() {
    let mut page = TestPage::blank(1200, 200);
    for x in 20..1180 {
        let y = 60 + x / 60 + if x > 600 { (x - 600) / 100 } else { 0 };
        if !(300..330).contains(&x) {
            page.ink(x, y, 1, 3);
        }
    }
    let (clean, lines) = without_lines(&page, &BOTH);
    assert!(clean == TestPage::blank(1200, 200));
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].bounds, PageBox { x: 20, y: 60, width: 1160, height: 27 });
}

#[test]
fn short_and_thick_strokes_are_no_lines() {
    let text = TestPage::text(900, 700);
    let mut page = text.clone();
    page.ink(100, 84, 90, 4);
    page.ink(300, 76, 400, 18);
    let (clean, lines) = without_lines(&page, &BOTH);
    assert!(clean == page && lines.is_empty(), "{lines:?}");
    let params = LineParams { min_length: 60, max_thickness: 20, ..LineParams::default() };
    let (clean, lines) = without_lines(&page, &params);
    assert_eq!(lines.len(), 2);
    assert!(differing(&clean, &text) == 0);
}

#[test]
fn the_greatest_thickness_is_none_too_great() {
    let mut page = TestPage::blank(800, 400);
    page.ink(50, 100, 700, 3);
    page.ink(50, 200, 700, 30);
    page.ink(50, 300, 700, 1);
    let count = |max_thickness| without_lines(&page, &LineParams { max_thickness, ..LineParams::default() }).1.len();
    for thickness in [40, (1 << 31) - 1, 1 << 31, u32::MAX - 1, u32::MAX] {
        assert_eq!(count(thickness), 3, "{thickness}");
    }
}

#[test]
fn lines_that_end_in_a_dark_border_are_found() {
    let mut page = TestPage::text(900, 700);
    page.ink(0, 0, 40, 700);
    let bordered = page.clone();
    (84..600).step_by(112).for_each(|y| page.ink(0, y, 900, 3));
    let (clean, lines) = without_lines(&page, &BOTH);
    assert!(clean == bordered);
    assert_eq!(lines.len(), 5);
}

#[test]
fn a_grid_leaves_no_crossings() {
    let mut page = TestPage::blank(800, 600);
    (50..600).step_by(100).for_each(|y| page.ink(20, y, 760, 3));
    (50..800).step_by(100).for_each(|x| page.ink(x, 20, 3, 560));
    let (clean, lines) = without_lines(&page, &BOTH);
    assert!(clean == TestPage::blank(800, 600));
    assert_eq!(lines.len(), 6 + 8);
}

#[test]
fn bits_lose_what_gray_loses() {
    let mut page = TestPage::text(901, 600);
    page.ink(20, 210, 860, 3);
    page.ink(5, 30, 2, 500);
    let (clean, lines) = without_lines(&page, &BOTH);
    let (bits, mut out) = (page.bits(), vec![0; page.bits().len()]);
    let src = ImageRef::new(&bits, page.width, page.height, 0, Format::Bit1).unwrap();
    let dst = ImageMut::new(&mut out, page.width, page.height, 0, Format::Bit1).unwrap();
    let mut scratch = PageScratch::new();
    assert_eq!(remove_lines(src, &BOTH, &mut scratch, dst).unwrap(), lines);
    assert!(out == clean.bits());
}

#[test]
fn refused_lines_leave_the_page_as_it_is() {
    let mut page = TestPage::text(900, 700);
    page.ink(30, 84, 840, 3);
    let before = page.clone();
    let refuse = |lines: &[RuledLine]| {
        assert_eq!(lines.len(), 1);
        crate::base::error::fail!(SizeMismatch, "cap: no room")
    };
    let refused =
        remove_lines_in_place_if(page.view_mut(), &LineParams::default(), &mut PageScratch::new(), refuse).is_err();
    assert!(refused && page == before);
}

#[test]
fn noise_is_survived() {
    for seed in 0..4 {
        let mut page = TestPage::blank(333, 190);
        page.data = noise(333 * 190, seed).iter().map(|&byte| if byte < 60 << seed { INK } else { PAPER }).collect();
        without_lines(&page, &LineParams { min_length: 20, max_thickness: 3, ..BOTH });
    }
}

fn without_rulings(page: &TestPage) -> (TestPage, usize) {
    let (mut clean, mut scratch) = (page.clone(), PageScratch::new());
    let lines = remove_rulings_in_place(clean.view_mut(), &BOTH, &mut scratch).unwrap().len();
    (clean, lines)
}

#[test]
fn bars_of_formulas_rule_no_page() {
    let mut page = TestPage::text(900, 700);
    // A root over a fraction, and a fraction elsewhere; nothing else on the page says what they are.
    page.ink(100, 84, 250, 4);
    page.ink(150, 140, 200, 3);
    page.ink(500, 308, 200, 4);
    page.ink(10, 100, 3, 200);
    assert_eq!(without_lines(&page, &BOTH).1.len(), 4);
    let (clean, lines) = without_rulings(&page);
    assert!(clean == page && lines == 0, "{lines}");
    // A line across the page goes, and they stay.
    let mut ruled = page.clone();
    ruled.ink(30, 252, 840, 4);
    let (clean, lines) = without_rulings(&ruled);
    assert!(clean == page && lines == 1, "{lines}");
}

#[test]
fn lines_of_a_form_rule_its_page() {
    let text = TestPage::text(900, 700);
    let mut page = text.clone();
    [140, 252, 364].iter().for_each(|&y| page.ink(100 + y % 7, y, 200, 3));
    let bar = page.clone();
    page.ink(400, 140, 200, 3);
    let (clean, lines) = without_rulings(&page);
    assert!(lines == 3 && differing(&clean, &text) == 200 * 3, "{lines}");
    let (clean, lines) = without_rulings(&bar);
    assert!(clean == text && lines == 3, "{lines}");
}

/// The bar goes all across a picture of its formula, which a line of a form is longer than.
#[test]
fn the_bar_of_a_cropped_formula_rules_nothing() {
    let mut page = TestPage::blank(270, 110);
    for (y, count) in [(14, 4), (66, 6)] {
        (0..count).for_each(|i| page.ink(60 + 26 * i, y, 4, 28));
        (0..count).for_each(|i| page.ink(60 + 26 * i, y + 12, 12, 4));
    }
    let text = page.clone();
    page.ink(20, 54, 230, 4);
    let (clean, lines) = without_rulings(&page);
    assert!(clean == page && lines == 0 && without_lines(&page, &BOTH).1.len() == 1, "{lines}");
    let mut form = TestPage::blank(900, 110);
    (0..110).for_each(|y| form.data[y * 900..][..270].copy_from_slice(&text.data[y * 270..][..270]));
    let before = form.clone();
    form.ink(20, 54, 500, 4);
    let (clean, lines) = without_rulings(&form);
    assert!(clean == before && lines == 1, "{lines}");
}

/// Three lines of words, whose letters hang from a line as in Devanagari or stand on one as in Arabic.
#[test]
fn lines_of_letters_rule_no_page() {
    for (hanging, standing) in [(30, 0), (0, 30), (0, 0)] {
        let mut page = TestPage::blank(900, 300);
        for (y, x) in [60, 140, 220].into_iter().flat_map(|y| [40, 220, 400, 580].map(|x| (y, x))) {
            page.ink(x, y, 158, 4);
            (8..158).step_by(24).for_each(|stem| page.ink(x + stem, y - standing, 4, standing + 4 + hanging));
        }
        let (clean, lines) = without_rulings(&page);
        if hanging + standing > 0 {
            assert!(clean == page && lines == 0 && without_lines(&page, &BOTH).1.len() == 3, "{hanging} {lines}");
        } else {
            assert!(clean == TestPage::blank(900, 300) && lines == 3, "a broken line: {lines}");
        }
    }
}
