//! The specification. All sums are exact; only the last one is rounded.

use super::sums::{BLOCK, SMALL, SplitSums};
use crate::split::Rows;

/// Writes the weighted sums of each column of some rows: `rows` are the numbers of those, and `weights` are from the middle one
/// outwards.
#[inline(always)]
pub fn sum_down(src: Rows<'_>, rows: &[usize], weights: &[u16], sums: &mut SplitSums) {
    if sums.len >= BLOCK {
        down_blocks::<BLOCK>(src, rows, weights, sums);
    } else if sums.len >= SMALL {
        down_blocks::<SMALL>(src, rows, weights, sums);
    } else {
        down_blocks::<1>(src, rows, weights, sums);
    }
}

/// Sums a row of at least `N` bytes. The last block may overlap the one before.
#[inline(always)]
fn down_blocks<const N: usize>(src: Rows<'_>, rows: &[usize], weights: &[u16], sums: &mut SplitSums) {
    let last = sums.len - N;
    for at in (0..last).step_by(N).chain([last]) {
        let block = down_block::<N>(src, rows, weights, at);
        match sums.reduced {
            Some(_) => sums.whole[sums.margin + at..][..N].copy_from_slice(&block),
            None => split(block, at, sums),
        }
    }
}

#[inline(always)]
fn down_block<const N: usize>(src: Rows<'_>, rows: &[usize], weights: &[u16], at: usize) -> [u16; N] {
    let px = |row: usize| -> &[u8; N] { &src.row(rows[row])[at..at + N].as_chunks().0[0] };
    let middle = weights.len() - 1;
    let mut sums = [0; N];
    for (sum, &px) in sums.iter_mut().zip(px(middle)) {
        *sum = weights[0] * u16::from(px);
    }
    for (distance, &weight) in weights.iter().enumerate().skip(1) {
        let (above, below) = (px(middle - distance), px(middle + distance));
        for i in 0..N {
            sums[i] += weight * (u16::from(above[i]) + u16::from(below[i]));
        }
    }
    sums
}

#[inline(always)]
fn split<const N: usize>(block: [u16; N], at: usize, sums: &mut SplitSums) {
    let at = sums.margin + at;
    let (whole, rest) = (&mut sums.whole[at..at + N], &mut sums.rest[at..at + N]);
    for i in 0..N {
        whole[i] = block[i] >> 8;
        rest[i] = block[i] & 0xff;
    }
}

/// Writes the weighted sums of the sums around each pixel, rounded, halves up. `weights` are from the middle one outwards.
#[inline(always)]
pub fn sum_across(sums: &SplitSums, weights: &[u16], out: &mut [u8]) {
    if out.len() >= BLOCK {
        across_blocks::<BLOCK>(sums, weights, out);
    } else if out.len() >= SMALL {
        across_blocks::<SMALL>(sums, weights, out);
    } else {
        let block = across_block::<SMALL>(sums, weights, 0);
        out.copy_from_slice(&block[..out.len()]);
    }
}

/// Sums a row of at least `N` bytes. The last block may overlap the one before.
#[inline(always)]
fn across_blocks<const N: usize>(sums: &SplitSums, weights: &[u16], out: &mut [u8]) {
    let last = out.len() - N;
    for (i, block) in out.as_chunks_mut().0.iter_mut().enumerate() {
        *block = across_block::<N>(sums, weights, i * N);
    }
    if !out.len().is_multiple_of(N) {
        out[last..].as_chunks_mut().0[0] = across_block::<N>(sums, weights, last);
    }
}

#[inline(always)]
fn across_block<const N: usize>(sums: &SplitSums, weights: &[u16], at: usize) -> [u8; N] {
    let whole = weighted::<N>(&sums.whole[at..], sums.margin, sums.step, weights);
    if let Some(shift) = sums.reduced {
        return rounded(whole, shift);
    }
    let rest = weighted::<N>(&sums.rest[at..], sums.margin, sums.step, weights);
    let mut out = [0; N];
    for i in 0..N {
        // (256 whole + rest + 2^15) >> 16 in 16 bits, as whole + rest / 256 is at most 255 * 256.
        out[i] = ((whole[i] + (rest[i] >> 8) + 128) >> 8) as u8;
    }
    out
}

/// Shifts sums, rounded, halves up. 16 bits hold 255 << 8 and half of 1 << 8.
#[inline(always)]
fn rounded<const N: usize>(sums: [u16; N], shift: u32) -> [u8; N] {
    let half = (1 << shift) >> 1;
    sums.map(|sum| ((sum + half) >> shift) as u8)
}

#[inline(always)]
fn weighted<const N: usize>(sums: &[u16], margin: usize, step: usize, weights: &[u16]) -> [u16; N] {
    let block = |at: usize| -> &[u16; N] { &sums[at..at + N].as_chunks().0[0] };
    let mut out = [0; N];
    for (out, &sum) in out.iter_mut().zip(block(margin)) {
        *out = weights[0] * sum;
    }
    for (distance, &weight) in weights.iter().enumerate().skip(1) {
        let (left, right) = (block(margin - distance * step), block(margin + distance * step));
        for i in 0..N {
            out[i] += weight * (left[i] + right[i]);
        }
    }
    out
}
