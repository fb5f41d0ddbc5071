//! The kernel of each level.

use super::groups::{Panel, PanelSums};
use super::scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use super::simd128;
#[cfg(target_arch = "x86_64")]
use super::{avx2, avxvnni, vnni};
#[cfg(target_arch = "aarch64")]
use super::{dotprod, i8mm};
use crate::simd::dispatch;

/// Rows that are multiplied at a time, where AMX is not used.
pub const TILE: usize = 6;

dispatch! {
    /// Multiplies up to `TILE` rows by the columns of a panel. Each row is as long as a column.
    pub fn tile_sums(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
        scalar: scalar::tile_sums,
        sse42: scalar::tile_sums,
        avx2: avx2::tile_sums,
        avxvnni: avxvnni::tile_sums,
        avx512: avx2::tile_sums,
        vnni: vnni::tile_sums,
        neon: scalar::tile_sums,
        dotprod: dotprod::tile_sums,
        i8mm: i8mm::tile_sums,
        simd128: simd128::tile_sums,
    }
}

dispatch! {
    pub fn dot_u8(a: &[u8], b: &[i8]) -> i32 = scalar::dot_u8, vnni: scalar::dot_u8, simd128: simd128::dot_u8;
}

dispatch! {
    pub fn dot_i8(a: &[i8], b: &[i8]) -> i32 = scalar::dot_i8, simd128: simd128::dot_i8;
}
