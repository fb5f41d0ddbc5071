//! The kernels of separable filters.

use super::scalar;
use super::separable::Across;
use crate::simd::dispatch;
use crate::split::Rows;

dispatch! {
    /// Adds each of `rows` times its weight to `sums`, or to nothing where these are the `first`.
    pub(super) fn sum_rows(rows: Rows<'_>, weights: &[i16], first: bool, sums: &mut [i32])
        = scalar::sum_rows, vnni: scalar::sum_rows; // a product and a sum of 16-bit numbers are one instruction there
}

dispatch! {
    /// `(sum + 128) >> 8` of each, which fits.
    pub(super) fn round_row(sums: &[i32], dst: &mut [i16]) = scalar::round_row;
}

dispatch! {
    /// The lower 15 bits of each sum and those above; all of it where `high` is empty.
    pub(super) fn split_row(sums: &[i32], low: &mut [i16], high: &mut [i16]) = scalar::split_row;
}

dispatch! {
    /// Of each position of `across`, in each of the channels, the sum of its neighbours in `src` by their weights. `src`
    /// and `dst` have room for a window and a block past the last element; that of `dst` may be written.
    pub(super) fn sum_taps(src: &[i16], across: &Across, dst: &mut [i32]) {
        scalar: scalar::sum_taps,
        sse42: super::sse42::sum_taps,
        avx2: super::sse42::sum_taps,
        avx512: super::avx512::sum_taps,
        vnni: super::avx512::sum_taps,
        neon: scalar::sum_taps,
    }
}

dispatch! {
    /// `(sum + 2¹⁹) >> 20` of each, as a byte.
    pub(super) fn clamp_row(sums: &[i32], dst: &mut [u8]) = scalar::clamp_row;
}

dispatch! {
    /// `floor(sum / total + ½)` of each, with the upper part of the sum in `high` where that is not empty.
    pub(super) fn divide_row(low: &[i32], high: &[i32], total: f64, dst: &mut [u8]) = scalar::divide_row;
}
