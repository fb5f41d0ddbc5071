//! Results of other libraries for real pages, compared with those of this one. The files are described in
//! `tests/data/README.md`.

use scipix_core::image::{
    BackgroundParams, Border, Format, ImageMut, ImageRef, Luma, Method, Morphology, MorphologyRules, TensorFit,
    TensorMut, TensorParams, binarize, clahe, gaussian_blur, grayscale, median, morphology, normalize_background, otsu,
    skew, threshold, to_tensor,
};
use scipix_core::simd;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// A decoded PNG: 8-bit gray (bits become 0 and 255) or RGB, rows without gaps.
struct Picture {
    width: usize,
    height: usize,
    format: Format,
    data: Vec<u8>,
}

impl Picture {
    fn read(path: &Path) -> Picture {
        let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut decoder = png::Decoder::new(BufReader::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut data = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut data).unwrap();
        data.truncate(info.buffer_size());
        let format = match (info.color_type, info.bit_depth) {
            (png::ColorType::Grayscale, png::BitDepth::Eight) => Format::Gray8,
            (png::ColorType::Rgb, png::BitDepth::Eight) => Format::Rgb8,
            other => panic!("{}: {other:?} is neither 8-bit gray nor RGB", path.display()),
        };
        Picture { width: info.width as usize, height: info.height as usize, format, data }
    }

    fn view(&self) -> ImageRef<'_> {
        ImageRef::new(&self.data, self.width, self.height, 0, self.format).unwrap()
    }

    /// Converts pixels to another colour format; alpha is noise.
    fn converted(&self, format: Format) -> Picture {
        assert_eq!(self.format, Format::Rgb8);
        let pixel = |(i, &[r, g, b]): (usize, &[u8; 3])| match format {
            Format::Rgb8 => vec![r, g, b],
            Format::Bgr8 => vec![b, g, r],
            Format::Rgba8 => vec![r, g, b, (i * 7) as u8],
            Format::Bgra8 => vec![b, g, r, (i * 7) as u8],
            other => panic!("{} has no colours", other.name()),
        };
        let data = self.data.as_chunks().0.iter().enumerate().flat_map(pixel).collect();
        Picture { format, data, ..*self }
    }
}

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// Where there are pages.
fn directories() -> impl Iterator<Item = PathBuf> {
    let more = std::env::var_os("SCIPIX_ORACLE").map(PathBuf::from);
    [Some(shipped()), more].into_iter().flatten()
}

/// Each page that has an oracle of this ending: its name, the page, the oracle.
fn pages_with(ending: &str) -> Vec<(String, Picture, Picture)> {
    let mut pages = Vec::new();
    for directory in directories() {
        for entry in fs::read_dir(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display())) {
            let path = entry.unwrap().path();
            let file_name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if let Some(name) = file_name.strip_suffix(ending) {
                let page = Picture::read(&directory.join(format!("{name}.decoded.png")));
                pages.push((name.to_owned(), page, Picture::read(&path)));
            }
        }
    }
    assert!(!pages.is_empty(), "no *{ending} in tests/data");
    pages
}

#[test]
fn gray_equals_opencv_at_every_level_and_in_every_format() {
    for (name, page, expected) in pages_with(".gray_cv601.png") {
        assert_eq!((page.width, page.height, Format::Gray8), (expected.width, expected.height, expected.format));
        for format in [Format::Rgb8, Format::Bgr8, Format::Rgba8, Format::Bgra8] {
            let page = page.converted(format);
            for level in simd::available() {
                simd::set_level(level);
                let mut gray = vec![0; expected.data.len()];
                let dst = ImageMut::new(&mut gray, page.width, page.height, 0, Format::Gray8).unwrap();
                grayscale(page.view(), Luma::Bt601, dst).unwrap();
                assert!(gray == expected.data, "{name} from {} at {}", format.name(), level.name());
            }
        }
    }
    simd::set_level(simd::best());
}

/// scikit-image reflects the page at its border, where this library clips the window: only pixels whose window lies
/// within the page are compared. It sums in floating point, where this library does in integers: ties may differ.
#[test]
fn sauvola_equals_scikit_image_but_for_ties() {
    const WINDOW: usize = 51;
    for (name, page, expected) in pages_with(".skimage_sauvola_w51_k034_r128.png") {
        assert_eq!((page.width, page.height, Format::Gray8), (expected.width, expected.height, expected.format));
        let mut mask = vec![0; expected.data.len()];
        let dst = ImageMut::new(&mut mask, page.width, page.height, 0, Format::Gray8).unwrap();
        binarize(page.view(), &Method::Sauvola { window: WINDOW, k: 0.34, r: 128.0 }, dst).unwrap();
        let (mut compared, mut different) = (0, 0);
        for y in WINDOW / 2..page.height - WINDOW / 2 {
            let inner = y * page.width + WINDOW / 2..(y + 1) * page.width - WINDOW / 2;
            compared += inner.len();
            different += mask[inner.clone()].iter().zip(&expected.data[inner]).filter(|(a, b)| a != b).count();
        }
        eprintln!("{name}: {different} of {compared} differ");
        assert!(different * 5000 <= compared, "{name}: {different} of {compared} differ");
    }
}

/// Computes what `digest` of the scripts in `tests/data` does.
fn digest(px: impl Iterator<Item = u8>) -> String {
    let weight = |i: usize| (2 * i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let term = |(i, px)| weight(i).wrapping_mul(weight(i) >> 32).wrapping_mul(u64::from(px));
    format!("{:016x}", px.enumerate().map(term).fold(0, u64::wrapping_add))
}

/// Digests of `morphology_oracle.py`.
#[test]
fn morphology_equals_opencv_and_leptonica() {
    let lines = fs::read_to_string(shipped().join("morphology.txt")).unwrap();
    let mut compared = 0;
    for (name, gray, bits) in pages_with(".gray_cv601.png").into_iter().map(|(name, _, gray)| {
        let mut bits = vec![0; gray.width.div_ceil(8) * gray.height];
        threshold(gray.view(), 127, ImageMut::new(&mut bits, gray.width, gray.height, 0, Format::Bit1).unwrap())
            .unwrap();
        (name, gray, bits)
    }) {
        let Picture { width, height, .. } = gray;
        for line in lines.lines().filter_map(|line| line.strip_prefix(&name)?.strip_prefix(' ')) {
            let fields: Vec<_> = line.split(' ').collect();
            let &[format, rules, operation, across, down, expected] = fields.as_slice() else { panic!("{line}") };
            let at = |names: &[&str], name| names.iter().position(|it| *it == name).unwrap();
            let rules = MorphologyRules::ALL[at(&["opencv", "leptonica", "leptonica_symmetric"], rules)];
            let operation = Morphology::ALL[at(&["dilate", "erode", "open", "close"], operation)];
            let (format, data) = if format == "bit1" { (Format::Bit1, &bits) } else { (Format::Gray8, &gray.data) };
            let src = ImageRef::new(data, width, height, 0, format).unwrap();
            let mut out = vec![0; data.len()];
            let dst = ImageMut::new(&mut out, width, height, 0, format).unwrap();
            morphology(src, operation, across.parse().unwrap(), down.parse().unwrap(), rules, dst).unwrap();
            let bytes = width.div_ceil(8);
            let pixel = |i: usize| match format {
                Format::Bit1 => out[i / width * bytes + i % width / 8] >> (7 - i % width % 8) & 1,
                _ => out[i],
            };
            assert_eq!(digest((0..width * height).map(pixel)), expected, "{name} {line}");
            compared += 1;
        }
    }
    assert_eq!(compared, lines.lines().count());
}

/// Digests of `filters_opencv.py`.
#[test]
fn filters_equal_opencv() {
    let lines = fs::read_to_string(shipped().join("filters_opencv.txt")).unwrap();
    let mut compared = 0;
    for (name, _, gray) in pages_with(".gray_cv601.png") {
        let colour = Picture::read(&shipped().join(format!("{name}.decoded.png"))).converted(Format::Bgr8);
        for line in lines.lines().filter_map(|line| line.strip_prefix(&name)?.strip_prefix(' ')) {
            let fields: Vec<_> = line.split(' ').collect();
            let page = if fields[0] == "bgr8" { &colour } else { &gray };
            let mut out = vec![0; page.data.len()];
            let dst = ImageMut::new(&mut out, page.width, page.height, 0, page.format).unwrap();
            let number = |i: usize| fields[i].parse::<f64>().unwrap();
            let count = |i: usize| fields[i].parse::<usize>().unwrap();
            match fields[1] {
                "median" => median(page.view(), count(2), dst),
                "clahe" => clahe(page.view(), number(2), [count(3), count(4)], dst),
                _ => {
                    let border = if fields[6] == "replicate" { Border::Replicate } else { Border::Reflect101 };
                    gaussian_blur(page.view(), [count(2), count(3)], [number(4), number(5)], border, dst)
                }
            }
            .unwrap();
            assert_eq!(digest(out.into_iter()), fields[fields.len() - 1], "{name} {line}");
            compared += 1;
        }
    }
    assert_eq!(compared, lines.lines().count());
}

#[test]
fn otsu_equals_opencv_and_scikit_image_at_every_level() {
    for directory in directories() {
        let oracle = fs::read_to_string(directory.join("oracle.json")).unwrap();
        let oracle: serde_json::Map<_, _> = serde_json::from_str(&oracle).unwrap();
        for (name, expected) in oracle {
            let page = Picture::read(&directory.join(format!("{name}.decoded.png")));
            for simd in simd::available() {
                simd::set_level(simd);
                assert_eq!(expected["cv_otsu"], otsu(page.view()), "{name} at {}", simd.name());
                assert_eq!(expected["skimage_otsu"], otsu(page.view()), "{name} at {}", simd.name());
            }
        }
    }
    simd::set_level(simd::best());
}

/// Whole pages, of which only the histograms are shipped: the level does not depend on where a pixel is.
#[test]
fn otsu_equals_opencv_on_whole_pages() {
    let lines = fs::read_to_string(shipped().join("otsu_histograms.txt")).unwrap();
    assert_eq!(lines.lines().count(), 8);
    for line in lines.lines() {
        let (name, numbers) = line.split_once(' ').unwrap();
        let mut numbers = numbers.split(' ').map(|number| number.parse::<usize>().unwrap());
        let expected = numbers.next().unwrap();
        let page: Vec<u8> = (0..=255).zip(numbers).flat_map(|(gray, count)| vec![gray; count]).collect();
        let page = ImageRef::new(&page, page.len(), 1, 0, Format::Gray8).unwrap();
        assert_eq!(usize::from(otsu(page)), expected, "{name}");
    }
}

/// A recogniser's input: resized to height 48, where the page is wider than high with its aspect and else to 48x48, then
/// `(x / 255 − 0.5) / 0.5` of the red, green and blue planes.
#[test]
fn tensors_of_height_48_equal_opencv_at_every_level() {
    let mut count = 0;
    for directory in directories() {
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            let file_name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let Some(name) = file_name.strip_suffix(".h48_chw_f32.bin") else { continue };
            let page = Picture::read(&directory.join(format!("{name}.decoded.png")));
            let bytes = fs::read(&path).unwrap();
            let expected: Vec<f32> = bytes.as_chunks().0.iter().map(|&float| f32::from_le_bytes(float)).collect();
            let landscape = page.width > page.height;
            let params = TensorParams {
                mean: [0.5; 3],
                std: [0.5; 3],
                height: 48,
                width: if landscape { 0 } else { 48 },
                fit: if landscape { TensorFit::Height } else { TensorFit::Stretch },
                ..TensorParams::default()
            };
            for level in simd::available() {
                simd::set_level(level);
                let mut out = vec![0.0; expected.len()];
                to_tensor(&[page.view()], &params, TensorMut::F32(&mut out)).unwrap();
                let worst = out.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(worst < 1e-5, "{name} at {}: {worst}", level.name());
            }
            count += 1;
        }
    }
    simd::set_level(simd::best());
    assert!(count >= 2, "no *.h48_chw_f32.bin in tests/data");
}

/// A page turned by Leptonica is found turned by as much, the other way round: the angle found makes it level.
#[test]
fn skew_differs_by_what_leptonica_turned_a_page() {
    const TURNED: [f32; 10] = [-10.0, -7.5, -5.0, -2.5, -0.5, 0.5, 2.5, 5.0, 7.5, 10.0];
    let page = |degrees: f32| Picture::read(&shipped().join(format!("phototest.turned_{degrees}.png")));
    let level = skew(page(0.0).view()).unwrap();
    for turned in TURNED {
        let found = skew(page(turned).view()).unwrap();
        let error = found.degrees - level.degrees + turned;
        assert!(error.abs() < 0.1, "turned by {turned}: off by {error}");
        assert!(found.confidence > 0.5, "turned by {turned}: {found:?}");
    }
}

#[test]
fn skew_of_a_photo_has_no_confidence() {
    let found = skew(Picture::read(&shipped().join("astronaut.photo.png")).view()).unwrap();
    assert!(found.confidence < 0.25, "{found:?}");
}

fn normalized(page: &Picture, params: &BackgroundParams) -> Vec<u8> {
    let mut out = vec![0; page.width * page.height];
    let dst = ImageMut::new(&mut out, page.width, page.height, 0, Format::Gray8).unwrap();
    normalize_background(page.view(), params, dst).unwrap();
    out
}

#[test]
fn background_equals_leptonica_at_every_level() {
    for (name, page, expected) in pages_with(".leptonica_background.png") {
        for level in simd::available() {
            simd::set_level(level);
            let out = normalized(&page, &BackgroundParams::default());
            assert!(out == expected.data, "{name} at {}", level.name());
        }
    }
    simd::set_level(simd::best());
}

/// The generator of `tests/data/background_leptonica.c`: specks of ink on paper that darkens to the right, under a shadow with a
/// hard edge.
fn shadowed_page(width: usize, height: usize, seed: u32) -> Picture {
    let mut state = seed;
    let mut next = |sides: u32| {
        state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        (state >> 8) % sides
    };
    let (ink, slope) = (next(40), next(5));
    let mut pixel = |x: usize, y: usize| {
        let gray = 250 - (x as u32 * slope / 8) % 150 - next(9);
        let gray = if x + y / 2 > width / 2 { gray * 5 / 8 } else { gray };
        if next(1000) < ink { 10 + next(50) } else { gray }
    };
    let data = (0..width * height).map(|i| pixel(i % width, i / width) as u8).collect();
    Picture { width, height, format: Format::Gray8, data }
}

#[test]
fn background_of_generated_pages_equals_leptonica() {
    let lines = fs::read_to_string(shipped().join("background_leptonica.txt")).unwrap();
    assert_eq!(lines.lines().count(), 81);
    for line in lines.lines().skip(1) {
        let (numbers, expected) = line.rsplit_once(' ').unwrap();
        let numbers: Vec<usize> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
        let &[width, height, seed, tile_width, tile_height, threshold, min_count, target, smooth_x, smooth_y] =
            numbers.as_slice()
        else {
            panic!("{line}: has {} numbers", numbers.len());
        };
        let (threshold, target) = (threshold as u8, target as u8);
        let params = BackgroundParams { tile_width, tile_height, threshold, min_count, target, smooth_x, smooth_y };
        let out = normalized(&shadowed_page(width, height, seed as u32), &params);
        let fnv1a = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        assert_eq!(format!("{:016x}", out.iter().fold(0xcbf2_9ce4_8422_2325, fnv1a)), expected, "{line}");
    }
}
