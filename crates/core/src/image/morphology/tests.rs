//! The operations against their definition, pixel by pixel, at every level and size.

use super::*;
use crate::base::error::ErrorKind::{InvalidArgument, SizeMismatch, Unsupported};
use crate::image::morphology::cell::{fold_cells, join_bits, join_to_bytes, words_of};
use crate::image::morphology::fold::{BothInk, Darker, EitherInk, Lighter};
use crate::image::morphology::window::WindowStep;
use crate::testing::{TestRng, levels, noise, tail_lengths};

/// An image of one value for each pixel.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Page {
    width: usize,
    height: usize,
    px: Vec<u8>,
}

impl Page {
    /// Reads `data`, rows of `stride` bytes.
    fn read(data: &[u8], width: usize, height: usize, stride: usize, format: Format) -> Self {
        let pixel = |x: usize, y: usize| match format {
            Format::Bit1 => data[y * stride + x / 8] >> (7 - x % 8) & 1,
            _ => data[y * stride + x],
        };
        let px = (0..height).flat_map(|y| (0..width).map(move |x| pixel(x, y))).collect();
        Self { width, height, px }
    }

    /// One dilation or erosion by definition; pixels outside are `outside`, or are left out.
    fn folded(&self, horizontal: (isize, isize), vertical: (isize, isize), outside: Option<u8>, grow: bool) -> Self {
        let at = |x: isize, y: isize| {
            let inside = (0..self.width as isize).contains(&x) && (0..self.height as isize).contains(&y);
            if inside { Some(self.px[y as usize * self.width + x as usize]) } else { outside }
        };
        let mut px = Vec::new();
        for y in 0..self.height as isize {
            for x in 0..self.width as isize {
                let window = (y - vertical.0..=y + vertical.1)
                    .flat_map(|v| (x - horizontal.0..=x + horizontal.1).map(move |u| (u, v)));
                let values = window.filter_map(|(u, v)| at(u, v));
                px.push(if grow { values.max() } else { values.min() }.unwrap());
            }
        }
        Self { px, ..*self }
    }

    fn by_definition(&self, operation: Morphology, width: usize, height: usize, rules: MorphologyRules) -> Self {
        let side = |size: usize, mirrored: bool| {
            let (before, after) = ((size / 2) as isize, (size - 1 - size / 2) as isize);
            if mirrored { (after, before) } else { (before, after) }
        };
        let outside = (rules == MorphologyRules::Leptonica).then_some(0);
        let step = |page: &Page, grow: bool| {
            let mirrored = grow && rules != MorphologyRules::OpenCv;
            page.folded(side(width, mirrored), side(height, mirrored), outside, grow)
        };
        match operation {
            Morphology::Dilate => step(self, true),
            Morphology::Erode => step(self, false),
            Morphology::Open => step(&step(self, false), true),
            Morphology::Close => step(&step(self, true), false),
        }
    }
}

/// Checks one call on noise with gaps between the rows.
fn check(
    rng: &mut TestRng,
    (width, height): (usize, usize),
    format: Format,
    (horizontal, vertical): (usize, usize),
    levels: &[Level],
) {
    let row_bytes = format.row_bytes(width).unwrap();
    let (stride, gap) = (row_bytes + 3, row_bytes + 1);
    let mut src = noise(stride * height, rng.below(1 << 20) as u64);
    if format == Format::Bit1 && rng.below(2) == 0 {
        // Mostly ink or mostly paper, so that large windows see both.
        let other = noise(src.len(), 5);
        let ink = rng.below(2) == 0;
        src.iter_mut().zip(other).for_each(|(a, b)| *a = if ink { *a | b | b << 1 } else { *a & b & (b << 1) });
    }
    let image = ImageRef::new(&src, width, height, stride, format).unwrap();
    let page = Page::read(&src, width, height, stride, format);
    for rules in MorphologyRules::ALL {
        for operation in Morphology::ALL {
            let expected = page.by_definition(operation, horizontal, vertical, rules);
            for &level in levels {
                let about = format!(
                    "{operation:?} of {} {width}x{height} by {horizontal}x{vertical}, {rules:?}, {}",
                    format.name(),
                    level.name()
                );
                let before = noise(gap * height, 9);
                let mut out = before.clone();
                let dst = ImageMut::new(&mut out, width, height, gap, format).unwrap();
                morphology_at(level, image, operation, horizontal, vertical, rules, dst).unwrap();
                assert_eq!(Page::read(&out, width, height, gap, format), expected, "{about}");
                for (row, before) in out.chunks(gap).zip(before.chunks(gap)) {
                    assert_eq!(row[row_bytes..], before[row_bytes..], "{about}: wrote between rows");
                    if format == Format::Bit1 && width % 8 != 0 {
                        let beyond = 0xff >> (width % 8);
                        let last = row_bytes - 1;
                        assert_eq!(row[last] & beyond, before[last] & beyond, "{about}: wrote beyond the width");
                    }
                }
            }
        }
    }
}

#[test]
fn small_images_equal_the_definition() {
    let (mut rng, levels) = (TestRng::new(1), levels().collect::<Vec<_>>());
    for format in [Format::Gray8, Format::Bit1] {
        for size in [(1, 1), (2, 1), (1, 3), (7, 4), (8, 5), (9, 9), (63, 3), (64, 2), (65, 4), (130, 6)] {
            for window in [(1, 1), (2, 2), (3, 3), (1, 2), (4, 1), (5, 6), (17, 4), (9, 30), (66, 1), (200, 5)] {
                check(&mut rng, size, format, window, &levels);
            }
        }
    }
}

#[test]
fn every_width_equals_the_definition() {
    let (mut rng, levels) = (TestRng::new(4), levels().collect::<Vec<_>>());
    for width in 1..=140 {
        for window in [(3, 3), (2, 1), (6, 2)] {
            check(&mut rng, (width, 4), Format::Bit1, window, &levels);
        }
    }
}

#[test]
fn random_sizes_equal_the_definition() {
    let (mut rng, levels) = (TestRng::new(2), levels().collect::<Vec<_>>());
    for _ in 0..40 {
        for format in [Format::Gray8, Format::Bit1] {
            let size = (1 + rng.below(200), 1 + rng.below(40));
            let window = (1 + rng.below(30), 1 + rng.below(12));
            check(&mut rng, size, format, window, &levels);
        }
    }
}

/// Higher than a block, so that blocks keep the rows that they share.
#[test]
fn many_blocks_equal_the_definition() {
    let (mut rng, best) = (TestRng::new(3), [Level::SCALAR, simd::best()]);
    for format in [Format::Gray8, Format::Bit1] {
        for window in [(3, 3), (2, 9), (5, 16)] {
            check(&mut rng, (700, 75), format, window, &best);
        }
        check(&mut rng, (3, 9000), format, (2, 5), &best[1..]);
    }
}

#[test]
fn windows_larger_than_any_image_are_the_whole_image() {
    let src = noise(15 * 9, 3);
    let image = ImageRef::new(&src, 15, 9, 0, Format::Gray8).unwrap();
    let mut out = vec![0; src.len()];
    for (operation, expected) in [(Morphology::Dilate, src.iter().max()), (Morphology::Erode, src.iter().min())] {
        let dst = ImageMut::new(&mut out, 15, 9, 0, Format::Gray8).unwrap();
        morphology(image, operation, usize::MAX, usize::MAX, MorphologyRules::OpenCv, dst).unwrap();
        assert!(out.iter().all(|px| Some(px) == expected));
    }
    let dst = ImageMut::new(&mut out, 15, 9, 0, Format::Gray8).unwrap();
    morphology(image, Morphology::Erode, 3, usize::MAX, MorphologyRules::Leptonica, dst).unwrap();
    assert_eq!(out, [0; 15 * 9]);
}

#[test]
fn kernels_equal_the_specification_at_every_level() {
    let taps = [
        WindowStep::COPY,
        WindowStep { offsets: [0, 1, 0, 0], count: 2 },
        WindowStep { offsets: [1, 65, 130, 0], count: 3 },
    ];
    let four = WindowStep { offsets: [0, 3, 64, 127], count: 4 };
    for level in levels() {
        for len in tail_lengths(64) {
            let bytes = noise(len + 140, len as u64);
            let words: Vec<u64> =
                noise(8 * (len + 4), 7).as_chunks().0.iter().map(|&it| u64::from_be_bytes(it)).collect();
            for taps in taps.into_iter().chain([four]) {
                let at = |x: usize| taps.offsets[..taps.count].iter().map(move |offset| x + offset);
                let (mut out, mut bits) = (vec![0; len], vec![0; len]);
                fold_cells(level, Lighter, &bytes, taps, &mut out);
                assert!(out.iter().enumerate().all(|(x, &px)| Some(px) == at(x).map(|x| bytes[x]).max()));
                fold_cells(level, Darker, &bytes, taps, &mut out);
                assert!(out.iter().enumerate().all(|(x, &px)| Some(px) == at(x).map(|x| bytes[x]).min()));
                let bit = |words: &[u64], x: usize| words[x / 64] >> (63 - x % 64) & 1 == 1;
                join_bits(level, EitherInk, &words, taps, &mut bits);
                assert!((0..64 * len).all(|x| bit(&bits, x) == at(x).any(|x| bit(&words, x))), "{}", level.name());
                join_bits(level, BothInk, &words, taps, &mut bits);
                assert!((0..64 * len).all(|x| bit(&bits, x) == at(x).all(|x| bit(&words, x))), "{}", level.name());
            }
        }
    }
}

#[test]
fn rows_of_bits_become_words_and_back_at_every_level() {
    let bit = |row: &[u8], x: usize| row[x / 8] >> (7 - x % 8) & 1 == 1;
    for level in levels() {
        for width in 1..300_usize {
            let (bytes, len) = (width.div_ceil(8), width.div_ceil(64));
            let (above, below) = (noise(bytes, width as u64), noise(bytes, 7 + width as u64));
            let mut words = vec![u64::MAX; 2 * len];
            words_of(level, &above, &mut words[..len]);
            words_of(level, &below, &mut words[len..]);
            let shown = |x: usize| words[x / 64] >> (63 - x % 64) & 1 == 1;
            assert!((0..8 * bytes).all(|x| shown(x) == bit(&above, x)), "{} width {width}", level.name());
            assert!(!(8 * bytes..64 * len).any(shown), "{} width {width}", level.name());
            let before = noise(bytes, 8);
            let mut out = before.clone();
            let taps = WindowStep { offsets: [0, len, 0, 0], count: 2 };
            join_to_bytes(level, EitherInk, &words, 0, taps, width, RowsMut::one(&mut out));
            assert!((0..width).all(|x| bit(&out, x) == (bit(&above, x) || bit(&below, x))), "{} {width}", level.name());
            assert!((width..8 * bytes).all(|x| bit(&out, x) == bit(&before, x)), "{} beyond {width}", level.name());
        }
    }
}

#[test]
fn steps_cover_the_window_and_no_more() {
    for size in 1..600 {
        let mut covered = vec![0];
        for taps in WindowExtent::of(size, false).steps() {
            let offsets = &taps.offsets[..taps.count];
            assert!(offsets.is_sorted() && taps.last() == *offsets.last().unwrap());
            covered = covered.iter().flat_map(|at| offsets.iter().map(move |offset| at + offset)).collect();
            covered.sort_unstable();
            covered.dedup();
        }
        assert!(covered.into_iter().eq(0..size), "{size}");
    }
    assert!(WindowExtent::of(usize::MAX, true).steps().count() < super::row_layout::RowLayout::SLACK);
}

#[test]
fn wrong_arguments_are_errors() {
    let (src, mut out) = ([0; 64], [7; 64]);
    let mut run = |from: Format, to: (usize, usize, Format), window: (usize, usize)| {
        let src = ImageRef::new(&src, 4, 4, 0, from).unwrap();
        let dst = ImageMut::new(&mut out, to.0, to.1, 0, to.2).unwrap();
        morphology(src, Morphology::Open, window.0, window.1, MorphologyRules::OpenCv, dst)
            .map_err(|error| error.kind())
    };
    assert_eq!(run(Format::Rgb8, (4, 4, Format::Rgb8), (3, 3)), Err(Unsupported));
    assert_eq!(run(Format::Gray16, (4, 4, Format::Gray16), (3, 3)), Err(Unsupported));
    assert_eq!(run(Format::Gray8, (4, 4, Format::Bit1), (3, 3)), Err(Unsupported));
    assert_eq!(run(Format::Gray8, (4, 3, Format::Gray8), (3, 3)), Err(SizeMismatch));
    assert_eq!(run(Format::Gray8, (4, 4, Format::Gray8), (0, 3)), Err(InvalidArgument));
    assert_eq!(run(Format::Bit1, (4, 4, Format::Bit1), (3, 0)), Err(InvalidArgument));
    assert_eq!(run(Format::Bit1, (4, 4, Format::Bit1), (3, 3)), Ok(()));
    assert_eq!(out[4..], [7; 60]);
}
