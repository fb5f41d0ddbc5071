//! Operations of the facade give what the core gives, on tight images, regions and padded rows.

use super::{bytes, kind, noise};
use scipix::image::{Background, Border, ComponentFinder, Connectivity, Method, geometry};
use scipix::prelude::*;
use scipix_core::image::{self as core_image, BackgroundParams, ImageMut, ImageRef};

const FORMATS: [Format; 7] = Format::ALL;

/// The core's view of an image whose rows have no gaps.
pub fn core_ref(image: &Image) -> ImageRef<'_> {
    ImageRef::new(image.as_bytes(), image.width(), image.height(), 0, image.format()).unwrap()
}

/// Checks what the facade gives for `page` against `core` on a copy of it without gaps, and the form `_into` on padded
/// rows.
pub fn check(
    page: ImageView<'_>,
    found: scipix::Result<Image>,
    into: impl Fn(&mut ImageViewMut<'_>) -> scipix::Result<()>,
    core: impl Fn(ImageRef<'_>, ImageMut<'_>) -> scipix_core::Result<()>,
) {
    let found = found.unwrap();
    let tight = page.to_image().unwrap();
    let (width, height, format) = (found.width(), found.height(), found.format());
    let mut expected = Image::new(width, height, format).unwrap();
    core(core_ref(&tight), ImageMut::new(expected.as_bytes_mut(), width, height, 0, format).unwrap()).unwrap();
    assert_eq!(found, expected, "{page:?}");
    let stride = found.row_bytes() + 5;
    let mut padded = vec![77; stride * height];
    let mut view = ImageViewMut::new(&mut padded, width, height, format).unwrap().stride(stride).unwrap();
    into(&mut view).unwrap();
    assert_eq!(view.view(), expected.view(), "{page:?}");
    assert!(padded.chunks(stride).all(|row| row[stride - 5..] == [77; 5]), "padding was written");
}

/// Pages of each format: tight, in padded rows, and a region of a larger page.
pub fn for_pages(mut f: impl FnMut(ImageView<'_>)) {
    for format in FORMATS {
        let (width, height) = (67, 45);
        let row_bytes = format.row_bytes(width).unwrap();
        let data = bytes((row_bytes + 9) * height);
        let tight = ImageView::new(&data, width, height, format).unwrap();
        f(tight);
        f(tight.stride(row_bytes + 9).unwrap());
        f(tight.subview(8, 3, 50, 37).unwrap());
    }
}

#[test]
fn of_equal_size() {
    for_pages(|page| {
        for luma in Luma::ALL {
            let into = |dst: &mut ImageViewMut<'_>| page.grayscale_into(luma, dst);
            check(page, page.grayscale(luma), into, |src, dst| core_image::grayscale(src, luma, dst));
        }
        check(page, page.invert(), |dst| page.invert_into(dst), core_image::invert);
        check(page, page.to_image(), |dst| page.copy_into(dst), core_image::copy);
        for direction in Flip::ALL {
            let into = |dst: &mut ImageViewMut<'_>| page.flip_into(direction, dst);
            check(page, page.flip(direction), into, |src, dst| core_image::flip(src, direction, dst));
        }
        if [Format::Gray8, Format::Bit1].contains(&page.format()) {
            for operation in Morphology::ALL {
                let rules = MorphologyRules::Leptonica;
                let into = |dst: &mut ImageViewMut<'_>| page.morphology_into(operation, 4, 3, rules, dst);
                let core =
                    |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::morphology(src, operation, 4, 3, rules, dst);
                check(page, page.morphology(operation, 4, 3, rules), into, core);
            }
        }
        if page.format() == Format::Gray8 {
            let core = |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::threshold(src, 90, dst);
            check(page, page.threshold(90), |dst| page.threshold_into(90, dst), core);
        }
        assert_eq!(page.otsu_level(), core_image::otsu(core_ref(&page.to_image().unwrap())));
    });
}

#[test]
fn binarisation_by_each_method() {
    let methods: [Method; 4] = [
        Fixed(99).into(),
        Otsu.into(),
        AdaptiveMean::default().window(15).offset(-3.0).into(),
        Sauvola::default().window(21).k(0.2).r(100.0).into(),
    ];
    assert_eq!(methods[0], Method::Fixed { threshold: 99 });
    assert_eq!(methods[1], Method::Otsu);
    assert_eq!(methods[2], Method::AdaptiveMean { window: 15, offset: -3.0 });
    assert_eq!(methods[3], Method::Sauvola { window: 21, k: 0.2, r: 100.0 });
    for_pages(|page| {
        for method in methods {
            let into = |dst: &mut ImageViewMut<'_>| page.binarize_into(method, dst);
            let core = |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::binarize(src, &method, dst);
            check(page, page.binarize(method), into, core);
            check(page, page.binarize_bits(method), into, core);
        }
    });
    let page = noise(9, 9, Format::Gray8);
    assert_eq!(kind(page.binarize(Sauvola::default().window(30))), ErrorKind::InvalidArgument);
    assert_eq!(kind(page.binarize(Sauvola::default().r(0.0))), ErrorKind::InvalidArgument);
    assert_eq!(kind(page.binarize(AdaptiveMean::default().offset(f32::NAN))), ErrorKind::InvalidArgument);
}

#[test]
fn filters() {
    for_pages(|page| {
        if page.format() == Format::Gray8 {
            let core = |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::clahe(src, 3.0, [4, 3], dst);
            check(page, page.clahe(3.0, (4, 3)), |dst| page.clahe_into(3.0, (4, 3), dst), core);
            let mut here = page.to_image().unwrap();
            here.view_mut().clahe_in_place(3.0, (4, 3)).unwrap();
            assert_eq!(here, page.clahe(3.0, (4, 3)).unwrap());
        }
        if matches!(page.format(), Format::Bit1 | Format::Gray16) {
            assert_eq!(kind(page.median(3)), ErrorKind::Unsupported);
            return;
        }
        check(page, page.median(5), |dst| page.median_into(5, dst), |src, dst| core_image::median(src, 5, dst));
        let (size, sigma, border) = ((7, 0), (0.0, 1.4), Border::Replicate);
        let into = |dst: &mut ImageViewMut<'_>| page.gaussian_blur_into(size, sigma, border, dst);
        let core = |src: ImageRef<'_>, dst: ImageMut<'_>| {
            core_image::gaussian_blur(src, size.into(), sigma.into(), border, dst)
        };
        check(page, page.gaussian_blur(size, sigma, border), into, core);
        let core = |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::unsharp_mask(src, 1.0, 2.0, 4, dst);
        check(page, page.unsharp_mask(1.0, 2.0, 4), |dst| page.unsharp_mask_into(1.0, 2.0, 4, dst), core);
    });
    let page = noise(9, 9, Format::Gray8);
    assert_eq!(kind(page.median(4)), ErrorKind::InvalidArgument);
    assert_eq!(kind(page.gaussian_blur((4, 3), (1.0, 1.0), Border::default())), ErrorKind::InvalidArgument);
    assert_eq!(kind(page.unsharp_mask(0.0, 1.0, 0)), ErrorKind::InvalidArgument);
    assert_eq!(kind(page.clahe(40.0, (0, 8))), ErrorKind::InvalidArgument);
}

#[test]
fn background_of_every_format_and_in_place() {
    let background = Background::default().tiles(6, 5).threshold(9).min_count(3).target(230).smooth(1, 2);
    let params = BackgroundParams {
        tile_width: 6,
        tile_height: 5,
        threshold: 9,
        min_count: 3,
        target: 230,
        smooth_x: 1,
        smooth_y: 2,
    };
    for_pages(|page| {
        let into = |dst: &mut ImageViewMut<'_>| page.normalize_background_into(background, dst);
        let core = |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::normalize_background(src, &params, dst);
        check(page, page.normalize_background(background), into, core);
        let mut gray = page.grayscale(Luma::Bt601).unwrap();
        gray.view_mut().normalize_background_in_place(background).unwrap();
        assert_eq!(gray, page.normalize_background(background).unwrap());
    });
    let page = noise(9, 9, Format::Gray8);
    assert_eq!(kind(page.normalize_background(Background::default().tiles(3, 9))), ErrorKind::InvalidArgument);
    assert_eq!(kind(page.normalize_background(Background::default().target(0))), ErrorKind::InvalidArgument);
}

#[test]
fn of_another_size() {
    const FILTERS: [Filter; 6] =
        [Filter::Nearest, Filter::Bilinear, Filter::Area, Filter::Lanczos3, Filter::BilinearAa, Filter::Bicubic];
    let quad = [[3.0, 2.0], [40.0, 5.0], [38.0, 30.0], [1.0, 27.0]];
    for_pages(|page| {
        let mixes = page.format().has_byte_channels();
        for filter in FILTERS.into_iter().filter(|&filter| mixes || filter == Filter::Nearest) {
            for (width, height) in [(30, 20), (100, 80), (200, 10)] {
                let into = |dst: &mut ImageViewMut<'_>| page.resize_into(filter, dst);
                let core = |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::resize(src, filter, dst);
                check(page, page.resize(width, height, filter), into, core);
            }
        }
        for degrees in [0.0, 90.0, -90.0, 180.0, 270.0, 450.0, -1.5, 33.0] {
            if page.format() == Format::Gray16 && degrees % 90.0 != 0.0 {
                continue;
            }
            let rotation = Rotation::degrees(degrees).fill(9);
            for rotation in [rotation, rotation.expand()] {
                let into = |dst: &mut ImageViewMut<'_>| page.rotate_into(rotation, dst);
                let core = |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::rotate(src, degrees, 9, dst);
                check(page, page.rotate(rotation), into, core);
            }
        }
        if mixes {
            let into = |dst: &mut ImageViewMut<'_>| page.crop_quad_into(quad, dst);
            let core = |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::crop_quad(src, &quad, dst);
            check(page, page.crop_quad(quad, 40, 12), into, core);
        }
    });
    assert_eq!(Rotation::from(3.0), Rotation::degrees(3.0).fill(255), "the ground is white");
}

#[test]
fn wrong_arguments_are_refused_before_anything_is_written() {
    let (page, bits) = (noise(20, 10, Format::Rgb8), noise(20, 10, Format::Bit1));
    assert_eq!(kind(page.resize(0, 10, Filter::Area)), ErrorKind::InvalidArgument);
    assert_eq!(kind(bits.resize(10, 10, Filter::Area)), ErrorKind::Unsupported);
    assert_eq!(kind(page.rotate(f32::NAN)), ErrorKind::InvalidArgument);
    assert_eq!(kind(page.crop_quad([[0.0, 0.0]; 4], 5, 5)), ErrorKind::InvalidArgument);
    assert_eq!(kind(page.threshold(3)), ErrorKind::Unsupported);
    assert_eq!(kind(page.components(Connectivity::Four)), ErrorKind::Unsupported);
    let mut dst = noise(20, 11, Format::Rgb8);
    let before = dst.clone();
    assert_eq!(kind(page.invert_into(&mut dst.view_mut())), ErrorKind::SizeMismatch);
    assert_eq!(kind(page.flip_into(Flip::Both, &mut dst.view_mut())), ErrorKind::SizeMismatch);
    assert_eq!(kind(page.copy_into(&mut dst.view_mut())), ErrorKind::SizeMismatch);
    assert_eq!(kind(page.grayscale_into(Luma::Bt601, &mut dst.view_mut())), ErrorKind::Unsupported);
    assert_eq!(kind(page.binarize_into(Otsu, &mut dst.view_mut())), ErrorKind::Unsupported);
    assert_eq!(kind(bits.resize_into(Filter::Nearest, &mut dst.view_mut())), ErrorKind::Unsupported);
    assert_eq!(dst, before);
}

#[test]
fn skew_of_lines_that_fall() {
    let (width, height) = (600, 400);
    let mut page = Image::from_raw(vec![255; width * height], width, height, Format::Gray8).unwrap();
    for (y, row) in page.view_mut().rows_mut().enumerate() {
        for (x, px) in row.iter_mut().enumerate() {
            let along = y as f64 - x as f64 * 2.0_f64.to_radians().tan();
            if (30..570).contains(&x) && along.rem_euclid(24.0) < 8.0 && x % 9 < 6 {
                *px = 20;
            }
        }
    }
    let skew = page.skew();
    assert_eq!(skew, page.try_skew().unwrap());
    let core = core_image::skew(core_ref(&page)).unwrap();
    assert_eq!((skew.degrees, skew.confidence), (core.degrees, core.confidence));
    assert!((skew.degrees + 2.0).abs() < 0.2 && skew.confidence > 0.5, "{skew:?}");
    let upright = page.rotate(skew.degrees).unwrap();
    assert!(upright.skew().degrees.abs() < 0.2);
    let tiny = noise(3, 3, Format::Gray8).skew();
    assert_eq!((tiny.degrees, tiny.confidence), (0.0, 0.0));
}

#[test]
fn components_and_their_labels() {
    let page = noise(70, 50, Format::Gray8).binarize_bits(Otsu).unwrap();
    for connectivity in [Connectivity::Four, Connectivity::Eight] {
        let mut scratch = core_image::components::ComponentScratch::new();
        let expected =
            core_image::components::connected_components(core_ref(&page), connectivity, None, &mut scratch).unwrap();
        assert!(expected.len() > 20);
        assert_eq!(page.components(connectivity).unwrap(), expected);
        let (mut finder, mut labels) = (ComponentFinder::new(connectivity), vec![9; 70 * 50]);
        assert_eq!(finder.find(&page).unwrap(), expected);
        let found = finder.label(&page, &mut labels).unwrap();
        for (label, component) in (1..).zip(found) {
            assert_eq!(labels.iter().filter(|&&it| it == label).count() as u64, component.area);
        }
        assert_eq!(kind(finder.label(&page, &mut labels[1..])), ErrorKind::SizeMismatch);
    }
}

#[test]
fn z_scores_of_a_page() {
    let page = noise(31, 17, Format::Rgba8);
    let (scores, stats) = page.subview(3, 2, 20, 10).unwrap().z_scores().unwrap();
    let gray = page.subview(3, 2, 20, 10).unwrap().grayscale(Luma::Bt601).unwrap();
    let values: Vec<f64> = gray.as_bytes().iter().map(|&px| f64::from(px) / 255.0).collect();
    let mean = values.iter().sum::<f64>() / 200.0;
    let std_dev = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 200.0).sqrt();
    assert!((f64::from(stats.mean) - mean).abs() < 1e-6 && (f64::from(stats.std_dev) - std_dev).abs() < 1e-6);
    assert_eq!(scores.len(), 200);
    for (score, value) in scores.iter().zip(values) {
        assert!((f64::from(*score) - (value - mean) / std_dev).abs() < 1e-4);
    }
}

#[test]
fn geometry_of_points() {
    let points = [[5, 2], [0, 0], [10, 0], [10, 4], [0, 4]];
    let hull = geometry::convex_hull(&points).unwrap();
    assert_eq!(hull, [[10, 4], [0, 4], [0, 0], [10, 0]]);
    assert!(geometry::convex_hull::<i32>(&[]).unwrap().is_empty());
    let rect = geometry::min_area_rect(&[[0.0_f32, 0.0], [4.0, 0.0], [4.0, 2.0], [0.0, 2.0]]).unwrap().unwrap();
    assert_eq!((rect.center, rect.short_side()), ([2.0, 1.0], 2.0));
    assert_eq!(geometry::min_area_rect::<f32>(&[]).unwrap(), None);
    let grown = geometry::offset_polygon(&[[0, 0], [100, 0], [100, 50], [0, 50]], 10.0).unwrap();
    let exact = 5000.0 + 300.0 * 10.0 + std::f64::consts::PI * 100.0;
    assert!((geometry::polygon_area(&grown) - exact).abs() < 25.0, "{}", geometry::polygon_area(&grown));
    assert_eq!(kind(geometry::offset_polygon(&points, -1.0)), ErrorKind::InvalidArgument);
    assert_eq!(kind(geometry::simplify_polygon(&points, f64::NAN)), ErrorKind::InvalidArgument);
    assert_eq!(geometry::simplify_polygon(&[[0, 0], [50, 1], [100, 0], [100, 50], [0, 50]], 3.0).unwrap().len(), 4);
}
