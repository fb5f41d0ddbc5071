//! Real pages, cropped, scaled and turned: `orientation` is right, or says that it does not know.

use scipix_core::image::{Filter, Format, ImageMut, ImageRef, resize, rotate, rotated_size};
use scipix_core::page::orientation;
use std::path::{Path, PathBuf};

/// A gray image.
struct Gray {
    data: Vec<u8>,
    width: usize,
    height: usize,
}

impl Gray {
    fn view(&self) -> ImageRef<'_> {
        ImageRef::new(&self.data, self.width, self.height, 0, Format::Gray8).unwrap()
    }

    fn made(width: usize, height: usize, fill: impl FnOnce(ImageMut<'_>)) -> Self {
        let mut data = vec![0; width * height];
        fill(ImageMut::new(&mut data, width, height, 0, Format::Gray8).unwrap());
        Self { data, width, height }
    }

    fn turned(&self, degrees: f32) -> Self {
        let (width, height) = rotated_size(&self.view().geometry(), degrees).unwrap();
        Self::made(width, height, |dst| rotate(self.view(), degrees, 230, dst).unwrap())
    }
}

/// Reproducible random numbers below 1 (xorshift by G. Marsaglia, 2003).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn page(path: &Path) -> (String, Gray) {
    let decoded = match path.extension().and_then(|it| it.to_str()) {
        Some("tif") => bits(path),
        _ => image::open(path).unwrap().to_luma8(),
    };
    let (width, height) = (decoded.width() as usize, decoded.height() as usize);
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    (name, Gray { data: decoded.into_raw(), width, height })
}

/// A TIFF file of bits, of which 1 is white once they are decoded.
fn bits(path: &Path) -> image::GrayImage {
    let mut decoder = tiff::decoder::Decoder::new(std::fs::File::open(path).unwrap()).unwrap();
    let (width, height) = decoder.dimensions().unwrap();
    let tiff::decoder::DecodingResult::U8(bytes) = decoder.read_image().unwrap() else { panic!("no bytes") };
    let row_bytes = width.div_ceil(8);
    let px = |x: u32, y: u32| (bytes[(y * row_bytes + x / 8) as usize] >> (7 - x % 8) & 1) * 255;
    image::GrayImage::from_fn(width, height, |x, y| image::Luma([px(x, y)]))
}

/// A part of a page at another scale: at least two thirds of its width, so that lines are long, and a third of its height.
fn part(page: &Gray, random: &mut Random) -> Gray {
    let side = |whole: usize, least: f64, share: f64| (whole as f64 * (least + (1.0 - least) * share)) as usize;
    let (width, height) = (side(page.width, 0.66, random.next()), side(page.height, 0.33, random.next()));
    let at = |rest: usize, share: f64| (rest as f64 * share) as usize;
    let (x, y) = (at(page.width - width, random.next()), at(page.height - height, random.next()));
    let region = page.view().region(x, y, width, height).unwrap();
    let scale = 0.8 + 0.7 * random.next();
    let scaled = |side: usize| (side as f64 * scale) as usize;
    Gray::made(scaled(width), scaled(height), |dst| resize(region, Filter::Bilinear, dst).unwrap())
}

/// Counts what was found of `count` turned parts: right, unknown, wrong.
fn judge(paths: &[PathBuf], count: usize) -> [usize; 3] {
    let pages: Vec<_> = paths.iter().map(|path| page(path)).collect();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut counts = [0; 3];
    for i in 0..count {
        let (name, whole) = &pages[i % pages.len()];
        let turn = 90 * (i / pages.len() % 4) as u16;
        let skew = (4.0 * random.next() - 2.0) as f32;
        let turned = part(whole, &mut random).turned(skew).turned(f32::from(turn));
        let found = orientation(turned.view()).unwrap();
        let verdict = match found.degrees {
            Some(degrees) if degrees == (360 - turn) % 360 => 0,
            None => 1,
            Some(_) => 2,
        };
        if verdict > 0 {
            println!("{name} turned by {turn} and {skew:.1}, {}x{}: {found:?}", turned.width, turned.height);
        }
        counts[verdict] += 1;
    }
    counts
}

fn pages_in_the_tree() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    ["lucasta.047.jpg", "zanotti-78.jpg", "phototest.tif"].map(|name| root.join("examples/ocr/pages").join(name)).into()
}

#[test]
fn turned_pages_are_right_or_unknown() {
    let [right, unknown, wrong] = judge(&pages_in_the_tree(), 48);
    println!("{right} right, {unknown} unknown, {wrong} wrong");
    assert_eq!(wrong, 0);
    assert!(unknown <= 4, "{unknown} of 48 unknown");
}

/// Further pages come from the folder that `SCIPIX_PAGES` names: its files whose names end in jpg, png and tif,
/// but for formulas, which are no text.
#[test]
#[ignore = "takes half a minute"]
fn four_hundred_turned_pages_are_right_or_unknown() {
    let mut pages = pages_in_the_tree();
    if let Some(folder) = std::env::var_os("SCIPIX_PAGES") {
        let more = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let known: Vec<_> = pages.iter().map(|page| page.file_name().unwrap().to_owned()).collect();
        let is_page =
            |path: &PathBuf| path.extension().is_some_and(|it| ["jpg", "png", "tif"].iter().any(|end| it == *end));
        let is_formula = |path: &PathBuf| path.file_name().is_some_and(|it| it.to_string_lossy().contains("formula"));
        pages.extend(more.filter(|path| {
            is_page(path) && !is_formula(path) && !known.iter().any(|name| name == path.file_name().unwrap())
        }));
        pages.sort();
    }
    let [right, unknown, wrong] = judge(&pages, 400);
    println!("{right} right, {unknown} unknown, {wrong} wrong");
    assert!(wrong <= 4, "{wrong} of 400 wrong");
    assert!(unknown <= 40, "{unknown} of 400 unknown");
}
