use super::*;
use crate::image::{ImageMut, rotate, rotated_size};
use crate::page::LineParams;
use crate::page::test_page::TestPage;
use crate::testing::{TestRng, noise};

const WIDTH: usize = 420;
const HEIGHT: usize = 330;

/// Lines of bars like letters, of which some rise and few hang, so that the page is upright.
fn page() -> Vec<u8> {
    let mut gray = vec![240; WIDTH * HEIGHT];
    for (line, top) in (40..HEIGHT - 50).step_by(44).enumerate() {
        for (i, left) in (30..WIDTH - 40).step_by(12).enumerate() {
            let kind = (7 * i + 3 * line) % 10;
            let (rises, hangs) = (if kind < 4 { 8 } else { 0 }, if kind == 9 { 7 } else { 0 });
            for row in gray.chunks_mut(WIDTH).skip(top - rises).take(16 + rises + hangs) {
                row[left..left + 8].fill(20);
            }
        }
    }
    gray
}

fn view(gray: &[u8]) -> ImageRef<'_> {
    ImageRef::new(gray, WIDTH, HEIGHT, 0, Format::Gray8).unwrap()
}

fn cleaned(gray: &[u8], params: &CleanParams) -> (CleanReport, Vec<u8>) {
    let mut cleaner = PageCleaner::new();
    let report = cleaner.clean(view(gray), params).unwrap();
    let image = cleaner.image().unwrap();
    assert_eq!((image.width(), image.height()), (report.width, report.height));
    (report, cleaner.take_pixels())
}

#[test]
fn a_clean_page_is_left_alone() {
    let (report, pixels) = cleaned(&page(), &CleanParams::default());
    assert_eq!(pixels, page());
    assert_eq!((report.turned, report.levelled, report.inverted), (0, 0.0, false));
    assert_eq!((report.border_px, report.lines, report.specks), (0, 0, 0));
    assert_eq!((report.evenness, report.background_normalized, report.denoised), (100, false, false));
}

#[test]
fn a_blank_page_has_no_ink_in_bits_either() {
    let mut rng = TestRng::new(3);
    let blank: Vec<u8> = (0..WIDTH * HEIGHT).map(|_| 228 + rng.below(5) as u8).collect();
    let params = CleanParams { output: CleanOutput::Bits, ..CleanParams::default() };
    let (report, bits) = cleaned(&blank, &params);
    assert_eq!((report.content.width, report.components), (0, 0));
    assert!(bits.iter().all(|&byte| byte == 0));
    let (_, bits) = cleaned(&page(), &params);
    assert_eq!(bits[WIDTH.div_ceil(8) * 45 + 4], 0b1111_1100, "the first letter");
}

#[test]
fn a_page_in_the_shade_becomes_even() {
    let lit = page();
    let mut shaded = lit.clone();
    for row in shaded.chunks_mut(WIDTH) {
        row[WIDTH / 3..].iter_mut().for_each(|px| *px /= 8);
    }
    let (report, pixels) = cleaned(&shaded, &CleanParams::default());
    assert!(report.background_normalized && report.evenness < 20, "{report:?}");
    // Beside the edge of the shade a column of cells is in between.
    let wrong = |i: &usize| (i % WIDTH).abs_diff(WIDTH / 3) > 8 && (pixels[*i] > 128) != (lit[*i] > 128);
    assert_eq!((0..pixels.len()).filter(wrong).count(), 0);
    let off = CleanParams { background: CleanStep::Off, ..CleanParams::default() };
    assert!(!cleaned(&shaded, &off).0.background_normalized);
}

#[test]
fn a_turned_page_is_put_upright_in_one_rotation() {
    for degrees in [90.0, 180.0, -12.0, 97.0] {
        let gray = page();
        let (width, height) = rotated_size(&view(&gray).geometry(), degrees).unwrap();
        let mut turned = vec![0; width * height];
        rotate(view(&gray), degrees, 240, ImageMut::new(&mut turned, width, height, 0, Format::Gray8).unwrap())
            .unwrap();
        let src = ImageRef::new(&turned, width, height, 0, Format::Gray8).unwrap();
        let mut cleaner = PageCleaner::new();
        let report = cleaner.clean(src, &CleanParams::default()).unwrap();
        let left = (f32::from(report.turned) + report.levelled + degrees).rem_euclid(360.0);
        assert!(!(0.3..=359.7).contains(&left), "{degrees}: {report:?}");
        let kept = CleanParams { keep_size: true, ..CleanParams::default() };
        let report = cleaner.clean(src, &kept).unwrap();
        let expected = if report.turned.is_multiple_of(180) { (width, height) } else { (height, width) };
        assert_eq!((report.width, report.height), expected);
        let off = CleanParams { orientation: CleanStep::Off, skew: CleanStep::Off, ..CleanParams::default() };
        let report = cleaner.clean(src, &off).unwrap();
        assert_eq!((report.turned, report.levelled, report.width), (0, 0.0, width));
    }
}

#[test]
fn noise_is_measured_and_smoothed() {
    let mut gray = page();
    let mut rng = TestRng::new(3);
    // The sum of four throws has a standard deviation of 23.7.
    gray.iter_mut().for_each(|px| {
        let thrown: usize = (0..4).map(|_| rng.below(41)).sum();
        *px = (i32::from(*px).clamp(90, 165) + thrown as i32 - 80) as u8;
    });
    let (report, pixels) = cleaned(&gray, &CleanParams::default());
    assert!((19.0..28.0).contains(&report.noise) && report.denoised, "{report:?}");
    let rough = |gray: &[u8]| gray.windows(2).map(|two| u64::from(two[0].abs_diff(two[1]))).sum::<u64>();
    assert!(2 * rough(&pixels) < rough(&gray));
    let constant = vec![200; WIDTH * HEIGHT];
    let on = CleanParams { denoise: CleanStep::On, ..CleanParams::default() };
    assert!(cleaned(&constant, &on).1.iter().all(|&px| px == 255), "paper is white");
}

#[test]
fn bits_and_gray_of_one_page_are_cleaned_alike() {
    let gray = page();
    let bits_out = CleanParams { output: CleanOutput::Bits, ..CleanParams::default() };
    let (_, bits) = cleaned(&gray, &bits_out);
    let src = ImageRef::new(&bits, WIDTH, HEIGHT, 0, Format::Bit1).unwrap();
    let mut cleaner = PageCleaner::new();
    let report = cleaner.clean(src, &bits_out).unwrap();
    assert_eq!((report.width, report.specks), (WIDTH, 0));
    assert_eq!(cleaner.take_pixels(), bits);
    assert!(cleaner.image().is_none());
    cleaner.clean(src, &CleanParams::default()).unwrap();
    let expected: Vec<u8> = gray.iter().map(|&px| if px > 128 { 255 } else { 0 }).collect();
    assert_eq!(cleaner.take_pixels(), expected);
}

#[test]
fn any_page_gives_a_result() {
    let on = CleanStep::On;
    let all = CleanParams {
        orientation: on,
        skew: on,
        borders: on,
        background: on,
        denoise: on,
        lines: on,
        despeckle: on,
        ..CleanParams::default()
    };
    let mut cleaner = PageCleaner::new();
    for (width, height) in [(1, 1), (1, 90), (90, 1), (3, 5), (16, 16), (61, 37), (300, 20)] {
        for pixels in [vec![0; width * height], vec![255; width * height], noise(width * height, 1)] {
            let src = ImageRef::new(&pixels, width, height, 0, Format::Gray8).unwrap();
            for params in [CleanParams::default(), all] {
                let report = cleaner.clean(src, &params).unwrap();
                assert_eq!(cleaner.image().unwrap().width(), report.width, "{width}x{height}");
            }
        }
    }
    assert!(cleaner.bytes() > 0);
}

#[test]
fn pictures_and_boxes_on_an_even_page_are_left_alone() {
    // A photo of soft waves, a gray box with letters on it, and a black band along the upper edge.
    let (mut photo, mut boxed, mut band) = (page(), page(), page());
    for y in 150..260 {
        (100..220).for_each(|x| photo[y * WIDTH + x] = (60 + (x + 2 * y) % 80) as u8);
        boxed[y * WIDTH + 20..][..370].iter_mut().for_each(|px| *px = (*px).min(150));
    }
    band[..24 * WIDTH].fill(10);
    let params = CleanParams { borders: CleanStep::Off, ..CleanParams::default() };
    for (name, gray) in [("photo", photo), ("box", boxed), ("band", band)] {
        let (report, pixels) = cleaned(&gray, &params);
        // Cells on an edge of a picture have pixels of both sides.
        assert!(!report.background_normalized && report.evenness >= 90, "{name}: {report:?}");
        assert!(pixels == gray, "{name}");
    }
}

#[test]
fn a_picture_on_a_page_in_the_shade_stays_dark() {
    let mut shaded = page();
    for y in 0..HEIGHT {
        let (left, right) = shaded[y * WIDTH..][..WIDTH].split_at_mut(2 * WIDTH / 3);
        right.iter_mut().for_each(|px| *px /= 4);
        if (150..260).contains(&y) {
            left[60..180].fill(90);
        }
    }
    let (report, pixels) = cleaned(&shaded, &CleanParams::default());
    assert!(report.background_normalized, "{report:?}");
    assert!(pixels[5] > 230 && pixels[WIDTH - 5] > 230);
    let picture = pixels[200 * WIDTH + 120];
    assert!((85..110).contains(&picture), "{picture}");
}

#[test]
fn a_spot_of_shade_that_fades_is_made_even() {
    let mut spot = page();
    for (i, px) in spot.iter_mut().enumerate() {
        let (x, y) = ((i % WIDTH).abs_diff(WIDTH / 2), (i / WIDTH).abs_diff(HEIGHT / 2));
        let light = (x * x + y * y).isqrt().clamp(40, 160);
        *px = (usize::from(*px) * light / 160) as u8;
    }
    let (report, pixels) = cleaned(&spot, &CleanParams::default());
    assert!(report.background_normalized && report.evenness < 40, "{report:?}");
    assert!(pixels[HEIGHT / 2 * WIDTH + WIDTH / 2 - 6..][..12].iter().any(|&px| px > 230));
}

#[test]
fn bars_of_formulas_are_removed_only_when_asked_for() {
    let text = TestPage::text(900, 700);
    let mut barred = text.clone();
    barred.ink(100, 84, 250, 4);
    let off = CleanStep::Off;
    let mut cleaner = PageCleaner::new();
    for (lines, min_length, removed) in [(CleanStep::Auto, 0, 0), (CleanStep::On, 0, 1), (CleanStep::Auto, 200, 1)] {
        let line_params = LineParams { min_length, ..LineParams::default() };
        let params = CleanParams { lines, line_params, orientation: off, skew: off, ..CleanParams::default() };
        let report = cleaner.clean(barred.view(), &params).unwrap();
        assert_eq!((report.lines, cleaner.lines().len()), (removed, removed));
        assert!(cleaner.take_pixels() == if removed == 1 { &text } else { &barred }.data);
    }
}

/// Pieces of a page that are smaller than a word say nothing about skew, and a turn by less than a pixel helps no one.
#[test]
fn small_level_pieces_are_left_alone() {
    let gray = page();
    for (x, y, width, height) in [(25, 25, 60, 40), (25, 20, 95, 80), (30, 70, 130, 40), (24, 24, 170, 44)] {
        let piece = view(&gray).region(x, y, width, height).unwrap();
        let mut cleaner = PageCleaner::new();
        let report = cleaner.clean(piece, &CleanParams::default()).unwrap();
        assert_eq!((report.levelled, report.turned, report.width), (0.0, 0, width), "{report:?}");
    }
    let bar: Vec<u8> = (0..40 * 60)
        .map(|i| if (20..40).contains(&(i % 60)) && (20..23).contains(&(i / 60)) { 0 } else { 255 })
        .collect();
    let bar = ImageRef::new(&bar, 60, 40, 0, Format::Gray8).unwrap();
    assert_eq!(PageCleaner::new().clean(bar, &CleanParams::default()).unwrap().levelled, 0.0);
}

#[test]
fn lines_that_fall_by_less_than_a_pixel_are_level() {
    let gray = page();
    let (mut nearly_level, mut tilted) = (0, 0);
    for (width, degrees) in [160, 200, 240].iter().flat_map(|&width| (1..16).map(move |i| (width, i as f32 * 0.05))) {
        let piece = view(&gray).region(24, 24, width, 280).unwrap();
        let mut turned = vec![0; width * 280];
        rotate(piece, degrees, 240, ImageMut::new(&mut turned, width, 280, 0, Format::Gray8).unwrap()).unwrap();
        let turned = ImageRef::new(&turned, width, 280, 0, Format::Gray8).unwrap();
        let report = PageCleaner::new().clean(turned, &CleanParams::default()).unwrap();
        let fall = report.skew.degrees.abs().to_radians() * width as f32;
        if report.skew.degrees.abs() >= LEVEL && report.skew.confidence >= SKEW_TRUSTED {
            assert_eq!(report.levelled != 0.0, fall >= 1.0, "{width}, {degrees}: {report:?}");
            (nearly_level, tilted) = (nearly_level + u32::from(fall < 1.0), tilted + u32::from(fall >= 1.0));
        }
    }
    assert!(nearly_level > 0 && tilted > 0, "{nearly_level}, {tilted}");
}

#[test]
fn a_few_marks_are_no_dirt_unless_asked_for() {
    let mut page = TestPage::text(900, 900);
    page.fill(0, 200, 900, 400, 230);
    [(120, 260, 7), (433, 391, 8), (700, 522, 6)].iter().for_each(|&(x, y, side)| page.ink(x, y, side, 6));
    let mut cleaner = PageCleaner::new();
    for (despeckle, removed) in [(CleanStep::Auto, 0), (CleanStep::On, 3)] {
        let off = CleanStep::Off;
        let params = CleanParams { despeckle, orientation: off, skew: off, ..CleanParams::default() };
        assert_eq!(cleaner.clean(page.view(), &params).unwrap().specks, removed);
    }
    // What is smaller than a full stop is none, and many are dirt.
    let (mut grains, mut dirt) = (page.clone(), page.clone());
    (0..5).for_each(|at| grains.ink(80 + 150 * at, 300 + at * at * 13, 2, 2));
    (0..20).for_each(|at| dirt.ink(60 + 37 * at + at * at % 7, 220 + 53 * at * at % 361, 4 + at % 3, 5));
    for (page, removed) in [(grains, 5), (dirt, 23)] {
        let report = cleaner.clean(page.view(), &CleanParams::default()).unwrap();
        assert_eq!(report.specks, removed);
    }
}

#[test]
fn corners_of_a_level_page_are_paper_even_if_it_is_dark() {
    for paper in [100, 180, 240] {
        let gray: Vec<u8> = page().iter().map(|&px| if px == 240 { paper } else { px }).collect();
        let (width, height) = rotated_size(&view(&gray).geometry(), -12.0).unwrap();
        let mut turned = vec![0; width * height];
        let dst = ImageMut::new(&mut turned, width, height, 0, Format::Gray8).unwrap();
        rotate(view(&gray), -12.0, paper, dst).unwrap();
        let src = ImageRef::new(&turned, width, height, 0, Format::Gray8).unwrap();
        let mut cleaner = PageCleaner::new();
        let params = CleanParams { skew: CleanStep::On, ..CleanParams::default() };
        let report = cleaner.clean(src, &params).unwrap();
        assert!(report.levelled.abs() > 11.0 && !report.background_normalized, "{paper}: {report:?}");
        let pixels = cleaner.take_pixels();
        assert_eq!((pixels[0], pixels[pixels.len() - 1]), (paper, paper));
    }
}

#[test]
fn bands_with_light_text_that_run_off_the_page_are_left_alone() {
    let off = CleanStep::Off;
    let params = CleanParams { polarity: off, orientation: off, skew: off, ..CleanParams::default() };
    for (ground, text) in [(40, 235), (90, 240), (140, 240)] {
        let mut banded = page();
        for (y, row) in banded.chunks_mut(WIDTH).enumerate().take(140) {
            row.fill(ground);
            if (60..80).contains(&y) {
                (60..300).step_by(14).for_each(|x| row[x..x + 6].fill(text));
            }
        }
        let (report, pixels) = cleaned(&banded, &params);
        assert!(!report.background_normalized, "{ground}: {report:?}");
        assert!(pixels == banded, "{ground}");
    }
}

/// The hard edge of such shade is as straight as that of a band, but its text is dark.
#[test]
fn a_band_of_shade_with_dark_text_is_made_even() {
    let lit = page();
    for divisor in [2, 3, 6] {
        let mut shaded = lit.clone();
        shaded[..140 * WIDTH].iter_mut().for_each(|px| *px /= divisor);
        let (report, pixels) = cleaned(&shaded, &CleanParams::default());
        assert!(report.background_normalized, "{divisor}: {report:?}");
        let wrong = |i: &usize| (i / WIDTH).abs_diff(140) > 8 && (pixels[*i] > 128) != (lit[*i] > 128);
        assert_eq!((0..pixels.len()).filter(wrong).count(), 0, "{divisor}");
    }
}

#[test]
fn salt_and_pepper_are_removed_where_they_lie_all_over_the_page() {
    let mut rng = TestRng::new(8);
    let neat = page();
    let mut grainy = neat.clone();
    for _ in 0..grainy.len() * 3 / 100 {
        let at = rng.below(WIDTH * HEIGHT);
        grainy[at] = if rng.below(2) == 0 { 0 } else { 255 };
    }
    let (report, pixels) = cleaned(&grainy, &CleanParams::default());
    assert!(report.denoised, "{report:?}");
    let wrong = (0..pixels.len()).filter(|&i| (pixels[i] > 128) != (neat[i] > 128)).count();
    assert!(wrong * 400 < pixels.len(), "{wrong}");
    // A picture in dots covers a part of the page.
    let mut dotted = page();
    for (y, row) in dotted.chunks_mut(WIDTH).enumerate().skip(150).step_by(4) {
        (y % 8..WIDTH).step_by(7).for_each(|x| row[x] = 20);
    }
    let (report, _) = cleaned(&dotted, &CleanParams { despeckle: CleanStep::Off, ..CleanParams::default() });
    assert!(!report.denoised, "{report:?}");
}
