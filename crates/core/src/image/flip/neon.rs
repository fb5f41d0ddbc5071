//! 64 bytes a block; 48 of pixels of three bytes, channel by channel.

use super::row_pairs::{PixelSize, RowPairs};
use super::scalar;
use crate::simd::aarch64::{load_u8, load_u8x3, store_u8, store_u8x3};
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
pub fn mirror(rows: &mut RowPairs<'_>, size: PixelSize) {
    let done = match size {
        PixelSize::Bit => by_vectors(rows, |px| vrbitq_u8(bytes_reversed(px))),
        PixelSize::One => by_vectors(rows, |px| bytes_reversed(px)),
        PixelSize::Two => by_vectors(rows, |px| {
            let halves = vreinterpretq_u8_u16(vrev64q_u16(vreinterpretq_u16_u8(px)));
            vextq_u8::<8>(halves, halves)
        }),
        PixelSize::Three => rows.mirror_blocks(
            |px| {
                let uint8x16x3_t(a, b, c) = load_u8x3(px);
                uint8x16x3_t(bytes_reversed(a), bytes_reversed(b), bytes_reversed(c))
            },
            |to, px| store_u8x3(to, px),
        ),
        PixelSize::Four => by_vectors(rows, |px| {
            let pairs = vreinterpretq_u8_u32(vrev64q_u32(vreinterpretq_u32_u8(px)));
            vextq_u8::<8>(pairs, pairs)
        }),
    };
    if !done {
        scalar::mirror(rows, size);
    }
}

/// Mirrors 64 bytes a turn, or 16 in shorter rows: with 16 the loop would be half of the instructions.
#[inline]
#[target_feature(enable = "neon")]
fn by_vectors(rows: &mut RowPairs<'_>, reversed: impl Fn(uint8x16_t) -> uint8x16_t) -> bool {
    rows.mirror_blocks(|px: &[u8; 64]| in_reverse(px, &reversed), |to, px| *to = px)
        || rows.mirror_blocks(|px: &[u8; 16]| in_reverse(px, &reversed), |to, px| *to = px)
}

/// Reverses each vector of a block, and their order.
#[inline]
#[target_feature(enable = "neon")]
fn in_reverse<const N: usize>(px: &[u8; N], reversed: impl Fn(uint8x16_t) -> uint8x16_t) -> [u8; N] {
    let mut out = [0; N];
    for (to, px) in out.as_chunks_mut().0.iter_mut().zip(px.as_chunks().0.iter().rev()) {
        store_u8(to, reversed(load_u8(px)));
    }
    out
}

#[inline]
#[target_feature(enable = "neon")]
fn bytes_reversed(px: uint8x16_t) -> uint8x16_t {
    let halves = vrev64q_u8(px);
    vextq_u8::<8>(halves, halves)
}
