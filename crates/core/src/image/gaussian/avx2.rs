//! 32 bytes a vector.

use super::sse42;
use super::vectors::blur_bands;
use crate::simd::x86::{load256, store256};
use std::arch::x86_64::*;

blur_bands!(
    "avx2",
    32,
    36,
    __m256i,
    load256,
    store256,
    |sum, sums, weights| _mm256_add_epi32(sum, _mm256_madd_epi16(sums, weights)),
    [
        _mm256_set1_epi8,
        _mm256_set1_epi16,
        _mm256_set1_epi32,
        _mm256_xor_si256,
        _mm256_or_si256,
        _mm256_add_epi16,
        _mm256_maddubs_epi16,
        _mm256_unpacklo_epi16,
        _mm256_unpackhi_epi16,
        _mm256_srli_epi32,
        _mm256_slli_epi16,
        _mm256_packus_epi32
    ],
    sse42::blur_band
);
