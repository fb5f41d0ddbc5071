//! Alpha: composited over a colour, and as the weight of colours in a resize.

use super::operations::{check, for_pages};
use super::{kind, noise};
use scipix::prelude::*;
use scipix_core::image::{self as core_image, ImageMut, ImageRef};

const OVER: [u8; 3] = [250, 130, 7];

fn has_alpha(format: Format) -> bool {
    matches!(format, Format::Rgba8 | Format::Bgra8)
}

#[test]
fn a_pixel_by_hand() {
    // A fifth of red over green and over blue; a transparent pixel.
    let page = Image::from_raw(vec![255, 0, 0, 51, 9, 9, 9, 0], 2, 1, Format::Rgba8).unwrap();
    assert_eq!(page.flatten([0, 255, 0]).unwrap().as_bytes(), [51, 204, 0, 0, 255, 0]);
    assert_eq!(page.flatten([0, 0, 255]).unwrap().as_bytes(), [51, 0, 204, 0, 0, 255]);
    let gray = page.grayscale_over(Luma::Bt601, [255; 3]).unwrap();
    let flat = Image::from_raw(vec![255, 204, 204, 255, 255, 255], 2, 1, Format::Rgb8).unwrap();
    assert_eq!(gray, flat.grayscale(Luma::Bt601).unwrap());
    // The colours of transparent pixels do not mix in. 255 · 100 / 128 is cut off to 199, as in Pillow.
    let half = Image::from_raw(vec![200, 0, 0, 255, 90, 90, 90, 0], 2, 1, Format::Rgba8).unwrap();
    assert_eq!(half.resize_by_alpha(1, 1, Filter::BilinearAa).unwrap().as_bytes(), [199, 0, 0, 128]);
    assert_eq!(half.resize(1, 1, Filter::BilinearAa).unwrap().as_bytes()[..3], [145, 45, 45]);
}

#[test]
fn pages_over_a_colour() {
    for_pages(|page| {
        let into = |dst: &mut ImageViewMut<'_>| page.grayscale_over_into(Luma::Bt709, OVER, dst);
        let core = |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::grayscale_over(src, Luma::Bt709, OVER, dst);
        check(page, page.grayscale_over(Luma::Bt709, OVER), into, core);
        if !has_alpha(page.format()) {
            assert_eq!(page.grayscale_over(Luma::Bt709, OVER).unwrap(), page.grayscale(Luma::Bt709).unwrap());
            return assert_eq!(kind(page.flatten(OVER)), ErrorKind::Unsupported);
        }
        let flat = page.flatten(OVER);
        let order = if page.format() == Format::Rgba8 { Format::Rgb8 } else { Format::Bgr8 };
        assert_eq!(flat.as_ref().unwrap().format(), order);
        let core = |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::flatten(src, OVER, dst);
        check(page, flat, |dst| page.flatten_into(OVER, dst), core);
        let mut opaque = page.to_image().unwrap();
        opaque.view_mut().flatten_in_place(OVER).unwrap();
        let mut expected = Image::new(page.width(), page.height(), page.format()).unwrap();
        page.flatten_into(OVER, &mut expected.view_mut()).unwrap();
        assert_eq!(opaque, expected);
        assert_eq!(opaque.pixel(0, 0).unwrap()[3], 255);
    });
    let mut gray = noise(4, 3, Format::Gray8);
    assert_eq!(kind(gray.view_mut().flatten_in_place(OVER)), ErrorKind::Unsupported);
}

#[test]
fn resizes_by_alpha() {
    for_pages(|page| {
        for filter in [Filter::Nearest, Filter::Bilinear, Filter::Area, Filter::Lanczos3, Filter::Bicubic] {
            if !page.format().has_byte_channels() && filter != Filter::Nearest {
                assert_eq!(kind(page.resize_by_alpha(9, 9, filter)), ErrorKind::Unsupported);
                continue;
            }
            let (by_alpha, plain) = (page.resize_by_alpha(30, 20, filter), page.resize(30, 20, filter).unwrap());
            let is_weighed = has_alpha(page.format()) && filter != Filter::Nearest;
            assert_eq!(by_alpha.as_ref().unwrap() != &plain, is_weighed, "{page:?} {filter:?}");
            let core = |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::resize_by_alpha(src, filter, dst);
            check(page, by_alpha, |dst| page.resize_by_alpha_into(filter, dst), core);
        }
    });
    let page = noise(8, 8, Format::Rgba8);
    assert_eq!(kind(page.resize_by_alpha(0, 8, Filter::Area)), ErrorKind::InvalidArgument);
}

#[test]
fn tensors_and_plans_over_a_colour() {
    let page = noise(70, 50, Format::Bgra8);
    let flat = page.flatten(OVER).unwrap();
    let params = TensorParams::nchw(32, 48).channels(Channels::Bgr).filter(Filter::Area);
    let expected = params.run(&[&flat]).unwrap();
    assert_eq!(params.over(OVER).run(&[&page]).unwrap(), expected);
    assert_ne!(params.run(&[&page]).unwrap(), expected);

    let plan = Plan::builder().flatten(OVER).grayscale(Luma::Bt601).resize_height(20).filter(Filter::Area);
    let gray = flat.grayscale(Luma::Bt601).unwrap();
    assert_eq!(plan.build().unwrap().run(&page).unwrap(), gray.resize(28, 20, Filter::Area).unwrap());
    let plan = Plan::builder().flatten(OVER).resize(30, 20).build().unwrap();
    let mut opaque = page.try_clone().unwrap();
    opaque.view_mut().flatten_in_place(OVER).unwrap();
    assert_eq!(plan.run(&page).unwrap(), opaque.resize(30, 20, Filter::Bilinear).unwrap());
    let plan = Plan::builder().flatten(OVER).tensor(params).build().unwrap();
    assert_eq!(plan.run_tensor::<f32>(&page).unwrap(), expected);
    assert_eq!(kind(Plan::builder().flatten(OVER).flatten(OVER).build()), ErrorKind::InvalidArgument);
}
