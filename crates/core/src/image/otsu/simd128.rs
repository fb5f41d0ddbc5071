//! Finds the pixels of a block that are not paper by four comparisons.

use super::counter::HistogramCounter;
use super::scalar;
use crate::simd::wasm::load_u8;
use std::arch::wasm32::*;

pub fn count_row(px: &[u8], counts: &mut HistogramCounter) {
    scalar::count_row_by(
        px,
        counts,
        |block, gray| {
            let gray = u8x16_splat(gray);
            let (parts, _) = block.as_chunks::<16>();
            let differ = |part| u64::from(u8x16_bitmask(u8x16_ne(load_u8(&parts[part]), gray)));
            differ(0) | differ(1) << 16 | differ(2) << 32 | differ(3) << 48
        },
        |_, _| false,
    );
}
