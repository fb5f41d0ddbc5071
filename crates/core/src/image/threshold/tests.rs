//! Every level against the specification, which is checked by hand here.

use super::*;
use crate::simd::Level;
use crate::testing::{levels, noise, tail_lengths};

/// Either side of where kernels treat long rows apart, and every tail beyond.
const LONG: std::ops::Range<usize> = (16 << 10) - 1..(16 << 10) + 66;

#[test]
fn specification_is_above_and_msb_first() {
    let mut out = [7; 3];
    threshold_row(Level::SCALAR, InOut::new(&[99, 100, 101], &mut out), 100);
    assert_eq!(out, [0, 0, 255]);
    let mut bits = [0b0001_1111, 0xff];
    threshold_bits_row(Level::SCALAR, &[0, 255, 0], 100, &mut bits[..1]);
    assert_eq!(bits, [0b1011_1111, 0xff]);
}

#[test]
fn threshold_matches_scalar_at_every_level() {
    for level in levels() {
        for len in tail_lengths(64).chain(LONG) {
            for (misaligned, t) in [(0, 0), (1, 127), (3, 128), (5, 254), (63, 255)] {
                let data = noise(len + misaligned, len as u64);
                let src = &data[misaligned..];
                let mut expected = vec![1; len];
                threshold_row(Level::SCALAR, InOut::new(src, &mut expected), t);
                let mut out = vec![2; len + misaligned];
                threshold_row(level, InOut::new(src, &mut out[misaligned..]), t);
                assert_eq!(out[misaligned..], expected, "{} len {len} t {t}", level.name());
                let mut same = src.to_vec();
                threshold_row(level, InOut::in_place(&mut same), t);
                assert_eq!(same, expected, "{} in place, len {len} t {t}", level.name());
            }
        }
    }
}

#[test]
fn bits_match_scalar_at_every_level_and_keep_what_lies_beyond() {
    for level in levels() {
        for len in tail_lengths(64) {
            for before in [0x00, 0xff, 0xa5] {
                let src = noise(len, 5 + len as u64);
                let mut expected = vec![before; len.div_ceil(8)];
                threshold_bits_row(Level::SCALAR, &src, 130, &mut expected);
                let mut out = vec![before; len.div_ceil(8)];
                threshold_bits_row(level, &src, 130, &mut out);
                assert_eq!(out, expected, "{} len {len}", level.name());
                if len % 8 != 0 {
                    let beyond = 0xff >> (len % 8);
                    assert_eq!(out[len / 8] & beyond, before & beyond);
                }
            }
        }
    }
}

#[test]
fn images_of_bits_match_scalar_at_every_level_width_and_stride() {
    const HEIGHT: usize = 5;
    for width in (1..=140_usize).chain([511, 1000]) {
        let bytes = width.div_ceil(8);
        for (src_gap, dst_gap) in [(0, 0), (0, 1), (3, 0), (61, 9)] {
            let (src_stride, dst_stride) = (width + src_gap, bytes + dst_gap);
            let src = noise(src_stride * HEIGHT, width as u64);
            let image = ImageRef::new(&src, width, HEIGHT, src_stride, Format::Gray8).unwrap();
            let before = noise(dst_stride * HEIGHT, 3);
            let mut expected = before.clone();
            for (src, dst) in src.chunks(src_stride).zip(expected.chunks_mut(dst_stride)) {
                let pixels = src[..width].iter().enumerate();
                pixels.for_each(|(x, &px)| {
                    dst[x / 8] = dst[x / 8] & !(128 >> (x % 8)) | u8::from(px <= 120) << (7 - x % 8)
                });
            }
            for level in levels() {
                let mut out = before.clone();
                let dst = ImageMut::new(&mut out, width, HEIGHT, dst_stride, Format::Bit1).unwrap();
                threshold_at(level, image, 120, dst).unwrap();
                assert_eq!(out, expected, "{} width {width}, gaps {src_gap} and {dst_gap}", level.name());
            }
        }
    }
}

#[test]
fn strided_images_keep_their_gaps() {
    let src = noise(40 * 9, 1);
    let image = ImageRef::new(&src, 37, 9, 40, Format::Gray8).unwrap();
    let mut out = vec![77; 50 * 9];
    threshold(image, 100, ImageMut::new(&mut out, 37, 9, 50, Format::Gray8).unwrap()).unwrap();
    for (src, out) in src.chunks(40).zip(out.chunks(50)) {
        assert!(src.iter().zip(&out[..37]).all(|(&px, &out)| out == if px > 100 { 255 } else { 0 }));
        assert!(out[37..].iter().all(|&gap| gap == 77));
    }
}

#[test]
fn flat_buffers_are_images_of_one_row() {
    for len in [0, 1, 63, FLAT_PX - 1, FLAT_PX, 2 * FLAT_PX + 5, 4 << 20] {
        let src = noise(len, 4);
        let mut out = vec![1; len];
        threshold_flat(&src, 90, &mut out).unwrap();
        assert!(src.iter().zip(&out).all(|(&px, &out)| out == if px > 90 { 255 } else { 0 }), "len {len}");
        let mut same = src;
        threshold_flat_in_place(&mut same, 90);
        assert!(same == out, "len {len} in place");
    }
    assert_eq!(threshold_flat(&[1, 2], 0, &mut [0]).unwrap_err().kind(), crate::base::error::ErrorKind::SizeMismatch);
}

#[test]
fn wrong_formats_and_sizes_are_errors() {
    let src = [0u8; 64];
    let mut out = [0u8; 64];
    let gray = ImageRef::new(&src, 4, 4, 0, Format::Gray8).unwrap();
    let rgb = ImageRef::new(&src, 4, 4, 0, Format::Rgb8).unwrap();
    let mut dst = ImageMut::new(&mut out, 4, 5, 0, Format::Gray8).unwrap();
    use crate::base::error::ErrorKind::{SizeMismatch, Unsupported};
    assert_eq!(threshold(gray, 1, dst.reborrow()).unwrap_err().kind(), SizeMismatch);
    assert_eq!(threshold(rgb, 1, dst.reborrow()).unwrap_err().kind(), Unsupported);
    let rgba = ImageMut::new(&mut out, 4, 4, 0, Format::Rgba8).unwrap();
    assert_eq!(threshold(gray, 1, rgba).unwrap_err().kind(), Unsupported);
}
