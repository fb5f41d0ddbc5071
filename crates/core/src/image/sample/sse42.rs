//! Bilinear sampling with SSE4.2: four channels at once. Fewer channels gain nothing over the scalar code.

use super::scalar;
use super::texture::{Positions, Texture};
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
pub fn sample_block(texture: Texture<'_>, at: &Positions, dst: &mut [u8]) {
    if texture.channels != 4 {
        return scalar::sample_block(texture, at, dst);
    }
    let pairs = _mm_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
    for ((px, &x), &y) in dst.as_chunks_mut().0.iter_mut().zip(&at.x).zip(&at.y) {
        let ((x, fx), (y, fy)) = (scalar::between(x, texture.width), scalar::between(y, texture.height));
        let load = |y| {
            let pixels = texture.rows.row(y)[4 * x..].first_chunk().expect("two pixels");
            _mm_cvtsi64_si128(i64::from_le_bytes(*pixels))
        };
        let rows = _mm_unpacklo_epi8(load(y), load(y + 1));
        // Sums modulo 2¹⁶ that come to less: above · 256 + (below - above) · weight. Then 32768 lower, to be signed.
        let apart = _mm_maddubs_epi16(rows, _mm_set1_epi16(0x01ff));
        let column = _mm_add_epi16(_mm_slli_epi16::<8>(rows), _mm_mullo_epi16(apart, _mm_set1_epi16(fy as i16)));
        let signed = _mm_xor_si128(column, _mm_set1_epi16(i16::MIN));
        let sum = _mm_madd_epi16(_mm_shuffle_epi8(signed, pairs), _mm_set1_epi32(((256 - fx) | (fx << 16)) as i32));
        let lanes = _mm_srli_epi32::<16>(_mm_add_epi32(sum, _mm_set1_epi32((1 << 23) + (1 << 15))));
        let bytes = _mm_packus_epi16(_mm_packus_epi32(lanes, lanes), lanes);
        *px = _mm_cvtsi128_si32(bytes).to_le_bytes();
    }
}
