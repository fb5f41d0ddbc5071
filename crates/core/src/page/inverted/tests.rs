//! Dark boxes on drawn pages.

use super::*;
use crate::image::invert_in_place;
use crate::page::test_page::TestPage;

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
