//! Operations that move pixels.

use crate::state::{Result, invalid, map, run};
use scipix::image::{Filter, ImageOps, Rotation};

/// Returns the filter that `js/choices.js` has at the same place.
pub fn filter(index: usize) -> Result<Filter> {
    use Filter::*;
    let all = [Nearest, Bilinear, Area, Lanczos3, BilinearAa, Bicubic];
    all.get(index).copied().ok_or_else(|| invalid("filter: is none of those that exist"))
}

#[unsafe(no_mangle)]
extern "C" fn web_resize(width: usize, height: usize, filter_index: usize) -> u32 {
    map(|image| Ok(image.resize(width, height, filter(filter_index)?)?))
}

#[unsafe(no_mangle)]
extern "C" fn web_rotate(degrees: f32, expand: u32, fill: u8) -> u32 {
    map(|image| Ok(image.rotate(rotation(degrees, expand != 0, fill))?))
}

fn rotation(degrees: f32, expand: bool, fill: u8) -> Rotation {
    let rotation = Rotation::degrees(degrees).fill(fill);
    if expand { rotation.expand() } else { rotation }
}

/// Measures the skew: degrees and confidence.
#[unsafe(no_mangle)]
extern "C" fn web_skew() -> u32 {
    run(|state| {
        let skew = state.image()?.try_skew()?;
        state.numbers = vec![skew.degrees.into(), skew.confidence.into()];
        Ok(())
    })
}

/// Makes the lines of a page level where the confidence is `least` or more; leaves the skew that was found as numbers.
#[unsafe(no_mangle)]
extern "C" fn web_deskew(least: f32, expand: u32, fill: u8) -> u32 {
    run(|state| {
        let image = state.image()?;
        let skew = image.try_skew()?;
        let level = if skew.confidence >= least {
            image.rotate(rotation(skew.degrees, expand != 0, fill))?
        } else {
            image.to_image()?
        };
        state.keep(level);
        state.numbers = vec![skew.degrees.into(), skew.confidence.into()];
        Ok(())
    })
}
