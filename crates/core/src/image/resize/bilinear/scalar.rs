//! The specification of bilinear interpolation. The compiler makes the kernels of several levels from it.

use super::pairs::PixelPair;
use super::strip::MixStrip;
use super::tables::MixTables;
use crate::simd::each_block_of;

#[inline(always)]
pub fn make_rows(strip: MixStrip<'_>) {
    strip.make(mix_row, blend_rows);
}

/// Mixes a row horizontally. Elements of `dst` beyond the last one may be written.
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

/// Blends two mixed rows, no shorter than `dst`, in blocks of which the last may overlap the one before.
#[inline(always)]
pub fn blend_rows(first: &[u16], second: &[u16], weights: [u16; 2], dst: &mut [u8]) {
    let (first, second) = (&first[..dst.len()], &second[..dst.len()]);
    let done = blend_blocks::<32>(first, second, weights, dst) || blend_blocks::<8>(first, second, weights, dst);
    if !done {
        first.iter().zip(second).zip(dst).for_each(|((&first, &second), dst)| *dst = blend(first, second, weights));
    }
}

/// Returns false where the rows are shorter than a block.
#[inline(always)]
fn blend_blocks<const BLOCK: usize>(first: &[u16], second: &[u16], weights: [u16; 2], dst: &mut [u8]) -> bool {
    let pairs = first.as_chunks().0.iter().zip(second.as_chunks().0);
    let block = |(first, second): (&[u16; BLOCK], &[u16; BLOCK]), dst: &mut [u8; BLOCK]| {
        *dst = std::array::from_fn(|at| blend(first[at], second[at], weights));
    };
    each_block_of(pairs, || Some((first.last_chunk()?, second.last_chunk()?)), dst, block)
}

#[inline(always)]
fn blend(first: u16, second: u16, weights: [u16; 2]) -> u8 {
    let weighed = |mixed: u16, weight: u16| ((u32::from(mixed) * u32::from(weight)) >> 16) as u16;
    ((weighed(first, weights[0]) + weighed(second, weights[1]) + 2) >> 2) as u8
}
