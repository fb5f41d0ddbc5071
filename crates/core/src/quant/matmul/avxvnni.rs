//! Four dot products of four bytes in each lane, as in `vnni.rs`, but with 16 registers of 256 bits: six rows by two vectors
//! of columns at a time.

use super::groups::{Panel, PanelSums};
use crate::simd::x86::{load256_bytes, store256_i32};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2,avxvnni")]
pub fn tile_sums(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    (0..4).for_each(|pair| match sums.len() {
        0 => {}
        1 => strip::<1>(rows, panel, sums, pair),
        2 => strip::<2>(rows, panel, sums, pair),
        3 => strip::<3>(rows, panel, sums, pair),
        4 => strip::<4>(rows, panel, sums, pair),
        5 => strip::<5>(rows, panel, sums, pair),
        _ => strip::<6>(rows, panel, sums, pair),
    });
}

#[target_feature(enable = "avx2,avxvnni")]
fn strip<const ROWS: usize>(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums], pair: usize) {
    let rows: [&[[u8; 4]]; ROWS] = super::rows::quads(rows, panel.groups.len());
    let mut acc = [[_mm256_setzero_si256(); 2]; ROWS];
    for (at, group) in panel.groups.iter().enumerate() {
        let (halves, _) = group.0.as_chunks::<16>().0[pair].as_chunks::<8>();
        let columns = [load256_bytes(&halves[0]), load256_bytes(&halves[1])];
        for row in 0..ROWS {
            let quad = _mm256_set1_epi32(i32::from_le_bytes(rows[row][at]));
            for half in 0..2 {
                acc[row][half] = _mm256_dpbusd_avx_epi32(acc[row][half], quad, columns[half]);
            }
        }
    }
    for row in 0..ROWS {
        let (out, _) = sums[row].0[16 * pair..].as_chunks_mut::<8>();
        store256_i32(&mut out[0], acc[row][0]);
        store256_i32(&mut out[1], acc[row][1]);
    }
}
