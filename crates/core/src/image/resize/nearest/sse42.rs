//! Nearest neighbour with SSE4.2: one byte shuffle for each eight bytes of the result.

use super::window::PickStrip;
use crate::image::resize::bytes16::bytes_from;
use crate::simd::x86::load128;
use std::arch::x86_64::*;

#[target_feature(enable = "sse4.2")]
pub fn pick_rows(strip: PickStrip<'_>) {
    strip.make(|src, window| {
        let px = load128(bytes_from(src, window.base));
        let places = _mm_cvtsi64_si128(i64::from_le_bytes(window.places));
        _mm_cvtsi128_si64(_mm_shuffle_epi8(px, places)).to_le_bytes()
    });
}
