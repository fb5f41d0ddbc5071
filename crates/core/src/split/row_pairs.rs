//! Rows in pairs, each with the one that is as far from the other end.

use super::rows::RowsMut;
use super::share_claims::share_claims;

/// Calls `f` with rows of the upper half and as many of the lower: the first is as far from the upper end as the last is from the
/// lower end, and so on. Each row is in one call, but for the middle one of an odd number, which is left out. Several threads
/// call `f` where `ns_per_pair` makes it worth it.
pub fn for_row_pairs(rows: RowsMut<'_>, ns_per_pair: f64, f: impl Fn(RowsMut<'_>, RowsMut<'_>) + Sync) {
    let (len, pairs) = (rows.len(), rows.len() / 2);
    share_claims(pairs, ns_per_pair, |claims| {
        while let Some(range) = claims.claim() {
            let opposite = len - range.end..len - range.start;
            // SAFETY: the claims give each row of the upper half once, and their opposites lie in the lower half: each row is in
            // one call, and `rows` is not used otherwise.
            let (above, below) = unsafe { (rows.alias(range), rows.alias(opposite)) };
            f(above, below);
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
            for_row_pairs(RowsMut::new(&mut data, 1, height, 3).unwrap(), ns_per_pair, |mut above, mut below| {
                let last = below.len() - 1;
                (0..=last).for_each(|y| above.row(y).swap_with_slice(below.row(last - y)));
            });
            for (y, row) in data.chunks(3).enumerate() {
                assert_eq!(row, [(height - 1 - y) as u8, 9, 9], "{height} rows");
            }
        }
    }
}
