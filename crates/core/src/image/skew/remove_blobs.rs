//! Removal of black areas that are no strokes: edges of the page, shadows and pictures, whose outlines would outweigh the
//! lines of text.

use crate::base::error::{Result, try_zeroed};

/// Least height of a blob, a power of two. Its least width is two bytes of bits.
const HEIGHT: usize = 16;

/// Makes white, in rows of `row_bytes` bytes of bits, every byte that is part of a blob: two neighbouring bytes that are all
/// black in [`HEIGHT`] consecutive rows.
pub fn remove_blobs(bits: &mut [u8], row_bytes: usize) -> Result<()> {
    let rows = bits.len() / row_bytes;
    let mut blobs = try_zeroed::<u8>(bits.len(), "skew")?;
    for (row, blobs) in bits.chunks_exact(row_bytes).zip(blobs.chunks_exact_mut(row_bytes)) {
        let both = |a: u8, b: u8| if a & b == 0xff { 0xff } else { 0 };
        let pairs = row.iter().zip(&row[1..]);
        blobs.iter_mut().zip(pairs).for_each(|(blobs, (&a, &b))| *blobs = both(a, b));
    }
    // After each step a byte marks the top of a black column twice as high.
    let steps = || (0..HEIGHT.ilog2()).map(|step| 1 << step);
    for distance in steps() {
        let whole = rows.saturating_sub(distance);
        for y in 0..whole {
            let (above, below) = blobs.split_at_mut((y + distance) * row_bytes);
            let row = &mut above[y * row_bytes..][..row_bytes];
            row.iter_mut().zip(below).for_each(|(row, below)| *row &= *below);
        }
        blobs[whole * row_bytes..].fill(0);
    }
    if blobs.iter().fold(0, |any, top| any | top) == 0 {
        return Ok(());
    }
    for distance in steps() {
        for y in (distance..rows).rev() {
            let (above, row) = blobs.split_at_mut(y * row_bytes);
            let above = &above[(y - distance) * row_bytes..][..row_bytes];
            row[..row_bytes].iter_mut().zip(above).for_each(|(row, above)| *row |= above);
        }
    }
    for (row, blobs) in bits.chunks_exact_mut(row_bytes).zip(blobs.chunks_exact(row_bytes)) {
        row.iter_mut().zip(blobs).for_each(|(byte, blobs)| *byte &= !blobs);
        row[1..].iter_mut().zip(blobs).for_each(|(byte, blobs)| *byte &= !blobs);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of eight bytes with black areas of `(x, y, width, height)` in bytes and rows.
    fn page(areas: &[(usize, usize, usize, usize)]) -> Vec<u8> {
        let black = |x: usize, y: usize| {
            areas.iter().any(|&(left, top, width, height)| {
                (left..left + width).contains(&x) && (top..top + height).contains(&y)
            })
        };
        (0..8 * 60).map(|i| if black(i % 8, i / 8) { 0xff } else { 0 }).collect()
    }

    #[test]
    fn blobs_go_and_strokes_stay() {
        let strokes = [(0, 0, 1, 60), (7, 3, 1, 40), (2, 0, 6, 15), (2, 45, 5, 15), (3, 20, 1, 20)];
        let mut bits = page(&strokes);
        remove_blobs(&mut bits, 8).unwrap();
        assert_eq!(bits, page(&strokes));
        for blobs in [(3, 20, 2, 16), (2, 0, 6, 16), (0, 44, 8, 16), (0, 0, 8, 60)] {
            let mut bits = page(&[blobs]);
            remove_blobs(&mut bits, 8).unwrap();
            assert_eq!(bits, page(&[]), "{blobs:?}");
        }
        let mut bits = page(&[(1, 10, 4, 20), (1, 30, 1, 10)]);
        remove_blobs(&mut bits, 8).unwrap();
        assert_eq!(bits, page(&[(1, 30, 1, 10)]));
    }

    #[test]
    fn rows_of_a_byte_and_pages_of_few_rows_stay() {
        for row_bytes in [1, 8] {
            let mut bits = vec![0xff; 8 * if row_bytes == 1 { 40 } else { 15 }];
            remove_blobs(&mut bits, row_bytes).unwrap();
            assert!(bits.iter().all(|&byte| byte == 0xff));
        }
    }
}
