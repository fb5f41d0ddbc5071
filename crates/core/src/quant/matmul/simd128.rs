//! Bytes, widened to 16 bits, are multiplied in pairs and added up in 32: nothing saturates.

use super::groups::{Panel, PanelSums};
use super::scalar;
use crate::simd::wasm::{load_bytes, load_i8, load_u8, store_i32};
use std::arch::wasm32::*;

/// Rows by two vectors of columns: their sums, and what is multiplied, are as many vectors as an x86-64 has registers.
const ROWS: usize = 3;

pub fn tile_sums(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    let stride = 4 * panel.groups.len();
    for (at, sums) in sums.chunks_mut(ROWS).enumerate() {
        let rows = &rows[ROWS * at * stride..];
        (0..8).for_each(|pair| match sums.len() {
            1 => strip::<1>(rows, panel, sums, pair),
            2 => strip::<2>(rows, panel, sums, pair),
            _ => strip::<ROWS>(rows, panel, sums, pair),
        });
    }
}

#[inline(always)]
fn strip<const ROWS: usize>(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums], pair: usize) {
    let rows: [&[[u8; 4]]; ROWS] = super::rows::quads(rows, panel.groups.len());
    let mut acc = [[i32x4_splat(0); 2]; ROWS];
    for (at, group) in panel.groups.iter().enumerate() {
        let (parts, _) = group.0.as_chunks::<8>();
        let (halves, _) = parts[pair].as_chunks::<4>();
        let columns = [load_bytes(&halves[0]), load_bytes(&halves[1])];
        let even = columns.map(|bytes| i16x8_shr(i16x8_shl(bytes, 8), 8));
        let odd = columns.map(|bytes| i16x8_shr(bytes, 8));
        for row in 0..ROWS {
            let quad = u32x4_splat(u32::from_le_bytes(rows[row][at]));
            let (row_even, row_odd) = (v128_and(quad, u16x8_splat(0xff)), u16x8_shr(quad, 8));
            for half in 0..2 {
                let products = i32x4_add(i32x4_dot_i16x8(row_even, even[half]), i32x4_dot_i16x8(row_odd, odd[half]));
                acc[row][half] = i32x4_add(acc[row][half], products);
            }
        }
    }
    for row in 0..ROWS {
        let (out, _) = sums[row].0[8 * pair..].as_chunks_mut::<4>();
        store_i32(&mut out[0], acc[row][0]);
        store_i32(&mut out[1], acc[row][1]);
    }
}

pub fn dot_u8(a: &[u8], b: &[i8]) -> i32 {
    dot(a, b, |a| [u16x8_extend_low_u8x16(load_u8(a)), u16x8_extend_high_u8x16(load_u8(a))], scalar::dot_u8)
}

pub fn dot_i8(a: &[i8], b: &[i8]) -> i32 {
    dot(a, b, halves, scalar::dot_i8)
}

/// Widens bytes to 16 bits.
#[inline(always)]
fn halves(bytes: &[i8; 16]) -> [v128; 2] {
    [i16x8_extend_low_i8x16(load_i8(bytes)), i16x8_extend_high_i8x16(load_i8(bytes))]
}

/// Sums the products of 16 bytes a step; those that are left are `tail`'s.
#[inline(always)]
fn dot<A>(a: &[A], b: &[i8], wide: impl Fn(&[A; 16]) -> [v128; 2], tail: impl Fn(&[A], &[i8]) -> i32) -> i32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks(), b.as_chunks());
    let mut sums = [i32x4_splat(0); 2];
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (wide(a), halves(b));
        sums = [0, 1].map(|half| i32x4_add(sums[half], i32x4_dot_i16x8(a[half], b[half])));
    }
    let mut lanes = [0; 4];
    store_i32(&mut lanes, i32x4_add(sums[0], sums[1]));
    lanes.iter().sum::<i32>() + tail(a_rest, b_rest)
}
