//! The least and the greatest value, 0 included.
//!
//! The bits of floats from 0 up are ordered as integers, and so, without their sign, are those from 0 down. Beyond them
//! come infinity and what is no number: one comparison at the end finds both.

mod bounds;
mod scalar;
#[cfg(test)]
mod tests;

pub(super) use self::scalar::scan_part;

use self::bounds::MinMax;
use crate::base::error::{Result, fail};
use crate::base::sync::Mutex;
use crate::simd::{self, Level, dispatch};
use crate::split;

/// About what a value costs.
const NS_PER_VALUE: f64 = 0.1;

/// Values that a thread scans at a time.
const PART: usize = 1 << 16;

/// Returns the least of `data` and 0, and the greatest of `data` and 0.
///
/// # Errors
/// `InvalidArgument` where a value is not finite.
pub fn min_max(data: &[f32]) -> Result<(f32, f32)> {
    match scan(simd::active(), split::workers_for(NS_PER_VALUE * data.len() as f64), data).range() {
        Some(range) => Ok(range),
        None => fail!(InvalidArgument, "data: not every value is finite"),
    }
}

fn scan(simd: Level, workers: usize, data: &[f32]) -> MinMax {
    if workers <= 1 {
        return scan_here(simd, data);
    }
    let all = Mutex::new(MinMax::default());
    let claims = split::Claims::new(data.len(), PART);
    split::share(workers, || {
        let mut mine = MinMax::default();
        while let Some(range) = claims.claim() {
            mine = mine.join(scan_here(simd, &data[range]));
        }
        let mut all = all.lock();
        *all = all.join(mine);
    });
    all.into_inner()
}

dispatch! {
    fn scan_here(data: &[f32]) -> MinMax = scalar::scan_part;
}
