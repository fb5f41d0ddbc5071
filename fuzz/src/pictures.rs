//! Images of any size, format and content, for the targets of image operations.

use crate::bytes::Bytes;
use scipix::image::{Format, Image, Method};

/// A side: often one that ends in the middle of a vector.
pub fn side(bytes: &mut Bytes<'_>) -> usize {
    if bytes.once_in(3) { bytes.pick(&[1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65]) } else { 1 + bytes.below(90) }
}

/// An image of `format` with random bytes, or with strokes on paper.
pub fn picture(bytes: &mut Bytes<'_>, format: Format) -> Image {
    let (width, height) = (side(bytes), side(bytes));
    let mut image = Image::new(width, height, format).expect("memory");
    let seed = bytes.word();
    let (is_drawn, step) = (bytes.once_in(2), 3 + bytes.below(14));
    let row_bytes = image.row_bytes();
    let mut state = seed | 1;
    for (at, byte) in image.as_bytes_mut().iter_mut().enumerate() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (x, y) = (at % row_bytes, at / row_bytes);
        let is_ink = x % step < step / 3 + 1 && y % (2 * step) < step;
        *byte = if is_drawn { if is_ink { 20 } else { 230 } } else { (state >> 24) as u8 };
    }
    image
}

pub fn method(bytes: &mut Bytes<'_>) -> Method {
    let window = bytes.pick(&[1, 3, 15, 31, 101, 1001]);
    match bytes.below(4) {
        0 => Method::Fixed { threshold: bytes.byte() },
        1 => Method::Otsu,
        2 => Method::AdaptiveMean { window, offset: bytes.below(20) as f32 - 5.0 },
        _ => Method::Sauvola { window, k: 0.34, r: 128.0 },
    }
}

/// An image that is compared and printed by a hash of its pixels.
pub struct Seen(pub Image);

impl std::fmt::Debug for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let step = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let hash = self.0.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, step);
        write!(f, "{:?} of {hash:016x}", self.0)
    }
}
