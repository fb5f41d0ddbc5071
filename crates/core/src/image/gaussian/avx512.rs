//! 64 bytes a vector.

use super::avx2;
use super::vectors::blur_bands;
use crate::simd::x86::{load512, store512};
use std::arch::x86_64::*;

blur_bands!(
    "avx512f,avx512bw",
    64,
    68,
    __m512i,
    load512,
    store512,
    |sum, sums, weights| _mm512_add_epi32(sum, _mm512_madd_epi16(sums, weights)),
    [
        _mm512_set1_epi8,
        _mm512_set1_epi16,
        _mm512_set1_epi32,
        _mm512_xor_si512,
        _mm512_or_si512,
        _mm512_add_epi16,
        _mm512_maddubs_epi16,
        _mm512_unpacklo_epi16,
        _mm512_unpackhi_epi16,
        _mm512_srli_epi32,
        _mm512_slli_epi16,
        _mm512_packus_epi32
    ],
    avx2::blur_band
);
