//! Scores against the definition, angles of drawn lines and of turned pages, and what has no angle.

use super::*;
use crate::cpu::{OptLevel, set_opt_level};
use crate::image::{binarize, rotate};
use crate::simd::Level;
use crate::split::Rows;
use crate::testing::{levels, noise};

fn gray(data: &[u8], width: usize, height: usize) -> ImageRef<'_> {
    ImageRef::new(data, width, height, 0, Format::Gray8).unwrap()
}

/// Words of random length on lines that fall by `degrees` to the right.
fn page(width: usize, height: usize, degrees: f64) -> Vec<u8> {
    let (slope, random) = (degrees.to_radians().tan(), noise(1 << 16, 12));
    let black = |x: usize, y: usize| {
        let line = y as f64 - slope * (x as f64 - width as f64 / 2.0) + 1000.0;
        let (line, within) = ((line / 24.0) as usize, line % 24.0);
        let letters = random[(line * 131 + x / 7) % random.len()];
        within < 9.0 && letters > 90 && x > width / 10 && x < width - width / 10
    };
    (0..width * height).map(|i| if black(i % width, i / width) { 20 } else { 230 }).collect()
}

fn strips(white: &[u8], width: usize) -> PageStrips {
    let bits: Vec<u8> = white
        .chunks(width)
        .flat_map(|row| {
            row.chunks(8).map(|px| px.iter().zip(0..).fold(0, |bits, (&px, x)| bits | u8::from(px == 0) << (7 - x)))
        })
        .collect();
    PageStrips::new(Rows::from_flat(&bits, width.div_ceil(8)).0, width).unwrap()
}

/// The definition: each pixel of a strip moves down by what its strip does, rows beyond the page being the last ones. The rows
/// that are scored begin `beyond` rows above the page and end as many below it.
fn defined(white: &[u8], width: usize, slope: f64, bands: usize, beyond: usize) -> u64 {
    let (height, strips) = (white.len() / width, width / 4);
    let mut score = 0;
    for band in (0..strips).collect::<Vec<_>>().chunks(strips.div_ceil(bands)) {
        let mut rows = vec![0_i64; height + 2 * beyond];
        for (y, row) in rows.iter_mut().enumerate() {
            for x in band.iter().flat_map(|strip| 4 * strip..4 * strip + 4) {
                let down = ((x / 4) as f64 + 0.5 - strips as f64 / 2.0) * 4.0 * slope;
                let from = y as i64 - beyond as i64 + (down + 0.5).floor() as i64;
                *row += i64::from(white[from.clamp(0, height as i64 - 1) as usize * width + x] == 0);
            }
        }
        score += rows.windows(2).map(|pair| (pair[1] - pair[0]).pow(2) as u64).sum::<u64>();
    }
    score
}

#[test]
fn scores_are_the_definition_at_every_level() {
    for (width, height) in [(16, 16), (67, 530), (203, 97), (260, 1100)] {
        let white: Vec<u8> = noise(width * height, 3).into_iter().map(|px| if px < 90 { 0 } else { 255 }).collect();
        for (slope, bands) in [(0.0, 1), (0.01, 2), (-0.1, 5), (0.3, 1), (-0.7003, 2), (1.1503, 5), (-1.1597, 1)] {
            let expected = defined(&white, width, slope, bands, 0);
            let beyond = ((width / 4) as f64 / 2.0 * f64::abs(slope) * 4.0) as usize + 1;
            let expected_whole = defined(&white, width, slope, bands, beyond);
            for level in levels() {
                let page = strips(&white, width);
                assert_eq!(page.score(level, slope, bands), expected, "{width}x{height} {slope}");
                let joined = page.joined(level, 1, 1, strips::STEEPEST).unwrap();
                assert_eq!(joined.whole_score(level, slope, bands), expected_whole, "{width}x{height} {slope}");
            }
        }
    }
}

#[test]
fn joined_strips_hold_the_same_pixels() {
    for level in levels() {
        let joined =
            |white: &[u8]| strips(white, 64).joined(level, 2, 2, 0.3).unwrap().joined(level, 2, 1, 0.3).unwrap();
        let coarse = joined(&[0; 64 * 40]);
        assert_eq!((coarse.len, coarse.rows, coarse.cell), (4, 20, (16, 2)));
        assert_eq!(coarse.score(level, 0.2, 1), 0);
        let line: Vec<u8> = (0..64 * 40).map(|i| if i / 64 == 20 { 0 } else { 255 }).collect();
        assert_eq!(joined(&line).score(level, 0.0, 1), 2 * 64 * 64);
        assert_eq!(joined(&line).score(level, 0.0, 2), 2 * 2 * 32 * 32);
    }
}

#[test]
fn the_side_of_a_page_has_its_columns_for_rows() {
    let (width, height) = (64, 40);
    let line: Vec<u8> = (0..width * height).map(|i| if i % width == 20 { 0 } else { 255 }).collect();
    let side = strips(&line, width).sideways().unwrap();
    assert_eq!((side.len, side.rows, side.cell), (5, 16, (8, 4)));
    assert_eq!(side.score(Level::SCALAR, 0.0, 1), 2 * 40 * 40);
    assert_eq!(strips(&line, width).score(Level::SCALAR, 0.0, 1), 0);
}

#[test]
fn drawn_lines_are_found_in_every_format_and_reduction() {
    for (width, height) in [(640, 480), (1280, 900), (2000, 1500)] {
        for degrees in [-14.0, -10.0, -3.3, -0.4, 0.0, 0.1, 2.0, 7.77, 13.5] {
            let Skew { degrees: found, confidence } = skew(gray(&page(width, height, degrees), width, height)).unwrap();
            assert!((f64::from(found) + degrees).abs() < 0.1, "{width}x{height}: {found} for {degrees}");
            assert!(confidence > 0.5, "{width}x{height} {degrees}: {confidence}");
        }
    }
    let lines = page(600, 400, 4.0);
    let expected = skew(gray(&lines, 600, 400)).unwrap();
    let rgba: Vec<u8> = lines.iter().flat_map(|&px| [px, px, px, px ^ 0x55]).collect();
    assert_eq!(skew(ImageRef::new(&rgba, 600, 400, 0, Format::Rgba8).unwrap()).unwrap(), expected);
    let bits: Vec<u8> =
        lines.chunks(8).map(|px| px.iter().fold(0, |bits, &px| bits << 1 | u8::from(px < 128))).collect();
    assert_eq!(skew(ImageRef::new(&bits, 600, 400, 0, Format::Bit1).unwrap()).unwrap(), expected);
}

/// Lines that are turned a little too far, next to the largest angle.
#[test]
fn no_angle_is_beyond_the_largest() {
    for degrees in [-45.3, 45.3] {
        let lines = page(640, 480, degrees);
        let mut white = vec![0; lines.len()];
        let dst = ImageMut::new(&mut white, 640, 480, 0, Format::Gray8).unwrap();
        binarize(gray(&lines, 640, 480), &BLACK_AND_WHITE, dst).unwrap();
        let near = -44.75 * degrees.signum();
        let found = search::centre(Level::SCALAR, &strips(&white, 640), near, 1);
        assert!((found - 45.0 * near.signum()).abs() < 1e-12, "{found} for {degrees}");
    }
}

#[test]
fn the_angle_found_makes_the_page_level() {
    let mut turned = vec![0; 700 * 600];
    for degrees in [-9.0, 5.0] {
        let lines = page(700, 600, degrees);
        let found = skew(gray(&lines, 700, 600)).unwrap().degrees;
        let dst = ImageMut::new(&mut turned, 700, 600, 0, Format::Gray8).unwrap();
        rotate(gray(&lines, 700, 600), found, 255, dst).unwrap();
        let left = skew(gray(&turned, 700, 600)).unwrap();
        assert!(left.degrees.abs() < 0.1 && left.confidence > 0.5, "{degrees}: {left:?}");
    }
}

/// A shaded page turned in front of white: its edge is longer, and points elsewhere, than its few lines.
#[test]
fn the_edge_of_a_page_is_no_line() {
    let (width, height) = (900, 900);
    let lines = page(width, height, 1.0);
    let shaded = |i: usize| {
        let (x, y) = (i % width, i / width);
        let paper = y as f64 > 60.0 + 0.09 * x as f64;
        if !paper {
            255
        } else if (300..400).contains(&y) && x < 500 {
            lines[i] / 2
        } else {
            115
        }
    };
    let shaded: Vec<u8> = (0..width * height).map(shaded).collect();
    let found = skew(gray(&shaded, width, height)).unwrap();
    assert!((found.degrees + 1.0).abs() < 0.1 && found.confidence > 0.4, "{found:?}");

    let mut white = vec![0; width * height];
    let dst = ImageMut::new(&mut white, width, height, 0, Format::Gray8).unwrap();
    binarize(gray(&shaded, width, height), &BLACK_AND_WHITE, dst).unwrap();
    let with_edge = search(Level::SCALAR, &strips(&white, width)).unwrap();
    assert!((with_edge.degrees + 5.1).abs() < 0.5, "the edge would count: {with_edge:?}");
}

#[test]
fn what_has_no_lines_has_no_confidence() {
    let (width, height) = (900, 700);
    let dust = |(a, b)| if a == 0 && b < 8 { 0 } else { 250 };
    let rings = |i: usize| {
        let from = |x: f64, y: f64| ((i % width) as f64 - x).hypot((i / width) as f64 - y);
        (128.0 + 60.0 * (from(300.0, 200.0) / 37.0).sin() + 50.0 * (from(700.0, 900.0) / 60.0).sin()) as u8
    };
    let pages: [(&str, Vec<u8>); 6] = [
        ("white", vec![255; width * height]),
        ("black", vec![0; width * height]),
        ("noise", noise(width * height, 1)),
        ("grain of paper", noise(width * height, 2).into_iter().map(|px| 220 + px % 32).collect()),
        ("dust", noise(width * height, 3).into_iter().zip(noise(width * height, 4)).map(dust).collect()),
        ("rings", (0..width * height).map(rings).collect()),
    ];
    for (name, page) in pages {
        let Skew { confidence, degrees } = skew(gray(&page, width, height)).unwrap();
        assert!((0.0..0.1).contains(&confidence) && degrees.abs() <= 45.0, "{name}: {degrees} by {confidence}");
    }
    let nothing = Skew { degrees: 0.0, confidence: 0.0 };
    assert_eq!(skew(gray(&vec![255; width * height], width, height)).unwrap(), nothing);
    for (width, height) in [(1, 1), (15, 400), (400, 15), (1, 100_000), (100_000, 1), (20_000, 16)] {
        assert_eq!(skew(gray(&noise(width * height, 5), width, height)).unwrap(), nothing, "{width}x{height}");
    }
}

#[test]
fn every_level_and_thread_count_finds_the_same_and_regions_do_too() {
    let lines = page(1500, 1300, -6.5);
    let region = gray(&lines, 1500, 1300).region(51, 33, 1333, 1211).unwrap();
    let copy: Vec<u8> = (0..1211).flat_map(|y| region.rows().row(y)).copied().collect();
    set_opt_level(OptLevel::None);
    let expected = skew(gray(&copy, 1333, 1211)).unwrap();
    set_opt_level(OptLevel::Full);
    for level in levels() {
        simd::set_level(level);
        assert_eq!(skew(region).unwrap(), expected, "{}", level.name());
    }
}

/// On few columns a bar looks alike at many angles, and no rival is far enough from any of them.
#[test]
fn small_images_say_little() {
    for (width, height, bar_width, bar_height) in
        [(60, 40, 20, 3), (47, 50, 8, 2), (64, 64, 40, 10), (100, 60, 60, 3), (110, 40, 90, 2)]
    {
        let (left, top) = ((width - bar_width) / 2, height / 2);
        let is_bar = |x: usize, y: usize| x >= left && x < left + bar_width && y >= top && y < top + bar_height;
        let bar: Vec<u8> = (0..width * height).map(|i| if is_bar(i % width, i / width) { 0 } else { 255 }).collect();
        let found = skew(gray(&bar, width, height)).unwrap();
        assert!(found.confidence < 0.2 && found.degrees.abs() < 2.0, "{width}x{height}: {found:?}");
    }
    let found = skew(gray(&page(240, 160, 5.0), 240, 160)).unwrap();
    assert!((found.degrees + 5.0).abs() < 0.3 && found.confidence > 0.4, "{found:?}");
}

#[test]
fn of_equal_scores_the_angle_nearest_to_level_counts() {
    assert_eq!(search::best_of(&[(-15.0, 7), (-2.0, 9), (0.25, 9), (-0.25, 9), (3.0, 9), (15.0, 8)]), (0.25, 9));
}
