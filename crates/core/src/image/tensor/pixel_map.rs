//! The mapping of a byte to an element.

use super::params::{Element, TensorParams};
use crate::image::Format;
use std::ops::RangeInclusive;

/// The mapping `px · scale + bias`.
#[derive(Clone, Copy, Debug, Default)]
pub struct PixelMap {
    pub scale: f32,
    pub bias: f32,
}

impl PixelMap {
    /// Returns the mapping of a channel with this mean and standard deviation.
    #[inline(always)]
    pub fn new(mean: f32, std: f32) -> PixelMap {
        let (mean, std) = (f64::from(mean), f64::from(std));
        PixelMap { scale: (1.0 / (255.0 * std)) as f32, bias: (-mean / std) as f32 }
    }

    /// Returns whether the numbers are so far from the ends of their type that they come from a mean and a standard deviation
    /// which [`check`](super::shape::check) accepts. It accepts more.
    #[inline(always)]
    pub fn is_plain(&self) -> bool {
        const FAR: f32 = (1u128 << 100) as f32;
        let scale = self.scale.abs();
        scale > 1.0 / FAR && scale < FAR && self.bias.abs() < FAR
    }

    /// Returns the mappings of the channels of `params`; gray has one channel, repeated three times.
    pub fn of(params: &TensorParams) -> [PixelMap; 3] {
        let map = |channel: usize| PixelMap::new(params.mean[channel], params.std[channel]);
        if params.channels == Format::Gray8 { [map(0); 3] } else { [0, 1, 2].map(map) }
    }

    #[inline(always)]
    pub fn apply(self, px: u8) -> f32 {
        f32::from(px) * self.scale + self.bias
    }
}

/// Tables of the quantised element of each byte in each channel. Signed elements are stored by their bits.
pub struct Quantized {
    pub tables: [[u8; 256]; 3],
    pub fill: u8,
}

impl Quantized {
    pub fn new(params: &TensorParams) -> Self {
        let (scale, zero_point, range): (_, _, RangeInclusive<i32>) = match params.element {
            Element::U8 { scale, zero_point } => (scale, zero_point, 0..=255),
            Element::I8 { scale, zero_point } => (scale, zero_point, -128..=127),
            Element::F32 => (1.0, 0, 0..=255),
        };
        // The cast to i32 saturates and the sum must too; the cast to u8 keeps the bits of either sign.
        let quantized = |value: f32| {
            let value = ((value / scale).round_ties_even() as i32).saturating_add(zero_point);
            value.clamp(*range.start(), *range.end()) as u8
        };
        let mut tables = [[0; 256]; 3];
        let channels = if params.channels == Format::Gray8 { 1 } else { 3 };
        for (table, map) in tables.iter_mut().zip(PixelMap::of(params)).take(channels) {
            (0..=255).zip(table).for_each(|(px, entry)| *entry = quantized(map.apply(px)));
        }
        Self { tables, fill: quantized(params.fill) }
    }
}
