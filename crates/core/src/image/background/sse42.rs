//! Sixteen pixels a vector.

use super::column_sums::ColumnSums;
use super::paper_blocks::{shifted, sum_blocks};
use super::scalar::{self, AROUND};
use crate::simd::InOut;
use crate::simd::x86::{load128, load128_u16, store128, store128_u16};
use crate::split::Rows;
use std::arch::x86_64::*;
use std::ops::Range;

#[target_feature(enable = "sse4.2")]
pub fn sum_paper(src: Rows<'_>, columns: Range<usize>, rows: Range<usize>, threshold: u8, sums: &mut ColumnSums) {
    let limit = _mm_set1_epi8(threshold as i8);
    sum_blocks(
        src,
        columns,
        rows,
        threshold,
        sums,
        |rows, out| store128(out, lowest(rows)),
        |px: &[u8; 16], around: &[u8; 22], sums, counts| {
            let lowest = lowest(shifted(around));
            let paper = _mm_cmpeq_epi8(_mm_max_epu8(lowest, limit), lowest);
            let (px, zero) = (_mm_and_si128(load128(px), paper), _mm_setzero_si128());
            let [low, high] = sums.as_chunks_mut().0 else { return };
            store128_u16(low, _mm_add_epi16(load128_u16(low), _mm_unpacklo_epi8(px, zero)));
            store128_u16(high, _mm_add_epi16(load128_u16(high), _mm_unpackhi_epi8(px, zero)));
            store128(counts, _mm_sub_epi8(load128(counts), paper));
        },
    );
}

#[inline]
#[target_feature(enable = "sse4.2")]
fn lowest(rows: [&[u8; 16]; AROUND]) -> __m128i {
    let [a, b, c, d, e, f, g] = rows.map(|row| load128(row));
    let (ab, cd, ef) = (_mm_min_epu8(a, b), _mm_min_epu8(c, d), _mm_min_epu8(e, f));
    _mm_min_epu8(_mm_min_epu8(ab, cd), _mm_min_epu8(ef, g))
}

#[target_feature(enable = "sse4.2")]
pub fn apply_gains(mut px: InOut<'_>, gains: &[u16]) {
    let (blocks, rest) = gains.as_chunks::<16>();
    for (i, gains) in blocks.iter().enumerate() {
        let [low, high] = gains.as_chunks().0 else { return };
        // The upper half of 256 v g in 32 bits is v g >> 8.
        let (block, zero) = (load128(&px.load(16 * i)), _mm_setzero_si128());
        let low = _mm_mulhi_epu16(_mm_unpacklo_epi8(zero, block), load128_u16(low));
        let high = _mm_mulhi_epu16(_mm_unpackhi_epi8(zero, block), load128_u16(high));
        let most = _mm_set1_epi16(255);
        let mut out = [0; 16];
        store128(&mut out, _mm_packus_epi16(_mm_min_epu16(low, most), _mm_min_epu16(high, most)));
        px.store(16 * i, out);
    }
    let done = gains.len() - rest.len();
    scalar::apply_gains(px.tail(done), rest);
}
