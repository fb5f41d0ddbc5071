//! Every level against one formula a format, between two images and in place.

use super::*;
use crate::base::error::ErrorKind::{SizeMismatch, Unsupported};
use crate::simd::Level;
use crate::testing::{levels, noise, tail_lengths};

#[test]
fn rows_match_the_formula_at_every_level() {
    for level in levels() {
        for len in tail_lengths(64) {
            for (misaligned, flips) in [(0, [255; 4]), (1, [255, 255, 255, 0]), (3, [255; 4]), (4, [255, 255, 255, 0])]
            {
                // Pixels of four bytes are whole.
                let len = if flips[3] == 0 { len / 4 * 4 } else { len };
                let data = noise(len + misaligned, len as u64);
                let src = &data[misaligned..];
                let negative = |(x, &byte): (usize, &u8)| if flips[x % 4] == 0 { byte } else { 255 - byte };
                let expected: Vec<u8> = src.iter().enumerate().map(negative).collect();
                let mut out = vec![2; len + misaligned];
                flip_row(level, InOut::new(src, &mut out[misaligned..]), flips);
                assert_eq!(out[misaligned..], expected, "{} len {len}", level.name());
                let mut same = src.to_vec();
                flip_row(level, InOut::in_place(&mut same), flips);
                assert_eq!(same, expected, "{} in place, len {len}", level.name());
            }
        }
    }
}

/// The row that must be where `src` was inverted to a row that held `before`.
fn expected_row(src: &[u8], before: &[u8], width: usize, format: Format) -> Vec<u8> {
    let byte = |(i, &byte): (usize, &u8)| match format {
        Format::Rgba8 | Format::Bgra8 if i % 4 == 3 => byte,
        Format::Bit1 => (0..8).fold(0, |bits, k| {
            let bit = 0x80 >> k;
            bits | if i * 8 + k < width { !byte & bit } else { before[i] & bit }
        }),
        _ => 255 - byte,
    };
    src.iter().enumerate().map(byte).collect()
}

#[test]
fn images_of_every_format_keep_alpha_gaps_and_what_pads_a_row() {
    let height = 5;
    for format in Format::ALL {
        for width in [1, 7, 8, 13, 16, 67, 300] {
            let row_bytes = format.row_bytes(width).unwrap();
            for stride in [row_bytes, row_bytes + 3] {
                let (src, before) = (noise(stride * height, 3), noise(stride * height, 4));
                let expected = |before: &[u8]| -> Vec<u8> {
                    let rows = src.chunks(stride).zip(before.chunks(stride));
                    rows.flat_map(|(src, before)| {
                        let mut row = before.to_vec();
                        row[..row_bytes].copy_from_slice(&expected_row(&src[..row_bytes], before, width, format));
                        row
                    })
                    .collect()
                };
                let image = ImageRef::new(&src, width, height, stride, format).unwrap();
                let mut out = before.clone();
                invert(image, ImageMut::new(&mut out, width, height, stride, format).unwrap()).unwrap();
                assert_eq!(out, expected(&before), "{} {width} stride {stride}", format.name());
                let mut same = src.clone();
                invert_in_place(ImageMut::new(&mut same, width, height, stride, format).unwrap());
                assert_eq!(same, expected(&src), "{} {width} stride {stride} in place", format.name());
            }
        }
    }
}

#[test]
fn twice_is_the_identity() {
    let src = noise(97 * 4, 6);
    let mut row = src.clone();
    for level in [Level::SCALAR, simd::best()] {
        flip_row(level, InOut::in_place(&mut row), [255, 255, 255, 0]);
    }
    assert_eq!(row, src);
}

#[test]
fn wrong_formats_and_sizes_are_errors() {
    let src = [0u8; 64];
    let mut out = [0u8; 64];
    let rgba = ImageRef::new(&src, 4, 4, 0, Format::Rgba8).unwrap();
    let mut inverted = |dst: (usize, usize, Format)| {
        let dst = ImageMut::new(&mut out, dst.0, dst.1, 0, dst.2).unwrap();
        invert(rgba, dst).map_err(|error| error.kind())
    };
    assert_eq!(inverted((4, 4, Format::Rgba8)), Ok(()));
    assert_eq!(inverted((4, 3, Format::Rgba8)), Err(SizeMismatch));
    assert_eq!(inverted((4, 4, Format::Bgra8)), Err(Unsupported));
    assert_eq!(inverted((4, 4, Format::Gray8)), Err(Unsupported));
}
