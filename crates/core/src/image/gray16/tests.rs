//! Every level against the formulas, at every tail length, misaligned and strided.

use super::*;
use crate::base::error::ErrorKind::{InvalidArgument, SizeMismatch, Unsupported};
use crate::image::{self, Filter, FusedStep, Luma, grayscale};
use crate::plan::Plan;
use crate::simd::Level;
use crate::testing::{levels, noise, tail_lengths};

/// The bytes of each sample of 16 bits.
fn every_sample() -> Vec<u8> {
    (0..=u16::MAX).flat_map(u16::to_ne_bytes).collect()
}

fn by_formula(sample: u16, low: u16, high: u16) -> u8 {
    let (sample, low, high) = (u32::from(sample.clamp(low, high)), u32::from(low), u32::from(high));
    ((255 * (sample - low) + (high - low) / 2) / (high - low)) as u8
}

fn samples(row: &[u8]) -> impl Iterator<Item = u16> {
    row.as_chunks::<2>().0.iter().map(|sample| u16::from_ne_bytes(*sample))
}

fn mapped(level: Level, src: &[u8], low: u16, high: u16) -> Vec<u8> {
    let mut out = vec![7; src.len() / 2];
    map_row(level, src, SampleRange::new(low, high).unwrap(), &mut out);
    out
}

#[test]
fn the_formula_rounds_to_the_nearest_and_halves_up() {
    let samples: Vec<u8> = [0u16, 99, 100, 101, 102, 103, 65535].into_iter().flat_map(u16::to_ne_bytes).collect();
    assert_eq!(mapped(Level::SCALAR, &samples, 100, 102), [0, 0, 0, 128, 255, 255, 255]);
    assert_eq!(mapped(Level::SCALAR, &samples, 100, 101), [0, 0, 0, 255, 255, 255, 255]);
}

#[test]
fn every_sample_is_the_formula_for_ranges_of_every_size() {
    let all = every_sample();
    let spans = (1..=300).chain([511, 512, 513, 4095, 4096, 32767, 32768, 32769, 49999, 65534, 65535]);
    for (low, span) in spans.flat_map(|span: u16| [0, (u16::MAX - span) / 2, u16::MAX - span].map(|low| (low, span))) {
        let high = low + span;
        let expected: Vec<u8> = (0..=u16::MAX).map(|sample| by_formula(sample, low, high)).collect();
        assert!(mapped(crate::simd::best(), &all, low, high) == expected, "{low} to {high}");
    }
}

/// The ends of each step of the result decide whether the reciprocal is exact.
#[test]
fn the_reciprocal_is_the_division_for_every_range() {
    for span in 1..=u16::MAX {
        let range = SampleRange::new(0, span).unwrap();
        let (divisor, half) = (u64::from(span), u64::from(span) / 2);
        let quotient = |dividend: u64| (dividend * u64::from(range.reciprocal)) >> range.shift;
        for k in 0..=255 {
            for dividend in [k * divisor, ((k + 1) * divisor - 1).min(255 * divisor + half)] {
                assert_eq!(quotient(dividend), k, "{dividend} / {divisor}");
            }
        }
    }
}

#[test]
fn the_full_range_is_what_grayscale_gives() {
    let all = every_sample();
    let src = ImageRef::new(&all, 256, 256, 0, Format::Gray16).unwrap();
    let (mut mapped, mut gray) = (vec![0; 1 << 16], vec![1; 1 << 16]);
    gray16_to_gray8(src, 0, u16::MAX, ImageMut::new(&mut mapped, 256, 256, 0, Format::Gray8).unwrap()).unwrap();
    grayscale(src, Luma::Bt601, ImageMut::new(&mut gray, 256, 256, 0, Format::Gray8).unwrap()).unwrap();
    assert!(mapped == gray);
    let nearest = |sample: usize| ((2 * sample + 257) / 514) as u8;
    assert!((0..1 << 16).all(|sample| gray[sample] == nearest(sample)));
}

#[test]
fn every_level_length_and_alignment_is_the_formula() {
    for level in levels() {
        for len in tail_lengths(64) {
            let src = noise(2 * len + 1, len as u64);
            for misaligned in [0, 1] {
                let src = &src[misaligned..][..2 * len];
                let expected: Vec<u8> = samples(src).map(|sample| by_formula(sample, 9000, 51001)).collect();
                assert_eq!(mapped(level, src, 9000, 51001), expected, "{} len {len}", level.name());
                let range = (samples(src).min().unwrap_or(u16::MAX), samples(src).max().unwrap_or(0));
                assert_eq!(min_max_of_samples(level, src), range, "{} len {len}", level.name());
                let range = (src.iter().min().copied().unwrap_or(u8::MAX), src.iter().max().copied().unwrap_or(0));
                assert_eq!(min_max_of_bytes(level, src), (range.0.into(), range.1.into()), "{} {len}", level.name());
            }
        }
    }
}

#[test]
fn strided_images_keep_their_gaps_which_are_no_samples() {
    let (width, height) = (37, 9);
    let dark: Vec<u8> =
        noise(width * height, 1).into_iter().flat_map(|px| (1000 + u16::from(px)).to_ne_bytes()).collect();
    for gap in [0, 1, 6] {
        let mut data = vec![if gap == 1 { 0 } else { 255 }; (2 * width + gap) * height];
        for (row, samples) in data.chunks_mut(2 * width + gap).zip(dark.chunks(2 * width)) {
            row[..2 * width].copy_from_slice(samples);
        }
        let src = ImageRef::new(&data, width, height, 2 * width + gap, Format::Gray16).unwrap();
        let (low, high) = min_max(src).unwrap();
        assert_eq!(Some((low, high)), samples(&dark).min().zip(samples(&dark).max()));
        let mut out = vec![77; 50 * height];
        gray16_to_gray8(src, low, high, ImageMut::new(&mut out, width, height, 50, Format::Gray8).unwrap()).unwrap();
        for (row, dark) in out.chunks(50).zip(dark.chunks(2 * width)) {
            let expected: Vec<u8> = samples(dark).map(|sample| by_formula(sample, low, high)).collect();
            assert_eq!((&expected[..], &[77; 13][..]), row.split_at(width));
        }
        let bytes = ImageRef::new(&data, 2 * width, height, 2 * width + gap, Format::Gray8).unwrap();
        assert_eq!(min_max(bytes).unwrap().1, u16::from(*dark.iter().max().unwrap()));
    }
}

#[test]
fn wrong_ranges_formats_and_sizes_are_errors_that_name_the_conversion() {
    let (data, mut out) = ([0u8; 64], [9u8; 64]);
    let mut convert = |format, low, high, (width, to)| {
        let src = ImageRef::new(&data, 4, 4, 0, format).unwrap();
        let done = gray16_to_gray8(src, low, high, ImageMut::new(&mut out, width, 4, 0, to).unwrap());
        done.map_err(|error| error.kind())
    };
    assert_eq!(convert(Format::Gray16, 5, 5, (4, Format::Gray8)), Err(InvalidArgument));
    assert_eq!(convert(Format::Gray16, 6, 5, (4, Format::Gray8)), Err(InvalidArgument));
    assert_eq!(convert(Format::Gray16, 0, 5, (5, Format::Gray8)), Err(SizeMismatch));
    assert_eq!(convert(Format::Gray16, 0, 5, (4, Format::Gray16)), Err(Unsupported));
    assert_eq!(convert(Format::Gray8, 0, 5, (4, Format::Gray8)), Err(Unsupported));
    assert_eq!(out, [9; 64]);
    let rgb = ImageRef::new(&data, 4, 4, 0, Format::Rgb8).unwrap();
    assert_eq!(min_max(rgb).unwrap_err().kind(), Unsupported);
}

#[test]
fn what_mixes_or_compares_bytes_refuses_samples_and_names_the_conversion() {
    let (data, mut out) = ([1u8; 64], [9u8; 64]);
    let src = ImageRef::new(&data, 4, 4, 0, Format::Gray16).unwrap();
    let mut refused = |name: &str, to: Format, operation: &dyn Fn(ImageMut<'_>) -> Result<()>| {
        let error = operation(ImageMut::new(&mut out, 4, 4, 0, to).unwrap()).unwrap_err();
        assert_eq!(error.kind(), Unsupported, "{name}");
        let message = error.to_string();
        assert!(message.contains("GRAY16") && message.contains("grayscale"), "{name}: {message}");
    };
    for filter in [Filter::Bilinear, Filter::Area, Filter::Lanczos3, Filter::BilinearAa, Filter::Bicubic] {
        refused("resize", Format::Gray16, &|dst| image::resize(src, filter, dst));
        refused("resize by alpha", Format::Gray16, &|dst| image::resize_by_alpha(src, filter, dst));
        let mut plan = Plan::new();
        plan.add(FusedStep::Resize { filter, width: 4, height: 4 }).unwrap();
        refused("plan", Format::Gray16, &|dst| plan.run(src, dst));
    }
    refused("rotate", Format::Gray16, &|dst| image::rotate(src, 7.0, 0, dst));
    refused("crop", Format::Gray16, &|dst| {
        image::crop_quad(src, &[[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]], dst)
    });
    refused("threshold", Format::Gray8, &|dst| image::threshold(src, 9, dst));
    assert_eq!(out, [9; 64]);
}
