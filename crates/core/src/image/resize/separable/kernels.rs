//! The choice of a kernel for each pass of a separable filter.

use super::area_rows::AreaRows;
use super::band::BAND;
use super::quads::RowWeights;
use super::row_tables::HorizontalTables;
use super::scalar;
use super::tables::TapTables;
use super::weight::Weight;
#[cfg(target_arch = "x86_64")]
use super::{avx2_area, avx512, avx512_area, sse42, vnni};
use crate::image::resize::taps::Taps;
use crate::simd::dispatch;
use crate::split::{Rows, RowsMut};

dispatch! {
    /// Adds each of `rows` times its weight to `sums`; the `first` rows overwrite them.
    /// With VNNI, a product of 16-bit numbers and its sum are one instruction.
    pub fn sum_rows<W: Weight>(rows: Rows<'_>, weights: &[W], first: bool, sums: &mut [i32])
        = scalar::sum_rows::<W>, vnni: scalar::sum_rows::<W>;
}

dispatch! {
    /// Writes `(sum + 128) >> 8` of each sum, which fits.
    pub fn round_row(sums: &[i32], dst: &mut [i16]) = scalar::round_row;
}

dispatch! {
    /// Splits each sum into its lower 15 bits and those above; where `high` is empty, the lower bits are all.
    pub fn split_row(sums: &[i32], low: &mut [i16], high: &mut [i16]) = scalar::split_row;
}

dispatch! {
    /// Writes the weighted sum of the neighbours in `src` of each position, channel by channel. `src` and `dst` have room
    /// for a window and a block past the last element; that of `dst` may be written.
    pub fn sum_taps(src: &[i16], tables: &TapTables, dst: &mut [i32]) {
        scalar: scalar::sum_taps,
        sse42: sse42::sum_taps,
        avx2: sse42::sum_taps,
        avx512: avx512::sum_taps,
        vnni: avx512::sum_taps,
        neon: scalar::sum_taps,
    }
}

dispatch! {
    /// Writes the mean of what each element covers. Levels without a kernel of their own are faster with the passes above.
    pub fn mean_rows(job: AreaRows<'_>) {
        scalar: scalar::mean_rows,
        sse42: scalar::mean_rows,
        avx2: avx2_area::mean_rows,
        avx512: avx512_area::mean_rows,
        neon: scalar::mean_rows,
    }
}

dispatch! {
    /// Writes `(sum + 2¹⁹) >> 20` of each sum, clamped to a byte.
    pub fn clamp_row(sums: &[i32], dst: &mut [u8]) = scalar::clamp_row;
}

dispatch! {
    /// Writes the weighted sum of the neighbours of each position, channel by channel, rounded and clamped: of columns of
    /// pixels, of which only the last `lanes` count.
    pub fn filter_columns(
        src: &[[u8; BAND]],
        taps: &Taps<i32>,
        channels: usize,
        lanes: usize,
        dst: &mut [[u8; BAND]],
    ) = scalar::filter_columns;
}

dispatch! {
    /// Writes the weighted sum of the neighbours of each position of each row, channel by channel, rounded and clamped. `tails`
    /// are the ends of the rows, as the tables want them. `dst` has `RowTables::SPARE` bytes after each row, which may be written.
    pub fn filter_rows(src: Rows<'_>, horizontal: &HorizontalTables, tails: Rows<'_>, dst: RowsMut<'_>) {
        scalar: scalar::filter_rows,
        sse42: scalar::filter_rows,
        avx2: scalar::filter_rows,
        avx512: scalar::filter_rows,
        vnni: vnni::filter_rows,
        neon: scalar::filter_rows,
    }
}

dispatch! {
    /// Writes the weighted sum of `rows`, which may be longer than `dst`, rounded and clamped. Levels without a kernel of their own
    /// are faster with `sum_rows` and `clamp_exact_row`.
    pub fn mix_rows(rows: Rows<'_>, weights: RowWeights<'_>, dst: &mut [u8]) {
        scalar: scalar::mix_rows,
        sse42: scalar::mix_rows,
        avx2: scalar::mix_rows,
        avx512: scalar::mix_rows,
        vnni: vnni::mix_rows,
        neon: scalar::mix_rows,
    }
}

dispatch! {
    /// Writes each sum of weights of 22 bits, rounded and clamped.
    pub fn clamp_exact_row(sums: &[i32], dst: &mut [u8]) = scalar::clamp_exact_row;
}

dispatch! {
    /// Writes `floor(sum / total + ½)` of each sum, whose upper part is in `high` where that is not empty.
    pub fn divide_row(low: &[i32], high: &[i32], total: f64, dst: &mut [u8]) = scalar::divide_row;
}
