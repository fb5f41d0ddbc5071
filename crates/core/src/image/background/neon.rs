//! Sixteen pixels a vector.

use super::column_sums::ColumnSums;
use super::paper_blocks::{shifted, sum_blocks};
use super::scalar::{self, AROUND};
use crate::simd::InOut;
use crate::simd::aarch64::{load_u8, load_u16, store_u8, store_u16};
use crate::split::Rows;
use std::arch::aarch64::*;
use std::ops::Range;

#[target_feature(enable = "neon")]
pub fn sum_paper(src: Rows<'_>, columns: Range<usize>, rows: Range<usize>, threshold: u8, sums: &mut ColumnSums) {
    let limit = vdupq_n_u8(threshold);
    sum_blocks(
        src,
        columns,
        rows,
        threshold,
        sums,
        |rows, out| store_u8(out, lowest(rows)),
        |px: &[u8; 16], around: &[u8; 22], sums, counts| {
            let paper = vcgeq_u8(lowest(shifted(around)), limit);
            let px = vandq_u8(load_u8(px), paper);
            let [low, high] = sums.as_chunks_mut().0 else { return };
            store_u16(low, vaddw_u8(load_u16(low), vget_low_u8(px)));
            store_u16(high, vaddw_high_u8(load_u16(high), px));
            store_u8(counts, vsubq_u8(load_u8(counts), paper));
        },
    );
}

#[inline]
#[target_feature(enable = "neon")]
fn lowest(rows: [&[u8; 16]; AROUND]) -> uint8x16_t {
    let [a, b, c, d, e, f, g] = rows.map(|row| load_u8(row));
    vminq_u8(vminq_u8(vminq_u8(a, b), vminq_u8(c, d)), vminq_u8(vminq_u8(e, f), g))
}

#[target_feature(enable = "neon")]
pub fn apply_gains(mut px: InOut<'_>, gains: &[u16]) {
    let (blocks, rest) = gains.as_chunks::<16>();
    for (i, gains) in blocks.iter().enumerate() {
        let [low, high] = gains.as_chunks().0 else { return };
        let block = load_u8(&px.load(16 * i));
        let low = scaled(vmovl_u8(vget_low_u8(block)), load_u16(low));
        let high = scaled(vmovl_high_u8(block), load_u16(high));
        let mut out = [0; 16];
        store_u8(&mut out, vqmovn_high_u16(vqmovn_u16(low), high));
        px.store(16 * i, out);
    }
    let done = gains.len() - rest.len();
    scalar::apply_gains(px.tail(done), rest);
}

/// Multiplies and shifts by 8, which is at most 16 bits.
#[inline]
#[target_feature(enable = "neon")]
fn scaled(px: uint16x8_t, gains: uint16x8_t) -> uint16x8_t {
    let low = vmull_u16(vget_low_u16(px), vget_low_u16(gains));
    vshrn_high_n_u32::<8>(vshrn_n_u32::<8>(low), vmull_high_u16(px, gains))
}
