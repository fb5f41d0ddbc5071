//! The specification, and under another level's instructions its kernel.

use crate::simd::InOut;

#[inline(always)]
pub fn flip_row(mut px: InOut<'_>, flips: [u8; 4]) {
    // Blocks by value: were it bytes, the compiler could not vectorise the in-place call.
    let mut at = 0;
    while px.len() - at >= 64 {
        let block: [u8; 64] = px.load(at);
        px.store(at, std::array::from_fn::<u8, 64, _>(|i| block[i] ^ flips[i % 4]));
        at += 64;
    }
    for x in at..px.len() {
        let [byte] = px.load(x);
        px.store(x, [byte ^ flips[x % 4]]);
    }
}
