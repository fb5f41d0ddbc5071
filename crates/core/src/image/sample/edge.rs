//! One sample at any position of an image of any size, for positions that the block kernels do not take.

use super::scalar::mix;
use super::texture::FRACTION_BITS;
use crate::image::ImageRef;

/// The value of pixels outside the image.
#[derive(Clone, Copy)]
pub enum Outside {
    /// This byte in every channel.
    Fill(u8),
    /// The nearest pixel of the image.
    Nearest,
}

/// The byte of channel `c` at pixel (`x`, `y`).
fn tap(image: &ImageRef<'_>, channels: usize, c: usize, (x, y): (i64, i64), outside: Outside) -> u8 {
    let (last_x, last_y) = (image.width() as i64 - 1, image.height() as i64 - 1);
    match outside {
        Outside::Fill(fill) if x < 0 || y < 0 || x > last_x || y > last_y => fill,
        _ => image.rows().row(y.clamp(0, last_y) as usize)[x.clamp(0, last_x) as usize * channels + c],
    }
}

/// Writes the sample at (`x`, `y`), in 1/256 of a pixel, to `px`, which is one pixel of as many bytes as those of `image`.
#[inline(never)]
pub fn sample_pixel(image: &ImageRef<'_>, (x, y): (i64, i64), outside: Outside, px: &mut [u8]) {
    let (left, top) = (x >> FRACTION_BITS, y >> FRACTION_BITS);
    let fraction = |position: i64| (position & ((1 << FRACTION_BITS) - 1)) as u32;
    let channels = px.len();
    for (c, byte) in px.iter_mut().enumerate() {
        let pair = |y| [left, left + 1].map(|x| tap(image, channels, c, (x, y), outside));
        *byte = mix(pair(top), pair(top + 1), fraction(x), fraction(y));
    }
}
