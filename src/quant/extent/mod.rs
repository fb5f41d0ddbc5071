//! The least and the greatest value, 0 included.

mod scalar;
#[cfg(test)]
mod tests;

use crate::error::{Result, fail};
use crate::par;
use crate::simd::{self, Level, dispatch};
use std::sync::Mutex;

/// About what a value costs.
const NS_PER_VALUE: f64 = 0.1;

/// Values that a thread scans at a time.
const PART: usize = 1 << 16;

/// What was seen so far; 0 is always part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Extent {
    min: f32,
    max: f32,
    /// Whether a value was not a number.
    nan: bool,
}

impl Extent {
    fn join(self, other: Extent) -> Extent {
        Extent { min: self.min.min(other.min), max: self.max.max(other.max), nan: self.nan | other.nan }
    }
}

/// The least of `data` and 0, and the greatest of `data` and 0.
///
/// # Errors
/// `InvalidArgument` where a value is not finite.
pub fn extent(data: &[f32]) -> Result<(f32, f32)> {
    let Extent { min, max, nan } = scan(simd::active(), par::workers_for(NS_PER_VALUE * data.len() as f64), data);
    if nan || !(min.is_finite() && max.is_finite()) {
        fail!(InvalidArgument, "data: not every value is finite");
    }
    // Data of -0 alone have the extent 0 to 0.
    Ok((min + 0.0, max + 0.0))
}

fn scan(simd: Level, workers: usize, data: &[f32]) -> Extent {
    if workers <= 1 {
        return scan_part(simd, data);
    }
    let all = Mutex::new(Extent::default());
    let claims = par::Claims::new(data.len(), PART);
    par::share(workers, || {
        let mut mine = Extent::default();
        while let Some(range) = claims.claim() {
            mine = mine.join(scan_part(simd, &data[range]));
        }
        let mut all = all.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *all = all.join(mine);
    });
    all.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner())
}

dispatch! {
    fn scan_part(data: &[f32]) -> Extent {
        scalar: scalar::scan_part,
        sse42: scalar::scan_part,
        avx2: scalar::scan_part,
        avx512: scalar::scan_part,
        vnni: scalar::scan_part,
        neon: scalar::scan_part,
    }
}
