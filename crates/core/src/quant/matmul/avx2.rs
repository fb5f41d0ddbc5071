//! Even and odd bytes, widened to 16 bits, are multiplied in pairs and added up in 32: nothing saturates.
//!
//! From four rows on, the bytes of the rows are widened ahead of the products, and up to six rows by two vectors of columns have
//! their sums in registers. For fewer rows there are registers for more columns, which then are read in longer runs.

use super::groups::{PANEL, PackedGroup, Panel, PanelSums};
use crate::simd::x86::{load256, load256_bytes, load256_i32, store256_i32};
use std::arch::x86_64::*;
use std::ops::Range;

/// Columns of a vector of sums.
const LANES: usize = 8;

/// Groups whose rows are widened at a time.
const BLOCK: usize = 32;

/// The even and the odd bytes of groups of a row, each as a pair of 16 bits.
type WideRow = [[i32; BLOCK]; 2];

#[target_feature(enable = "avx2")]
pub fn tile_sums(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    match sums.len() {
        0 => {}
        1 => few_rows::<1, 8>(rows, panel, sums),
        2 => few_rows::<2, 4>(rows, panel, sums),
        3 => few_rows::<3, 4>(rows, panel, sums),
        4 => tile::<4>(rows, panel, sums),
        5 => tile::<5>(rows, panel, sums),
        _ => tile::<6>(rows, panel, sums),
    }
}

#[target_feature(enable = "avx2")]
fn few_rows<const ROWS: usize, const VECTORS: usize>(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    let rows: [&[[u8; 4]]; ROWS] = super::rows::quads(rows, panel.groups.len());
    for first in (0..PANEL / LANES).step_by(VECTORS) {
        let mut acc = [[_mm256_setzero_si256(); VECTORS]; ROWS];
        for (at, group) in panel.groups.iter().enumerate() {
            let quads = rows.map(|row| _mm256_set1_epi32(i32::from_le_bytes(row[at])));
            let vectors = &group.0.as_chunks::<LANES>().0[first..][..VECTORS];
            for (vector, columns) in vectors.iter().enumerate() {
                let columns = load256_bytes(columns);
                let (even, odd) = (even_bytes(columns), odd_bytes(columns));
                for row in 0..ROWS {
                    let row_even = _mm256_and_si256(quads[row], _mm256_set1_epi16(0xff));
                    let row_odd = _mm256_srli_epi16::<8>(quads[row]);
                    let products = _mm256_add_epi32(_mm256_madd_epi16(row_even, even), _mm256_madd_epi16(row_odd, odd));
                    acc[row][vector] = _mm256_add_epi32(acc[row][vector], products);
                }
            }
        }
        for row in 0..ROWS {
            let out = &mut sums[row].0.as_chunks_mut::<LANES>().0[first..];
            out.iter_mut().zip(acc[row]).for_each(|(out, acc)| store256_i32(out, acc));
        }
    }
}

#[target_feature(enable = "avx2")]
fn tile<const ROWS: usize>(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    let rows: [&[[u8; 4]]; ROWS] = super::rows::quads(rows, panel.groups.len());
    let mut wide = [[[0; BLOCK]; 2]; ROWS];
    for sums in &mut *sums {
        sums.0.fill(0);
    }
    for (block, groups) in panel.groups.chunks(BLOCK).enumerate() {
        widen(&rows, block * BLOCK..block * BLOCK + groups.len(), &mut wide);
        for pair in 0..PANEL / (2 * LANES) {
            let mut acc: [[__m256i; 2]; ROWS] = std::array::from_fn(|row| {
                let parts = sums[row].0.as_chunks::<LANES>().0;
                [load256_i32(&parts[2 * pair]), load256_i32(&parts[2 * pair + 1])]
            });
            add_products::<ROWS, 0>(&mut acc, &wide, groups, pair);
            add_products::<ROWS, 1>(&mut acc, &wide, groups, pair);
            for row in 0..ROWS {
                let out = &mut sums[row].0.as_chunks_mut::<LANES>().0[2 * pair..];
                out.iter_mut().zip(acc[row]).for_each(|(out, acc)| store256_i32(out, acc));
            }
        }
    }
}

/// Widens some of the quads of each row.
#[inline(never)]
#[target_feature(enable = "avx2")]
fn widen(rows: &[&[[u8; 4]]], quads: Range<usize>, wide: &mut [WideRow]) {
    for (row, [even, odd]) in rows.iter().zip(wide) {
        let out = even.as_chunks_mut().0.iter_mut().zip(odd.as_chunks_mut().0);
        for (bytes, (even, odd)) in row[quads.clone()].as_flattened().chunks(4 * LANES).zip(out) {
            let bytes = match bytes.first_chunk() {
                Some(bytes) => load256(bytes),
                None => load256(&padded(bytes)),
            };
            store256_i32(even, _mm256_and_si256(bytes, _mm256_set1_epi16(0xff)));
            store256_i32(odd, _mm256_srli_epi16::<8>(bytes));
        }
    }
}

/// Returns a vector's bytes that begin with `bytes`, which are fewer.
#[cold]
fn padded(bytes: &[u8]) -> [u8; 4 * LANES] {
    let mut all = [0; 4 * LANES];
    all.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    all
}

/// Adds the products of the even bytes, or of the odd ones where `ODD` is 1. In one loop for both the compiler would add up their
/// products first, for which there are too few registers.
#[inline]
#[target_feature(enable = "avx2")]
fn add_products<const ROWS: usize, const ODD: usize>(
    acc: &mut [[__m256i; 2]; ROWS],
    wide: &[WideRow; ROWS],
    groups: &[PackedGroup],
    pair: usize,
) {
    let mut sums = *acc;
    for at in 0..groups.len().min(BLOCK) {
        let columns = [0, 1].map(|half| {
            let bytes = load256_bytes(&groups[at].0.as_chunks::<LANES>().0[2 * pair + half]);
            if ODD == 1 { odd_bytes(bytes) } else { even_bytes(bytes) }
        });
        for row in 0..ROWS {
            let bytes = _mm256_set1_epi32(wide[row][ODD][at]);
            for half in 0..2 {
                sums[row][half] = _mm256_add_epi32(sums[row][half], _mm256_madd_epi16(bytes, columns[half]));
            }
        }
    }
    *acc = sums;
}

/// Returns the even bytes of the columns, as numbers of 16 bits.
#[inline]
#[target_feature(enable = "avx2")]
fn even_bytes(columns: __m256i) -> __m256i {
    _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(columns))
}

/// Returns the odd bytes of the columns, as numbers of 16 bits.
#[inline]
#[target_feature(enable = "avx2")]
fn odd_bytes(columns: __m256i) -> __m256i {
    _mm256_srai_epi16::<8>(columns)
}
