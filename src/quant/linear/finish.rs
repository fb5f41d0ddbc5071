//! From sums of bytes to sums of what they stand for.

use crate::quant::QuantParams;
use crate::quant::matmul::{PANEL, Tile};
use crate::simd::dispatch;

/// What is known of the columns of a panel.
#[derive(Clone, Copy)]
pub struct Panel {
    /// Of the bytes of each.
    pub sums: [i32; PANEL],
    pub scales: [f32; PANEL],
    pub zero_points: [i32; PANEL],
    pub bias: [f32; PANEL],
}

impl Default for Panel {
    fn default() -> Self {
        Self { sums: [0; PANEL], scales: [0.0; PANEL], zero_points: [0; PANEL], bias: [0.0; PANEL] }
    }
}

/// The columns of a tile.
pub struct Columns<'a> {
    pub panel: &'a Panel,
    /// Whether weights have zero points.
    pub affine: bool,
    /// Values of a row of activations, and of a row of the result.
    pub k: usize,
    pub n: usize,
}

dispatch! {
    /// Writes what a tile's sums stand for. `params` are those of its rows.
    pub fn finish(tile: &Tile<'_>, columns: &Columns<'_>, params: &[QuantParams], out: &mut [f32]) {
        scalar: finish_tile,
        sse42: finish_tile,
        avx2: finish_tile,
        avx512: finish_tile,
        neon: finish_tile,
    }
}

#[inline(always)]
fn finish_tile(tile: &Tile<'_>, columns: &Columns<'_>, params: &[QuantParams], out: &mut [f32]) {
    let Columns { panel, affine, k, n } = *columns;
    let stride = tile.bytes.len() / tile.sums.len();
    for (row, (sums, params)) in tile.sums.iter().zip(params).enumerate() {
        let out = &mut out[row * n..][..tile.width];
        if affine {
            let bytes = &tile.bytes[row * stride..][..k];
            let sum = bytes.iter().map(|&byte| i32::from(byte) - params.zero_point).sum();
            finish_affine(sums, panel, params, sum, out);
        } else if let Ok(out) = <&mut [f32; PANEL]>::try_from(&mut *out) {
            // Of a whole panel the compiler makes vectors without a loop.
            finish_row(sums, panel, params, out);
        } else {
            finish_row(sums, panel, params, out);
        }
    }
}

#[inline(always)]
fn finish_row(sums: &[i32; PANEL], panel: &Panel, params: &QuantParams, out: &mut [f32]) {
    let columns = panel.sums.iter().zip(&panel.scales).zip(&panel.bias);
    for ((out, &sum), ((&column, &scale), &bias)) in out.iter_mut().zip(sums).zip(columns) {
        let sum = sum.wrapping_sub(params.zero_point.wrapping_mul(column));
        *out = sum as f32 * (params.scale * scale) + bias;
    }
}

/// The same where weights have zero points, too: `sum` is that of the row's activations less their own.
#[inline(always)]
fn finish_affine(sums: &[i32; PANEL], panel: &Panel, params: &QuantParams, sum: i32, out: &mut [f32]) {
    let columns = panel.sums.iter().zip(&panel.scales).zip(panel.bias.iter().zip(&panel.zero_points));
    for ((out, &products), ((&column, &scale), (&bias, &zero))) in out.iter_mut().zip(sums).zip(columns) {
        let products = products.wrapping_sub(params.zero_point.wrapping_mul(column));
        *out = products.wrapping_sub(zero.wrapping_mul(sum)) as f32 * (params.scale * scale) + bias;
    }
}
