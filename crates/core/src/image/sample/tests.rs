//! Compares every level with the specification, and the specification with exact arithmetic.

use super::*;
use crate::image::{Format, ImageRef};
use crate::simd::{self, Level};
use crate::testing::{levels, noise};

const FORMATS: [Format; 3] = [Format::Gray8, Format::Bgr8, Format::Rgba8];

/// Positions all over the image and beyond it, the last pixel's centre among them.
fn positions(texture: &Texture<'_>, seed: u64) -> Positions {
    let (mut at, bytes, (last_x, last_y)) = (Positions::new(), noise(8 * BLOCK, seed), texture.last());
    let word = |i: usize| u32::from_le_bytes(bytes.as_chunks::<4>().0[i]);
    for i in 0..BLOCK {
        at.x[i] = word(2 * i) % (last_x + 2);
        at.y[i] = word(2 * i + 1) % (last_y + 2);
    }
    (at.x[3], at.y[3]) = (last_x, last_y);
    (at.x[5], at.y[6]) = (u32::MAX, u32::MAX);
    at
}

#[test]
fn specification_is_the_rounded_weighed_mean() {
    let data = noise(9 * 7, 1);
    let image = ImageRef::new(&data, 9, 7, 0, Format::Gray8).unwrap();
    let texture = Texture::new(image).unwrap();
    let at = positions(&texture, 2);
    let mut out = [0; BLOCK];
    sample_block(Level::SCALAR, texture, &at, &mut out);
    for ((&x, &y), &sample) in at.x.iter().zip(&at.y).zip(&out) {
        let (x, y) = (f64::from(x.min(8 << 8)) / 256.0, f64::from(y.min(6 << 8)) / 256.0);
        let px = |x: f64, y: f64| f64::from(data[y.min(6.0) as usize * 9 + x.min(8.0) as usize]);
        let row = |y| px(x.floor(), y) * (1.0 - x.fract()) + px(x.floor() + 1.0, y) * x.fract();
        let mean = row(y.floor()) * (1.0 - y.fract()) + row(y.floor() + 1.0) * y.fract();
        assert_eq!(sample, (mean + 0.5).floor() as u8, "at {x}, {y}");
    }
}

#[test]
fn blocks_match_scalar_at_every_level_size_and_length() {
    for level in levels() {
        for format in FORMATS {
            let channels = format.pixel_bytes().unwrap();
            for (width, height, gap) in [(2, 2, 0), (3, 9, 1), (4, 3, 0), (5, 2, 7), (200, 131, 3), (4000, 2, 0)] {
                let stride = width * channels + gap;
                // No byte more than the image has: a gather beyond it would be seen by a memory checker.
                let data = noise(stride * height - gap, 7);
                let texture = Texture::new(ImageRef::new(&data, width, height, stride, format).unwrap()).unwrap();
                for len in 0..=BLOCK {
                    let at = positions(&texture, len as u64);
                    let (mut expected, mut out) = (vec![1; len * channels], vec![2; len * channels]);
                    sample_block(Level::SCALAR, texture, &at, &mut expected);
                    sample_block(level, texture, &at, &mut out);
                    assert_eq!(out, expected, "{} {} {width}x{height} len {len}", level.name(), format.name());
                }
            }
        }
    }
}

#[test]
fn single_pixels_match_the_blocks_inside() {
    for format in FORMATS {
        let channels = format.pixel_bytes().unwrap();
        let data = noise(31 * 17 * channels, 3);
        let image = ImageRef::new(&data, 31, 17, 0, format).unwrap();
        let texture = Texture::new(image).unwrap();
        let mut at = positions(&texture, 4);
        let (last_x, last_y) = texture.last();
        at.x.iter_mut().for_each(|x| *x = (*x).min(last_x));
        at.y.iter_mut().for_each(|y| *y = (*y).min(last_y));
        let mut out = vec![0; BLOCK * channels];
        sample_block(simd::best(), texture, &at, &mut out);
        for (i, expected) in out.chunks(channels).enumerate() {
            for outside in [Outside::Fill(9), Outside::Nearest] {
                let mut px = vec![0; channels];
                sample_pixel(&image, (at.x[i].into(), at.y[i].into()), outside, &mut px);
                assert_eq!(px, expected, "{} {i}", format.name());
            }
        }
    }
}

#[test]
fn beyond_the_image_is_the_fill_or_the_nearest_pixel() {
    let image = ImageRef::new(&[10, 20, 30, 40], 2, 2, 0, Format::Gray8).unwrap();
    let sample = |x, y, outside| {
        let mut px = [0];
        sample_pixel(&image, (x, y), outside, &mut px);
        px[0]
    };
    assert_eq!(sample(-128, 0, Outside::Fill(200)), 105);
    assert_eq!(sample(-256, 0, Outside::Fill(200)), 200);
    assert_eq!(sample(256 + 64, 256, Outside::Fill(200)), 80);
    assert_eq!(sample(-1000, 128, Outside::Nearest), 20);
    assert_eq!(sample(1 << 40, -(1 << 40), Outside::Nearest), 20);
    assert_eq!(sample(128, 128, Outside::Nearest), 25);
}

#[test]
fn what_cannot_be_gathered_is_no_texture() {
    let data = [0; 64];
    let texture = |width, height, format| Texture::new(ImageRef::new(&data, width, height, 0, format).unwrap());
    assert!(texture(8, 8, Format::Gray8).is_some());
    assert!(texture(1, 8, Format::Gray8).is_none());
    assert!(texture(8, 1, Format::Rgb8).is_none());
    assert!(texture(8, 8, Format::Bit1).is_none());
}
