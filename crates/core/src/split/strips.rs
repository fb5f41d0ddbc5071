//! A loop over the rows of an image, in horizontal strips that threads claim one by one.

use super::claims::{Claims, PIECES_PER_WORKER};
use super::first_error::FirstError;
use super::rows::RowsMut;
use super::share::{share, workers_for};
use std::ops::Range;

/// Height of a strip in heights of its halo, where the image is high enough: the halos are then a fifth of the rows read.
const HALOS_PER_STRIP: usize = 4;

/// A loop over rows, which [`strips`] begins. Several threads run it where that is worth it.
pub struct StripLoop<'a> {
    rows: RowsMut<'a>,
    ns_per_row: f64,
    halo: usize,
}

/// A loop over `rows` in strips. About `ns_per_row` nanoseconds a row decide how many threads it is worth.
#[inline]
pub fn strips(rows: RowsMut<'_>, ns_per_row: f64) -> StripLoop<'_> {
    StripLoop { rows, ns_per_row, halo: 0 }
}

impl StripLoop<'_> {
    /// Says that the body goes through about `rows` rows besides those of its strip: its halo. Strips are then fewer, and high
    /// enough that all halos together are no more than the image.
    #[inline]
    pub fn halo(self, rows: usize) -> Self {
        Self { halo: rows, ..self }
    }

    /// Calls `body` with the numbers of a strip's rows and with the rows: once with all rows where one thread is enough.
    #[inline]
    pub fn for_each(self, body: impl Fn(Range<usize>, RowsMut<'_>) + Sync) {
        self.for_each_with(|| Some(()), |(), range, strip| body(range, strip));
    }

    /// Calls `body` as [`for_each`](Self::for_each) does.
    ///
    /// # Errors
    /// The error of `body` for the first strip, in order, that failed. The other strips are tried nevertheless.
    pub fn try_for_each<E: Send>(
        self,
        body: impl Fn(Range<usize>, RowsMut<'_>) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        let first = FirstError::new();
        self.for_each(|range, strip| first.check(range.start, body(range, strip)));
        first.into_result()
    }

    /// Calls `body` as [`for_each`](Self::for_each) does, with a state that `init` makes for each thread. A thread without a
    /// state, `None`, leaves the work to the others; at least one thread must get a state.
    #[inline]
    pub fn for_each_with<T>(
        self,
        init: impl Fn() -> Option<T> + Sync,
        body: impl Fn(&mut T, Range<usize>, RowsMut<'_>) + Sync,
    ) {
        let Self { rows, ns_per_row, halo } = self;
        let count = rows.len();
        let workers = workers_for(ns_per_row * count as f64).min(count);
        // The height of a strip takes divisions, which short work is spared.
        let height = if workers <= 1 { count } else { strip_height(count, workers, halo) };
        if height >= count {
            if let Some(mut state) = init() {
                body(&mut state, 0..count, rows);
            }
            return;
        }
        let strips = StripClaims::new(rows, height);
        share(workers.min(count.div_ceil(height)), || {
            let Some(mut state) = init() else {
                return;
            };
            while let Some((range, strip)) = strips.claim() {
                body(&mut state, range, strip);
            }
        });
    }
}

/// Rows of a strip: a worker's share in a few pieces; in one piece where the halos would be more than a fraction of them; and
/// never fewer than a halo, below which more workers mostly repeat each other's work.
fn strip_height(rows: usize, workers: usize, halo: usize) -> usize {
    let whole_share = rows.div_ceil(workers.max(1)).max(halo);
    rows.div_ceil(workers.max(1) * PIECES_PER_WORKER).max(whole_share.min(halo.saturating_mul(HALOS_PER_STRIP)))
}

/// Rows cut into strips, each of which one thread claims.
struct StripClaims<'a> {
    rows: RowsMut<'a>,
    claims: Claims,
}

impl<'a> StripClaims<'a> {
    fn new(rows: RowsMut<'a>, height: usize) -> Self {
        let claims = Claims::new(rows.len(), height);
        Self { rows, claims }
    }

    /// Claims the next strip, with the numbers of its rows; `None` when all are claimed.
    fn claim(&self) -> Option<(Range<usize>, RowsMut<'_>)> {
        let range = self.claims.claim()?;
        // SAFETY: `Claims` gives each row number to one caller, so that strips share no row; `rows` is not used otherwise.
        let strip = unsafe { self.rows.alias(range.clone()) };
        Some((range, strip))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    #[test]
    fn every_row_is_claimed_once() {
        let mut data = vec![0u8; 3 * 103];
        let strips = StripClaims::new(RowsMut::new(&mut data, 3, 103, 3).unwrap(), 10);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while let Some((range, mut rows)) = strips.claim() {
                        assert_eq!(range.len(), rows.len());
                        for y in 0..rows.len() {
                            rows.row(y).iter_mut().for_each(|b| *b += 1 + (range.start + y) as u8);
                        }
                    }
                });
            }
        });
        assert!(strips.claim().is_none());
        assert!(data.chunks(3).enumerate().all(|(y, row)| row.iter().all(|&b| b == 1 + y as u8)));
    }

    #[test]
    fn halos_make_strips_higher_and_never_cost_more_than_the_image() {
        assert_eq!(strip_height(3508, 8, 0), 110, "four to a worker");
        assert_eq!(strip_height(3508, 8, 50), 200, "a halo is a quarter of its strip");
        assert_eq!(strip_height(3508, 8, 200), 439, "one to a worker");
        assert_eq!(strip_height(3508, 64, 1000), 1000, "fewer than workers");
        assert_eq!(strip_height(3508, 64, usize::MAX / 8), usize::MAX / 8);
        for (rows, workers, halo) in
            [(1usize, 1, 0), (1, 9, 3), (3508, 16, 30), (3508, 64, 50), (100, 4, 99), (9999, 4096, 1)]
        {
            let strips = rows.div_ceil(strip_height(rows, workers, halo));
            assert!((strips - 1) * halo <= rows, "{rows} rows, {workers} workers, halo {halo}: {strips} strips");
        }
    }

    #[test]
    fn a_high_halo_leaves_the_image_whole() {
        let mut data = [0u8; 8];
        let calls = AtomicUsize::new(0);
        strips(RowsMut::new(&mut data, 1, 8, 1).unwrap(), 1e9).halo(8).for_each(|range, _| {
            assert_eq!(range, 0..8);
            calls.fetch_add(1, Relaxed);
        });
        assert_eq!(calls.into_inner(), 1);
    }

    #[test]
    fn an_error_is_returned_and_keeps_no_strip_from_being_tried() {
        for ns_per_row in [0.0, 1e6] {
            let mut data = [0u8; 64];
            let rows = RowsMut::new(&mut data, 1, 64, 1).unwrap();
            let tried = AtomicUsize::new(0);
            let result = strips(rows, ns_per_row).try_for_each(|range, _| {
                tried.fetch_add(range.len(), Relaxed);
                if range.contains(&5) { Err(range.start) } else { Ok(()) }
            });
            assert!(result.is_err_and(|start| start <= 5));
            assert_eq!(tried.into_inner(), 64);
        }
    }
}
