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

/// Writes the sample at (`x`, `y`), in 1/256 of a pixel, to `px`, which is one pixel of as many bytes as those of `image`.
#[inline(never)]
pub fn sample_pixel(image: &ImageRef<'_>, (x, y): (i64, i64), outside: Outside, px: &mut [u8]) {
    let fraction = |position: i64| (position & ((1 << FRACTION_BITS) - 1)) as u32;
    let columns = neighbours(x, image.width(), outside);
    let rows = neighbours(y, image.height(), outside).map(|y| Some(image.rows().row(y?)));
    let fill = if let Outside::Fill(fill) = outside { fill } else { 0 };
    let channels = px.len();
    for (c, byte) in px.iter_mut().enumerate() {
        let [above, below] = rows.map(|row: Option<&[u8]>| {
            columns.map(|x| if let (Some(row), Some(x)) = (row, x) { row[x * channels + c] } else { fill })
        });
        *byte = mix(above, below, fraction(x), fraction(y));
    }
}

/// The two columns or rows of `len` around a position; `None` for one outside that has the value of the fill.
#[inline(always)]
fn neighbours(position: i64, len: usize, outside: Outside) -> [Option<usize>; 2] {
    let (first, last) = (position >> FRACTION_BITS, len as i64 - 1);
    [first, first + 1].map(|at| match outside {
        Outside::Fill(_) if at < 0 || at > last => None,
        _ => Some(at.clamp(0, last) as usize),
    })
}
