//! The specification, and the kernel: a word at a time, which the compiler turns into each level's own vectors. Written
//! by hand they were no faster.

use crate::simd::InOut;

#[inline(always)]
pub fn flip_row(mut px: InOut<'_>, flips: [u8; 4]) {
    let flips_of_word = u64::from(u32::from_ne_bytes(flips)) * 0x1_0000_0001;
    let mut at = 0;
    while px.len() - at >= 8 {
        let word = u64::from_ne_bytes(px.load(at)) ^ flips_of_word;
        px.store(at, word.to_ne_bytes());
        at += 8;
    }
    for x in at..px.len() {
        let [byte] = px.load(x);
        px.store(x, [byte ^ flips[x % 4]]);
    }
}
