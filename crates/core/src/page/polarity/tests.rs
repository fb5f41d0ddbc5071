//! Drawn pages and their negatives.

use super::*;
use crate::image::invert_in_place;
use crate::page::test_page::TestPage;
use crate::testing::TestRng;

fn polarity_of(page: &TestPage) -> Polarity {
    polarity(page.view(), &mut PageScratch::new()).unwrap()
}

fn negative(page: &TestPage) -> TestPage {
    let mut page = page.clone();
    invert_in_place(page.view_mut());
    page
}

#[test]
fn negatives_are_told_from_pages() {
    let text = TestPage::text(900, 1200);
    let mut dirty = text.clone();
    dirty.add_specks(&mut TestRng::new(4), 400);
    let mut bordered = text.clone();
    bordered.ink(0, 0, 900, 60);
    bordered.ink(0, 0, 60, 1200);
    for (name, page) in [("text", text), ("dirty", dirty), ("bordered", bordered)] {
        let (found, inverse) = (polarity_of(&page), polarity_of(&negative(&page)));
        assert!(!found.light_on_dark && found.confidence > 0.7, "{name}: {found:?}");
        assert!(inverse.light_on_dark && inverse.confidence > 0.7, "{name}: {inverse:?}");
    }
}

#[test]
fn regions_have_a_polarity_of_their_own() {
    let mut page = TestPage::text(900, 1200);
    invert_in_place(page.view_mut().region(0, 600, 900, 200).unwrap());
    assert!(!polarity_of(&page).light_on_dark);
    let mut scratch = PageScratch::new();
    for (y, height, expected) in [(0, 600, false), (600, 200, true), (800, 400, false)] {
        let region = page.view().region(0, y, 900, height).unwrap();
        let found = polarity(region, &mut scratch).unwrap();
        assert_eq!(found.light_on_dark, expected, "{y}");
        assert!(found.confidence > 0.9, "{y}: {found:?}");
    }
}

#[test]
fn where_nothing_stands_out_there_is_no_polarity() {
    for gray in [0, 90, 255] {
        let mut page = TestPage::blank(130, 70);
        page.data.fill(gray);
        assert_eq!(polarity_of(&page), Polarity::default());
    }
    for edge in [1, 70, 100, 127] {
        let mut shaded = TestPage::blank(200, 300);
        shaded.ink(0, 0, edge, 300);
        assert_eq!(polarity_of(&shaded), Polarity::default(), "{edge}");
    }
    let mut tiny = TestPage::blank(1, 2);
    tiny.ink(0, 0, 1, 1);
    assert_eq!(polarity_of(&tiny), Polarity::default());
}

#[test]
fn a_dark_photo_in_bits_has_no_vote() {
    let mut rng = TestRng::new(8);
    for rows in [300, 500, 700] {
        let mut page = TestPage::text(900, 1200);
        // Waves of dark gray, whose error goes on to the right.
        for y in 1200 - rows..1200 {
            let mut error = rng.below(255);
            for x in 0..900 {
                let light = 20 + (x / 3 + y) % 60 + error;
                error = light % 255;
                page.fill(x, y, 1, 1, if light >= 255 { 255 } else { 0 });
            }
        }
        let (found, inverse) = (polarity_of(&page), polarity_of(&negative(&page)));
        assert!(!found.light_on_dark && found.confidence > 0.9, "{rows}: {found:?}");
        assert!(inverse.light_on_dark && inverse.confidence > 0.9, "{rows}: {inverse:?}");
    }
}
