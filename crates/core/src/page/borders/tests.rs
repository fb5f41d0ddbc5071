//! Borders around drawn pages, and dark things that are none.

use super::*;
use crate::page::page_box::PageBox;
use crate::page::test_page::{PAPER, TestPage};
use crate::testing::TestRng;

fn without_borders(page: &TestPage) -> (TestPage, Borders) {
    let mut clean = page.clone();
    let found = remove_borders_in_place(clean.view_mut(), &BorderParams::default(), &mut PageScratch::new()).unwrap();
    (clean, found)
}

/// The text of a page of 900 x 1200 pixels, with wide margins.
fn text() -> TestPage {
    let mut page = TestPage::text(900, 1200);
    page.fill(0, 0, 900, 90, PAPER);
    page.fill(0, 1090, 900, 110, PAPER);
    page.fill(0, 0, 90, 1200, PAPER);
    page.fill(800, 0, 100, 1200, PAPER);
    page
}

/// Marks of one or two cells may lie outside.
fn content_is_the_text(content: PageBox) -> bool {
    let PageBox { x, y, width, height } = content;
    (88..=208).contains(&x)
        && (88..=130).contains(&y)
        && x + width <= 808
        && y + height <= 1096
        && width > 550
        && height > 950
}

#[test]
fn pages_without_borders_stay() {
    let page = text();
    let (clean, found) = without_borders(&page);
    assert!(clean == page);
    assert_eq!((found.areas, found.area_px), (0, 0));
    assert!(content_is_the_text(found.content), "{found:?}");
    let (_, blank) = without_borders(&TestPage::blank(300, 200));
    assert_eq!(blank, Borders::default());
}

#[test]
fn text_that_reaches_the_edge_stays() {
    let whole = TestPage::text(900, 1200);
    let mut rng = TestRng::new(5);
    for _ in 0..20 {
        let (x, y) = (rng.below(200), rng.below(200));
        let view = whole.view().region(x, y, 300 + rng.below(300), 200 + rng.below(600)).unwrap();
        let mut data = vec![0; view.width() * view.height()];
        let dst = ImageMut::new(&mut data, view.width(), view.height(), 0, Format::Gray8).unwrap();
        let found = remove_borders(view, &BorderParams::default(), &mut PageScratch::new(), dst).unwrap();
        assert_eq!(found.areas, 0);
        assert!(data.chunks(view.width()).enumerate().all(|(y, row)| row == view.rows().row(y)));
    }
}

#[test]
fn frames_strips_and_wedges_go() {
    let text = text();
    let mut frame = text.clone();
    frame.ink(0, 0, 900, 40);
    frame.ink(0, 1150, 900, 50);
    frame.ink(0, 0, 30, 1200);
    frame.ink(880, 0, 20, 1200);
    let mut strip = text.clone();
    strip.ink(0, 100, 60, 500);
    let mut wedge = text.clone();
    (0..1200).for_each(|y| wedge.ink(0, y, y / 16, 1));
    // A light rim of three pixels lies outside the border.
    let mut inside = text.clone();
    inside.ink(3, 3, 894, 30);
    for (name, page) in [("frame", frame), ("strip", strip), ("wedge", wedge), ("inside", inside)] {
        let (clean, found) = without_borders(&page);
        assert_eq!(found.areas, 1, "{name}");
        let left = clean.data.iter().zip(&text.data).filter(|(clean, text)| clean != text).count();
        // The tip of a wedge is thinner than two pixels.
        assert!(left <= if name == "wedge" { 40 } else { 0 }, "{name}: {left}");
        assert!(content_is_the_text(found.content), "{name}: {found:?}");
        assert!(found.area_px > 10_000, "{name}: {found:?}");
    }
}

#[test]
fn text_that_touches_a_border_loses_a_cell_at_most() {
    let mut page = text();
    (200..900).step_by(60).for_each(|y| page.ink(30, y, 60, 20));
    let unbordered = page.clone();
    page.ink(0, 0, 32, 1200);
    let (clean, found) = without_borders(&page);
    assert_eq!((found.areas, found.area_px), (1, 32 * 1200));
    let differs = |i: &usize| clean.data[*i] != unbordered.data[*i];
    let furthest = (0..clean.data.len()).filter(differs).map(|i| i % 900).max();
    assert_eq!(furthest, Some(39));
}

#[test]
fn bands_with_light_text_and_pictures_stay() {
    let mut band = text();
    band.ink(0, 0, 900, 80);
    let letters = TestPage::text(900, 150);
    for y in 40..70 {
        for x in 48..800 {
            if letters.data[y * 900 + x] != PAPER {
                band.fill(x, y - 15, 1, 1, PAPER);
            }
        }
    }
    // A word of four letters, half as high as the band.
    let mut word = text();
    word.ink(0, 0, 900, 48);
    for x in [400, 424, 448, 472] {
        word.fill(x, 12, 4, 24, PAPER);
        word.fill(x, 12, 16, 4, PAPER);
        word.fill(x, 22, 14, 4, PAPER);
        word.fill(x, 32, 16, 4, PAPER);
    }
    let mut picture = text();
    picture.ink(600, 700, 300, 500);
    for (name, page) in [("band", band), ("word", word), ("picture", picture)] {
        let (clean, found) = without_borders(&page);
        assert!(clean == page && found.areas == 0, "{name}: {found:?}");
    }
}

#[test]
fn bits_lose_what_gray_loses() {
    let mut page = text();
    (0..1200).for_each(|y| page.ink(0, y, 20 + y * 7 % 11, 1));
    let (clean, found) = without_borders(&page);
    let (bits, mut out) = (page.bits(), vec![0; page.bits().len()]);
    let src = ImageRef::new(&bits, page.width, page.height, 0, Format::Bit1).unwrap();
    let dst = ImageMut::new(&mut out, page.width, page.height, 0, Format::Bit1).unwrap();
    assert_eq!(remove_borders(src, &BorderParams::default(), &mut PageScratch::new(), dst).unwrap(), found);
    assert!(found.areas == 1 && out == clean.bits());
}

#[test]
fn letters_and_pictures_that_the_edge_cuts_stay() {
    // A third of the first eight rows is ink, in strokes three pixels wide.
    let mut strokes = text();
    (100..700).step_by(9).for_each(|x| strokes.ink(x, 0, 3, 8));
    let mut serifs = strokes.clone();
    (100..700).step_by(18).for_each(|x| serifs.ink(x, 0, 12, 3));
    let mut dots = TestPage::blank(600, 400);
    (0..400).step_by(2).for_each(|y| (y % 4..600).step_by(4).for_each(|x| dots.ink(x, y, 2, 2)));
    for (name, page) in [("strokes", strokes), ("serifs", serifs), ("dots", dots)] {
        let (clean, found) = without_borders(&page);
        assert!(clean == page && found.areas == 0, "{name}: {found:?}");
    }
}

#[test]
fn thin_shadows_at_the_edges_go() {
    for thickness in 2..8 {
        let mut page = text();
        page.ink(0, 0, thickness, 1200);
        page.ink(900 - thickness, 0, thickness, 1200);
        page.ink(0, 0, 900, thickness);
        page.ink(0, 1200 - thickness, 900, thickness);
        let (clean, found) = without_borders(&page);
        assert!(clean == text() && found.areas == 1, "{thickness}: {found:?}");
    }
}
