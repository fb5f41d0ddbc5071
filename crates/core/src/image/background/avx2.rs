//! 32 pixels a vector.

use super::column_sums::ColumnSums;
use super::paper_blocks::{shifted, sum_blocks};
use super::scalar::{self, AROUND};
use crate::simd::InOut;
use crate::simd::x86::{load256, load256_u16, store256, store256_u16};
use crate::split::Rows;
use std::arch::x86_64::*;
use std::ops::Range;

#[target_feature(enable = "avx2")]
pub fn sum_paper(src: Rows<'_>, columns: Range<usize>, rows: Range<usize>, threshold: u8, sums: &mut ColumnSums) {
    let limit = _mm256_set1_epi8(threshold as i8);
    sum_blocks(
        src,
        columns,
        rows,
        threshold,
        sums,
        |rows, out| store256(out, lowest(rows)),
        |px: &[u8; 32], around: &[u8; 38], sums, counts| {
            let lowest = lowest(shifted(around));
            let paper = _mm256_cmpeq_epi8(_mm256_max_epu8(lowest, limit), lowest);
            let px = _mm256_and_si256(load256(px), paper);
            let [low, high] = sums.as_chunks_mut().0 else { return };
            let (px_low, px_high) = (_mm256_castsi256_si128(px), _mm256_extracti128_si256::<1>(px));
            store256_u16(low, _mm256_add_epi16(load256_u16(low), _mm256_cvtepu8_epi16(px_low)));
            store256_u16(high, _mm256_add_epi16(load256_u16(high), _mm256_cvtepu8_epi16(px_high)));
            store256(counts, _mm256_sub_epi8(load256(counts), paper));
        },
    );
}

#[inline]
#[target_feature(enable = "avx2")]
fn lowest(rows: [&[u8; 32]; AROUND]) -> __m256i {
    let [a, b, c, d, e, f, g] = rows.map(|row| load256(row));
    let (ab, cd, ef) = (_mm256_min_epu8(a, b), _mm256_min_epu8(c, d), _mm256_min_epu8(e, f));
    _mm256_min_epu8(_mm256_min_epu8(ab, cd), _mm256_min_epu8(ef, g))
}

#[target_feature(enable = "avx2")]
pub fn apply_gains(mut px: InOut<'_>, gains: &[u16]) {
    let (blocks, rest) = gains.as_chunks::<32>();
    for (i, gains) in blocks.iter().enumerate() {
        let [low, high] = gains.as_chunks().0 else { return };
        // The upper half of 256 v g in 32 bits is v g >> 8. Both halves of a register are unpacked and packed by themselves.
        let (low, high) = (load256_u16(low), load256_u16(high));
        let (even, odd) = (_mm256_permute2x128_si256::<0x20>(low, high), _mm256_permute2x128_si256::<0x31>(low, high));
        let (block, zero) = (load256(&px.load(32 * i)), _mm256_setzero_si256());
        let even = _mm256_mulhi_epu16(_mm256_unpacklo_epi8(zero, block), even);
        let odd = _mm256_mulhi_epu16(_mm256_unpackhi_epi8(zero, block), odd);
        let most = _mm256_set1_epi16(255);
        let mut out = [0; 32];
        store256(&mut out, _mm256_packus_epi16(_mm256_min_epu16(even, most), _mm256_min_epu16(odd, most)));
        px.store(32 * i, out);
    }
    let done = gains.len() - rest.len();
    scalar::apply_gains(px.tail(done), rest);
}
