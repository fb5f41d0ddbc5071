//! The treatment of alpha before the next step of an operation.

use super::blend::Blend;
use super::kernels::{blend_row, blend_to_three};
use crate::image::Format;
use crate::simd::{InOut, Level};

/// A change of pixels with alpha; others stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlphaStep {
    /// Composites over a colour, red first.
    Over([u8; 3]),
    /// Multiplies colours by alpha.
    Premultiply,
}

impl AlphaStep {
    /// Returns the step, if pixels of `format` have the alpha for it.
    pub fn for_format(step: Option<Self>, format: Format) -> Option<Self> {
        step.filter(|_| format.has_alpha())
    }

    fn rule(self, from: Format, to: Format) -> Blend {
        match self {
            AlphaStep::Over(colour) => Blend::over(colour, from, to),
            AlphaStep::Premultiply => Blend::premultiply(),
        }
    }

    /// Applies the step to a row of pixels of `format`.
    pub fn apply(self, level: Level, format: Format, row: InOut<'_>) {
        blend_row(level, row, self.rule(format, format));
    }
}

/// Applies `step` to a row of pixels of `from`, which have alpha, and writes them as `to`.
pub fn blend_row_to(level: Level, step: AlphaStep, from: Format, src: &[u8], to: Format, dst: &mut [u8]) {
    let rule = step.rule(from, to);
    match to.has_alpha() {
        true => blend_row(level, InOut::new(src, dst), rule),
        false => blend_to_three(level, src, rule, dst),
    }
}
