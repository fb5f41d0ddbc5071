//! Steps that make each value of the result of one pixel: gray, and then a threshold or a float. A small image without gaps goes
//! through them as one row; the route, the worker and the strips of others would take longer than its pixels.

use super::steps::{FusedStep, Steps};
use crate::image::binarize::ColourThreshold;
use crate::image::gray::{GrayRow, MOST_SHORT_PX, SHORT_PX};
use crate::image::tensor::{CacheBypass, FEW_ELEMENTS, PixelMap, plane_row};
use crate::image::threshold::{threshold_bits, threshold_row};
use crate::image::{DensePixels, Element, Format, Luma, Method, TensorFit, TensorParams};
use crate::simd::{self, InOut};
use crate::split::{Rows, RowsMut};

/// Pixels of the smallest crops.
const TINY_PX: usize = 256;

/// Gray by `luma`, and what is made of it.
#[derive(Clone, Copy)]
pub struct PixelwiseSteps {
    luma: Luma,
    end: PixelwiseEnd,
}

#[derive(Clone, Copy)]
enum PixelwiseEnd {
    Threshold(u8),
    /// Floats of a tensor of these columns and rows; 0 for those of the image.
    Floats {
        map: PixelMap,
        width: usize,
        height: usize,
    },
}

impl PixelwiseSteps {
    /// Returns what `steps` are, if they make each value of one pixel.
    pub fn new(steps: &Steps) -> Option<Self> {
        let mut luma = Luma::Bt601;
        let mut end = None;
        for step in steps.iter() {
            match *step {
                FusedStep::Grayscale(by) => luma = by,
                FusedStep::Binarize(Method::Fixed { threshold }) => end = Some(PixelwiseEnd::Threshold(threshold)),
                FusedStep::Tensor(params) => end = Some(floats(&params)?),
                FusedStep::Binarize(_) | FusedStep::Resize { .. } | FusedStep::Flatten(_) => return None,
            }
        }
        Some(Self { luma, end: end? })
    }

    /// Writes 0 or 255 for each pixel. Returns `false`, having written nothing, where this is not the way for `src`.
    #[inline]
    pub fn write_gray(&self, src: DensePixels<'_>, dst: &mut [u8]) -> bool {
        match self.end {
            PixelwiseEnd::Threshold(t) if are_few(&src, dst.len()) => {
                match src.format {
                    Format::Gray8 => threshold_row(simd::active(), InOut::new(src.bytes, dst), t),
                    format => self.colours(format, t).write_gray(src.bytes, dst),
                }
                true
            }
            _ => false,
        }
    }

    /// Writes a bit for each pixel, as [`write_gray`](Self::write_gray) writes a byte, to rows that begin at a byte. Bits past the
    /// last pixel of a row are kept.
    pub fn write_bits(&self, src: DensePixels<'_>, dst: &mut [u8]) -> bool {
        let DensePixels { bytes, format, width, height } = src;
        let row = width.div_ceil(8);
        match self.end {
            PixelwiseEnd::Threshold(t) if are_few(&src, width * height) && dst.len() == row * height => {
                let (rows, dst) = (Rows::from_flat(bytes, bytes.len() / height).0, RowsMut::from_flat(dst, row).0);
                match format {
                    Format::Gray8 => threshold_bits(simd::active(), rows, t, dst),
                    format => self.colours(format, t).write_bits(rows, width, dst),
                }
                true
            }
            _ => false,
        }
    }

    /// Writes a float for each pixel, as [`write_gray`](Self::write_gray) writes a byte.
    #[inline]
    pub fn write_floats(&self, src: DensePixels<'_>, out: &mut [f32]) -> bool {
        let PixelwiseEnd::Floats { map, width, height } = self.end else {
            return false;
        };
        let same = |wanted: usize, own: usize| wanted == 0 || wanted == own;
        if !same(width, src.width) || !same(height, src.height) || !are_few(&src, out.len()) {
            return false;
        }
        // The worker that others borrow has room for longer pieces already.
        if src.format != Format::Gray8 && out.len() > MOST_SHORT_PX {
            return false;
        }
        let level = simd::active();
        if src.format == Format::Gray8 {
            plane_row(level, src.bytes, map, out);
        } else {
            let (format, luma, width) = (src.format, self.luma, out.len());
            let row = GrayRow { format, luma, row: src.bytes, width };
            let write = |from: usize, gray: &[u8]| plane_row(level, gray, map, &mut out[from..][..gray.len()]);
            // To clear more room than pixels would take longer than to convert them.
            if width <= TINY_PX {
                row.chunks_in(&mut [0; TINY_PX], level, 1, write);
            } else {
                row.chunks_in(&mut [0; SHORT_PX], level, 1, write);
            }
        }
        true
    }

    fn colours(&self, format: Format, t: u8) -> ColourThreshold {
        ColourThreshold { level: simd::active(), format, luma: self.luma, t }
    }
}

/// Whether there are `count` pixels, of some bytes each, and so few that one thread makes the result of them.
#[inline(always)]
fn are_few(src: &DensePixels<'_>, count: usize) -> bool {
    count <= FEW_ELEMENTS && src.format != Format::Gray16 && src.are(count)
}

/// Returns how gray pixels become the tensor of `params`, if each becomes one float. The parameters have been checked.
fn floats(params: &TensorParams) -> Option<PixelwiseEnd> {
    let &TensorParams { element, channels, over, fit, width, height, cache_bypass, .. } = params;
    let plain = element == Element::F32 && channels == Format::Gray8 && over.is_none();
    let [map, ..] = PixelMap::of(params);
    let floats = PixelwiseEnd::Floats { map, width, height };
    (plain && fit == TensorFit::Stretch && cache_bypass == CacheBypass::Auto).then_some(floats)
}
