//! The specification.

use crate::simd::InOut;

#[inline(always)]
pub fn flip_row(px: InOut<'_>, flips: [u8; 4]) {
    let flips_of_word = u64::from(u32::from_ne_bytes(flips)) * 0x1_0000_0001;
    let mut tail = px.map_blocks(|word| (u64::from_ne_bytes(word) ^ flips_of_word).to_ne_bytes());
    for x in 0..tail.len() {
        let [byte] = tail.load(x);
        tail.store(x, [byte ^ flips[x % 4]]);
    }
}
