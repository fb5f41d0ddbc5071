//! The choice of a kernel.

use super::column_sums::ColumnSums;
#[cfg(target_arch = "aarch64")]
use super::neon;
use super::scalar;
#[cfg(target_arch = "x86_64")]
use super::{avx2, avx512, sse42};
use crate::simd::{InOut, dispatch};
use crate::split::Rows;
use std::ops::Range;

dispatch! {
    /// Adds the paper of the columns of `src`, at most [`STRIP`](super::column_sums::STRIP), in some rows to `sums`, whose columns
    /// beyond may change.
    pub fn sum_paper(src: Rows<'_>, columns: Range<usize>, rows: Range<usize>, threshold: u8, sums: &mut ColumnSums) {
        scalar: scalar::sum_paper,
        sse42: sse42::sum_paper,
        avx2: avx2::sum_paper,
        avx512: avx512::sum_paper,
        neon: neon::sum_paper,
    }
}

dispatch! {
    /// Multiplies each pixel by its gain in 1/256; `gains` has as many.
    pub fn apply_gains(px: InOut<'_>, gains: &[u16]) {
        scalar: scalar::apply_gains,
        sse42: sse42::apply_gains,
        avx2: avx2::apply_gains,
        avx512: avx512::apply_gains,
        neon: neon::apply_gains,
    }
}
