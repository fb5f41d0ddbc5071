//! JPEG files that are cut off, which the decoder fills with gray.

const START_OF_SCAN: u8 = 0xda;
const END_OF_IMAGE: [u8; 2] = [0xff, 0xd9];

/// Returns whether the picture has an end. Thumbnails, which have one of their own, lie in the segments before it.
pub fn has_end(bytes: &[u8]) -> bool {
    let scan = scan(bytes).unwrap_or_default();
    scan.windows(2).any(|pair| pair == END_OF_IMAGE)
}

/// Returns what follows the head of the first scan.
fn scan(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.get(2..)?;
    loop {
        match *rest {
            // Bytes of 255 may stand before a marker.
            [0xff, 0xff, ..] => rest = &rest[1..],
            [0xff, marker, high, low, ..] => {
                rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..)?;
                if marker == START_OF_SCAN {
                    return Some(rest);
                }
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_counts_behind_the_head_of_the_scan() {
        let thumbnail = [0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9];
        let scan = [0xff, 0xff, 0xda, 0, 3, 1, 7, 0xff, 0, 0xd9];
        let cut = [&[0xff, 0xd8][..], &thumbnail, &scan].concat();
        let whole = [&cut[..], &END_OF_IMAGE, b"more"].concat();
        for len in 0..=cut.len() {
            assert!(!has_end(&whole[..len]), "{len}");
        }
        assert!(has_end(&whole));
    }
}
