//! The resolution that PNG and JPEG files declare.

use super::page::Resolution;

/// Centimetres in an inch, and inches in a metre.
const CM: f64 = 2.54;
pub const INCHES_IN_A_METRE: f64 = 100.0 / CM;

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}

/// The resolution of a PNG file: the chunk pHYs, in dots per metre.
pub fn of_png(bytes: &[u8]) -> Option<Resolution> {
    let mut rest = bytes.get(8..)?;
    loop {
        let (length, kind) = (number(rest.get(..4)?) as usize, rest.get(4..8)?);
        let data = rest.get(8..)?.get(..length)?;
        match (kind, data) {
            (b"pHYs", [size @ .., 1]) if size.len() == 8 => {
                let dpi = |size: &[u8]| f64::from(number(size)) / INCHES_IN_A_METRE;
                return Resolution::new(dpi(&size[..4]), dpi(&size[4..]));
            }
            (b"IDAT" | b"IEND", _) => return None,
            _ => rest = rest.get(12 + length..)?,
        }
    }
}

/// The resolution of a JPEG file: that of its JFIF segment.
pub fn of_jpeg(bytes: &[u8]) -> Option<Resolution> {
    let mut rest = bytes.get(2..)?;
    loop {
        let (marker, length) = (rest.get(..2)?, number(rest.get(2..4)?) as usize);
        let data = rest.get(4..)?.get(..length.checked_sub(2)?)?;
        match marker {
            [0xff, 0xe0] if data.len() >= 12 && data.starts_with(b"JFIF\0") => {
                let (x, y) = (f64::from(number(&data[8..10])), f64::from(number(&data[10..12])));
                return match data[7] {
                    1 => Resolution::new(x, y),
                    2 => Resolution::new(CM * x, CM * y),
                    _ => None,
                };
            }
            // The picture begins.
            [0xff, 0xda] => return None,
            [0xff, _] => rest = rest.get(2 + length..)?,
            _ => return None,
        }
    }
}
