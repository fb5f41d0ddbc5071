//! Compares with crops made one by one, and checks what happens to quadrilaterals that cannot be cropped.

use super::*;
use crate::base::error::ErrorKind::{InvalidArgument, SizeMismatch, Unsupported};
use crate::image::{
    Element, Filter, Format, ImageMut, Layout, TensorFit, crop_quad_size, crop_quad_with, tensor_shape, to_tensor,
};
use crate::testing::noise;

fn params() -> TensorParams {
    let fit = TensorFit::Height;
    TensorParams { mean: [0.5; 3], std: [0.5; 3], fit, height: 16, ..TensorParams::default() }
}

const QUADS: [[[f32; 2]; 4]; 3] = [
    [[3.0, 4.0], [60.0, 9.0], [58.0, 21.0], [1.0, 16.0]],
    [[70.0, 5.0], [80.0, 5.0], [80.0, 50.0], [70.0, 50.0]],
    [[10.0, 40.0], [30.0, 40.0], [30.0, 52.0], [10.0, 52.0]],
];

#[test]
fn crops_and_tensor_are_those_made_one_after_the_other() {
    let data = noise(90 * 60 * 3, 1);
    let src = ImageRef::new(&data, 90, 60, 0, Format::Rgb8).unwrap();
    let mut scratch = CropTensorScratch::new();
    for crop in [CropParams::PADDLE, CropParams::default()] {
        let crops = QUADS.map(|quad| {
            let (width, height) = crop_quad_size(&quad, &crop).unwrap();
            let mut pixels = vec![0; width * height * 3];
            let dst = ImageMut::new(&mut pixels, width, height, 0, Format::Rgb8).unwrap();
            crop_quad_with(src, &quad, &crop, dst).unwrap();
            (pixels, width, height)
        });
        let views = crops.each_ref().map(|(px, w, h)| ImageRef::new(px, *w, *h, 0, Format::Rgb8).unwrap());
        let shape = crops_tensor_shape(src, &QUADS, &crop, &params(), &mut scratch).unwrap();
        assert_eq!(shape, tensor_shape(&views, &params()).unwrap());
        let len = shape.iter().product();
        let (mut expected, mut found) = (vec![0.0; len], vec![7.0; len]);
        to_tensor(&views, &params(), TensorMut::F32(&mut expected)).unwrap();
        crops_to_tensor(src, &QUADS, &crop, &params(), TensorMut::F32(&mut found), &mut scratch).unwrap();
        assert_eq!(found, expected);
    }
}

#[test]
fn nothing_is_written_after_an_error() {
    let data = noise(90 * 60 * 3, 1);
    let src = ImageRef::new(&data, 90, 60, 0, Format::Rgb8).unwrap();
    let mut scratch = CropTensorScratch::new();
    let shape = crops_tensor_shape(src, &QUADS, &CropParams::PADDLE, &params(), &mut scratch).unwrap();
    let mut out = vec![7.0; shape.iter().product()];
    let mut fails = |src, quads: &[[[f32; 2]; 4]], less: usize| {
        let len = out.len() - less;
        let tensor = TensorMut::F32(&mut out[..len]);
        let failed = crops_to_tensor(src, quads, &CropParams::PADDLE, &params(), tensor, &mut scratch);
        assert!(out.iter().all(|&element| element == 7.0));
        failed.unwrap_err()
    };
    assert_eq!(fails(src, &QUADS, 1).kind(), SizeMismatch);
    // Crossed: found while it is cropped.
    let [a, mut b, c] = QUADS;
    b.swap(0, 1);
    let error = fails(src, &[a, b, c], 0);
    assert!(error.kind() == InvalidArgument && error.message().starts_with("quads[1]: "), "{error}");
    b[2][0] = f32::NAN;
    assert_eq!(fails(src, &[a, b, c], 0).kind(), InvalidArgument);
    let bits = ImageRef::new(&data, 90, 60, 0, Format::Bit1).unwrap();
    assert_eq!(fails(bits, &QUADS, 0).kind(), Unsupported);
    crops_to_tensor(src, &[], &CropParams::PADDLE, &params(), TensorMut::F32(&mut []), &mut scratch).unwrap();
}

/// Two threads find the first bad ones at about the same time, and the words about the least one take longest.
#[test]
fn the_error_names_the_least_index() {
    let data = noise(400 * 300, 1);
    let src = ImageRef::new(&data, 400, 300, 0, Format::Gray8).unwrap();
    let good = [[3.0, 4.0], [303.0, 9.0], [303.0, 159.0], [3.0, 154.0]];
    let bad = |x: f32| [[300.0, 0.0], [x, 0.0], [300.0, 100.0], [x, 100.0]];
    let mut quads = vec![bad(0.0); 40];
    quads[..6].fill(good);
    quads[6] = bad(1.2345678e-30);
    let mut scratch = CropTensorScratch::new();
    let shape = crops_tensor_shape(src, &quads, &CropParams::PADDLE, &params(), &mut scratch).unwrap();
    let mut out = vec![7.0; shape.iter().product()];
    for trial in 0..1000 {
        let tensor = TensorMut::F32(&mut out);
        let failed = crops_to_tensor(src, &quads, &CropParams::PADDLE, &params(), tensor, &mut scratch);
        let error = failed.unwrap_err();
        assert!(error.message().starts_with("quads[6]: "), "trial {trial}: {error}");
    }
    // What is found before the first crop does not hide it.
    quads[7][0][0] = f32::NAN;
    let failed = crops_to_tensor(src, &quads, &CropParams::PADDLE, &params(), TensorMut::F32(&mut out), &mut scratch);
    let error = failed.unwrap_err();
    assert!(error.message().starts_with("quads[6]: ") && error.message().contains("convex"), "{error}");
    let shape = crops_tensor_shape(src, &quads, &CropParams::PADDLE, &params(), &mut scratch);
    assert_eq!(shape.unwrap_err().message(), error.message());
}

/// The elements of each image of a tensor.
fn by_image(tensor: &[u8], images: usize) -> impl Iterator<Item = &[u8]> {
    tensor.chunks_exact(tensor.len() / images)
}

#[test]
fn flat_quadrilaterals_become_padding_if_asked() {
    let data = noise(90 * 60 * 3, 1);
    let src = ImageRef::new(&data, 90, 60, 0, Format::Rgb8).unwrap();
    let crop = CropParams { pad_flat: true, ..CropParams::PADDLE };
    let [a, b, c] = QUADS;
    // Clipped to a line, longer than all others; a point; crossed.
    let line = [[0.0, 7.0], [900.0, 7.0], [900.0, 7.0], [0.0, 7.0]];
    let point = [[5.0; 2]; 4];
    let crossed = [a[1], a[0], a[2], a[3]];
    let quads = [line, a, point, b, c, crossed];
    let mut scratch = CropTensorScratch::new();
    for layout in [Layout::Nchw, Layout::Nhwc] {
        let element = Element::U8 { scale: 0.01, zero_point: 100 };
        let params = TensorParams { layout, element, fill: 0.5, ..params() };
        let mut tensor = |quads: &[[[f32; 2]; 4]]| {
            let shape = crops_tensor_shape(src, quads, &crop, &params, &mut scratch).unwrap();
            let mut out = vec![7; shape.iter().product()];
            crops_to_tensor(src, quads, &crop, &params, TensorMut::U8(&mut out), &mut scratch).unwrap();
            out
        };
        let (all, some) = (tensor(&quads), tensor(&[a, b, c]));
        let images: Vec<&[u8]> = by_image(&all, quads.len()).collect();
        let expected: Vec<&[u8]> = by_image(&some, 3).collect();
        assert_eq!([images[1], images[3], images[4]], expected[..]);
        for padding in [images[0], images[2], images[5]] {
            assert!(padding.iter().all(|&element| element == 150), "{padding:?}");
        }
        let alone = tensor(&[point]);
        assert_eq!(alone, vec![150; 16 * 16 * 3]);
    }
    let unnamed = [line, [[f32::NAN; 2]; 4]];
    let error = crops_tensor_shape(src, &unnamed, &crop, &params(), &mut scratch).unwrap_err();
    assert!(error.kind() == InvalidArgument && error.message().starts_with("quads[1]: "), "{error}");
}

/// One after the other, with memory of crops of other sizes, and with the memory of no other.
#[test]
fn memory_of_other_crops_does_not_matter() {
    let data = noise(90 * 60 * 4, 1);
    let mut scratch = CropTensorScratch::new();
    // To be resized by squares of pixels, not at all, and by tables.
    let rectangle = |w: f32, h: f32| [[2.0, 3.0], [2.0 + w, 3.0], [2.0 + w, 3.0 + h], [2.0, 3.0 + h]];
    let quads = [QUADS[0], rectangle(40.0, 32.0), rectangle(30.0, 16.0), QUADS[1], rectangle(8.0, 8.0), QUADS[2]];
    for level in crate::testing::levels() {
        crate::simd::set_level(level);
        for format in [Format::Rgb8, Format::Rgba8, Format::Gray8] {
            let src = ImageRef::new(&data, 90, 60, 0, format).unwrap();
            for (filter, over, channels) in [
                (Filter::Bilinear, None, Format::Rgb8),
                (Filter::Area, Some([9, 8, 7]), Format::Rgb8),
                (Filter::Bilinear, Some([9, 8, 7]), Format::Gray8),
                (Filter::Bicubic, None, Format::Gray8),
            ] {
                let params = TensorParams { filter, over, channels, width: 96, ..params() };
                let tensor = |quads: &[[[f32; 2]; 4]], scratch: &mut CropTensorScratch| {
                    let shape = crops_tensor_shape(src, quads, &CropParams::PADDLE, &params, scratch).unwrap();
                    let mut out = vec![7.0; shape.iter().product()];
                    let tensor = TensorMut::F32(&mut out);
                    crops_to_tensor(src, quads, &CropParams::PADDLE, &params, tensor, scratch).unwrap();
                    out
                };
                let alone = quads.iter().flat_map(|quad| tensor(&[*quad], &mut CropTensorScratch::new()));
                let expected: Vec<f32> = alone.collect();
                assert_eq!(tensor(&quads, &mut scratch), expected, "{} {filter:?} {}", level.name(), format.name());
            }
        }
    }
    crate::simd::set_level(crate::simd::best());
}
