//! Rows of probabilities that become rows of bits.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod scalar;

use super::map::Probability;
use crate::simd::dispatch;

dispatch! {
    /// Packs the values above `threshold`.
    pub fn pack_row<T: Probability>(row: &[T], threshold: f32, words: &mut [u64]) {
        scalar: scalar::above::<T>,
        sse42: scalar::above::<T>,
        avx2: avx2::above::<T>,
        avx512: avx512::above::<T>,
        neon: scalar::above::<T>,
    }
}
