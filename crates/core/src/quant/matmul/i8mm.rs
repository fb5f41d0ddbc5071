//! Two rows times two columns, eight bytes of each, in an instruction. Three pairs of rows by four of columns at a time.

use super::groups::{PackedGroup, Panel, PanelSums};
use crate::simd::aarch64::{load_bytes, load_u8, multiply_pairs, store_i32};
use std::arch::aarch64::*;

/// Bytes of a row that are multiplied at a time: those of two groups.
const STEP: usize = 8;

#[target_feature(enable = "neon,dotprod,i8mm")]
pub fn tile_sums(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    match sums.len() {
        0 => {}
        1 => strip::<1, 1>(rows, panel, sums),
        2 => strip::<2, 1>(rows, panel, sums),
        3 => strip::<3, 2>(rows, panel, sums),
        4 => strip::<4, 2>(rows, panel, sums),
        5 => strip::<5, 3>(rows, panel, sums),
        _ => strip::<6, 3>(rows, panel, sums),
    }
}

/// Where `ROWS` are odd, the last is a pair with itself.
#[target_feature(enable = "neon,dotprod,i8mm")]
fn strip<const ROWS: usize, const PAIRS: usize>(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    let rows: [_; ROWS] = super::rows::rows(rows, panel.groups.len());
    let (steps, last) = panel.groups.as_chunks::<2>();
    for eight in 0..8 {
        let mut acc = [[vdupq_n_s32(0); 4]; PAIRS];
        for (at, groups) in steps.iter().enumerate() {
            let columns = columns(groups, eight);
            for (pair, acc) in acc.iter_mut().enumerate() {
                let of = |row: usize| rows[row.min(ROWS - 1)].as_chunks::<STEP>().0[at];
                add(acc, of(2 * pair), of(2 * pair + 1), &columns);
            }
        }
        if let [group] = last {
            let columns = columns(&[*group, PackedGroup::default()], eight);
            for (pair, acc) in acc.iter_mut().enumerate() {
                let of = |row: usize| {
                    let mut padded = [0; STEP];
                    padded[..4].copy_from_slice(rows[row.min(ROWS - 1)].as_chunks::<STEP>().1);
                    padded
                };
                add(acc, of(2 * pair), of(2 * pair + 1), &columns);
            }
        }
        for (row, sums) in sums.iter_mut().enumerate() {
            let acc = acc[row / 2].map(|sum| vreinterpretq_s64_s32(sum));
            let half = if row % 2 == 0 { vzip1q_s64 } else { vzip2q_s64 };
            let (out, _) = sums.0[8 * eight..].as_chunks_mut::<4>();
            store_i32(&mut out[0], vreinterpretq_s32_s64(half(acc[0], acc[1])));
            store_i32(&mut out[1], vreinterpretq_s32_s64(half(acc[2], acc[3])));
        }
    }
}

/// Eight columns, two by two.
#[inline]
#[target_feature(enable = "neon")]
fn columns(groups: &[PackedGroup; 2], eight: usize) -> [int8x16_t; 4] {
    let load =
        |group: usize, half: usize| vreinterpretq_s32_s8(load_bytes(&groups[group].0.as_chunks().0[2 * eight + half]));
    let [low, high] = [0, 1].map(|half| (load(0, half), load(1, half)));
    [
        vreinterpretq_s8_s32(vzip1q_s32(low.0, low.1)),
        vreinterpretq_s8_s32(vzip2q_s32(low.0, low.1)),
        vreinterpretq_s8_s32(vzip1q_s32(high.0, high.1)),
        vreinterpretq_s8_s32(vzip2q_s32(high.0, high.1)),
    ]
}

#[inline]
#[target_feature(enable = "neon,i8mm")]
fn add(acc: &mut [int32x4_t; 4], upper: [u8; STEP], lower: [u8; STEP], columns: &[int8x16_t; 4]) {
    let mut rows = [0; 2 * STEP];
    rows[..STEP].copy_from_slice(&upper);
    rows[STEP..].copy_from_slice(&lower);
    let rows = load_u8(&rows);
    for (acc, &columns) in acc.iter_mut().zip(columns) {
        *acc = multiply_pairs(*acc, rows, columns);
    }
}
