//! Dark boxes on drawn pages.

use super::*;
use crate::image::invert_in_place;
use crate::page::test_page::{PAPER, TestPage};

fn regions_of(page: &TestPage) -> Vec<PageBox> {
    inverted_regions(page.view(), &mut PageScratch::new()).unwrap().to_vec()
}

#[test]
fn dark_boxes_with_text_are_found_to_the_pixel() {
    let mut page = TestPage::text(900, 1200);
    assert!(regions_of(&page).is_empty());
    let boxes = [(203, 369, 500, 57), (40, 705, 830, 225)];
    for (x, y, width, height) in boxes {
        invert_in_place(page.view_mut().region(x, y, width, height).unwrap());
    }
    let expected = boxes.map(|(x, y, width, height)| PageBox {
        x: x as u32,
        y: y as u32,
        width: width as u32,
        height: height as u32,
    });
    assert_eq!(regions_of(&page), expected);
}

#[test]
fn solid_boxes_and_pictures_are_not() {
    let mut page = TestPage::text(900, 1200);
    page.ink(100, 300, 400, 120);
    // A picture: light towards the lower right.
    for y in 0..300 {
        for x in 0..500 {
            if (x * 7 + y * 13) % 97 > (x + y) / 6 {
                page.ink(200 + x, 700 + y, 1, 1);
            }
        }
    }
    assert_eq!(regions_of(&page), []);
}

/// Frames within frames, each of which is a box with something light inside.
#[test]
fn frames_within_frames_are_found_each() {
    let mut page = TestPage::blank(400, 400);
    let frames: Vec<usize> = (8..200).step_by(16).collect();
    for &at in &frames {
        page.ink(at, at, 400 - 2 * at, 400 - 2 * at);
        page.fill(at + 8, at + 8, 384 - 2 * at, 384 - 2 * at, PAPER);
    }
    let found = regions_of(&page);
    let expected: Vec<PageBox> = frames
        .iter()
        .filter(|&&at| 400 - 2 * at >= 48)
        .map(|&at| PageBox { x: at as u32, y: at as u32, width: 400 - 2 * at as u32, height: 400 - 2 * at as u32 })
        .collect();
    assert_eq!(found, expected);
}
