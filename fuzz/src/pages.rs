//! Cleaning of pages: at every SIMD level and in place alike, inside of the page, and only from ink to paper.

use crate::bytes::Bytes;
use crate::levels::everywhere;
use crate::pictures::{Seen, picture};
use scipix::image::{AsView, Format, Image, ImageViewMut};
use scipix::page::{
    BorderOptions, CleanOutput, CleanReport, CleanStep, Lines, PageBox, PageCleaner, PageTools, Specks,
};

const MOST: usize = 16 << 20;

/// Whether something lies in the page.
fn is_inside(image: &Image, bounds: PageBox) -> bool {
    bounds.x + bounds.width <= image.width() as u32 && bounds.y + bounds.height <= image.height() as u32
}

/// Both results of a cleaning: of another image, and in place where the format allows it.
fn same_in_place(out: &Image, image: &Image, clean: impl FnOnce(&mut ImageViewMut<'_>)) {
    assert_eq!((out.width(), out.height()), (image.width(), image.height()));
    if matches!(image.format(), Format::Gray8 | Format::Bit1) {
        let mut own = image.try_clone().expect("memory");
        clean(&mut own.view_mut());
        assert!(out.as_view() == own.as_view(), "in place it is another page");
    }
}

fn despeckled(bytes: &mut Bytes<'_>, image: &Image, tools: &mut PageTools) {
    let specks = Specks::default().max_side(bytes.below(30) as u32);
    let specks = if bytes.once_in(2) { specks.threshold(bytes.byte()) } else { specks };
    let (Seen(out), found) = everywhere(MOST, || {
        let (out, found) = tools.despeckle(image, specks).expect("memory");
        (Seen(out), found)
    });
    assert!(found.removed <= found.components);
    same_in_place(&out, image, |own| assert_eq!(tools.despeckle_in_place(own, specks).expect("memory"), found));
}

fn without_lines(bytes: &mut Bytes<'_>, image: &Image, tools: &mut PageTools) {
    let lines = Lines::default().vertical(bytes.once_in(2)).horizontal(!bytes.once_in(4));
    let lines = lines.min_length(bytes.below(60) as u32).max_thickness(bytes.below(12) as u32);
    let lines = if bytes.once_in(2) { lines.threshold(bytes.byte()) } else { lines };
    let removed = everywhere(MOST, || {
        tools.remove_lines(image, lines).map(|(out, found)| (Seen(out), found)).map_err(|error| error.kind())
    });
    let Ok((Seen(out), found)) = removed else { return };
    assert!(found.iter().all(|line| is_inside(image, line.bounds)));
    assert_eq!(tools.find_lines(image, lines).expect("memory"), found);
    same_in_place(&out, image, |own| assert_eq!(tools.remove_lines_in_place(own, lines).expect("memory"), found));
}

fn without_borders(bytes: &mut Bytes<'_>, image: &Image, tools: &mut PageTools) {
    let borders = BorderOptions::default();
    let borders = if bytes.once_in(2) { borders.threshold(bytes.byte()) } else { borders };
    let (Seen(out), found) = everywhere(MOST, || {
        let (out, found) = tools.remove_borders(image, borders).expect("memory");
        (Seen(out), found)
    });
    assert!(is_inside(image, found.content));
    same_in_place(&out, image, |own| assert_eq!(tools.remove_borders_in_place(own, borders).expect("memory"), found));
}

fn cleaned(bytes: &mut Bytes<'_>, image: &Image) {
    let steps = [(); 8].map(|()| bytes.pick(&[CleanStep::Auto, CleanStep::Off, CleanStep::On]));
    let [polarity, orientation, skew, borders, background, denoise, lines, despeckle] = steps;
    let (keep, output) = (bytes.once_in(2), bytes.pick(&[CleanOutput::Gray, CleanOutput::Bits]));
    let cleaner = PageCleaner::new().polarity(polarity).orientation(orientation).skew(skew).borders(borders);
    let cleaner = cleaner.background(background).denoise(denoise).lines(lines).despeckle(despeckle);
    let mut cleaner = cleaner.keep_size(keep).output(output);
    let (Seen(out), report) = everywhere(MOST, || {
        let (out, report) = cleaner.clean(image).expect("memory");
        (Seen(out), report)
    });
    let CleanReport { content: [x, y, width, height], turned, levelled, specks, components, .. } = report;
    assert!(is_inside(&out, PageBox { x, y, width, height }) && specks <= components);
    let (width, height) = (image.width(), image.height());
    let upright = if turned % 180 == 0 { (width, height) } else { (height, width) };
    let may_grow = !keep && levelled != 0.0;
    assert!(may_grow || (out.width(), out.height()) == upright, "a page of another size");
}

/// Cleans a page of any format and size.
pub fn page(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let format = bytes.pick(&[Format::Gray8, Format::Bit1, Format::Gray8, Format::Bit1, Format::Rgba8, Format::Gray16]);
    let image = picture(&mut bytes, format);
    let mut tools = PageTools::new();
    match bytes.below(6) {
        0 => despeckled(&mut bytes, &image, &mut tools),
        1 => without_lines(&mut bytes, &image, &mut tools),
        2 => without_borders(&mut bytes, &image, &mut tools),
        3 | 4 => cleaned(&mut bytes, &image),
        _ => {
            let found = everywhere(MOST, || tools.inverted_regions(&image).expect("memory").to_vec());
            assert!(found.iter().all(|&area| is_inside(&image, area)));
            let polarity = everywhere(MOST, || tools.polarity(&image).expect("memory"));
            assert!((0.0..=1.0).contains(&polarity.confidence));
        }
    }
}
