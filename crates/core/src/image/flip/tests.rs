//! Every level against the specification, and the specification against single pixels, between two images and in place.

use super::row_flip::{mirror, shift_bits};
use super::row_pairs::{PixelSize, RowPairs};
use super::*;
use crate::base::error::ErrorKind::{SizeMismatch, Unsupported};
use crate::image::Format;
use crate::testing::{levels, noise, tail_lengths};

const SIZES: [PixelSize; 5] = [PixelSize::Bit, PixelSize::One, PixelSize::Two, PixelSize::Three, PixelSize::Four];

/// The pixels of `row` in reverse order, one by one.
fn reversed(row: &[u8], size: PixelSize) -> Vec<u8> {
    let bits = |byte: u8| if size == PixelSize::Bit { byte.reverse_bits() } else { byte };
    row.chunks(size.bytes()).rev().flatten().map(|&byte| bits(byte)).collect()
}

#[test]
fn every_level_mirrors_rows_of_every_length() {
    for level in levels() {
        for size in SIZES {
            for (pixels, misaligned) in tail_lengths(64).zip([0, 1, 2, 3, 5].into_iter().cycle()) {
                let len = pixels * size.bytes();
                let data = noise(2 * (len + misaligned), len as u64);
                let (a, b) = data.split_at(len + misaligned);
                let (expected_a, expected_b) = (reversed(&b[misaligned..], size), reversed(&a[misaligned..], size));
                let about = format!("{} {size:?} {pixels} pixels", level.name());

                let mut out = vec![0x5a; len + misaligned + 1];
                let to = &mut out[misaligned..len + misaligned];
                mirror(level, &mut RowPairs::Copy(RowCopy::one(&a[misaligned..], to)), size);
                assert_eq!(to, expected_b, "{about}");
                assert!(out[..misaligned].iter().chain(out.last()).all(|&byte| byte == 0x5a), "{about}");

                let (mut a, mut b) = (a.to_vec(), b.to_vec());
                mirror(
                    level,
                    &mut RowPairs::Exchange(RowExchange::one(&mut a[misaligned..], &mut b[misaligned..])),
                    size,
                );
                assert_eq!((&a[misaligned..], &b[misaligned..]), (&expected_a[..], &expected_b[..]), "{about}");
            }
        }
    }
}

#[test]
fn every_level_shifts_rows_of_every_length() {
    for level in levels() {
        for (len, by) in tail_lengths(64).zip((1..8).cycle()) {
            let mut row = noise(len, len as u64);
            let next = |i: usize| row.get(i + 1).map_or(0, |&byte| u16::from(byte));
            let expected: Vec<_> = (0..len).map(|i| ((u16::from(row[i]) << 8 | next(i)) << by >> 8) as u8).collect();
            shift_bits(level, &mut row, by);
            assert_eq!(row, expected, "{} {len} bytes by {by}", level.name());
        }
    }
}

/// An image of random bytes, those between and beyond the pixels too.
#[derive(Clone, PartialEq)]
struct Page {
    data: Vec<u8>,
    width: usize,
    height: usize,
    stride: usize,
    format: Format,
}

impl Page {
    fn new(width: usize, height: usize, gap: usize, format: Format, seed: u64) -> Self {
        let stride = format.row_bytes(width).unwrap() + gap;
        Self { data: noise(stride * height, seed), width, height, stride, format }
    }

    fn view(&self) -> ImageRef<'_> {
        ImageRef::new(&self.data, self.width, self.height, self.stride, self.format).unwrap()
    }

    fn view_mut(&mut self) -> ImageMut<'_> {
        ImageMut::new(&mut self.data, self.width, self.height, self.stride, self.format).unwrap()
    }

    /// Replaces each pixel by the one of `src` that belongs there, and nothing else.
    fn with_pixels_of(mut self, src: &Page, direction: Flip) -> Self {
        for (x, y) in (0..self.height).flat_map(|y| (0..self.width).map(move |x| (x, y))) {
            let from_x = if direction == Flip::Vertical { x } else { self.width - 1 - x };
            let from_y = if direction == Flip::Horizontal { y } else { self.height - 1 - y };
            let (to, from) = (y * self.stride, from_y * src.stride);
            match self.format.pixel_bytes() {
                Some(bytes) => {
                    self.data[to + x * bytes..][..bytes].copy_from_slice(&src.data[from + from_x * bytes..][..bytes])
                }
                None => {
                    let bit = src.data[from + from_x / 8] >> (7 - from_x % 8) & 1;
                    let byte = &mut self.data[to + x / 8];
                    *byte = *byte & !(0x80 >> (x % 8)) | bit << (7 - x % 8);
                }
            }
        }
        self
    }
}

#[test]
fn images_of_every_format_and_width_are_flipped_and_keep_what_surrounds_them() {
    for format in Format::ALL {
        for (width, height) in (1..=70).chain([129, 300]).zip([1, 2, 5, 4, 8, 3, 7, 6].into_iter().cycle()) {
            for gap in [0, 3] {
                let src = Page::new(width, height, gap, format, 3);
                let before = Page::new(width, height, 2 * gap, format, 4);
                for direction in Flip::ALL {
                    let about = format!("{} {width}x{height} {direction:?}, gap {gap}", format.name());
                    let expected = before.clone().with_pixels_of(&src, direction);
                    for level in levels() {
                        let mut out = before.clone();
                        copy_flipped(level, src.view(), Some(direction), out.view_mut());
                        assert!(out == expected, "{about} {}", level.name());
                    }
                    let mut out = before.clone();
                    flip(src.view(), direction, out.view_mut()).unwrap();
                    assert!(out == expected, "{about}");
                    let mut same = src.clone();
                    flip_in_place(same.view_mut(), direction);
                    assert!(same == src.clone().with_pixels_of(&src, direction), "{about}, in place");
                }
            }
        }
    }
}

#[test]
fn small_images_by_hand() {
    let flipped = |format: Format, width, data: &[u8], direction| {
        let height = data.len() / format.row_bytes(width).unwrap();
        let mut out = vec![0; data.len()];
        let src = ImageRef::new(data, width, height, 0, format).unwrap();
        flip(src, direction, ImageMut::new(&mut out, width, height, 0, format).unwrap()).unwrap();
        out
    };
    let six = [1, 2, 3, 4, 5, 6];
    assert_eq!(flipped(Format::Gray8, 3, &six, Flip::Horizontal), [3, 2, 1, 6, 5, 4]);
    assert_eq!(flipped(Format::Gray8, 3, &six, Flip::Vertical), [4, 5, 6, 1, 2, 3]);
    assert_eq!(flipped(Format::Gray8, 3, &six, Flip::Both), [6, 5, 4, 3, 2, 1]);
    assert_eq!(flipped(Format::Rgb8, 2, &six, Flip::Horizontal), [4, 5, 6, 1, 2, 3]);
    let bits = [0b1101_0000, 0b0100_0000, 0b0000_0000, 0b1000_0000];
    assert_eq!(flipped(Format::Bit1, 10, &bits, Flip::Horizontal), [0b1000_0010, 0b1100_0000, 0b0100_0000, 0]);
}

#[test]
fn wrong_formats_and_sizes_are_errors() {
    let rgba = Page::new(4, 4, 0, Format::Rgba8, 1);
    let flipped = |width, height, format| {
        let mut dst = Page::new(width, height, 0, format, 2);
        flip(rgba.view(), Flip::Both, dst.view_mut()).map_err(|error| error.kind())
    };
    assert_eq!(flipped(4, 4, Format::Rgba8), Ok(()));
    assert_eq!(flipped(4, 3, Format::Rgba8), Err(SizeMismatch));
    assert_eq!(flipped(3, 4, Format::Rgba8), Err(SizeMismatch));
    assert_eq!(flipped(4, 4, Format::Bgra8), Err(Unsupported));
}
