//! Four dot products of four bytes in each lane. Six rows by four vectors of columns have their sums in 24 registers. A single
//! row has two sets of sums that take turns, so that an instruction need not wait for the one before it.

use super::groups::{PackedGroup, Panel, PanelSums};
use crate::simd::x86::{load512_bytes, store512_i32};
use std::arch::x86_64::*;

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
pub fn tile_sums(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    match sums.len() {
        0 => {}
        1 => one_row(rows, panel, sums),
        2 => tile::<2>(rows, panel, sums),
        3 => tile::<3>(rows, panel, sums),
        4 => tile::<4>(rows, panel, sums),
        5 => tile::<5>(rows, panel, sums),
        _ => tile::<6>(rows, panel, sums),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn tile<const ROWS: usize>(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    let rows: [&[[u8; 4]]; ROWS] = super::rows::quads(rows, panel.groups.len());
    let mut acc = [[_mm512_setzero_si512(); 4]; ROWS];
    for (at, group) in panel.groups.iter().enumerate() {
        let (parts, _) = group.0.as_chunks::<16>();
        let columns: [__m512i; 4] = std::array::from_fn(|part| load512_bytes(&parts[part]));
        for row in 0..ROWS {
            let quad = _mm512_set1_epi32(i32::from_le_bytes(rows[row][at]));
            for part in 0..4 {
                acc[row][part] = _mm512_dpbusd_epi32(acc[row][part], quad, columns[part]);
            }
        }
    }
    for row in 0..ROWS {
        store(&acc[row], &mut sums[row]);
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn one_row(row: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    let mut acc = [[_mm512_setzero_si512(); 4]; 2];
    let (pairs, last) = panel.groups.as_chunks::<2>();
    let (octets, rest) = row.as_chunks::<8>();
    for (pair, octet) in pairs.iter().zip(octets) {
        for turn in 0..2 {
            acc[turn] = add(acc[turn], octet.as_chunks().0[turn], &pair[turn]);
        }
    }
    if let (Some(group), Some(&quad)) = (last.first(), rest.first_chunk()) {
        acc[0] = add(acc[0], quad, group);
    }
    store(&std::array::from_fn(|part| _mm512_add_epi32(acc[0][part], acc[1][part])), &mut sums[0]);
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn add(mut acc: [__m512i; 4], quad: [u8; 4], group: &PackedGroup) -> [__m512i; 4] {
    let quad = _mm512_set1_epi32(i32::from_le_bytes(quad));
    for (acc, columns) in acc.iter_mut().zip(group.0.as_chunks::<16>().0) {
        *acc = _mm512_dpbusd_epi32(*acc, quad, load512_bytes(columns));
    }
    acc
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(acc: &[__m512i; 4], sums: &mut PanelSums) {
    for (part, sums) in acc.iter().zip(sums.0.as_chunks_mut().0) {
        store512_i32(sums, *part);
    }
}
