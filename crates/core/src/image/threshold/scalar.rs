//! The specification.

use crate::simd::InOut;
use crate::split::{Rows, RowsMut};

#[inline(always)]
pub fn threshold_row(mut px: InOut<'_>, t: u8) {
    for x in 0..px.len() {
        let [gray] = px.load(x);
        px.store(x, [if gray > t { 255 } else { 0 }]);
    }
}

/// [`threshold_row`] of fewer pixels than a vector has, out of line: inlined it would cost a kernel its lack of a stack frame.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
pub fn short_row(px: InOut<'_>, t: u8) {
    threshold_row(px, t);
}

#[inline(always)]
pub fn threshold_bits_rows(src: Rows<'_>, t: u8, mut dst: RowsMut<'_>) {
    (0..dst.len()).for_each(|y| threshold_bits_row(src.row(y), t, dst.row(y)));
}

#[inline(always)]
fn threshold_bits_row(src: &[u8], t: u8, dst: &mut [u8]) {
    let (bytes, rest) = src.as_chunks::<8>();
    for (eight, bits) in bytes.iter().zip(dst.iter_mut()) {
        *bits = eight.iter().fold(0, |bits, &gray| bits << 1 | u8::from(gray <= t));
    }
    if let Some(last) = dst.get_mut(bytes.len()) {
        let kept = 0xff >> rest.len();
        let bits = rest.iter().enumerate().fold(0, |bits, (x, &gray)| bits | u8::from(gray <= t) << (7 - x));
        *last = *last & kept | bits;
    }
}
