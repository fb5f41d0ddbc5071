//! Nearest neighbour with NEON: one table look-up for each eight bytes of the result.

use super::window::PickStrip;
use crate::image::resize::bytes16::bytes_from;
use crate::simd::aarch64::load_u8;
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
pub fn pick_rows(strip: PickStrip<'_>) {
    strip.make(|src, window| {
        let px = load_u8(bytes_from(src, window.base));
        let picked = vqtbl1_u8(px, vcreate_u8(u64::from_le_bytes(window.places)));
        vget_lane_u64::<0>(vreinterpret_u64_u8(picked)).to_le_bytes()
    });
}
