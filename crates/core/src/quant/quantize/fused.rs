//! Without division: the module's documentation has the proof. Compiled again for each instruction set that has fused
//! multiply-add on vectors.

use super::quantizer::Quantizer;
use super::scalar::{clamp, round};
use crate::simd::prefetch_page;

#[inline(always)]
pub fn fused(src: &[f32], map: &Quantizer, dst: &mut [u8]) {
    let Quantizer { scale, reciprocal, zero_point, least, most, .. } = *map;
    let quantized = |x: f32| {
        let x = clamp(x, least, most);
        let rough = x * reciprocal;
        let rest = (-rough).mul_add(scale, x);
        round(rest.mul_add(reciprocal, rough), zero_point)
    };
    let (blocks, rest) = src.as_chunks::<64>();
    let (out, out_rest) = dst.as_chunks_mut::<64>();
    for (block, out) in blocks.iter().zip(out) {
        prefetch_page(block);
        for (&x, q) in block.iter().zip(out) {
            *q = quantized(x);
        }
    }
    for (&x, q) in rest.iter().zip(out_rest) {
        *q = quantized(x);
    }
}
