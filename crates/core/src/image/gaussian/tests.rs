//! The blur against its definition at every level.

use super::weights::gaussian_weights;
use super::*;
use crate::base::error::ErrorKind::{InvalidArgument, SizeMismatch, Unsupported};
use crate::image::Format;
use crate::simd::FROM_MEMORY;
use crate::testing::{levels, noise};

/// Sums over all pixels of the square, with the product of both weights.
fn by_definition(
    px: &[u8],
    (width, height): (usize, usize),
    step: usize,
    (across, down): (&[u16], &[u16]),
    border: Border,
) -> Vec<u8> {
    let around = |at: usize, weights: &[u16], len: usize| {
        let reach = weights.len() as isize - 1;
        let near = |d: isize| (border.inside(at as isize + d, len), u32::from(weights[d.unsigned_abs()]));
        (-reach..=reach).map(near).collect::<Vec<_>>()
    };
    let mut out = Vec::new();
    for y in 0..height {
        for x in 0..width * step {
            let (columns, rows) = (around(x / step, across, width), around(y, down, height));
            let mut sum = 1 << 15;
            for (v, row_weight) in &rows {
                for (u, weight) in &columns {
                    sum += row_weight * weight * u32::from(px[(v * width + u) * step + x % step]);
                }
            }
            out.push((sum >> 16) as u8);
        }
    }
    out
}

/// Checks one image with gaps between its rows.
fn check(
    level: Level,
    format: Format,
    (width, height): (usize, usize),
    size: [usize; 2],
    sigma: [f64; 2],
    fill: Option<u8>,
) {
    let row_bytes = format.row_bytes(width).unwrap();
    let (stride, gap) = (row_bytes + 3, row_bytes + 1);
    let mut src = noise(stride * height, (width + height) as u64);
    if let Some(px) = fill {
        src.fill(px);
    }
    let tight: Vec<u8> = src.chunks(stride).flat_map(|row| &row[..row_bytes]).copied().collect();
    let sigmas = [sigma[0], if sigma[1] > 0.0 { sigma[1] } else { sigma[0] }];
    let weights = [0, 1].map(|i| gaussian_weights(["size", "sigma"], size[i], sigmas[i]).unwrap());
    for border in Border::ALL {
        let step = format.pixel_bytes().unwrap();
        let expected = by_definition(&tight, (width, height), step, (&weights[0], &weights[1]), border);
        let mut out = vec![9; gap * height];
        let image = ImageRef::new(&src, width, height, stride, format).unwrap();
        let dst = ImageMut::new(&mut out, width, height, gap, format).unwrap();
        gaussian_blur_at(level, image, size, sigma, border, dst).unwrap();
        for (y, row) in out.chunks(gap).enumerate() {
            let about = (format.name(), width, height, size, sigma, border, level.name(), y);
            assert_eq!(row[..row_bytes], expected[y * row_bytes..(y + 1) * row_bytes], "{about:?}");
            assert_eq!(row[row_bytes..], [9], "{about:?}: wrote between rows");
        }
    }
}

#[test]
fn every_width_and_height_equals_the_definition() {
    for level in levels() {
        (1..135).for_each(|width| check(level, Format::Gray8, (width, 2), [5, 3], [1.1, 0.0], None));
        (1..9).for_each(|height| check(level, Format::Gray8, (66, height), [3, 7], [0.0, 1.5], None));
        for format in BYTE_CHANNELS {
            [1, 2, 5, 30, 43].into_iter().for_each(|width| check(level, format, (width, 4), [7, 5], [1.3, 0.8], None));
        }
        for size in [[1, 1], [1, 3], [9, 1], [31, 9], [0, 0]] {
            check(level, Format::Gray8, (70, 5), size, [4.0, 2.0], None);
        }
        check(level, Format::Gray8, (70, 5), [15, 15], [3.0, 3.0], Some(255));
    }
}

#[test]
fn bands_of_few_weights_equal_the_definition() {
    for level in levels() {
        for width in [15, 16, 18, 33, 64, 100, 197] {
            for height in [1, 2, 3, 31, 32, 33, 34, 70] {
                check(level, Format::Gray8, (width, height), [5, 5], [1.1, 0.0], None);
            }
        }
        for (size, sigma) in
            [([3, 3], [0.0; 2]), ([5, 5], [0.0; 2]), ([3, 5], [0.3, 0.9]), ([5, 3], [0.25, 0.0]), ([0, 5], [0.6, 0.3])]
        {
            for fill in [None, Some(0), Some(255)] {
                check(level, Format::Gray8, (130, 35), size, sigma, fill);
            }
        }
    }
}

#[test]
fn the_second_sigma_is_the_first() {
    let px = noise(40 * 30, 5);
    let blurred = |sigma| {
        let mut out = vec![0; px.len()];
        let src = ImageRef::new(&px, 40, 30, 0, Format::Gray8).unwrap();
        let dst = ImageMut::new(&mut out, 40, 30, 0, Format::Gray8).unwrap();
        gaussian_blur(src, [0, 0], sigma, Border::default(), dst).unwrap();
        out
    };
    assert_eq!(blurred([1.7, 0.0]), blurred([1.7, 1.7]));
    assert_ne!(blurred([1.7, 0.0]), blurred([1.7, 1.0]));
}

#[test]
fn wrong_arguments_are_errors() {
    let (src, mut out) = ([0; 64], [7; 64]);
    let mut run = |from: Format, to: (usize, usize, Format), size, sigma| {
        let src = ImageRef::new(&src, 4, 4, 0, from).unwrap();
        let dst = ImageMut::new(&mut out, to.0, to.1, 0, to.2).unwrap();
        gaussian_blur(src, size, sigma, Border::Replicate, dst).map_err(|error| error.kind())
    };
    let gray = (4, 4, Format::Gray8);
    for (size, sigma) in [
        ([2, 3], [1.0, 1.0]),
        ([3, 4], [1.0, 1.0]),
        ([0, 3], [0.0, 1.0]),
        ([3, 0], [-1.0, 0.0]),
        ([3, 1025], [1.0, 1.0]),
        ([3, 3], [f64::NAN, 1.0]),
        ([3, 3], [1.0, f64::INFINITY]),
    ] {
        assert_eq!(run(Format::Gray8, gray, size, sigma), Err(InvalidArgument), "{size:?} {sigma:?}");
    }
    assert_eq!(run(Format::Gray8, (4, 3, Format::Gray8), [3, 3], [1.0, 1.0]), Err(SizeMismatch));
    assert_eq!(run(Format::Rgb8, (4, 4, Format::Bgr8), [3, 3], [1.0, 1.0]), Err(Unsupported));
    assert_eq!(run(Format::Bit1, (4, 4, Format::Bit1), [3, 3], [1.0, 1.0]), Err(Unsupported));
    assert_eq!(run(Format::Rgba8, (4, 4, Format::Rgba8), [3, 3], [0.0, 0.0]), Ok(()));
}

/// Their bands are lower than those of other images, and the last one is not whole.
#[test]
fn large_images_equal_the_specification() {
    let (width, height) = (80, FROM_MEMORY / 80 + 5);
    let px = noise(width * height, 3);
    let src = ImageRef::new(&px, width, height, 0, Format::Gray8).unwrap();
    let blurred = |level: Level| {
        let mut out = vec![0; px.len()];
        let dst = ImageMut::new(&mut out, width, height, 0, Format::Gray8).unwrap();
        gaussian_blur_at(level, src, [5, 5], [1.1, 0.0], Border::Replicate, dst).unwrap();
        out
    };
    let expected = blurred(Level::SCALAR);
    for level in levels() {
        assert!(blurred(level) == expected, "{}", level.name());
    }
}
