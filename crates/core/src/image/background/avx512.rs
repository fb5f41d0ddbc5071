//! 64 pixels a vector.

use super::column_sums::ColumnSums;
use super::paper_blocks::{shifted, sum_blocks};
use super::scalar::{self, AROUND};
use crate::simd::InOut;
use crate::simd::x86::{load512, load512_u16, store512, store512_u16};
use crate::split::Rows;
use std::arch::x86_64::*;
use std::ops::Range;

#[target_feature(enable = "avx512f,avx512bw")]
pub fn sum_paper(src: Rows<'_>, columns: Range<usize>, rows: Range<usize>, threshold: u8, sums: &mut ColumnSums) {
    let limit = _mm512_set1_epi8(threshold as i8);
    sum_blocks(
        src,
        columns,
        rows,
        threshold,
        sums,
        |rows, out| store512(out, lowest(rows)),
        |px: &[u8; 64], around: &[u8; 70], sums, counts| {
            let lowest = lowest(shifted(around));
            let paper = _mm512_cmpge_epu8_mask(lowest, limit);
            let px = _mm512_maskz_mov_epi8(paper, load512(px));
            let [low, high] = sums.as_chunks_mut().0 else { return };
            let (px_low, px_high) = (_mm512_castsi512_si256(px), _mm512_extracti64x4_epi64::<1>(px));
            store512_u16(low, _mm512_add_epi16(load512_u16(low), _mm512_cvtepu8_epi16(px_low)));
            store512_u16(high, _mm512_add_epi16(load512_u16(high), _mm512_cvtepu8_epi16(px_high)));
            let before = load512(counts);
            store512(counts, _mm512_mask_add_epi8(before, paper, before, _mm512_set1_epi8(1)));
        },
    );
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn lowest(rows: [&[u8; 64]; AROUND]) -> __m512i {
    let [a, b, c, d, e, f, g] = rows.map(|row| load512(row));
    let (ab, cd, ef) = (_mm512_min_epu8(a, b), _mm512_min_epu8(c, d), _mm512_min_epu8(e, f));
    _mm512_min_epu8(_mm512_min_epu8(ab, cd), _mm512_min_epu8(ef, g))
}

#[target_feature(enable = "avx512f,avx512bw")]
pub fn apply_gains(mut px: InOut<'_>, gains: &[u16]) {
    let (blocks, rest) = gains.as_chunks::<64>();
    for (i, gains) in blocks.iter().enumerate() {
        let [low, high] = gains.as_chunks().0 else { return };
        // The upper half of 256 v g in 32 bits is v g >> 8. Quarters of a register are unpacked and packed by themselves.
        let (low, high) = (load512_u16(low), load512_u16(high));
        let even = _mm512_permutex2var_epi64(low, _mm512_setr_epi64(0, 1, 4, 5, 8, 9, 12, 13), high);
        let odd = _mm512_permutex2var_epi64(low, _mm512_setr_epi64(2, 3, 6, 7, 10, 11, 14, 15), high);
        let (block, zero) = (load512(&px.load(64 * i)), _mm512_setzero_si512());
        let even = _mm512_mulhi_epu16(_mm512_unpacklo_epi8(zero, block), even);
        let odd = _mm512_mulhi_epu16(_mm512_unpackhi_epi8(zero, block), odd);
        let most = _mm512_set1_epi16(255);
        let mut out = [0; 64];
        store512(&mut out, _mm512_packus_epi16(_mm512_min_epu16(even, most), _mm512_min_epu16(odd, most)));
        px.store(64 * i, out);
    }
    let done = gains.len() - rest.len();
    scalar::apply_gains(px.tail(done), rest);
}
