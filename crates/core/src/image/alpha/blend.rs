//! The rule by which the colours of pixels with alpha are blended with one background.

use crate::image::Format;

/// How a pixel of four bytes, alpha the last, becomes another: each colour `c` becomes `(a c + (255 − a) b) / 255`, rounded to
/// the nearest integer. Nothing lies halfway, because 255 is odd. Alpha becomes what a colour of 255 becomes.
#[derive(Clone, Copy, Debug)]
pub struct Blend {
    /// The background `b` of each byte, in the order of the result.
    pub background: [u8; 4],
    /// Whether the first and the third byte change places.
    pub swap: bool,
}

impl Blend {
    /// Composites pixels of `from` over a colour, red first. The result, in the order of `to`, is opaque.
    pub fn over([red, green, blue]: [u8; 3], from: Format, to: Format) -> Self {
        let red_first = |format| matches!(format, Format::Rgb8 | Format::Rgba8);
        let background = if red_first(to) { [red, green, blue, 255] } else { [blue, green, red, 255] };
        Self { background, swap: red_first(from) != red_first(to) }
    }

    /// Multiplies colours by alpha, which stays.
    pub fn premultiply() -> Self {
        Self { background: [0; 4], swap: false }
    }

    /// Returns `255 b + 128` of each byte: the part of a sum that does not depend on the pixel, and half for rounding. With
    /// `t = a (c − b) + 255 b + 128`, the quotient is `(t + (t >> 8)) >> 8`, and no sum exceeds 16 bits.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
    pub fn offsets(&self) -> [u16; 4] {
        self.background.map(|b| 255 * u16::from(b) + 128)
    }
}
