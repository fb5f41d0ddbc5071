//! The two pixels along one axis between which a position interpolates, computed as OpenCV does.

use crate::base::error::{Result, rezero};
use crate::base::rounding::{ROUNDING, round_ties_even};

/// Two neighbouring pixels along one axis and their weights, which add up to about 2048.
#[derive(Clone, Copy, Debug, Default)]
pub struct PixelPair {
    pub at: usize,
    pub next: usize,
    pub weights: [u16; 2],
}

/// Sets `pairs` to those of `dst` positions among `src` pixels. With `clamped`, a position outside gives the border pixel all
/// weight.
pub fn set_pixel_pairs(pairs: &mut Vec<PixelPair>, src: usize, dst: usize, clamped: bool) -> Result<()> {
    rezero(pairs, dst, "resize: tables")?;
    // The reciprocal of the quotient, not src/dst: its last bit is OpenCV's.
    let scale = 1.0 / (dst as f64 / src as f64);
    let (last, mut centre) = ((src - 1) as f64, 0.5);
    for pair in pairs {
        let position = (centre * scale - 0.5) as f32;
        centre += 1.0;
        let near = round_ties_even(f64::from(position));
        let floor = if near > f64::from(position) { near - 1.0 } else { near };
        let outside = clamped && (floor < 0.0 || floor >= last);
        let fraction = if outside { 0.0 } else { position - floor as f32 };
        *pair = PixelPair {
            at: within(floor, last),
            next: within(floor + 1.0, last),
            weights: [rounded(2048.0 * (1.0 - fraction)), rounded(2048.0 * fraction)],
        };
    }
    Ok(())
}

/// The whole number `at`, moved into 0 to `last`.
fn within(at: f64, last: f64) -> usize {
    let at = if at < 0.0 { 0.0 } else { at };
    let at = if at > last { last } else { at };
    ((at + ROUNDING).to_bits() - ROUNDING.to_bits()) as usize
}

/// The integer nearest to `value`, which is from 0 to 2048: [`ROUNDING`] for `f32` is 1.5 · 2²³.
fn rounded(value: f32) -> u16 {
    const ROUNDING: f32 = 12_582_912.0;
    ((value + ROUNDING).to_bits() - ROUNDING.to_bits()) as u16
}
