//! Every level against the formulas, and operations with alpha against the operations that they consist of.

use super::kernels::blend_to_three;
use super::*;
use crate::base::error::ErrorKind::{SizeMismatch, Unsupported};
use crate::image::{
    Element, Filter, FusedStep, Geometry, Layout, Luma, Method, TensorMut, TensorParams, binarize, grayscale,
    grayscale_over, resize, resize_by_alpha, to_tensor,
};
use crate::plan::Plan;
use crate::simd::{InOut, Level};
use crate::testing::{levels, noise, tail_lengths};

/// Pixels with every kind of alpha: clear, opaque and between.
fn pixels(count: usize, seed: u64) -> Vec<u8> {
    let mut px = noise(4 * count, seed);
    for [.., alpha] in px.as_chunks_mut::<4>().0 {
        *alpha = match *alpha {
            0..80 => 0,
            80..160 => 255,
            between => between.wrapping_mul(37),
        };
    }
    px
}

#[test]
fn blending_is_the_quotient_rounded_to_the_nearest_for_every_value_at_every_level() {
    for b in 0..=255u8 {
        // Each row has every pair of a colour and an alpha.
        let src: Vec<u8> = (0..1 << 16).flat_map(|i| [i as u8, b, !(i as u8), (i >> 8) as u8]).collect();
        let rule = Blend::over([b, 7, 255 - b], Format::Rgba8, Format::Rgba8);
        let mut expected = vec![0; src.len()];
        for (&[r, g, blue, a], out) in src.as_chunks::<4>().0.iter().zip(expected.as_chunks_mut::<4>().0) {
            let over = |c: u8, b: u8| {
                let exact = (f64::from(a) * f64::from(c) + (255.0 - f64::from(a)) * f64::from(b)) / 255.0;
                exact.round() as u8
            };
            *out = [over(r, b), over(g, 7), over(blue, 255 - b), 255];
        }
        let mut out = vec![0; src.len()];
        for level in levels() {
            blend_row(level, InOut::new(&src, &mut out), rule);
            assert!(out == expected, "{} over {b}", level.name());
        }
    }
}

#[test]
fn every_level_and_length_is_the_specification_between_rows_and_in_place() {
    let over = |from, to| Blend::over([200, 0, 31], from, to);
    let rules = [over(Format::Rgba8, Format::Bgra8), over(Format::Bgra8, Format::Bgra8), Blend::premultiply()];
    for level in levels() {
        for (len, rule) in tail_lengths(16).flat_map(|len| rules.map(|rule| (len, rule))) {
            let src = &pixels(len + 1, len as u64)[1..][..4 * len];
            let (mut expected, mut out) = (vec![0; 4 * len], vec![0; 4 * len + 3]);
            blend_row(Level::SCALAR, InOut::new(src, &mut expected), rule);
            blend_row(level, InOut::new(src, &mut out[3..]), rule);
            assert!(out[3..] == expected, "{} {len}", level.name());
            let mut same = src.to_vec();
            blend_row(level, InOut::in_place(&mut same), rule);
            assert!(same == expected, "{} {len} in place", level.name());
            let three: Vec<u8> = expected.as_chunks::<4>().0.iter().flat_map(|[a, b, c, _]| [*a, *b, *c]).collect();
            let mut out = vec![0; 3 * len + 1];
            blend_to_three(level, src, rule, &mut out[1..]);
            assert!(out[1..] == three, "{} {len} to three bytes", level.name());
        }
    }
}

#[test]
fn premultiplied_colours_come_back_where_they_are_opaque_and_never_exceed_255() {
    let px = pixels(1000, 5);
    for level in levels() {
        let mut row = px.clone();
        blend_row(level, InOut::in_place(&mut row), Blend::premultiply());
        unmultiply_row(level, &mut row);
        for (before, after) in px.as_chunks::<4>().0.iter().zip(row.as_chunks::<4>().0) {
            assert_eq!(before[3], after[3]);
            for (&c, &out) in before.iter().zip(after).take(3) {
                let product = (u32::from(c) * u32::from(before[3]) + 127) / 255;
                let expected = match before[3] {
                    0 | 255 => product,
                    alpha => (255 * product / u32::from(alpha)).min(255),
                };
                assert_eq!(u32::from(out), expected);
            }
        }
        let mut bright = [200, 100, 50, 100];
        unmultiply_row(level, &mut bright);
        assert_eq!(bright, [255, 255, 127, 100]);
    }
}

#[test]
fn images_are_flattened_to_every_format_with_gaps_and_in_place() {
    let (width, height, over) = (37, 5, [250, 9, 77]);
    for (from, to) in WITH_ALPHA.into_iter().flat_map(|from| COLOUR.map(|to| (from, to))) {
        let data = pixels(40 * height, 3);
        let src = ImageRef::new(&data, width, height, 160, from).unwrap();
        let bytes = to.pixel_bytes().unwrap();
        let stride = bytes * width + 5;
        let mut out = vec![9; stride * height];
        flatten(src, over, ImageMut::new(&mut out, width, height, stride, to).unwrap()).unwrap();
        let red_first = |format| matches!(format, Format::Rgb8 | Format::Rgba8);
        for (y, out) in out.chunks(stride).enumerate() {
            for (&px, out) in src.rows().row(y).as_chunks::<4>().0.iter().zip(out.chunks(bytes)) {
                let over = if red_first(from) { over } else { [over[2], over[1], over[0]] };
                let blended = |i: usize| {
                    let a = u32::from(px[3]);
                    ((a * u32::from(px[i]) + (255 - a) * u32::from(over[i]) + 127) / 255) as u8
                };
                let mut expected = [blended(0), blended(1), blended(2), 255];
                if red_first(from) != red_first(to) {
                    expected.swap(0, 2);
                }
                assert_eq!(*out, expected[..bytes], "{} to {}", from.name(), to.name());
            }
            assert_eq!(out[bytes * width..], [9; 5]);
        }
        if from == to {
            let mut same = data.clone();
            flatten_in_place(ImageMut::new(&mut same, width, height, 160, from).unwrap(), over).unwrap();
            for (y, out) in out.chunks(stride).enumerate() {
                assert_eq!(same[160 * y..][..4 * width], out[..4 * width], "{} in place", from.name());
                assert_eq!(same[160 * y + 4 * width..160 * (y + 1)], data[160 * y + 4 * width..160 * (y + 1)]);
            }
        }
    }
}

#[test]
fn other_formats_and_sizes_are_refused() {
    let (data, mut out) = ([0u8; 64], [0u8; 64]);
    let mut kind = |from, to, width| {
        let src = ImageRef::new(&data, 4, 4, 0, from).unwrap();
        flatten(src, [0; 3], ImageMut::new(&mut out, width, 4, 0, to).unwrap()).unwrap_err().kind()
    };
    assert_eq!(kind(Format::Rgb8, Format::Rgb8, 4), Unsupported);
    assert_eq!(kind(Format::Rgba8, Format::Gray8, 4), Unsupported);
    assert_eq!(kind(Format::Bgra8, Format::Bit1, 4), Unsupported);
    assert_eq!(kind(Format::Rgba8, Format::Rgba8, 3), SizeMismatch);
    let gray = ImageMut::new(&mut out, 4, 4, 0, Format::Gray8).unwrap();
    assert_eq!(flatten_in_place(gray, [0; 3]).unwrap_err().kind(), Unsupported);
}

/// A page with alpha, and the same page flattened by hand.
fn page_and_flat(width: usize, height: usize, format: Format, over: [u8; 3]) -> (Vec<u8>, Vec<u8>) {
    let page = pixels(width * height, 8);
    let mut flat = page.clone();
    flatten_in_place(ImageMut::new(&mut flat, width, height, 0, format).unwrap(), over).unwrap();
    (page, flat)
}

const OVER: [u8; 3] = [255, 240, 3];

#[test]
fn gray_over_a_colour_is_the_gray_of_the_flattened_page() {
    for (format, width) in WITH_ALPHA.into_iter().flat_map(|format| [1, 37, 1025, 2100].map(|width| (format, width))) {
        let (page, flat) = page_and_flat(width, 3, format, OVER);
        for luma in Luma::ALL {
            let (mut out, mut expected) = (vec![0; 3 * width], vec![1; 3 * width]);
            let to = |out| ImageMut::new(out, width, 3, 0, Format::Gray8).unwrap();
            grayscale(ImageRef::new(&flat, width, 3, 0, format).unwrap(), luma, to(&mut expected)).unwrap();
            grayscale_over(ImageRef::new(&page, width, 3, 0, format).unwrap(), luma, OVER, to(&mut out)).unwrap();
            assert!(out == expected, "{} {width}", format.name());
        }
    }
    let (rgb, mut out) = ([9, 9, 9], [0]);
    let src = ImageRef::new(&rgb, 1, 1, 0, Format::Rgb8).unwrap();
    grayscale_over(src, Luma::Bt709, OVER, ImageMut::new(&mut out, 1, 1, 0, Format::Gray8).unwrap()).unwrap();
    assert_eq!(out, [9], "no alpha, nothing to composite");
}

#[test]
fn tensors_and_plans_over_a_colour_are_those_of_the_flattened_page() {
    let format = Format::Bgra8;
    let (page, flat) = page_and_flat(41, 30, format, OVER);
    let (page, flat) =
        (ImageRef::new(&page, 41, 30, 0, format).unwrap(), ImageRef::new(&flat, 41, 30, 0, format).unwrap());
    let sizes = [(0, 0), (20, 33)];
    let channels = [Format::Rgb8, Format::Gray8];
    for ((height, width), channels) in sizes.into_iter().flat_map(|size| channels.map(|channels| (size, channels))) {
        for (layout, element) in [
            (Layout::Nchw, Element::F32),
            (Layout::Nhwc, Element::F32),
            (Layout::Nchw, Element::U8 { scale: 0.01, zero_point: 3 }),
        ] {
            let params = TensorParams { height, width, channels, layout, element, ..TensorParams::default() };
            let over = TensorParams { over: Some(OVER), ..params };
            let made = |src: ImageRef<'_>, params: &TensorParams, plan: Option<&[FusedStep]>| {
                let count: usize = crate::image::tensor_shape(&[src], params).unwrap().iter().product();
                let (mut floats, mut bytes) = (vec![0f32; count], vec![0u8; count]);
                let out = match element {
                    Element::F32 => TensorMut::F32(&mut floats),
                    _ => TensorMut::U8(&mut bytes),
                };
                match plan {
                    None => to_tensor(&[src], params, out).unwrap(),
                    Some(steps) => planned(steps).run_tensor(src, out).unwrap(),
                }
                (floats, bytes)
            };
            let expected = made(flat, &params, None);
            assert!(made(page, &over, None) == expected, "{params:?}");
            assert!(made(page, &over, Some(&[FusedStep::Tensor(over)])) == expected, "plan of {params:?}");
            let steps = [FusedStep::Flatten(OVER), FusedStep::Tensor(params)];
            assert!(made(page, &params, Some(&steps)) == expected, "flatten and {params:?}");
        }
    }
}

fn planned(steps: &[FusedStep]) -> Plan {
    let mut plan = Plan::new();
    steps.iter().for_each(|step| plan.add(*step).unwrap());
    plan
}

/// Runs a plan whose result is an image.
fn run(src: ImageRef<'_>, steps: &[FusedStep]) -> Vec<u8> {
    let plan = planned(steps);
    let size = plan.output_size(&src.geometry()).unwrap();
    let colour = !steps.iter().any(|step| matches!(step, FusedStep::Grayscale(_) | FusedStep::Binarize(_)));
    let format = if colour { src.format() } else { Format::Gray8 };
    let mut out = vec![0; size.bytes];
    plan.run(src, ImageMut::new(&mut out, size.width, size.height, 0, format).unwrap()).unwrap();
    out
}

#[test]
fn plans_that_flatten_give_what_they_give_of_the_flattened_page() {
    let format = Format::Rgba8;
    let (page, flat) = page_and_flat(53, 40, format, OVER);
    let (page, flat) =
        (ImageRef::new(&page, 53, 40, 0, format).unwrap(), ImageRef::new(&flat, 53, 40, 0, format).unwrap());
    let (gray, resized) =
        (FusedStep::Grayscale(Luma::Bt709), FusedStep::Resize { filter: Filter::Area, width: 20, height: 17 });
    let methods = [Method::Fixed { threshold: 99 }, Method::Otsu, Method::Sauvola { window: 9, k: 0.3, r: 128.0 }];
    let mut rests = vec![vec![gray], vec![resized], vec![gray, resized], vec![resized, gray]];
    for method in methods {
        let last = FusedStep::Binarize(method);
        rests.extend([vec![last], vec![gray, last], vec![resized, last], vec![resized, gray, last]]);
    }
    for rest in &rests {
        let steps = [&[FusedStep::Flatten(OVER)], &rest[..]].concat();
        assert!(run(page, &steps) == run(flat, rest), "{rest:?}");
    }
    assert!(run(page, &[FusedStep::Flatten(OVER)]) == flat.rows().as_slice().unwrap());
    let late = [resized, FusedStep::Flatten(OVER), gray];
    let small = run(page, &[resized]);
    let small = ImageRef::new(&small, 20, 17, 0, format).unwrap();
    assert!(run(page, &late) == run(small, &[FusedStep::Flatten(OVER), gray]), "after a resize");
    let mut plan = planned(&[FusedStep::Flatten(OVER)]);
    assert!(plan.add(FusedStep::Flatten([0; 3])).is_err(), "once is enough");
    assert!(
        binarize(page, &Method::Otsu, ImageMut::new(&mut vec![0; 53 * 40], 53, 40, 0, Format::Gray8).unwrap()).is_ok()
    );
}

const FILTERS: [Filter; 6] =
    [Filter::Nearest, Filter::Bilinear, Filter::Area, Filter::Lanczos3, Filter::BilinearAa, Filter::Bicubic];

fn by_alpha(src: ImageRef<'_>, filter: Filter, width: usize, height: usize) -> Vec<u8> {
    let Geometry { format, .. } = src.geometry();
    let mut out = vec![0; format.row_bytes(width).unwrap() * height];
    resize_by_alpha(src, filter, ImageMut::new(&mut out, width, height, 0, format).unwrap()).unwrap();
    out
}

#[test]
fn clear_pixels_do_not_bleed_into_a_resize_by_alpha() {
    // Opaque red on the left, clear green on the right.
    let px: Vec<u8> = (0..20 * 12).flat_map(|i| if i % 20 < 9 { [255, 0, 0, 255] } else { [0, 255, 0, 0] }).collect();
    let src = ImageRef::new(&px, 20, 12, 0, Format::Rgba8).unwrap();
    for (filter, (width, height)) in FILTERS.into_iter().flat_map(|f| [(7, 5), (41, 30), (10, 6)].map(|size| (f, size)))
    {
        let out = by_alpha(src, filter, width, height);
        assert!(out.as_chunks::<4>().0.iter().all(|px| px[3] == 0 || px[..3] == [255, 0, 0]), "{filter:?}");
        assert!(out.as_chunks::<4>().0.iter().any(|px| px[3] == 255) && out[4 * (width - 1) + 3] == 0, "{filter:?}");
    }
}

#[test]
fn opaque_pages_and_other_formats_are_resized_by_alpha_as_without() {
    let mut data = noise(31 * 22 * 4, 3);
    data.as_chunks_mut::<4>().0.iter_mut().for_each(|px| px[3] = 255);
    for (filter, (width, height)) in
        FILTERS.into_iter().flat_map(|f| [(7, 5), (41, 30), (31, 22)].map(|size| (f, size)))
    {
        for format in [Format::Gray8, Format::Bgr8, Format::Bgra8] {
            let src = ImageRef::new(&data, 31, 22, 0, format).unwrap();
            let mut plain = vec![0; format.row_bytes(width).unwrap() * height];
            resize(src, filter, ImageMut::new(&mut plain, width, height, 0, format).unwrap()).unwrap();
            let out = by_alpha(src, filter, width, height);
            let farthest = out.iter().zip(&plain).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
            // Weights of antialiasing filters have more bits.
            assert!(farthest <= 1, "{filter:?} {} to {width}x{height}: {farthest}", format.name());
        }
    }
}

#[test]
fn resizes_by_alpha_are_those_of_pillow() {
    let lines = include_str!("data/resize_alpha_pillow.txt").lines().skip(1);
    let mut count = 0;
    for line in lines {
        let parts: Vec<&str> = line.split(' ').collect();
        let numbers: Vec<usize> = parts[1..6].iter().map(|number| number.parse().unwrap()).collect();
        let [seed, width, height, to_width, to_height] = numbers[..] else { panic!("{line}") };
        let filter = match parts[0] {
            "lanczos" => Filter::Lanczos3,
            "bilinear_aa" => Filter::BilinearAa,
            _ => Filter::Bicubic,
        };
        let hex = parts[6];
        let expected: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        let px = pixels(width * height, seed as u64);
        for (format, swap) in [(Format::Rgba8, false), (Format::Bgra8, true)] {
            let swapped = |px: &[u8]| -> Vec<u8> {
                px.as_chunks::<4>()
                    .0
                    .iter()
                    .flat_map(|&[a, b, c, d]| if swap { [c, b, a, d] } else { [a, b, c, d] })
                    .collect()
            };
            let src = swapped(&px);
            let out = by_alpha(ImageRef::new(&src, width, height, 0, format).unwrap(), filter, to_width, to_height);
            assert!(out == swapped(&expected), "{line:.60}");
        }
        count += 1;
    }
    assert_eq!(count, 30);
}
