//! The kernel of `fused.rs` in intrinsics: bytes are packed with saturation, which also clamps values below the range. The
//! compiler would truncate each vector by itself instead.

use super::fused;
use super::quantizer::Quantizer;
use crate::simd::x86::{load512_f32, store512, stream512};
use crate::simd::{Line, prefetch_page};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512vl")]
pub fn packed(src: &[f32], map: &Quantizer, dst: &mut [u8]) {
    let head = map.head(src.len(), dst);
    fused::fused(&src[..head], map, &mut dst[..head]);
    let done = head + blocks(&src[head..], map, &mut dst[head..]);
    fused::fused(&src[done..], map, &mut dst[done..]);
}

/// Does the whole blocks of 64 and returns how many values they are.
#[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512vl")]
#[inline]
fn blocks(src: &[f32], map: &Quantizer, dst: &mut [u8]) -> usize {
    let most = _mm512_set1_ps(map.most);
    let (least, signed) = (_mm512_set1_epi8(map.least_byte() as i8), map.least_byte() < 0);
    let (scale, reciprocal) = (_mm512_set1_ps(map.scale), _mm512_set1_ps(map.reciprocal));
    let zero_point = _mm512_set1_epi16(map.zero_point as i16);
    // Packing leaves the first four bytes of each vector together, then the second four, and so on.
    let order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    let (inputs, _) = src.as_chunks::<64>();
    let (outputs, _) = dst.as_chunks_mut::<64>();
    for (input, output) in inputs.iter().zip(outputs) {
        let (parts, _) = input.as_chunks::<16>();
        let rounded: [__m512i; 4] = std::array::from_fn(|part| {
            let x = &parts[part];
            prefetch_page(x);
            // NaN, the second operand, stays. Like all that is far below the range, it is the least integer below.
            let x = _mm512_min_ps(most, load512_f32(x));
            let rough = _mm512_mul_ps(x, reciprocal);
            let rest = _mm512_fnmadd_ps(rough, scale, x);
            _mm512_cvtps_epi32(_mm512_fmadd_ps(rest, reciprocal, rough))
        });
        let low = _mm512_adds_epi16(_mm512_packs_epi32(rounded[0], rounded[1]), zero_point);
        let high = _mm512_adds_epi16(_mm512_packs_epi32(rounded[2], rounded[3]), zero_point);
        let packed = if signed {
            _mm512_max_epi8(_mm512_packs_epi16(low, high), least)
        } else {
            _mm512_max_epu8(_mm512_packus_epi16(low, high), least)
        };
        let packed = _mm512_permutexvar_epi32(order, packed);
        if map.stream { stream512(output, packed) } else { store512(output, packed) }
    }
    if map.stream {
        Line::fence();
    }
    inputs.len() * 64
}
