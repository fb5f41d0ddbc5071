//! Cleaning of pages: at every SIMD level and in place alike, inside of the page, and only from ink to paper.

use crate::bytes::Bytes;
use crate::levels::everywhere;
use crate::pictures::{Seen, picture};
use scipix::image::{AsView, Format, Image};
use scipix::page::{BorderOptions, Lines, PageTools, Specks};

const MOST: usize = 16 << 20;

pub fn pages(bytes: &mut Bytes<'_>, image: &Image) {
    let mut tools = PageTools::new();
    let threshold = bytes.once_in(2).then(|| bytes.byte());
    let (width, height) = (image.width() as u32, image.height() as u32);
    let inside = |x: u32, y: u32, w: u32, h: u32| x + w <= width && y + h <= height;
    let mut in_place = image.try_clone().expect("memory");
    let is_cleaned = matches!(image.format(), Format::Gray8 | Format::Bit1);
    let cleaned = match bytes.below(4) {
        0 => {
            let specks = Specks::default().max_side(bytes.below(30) as u32);
            let specks = threshold.map_or(specks, |gray| specks.threshold(gray));
            let (out, found) = everywhere(MOST, || {
                let (out, found) = tools.despeckle(image, specks).expect("memory");
                (Seen(out), found)
            });
            assert!(found.removed <= found.components);
            if is_cleaned {
                assert_eq!(tools.despeckle_in_place(&mut in_place.view_mut(), specks).expect("memory"), found);
            }
            out.0
        }
        1 => {
            let lines = Lines::default().vertical(bytes.once_in(2)).horizontal(!bytes.once_in(4));
            let lines = lines.min_length(bytes.below(60) as u32).max_thickness(bytes.below(12) as u32);
            let lines = threshold.map_or(lines, |gray| lines.threshold(gray));
            let Ok((out, found)) = everywhere(MOST, || {
                tools.remove_lines(image, lines).map(|(out, found)| (Seen(out), found)).map_err(|error| error.kind())
            }) else {
                return;
            };
            assert!(found.iter().all(|line| inside(
                line.bounds.x,
                line.bounds.y,
                line.bounds.width,
                line.bounds.height
            )));
            assert_eq!(tools.find_lines(image, lines).expect("memory"), found);
            if is_cleaned {
                assert_eq!(tools.remove_lines_in_place(&mut in_place.view_mut(), lines).expect("memory"), found);
            }
            out.0
        }
        2 => {
            let borders = BorderOptions::default();
            let borders = threshold.map_or(borders, |gray| borders.threshold(gray));
            let (out, found) = everywhere(MOST, || {
                let (out, found) = tools.remove_borders(image, borders).expect("memory");
                (Seen(out), found)
            });
            let content = found.content;
            assert!(inside(content.x, content.y, content.width, content.height));
            if is_cleaned {
                assert_eq!(tools.remove_borders_in_place(&mut in_place.view_mut(), borders).expect("memory"), found);
            }
            out.0
        }
        _ => {
            let found = everywhere(MOST, || tools.inverted_regions(image).expect("memory").to_vec());
            assert!(found.iter().all(|area| inside(area.x, area.y, area.width, area.height)));
            let polarity = everywhere(MOST, || tools.polarity(image).expect("memory"));
            return assert!((0.0..=1.0).contains(&polarity.confidence));
        }
    };
    assert_eq!((cleaned.width(), cleaned.height()), (image.width(), image.height()));
    if is_cleaned {
        assert!(cleaned.as_view() == in_place.as_view(), "in place it is another page");
    }
}

/// Cleans a page of any format and size.
pub fn page(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let format = bytes.pick(&[Format::Gray8, Format::Bit1, Format::Gray8, Format::Bit1, Format::Rgba8, Format::Gray16]);
    let image = picture(&mut bytes, format);
    pages(&mut bytes, &image);
}
