//! The specification.

/// Added to a number between -2^22 and 2^22, rounds it to an integer, halves to even, in the lowest bits of the sum: half of
/// 3 * 2^23.
const ROUND: f32 = 12_582_912.0;

/// Replaces each blurred pixel by that of `src` plus `amount` times the difference of both, or by that of `src` alone where
/// the difference is at most `threshold`.
#[inline(always)]
pub fn sharpen_row(src: &[u8], amount: f32, threshold: u8, blurred: &mut [u8]) {
    for (to, &px) in blurred.iter_mut().zip(src) {
        let difference = i32::from(px) - i32::from(*to);
        let sharp = f32::from(px) + amount * difference as f32;
        let rounded = (sharp + ROUND).to_bits() as i32 - ROUND.to_bits() as i32;
        *to = if difference.abs() > i32::from(threshold) { rounded.clamp(0, 255) as u8 } else { px };
    }
}
