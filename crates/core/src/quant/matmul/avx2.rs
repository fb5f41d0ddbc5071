//! Even and odd bytes, widened to 16 bits, are multiplied in pairs and added up in 32: nothing saturates. Four rows by two
//! vectors of columns at a time.

use super::groups::{Panel, PanelSums};
use crate::simd::x86::{load256_bytes, store256_i32};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2")]
pub fn tile_sums(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    let stride = 4 * panel.groups.len();
    for (at, sums) in sums.chunks_mut(4).enumerate() {
        let rows = &rows[4 * at * stride..];
        (0..4).for_each(|pair| match sums.len() {
            1 => strip::<1>(rows, panel, sums, pair),
            2 => strip::<2>(rows, panel, sums, pair),
            3 => strip::<3>(rows, panel, sums, pair),
            _ => strip::<4>(rows, panel, sums, pair),
        });
    }
}

#[target_feature(enable = "avx2")]
fn strip<const ROWS: usize>(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums], pair: usize) {
    let rows: [&[[u8; 4]]; ROWS] = super::rows::quads(rows, panel.groups.len());
    let low_bytes = _mm256_set1_epi16(0xff);
    let mut acc = [[_mm256_setzero_si256(); 2]; ROWS];
    for (at, group) in panel.groups.iter().enumerate() {
        let (parts, _) = group.0.as_chunks::<16>();
        let (halves, _) = parts[pair].as_chunks::<8>();
        let columns = [load256_bytes(&halves[0]), load256_bytes(&halves[1])];
        let even = columns.map(|bytes| _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(bytes)));
        let odd = columns.map(|bytes| _mm256_srai_epi16::<8>(bytes));
        for row in 0..ROWS {
            let quad = _mm256_set1_epi32(i32::from_le_bytes(rows[row][at]));
            let (row_even, row_odd) = (_mm256_and_si256(quad, low_bytes), _mm256_srli_epi16::<8>(quad));
            for half in 0..2 {
                let products =
                    _mm256_add_epi32(_mm256_madd_epi16(row_even, even[half]), _mm256_madd_epi16(row_odd, odd[half]));
                acc[row][half] = _mm256_add_epi32(acc[row][half], products);
            }
        }
    }
    for row in 0..ROWS {
        let (out, _) = sums[row].0[16 * pair..].as_chunks_mut::<8>();
        store256_i32(&mut out[0], acc[row][0]);
        store256_i32(&mut out[1], acc[row][1]);
    }
}
