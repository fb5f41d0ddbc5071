//! Rows of bytes, split where that pays.

use super::{share, workers_for};
use crate::simd::InOut;
use crate::split::{Rows, RowsMut};
use std::ops::Range;

/// Strips per thread: enough that a thread which started late, or runs on a busy core, does not hold up the rest.
const STRIPS_PER_WORKER: usize = 4;

/// Heights of its lead that a strip has, where the image is high enough: the leads are then a fifth of what is gone through.
const LEADS_PER_STRIP: usize = 4;

/// Calls `f` with `dst` in strips, from several threads where `ns_per_row` makes it worth it; with all of it otherwise.
/// `f` also gets which rows the strip holds.
pub fn for_strips(dst: RowsMut<'_>, ns_per_row: f64, f: impl Fn(Range<usize>, RowsMut<'_>) + Sync) {
    for_strips_led(dst, 0, ns_per_row, f);
}

/// [`for_strips`] where `f` goes through about `lead` rows besides those of its strip: strips are then fewer, and high
/// enough that all leads together are no more than the image.
pub fn for_strips_led(dst: RowsMut<'_>, lead: usize, ns_per_row: f64, f: impl Fn(Range<usize>, RowsMut<'_>) + Sync) {
    for_strips_with(dst, lead, ns_per_row, || Some(()), |(), range, strip| f(range, strip));
}

/// [`for_strips_led`] where each thread has something of its own to work with. A thread that `own` gives nothing leaves;
/// to one of those that ask it must give.
pub fn for_strips_with<T>(
    dst: RowsMut<'_>,
    lead: usize,
    ns_per_row: f64,
    own: impl Fn() -> Option<T> + Sync,
    f: impl Fn(&mut T, Range<usize>, RowsMut<'_>) + Sync,
) {
    let rows = dst.len();
    let workers = workers_for(ns_per_row * rows as f64).min(rows);
    let height = strip_height(rows, workers, lead);
    if workers <= 1 || height >= rows {
        if let Some(mut own) = own() {
            f(&mut own, 0..rows, dst);
        }
        return;
    }
    let strips = dst.into_strips(height);
    share(workers.min(rows.div_ceil(height)), || {
        let Some(mut own) = own() else {
            return;
        };
        while let Some((range, strip)) = strips.claim() {
            f(&mut own, range, strip);
        }
    });
}

/// Rows of a strip: a worker's share in a few pieces; in one where the leads would be more than a fraction of them; and
/// never fewer than a lead, below which more workers mostly do each other's work again.
fn strip_height(rows: usize, workers: usize, lead: usize) -> usize {
    let whole_share = rows.div_ceil(workers.max(1)).max(lead);
    rows.div_ceil(workers.max(1) * STRIPS_PER_WORKER).max(whole_share.min(lead.saturating_mul(LEADS_PER_STRIP)))
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
    fn leads_make_strips_higher_and_never_cost_more_than_the_image() {
        assert_eq!(strip_height(3508, 8, 0), 110, "four to a worker");
        assert_eq!(strip_height(3508, 8, 50), 200, "a lead is a quarter of its strip");
        assert_eq!(strip_height(3508, 8, 200), 439, "one to a worker");
        assert_eq!(strip_height(3508, 64, 1000), 1000, "fewer than workers");
        assert_eq!(strip_height(3508, 64, usize::MAX / 8), usize::MAX / 8);
        for (rows, workers, lead) in
            [(1usize, 1, 0), (1, 9, 3), (3508, 16, 30), (3508, 64, 50), (100, 4, 99), (9999, 4096, 1)]
        {
            let strips = rows.div_ceil(strip_height(rows, workers, lead));
            assert!((strips - 1) * lead <= rows, "{rows} rows, {workers} workers, lead {lead}: {strips} strips");
        }
    }

    #[test]
    fn a_high_lead_leaves_the_image_whole() {
        let mut data = [0u8; 8];
        let calls = AtomicUsize::new(0);
        for_strips_led(RowsMut::new(&mut data, 1, 8, 1).unwrap(), 8, 1e9, |range, _| {
            assert_eq!(range, 0..8);
            calls.fetch_add(1, Relaxed);
        });
        assert_eq!(calls.into_inner(), 1);
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
