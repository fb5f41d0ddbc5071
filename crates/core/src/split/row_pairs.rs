//! Rows in pairs, each with the one that is as far from the other end.

use super::rows::RowsMut;
use super::share_claims::share_claims;

/// Calls `f` with rows `y` and `len - 1 - y` for each `y` of the upper half, from several threads where `ns_per_pair` makes it
/// worth it. The middle row of an odd number is left out.
pub fn for_row_pairs(rows: RowsMut<'_>, ns_per_pair: f64, f: impl Fn(&mut [u8], &mut [u8]) + Sync) {
    let (last, pairs) = (rows.len().saturating_sub(1), rows.len() / 2);
    share_claims(pairs, ns_per_pair, |claims| {
        while let Some(range) = claims.claim() {
            for y in range {
                // SAFETY: the claims give each `y` below half of the rows once, and row `last - y` lies in the other half:
                // each row is in one pair, and `rows` is not used otherwise.
                let (mut above, mut below) = unsafe { (rows.alias(y..y + 1), rows.alias(last - y..last - y + 1)) };
                f(above.row(0), below.row(0));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_but_the_middle_one_is_in_one_pair() {
        for (height, ns_per_pair) in [(1, 0.0), (2, 0.0), (7, 0.0), (8, 1e6), (301, 1e6)] {
            let mut data = vec![9; height * 3];
            (0..height).for_each(|y| data[3 * y] = y as u8);
            for_row_pairs(RowsMut::new(&mut data, 1, height, 3).unwrap(), ns_per_pair, |above, below| {
                above.swap_with_slice(below);
            });
            for (y, row) in data.chunks(3).enumerate() {
                assert_eq!(row, [(height - 1 - y) as u8, 9, 9], "{height} rows");
            }
        }
    }
}
