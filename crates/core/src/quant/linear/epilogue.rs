//! The last step: sums of bytes become sums of the floats that they stand for, or bytes for those.

use crate::quant::QuantParams;
use crate::quant::matmul::{PANEL, PanelSums, Tile};
use crate::quant::quantize::{Quantizer, dividing_kernel, fused_kernel};
use crate::simd::{Level, dispatch};

/// Scales, zero points and bias of a panel's columns, which turn sums into floats.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct LayerTerms {
    pub scales: [f32; PANEL],
    pub zero_points: [i32; PANEL],
    pub bias: [f32; PANEL],
}

impl Default for LayerTerms {
    fn default() -> Self {
        Self { scales: [0.0; PANEL], zero_points: [0; PANEL], bias: [0.0; PANEL] }
    }
}

/// The columns of a tile.
pub struct LayerColumns<'a> {
    pub terms: &'a LayerTerms,
    /// Whether weights have zero points.
    pub affine: bool,
    /// Values of a row of activations, and of a row of the result.
    pub k: usize,
    pub n: usize,
}

dispatch! {
    /// Writes the floats that a tile's sums stand for. `params` are those of its rows.
    pub fn finish(tile: &Tile<'_>, columns: &LayerColumns<'_>, params: &[QuantParams], out: &mut [f32]) = finish_tile;
}

#[inline(always)]
fn finish_tile(tile: &Tile<'_>, columns: &LayerColumns<'_>, params: &[QuantParams], out: &mut [f32]) {
    let n = columns.n;
    let mut part = [0.0; PANEL];
    for (row, (sums, params)) in tile.sums.iter().zip(params).enumerate() {
        let out = &mut out[row * n..][..tile.width];
        // For a whole panel the compiler makes vectors without a loop.
        let values = <&mut [f32; PANEL]>::try_from(&mut *out).unwrap_or(&mut part);
        finish_any_row(tile, row, sums, columns, params, values);
        if tile.width < PANEL {
            out.copy_from_slice(&part[..tile.width]);
        }
    }
}

/// Writes the bytes that the floats of a tile become by `map`. `params` are those of all rows.
pub fn finish_bytes(
    simd: Level,
    tile: &Tile<'_>,
    columns: &LayerColumns<'_>,
    params: &QuantParams,
    map: &Quantizer,
    out: &mut [u8],
) {
    // The few scales that have to be divided by do without vectors of their own.
    if map.fused {
        finish_bytes_fused(simd, tile, columns, params, map, out);
    } else {
        finish_bytes_by_division(tile, columns, params, map, out);
    }
}

dispatch! {
    fn finish_bytes_fused(tile: &Tile<'_>, columns: &LayerColumns<'_>, params: &QuantParams, map: &Quantizer, out: &mut [u8]) {
        scalar: finish_bytes_by_division,
        sse42: finish_bytes_by_division,
        avx2: finish_bytes_without_division,
        avx512: finish_bytes_without_division,
        neon: finish_bytes_without_division,
    }
}

#[inline(always)]
fn finish_bytes_without_division(
    tile: &Tile<'_>,
    columns: &LayerColumns<'_>,
    params: &QuantParams,
    map: &Quantizer,
    out: &mut [u8],
) {
    each_row_of_bytes(tile, columns, params, out, |values, bytes| fused_kernel(values, map, bytes));
}

#[inline(never)]
fn finish_bytes_by_division(
    tile: &Tile<'_>,
    columns: &LayerColumns<'_>,
    params: &QuantParams,
    map: &Quantizer,
    out: &mut [u8],
) {
    each_row_of_bytes(tile, columns, params, out, |values, bytes| dividing_kernel(values, map, bytes));
}

/// Writes each row of a tile, which `quantize` makes of the row's floats. The terms of columns that a last panel lacks are 0.
#[inline(always)]
fn each_row_of_bytes(
    tile: &Tile<'_>,
    columns: &LayerColumns<'_>,
    params: &QuantParams,
    out: &mut [u8],
    quantize: impl Fn(&[f32; PANEL], &mut [u8; PANEL]),
) {
    let (mut values, mut part) = ([0.0; PANEL], [0; PANEL]);
    for (row, sums) in tile.sums.iter().enumerate() {
        finish_any_row(tile, row, sums, columns, params, &mut values);
        let out = &mut out[row * columns.n..][..tile.width];
        match <&mut [u8; PANEL]>::try_from(&mut *out) {
            Ok(bytes) => quantize(&values, bytes),
            Err(_) => {
                quantize(&values, &mut part);
                out.copy_from_slice(&part[..tile.width]);
            }
        }
    }
}

/// Computes the floats of one row of a tile.
#[inline(always)]
fn finish_any_row(
    tile: &Tile<'_>,
    row: usize,
    sums: &PanelSums,
    columns: &LayerColumns<'_>,
    params: &QuantParams,
    values: &mut [f32; PANEL],
) {
    let LayerColumns { terms, affine, k, .. } = *columns;
    if affine {
        let stride = tile.bytes.len() / tile.sums.len();
        let bytes = &tile.bytes[row * stride..][..k];
        let sum = bytes.iter().map(|&byte| i32::from(byte) - params.zero_point).sum();
        finish_affine(sums, tile.of_columns, terms, params, sum, values);
    } else {
        finish_row(sums, tile.of_columns, terms, params, values);
    }
}

#[inline(always)]
fn finish_row(
    products: &PanelSums,
    of_columns: &PanelSums,
    terms: &LayerTerms,
    params: &QuantParams,
    out: &mut [f32; PANEL],
) {
    let columns = of_columns.0.iter().zip(&terms.scales).zip(&terms.bias);
    for ((out, &products), ((&column, &scale), &bias)) in out.iter_mut().zip(&products.0).zip(columns) {
        let sum = products.wrapping_sub(params.zero_point.wrapping_mul(column));
        *out = sum as f32 * (params.scale * scale) + bias;
    }
}

/// Finishes a row where weights have zero points too. `sum` is the sum of the row's activations less their zero point.
#[inline(always)]
fn finish_affine(
    products: &PanelSums,
    of_columns: &PanelSums,
    terms: &LayerTerms,
    params: &QuantParams,
    sum: i32,
    out: &mut [f32; PANEL],
) {
    let columns = of_columns.0.iter().zip(&terms.scales).zip(terms.bias.iter().zip(&terms.zero_points));
    for ((out, &products), ((&column, &scale), (&bias, &zero))) in out.iter_mut().zip(&products.0).zip(columns) {
        let products = products.wrapping_sub(params.zero_point.wrapping_mul(column));
        *out = products.wrapping_sub(zero.wrapping_mul(sum)) as f32 * (params.scale * scale) + bias;
    }
}
