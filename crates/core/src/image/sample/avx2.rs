//! Bilinear sampling with AVX2: eight samples a step.

use super::scalar;
use super::texture::{BLOCK, FRACTION_BITS, Positions, Texture};
use crate::simd::x86::{load256_u32, store256, store256_u32};
use std::arch::x86_64::*;

const STEP: usize = 8;

/// The least width of gray rows that are gathered, since a gather reads four bytes.
const LEAST_GRAY: u32 = 4;
/// Bytes that are loaded for the two pixels of a colour image.
const LOADED: usize = 8;

#[target_feature(enable = "avx2")]
pub fn sample_block(texture: Texture<'_>, at: &Positions, dst: &mut [u8]) {
    match texture.channels {
        1 if texture.width < LEAST_GRAY => scalar::sample_block(texture, at, dst),
        1 => each_step::<8>(at, dst, |x, y| gray(&texture, x, y)),
        channels if texture.width as usize * channels < LOADED => scalar::sample_block(texture, at, dst),
        3 => each_step::<24>(at, dst, |x, y| colors::<3, 24>(&texture, x, y)),
        _ => each_step::<32>(at, dst, |x, y| colors::<4, 32>(&texture, x, y)),
    }
}

/// Writes the `BYTES` that `samples` makes of each eight positions; of the last ones as many as there is room for.
#[inline(always)]
fn each_step<const BYTES: usize>(
    at: &Positions,
    dst: &mut [u8],
    mut samples: impl FnMut(&[u32; STEP], &[u32; STEP]) -> [u8; BYTES],
) {
    assert!(dst.len().div_ceil(BYTES) * STEP <= BLOCK);
    let positions = at.x.as_chunks::<STEP>().0.iter().zip(at.y.as_chunks::<STEP>().0);
    for (out, (x, y)) in dst.chunks_mut(BYTES).zip(positions) {
        let samples = samples(x, y);
        match out.first_chunk_mut() {
            Some(out) => *out = samples,
            None => out.copy_from_slice(&samples[..out.len()]),
        }
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
    let pairs = |row| _mm256_shuffle_epi8(_mm256_srlv_epi32(row, down), widen);
    let lanes = mix([pairs(rows[0]), pairs(rows[1])], wx, wy);
    let halves = _mm_packus_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256::<1>(lanes));
    let bytes = _mm_packus_epi16(halves, halves);
    (_mm_cvtsi128_si64(bytes) as u64).to_le_bytes()
}

/// Samples of three or four channels.
#[inline]
#[target_feature(enable = "avx2")]
fn colors<const CHANNELS: usize, const BYTES: usize>(
    texture: &Texture<'_>,
    x: &[u32; STEP],
    y: &[u32; STEP],
) -> [u8; BYTES] {
    const { assert!(BYTES == STEP * CHANNELS) };
    let ((x, wx), (y, wy)) = (between(x, texture.width), between(y, texture.height));
    let row_bytes = texture.width as usize * CHANNELS;
    let (stride, ptr) = (texture.rows.stride(), texture.rows.as_ptr());
    let column = _mm256_mullo_epi32(x, _mm256_set1_epi32(CHANNELS as i32));
    // The last pixels of a row of three channels are loaded from further left.
    let loaded = _mm256_min_epu32(column, _mm256_set1_epi32((row_bytes - LOADED) as i32));
    let mut offsets = [0; STEP];
    let rows = _mm256_mullo_epi32(y, _mm256_set1_epi32(stride as i32));
    store256_u32(&mut offsets, _mm256_add_epi32(rows, loaded));
    let weights = SampleWeights {
        x: wx,
        y: _mm256_or_si256(_mm256_srli_epi32::<16>(wy), _mm256_andnot_si256(_mm256_set1_epi32(0xffff), wy)),
        moved: _mm256_slli_epi32::<1>(_mm256_sub_epi32(column, loaded)),
    };
    // SAFETY: `loaded + 8` is at most the bytes of a row, and `y + 2` the height: both loads belong to rows of the texture,
    // which are readable. `Texture::new` has checked that all of their offsets fit in 31 bits.
    let load = |i: usize| unsafe {
        let above = ptr.add(offsets[i] as usize);
        (_mm_loadu_si64(above), _mm_loadu_si64(above.add(stride)))
    };
    let two = |i: usize| {
        let ((above, below), (above_high, below_high)) = (load(i), load(i + STEP / 2));
        _mm256_unpacklo_epi8(_mm256_set_m128i(above_high, above), _mm256_set_m128i(below_high, below))
    };
    let (a, b) = (weights.mix::<CHANNELS, 0x00>(two(0)), weights.mix::<CHANNELS, 0x55>(two(1)));
    let (c, d) = (weights.mix::<CHANNELS, 0xaa>(two(2)), weights.mix::<CHANNELS, 0xff>(two(3)));
    let joined = |a, b| _mm256_blend_epi16::<0xaa>(_mm256_srli_epi32::<16>(a), b);
    let order = if CHANNELS == 4 {
        _mm_setr_epi8(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15)
    } else {
        _mm_setr_epi8(0, 2, 4, 1, 3, 5, 8, 10, 12, 9, 11, 13, -1, -1, -1, -1)
    };
    let all = _mm256_shuffle_epi8(_mm256_packus_epi16(joined(a, b), joined(c, d)), _mm256_broadcastsi128_si256(order));
    // Three channels leave a gap at the end of each half.
    let tight =
        if CHANNELS == 4 { all } else { _mm256_permutevar8x32_epi32(all, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7)) };
    let mut whole = [0; 32];
    store256(&mut whole, tight);
    *whole.first_chunk().expect("at most 32")
}

/// The weights of eight samples.
struct SampleWeights {
    /// Weights of the two pixels of a row, in the form of [`between`].
    x: __m256i,
    /// Weight of the row below, twice.
    y: __m256i,
    /// Offset of the pixels within the loaded bytes, widened to 16 bits, in bytes.
    moved: __m256i,
}

impl SampleWeights {
    /// `Σ pixel · weight + 32768` for each channel of one sample of each half; `LANES` is its lane, four times. In `rows`, the
    /// bytes of the two rows alternate.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn mix<const CHANNELS: usize, const LANES: i32>(&self, rows: __m256i) -> __m256i {
        // All sums are modulo 2¹⁶, but what they come to is less: above · 256 + (below - above) · weight.
        let apart = _mm256_maddubs_epi16(rows, _mm256_set1_epi16(0x01ff));
        let weighed = _mm256_mullo_epi16(apart, _mm256_shuffle_epi32::<LANES>(self.y));
        let column = _mm256_add_epi16(_mm256_slli_epi16::<8>(rows), weighed);
        // Signed, and so 32768 lower, which the last constant makes up for.
        let signed = _mm256_xor_si256(column, _mm256_set1_epi16(i16::MIN));
        let pairs = if CHANNELS == 4 {
            _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15))
        } else {
            let first = _mm_setr_epi8(0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, 0, 0, 0, 0);
            let moved = _mm256_shuffle_epi32::<LANES>(self.moved);
            let moved = _mm256_shuffle_epi8(moved, _mm256_set1_epi32(0));
            _mm256_add_epi8(_mm256_broadcastsi128_si256(first), moved)
        };
        let sum = _mm256_madd_epi16(_mm256_shuffle_epi8(signed, pairs), _mm256_shuffle_epi32::<LANES>(self.x));
        _mm256_add_epi32(sum, _mm256_set1_epi32((1 << 23) + (1 << 15)))
    }
}
