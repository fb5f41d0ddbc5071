//! What a byte becomes.

use super::{Element, TensorParams};

/// `px · scale + bias`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Map {
    pub scale: f32,
    pub bias: f32,
}

impl Map {
    /// Those of the three channels.
    pub fn of(params: &TensorParams) -> [Map; 3] {
        [0, 1, 2].map(|channel| {
            let (mean, std) = (f64::from(params.mean[channel]), f64::from(params.std[channel]));
            Map { scale: (1.0 / (255.0 * std)) as f32, bias: (-mean / std) as f32 }
        })
    }

    #[inline(always)]
    pub fn apply(self, px: u8) -> f32 {
        f32::from(px) * self.scale + self.bias
    }
}

/// What each of the 256 bytes becomes in each channel.
pub struct Quantized<T> {
    pub tables: [[T; 256]; 3],
    pub fill: T,
}

/// An integer to which an `i32` in its range can be cast.
pub trait Narrow: Copy + Default + Send + Sync {
    fn narrow(value: i32) -> Self;
}

impl Narrow for u8 {
    fn narrow(value: i32) -> Self {
        value.clamp(0, 255) as u8
    }
}

impl Narrow for i8 {
    fn narrow(value: i32) -> Self {
        value.clamp(-128, 127) as i8
    }
}

impl<T: Narrow> Quantized<T> {
    pub fn new(params: &TensorParams) -> Self {
        let (scale, zero_point) = match params.element {
            Element::U8 { scale, zero_point } | Element::I8 { scale, zero_point } => (scale, zero_point),
            Element::F32 => (1.0, 0),
        };
        // The cast saturates, and the sum must not overflow.
        let quantized = |value: f32| T::narrow(((value / scale).round_ties_even() as i32).saturating_add(zero_point));
        let tables = Map::of(params).map(|map| {
            let mut table = [T::default(); 256];
            (0..=255).zip(&mut table).for_each(|(px, entry)| *entry = quantized(map.apply(px)));
            table
        });
        Self { tables, fill: quantized(params.fill) }
    }
}
