//! 16 bytes a vector.

use super::vectors::blur_bands;
use crate::simd::x86::{load128, store128};
use std::arch::x86_64::*;

blur_bands!(
    "sse4.2",
    16,
    20,
    __m128i,
    load128,
    store128,
    |sum, sums, weights| _mm_add_epi32(sum, _mm_madd_epi16(sums, weights)),
    [
        _mm_set1_epi8,
        _mm_set1_epi16,
        _mm_set1_epi32,
        _mm_xor_si128,
        _mm_or_si128,
        _mm_add_epi16,
        _mm_maddubs_epi16,
        _mm_unpacklo_epi16,
        _mm_unpackhi_epi16,
        _mm_srli_epi32,
        _mm_slli_epi16,
        _mm_packus_epi32
    ]
);
