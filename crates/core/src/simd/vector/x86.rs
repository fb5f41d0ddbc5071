//! Loads and stores of x86-64. Kernels use no other pointer intrinsics but those of `InOut`; arithmetic needs no `unsafe`.

use std::arch::x86_64::*;

macro_rules! loads_and_stores {
    ($($feature:literal, $vector:ty, $lane:ty, $n:literal, $load:ident, $store:ident, $load_ps:path, $store_ps:path;)+) => {$(
        /// Loads a block, at any alignment.
        #[inline]
        #[target_feature(enable = $feature)]
        #[allow(dead_code, reason = "each type has both")]
        pub fn $load(block: &[$lane; $n]) -> $vector {
            // SAFETY: the reference covers exactly the bytes of the vector, and the load takes any alignment.
            unsafe { $load_ps(block.as_ptr().cast()) }
        }

        /// Stores a block, at any alignment.
        #[inline]
        #[target_feature(enable = $feature)]
        #[allow(dead_code, reason = "each type has both")]
        pub fn $store(block: &mut [$lane; $n], vector: $vector) {
            // SAFETY: the reference covers exactly the bytes of the vector, and the store takes any alignment.
            unsafe { $store_ps(block.as_mut_ptr().cast(), vector) }
        }
    )+};
}

loads_and_stores! {
    "sse2", __m128i, u8, 16, load128, store128, _mm_loadu_si128, _mm_storeu_si128;
    "avx", __m256i, u8, 32, load256, store256, _mm256_loadu_si256, _mm256_storeu_si256;
    "avx512f", __m512i, u8, 64, load512, store512, _mm512_loadu_si512, _mm512_storeu_si512;
    "avx", __m256i, [i8; 4], 8, load256_bytes, store256_bytes, _mm256_loadu_si256, _mm256_storeu_si256;
    "avx512f", __m512i, [i8; 4], 16, load512_bytes, store512_bytes, _mm512_loadu_si512, _mm512_storeu_si512;
    "avx", __m256i, i32, 8, load256_i32, store256_i32, _mm256_loadu_si256, _mm256_storeu_si256;
    "avx512f", __m512i, i32, 16, load512_i32, store512_i32, _mm512_loadu_si512, _mm512_storeu_si512;
    "sse2", __m128i, u16, 8, load128_u16, store128_u16, _mm_loadu_si128, _mm_storeu_si128;
    "sse2", __m128i, i16, 8, load128_i16, store128_i16, _mm_loadu_si128, _mm_storeu_si128;
    "sse2", __m128i, i32, 4, load128_i32, store128_i32, _mm_loadu_si128, _mm_storeu_si128;
    "avx", __m256i, u16, 16, load256_u16, store256_u16, _mm256_loadu_si256, _mm256_storeu_si256;
    "avx512f", __m512i, i16, 32, load512_i16, store512_i16, _mm512_loadu_si512, _mm512_storeu_si512;
    "avx512f", __m512i, u16, 32, load512_u16, store512_u16, _mm512_loadu_si512, _mm512_storeu_si512;
    "avx", __m256i, u32, 8, load256_u32, store256_u32, _mm256_loadu_si256, _mm256_storeu_si256;
    "avx512f", __m512i, u32, 16, load512_u32, store512_u32, _mm512_loadu_si512, _mm512_storeu_si512;
    "sse", __m128, f32, 4, load128_f32, store128_f32, _mm_loadu_ps, _mm_storeu_ps;
    "avx", __m256, f32, 8, load256_f32, store256_f32, _mm256_loadu_ps, _mm256_storeu_ps;
    "avx512f", __m512, f32, 16, load512_f32, store512_f32, _mm512_loadu_ps, _mm512_storeu_ps;
    "avx", __m256d, f64, 4, load256_f64, store256_f64, _mm256_loadu_pd, _mm256_storeu_pd;
    "avx512f", __m512d, f64, 8, load512_f64, store512_f64, _mm512_loadu_pd, _mm512_storeu_pd;
}

/// Loads the bytes whose bit in `mask` is set; the others are 0. Panics where one of them lies beyond `bytes`.
#[inline]
#[target_feature(enable = "avx512bw")]
pub fn load512_some(bytes: &[u8], mask: u64) -> __m512i {
    assert!(u64::BITS - mask.leading_zeros() <= bytes.len() as u32 || bytes.len() >= 64);
    // SAFETY: the highest bit stands for a byte of the slice, as was checked; no byte without a bit is read.
    unsafe { _mm512_maskz_loadu_epi8(mask, bytes.as_ptr().cast()) }
}

/// Stores as many of the first bytes as `bytes` has, if those are fewer than 16.
#[inline]
#[target_feature(enable = "sse4.2")]
pub fn store128_some(bytes: &mut [u8], vector: __m128i) {
    let mut low = _mm_cvtsi128_si64(vector) as u64;
    let (eights, rest) = bytes.as_chunks_mut();
    if let Some(eight) = eights.first_mut() {
        *eight = low.to_le_bytes();
        low = _mm_extract_epi64::<1>(vector) as u64;
    }
    let (fours, rest) = rest.as_chunks_mut();
    if let Some(four) = fours.first_mut() {
        *four = (low as u32).to_le_bytes();
        low >>= 32;
    }
    for byte in rest {
        *byte = low as u8;
        low >>= 8;
    }
}

/// Stores as many bytes as `bytes` has, which are at most 31.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl")]
pub fn store256_some(bytes: &mut [u8], vector: __m256i) {
    assert!(bytes.len() < 32);
    // SAFETY: the bits of the mask stand for the bytes of the slice; no other byte is written.
    unsafe { _mm256_mask_storeu_epi8(bytes.as_mut_ptr().cast(), (1 << bytes.len()) - 1, vector) }
}

/// Stores a whole cache line, bypassing the caches; call `_mm_sfence` after the last one. Panics where `line` is not aligned to
/// 64 bytes.
#[inline]
#[target_feature(enable = "avx512f")]
pub fn stream512(line: &mut [u8; 64], vector: __m512i) {
    assert!(line.as_ptr().addr().is_multiple_of(64));
    // SAFETY: the reference covers exactly the bytes of the vector, and is aligned, as was checked.
    unsafe { _mm512_stream_si512(line.as_mut_ptr().cast(), vector) }
}

/// Stores a whole cache line as two halves, bypassing the caches; call `_mm_sfence` after the last one. Panics where `line` is not
/// aligned to 64 bytes.
#[inline]
#[target_feature(enable = "avx")]
pub fn stream256(line: &mut [u8; 64], halves: [__m256i; 2]) {
    let to = line.as_mut_ptr();
    assert!(to.addr().is_multiple_of(64));
    // SAFETY: the reference covers exactly the bytes of both vectors, and is aligned, as was checked.
    unsafe {
        _mm256_stream_si256(to.cast(), halves[0]);
        _mm256_stream_si256(to.add(32).cast(), halves[1]);
    }
}

/// Stores a line of floats, bypassing the caches; call `_mm_sfence` after the last one.
#[inline]
#[target_feature(enable = "avx512f")]
pub fn stream512_f32(line: &mut crate::simd::Line, vector: __m512) {
    // SAFETY: the reference covers exactly the floats of the vector, and a line is aligned to 64 bytes.
    unsafe { _mm512_stream_ps(std::ptr::from_mut(line).cast(), vector) }
}

/// Stores a line of floats as two halves, bypassing the caches; call `_mm_sfence` after the last one.
#[inline]
#[target_feature(enable = "avx")]
pub fn stream256_f32(line: &mut crate::simd::Line, halves: [__m256; 2]) {
    let to = std::ptr::from_mut(line).cast::<f32>();
    // SAFETY: the reference covers exactly the floats of both vectors, and a line is aligned to 64 bytes.
    unsafe {
        _mm256_stream_ps(to, halves[0]);
        _mm256_stream_ps(to.add(8), halves[1]);
    }
}

/// Stores a line of floats as four quarters, bypassing the caches; call `_mm_sfence` after the last one.
#[inline]
#[target_feature(enable = "sse")]
pub fn stream128_f32(line: &mut crate::simd::Line, quarters: [__m128; 4]) {
    let to = std::ptr::from_mut(line).cast::<f32>();
    // SAFETY: the reference covers exactly the floats of the vectors, and a line is aligned to 64 bytes.
    unsafe {
        _mm_stream_ps(to, quarters[0]);
        _mm_stream_ps(to.add(4), quarters[1]);
        _mm_stream_ps(to.add(8), quarters[2]);
        _mm_stream_ps(to.add(12), quarters[3]);
    }
}
