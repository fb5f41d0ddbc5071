//! The kernel of `scalar.rs` in intrinsics, sixteen values at a time: the compiler would take eight.

use super::scalar::{ErrorLanes, run_on};
use super::sums::{ErrorSums, LANES};
use crate::quant::{Byte, ByteType, QuantParams};
use crate::simd::prefetch_page;
use crate::simd::x86::{load128, load512_f32, store512_f64, store512_u32};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512vl")]
pub fn run<T: Byte>(original: &[f32], bytes: &[T], params: QuantParams) -> ErrorSums {
    let (lanes, done) = blocks(original, bytes, params);
    run_on::<T, true>(lanes, &original[done..], &bytes[done..], params)
}

/// The whole blocks, and how many values they are.
#[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512vl")]
#[inline]
fn blocks<T: Byte>(original: &[f32], bytes: &[T], params: QuantParams) -> (ErrorLanes, usize) {
    let (scale, zero_point) = (_mm512_set1_ps(params.scale), _mm512_set1_epi32(params.zero_point));
    let mut noise = [_mm512_setzero_pd(); 2];
    let (mut signal, mut shared, mut max_abs) = (noise, noise, _mm512_setzero_si512());
    let (blocks, _) = original.as_chunks::<LANES>();
    for (block, bytes) in blocks.iter().zip(T::as_unsigned(bytes).as_chunks().0) {
        prefetch_page(block);
        let (x, bytes) = (load512_f32(block), load128(bytes));
        let signed = T::TYPE == ByteType::I8;
        let wide = if signed { _mm512_cvtepi8_epi32(bytes) } else { _mm512_cvtepu8_epi32(bytes) };
        let decoded = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_sub_epi32(wide, zero_point)), scale);
        let error = _mm512_sub_ps(x, decoded);
        max_abs = _mm512_max_epu32(max_abs, _mm512_castps_si512(_mm512_abs_ps(error)));
        for ((x, error), half) in halves(x).into_iter().zip(halves(error)).zip(0..) {
            noise[half] = _mm512_fmadd_pd(error, error, noise[half]);
            signal[half] = _mm512_fmadd_pd(x, x, signal[half]);
            shared[half] = _mm512_fmadd_pd(x, error, shared[half]);
        }
    }
    let mut lanes = ErrorLanes::ZERO;
    store512_u32(&mut lanes.max_abs, max_abs);
    for (to, from) in [(&mut lanes.noise, noise), (&mut lanes.signal, signal), (&mut lanes.shared, shared)] {
        to.as_chunks_mut().0.iter_mut().zip(from).for_each(|(to, from)| store512_f64(to, from));
    }
    (lanes, LANES * blocks.len())
}

#[target_feature(enable = "avx512f")]
#[inline]
fn halves(x: __m512) -> [__m512d; 2] {
    let high = _mm256_castpd_ps(_mm512_extractf64x4_pd::<1>(_mm512_castps_pd(x)));
    [_mm512_cvtps_pd(_mm512_castps512_ps256(x)), _mm512_cvtps_pd(high)]
}
