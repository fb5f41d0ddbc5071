//! The specification of bilinear interpolation. The compiler makes the kernels of several levels from it.

use super::pairs::PixelPair;
use super::tables::MixTables;

#[inline(always)]
pub fn mix_row(src: &[u8], tables: &MixTables, dst: &mut [u16]) {
    match tables.channels {
        1 => mix::<1>(src, &tables.pairs, dst),
        3 => mix::<3>(src, &tables.pairs, dst),
        _ => mix::<4>(src, &tables.pairs, dst),
    }
}

#[inline(always)]
fn mix<const CHANNELS: usize>(src: &[u8], pairs: &[PixelPair], dst: &mut [u16]) {
    let (pixels, _) = src.as_chunks::<CHANNELS>();
    let (mixed, _) = dst.as_chunks_mut::<CHANNELS>();
    for (pair, mixed) in pairs.iter().zip(mixed) {
        let (first, second) = (&pixels[pair.at], &pixels[pair.next]);
        let [w0, w1] = pair.weights.map(u32::from);
        for channel in 0..CHANNELS {
            let sum = u32::from(first[channel]) * w0 + u32::from(second[channel]) * w1;
            mixed[channel] = (sum >> 4) as u16;
        }
    }
}

#[inline(always)]
pub fn blend_rows(first: &[u16], second: &[u16], weights: [u16; 2], dst: &mut [u8]) {
    let weighed = |mixed: u16, weight: u16| ((u32::from(mixed) * u32::from(weight)) >> 16) as u16;
    for ((&first, &second), dst) in first.iter().zip(second).zip(dst) {
        *dst = ((weighed(first, weights[0]) + weighed(second, weights[1]) + 2) >> 2) as u8;
    }
}
