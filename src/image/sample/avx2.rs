//! Eight samples a step, their pixels gathered four bytes at a time.

use super::{BLOCK, FRACTION_BITS, Positions, Texture, scalar};
use crate::simd::x86::{load256_u32, store128};
use std::arch::x86_64::*;

const STEP: usize = 8;

/// A gather of one-byte pixels takes four of them.
const LEAST_GRAY: u32 = 4;

#[target_feature(enable = "avx2")]
pub fn sample_block(texture: Texture<'_>, at: &Positions, dst: &mut [u8]) {
    match texture.channels {
        1 if texture.width < LEAST_GRAY => scalar::sample_block(texture, at, dst),
        1 => each_step::<8>(at, dst, |x, y| gray(&texture, x, y)),
        3 => each_step::<24>(at, dst, |x, y| rgb(&texture, x, y)),
        // Four channels are a vector already: gathering them takes a third longer.
        _ => scalar::sample_block(texture, at, dst),
    }
}

/// Writes `samples` of each eight positions, `BYTES` in all; of the last step as many as there is room for.
#[inline(always)]
fn each_step<const BYTES: usize>(
    at: &Positions,
    dst: &mut [u8],
    mut samples: impl FnMut(&[u32; STEP], &[u32; STEP]) -> [u8; BYTES],
) {
    let (whole, last) = dst.as_chunks_mut::<BYTES>();
    assert!(whole.len() * STEP + last.len().min(1) <= BLOCK);
    let mut positions = at.x.as_chunks::<STEP>().0.iter().zip(at.y.as_chunks::<STEP>().0);
    for (out, (x, y)) in whole.iter_mut().zip(&mut positions) {
        *out = samples(x, y);
    }
    if let (false, Some((x, y))) = (last.is_empty(), positions.next()) {
        let len = last.len();
        last.copy_from_slice(&samples(x, y)[..len]);
    }
}

/// The first of two neighbours around each position, and the weights of both, together 256: of the first in the low half
/// of a lane, of the second in the high half.
#[inline]
#[target_feature(enable = "avx2")]
fn between(positions: &[u32; STEP], side: u32) -> (__m256i, __m256i) {
    const BITS: i32 = FRACTION_BITS as i32;
    let all = |value: u32| _mm256_set1_epi32(value as i32);
    let positions = _mm256_min_epu32(load256_u32(positions), all((side - 1) << BITS));
    let first = _mm256_min_epu32(_mm256_srli_epi32::<BITS>(positions), all(side - 2));
    let second = _mm256_sub_epi32(positions, _mm256_slli_epi32::<BITS>(first));
    (first, _mm256_or_si256(_mm256_sub_epi32(all(256), second), _mm256_slli_epi32::<16>(second)))
}

/// The four bytes from byte `column` of row `row` on, and those from there in the row below.
///
/// # Safety
/// In each lane `column + 4` is at most the bytes of a row, and `row + 2` the height.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn gather(texture: &Texture<'_>, column: __m256i, row: __m256i) -> [__m256i; 2] {
    let (ptr, stride) = (texture.rows.as_ptr(), texture.rows.stride());
    let offsets = _mm256_add_epi32(_mm256_mullo_epi32(row, _mm256_set1_epi32(stride as i32)), column);
    // SAFETY: the caller promises that the bytes belong to two rows of the texture, which are readable; `Texture::new`
    // has checked that all of their offsets fit in 31 bits, so that neither product nor sum wraps.
    unsafe {
        let below = ptr.wrapping_add(stride);
        [_mm256_i32gather_epi32::<1>(ptr.cast(), offsets), _mm256_i32gather_epi32::<1>(below.cast(), offsets)]
    }
}

/// `(Σ pixel · weight + 32768) >> 16` of pairs of pixels of 16 bits. The sum of a row exceeds 16 signed bits, so it is
/// taken 32768 lower, which the last constant makes up for.
#[inline]
#[target_feature(enable = "avx2")]
fn mix([above, below]: [__m256i; 2], wx: __m256i, wy: __m256i) -> __m256i {
    let (above, below) = (_mm256_madd_epi16(above, wx), _mm256_madd_epi16(below, wx));
    let both = _mm256_or_si256(above, _mm256_slli_epi32::<16>(below));
    let signed = _mm256_xor_si256(both, _mm256_set1_epi16(i16::MIN));
    let sum = _mm256_madd_epi16(signed, wy);
    _mm256_srli_epi32::<16>(_mm256_add_epi32(sum, _mm256_set1_epi32((1 << 23) + (1 << 15))))
}

#[inline]
#[target_feature(enable = "avx2")]
fn gray(texture: &Texture<'_>, x: &[u32; STEP], y: &[u32; STEP]) -> [u8; 8] {
    let ((x, wx), (y, wy)) = (between(x, texture.width), between(y, texture.height));
    // The last pixels of a row are gathered from further left, and moved down.
    let column = _mm256_min_epu32(x, _mm256_set1_epi32((texture.width - LEAST_GRAY) as i32));
    let down = _mm256_slli_epi32::<3>(_mm256_sub_epi32(x, column));
    // SAFETY: `column` is at most the width less 4, `y` at most the height less 2.
    let rows = unsafe { gather(texture, column, y) };
    let widen = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, -1, 1, -1, 4, -1, 5, -1, 8, -1, 9, -1, 12, -1, 13, -1));
    let pairs = rows.map(|row| _mm256_shuffle_epi8(_mm256_srlv_epi32(row, down), widen));
    let lanes = mix(pairs, wx, wy);
    let halves = _mm_packus_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256::<1>(lanes));
    let bytes = _mm_packus_epi16(halves, halves);
    (_mm_cvtsi128_si64(bytes) as u64).to_le_bytes()
}

#[inline]
#[target_feature(enable = "avx2")]
fn rgb(texture: &Texture<'_>, x: &[u32; STEP], y: &[u32; STEP]) -> [u8; 24] {
    let ((x, wx), (y, wy)) = (between(x, texture.width), between(y, texture.height));
    let column = _mm256_mullo_epi32(x, _mm256_set1_epi32(3));
    // The second pixel is gathered with the byte before it: with the one after, it could leave the row.
    let next = _mm256_add_epi32(column, _mm256_set1_epi32(2));
    // SAFETY: `x` is at most the width less 2, so that `column` is at most the bytes of a row less 6, and `next` less 4;
    // `y` is at most the height less 2.
    let (first, second) = unsafe { (gather(texture, column, y), gather(texture, next, y)) };
    let low = _mm256_set1_epi32(0xff);
    let channel = |bits: i32| {
        let down = |row, bits| _mm256_and_si256(_mm256_srl_epi32(row, _mm_cvtsi32_si128(bits)), low);
        let pair =
            |at: usize| _mm256_or_si256(down(first[at], bits), _mm256_slli_epi32::<16>(down(second[at], bits + 8)));
        _mm256_sll_epi32(mix([pair(0), pair(1)], wx, wy), _mm_cvtsi32_si128(bits))
    };
    tight(_mm256_or_si256(_mm256_or_si256(channel(0), channel(8)), channel(16)))
}

/// The three lower bytes of each lane.
#[inline]
#[target_feature(enable = "avx2")]
fn tight(pixels: __m256i) -> [u8; 24] {
    let lower = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
    let halves = _mm256_shuffle_epi8(pixels, lower);
    let (mut out, mut half) = ([0; 24], [0; 16]);
    store128(&mut half, _mm256_castsi256_si128(halves));
    out[..12].copy_from_slice(&half[..12]);
    store128(&mut half, _mm256_extracti128_si256::<1>(halves));
    out[12..].copy_from_slice(&half[..12]);
    out
}
