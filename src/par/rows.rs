//! Rows of bytes, split where that pays.

use super::{share, workers_for};
use crate::mem::{Rows, RowsMut};
use crate::simd::InOut;
use std::ops::Range;

/// Strips per thread: enough that a thread which started late, or runs on a busy core, does not hold up the rest.
const STRIPS_PER_WORKER: usize = 4;

/// Calls `f` with `dst` in strips, from several threads where `ns_per_row` makes it worth it; with all of it otherwise.
/// `f` also gets which rows the strip holds.
pub fn for_strips(dst: RowsMut<'_>, ns_per_row: f64, f: impl Fn(Range<usize>, RowsMut<'_>) + Sync) {
    let rows = dst.len();
    let workers = workers_for(ns_per_row * rows as f64).min(rows);
    if workers <= 1 {
        return f(0..rows, dst);
    }
    let strips = dst.into_strips(rows.div_ceil(workers * STRIPS_PER_WORKER));
    share(workers, || {
        while let Some((range, strip)) = strips.claim() {
            f(range, strip);
        }
    });
}

/// Calls `f` with each row of `src` and of `dst`; with many rows as one where neither has gaps and `joinable` says that
/// a row's end means nothing to `f`.
pub fn map_rows(src: Rows<'_>, dst: RowsMut<'_>, joinable: bool, ns_per_row: f64, f: impl Fn(&[u8], &mut [u8]) + Sync) {
    assert_eq!(src.len(), dst.len());
    for_strips(dst, ns_per_row, |range, mut dst| {
        let src = src.sub(0..src.row_bytes(), range);
        if joinable && let (Some(src), Some(dst)) = (src.as_slice(), dst.as_slice()) {
            return f(src, dst);
        }
        for y in 0..dst.len() {
            f(src.row(y), dst.row(y));
        }
    });
}

/// Calls `f` with rows of equally many bytes: from `src` to `dst`, or `dst` in place where there is no `src`. Rows without
/// gaps come joined.
pub fn map_bytes(src: Option<Rows<'_>>, dst: RowsMut<'_>, ns_per_byte: f64, f: impl Fn(InOut<'_>) + Sync) {
    let row_bytes = dst.row_bytes();
    let Some(src) = src else {
        return for_strips(dst, ns_per_byte * row_bytes as f64, |_, mut dst| match dst.as_slice() {
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
