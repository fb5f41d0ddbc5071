//! Rows of bytes that become rows of bits.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod scalar;

use crate::simd::dispatch;

dispatch! {
    /// Packs the bytes that are not 0.
    pub fn pack_byte_row(row: &[u8], words: &mut [u64]) {
        scalar: scalar::not_zero,
        sse42: scalar::not_zero,
        avx2: avx2::not_zero,
        avx512: avx512::not_zero,
        neon: scalar::not_zero,
    }
}
