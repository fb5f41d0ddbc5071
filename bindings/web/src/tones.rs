//! Gray, black and white.

use crate::state::{Result, invalid, map, run};
use scipix::image::{AdaptiveMean, Background, Fixed, ImageOps, ImageView, Luma, Method, Otsu, Sauvola};

fn luma(index: usize) -> Result<Luma> {
    Luma::ALL.get(index).copied().ok_or_else(|| invalid("luma: is none of those that exist"))
}

fn method(index: usize, window: usize, k: f32, r: f32) -> Result<Method> {
    match index {
        0 => Ok(Otsu.into()),
        1 => Ok(Sauvola::default().window(window).k(k).r(r).into()),
        2 => Ok(AdaptiveMean::default().window(window).offset(k).into()),
        3 if (0.0..=255.0).contains(&k) => Ok(Fixed(k as u8).into()),
        3 => Err(invalid("threshold: must be 0 to 255")),
        _ => Err(invalid("method: is none of those that exist")),
    }
}

#[unsafe(no_mangle)]
extern "C" fn web_gray(luma_index: usize) -> u32 {
    map(|image| Ok(image.grayscale(luma(luma_index)?)?))
}

#[unsafe(no_mangle)]
extern "C" fn web_threshold(value: f64) -> u32 {
    map(|image| {
        if (0.0..=255.0).contains(&value) {
            Ok(image.threshold(value as u8)?)
        } else {
            Err(invalid("value: must be 0 to 255"))
        }
    })
}

#[unsafe(no_mangle)]
extern "C" fn web_otsu() -> u32 {
    run(|state| {
        let level = state.image()?.otsu_level();
        state.numbers = vec![f64::from(level)];
        Ok(())
    })
}

/// Makes black and white: 0 Otsu, 1 Sauvola, 2 the adaptive mean, whose offset is `k`, 3 fixed, whose threshold is `k`.
#[unsafe(no_mangle)]
extern "C" fn web_binarize(index: usize, window: usize, k: f32, r: f32, bits: u32) -> u32 {
    map(|image: ImageView<'_>| {
        let method = method(index, window, k, r)?;
        Ok(if bits == 0 { image.binarize(method)? } else { image.binarize_bits(method)? })
    })
}

#[unsafe(no_mangle)]
extern "C" fn web_invert() -> u32 {
    map(|image| Ok(image.invert()?))
}

#[unsafe(no_mangle)]
extern "C" fn web_normalize_background() -> u32 {
    map(|image| Ok(image.normalize_background(Background::default())?))
}
