//! The peak rate of the dot product instructions: sums that never leave their registers.

use std::arch::x86_64::*;
use std::hint::black_box;

/// Sums at a time: more than are ever on their way.
const SUMS: usize = 20;

/// Something that does this many products of bytes, where the processor has the instructions.
pub fn dot_products(products: usize) -> Option<impl FnMut()> {
    let found = is_x86_feature_detected!("avx512vnni") && is_x86_feature_detected!("avx512f");
    // SAFETY: both features were detected.
    found.then_some(move || unsafe { registers_only(products / (64 * SUMS)) })
}

#[target_feature(enable = "avx512f,avx512vnni")]
fn registers_only(turns: usize) {
    let (a, b) = (_mm512_set1_epi32(black_box(0x0102_0304)), _mm512_set1_epi32(black_box(0x0504_0302)));
    let mut sums = [_mm512_setzero_si512(); SUMS];
    for _ in 0..turns {
        for sum in &mut sums {
            *sum = _mm512_dpbusd_epi32(*sum, a, b);
        }
    }
    black_box(sums);
}
