//! `avx512` with the four products added in one instruction.

use super::{Pixel, avx512};
use std::arch::x86_64::*;

#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
pub fn weighed_row(src: &[u8], pixel: Pixel, dst: &mut [u8]) {
    avx512::weighed_with(src, pixel, dst, |sum, weights, px| _mm512_dpbusd_epi32(sum, weights, px));
}
