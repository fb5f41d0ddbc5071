//! Crops of quadrilaterals: interpolation, turns, natural sizes, and many of them in one tensor.

use super::operations::{check, for_pages};
use super::{kind, noise};
use scipix::image::{CropParams, Interpolation, QuadCorners, QuadCrop, QuadCropper};
use scipix::prelude::*;
use scipix_core::image::{self as core_image, ImageMut, ImageRef};

/// A line, a vertical line, and one that is smaller.
const QUADS: [[[f32; 2]; 4]; 3] = [
    [[3.0, 4.0], [60.0, 9.0], [58.0, 21.0], [1.0, 16.0]],
    [[70.0, 5.0], [80.0, 5.0], [80.0, 50.0], [70.0, 50.0]],
    [[10.0, 40.0], [30.0, 40.0], [30.0, 52.0], [10.0, 52.0]],
];

#[test]
fn options_reach_the_core() {
    let interpolations = [Interpolation::Nearest, Interpolation::Bilinear, Interpolation::Cubic];
    for_pages(|page| {
        for interpolation in interpolations.into_iter().filter(|_| page.format().has_byte_channels()) {
            let quad = QuadCrop::new([[3.0, 2.0], [14.0, 5.0], [13.0, 30.0], [1.0, 27.0]]);
            for (turn_ratio, place) in
                [(0.0, QuadCorners::PixelEdges), (1.5, QuadCorners::PixelCentres), (9.0, QuadCorners::PixelCentres)]
            {
                let quad = quad.interpolation(interpolation).turn_ratio(turn_ratio).corners(place);
                let params = core_image::CropParams { interpolation, turn_ratio, corners: place, pad_flat: false };
                let corners = [[3.0, 2.0], [14.0, 5.0], [13.0, 30.0], [1.0, 27.0]];
                let core =
                    |src: ImageRef<'_>, dst: ImageMut<'_>| core_image::crop_quad_with(src, &corners, &params, dst);
                let into = |dst: &mut ImageViewMut<'_>| page.crop_quad_into(quad, dst);
                check(page, page.crop_quad(quad, 40, 12), into, core);
                let natural = page.crop_quad_natural(quad);
                let size = natural.as_ref().map(|crop| (crop.width(), crop.height())).unwrap();
                assert_eq!(size, if turn_ratio == 1.5 { (25, 12) } else { (12, 25) });
                assert_eq!(size, quad.size().unwrap());
                check(page, natural, into, core);
            }
        }
    });
    assert_eq!(QuadCrop::from(QUADS[0]), QuadCrop::new(QUADS[0]).params(CropParams::default()));
    let edges = QuadCrop::new(QUADS[0]).interpolation(Interpolation::Cubic).turn_ratio(1.5);
    assert_eq!(QuadCrop::new(QUADS[0]).paddle(), edges.corners(QuadCorners::PixelCentres));
    let page = noise(90, 60, Format::Gray8);
    assert_ne!(page.crop_quad_natural(edges).unwrap(), page.crop_quad_natural(edges.paddle()).unwrap());
}

#[test]
fn a_turned_crop_is_the_turned_region() {
    let page = noise(90, 60, Format::Rgb8);
    let upright = page.subview(70, 5, 10, 45).unwrap();
    assert_eq!(page.crop_quad_natural(QUADS[1]).unwrap().view(), upright);
    assert_eq!(page.crop_quad_natural(QuadCrop::new(QUADS[1]).paddle()).unwrap(), upright.rotate(-90.0).unwrap());
}

#[test]
fn a_tensor_of_crops_is_that_of_the_images() {
    for format in [Format::Rgb8, Format::Gray8, Format::Rgba8] {
        let page = noise(90, 60, format);
        let padded = page.subview(1, 1, 88, 58).unwrap();
        for crop in [CropParams::paddle(), CropParams::default(), CropParams::default().turn_ratio(2.0)] {
            let mut cropper = QuadCropper::new(crop);
            for view in [page.view(), padded] {
                for count in [3, 0, 1, 2] {
                    let quads = &QUADS[..count];
                    let crops: Vec<_> = quads.iter().map(|&quad| QuadCrop::new(quad).params(crop)).collect();
                    let images: Vec<_> = crops.iter().map(|&crop| view.crop_quad_natural(crop).unwrap()).collect();
                    let params = TensorParams::nchw(16, 0).mean([0.5; 3]).std_dev([0.5; 3]).keep_aspect();
                    let expected = params.run(&images).unwrap();
                    let shape = cropper.tensor_shape(&view, quads, &params).unwrap();
                    assert_eq!(shape, params.shape(&images).unwrap());
                    assert_eq!(cropper.tensor(&view, quads, &params).unwrap(), expected);
                    let params = params.to_u8(0.01, 128);
                    let mut bytes = vec![0; expected.len()];
                    cropper.tensor_into(&view, quads, &params, &mut bytes).unwrap();
                    assert_eq!(bytes, params.run(&images).unwrap());
                }
            }
        }
    }
}

#[test]
fn flat_quadrilaterals_are_padding_if_asked() {
    let page = noise(90, 60, Format::Rgb8);
    let params = TensorParams::nchw(16, 0).keep_aspect();
    let quads = [QUADS[0], [[0.0, 9.0], [900.0, 9.0], [900.0, 9.0], [0.0, 9.0]], QUADS[2]];
    assert_eq!(kind(QuadCropper::new(CropParams::paddle()).tensor(&page, &quads, &params)), ErrorKind::InvalidArgument);
    let mut cropper = QuadCropper::new(CropParams::paddle().pad_flat(true));
    let (all, some) = (cropper.tensor(&page, &quads, &params).unwrap(), [quads[0], quads[2]]);
    let some = cropper.tensor(&page, &some, &params).unwrap();
    let each = some.len() / 2;
    assert_eq!((&all[..each], &all[2 * each..]), (&some[..each], &some[each..]));
    assert!(all[each..2 * each].iter().all(|&element| element == 0.0));
}

#[test]
fn wrong_crops_are_refused_before_anything_is_written() {
    let page = noise(90, 60, Format::Rgb8);
    let params = TensorParams::nchw(16, 64).keep_aspect();
    let mut cropper = QuadCropper::new(CropParams::paddle());
    let mut out = vec![7.0; 3 * 3 * 16 * 64];
    let mut crossed = QUADS;
    crossed[1].swap(0, 1);
    let mut refused = |image: &Image, quads: &[[[f32; 2]; 4]], len: usize, expected| {
        let error = cropper.tensor_into(image, quads, &params, &mut out[..len]).unwrap_err();
        assert_eq!(error.kind(), expected);
        assert!(out.iter().all(|&element| element == 7.0));
        error.to_string()
    };
    let all = 3 * 3 * 16 * 64;
    assert!(refused(&page, &crossed, all, ErrorKind::InvalidArgument).starts_with("quads[1]: "));
    refused(&page, &QUADS, all - 1, ErrorKind::SizeMismatch);
    refused(&page, &QUADS[..2], all, ErrorKind::SizeMismatch);
    refused(&noise(90, 60, Format::Bit1), &QUADS, all, ErrorKind::Unsupported);
    crossed[1][0][0] = f32::NAN;
    refused(&page, &crossed, all, ErrorKind::InvalidArgument);
    assert_eq!(kind(cropper.tensor(&page, &[[[0.0; 2]; 4]], &params)), ErrorKind::InvalidArgument);
    assert_eq!(kind(cropper.tensor(&page, &QUADS, &params.std_dev([0.0; 3]))), ErrorKind::InvalidArgument);

    let quad = QuadCrop::new(QUADS[0]);
    for ratio in [-1.0, f32::NAN, f32::INFINITY] {
        assert_eq!(kind(page.crop_quad(quad.turn_ratio(ratio), 9, 9)), ErrorKind::InvalidArgument);
        assert_eq!(kind(quad.turn_ratio(ratio).size()), ErrorKind::InvalidArgument);
    }
    let long = QuadCrop::new([[0.0, 0.0], [2e7, 0.0], [2e7, 9.0], [0.0, 9.0]]);
    assert_eq!((kind(long.size()), kind(page.crop_quad_natural(long))), (ErrorKind::OutOfRange, ErrorKind::OutOfRange));
}
