//! The specification of cubic interpolation.

use super::pixels::Pixels;
use super::taps::CubicTaps;
use super::weights::WEIGHT_BITS;

/// Bits by which the sum of a row is shifted, without rounding, so that 16 bits hold it: it is from -48 to 304 gray levels, and
/// keeps 6 bits of its fraction.
pub const ROW_SHIFT: u32 = 8;
/// Bits by which the sum of all rows is shifted.
pub const SHIFT: u32 = 2 * WEIGHT_BITS - ROW_SHIFT;
/// The term that is added before that: half of a gray level, and half of the unit of a row's sum, which shifting takes off on average.
pub const HALF: i32 = (1 << (SHIFT - 1)) + (1 << (WEIGHT_BITS - 1));

#[inline(always)]
pub fn weigh_block(pixels: &Pixels<'_>, taps: &CubicTaps, dst: &mut [u8]) {
    match pixels.channels() {
        1 => weigh::<1, 4>(pixels, taps, dst),
        3 => weigh::<3, 12>(pixels, taps, dst),
        _ => weigh::<4, 16>(pixels, taps, dst),
    }
}

#[inline(always)]
fn weigh<const CHANNELS: usize, const BYTES: usize>(pixels: &Pixels<'_>, taps: &CubicTaps, dst: &mut [u8]) {
    for (i, px) in dst.as_chunks_mut::<CHANNELS>().0.iter_mut().enumerate() {
        let (across, down) = (taps.x.weights(i), taps.y.weights(i));
        let rows: [&[u8; BYTES]; 4] = std::array::from_fn(|row| pixels.row(i, row));
        let mut sums = [HALF; CHANNELS];
        for (row, weight) in rows.into_iter().zip(down) {
            let mut along = [0; CHANNELS];
            for (tap, weight) in row.as_chunks::<CHANNELS>().0.iter().zip(across) {
                along.iter_mut().zip(tap).for_each(|(along, &byte)| *along += weight * i32::from(byte));
            }
            sums.iter_mut().zip(along).for_each(|(sum, along)| *sum += weight * i32::from((along >> ROW_SHIFT) as i16));
        }
        *px = sums.map(|sum| (sum >> SHIFT).clamp(0, 255) as u8);
    }
}
