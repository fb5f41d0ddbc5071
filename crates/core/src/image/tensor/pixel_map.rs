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
    /// Returns the mappings of the channels of `params`; gray has one channel, repeated three times.
    pub fn of(params: &TensorParams) -> [PixelMap; 3] {
        let map = |channel: usize| {
            let (mean, std) = (f64::from(params.mean[channel]), f64::from(params.std[channel]));
            PixelMap { scale: (1.0 / (255.0 * std)) as f32, bias: (-mean / std) as f32 }
        };
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
