//! Kernels against the specification at every level, and tensors against their definition written out here.

use super::*;
use crate::base::error::ErrorKind::{self, InvalidArgument, Overflow, SizeMismatch, Unsupported};
use crate::cpu::{OptLevel, set_opt_level};
use crate::image::{Filter, Format, ImageMut, Luma, grayscale, resize};
use crate::simd::{self, Level};
use crate::testing::{levels, noise, tail_lengths};
use kernels::{pixels_row, plane_row, planes_row};
use pixel_map::PixelMap;
use shape::TensorPlan;
use write::Writer;

const MAPS: [PixelMap; 3] = [
    PixelMap { scale: 0.017, bias: -2.1 },
    PixelMap { scale: 0.018, bias: -2.0 },
    PixelMap { scale: 1.0 / 58.0, bias: -1.8 },
];

#[test]
fn kernels_match_scalar_at_every_level() {
    for level in simd::available() {
        for width in tail_lengths(16) {
            for (bytes, order) in [(3, [0, 1, 2]), (3, [2, 1, 0]), (4, [0, 1, 2]), (4, [2, 1, 0]), (1, [0; 3])] {
                let data = noise(width * bytes + 1, width as u64);
                let src = &data[1..];
                let run = |level| {
                    let mut planes = vec![vec![-1.0; width]; 3];
                    let [a, b, c] = &mut planes[..] else { unreachable!() };
                    match bytes {
                        1 => [a, b, c].into_iter().zip(MAPS).for_each(|(out, map)| plane_row(level, src, map, out)),
                        _ => planes_row(level, src, bytes, order, &MAPS, [a, b, c]),
                    }
                    let mut pixels = vec![-1.0; 3 * width];
                    pixels_row(level, src, bytes, order, &MAPS, &mut pixels);
                    (planes, pixels)
                };
                let (planes, pixels) = run(level);
                assert_eq!((&planes, &pixels), (&run(Level::SCALAR).0, &run(Level::SCALAR).1), "{width} {bytes}");
                for (x, pixel) in pixels.as_chunks::<3>().0.iter().enumerate() {
                    for plane in 0..3 {
                        let expected = f32::from(src[x * bytes + order[plane]]) * MAPS[plane].scale + MAPS[plane].bias;
                        assert_eq!((planes[plane][x], pixel[plane]), (expected, expected), "{}", level.name());
                    }
                }
            }
        }
    }
}

#[test]
fn cache_bypass_does_not_change_values_at_any_level() {
    // The last one is longer than a piece.
    for (width, at) in [1, 15, 16, 17, 48, 100, 333, 2900].into_iter().flat_map(|width| [(width, 0), (width, 3)]) {
        for (format, gap) in
            [(Format::Rgb8, 0), (Format::Bgra8, 12), (Format::Rgb8, 5), (Format::Gray8, 16), (Format::Gray8, 9)]
        {
            let px = noise(width * format.pixel_bytes().unwrap(), width as u64);
            for level in simd::available() {
                for channels in [Format::Rgb8, Format::Gray8] {
                    if channels == Format::Gray8 && format != Format::Gray8 {
                        continue;
                    }
                    let params = TensorParams { channels, ..imagenet(width, 1) };
                    let write = |cache_bypass| {
                        let mut data = vec![-9.0; 3 * (width + gap) + at];
                        let mut rows = data[at..].chunks_mut(width + gap).map(|row| &mut row[..width]);
                        let mut row = || rows.next().unwrap();
                        let rows =
                            if channels == Format::Gray8 { [row(), &mut [], &mut []] } else { [row(), row(), row()] };
                        let plan = TensorPlan::new(std::iter::empty(), &params).unwrap();
                        let writer = write::Floats::new(level, &TensorParams { cache_bypass, ..params }, 0);
                        writer.row(level, &write::PixelRow::new(format, &plan, width), &px, rows);
                        data
                    };
                    let names = (level.name(), format.name(), channels.name());
                    assert!(write(CacheBypass::Never) == write(CacheBypass::Always), "{names:?} {width} {gap} {at}");
                }
            }
        }
    }
}

fn imagenet(width: usize, height: usize) -> TensorParams {
    let (mean, std) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
    TensorParams { mean, std, width, height, fill: 0.25, ..TensorParams::default() }
}

/// The tensor of one image by definition, planes in `f64`: gray, resize, then the formula, then the fill.
fn by_hand(image: ImageRef<'_>, params: &TensorParams, height: usize, width: usize) -> Vec<f64> {
    let mut data;
    let (mut format, mut source) = (image.format(), image);
    if params.channels == Format::Gray8 || !format.has_colour() {
        format = Format::Gray8;
        data = vec![0; image.width() * image.height()];
        let dst = ImageMut::new(&mut data, image.width(), image.height(), 0, format).unwrap();
        grayscale(image, Luma::Bt601, dst).unwrap();
        source = ImageRef::new(&data, image.width(), image.height(), 0, format).unwrap();
    }
    let aspect = (image.width() * height).div_ceil(image.height()).min(width);
    let columns = if params.fit == TensorFit::Height { aspect } else { width };
    let bytes = format.pixel_bytes().unwrap();
    let mut resized = vec![0; columns * height * bytes];
    resize(source, params.filter, ImageMut::new(&mut resized, columns, height, 0, format).unwrap()).unwrap();
    let blue_first = matches!(format, Format::Bgr8 | Format::Bgra8);
    let channels = if params.channels == Format::Gray8 { 1 } else { 3 };
    let mut out = Vec::new();
    for channel in 0..channels {
        let byte = if bytes == 1 {
            0
        } else if blue_first == (params.channels == Format::Bgr8) {
            channel
        } else {
            2 - channel
        };
        for y in 0..height {
            for x in 0..width {
                let px = || f64::from(resized[(y * columns + x) * bytes + byte]) / 255.0;
                let value = || (px() - f64::from(params.mean[channel])) / f64::from(params.std[channel]);
                out.push(if x < columns { value() } else { f64::from(params.fill) });
            }
        }
    }
    out
}

/// Converts one image to planes of `f32`.
fn floats(images: &[ImageRef<'_>], params: &TensorParams) -> Vec<f32> {
    let mut out = vec![f32::NAN; tensor_shape(images, params).unwrap().iter().product()];
    to_tensor(images, params, TensorMut::F32(&mut out)).unwrap();
    out
}

#[test]
fn tensors_are_their_definition_for_every_format_and_size() {
    for format in Format::ALL {
        for (width, height) in [(1, 1), (37, 20), (64, 48), (200, 31)] {
            let row = format.row_bytes(width).unwrap() + 5;
            let data = noise(row * height, 5);
            let image = ImageRef::new(&data, width, height, row, format).unwrap();
            for (to_width, to_height, keeps_aspect) in
                [(0, 0, false), (70, 48, false), (70, 48, true), (0, 24, true), (9, 5, true)]
            {
                for channels in [Format::Rgb8, Format::Bgr8, Format::Gray8] {
                    let fit = if keeps_aspect { TensorFit::Height } else { TensorFit::Stretch };
                    let params = TensorParams { channels, fit, ..imagenet(to_width, to_height) };
                    let [_, _, h, w] = tensor_shape(&[image], &params).unwrap();
                    let expected = by_hand(image, &params, h, w);
                    let out = floats(&[image], &params);
                    assert_eq!(out.len(), expected.len());
                    for (value, expected) in out.iter().zip(expected) {
                        // The bound of the documentation, where nothing is above 8.
                        assert!((f64::from(*value) - expected).abs() < 2e-6, "{value} {expected} {}", format.name());
                    }
                }
            }
        }
    }
}

#[test]
fn rows_without_gaps_become_the_same_as_rows_with_them_at_every_level() {
    for (format, channels) in [
        (Format::Rgb8, Format::Bgr8),
        (Format::Rgba8, Format::Rgb8),
        (Format::Gray8, Format::Gray8),
        (Format::Gray8, Format::Rgb8),
    ] {
        let (width, height, bytes) = (203, 391, format.pixel_bytes().unwrap());
        let data = noise((width + 9) * height * bytes, 8);
        let padded = ImageRef::new(&data, width + 9, height, 0, format).unwrap().region(5, 0, width, height).unwrap();
        let tight: Vec<u8> = (0..height).flat_map(|y| padded.rows().row(y)).copied().collect();
        let tight = ImageRef::new(&tight, width, height, 0, format).unwrap();
        for (layout, cache_bypass) in
            [(Layout::Nchw, CacheBypass::Never), (Layout::Nchw, CacheBypass::Always), (Layout::Nhwc, CacheBypass::Auto)]
        {
            let params = TensorParams { channels, layout, cache_bypass, ..imagenet(0, 0) };
            set_opt_level(OptLevel::None);
            let expected = floats(&[padded], &params);
            set_opt_level(OptLevel::Full);
            for level in levels() {
                simd::set_level(level);
                assert!(floats(&[tight], &params) == expected, "{} {}", level.name(), format.name());
                assert!(floats(&[padded], &params) == expected, "{} {}", level.name(), format.name());
            }
            let (element, mut whole, mut rows) =
                (Element::U8 { scale: 0.02, zero_point: 7 }, vec![0; expected.len()], vec![1; expected.len()]);
            let params = TensorParams { element, ..params };
            to_tensor(&[tight], &params, TensorMut::U8(&mut whole)).unwrap();
            to_tensor(&[padded], &params, TensorMut::U8(&mut rows)).unwrap();
            assert!(whole == rows, "quantised {}", format.name());
        }
    }
}

#[test]
fn gray_on_the_way_is_gray_made_before_at_every_level() {
    // Of more pixels than are made at a time, as rows and as one row; bits that end within a byte.
    for (width, height) in [(4999, 2), (5003, 3), (1024, 5), (72, 130)] {
        for format in [Format::Rgb8, Format::Bgra8, Format::Bit1, Format::Gray16] {
            let row = format.row_bytes(width).unwrap();
            for stride in [row, row + 3] {
                let data = noise(stride * height, width as u64);
                let image = ImageRef::new(&data, width, height, stride, format).unwrap();
                let mut gray = vec![0; width * height];
                let dst = ImageMut::new(&mut gray, width, height, 0, Format::Gray8).unwrap();
                grayscale(image, Luma::Bt601, dst).unwrap();
                let gray = ImageRef::new(&gray, width, height, 0, Format::Gray8).unwrap();
                let bits = if !format.has_colour() { Format::Rgb8 } else { Format::Gray8 };
                for (channels, layout) in [(Format::Gray8, Layout::Nchw), (bits, Layout::Nchw), (bits, Layout::Nhwc)] {
                    for cache_bypass in [CacheBypass::Never, CacheBypass::Always] {
                        for padding in [0, 37] {
                            let to = imagenet(width + padding, height);
                            let params = TensorParams { channels, layout, cache_bypass, fit: TensorFit::Height, ..to };
                            let expected = floats(&[gray], &params);
                            for level in levels() {
                                simd::set_level(level);
                                assert!(floats(&[image], &params) == expected, "{} {params:?}", level.name());
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Lines of different sizes from one page, one of them wider than the canvas.
fn lines(page: ImageRef<'_>) -> Vec<ImageRef<'_>> {
    let boxes = [(3, 5, 300, 31), (10, 40, 500, 17), (100, 90, 90, 48), (7, 150, 1, 60), (200, 180, 299, 24)];
    boxes.iter().map(|&(x, y, width, height)| page.region(x, y, width, height).unwrap()).collect()
}

#[test]
fn a_batch_is_its_images_one_by_one() {
    let data = noise(512 * 256 * 4, 1);
    let page = ImageRef::new(&data, 512, 256, 0, Format::Bgra8).unwrap();
    let lines: Vec<_> = lines(page).into_iter().cycle().take(24).collect();
    for layout in [Layout::Nchw, Layout::Nhwc] {
        for cache_bypass in [CacheBypass::Never, CacheBypass::Always] {
            let params = TensorParams { layout, cache_bypass, fit: TensorFit::Height, ..imagenet(320, 48) };
            let batch = floats(&lines, &params);
            let each: Vec<f32> = lines.iter().flat_map(|&line| floats(&[line], &params)).collect();
            assert!(batch == each, "{layout:?} {cache_bypass:?}");
        }
    }
}

#[test]
fn channels_side_by_side_are_the_planes_transposed() {
    let data = noise(83 * 29 * 3, 2);
    let image = ImageRef::new(&data, 83, 29, 0, Format::Rgb8).unwrap();
    for channels in [Format::Bgr8, Format::Gray8] {
        let planes = TensorParams { channels, fit: TensorFit::Height, ..imagenet(160, 48) };
        let pixels = TensorParams { layout: Layout::Nhwc, ..planes };
        let [_, h, w, c] = tensor_shape(&[image], &pixels).unwrap();
        assert_eq!(tensor_shape(&[image], &planes).unwrap(), [1, c, h, w]);
        let (planes, pixels) = (floats(&[image], &planes), floats(&[image], &pixels));
        for (index, value) in pixels.iter().enumerate() {
            assert_eq!(*value, planes[index % c * h * w + index / c]);
        }
    }
}

#[test]
fn quantised_values_are_the_floats_divided_rounded_and_saturated() {
    let data = noise(90 * 40 * 3, 3);
    let image = ImageRef::new(&data, 90, 40, 0, Format::Rgb8).unwrap();
    for layout in [Layout::Nchw, Layout::Nhwc] {
        for (scale, zero_point) in [(0.02, 3), (0.013, -128), (1e-30, 0), (7.0, 127)] {
            let base = TensorParams { layout, fit: TensorFit::Height, ..imagenet(128, 48) };
            let values = floats(&[image], &base);
            let quantized = |value: f32| (f64::from(value / scale).round_ties_even() + f64::from(zero_point)) as i64;
            let signed = TensorParams { element: Element::I8 { scale, zero_point }, ..base };
            let mut out = vec![0i8; values.len()];
            to_tensor(&[image], &signed, TensorMut::I8(&mut out)).unwrap();
            let mut expected = values.iter().map(|&value| quantized(value).clamp(-128, 127) as i8);
            assert!(out.iter().all(|&q| Some(q) == expected.next()), "I8 {scale} {zero_point}");
            let Ok(zero_point) = u8::try_from(zero_point) else { continue };
            let unsigned = TensorParams { element: Element::U8 { scale, zero_point: zero_point.into() }, ..base };
            let mut out = vec![0u8; values.len()];
            to_tensor(&[image], &unsigned, TensorMut::U8(&mut out)).unwrap();
            let mut expected = values.iter().map(|&value| quantized(value).clamp(0, 255) as u8);
            assert!(out.iter().all(|&q| Some(q) == expected.next()), "U8 {scale} {zero_point}");
        }
    }
}

#[test]
fn wrong_parameters_are_refused() {
    let data = [0u8; 300];
    let image = ImageRef::new(&data, 10, 10, 0, Format::Rgb8).unwrap();
    let small = ImageRef::new(&data, 5, 10, 0, Format::Rgb8).unwrap();
    let fails = |params: TensorParams, images: &[ImageRef<'_>]| tensor_shape(images, &params).unwrap_err().kind();
    let good = TensorParams::default();
    let wrong: [(TensorParams, ErrorKind); 11] = [
        (TensorParams { channels: Format::Rgba8, ..good }, Unsupported),
        (TensorParams { std: [1.0, 0.0, 1.0], ..good }, InvalidArgument),
        (TensorParams { std: [1.0, f32::NAN, 1.0], ..good }, InvalidArgument),
        (TensorParams { std: [1e-44, 1.0, 1.0], ..good }, InvalidArgument),
        (TensorParams { mean: [f32::INFINITY, 0.0, 0.0], ..good }, InvalidArgument),
        (TensorParams { fill: f32::NAN, ..good }, InvalidArgument),
        (TensorParams { element: Element::U8 { scale: 0.0, zero_point: 0 }, ..good }, InvalidArgument),
        (TensorParams { element: Element::U8 { scale: 1.0, zero_point: -1 }, ..good }, InvalidArgument),
        (TensorParams { element: Element::I8 { scale: f32::NAN, zero_point: 0 }, ..good }, InvalidArgument),
        (TensorParams { element: Element::I8 { scale: 1.0, zero_point: 128 }, ..good }, InvalidArgument),
        (TensorParams { width: usize::MAX / 8, ..good }, Overflow),
    ];
    for (params, kind) in wrong {
        assert_eq!(fails(params, &[image]), kind, "{params:?}");
    }
    assert_eq!(fails(good, &[image, small]), SizeMismatch);
    assert_eq!(tensor_shape(&[image, small], &TensorParams { width: 4, ..good }).unwrap(), [2, 3, 10, 4]);
    assert_eq!(tensor_shape(&[], &TensorParams { width: 4, ..good }).unwrap(), [0, 3, 0, 4]);
    let mut out = [0.0; 300];
    assert_eq!(to_tensor(&[image], &good, TensorMut::F32(&mut out[1..])).unwrap_err().kind(), SizeMismatch);
    assert_eq!(to_tensor(&[image], &good, TensorMut::U8(&mut [0; 300])).unwrap_err().kind(), InvalidArgument);
    to_tensor(&[], &good, TensorMut::F32(&mut [])).unwrap();
}

#[test]
fn the_same_size_is_not_resampled() {
    let data = noise(20 * 10 * 3, 9);
    let image = ImageRef::new(&data, 20, 10, 0, Format::Rgb8).unwrap();
    let out = floats(&[image], &TensorParams { filter: Filter::Bilinear, ..TensorParams::default() });
    for (px, value) in data.iter().skip(1).step_by(3).zip(&out[200..400]) {
        assert_eq!(*value, f32::from(*px) * (1.0f64 / 255.0) as f32);
    }
}
