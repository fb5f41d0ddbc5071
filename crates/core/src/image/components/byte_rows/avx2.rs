//! Packing of bytes, compiled for AVX2.

use crate::image::components::gather::gather_avx2;
use crate::image::components::pack_bits::pack_bits;

/// Packs the bytes that are not 0.
#[target_feature(enable = "avx2")]
pub fn not_zero(row: &[u8], words: &mut [u64]) {
    pack_bits(row, words, |byte| byte != 0, |bytes| gather_avx2(bytes));
}
