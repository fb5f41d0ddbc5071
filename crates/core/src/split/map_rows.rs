//! Loops over rows of bytes that a kernel maps one by one.

use super::rows::{Rows, RowsMut};
use super::strips::strips;
use crate::simd::InOut;

/// Calls `f` with each row of `src` and of `dst`. Where neither has gaps and `joinable` says that `f` need not know where a row
/// ends, many rows come as one.
pub fn map_rows(src: Rows<'_>, dst: RowsMut<'_>, joinable: bool, ns_per_row: f64, f: impl Fn(&[u8], &mut [u8]) + Sync) {
    assert_eq!(src.len(), dst.len());
    strips(dst, ns_per_row).for_each(|range, mut dst| {
        let src = src.sub(0..src.row_bytes(), range);
        if joinable && let (Some(src), Some(dst)) = (src.as_slice(), dst.as_slice()) {
            return f(src, dst);
        }
        for y in 0..dst.len() {
            f(src.row(y), dst.row(y));
        }
    });
}

/// Calls `f` with rows of equally many bytes: from `src` to `dst`, or `dst` in place where `src` is `None`. Rows without gaps
/// come joined.
pub fn map_bytes(src: Option<Rows<'_>>, dst: RowsMut<'_>, ns_per_byte: f64, f: impl Fn(InOut<'_>) + Sync) {
    let row_bytes = dst.row_bytes();
    let Some(src) = src else {
        return strips(dst, ns_per_byte * row_bytes as f64).for_each(|_, mut dst| match dst.as_slice() {
            Some(all) => f(InOut::in_place(all)),
            None => (0..dst.len()).for_each(|y| f(InOut::in_place(dst.row(y)))),
        });
    };
    map_rows(src, dst, true, ns_per_byte * row_bytes as f64, |src, dst| f(InOut::new(src, dst)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    #[test]
    fn every_row_is_mapped_once_whatever_the_split() {
        for (ns_per_row, rows) in [(0.0, 7), (1e6, 1), (1e6, 2), (1e5, 301)] {
            let src: Vec<u8> = (0..rows * 5).map(|i| i as u8).collect();
            let mut dst = vec![0; rows * 7];
            let calls = AtomicUsize::new(0);
            let from = Rows::new(&src, 5, rows, 5).unwrap();
            map_rows(from, RowsMut::new(&mut dst, 5, rows, 7).unwrap(), true, ns_per_row, |src, dst| {
                calls.fetch_add(1, Relaxed);
                dst.copy_from_slice(src);
            });
            assert_eq!(calls.into_inner(), rows, "the gaps keep rows apart");
            for (src, dst) in src.chunks(5).zip(dst.chunks(7)) {
                assert_eq!((src, &[0, 0][..]), dst.split_at(5));
            }
        }
    }

    #[test]
    fn rows_without_gaps_are_joined_only_where_allowed() {
        let src = [1u8; 12];
        let mut dst = [0; 12];
        for (joinable, expected) in [(true, 1), (false, 3)] {
            let calls = AtomicUsize::new(0);
            let (from, to) = (Rows::new(&src, 4, 3, 4).unwrap(), RowsMut::new(&mut dst, 4, 3, 4).unwrap());
            map_rows(from, to, joinable, 0.0, |_, _| _ = calls.fetch_add(1, Relaxed));
            assert_eq!(calls.into_inner(), expected);
        }
    }
}
