//! The tools that clean pages give what the core gives, in place and in every format.

use scipix::page::{BorderOptions, Lines, PageTools, Specks};
use scipix::prelude::*;

/// Upright strokes with specks around them, a border on the left, and lines.
fn page() -> Image {
    let gray = |i: usize| {
        let (x, y) = (i % 500, i / 500);
        let stroke = (100..128).contains(&y) && (80..420).contains(&x) && x % 20 < 4;
        let speck = x % 60 < 2 && y % 60 < 2 && !(60..=170).contains(&y);
        let line = (y == 114 && (70..430).contains(&x)) || (x == 460 && (20..280).contains(&y));
        if stroke || speck || line || x < 16 { 20 } else { 240 }
    };
    Image::from_raw((0..500 * 300).map(gray).collect(), 500, 300, Format::Gray8).unwrap()
}

#[test]
fn tools_in_place_agree() {
    let (page, mut tools) = (page(), PageTools::new());
    let lines = Lines::default().vertical(true);

    let (clean, borders) = tools.remove_borders(&page, BorderOptions::default()).unwrap();
    assert_eq!((borders.areas, borders.area_px), (1, 16 * 300));
    assert_eq!(tools.find_borders(&page, BorderOptions::default()).unwrap(), borders);
    let mut copy = page.clone();
    assert_eq!(tools.remove_borders_in_place(&mut copy.view_mut(), BorderOptions::default()).unwrap(), borders);
    assert_eq!(copy, clean);

    let (clean, found) = tools.remove_lines(&page, lines).unwrap();
    assert_eq!(found.iter().map(|line| line.vertical).collect::<Vec<_>>(), [false, true]);
    assert_eq!(tools.find_lines(&page, lines).unwrap(), found);
    assert_eq!(tools.find_lines(&page, lines.horizontal(false)).unwrap(), &found[1..]);
    assert!(tools.find_lines(&page, lines.min_length(400)).unwrap().is_empty());
    let mut copy = page.clone();
    assert_eq!(tools.remove_lines_in_place(&mut copy.view_mut(), lines).unwrap(), found);
    assert_eq!(copy, clean);

    let (clean, specks) = tools.despeckle(&page, Specks::default()).unwrap();
    assert!(specks.removed > 20 && specks.removed_px == 4 * specks.removed as u64, "{specks:?}");
    let mut copy = page.clone();
    assert_eq!(tools.despeckle_in_place(&mut copy.view_mut(), Specks::default()).unwrap(), specks);
    assert_eq!(copy, clean);
    assert_eq!(tools.despeckle(&page, Specks::default().max_side(1)).unwrap().1.removed, 0);
    assert_eq!(tools.despeckle(&page, Specks::default().threshold(10)).unwrap().1.components, 0);
}

#[test]
fn bits_stay_bits_and_colours_become_gray() {
    let (page, mut tools) = (page(), PageTools::new());
    let bits = page.binarize(Otsu).unwrap();
    let (clean, found) = tools.despeckle(&bits, Specks::default()).unwrap();
    assert_eq!(clean.format(), Format::Gray8);
    let mut packed = Image::new(500, 300, Format::Bit1).unwrap();
    page.binarize_into(Otsu, &mut packed.view_mut()).unwrap();
    let (clean_bits, found_in_bits) = tools.despeckle(&packed, Specks::default()).unwrap();
    assert_eq!((clean_bits.format(), found_in_bits), (Format::Bit1, found));
    assert_eq!(clean_bits.grayscale(Luma::Bt601).unwrap(), clean);

    let rgb = page.as_bytes().iter().flat_map(|&px| [px; 3]).collect();
    let rgb = Image::from_raw(rgb, 500, 300, Format::Rgb8).unwrap();
    let lines = Lines::default();
    assert_eq!(tools.remove_lines(&rgb, lines).unwrap(), tools.remove_lines(&page, lines).unwrap());
    let mut rgb = rgb;
    assert_eq!(
        tools.despeckle_in_place(&mut rgb.view_mut(), Specks::default()).unwrap_err().kind(),
        ErrorKind::Unsupported
    );
}

#[test]
fn polarity_of_pages_and_boxes() {
    let (mut page, mut tools) = (page(), PageTools::new());
    assert!(!tools.polarity(&page).unwrap().light_on_dark);
    assert!(tools.inverted_regions(&page).unwrap().is_empty());
    let negative = page.invert().unwrap();
    let found = tools.polarity(&negative).unwrap();
    assert!(found.light_on_dark && found.confidence > 0.5);
    page.view_mut().subview_mut(64, 80, 380, 80).unwrap().invert_in_place();
    assert!(tools.polarity(&page.view().subview(64, 80, 380, 80).unwrap()).unwrap().light_on_dark);
    let boxes = tools.inverted_regions(&page).unwrap();
    assert_eq!(
        boxes.iter().map(|found| (found.x, found.y, found.width, found.height)).collect::<Vec<_>>(),
        [(64, 80, 380, 80)]
    );
}
