//! The specification by hand and by brute force, and every level against it.

use super::column_sums::{ColumnSums, MOST_ROWS, STRIP};
use super::*;
use crate::base::error::ErrorKind;
use crate::simd::InOut;
use crate::split::Rows;
use crate::testing::{TestRng, levels, noise, tail_lengths};

fn normalized(src: &[u8], width: usize, params: &BackgroundParams) -> Vec<u8> {
    let mut out = vec![7; src.len()];
    let height = src.len() / width;
    let page = ImageRef::new(src, width, height, 0, Format::Gray8).unwrap();
    normalize_background(page, params, ImageMut::new(&mut out, width, height, 0, Format::Gray8).unwrap()).unwrap();
    out
}

/// A page of 12 x 8 in tiles of 4 x 4 that are not averaged.
fn small_tiles() -> BackgroundParams {
    BackgroundParams { tile_width: 4, tile_height: 4, min_count: 1, smooth_x: 0, smooth_y: 0, ..Default::default() }
}

#[test]
fn even_paper_becomes_the_target_and_ink_gets_the_same_gain() {
    let params = BackgroundParams { smooth_x: 0, ..Default::default() };
    let mut page = vec![128; 64 * 80];
    page[40 * 64 + 30] = 20;
    let out = normalized(&page, 64, &params);
    assert_eq!(out.iter().filter(|&&px| px == 200).count(), 64 * 80 - 1, "128 * (51200 / 128) >> 8");
    assert_eq!(out[40 * 64 + 30], 31, "20 * 400 >> 8");
}

#[test]
fn a_tile_is_the_mean_of_its_paper_away_from_ink() {
    // Two tiles side by side: 100 and 180, in which ink at (11, 0) takes away columns 8 and beyond, rows 0 to 3.
    let mut page: Vec<u8> = (0..12 * 8).map(|i| if i % 12 < 4 { 100 } else { 180 }).collect();
    page[11] = 10;
    let out = normalized(&page, 12, &small_tiles());
    assert_eq!(out[0], 200);
    assert_eq!(out[5], 199, "180 * (51200 / 180) >> 8");
    assert_eq!(out[8], out[5], "the tile is filled from the one below");
    assert_eq!(out[11], 11, "10 * (51200 / 180) >> 8");
}

#[test]
fn tiles_without_paper_take_the_one_above_below_left_or_right() {
    let params = small_tiles();
    let grid = TileGrid::new(22, 20, &params).unwrap();
    // Columns of tiles: one with two values, one of ink, one with a value, two of ink, and one that the page ends in.
    let tile = |x: usize, y: usize| match (x, y) {
        (0, 1) => 100,
        (0, 3) => 200,
        (2, 4) => 150,
        _ => 0,
    };
    let page: Vec<u8> = (0..22 * 20).map(|i| tile(i % 22 / 4, i / 22 / 4)).collect();
    let (mut map, mut gains, mut columns) = (vec![0; 30], vec![0; 30], vec![0; 6]);
    let no_ink = TileGrid::new(22, 20, &BackgroundParams { threshold: 0, ..params }).unwrap();
    paper_map::measure(Level::SCALAR, Rows::new(&page, 22, 20, 22).unwrap(), &no_ink, &mut map);
    assert_eq!(map[6..12], [100, 0, 0, 0, 0, 0]);
    assert_eq!(map[24..], [0, 0, 150, 0, 0, 0]);
    gains::from_map(&grid, &mut map, &mut columns, &mut gains);
    assert_eq!(map[..6], [100, 100, 150, 150, 150, 150]);
    assert_eq!(map[12..18], [100, 100, 150, 150, 150, 150]);
    assert_eq!(map[24..], [200, 200, 150, 150, 150, 150]);
    assert_eq!(gains[24..27], [256, 256, 341]);
}

#[test]
fn pages_without_paper_and_tiny_pages_are_copied() {
    let params = BackgroundParams::default();
    for (width, height) in [(1, 1), (7, 1), (1, 9), (5, 5), (40, 60), (3, 300)] {
        let black = vec![0; width * height];
        assert_eq!(normalized(&black, width, &params), black);
        let ink = vec![59; width * height];
        assert_eq!(normalized(&ink, width, &params), ink);
    }
    assert_eq!(normalized(&[100; 39], 39, &params), [100; 39], "too few pixels");
    assert_eq!(normalized(&[100; 40], 8, &params), [200; 40], "a page smaller than a tile is a tile");
    let one = BackgroundParams { min_count: 1, ..params };
    assert_eq!(normalized(&[60], 1, &one), [199], "60 * (51200 / 60) >> 8");
    assert_eq!(normalized(&[59], 1, &one), [59], "it is ink");
}

/// The definition, with nothing shared between pixels or tiles; maps are not averaged.
fn by_definition(src: &[u8], width: usize, params: &BackgroundParams) -> Vec<u8> {
    let height = src.len() / width;
    let (tw, th) = (params.tile_width.min(width), params.tile_height.min(height));
    let is_paper = |x: usize, y: usize| {
        (y.saturating_sub(3)..(y + 4).min(height))
            .all(|y| (x.saturating_sub(3)..(x + 4).min(width)).all(|x| src[y * width + x] >= params.threshold))
    };
    let mean = |tx: usize, ty: usize| {
        let pixels = (ty * th..ty * th + th).flat_map(|y| (tx * tw..tx * tw + tw).map(move |x| (x, y)));
        let paper: Vec<u64> = pixels.filter(|&(x, y)| is_paper(x, y)).map(|(x, y)| src[y * width + x].into()).collect();
        (paper.len() >= params.min_count)
            .then(|| paper.iter().sum::<u64>() / paper.len() as u64)
            .filter(|&mean| mean > 0)
    };
    let in_column = |tx: usize, ty: usize| {
        let above = (0..=ty.min(height / th - 1)).rev().find_map(|ty| mean(tx, ty));
        above.or_else(|| (ty..height / th).find_map(|ty| mean(tx, ty)))
    };
    let background = |tx: usize, ty: usize| {
        let left = (0..=tx.min(width / tw - 1)).rev().find_map(|tx| in_column(tx, ty));
        left.or_else(|| (tx..width / tw).find_map(|tx| in_column(tx, ty)))
    };
    let mut out = src.to_vec();
    for (ty, tx) in (0..height.div_ceil(th)).flat_map(|ty| (0..width.div_ceil(tw)).map(move |tx| (ty, tx))) {
        let Some(gray) = background(tx, ty) else { return out };
        let gain = 256 * u64::from(params.target) / gray;
        for (y, x) in (ty * th..(ty * th + th).min(height))
            .flat_map(|y| (tx * tw..(tx * tw + tw).min(width)).map(move |x| (y, x)))
        {
            out[y * width + x] = ((u64::from(src[y * width + x]) * gain) >> 8).min(255) as u8;
        }
    }
    out
}

/// Shaded paper with specks of ink.
fn page(width: usize, height: usize, ink: usize, rng: &mut TestRng) -> Vec<u8> {
    let (base, slope) = (70 + rng.below(180), rng.below(3));
    let gray = |i: usize, noise: usize| (base + noise).saturating_sub(i % width * slope / 8).min(255) as u8;
    (0..width * height)
        .map(|i| if rng.below(1000) < ink { rng.below(60) as u8 } else { gray(i, rng.below(9)) })
        .collect()
}

#[test]
fn every_page_is_what_the_definition_says() {
    let mut rng = TestRng::new(3);
    for round in 0..120 {
        let (width, height) = (1 + rng.below(130), 1 + rng.below(90));
        let ink = [0, 2, 8, 40][round % 4];
        let src = page(width, height, ink, &mut rng);
        let params = BackgroundParams {
            tile_width: 4 + rng.below(30),
            tile_height: 4 + rng.below(30),
            threshold: [0, 60, 120][rng.below(3)],
            min_count: 1 + rng.below(16),
            target: 1 + rng.below(255) as u8,
            smooth_x: 0,
            smooth_y: rng.below(2),
        };
        assert!(normalized(&src, width, &params) == by_definition(&src, width, &params), "{width}x{height} {params:?}");
    }
}

#[test]
fn large_tiles_are_measured_in_pieces() {
    let mut rng = TestRng::new(4);
    let cases = [
        (STRIP * 2 + 9, 30, STRIP + 3, 20),
        (40, MOST_ROWS * 2 + 5, 9, MOST_ROWS + 2),
        (150, MOST_ROWS + 9, usize::MAX, usize::MAX),
    ];
    for (width, height, tile_width, tile_height) in cases {
        let src = page(width, height, 1, &mut rng);
        let params = BackgroundParams { tile_width, tile_height, min_count: 30, smooth_x: 0, ..Default::default() };
        assert!(normalized(&src, width, &params) == by_definition(&src, width, &params), "{tile_width}x{tile_height}");
    }
}

/// Maps with a column of 250, and what Leptonica 1.82's pixBlockconv makes of three of their rows with 2 and 1.
#[test]
fn means_of_maps_are_those_of_pix_blockconv() {
    let cases: [(usize, [[u8; 12]; 3]); 3] = [
        (
            1,
            [
                [172, 145, 131, 126, 93, 96, 96, 96, 99, 99, 101, 100],
                [162, 133, 118, 111, 76, 77, 77, 78, 79, 79, 80, 80],
                [172, 145, 133, 124, 94, 94, 96, 97, 97, 99, 99, 100],
            ],
        ),
        (
            5,
            [
                [90, 90, 93, 123, 126, 126, 126, 129, 99, 99, 101, 100],
                [75, 75, 75, 110, 111, 111, 112, 113, 79, 79, 80, 80],
                [90, 92, 91, 124, 124, 126, 127, 127, 97, 99, 99, 100],
            ],
        ),
        (
            11,
            [
                [90, 90, 93, 93, 93, 96, 96, 96, 99, 129, 135, 150],
                [75, 75, 75, 75, 76, 77, 77, 78, 79, 113, 122, 136],
                [90, 92, 91, 93, 94, 94, 96, 97, 97, 129, 136, 150],
            ],
        ),
    ];
    let params = BackgroundParams { tile_width: 4, tile_height: 4, min_count: 1, ..Default::default() };
    let grid = TileGrid::new(48, 36, &params).unwrap();
    for (bright, expected) in cases {
        let gray = |x: usize, y: usize| if x == bright { 250 } else { [90 + x as u8, 40][usize::from(y == 3)] };
        let mut map: Vec<u8> = (0..12 * 9).map(|i| gray(i % 12, i / 12)).collect();
        let (mut gains, mut columns) = (vec![0; 12 * 9], vec![0; 12]);
        gains::from_map(&grid, &mut map, &mut columns, &mut gains);
        for (y, means) in [0, 3, 8].into_iter().zip(expected) {
            assert_eq!(
                gains[12 * y..12 * (y + 1)],
                means.map(|mean| 51200 / u16::from(mean)),
                "column {bright}, row {y}"
            );
        }
    }
}

#[test]
fn sums_match_scalar_at_every_level() {
    let (width, height) = (STRIP + 40, 12);
    let mut src: Vec<u8> = noise(width * height, 5).iter().map(|px| px | 60).collect();
    (0..src.len()).step_by(131).for_each(|i| src[i] = 30);
    let rows = Rows::new(&src, width, height, width).unwrap();
    for level in levels() {
        for len in tail_lengths(64).filter(|&len| (1..=STRIP).contains(&len)) {
            for (from, rows_of) in [(0, 0..12), (3, 1..9), (40, 4..12), (width - len, 0..1)] {
                for threshold in [0, 31, 70, 255] {
                    let sums = |level| {
                        let mut sums = ColumnSums::ZERO;
                        kernels::sum_paper(level, rows, from..from + len, rows_of.clone(), threshold, &mut sums);
                        sums
                    };
                    let (out, expected) = (sums(level), sums(Level::SCALAR));
                    let about = format!("{} {len} columns from {from}, threshold {threshold}", level.name());
                    assert_eq!(out.sums[..len], expected.sums[..len], "{about}");
                    assert_eq!(out.counts[..len], expected.counts[..len], "{about}");
                }
            }
        }
    }
}

#[test]
fn most_rows_of_the_brightest_pixels_fit() {
    let src = [255; 70 * MOST_ROWS];
    let rows = Rows::new(&src, 70, MOST_ROWS, 70).unwrap();
    for level in levels() {
        let mut sums = ColumnSums::ZERO;
        kernels::sum_paper(level, rows, 0..70, 0..MOST_ROWS, 60, &mut sums);
        assert!(sums.sums[..70].iter().all(|&sum| sum == 255 * 255) && sums.counts[..70].iter().all(|&n| n == 255));
    }
}

#[test]
fn gains_match_scalar_at_every_level() {
    for level in levels() {
        for len in tail_lengths(64).filter(|&len| len <= STRIP) {
            for misaligned in [0, 1, 3, 63] {
                let data = noise(len + misaligned, len as u64);
                let src = &data[misaligned..];
                let gains: Vec<u16> =
                    noise(2 * len, 9).as_chunks().0.iter().map(|&pair| u16::from_le_bytes(pair)).collect();
                let expected: Vec<u8> = (src.iter().zip(&gains))
                    .map(|(&px, &gain)| ((u32::from(px) * u32::from(gain)) >> 8).min(255) as u8)
                    .collect();
                let mut out = vec![2; len + misaligned];
                kernels::apply_gains(level, InOut::new(src, &mut out[misaligned..]), &gains);
                assert_eq!(out[misaligned..], expected, "{} len {len}", level.name());
                let mut same = src.to_vec();
                kernels::apply_gains(level, InOut::in_place(&mut same), &gains);
                assert_eq!(same, expected, "{} in place, len {len}", level.name());
            }
        }
    }
}

#[test]
fn colours_bits_and_16_bit_gray_are_made_gray_first() {
    let (width, height) = (45, 33);
    for format in Format::ALL {
        let data = noise(format.row_bytes(width).unwrap() * height, 8).iter().map(|px| px | 64).collect::<Vec<u8>>();
        let src = ImageRef::new(&data, width, height, 0, format).unwrap();
        let (mut gray, mut out) = (vec![0; width * height], vec![1; (width + 3) * height]);
        super::super::grayscale(src, Luma::Bt601, ImageMut::new(&mut gray, width, height, 0, Format::Gray8).unwrap())
            .unwrap();
        let params = BackgroundParams { min_count: 9, threshold: 90, ..Default::default() };
        let dst = ImageMut::new(&mut out, width, height, width + 3, Format::Gray8).unwrap();
        normalize_background(src, &params, dst).unwrap();
        let expected = normalized(&gray, width, &params);
        for (out, expected) in out.chunks(width + 3).zip(expected.chunks(width)) {
            assert_eq!((&out[..width], &out[width..]), (expected, &[1; 3][..]), "{}", format.name());
        }
        let mut same = gray.clone();
        let image = ImageMut::new(&mut same, width, height, 0, Format::Gray8).unwrap();
        normalize_background_in_place(image, &params).unwrap();
        assert_eq!(same, expected);
    }
}

#[test]
fn wrong_formats_sizes_and_numbers_are_errors() {
    let (src, mut out) = ([200; 100], [9; 400]);
    let gray = ImageRef::new(&src, 10, 10, 0, Format::Gray8).unwrap();
    let ok = BackgroundParams::default();
    let mut run = |params: BackgroundParams, width, format| {
        let dst = ImageMut::new(&mut out, width, 10, 0, format).unwrap();
        normalize_background(gray, &params, dst).map_err(|error| error.kind())
    };
    assert_eq!(run(ok, 11, Format::Gray8), Err(ErrorKind::SizeMismatch));
    assert_eq!(run(ok, 10, Format::Rgb8), Err(ErrorKind::Unsupported));
    for params in [
        BackgroundParams { tile_width: 3, ..ok },
        BackgroundParams { tile_height: 0, ..ok },
        BackgroundParams { min_count: 0, ..ok },
        BackgroundParams { min_count: 151, ..ok },
        BackgroundParams { target: 0, ..ok },
    ] {
        assert_eq!(run(params, 10, Format::Gray8), Err(ErrorKind::InvalidArgument), "{params:?}");
    }
    let most = BackgroundParams { smooth_x: usize::MAX, smooth_y: usize::MAX, min_count: 100, ..ok };
    let most = BackgroundParams { tile_width: usize::MAX, tile_height: usize::MAX, ..most };
    assert_eq!(run(most, 10, Format::Gray8), Ok(()));
    assert_eq!(out[..100], [200; 100]);
    let colour = ImageMut::new(&mut out, 10, 10, 0, Format::Rgb8).unwrap();
    assert_eq!(normalize_background_in_place(colour, &ok).unwrap_err().kind(), ErrorKind::Unsupported);
}
