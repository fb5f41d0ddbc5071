//! The kernel of `avx512.rs` in vectors of 256 bits.

use super::quantizer::Quantizer;
use super::scalar;
use crate::simd::x86::{load256_f32, store256, stream256};
use crate::simd::{Line, prefetch_page};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2,fma")]
pub fn packed(src: &[f32], map: &Quantizer, dst: &mut [u8]) {
    let head = map.head(src.len(), dst);
    few(&src[..head], map, &mut dst[..head]);
    let done = head + blocks(&src[head..], map, &mut dst[head..]);
    few(&src[done..], map, &mut dst[done..]);
}

/// Does values that are less than a block. Where [`Quantizer::fused`] holds, a quotient gives the same bytes.
#[inline(never)]
#[target_feature(enable = "avx2,fma")]
fn few(src: &[f32], map: &Quantizer, dst: &mut [u8]) {
    scalar::dividing(src, map, dst);
}

/// Does the whole blocks of 64 and returns how many values they are.
#[target_feature(enable = "avx2,fma")]
#[inline]
fn blocks(src: &[f32], map: &Quantizer, dst: &mut [u8]) -> usize {
    let most = _mm256_set1_ps(map.most);
    let (least, signed) = (_mm256_set1_epi8(map.least_byte() as i8), map.least_byte() < 0);
    let (scale, reciprocal) = (_mm256_set1_ps(map.scale), _mm256_set1_ps(map.reciprocal));
    let zero_point = _mm256_set1_epi16(map.zero_point as i16);
    // Packing leaves the first four bytes of each vector together, then the second four.
    let order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    let (inputs, _) = src.as_chunks::<64>();
    let (outputs, _) = dst.as_chunks_mut::<64>();
    for (input, output) in inputs.iter().zip(outputs) {
        prefetch_page(input);
        let halves = [0, 1].map(|half| {
            let parts = input.as_chunks::<8>().0;
            let rounded: [__m256i; 4] = std::array::from_fn(|part| {
                let x = _mm256_min_ps(most, load256_f32(&parts[4 * half + part]));
                let rough = _mm256_mul_ps(x, reciprocal);
                let rest = _mm256_fnmadd_ps(rough, scale, x);
                _mm256_cvtps_epi32(_mm256_fmadd_ps(rest, reciprocal, rough))
            });
            let low = _mm256_adds_epi16(_mm256_packs_epi32(rounded[0], rounded[1]), zero_point);
            let high = _mm256_adds_epi16(_mm256_packs_epi32(rounded[2], rounded[3]), zero_point);
            let packed = if signed {
                _mm256_max_epi8(_mm256_packs_epi16(low, high), least)
            } else {
                _mm256_max_epu8(_mm256_packus_epi16(low, high), least)
            };
            _mm256_permutevar8x32_epi32(packed, order)
        });
        if map.stream {
            stream256(output, halves);
        } else {
            let out = output.as_chunks_mut().0;
            out.iter_mut().zip(halves).for_each(|(out, half)| store256(out, half));
        }
    }
    if map.stream {
        Line::fence();
    }
    inputs.len() * 64
}
