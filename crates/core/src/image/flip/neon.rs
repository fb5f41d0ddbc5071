//! 16 bytes a block; 48 of pixels of three bytes, channel by channel.

use super::row_pair::{PixelSize, RowPair};
use super::scalar;
use crate::simd::aarch64::{load_u8, load_u8x3, store_u8, store_u8x3};
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
pub fn mirror(rows: RowPair<'_>, size: PixelSize) {
    let left = match size {
        PixelSize::Bit => rows.mirror_blocks(|px| vrbitq_u8(bytes_reversed(load_u8(px))), |to, px| store_u8(to, px)),
        PixelSize::One => rows.mirror_blocks(|px| bytes_reversed(load_u8(px)), |to, px| store_u8(to, px)),
        PixelSize::Two => rows.mirror_blocks(
            |px| {
                let halves = vreinterpretq_u8_u16(vrev64q_u16(vreinterpretq_u16_u8(load_u8(px))));
                vextq_u8::<8>(halves, halves)
            },
            |to, px| store_u8(to, px),
        ),
        PixelSize::Three => rows.mirror_blocks(
            |px| {
                let uint8x16x3_t(a, b, c) = load_u8x3(px);
                uint8x16x3_t(bytes_reversed(a), bytes_reversed(b), bytes_reversed(c))
            },
            |to, px| store_u8x3(to, px),
        ),
        PixelSize::Four => rows.mirror_blocks(
            |px| {
                let pairs = vreinterpretq_u8_u32(vrev64q_u32(vreinterpretq_u32_u8(load_u8(px))));
                vextq_u8::<8>(pairs, pairs)
            },
            |to, px| store_u8(to, px),
        ),
    };
    if let Some(rows) = left {
        scalar::mirror(rows, size);
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn bytes_reversed(px: uint8x16_t) -> uint8x16_t {
    let halves = vrev64q_u8(px);
    vextq_u8::<8>(halves, halves)
}
