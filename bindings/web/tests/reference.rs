//! Writes what the native library makes of pages, for `scripts/test-web` to compare with what WebAssembly makes of them:
//! web-reference FOLDER PAGE.png...
//!
//! For each page and for noise of every width up to 70 there is `NAME.rgba`, its pixels, and a file `NAME.CASE` for each case
//! below. `sizes.txt` has the width and height of each.

use scipix::image::{Channels, TensorRegion};
use scipix::page::PageCleaner;
use scipix::prelude::*;
use std::error::Error;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, pages @ ..] = &arguments[..] else { return Err("usage: web-reference FOLDER PAGE.png...".into()) };
    let folder = Path::new(folder);
    fs::create_dir_all(folder)?;
    let mut sizes = String::new();
    let mut page = |name: &str, image: &Image| -> Outcome {
        sizes += &format!("{name} {} {}\n", image.width(), image.height());
        write_page(folder, name, image)
    };
    for path in pages {
        let name = Path::new(path).file_name().and_then(|name| name.to_str()).ok_or("a page has no name")?;
        page(name, &decode(path)?)?;
    }
    for width in 1..=70 {
        page(&format!("noise-{width}"), &noise(width, 9)?)?;
    }
    fs::write(folder.join("sizes.txt"), sizes)?;
    Ok(())
}

fn write_page(folder: &Path, name: &str, page: &Image) -> Outcome {
    let keep = |case: &str, bytes: &[u8]| fs::write(folder.join(format!("{name}.{case}")), bytes);
    keep("rgba", page.as_bytes())?;
    let gray = page.grayscale(Luma::Bt601)?;
    let rgb = page.flatten([255; 3])?;
    let (wide, high) = (page.width() * 3 / 2 + 1, page.height() * 3 / 4 + 1);
    for (case, image) in [
        ("gray", gray.try_clone()?),
        ("gray709", rgb.grayscale(Luma::Bt709)?),
        ("threshold", gray.threshold(127)?),
        ("otsu", page.binarize(Otsu)?),
        ("bits", page.binarize_bits(Otsu)?),
        ("sauvola", page.binarize(Sauvola::default().window(31).k(0.2))?),
        ("sauvola-k", page.binarize(Sauvola::default().window(7).k(-2.5).r(40.0))?),
        ("sauvola-bits", page.binarize_bits(Sauvola::default())?),
        ("adaptive", page.binarize(AdaptiveMean::default())?),
        ("bilinear", page.resize(wide, high, Filter::Bilinear)?),
        ("bilinear-gray", gray.resize(wide, high, Filter::Bilinear)?),
        ("bilinear-rgb", rgb.resize(wide, high, Filter::Bilinear)?),
        ("area", gray.resize(page.width() / 2 + 1, page.height() / 2 + 1, Filter::Area)?),
        ("lanczos", gray.resize(page.width() / 2 + 1, page.height() / 2 + 1, Filter::Lanczos3)?),
        ("rotated", gray.rotate(Rotation::degrees(3.5).expand())?),
        ("inverted", gray.invert()?),
        ("even", gray.normalize_background(Default::default())?),
        ("clean", PageCleaner::new().clean(page)?.0),
    ] {
        keep(case, image.as_bytes())?;
    }
    let skew = gray.try_skew()?;
    keep("skew", &[skew.degrees.to_le_bytes(), skew.confidence.to_le_bytes()].concat())?;
    keep("level", gray.rotate(Rotation::degrees(skew.degrees))?.as_bytes())?;
    let params = TensorParams::nchw(48, 320).mean([0.485, 0.456, 0.406]).std_dev([0.229, 0.224, 0.225]).keep_aspect();
    let tensor: Vec<f32> = params.run(&[page])?;
    keep("tensor", &le_bytes(&tensor))?;
    let params = TensorParams::nhwc(64, 96).letterbox().centered().over([9, 8, 7]).fill(0.25).filter(Filter::Area);
    keep("letterbox", &le_bytes(&params.run(&[page])?))?;
    let params = TensorParams::nchw(64, 96).mean([0.5; 3]).std_dev([0.5; 3]).letterbox().centered().pad_edge();
    keep("letterbox-u8", &params.to_u8(1.0 / 128.0, 128).run(&[page])?)?;
    let bytes: Vec<i8> = params.channels(Channels::Gray).to_i8(1.0 / 127.0, -3).run(&[page])?;
    keep("letterbox-i8", &bytes.iter().map(|byte| byte.cast_unsigned()).collect::<Vec<u8>>())?;
    let TensorRegion { x, y, width, height } = params.regions(&[page])?[0];
    keep("region", &le_bytes(&[x, y, width, height].map(|side| side as f32)))?;
    Ok(())
}

fn le_bytes(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// Reads a page as red, green, blue and alpha.
fn decode(path: &str) -> Outcome<Image> {
    let mut decoder = png::Decoder::new(BufReader::new(File::open(path)?));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().ok_or("a page is too large")?];
    let info = reader.next_frame(&mut bytes)?;
    let rgba = match info.color_type {
        png::ColorType::Grayscale => bytes.iter().flat_map(|&gray| [gray, gray, gray, 255]).collect(),
        png::ColorType::Rgb => bytes.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect(),
        png::ColorType::Rgba => bytes,
        other => return Err(format!("{path}: {other:?} is not read here").into()),
    };
    Ok(Image::from_raw(rgba, info.width as usize, info.height as usize, Format::Rgba8)?)
}

/// Makes an image of reproducible noise: the high bytes of a linear congruential generator.
fn noise(width: usize, height: usize) -> Outcome<Image> {
    let mut state = width as u64;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 56) as u8
    };
    let bytes = (0..4 * width * height).map(|i| if i % 4 == 3 { 255 } else { next() }).collect();
    Ok(Image::from_raw(bytes, width, height, Format::Rgba8)?)
}
