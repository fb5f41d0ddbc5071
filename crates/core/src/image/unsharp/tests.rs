//! The mask against its definition at every level.

use super::*;
use crate::base::error::ErrorKind::{InvalidArgument, SizeMismatch, Unsupported};
use crate::image::{Format, gaussian_blur};
use crate::testing::{levels, noise};

#[test]
fn what_a_blur_takes_away_is_added() {
    for format in BYTE_CHANNELS {
        for (width, height) in [(1, 1), (7, 3), (33, 5), (150, 4)] {
            let len = format.row_bytes(width).unwrap() * height;
            let px = noise(len, width as u64);
            let src = ImageRef::new(&px, width, height, 0, format).unwrap();
            let mut blurred = vec![0; len];
            let dst = ImageMut::new(&mut blurred, width, height, 0, format).unwrap();
            gaussian_blur(src, [0, 0], [1.2, 0.0], Border::Reflect101, dst).unwrap();
            for (amount, threshold) in [(0.0, 0), (0.5, 0), (1.37, 3), (1000.0, 20), (1.0, 255)] {
                let sharp = |(&px, &blurred): (&u8, &u8)| {
                    let (px, blurred) = (f64::from(px), f64::from(blurred));
                    let sharp = (px + amount * (px - blurred)).round_ties_even().clamp(0.0, 255.0);
                    if (px - blurred).abs() > f64::from(threshold) { sharp } else { px }
                };
                let expected: Vec<f64> = px.iter().zip(&blurred).map(sharp).collect();
                let results = levels().map(|level| {
                    let mut out = vec![9; len];
                    let dst = ImageMut::new(&mut out, width, height, 0, format).unwrap();
                    unsharp_mask_at(level, src, 1.2, amount, threshold, dst).unwrap();
                    out
                });
                let results: Vec<_> = results.collect();
                assert!(results.iter().all(|result| result == &results[0]), "levels differ");
                let near = |(&found, &expected): (&u8, &f64)| (f64::from(found) - expected).abs() <= 1.0;
                assert!(results[0].iter().zip(&expected).all(near), "{} {amount} {threshold}", format.name());
                let different = results[0].iter().zip(&expected).filter(|(a, b)| f64::from(**a) != **b).count();
                assert!(different * 50 <= len, "{different} of {len} differ");
            }
        }
    }
}

#[test]
fn halves_become_even_and_noise_stays() {
    let mut row = [10, 11, 250, 3, 100];
    sharpen_row(Level::SCALAR, &[11, 12, 255, 0, 103], 0.5, 0, &mut row);
    assert_eq!(row, [12, 12, 255, 0, 104], "11.5, 12.5, 257.5, -1.5 and 104.5");
    let mut row = [10, 10];
    sharpen_row(Level::SCALAR, &[13, 14], 2.0, 3, &mut row);
    assert_eq!(row, [13, 22]);
}

#[test]
fn wrong_arguments_are_errors() {
    let (src, mut out) = ([0; 64], [7; 64]);
    let mut run = |from: Format, to: (usize, usize, Format), sigma: f64, amount: f64| {
        let src = ImageRef::new(&src, 4, 4, 0, from).unwrap();
        let dst = ImageMut::new(&mut out, to.0, to.1, 0, to.2).unwrap();
        unsharp_mask(src, sigma, amount, 0, dst).map_err(|error| error.kind())
    };
    let gray = (4, 4, Format::Gray8);
    for sigma in [0.0, -1.0, 171.0, f64::NAN, f64::INFINITY] {
        assert_eq!(run(Format::Gray8, gray, sigma, 1.0), Err(InvalidArgument), "{sigma}");
    }
    for amount in [-0.1, 1001.0, f64::NAN, f64::INFINITY] {
        assert_eq!(run(Format::Gray8, gray, 1.0, amount), Err(InvalidArgument), "{amount}");
    }
    assert_eq!(run(Format::Gray8, (3, 4, Format::Gray8), 1.0, 1.0), Err(SizeMismatch));
    assert_eq!(run(Format::Bit1, (4, 4, Format::Bit1), 1.0, 1.0), Err(Unsupported));
    assert_eq!(run(Format::Rgb8, gray, 1.0, 1.0), Err(Unsupported));
    assert_eq!(run(Format::Gray8, gray, 170.0, 1000.0), Ok(()));
}
