//! The row kernels of each SIMD level.

#[cfg(target_arch = "x86_64")]
use super::avx2;
#[cfg(target_arch = "x86_64")]
use super::avx512;
#[cfg(target_arch = "aarch64")]
use super::neon;
use super::pixel_map::PixelMap;
use super::scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use super::simd128;
#[cfg(target_arch = "x86_64")]
use super::sse42;
use crate::simd::{Line, dispatch};

dispatch! {
    /// Writes each byte mapped.
    pub fn plane_row(src: &[u8], map: PixelMap, out: &mut [f32]) = scalar::plane_row;
}

dispatch! {
    /// Writes to each of three planes byte `order[plane]` of each pixel, mapped by `maps[plane]`. `pixel_bytes` is 3 or 4.
    pub fn planes_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[PixelMap; 3], out: [&mut [f32]; 3]) {
        scalar: scalar::planes_row,
        sse42: sse42::planes_row,
        avx2: avx2::planes_row,
        avx512: avx512::planes_row,
        neon: neon::planes_row,
        simd128: simd128::planes_row,
    }
}

dispatch! {
    /// Writes byte `channel` of each pixel, mapped, past the cache, 16 pixels per line. `pixel_bytes` is 1, 3 or 4.
    pub fn plane_lines(src: &[u8], pixel_bytes: usize, channel: usize, map: PixelMap, out: &mut [Line]) {
        scalar: scalar::plane_lines,
        sse42: sse42::plane_lines,
        avx2: avx2::plane_lines,
        avx512: avx512::plane_lines,
        neon: scalar::plane_lines,
    }
}

dispatch! {
    /// Writes bytes `order` of each pixel, mapped, side by side. If `pixel_bytes` is 1, the one byte is written three times.
    pub fn pixels_row(src: &[u8], pixel_bytes: usize, order: [usize; 3], maps: &[PixelMap; 3], out: &mut [f32])
        = scalar::pixels_row, simd128: simd128::pixels_row;
}
