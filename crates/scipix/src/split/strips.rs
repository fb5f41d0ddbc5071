//! Horizontal strips of an image that threads claim one by one.

use super::RowsMut;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Rows cut into strips, each given out exactly once.
pub struct Strips<'a> {
    rows: RowsMut<'a>,
    height: usize,
    next: AtomicUsize,
}

impl<'a> Strips<'a> {
    pub(super) fn new(rows: RowsMut<'a>, height: usize) -> Self {
        Self { rows, height: height.max(1), next: AtomicUsize::new(0) }
    }

    /// The next strip and which rows it holds; `None` when all are given out.
    pub fn claim(&self) -> Option<(Range<usize>, RowsMut<'_>)> {
        let index = self.next.fetch_add(1, Relaxed);
        let start = index.checked_mul(self.height).filter(|&y| y < self.rows.len())?;
        let range = start..self.rows.len().min(start.saturating_add(self.height));
        // SAFETY: the counter gives each index to one caller, and strips of different indices share no row.
        let strip = unsafe { self.rows.alias(range.clone()) };
        Some((range, strip))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_claimed_once() {
        let mut data = vec![0u8; 3 * 103];
        let strips = RowsMut::new(&mut data, 3, 103, 3).unwrap().into_strips(10);
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
}
