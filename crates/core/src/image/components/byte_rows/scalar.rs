//! Packing of bytes.

use crate::image::components::gather::gather_scalar;
use crate::image::components::pack_bits::pack_bits;

/// Packs the bytes that are not 0.
#[inline(always)]
pub fn not_zero(row: &[u8], words: &mut [u64]) {
    pack_bits(row, words, |byte| byte != 0, gather_scalar);
}
