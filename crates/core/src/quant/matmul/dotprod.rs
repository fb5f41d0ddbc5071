//! Four dot products of four signed bytes in each vector: rows are shifted by 128, which the sums of the columns make good.
//! Six rows by two vectors of columns at a time.

use super::groups::{PackedGroup, Panel, PanelSums};
use crate::simd::aarch64::{dot_lane, load_bytes, load_i32, load_u8, store_i32};
use std::arch::aarch64::*;

/// Groups whose bytes of a row are a vector.
const BLOCK: usize = 4;

#[target_feature(enable = "neon,dotprod")]
pub fn tile_sums(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    match sums.len() {
        0 => {}
        1 => strip::<1>(rows, panel, sums),
        2 => strip::<2>(rows, panel, sums),
        3 => strip::<3>(rows, panel, sums),
        4 => strip::<4>(rows, panel, sums),
        5 => strip::<5>(rows, panel, sums),
        _ => strip::<6>(rows, panel, sums),
    }
}

#[target_feature(enable = "neon,dotprod")]
fn strip<const ROWS: usize>(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    let (blocks, rest) = panel.groups.as_chunks::<BLOCK>();
    let rows: [_; ROWS] = super::rows::rows(rows, panel.groups.len());
    // The groups that are no block, and what is multiplied by them.
    let mut last = [PackedGroup::default(); BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let row_last = rows.map(|row| {
        let mut padded = [0; 16];
        let (_, rest) = row.as_chunks::<16>();
        padded[..rest.len()].copy_from_slice(rest);
        padded
    });
    for pair in 0..8 {
        let (of_columns, _) = panel.sums.0[8 * pair..].as_chunks::<4>();
        let mut acc = [[vshlq_n_s32::<7>(load_i32(&of_columns[0])), vshlq_n_s32::<7>(load_i32(&of_columns[1]))]; ROWS];
        for (at, groups) in blocks.iter().enumerate() {
            add(&mut acc, rows.map(|row| &row.as_chunks().0[at]), groups, pair);
        }
        add(&mut acc, row_last.each_ref(), &last, pair);
        for (acc, sums) in acc.iter().zip(&mut *sums) {
            let (out, _) = sums.0[8 * pair..].as_chunks_mut::<4>();
            store_i32(&mut out[0], acc[0]);
            store_i32(&mut out[1], acc[1]);
        }
    }
}

#[inline]
#[target_feature(enable = "neon,dotprod")]
fn add<const ROWS: usize>(
    acc: &mut [[int32x4_t; 2]; ROWS],
    rows: [&[u8; 16]; ROWS],
    groups: &[PackedGroup; BLOCK],
    pair: usize,
) {
    for half in 0..2 {
        let columns = |at: usize| load_bytes(&groups[at].0.as_chunks().0[2 * pair + half]);
        let columns = [columns(0), columns(1), columns(2), columns(3)];
        for (acc, row) in acc.iter_mut().zip(rows) {
            let row = vreinterpretq_s8_u8(veorq_u8(load_u8(row), vdupq_n_u8(0x80)));
            let sum = dot_lane::<0>(acc[half], columns[0], row);
            let sum = dot_lane::<1>(sum, columns[1], row);
            let sum = dot_lane::<2>(sum, columns[2], row);
            acc[half] = dot_lane::<3>(sum, columns[3], row);
        }
    }
}
