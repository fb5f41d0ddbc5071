//! Scale and zero point as the kernels need them.

use crate::quant::QuantParams;

/// Scale and zero point with what follows from them.
#[derive(Clone, Copy, Debug)]
pub struct Quantizer {
    pub scale: f32,
    pub reciprocal: f32,
    pub zero_point: i32,
    /// Least and greatest byte less the zero point.
    pub low: f32,
    pub high: f32,
    /// The values of the least and the greatest byte: values beyond them are clamped to them.
    pub least: f32,
    pub most: f32,
    /// Whether the division may be left out.
    pub fused: bool,
    /// Whether the output goes past the caches, at the levels that can.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
    pub stream: bool,
}

impl Quantizer {
    pub fn new(params: QuantParams, bounds: (i32, i32)) -> Self {
        let QuantParams { scale, zero_point } = params;
        let (low, high) = ((bounds.0 - zero_point) as f32, (bounds.1 - zero_point) as f32);
        let (least, most) = (low * scale, high * scale);
        let (reciprocal, fused) = (1.0 / scale, Self::fused(scale));
        Self { scale, reciprocal, zero_point, low, high, least, most, fused, stream: false }
    }

    /// Returns the least byte, which NaN becomes.
    #[cfg(target_arch = "x86_64")]
    pub fn least_byte(&self) -> i32 {
        self.low as i32 + self.zero_point
    }

    /// Returns how many of `len` bytes come before the first cache line: streamed stores are of whole ones.
    #[cfg(target_arch = "x86_64")]
    pub fn head(&self, len: usize, dst: &[u8]) -> usize {
        if self.stream { dst.as_ptr().align_offset(64).min(len) } else { 0 }
    }

    /// Whether the quotient of the fused operations rounds as the true one does, for every value.
    pub fn fused(scale: f32) -> bool {
        /// 2^-100 and 2^100: within, nothing is subnormal that matters, and nothing overflows.
        const RANGE: std::ops::Range<f32> = f32::from_bits(27 << 23)..f32::from_bits(227 << 23);
        let last = scale.to_bits() & 0xffff;
        RANGE.contains(&scale) && (last == 0 || (8..=0x1_0000 - 8).contains(&last))
    }
}
