//! Every level against the specification, and the specification against the formulas that it promises to equal.

use super::*;
use crate::base::error::ErrorKind::{SizeMismatch, Unsupported};
use crate::testing::{levels, noise, tail_lengths};

const COLOURS: [Format; 4] = [Format::Rgb8, Format::Bgr8, Format::Rgba8, Format::Bgra8];

fn published(luma: Luma, [r, g, b]: [u32; 3]) -> u8 {
    let gray = match luma {
        Luma::Bt601 => (9798 * r + 19235 * g + 3735 * b + 16384) >> 15,
        Luma::Bt601_8bit => (77 * r + 150 * g + 29 * b + 128) >> 8,
        Luma::Bt709 => (6966 * r + 23436 * g + 2366 * b + 16384) >> 15,
    };
    gray as u8
}

/// Each colour of one red, alpha being noise.
fn colours_of(red: u8) -> Vec<u8> {
    (0..=u16::MAX).flat_map(|gb| [red, (gb >> 8) as u8, gb as u8, (gb % 251) as u8]).collect()
}

fn assert_every_colour(level: Level, reds: impl Iterator<Item = u8>) {
    let mut gray = vec![0; 1 << 16];
    for red in reds {
        let px = colours_of(red);
        for luma in Luma::ALL {
            gray_row(level, Format::Rgba8, luma, &px, 0, &mut gray);
            for (gb, &gray) in (0..).zip(&gray) {
                let rgb = [u32::from(red), gb >> 8, gb & 255];
                assert_eq!(gray, published(luma, rgb), "{} {luma:?} {rgb:?}", level.name());
            }
        }
    }
}

#[test]
fn specification_equals_the_published_formulas_on_every_colour() {
    assert_every_colour(Level::SCALAR, 0..=255);
}

#[test]
fn every_level_equals_them_on_every_green_and_blue() {
    for level in levels() {
        assert_every_colour(level, [0, 1, 2, 63, 127, 128, 129, 190, 254, 255].into_iter());
    }
}

#[test]
fn colours_match_scalar_at_every_level_length_and_alignment() {
    for level in levels() {
        for format in COLOURS {
            let bytes = format.pixel_bytes().unwrap();
            for len in tail_lengths(64) {
                let luma = Luma::ALL[len % 3];
                let src = noise((len + 7) * bytes + 5, len as u64);
                for (misaligned, from) in [(0, 0), (1, 0), (5, 7)] {
                    let src = &src[misaligned..];
                    let mut expected = vec![1; len];
                    gray_row(Level::SCALAR, format, luma, src, from, &mut expected);
                    let mut out = vec![2; len + misaligned];
                    gray_row(level, format, luma, src, from, &mut out[misaligned..]);
                    assert_eq!(out[misaligned..], expected, "{} {} {luma:?} len {len}", level.name(), format.name());
                    assert!(out[..misaligned].iter().all(|&before| before == 2));
                }
            }
        }
    }
}

#[test]
fn channel_order_and_alpha_do_not_matter() {
    let rgb = noise(3 * 1000, 3);
    let mut expected = vec![0; 1000];
    gray_row(Level::SCALAR, Format::Rgb8, Luma::Bt709, &rgb, 0, &mut expected);
    let (pixels, _) = rgb.as_chunks::<3>();
    let as_format = |format| -> Vec<u8> {
        let pixel = |(i, &[r, g, b]): (usize, &[u8; 3])| match format {
            Format::Bgr8 => vec![b, g, r],
            Format::Rgba8 => vec![r, g, b, i as u8],
            _ => vec![b, g, r, i as u8],
        };
        pixels.iter().enumerate().flat_map(pixel).collect()
    };
    for level in levels() {
        for format in [Format::Bgr8, Format::Rgba8, Format::Bgra8] {
            let mut out = vec![0; 1000];
            gray_row(level, format, Luma::Bt709, &as_format(format), 0, &mut out);
            assert_eq!(out, expected, "{} {}", level.name(), format.name());
        }
    }
}

#[test]
fn bits_become_black_and_white_from_any_pixel() {
    let mut out = [7; 4];
    gray_row(Level::SCALAR, Format::Bit1, Luma::Bt601, &[0b0101_1000, 0b1000_0000], 5, &mut out);
    assert_eq!(out, [255, 255, 255, 0]);
    let bits = noise(200, 9);
    let expected: Vec<u8> = (0..1600).map(|x| if bits[x / 8] << (x % 8) & 0x80 != 0 { 0 } else { 255 }).collect();
    for level in levels() {
        for len in tail_lengths(64).filter(|&len| len < 1027) {
            for from in [0, 1, 7, 8, 61] {
                let mut out = vec![1; len];
                gray_row(level, Format::Bit1, Luma::Bt601, &bits, from, &mut out);
                assert_eq!(out, expected[from..from + len], "{} len {len} from {from}", level.name());
            }
        }
    }
}

#[test]
fn samples_of_16_bits_are_rounded_to_the_nearest_of_8_from_any_pixel() {
    let mut out = [7; 5];
    let samples: Vec<u8> = [9, 0, 128, 129, 65406, 65407u16].into_iter().flat_map(u16::to_ne_bytes).collect();
    gray_row(Level::SCALAR, Format::Gray16, Luma::Bt601, &samples, 1, &mut out);
    assert_eq!(out, [0, 0, 1, 254, 255]);
    let data = noise(2 * 1100 + 1, 9);
    for level in levels() {
        for len in tail_lengths(64).filter(|&len| len < 1027) {
            for (misaligned, from) in [(0, 0), (1, 0), (1, 7), (0, 61)] {
                let src = &data[misaligned..];
                let sample = |x: usize| u32::from(u16::from_ne_bytes([src[2 * x], src[2 * x + 1]]));
                let expected: Vec<u8> = (from..from + len).map(|x| ((2 * sample(x) + 257) / 514) as u8).collect();
                let mut out = vec![1; len];
                gray_row(level, Format::Gray16, Luma::Bt601, src, from, &mut out);
                assert_eq!(out, expected, "{} len {len} from {from}", level.name());
            }
        }
    }
}

#[test]
fn strided_images_of_every_format_keep_their_gaps() {
    let (width, height) = (37, 9);
    for format in Format::ALL {
        let row_bytes = format.row_bytes(width).unwrap();
        let src = noise((row_bytes + 3) * height, 1);
        for stride in [row_bytes, row_bytes + 3] {
            let image = ImageRef::new(&src, width, height, stride, format).unwrap();
            let mut out = vec![77; 50 * height];
            let dst = ImageMut::new(&mut out, width, height, 50, Format::Gray8).unwrap();
            grayscale(image, Luma::Bt601, dst).unwrap();
            for (src, out) in src.chunks(stride).zip(out.chunks(50)) {
                let mut expected = [0; 37];
                gray_row(Level::SCALAR, format, Luma::Bt601, &src[..row_bytes], 0, &mut expected);
                assert_eq!((&expected[..], &[77; 13][..]), out.split_at(37), "{}", format.name());
            }
        }
    }
}

#[test]
fn bits_that_pad_rows_are_no_pixels() {
    for width in [3usize, 8, 13, 16] {
        let bits = noise(width.div_ceil(8) * 5, 2);
        let mut out = vec![0; width * 5];
        let image = ImageRef::new(&bits, width, 5, 0, Format::Bit1).unwrap();
        grayscale(image, Luma::Bt601, ImageMut::new(&mut out, width, 5, 0, Format::Gray8).unwrap()).unwrap();
        for (bits, gray) in bits.chunks(width.div_ceil(8)).zip(out.chunks(width)) {
            for (x, &gray) in gray.iter().enumerate() {
                assert_eq!(gray == 0, bits[x / 8] << (x % 8) & 0x80 != 0);
            }
        }
    }
}

#[test]
fn flat_pixels_are_an_image_of_one_row() {
    for len in [0, 1, 63, FLAT_PX - 1, FLAT_PX, 2 * FLAT_PX + 5, 1 << 20] {
        let rgba = noise(4 * len, 4);
        let mut out = vec![1; len];
        grayscale_flat(&rgba, &mut out).unwrap();
        let mut expected = vec![2; len];
        gray_row(Level::SCALAR, Format::Rgba8, Luma::Bt601, &rgba, 0, &mut expected);
        assert!(out == expected, "len {len}");
    }
    assert_eq!(grayscale_flat(&[0; 12], &mut [0; 4]).unwrap_err().kind(), SizeMismatch);
    assert_eq!(grayscale_flat(&[0; 15], &mut [0; 3]).unwrap_err().kind(), SizeMismatch);
}

#[test]
fn wrong_formats_and_sizes_are_errors() {
    let src = [0u8; 64];
    let mut out = [0u8; 64];
    let rgba = ImageRef::new(&src, 4, 4, 0, Format::Rgba8).unwrap();
    let mut gray = |dst: (usize, usize, Format)| {
        let dst = ImageMut::new(&mut out, dst.0, dst.1, 0, dst.2).unwrap();
        grayscale(rgba, Luma::Bt601, dst).map_err(|error| error.kind())
    };
    assert_eq!(gray((4, 4, Format::Gray8)), Ok(()));
    assert_eq!(gray((5, 4, Format::Gray8)), Err(SizeMismatch));
    assert_eq!(gray((4, 3, Format::Gray8)), Err(SizeMismatch));
    assert_eq!(gray((4, 4, Format::Bit1)), Err(Unsupported));
}
