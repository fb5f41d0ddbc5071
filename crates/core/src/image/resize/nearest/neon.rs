//! Nearest neighbour with NEON: one table look-up for each eight bytes of the result.

use super::window::{PickWindow, each_window};
use crate::image::resize::bytes16::bytes_from;
use crate::simd::aarch64::load_u8;
use std::arch::aarch64::*;

#[target_feature(enable = "neon")]
pub fn pick_row(src: &[u8], windows: &[PickWindow], dst: &mut [u8]) {
    each_window(windows, dst, |window| {
        let px = load_u8(bytes_from(src, window.base));
        let picked = vqtbl1_u8(px, vcreate_u8(u64::from_le_bytes(window.places)));
        vget_lane_u64::<0>(vreinterpret_u64_u8(picked)).to_le_bytes()
    });
}
