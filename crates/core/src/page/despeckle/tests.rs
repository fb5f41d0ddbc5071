//! Drawn pages: specks go, and all else stays.

use super::*;
use crate::page::test_page::{INK, PAPER, TestPage};
use crate::testing::TestRng;

fn despeckled(page: &TestPage) -> (TestPage, Despeckled) {
    let mut clean = page.clone();
    let found = despeckle_in_place(clean.view_mut(), &DespeckleParams::default(), &mut PageScratch::new()).unwrap();
    (clean, found)
}

#[test]
fn clean_text_stays() {
    let page = TestPage::text(600, 800);
    let (clean, found) = despeckled(&page);
    assert!(clean == page);
    assert_eq!((found.removed, found.removed_px), (0, 0));
    assert!(found.components > 100 && (8..=12).contains(&found.max_side), "{found:?}");
}

#[test]
fn a_few_larger_things_beside_letters_do_not_say_how_large_a_speck_is() {
    let mut page = TestPage::text(600, 190);
    let alone = despeckled(&page).1.max_side;
    for x in [0, 530, 570] {
        page.ink(x, 5, 25, 180);
    }
    let beside = despeckled(&page).1.max_side;
    assert!((8..=12).contains(&alone) && (8..=12).contains(&beside), "{alone} {beside}");
}

#[test]
fn letters_below_a_headline_stay() {
    let mut page = TestPage::blank(600, 800);
    (0..8).for_each(|letter| page.ink(40 + 65 * letter, 40, 50, 90));
    for top in (180..760).step_by(24) {
        (40..550).step_by(11).for_each(|x| page.ink(x, top, 8, 12));
    }
    let mut dirty = page.clone();
    (0..20).for_each(|i| dirty.ink(30 + 27 * i, 150, 2, 2));
    let (clean, found) = despeckled(&dirty);
    assert_eq!((found.max_side, found.removed), (4, 20));
    assert!(clean == page);
}

#[test]
fn dirt_as_large_as_small_letters_goes_because_it_stands_in_no_lines() {
    let mut page = TestPage::text(900, 1200);
    page.fill(0, 600, 900, 600, PAPER);
    let (mut dirty, mut rng, mut count) = (page.clone(), TestRng::new(5), 0);
    for y in (620..1180).step_by(17) {
        (20..880).step_by(35).for_each(|x| dirty.ink(x + rng.below(24), y + rng.below(7), 7, 7));
        count += 25;
    }
    let (clean, found) = despeckled(&dirty);
    assert!(count > despeckled(&page).1.components, "more dirt than letters");
    assert!(found.max_side > 7 && clean == page, "{found:?}");
}

#[test]
fn specks_go_within_and_between_lines_and_dots_stay() {
    let page = TestPage::text(900, 1200);
    for spacing in [400, 20000] {
        let mut dirty = page.clone();
        let specks = dirty.add_specks(&mut TestRng::new(7), spacing);
        let (clean, found) = despeckled(&dirty);
        let left = clean.data.iter().zip(&page.data).filter(|(clean, page)| clean != page).count();
        assert_eq!(clean.data.iter().zip(&page.data).filter(|(clean, page)| **page == INK && clean != page).count(), 0);
        if spacing == 400 {
            assert_eq!(left, 0);
        }
        assert_eq!(found.removed_px + left as u64, 4 * specks as u64, "each {spacing}");
    }
}

#[test]
fn few_specks_near_text_may_be_dots_and_stay() {
    let mut page = TestPage::text(600, 800);
    page.ink(60, 60, 2, 2);
    let (clean, found) = despeckled(&page);
    assert!(clean == page && found.removed == 0);
}

#[test]
fn rows_of_dots_stay_far_from_text() {
    let mut page = TestPage::text(900, 800);
    page.fill(0, 300, 900, 300, PAPER);
    let text = page.clone();
    (200..500).step_by(13).enumerate().for_each(|(at, x)| page.ink(x, 450 + at / 8, 5, 5));
    let (clean, found) = despeckled(&page);
    assert!(clean == page && found.removed == 0);
    let mut page = text.clone();
    (0..3).for_each(|dot| page.ink(300 + 12 * dot, 400, 5, 5));
    (0..40).for_each(|speck| page.ink(40 + 20 * speck, 470 + speck * speck % 89, 2, 2));
    let (clean, found) = despeckled(&page);
    assert_eq!(found.removed, 40, "without the ellipsis");
    assert_eq!(clean.data.iter().zip(&text.data).filter(|(clean, text)| clean != text).count(), 75);
    let mut page = text.clone();
    [(200, 440), (260, 470), (400, 450)].iter().for_each(|&(x, y)| page.ink(x, y, 5, 5));
    let (clean, found) = despeckled(&page);
    assert!(clean == text);
    assert_eq!((found.removed, found.removed_px), (3, 75));
}

#[test]
fn the_longest_side_may_be_given() {
    let mut page = TestPage::text(600, 800);
    page.fill(0, 300, 600, 200, PAPER);
    let text = page.clone();
    page.ink(300, 400, 7, 3);
    let mut clean = page.clone();
    for (max_side, removed) in [(6, 0), (7, 1)] {
        let params = DespeckleParams { max_side, threshold: Some(100) };
        let found = despeckle_in_place(clean.view_mut(), &params, &mut PageScratch::new()).unwrap();
        assert_eq!((found.removed, found.max_side), (removed, max_side));
    }
    assert!(clean == text);
}

#[test]
fn bits_lose_what_gray_loses() {
    let mut page = TestPage::text(901, 600);
    page.add_specks(&mut TestRng::new(3), 400);
    let (clean, found) = despeckled(&page);
    let bits = page.bits();
    let src = ImageRef::new(&bits, page.width, page.height, 0, Format::Bit1).unwrap();
    let mut out = vec![0; bits.len()];
    let dst = ImageMut::new(&mut out, page.width, page.height, 0, Format::Bit1).unwrap();
    let found_in_bits = despeckle(src, &DespeckleParams::default(), &mut PageScratch::new(), dst).unwrap();
    assert_eq!(found_in_bits, found);
    assert!(out == clean.bits());
}

#[test]
fn specks_get_the_gray_of_the_paper_around_them_with_their_blurred_edges() {
    let mut page = TestPage::text(600, 800);
    page.fill(0, 300, 600, 300, PAPER);
    for y in 300..600 {
        page.fill(0, y, 600, 1, 200 + ((y - 300) / 10) as u8);
    }
    let even = page.clone();
    page.fill(299, 449, 4, 4, 170);
    page.ink(300, 450, 2, 2);
    let (clean, found) = despeckled(&page);
    assert_eq!(found.removed, 1);
    let furthest = clean.data.iter().zip(&even.data).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(furthest <= Some(3), "{furthest:?}");
}

#[test]
fn pages_without_text_stay() {
    for gray in [0, 128, 255] {
        let mut page = TestPage::blank(100, 70);
        page.data.fill(gray);
        let (clean, found) = despeckled(&page);
        assert!(clean == page && found.removed == 0);
    }
    let mut one = TestPage::blank(1, 1);
    one.ink(0, 0, 1, 1);
    assert_eq!(despeckled(&one).1.removed, 0);
}

#[test]
fn marks_in_line_stay_however_far_apart() {
    let mut page = TestPage::text(900, 1200);
    page.fill(0, 150, 900, 900, PAPER);
    // Leaders, hyphens in cells of a table, and bullets one below the other.
    for (row, step) in [30, 34, 40, 52, 60, 75].into_iter().enumerate() {
        (100..820).step_by(step).for_each(|x| page.ink(x, 200 + 50 * row, 5, 5));
    }
    for (row, column) in (0..10).flat_map(|row| (0..5).map(move |column| (row, column))) {
        if (3 * row + 7 * column) % 4 == 1 {
            page.ink(100 + 160 * column, 520 + 40 * row, 11, 4);
        }
    }
    (0..4).for_each(|row| page.ink(40, 940 + 37 * row * row / 3, 7, 7));
    let (clean, found) = despeckled(&page);
    assert_eq!(found.removed, 0);
    assert!(clean == page);
    // Dirt of their size is no reason to keep it, and none to take them.
    let marks = page.clone();
    [(333, 167), (512, 933), (777, 1003)].iter().for_each(|&(x, y)| page.ink(x, y, 5, 5));
    let (clean, found) = despeckled(&page);
    assert_eq!(found.removed, 3);
    assert!(clean == marks);
}

#[test]
fn dirt_on_an_empty_page_is_no_text() {
    let blank = TestPage::blank(900, 1200);
    for largest in [2, 3, 5] {
        let (mut dirty, mut rng) = (blank.clone(), TestRng::new(9));
        for y in (20..1180).step_by(58) {
            for x in (20..840).step_by(61) {
                let [across, down] = [(); 2].map(|()| 1 + rng.below(largest));
                dirty.ink(x + rng.below(40), y + rng.below(40), across, down);
            }
        }
        let (clean, found) = despeckled(&dirty);
        assert_eq!((found.removed, found.max_side), (found.components, 5));
        assert!(clean == blank);
    }
    // The dots of a picture in bits are more.
    let mut screen = blank;
    let mut rng = TestRng::new(2);
    for y in (0..1190).step_by(9) {
        (0..890).step_by(9).for_each(|x| screen.ink(x + rng.below(5), y + rng.below(5), 2, 2));
    }
    assert_eq!(despeckled(&screen).1.max_side, 0);
}
