//! Steps that make each value of the result of one pixel: gray, and then a threshold or a float. A small image without gaps goes
//! through them as one row; the route, the worker and the strips of others would take longer than its pixels.

use super::steps::{FusedStep, Steps};
use crate::image::gray::{GRAY_PX, gray_row};
use crate::image::tensor::{CacheBypass, FEW_ELEMENTS, PixelMap, plane_row};
use crate::image::threshold::{threshold_bits, threshold_row};
use crate::image::{DensePixels, Element, Format, Luma, Method, TensorFit, TensorParams};
use crate::simd::{self, InOut, Level};
use crate::split::{Rows, RowsMut};

/// Pixels that become gray before they become something else: few, so that clearing the room for them takes little.
const ROOM_PX: usize = 1024;
/// Pixels up to which that is worth the shorter pieces.
const MOST_ROOM_PX: usize = 8 * ROOM_PX;

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
        let PixelwiseEnd::Threshold(t) = self.end else {
            return false;
        };
        if !are_few(&src, dst.len(), FEW_ELEMENTS) {
            return false;
        }
        let level = simd::active();
        if src.format == Format::Gray8 {
            threshold_row(level, InOut::new(src.bytes, dst), t);
            return true;
        }
        for (index, piece) in dst.chunks_mut(GRAY_PX).enumerate() {
            gray_row(level, src.format, self.luma, src.bytes, index * GRAY_PX, piece);
            threshold_row(level, InOut::in_place(piece), t);
        }
        true
    }

    /// Writes a bit for each pixel, as [`write_gray`](Self::write_gray) writes a byte, to rows that begin at a byte. Bits past the
    /// last pixel of a row are kept.
    pub fn write_bits(&self, src: DensePixels<'_>, dst: &mut [u8]) -> bool {
        let PixelwiseEnd::Threshold(t) = self.end else {
            return false;
        };
        let DensePixels { width, height, .. } = src;
        let row = width.div_ceil(8);
        if width > ROOM_PX || !are_few(&src, width * height, MOST_ROOM_PX) || dst.len() != row * height {
            return false;
        }
        let (level, mut dst) = (simd::active(), RowsMut::from_flat(dst, row).0);
        self.for_gray(level, src, ROOM_PX / width * width, |first, gray| {
            let (gray, _) = Rows::from_flat(gray, width);
            let y = first / width;
            threshold_bits(level, gray, t, dst.range(y..y + gray.len()));
        });
        true
    }

    /// Writes a float for each pixel, as [`write_gray`](Self::write_gray) writes a byte.
    #[inline]
    pub fn write_floats(&self, src: DensePixels<'_>, out: &mut [f32]) -> bool {
        let PixelwiseEnd::Floats { map, width, height } = self.end else {
            return false;
        };
        let same = |wanted: usize, own: usize| wanted == 0 || wanted == own;
        if !same(width, src.width) || !same(height, src.height) || !are_few(&src, out.len(), MOST_ROOM_PX) {
            return false;
        }
        let level = simd::active();
        self.for_gray(level, src, ROOM_PX, |from, gray| plane_row(level, gray, map, &mut out[from..][..gray.len()]));
        true
    }

    /// Calls `f(first, gray)` with the gray of `piece` pixels after others, or at once with all of a gray image.
    #[inline(always)]
    fn for_gray(&self, level: Level, src: DensePixels<'_>, piece: usize, mut f: impl FnMut(usize, &[u8])) {
        if src.format == Format::Gray8 {
            return f(0, src.bytes);
        }
        let mut room = [0; ROOM_PX];
        let count = src.width * src.height;
        for first in (0..count).step_by(piece) {
            let gray = &mut room[..piece.min(count - first)];
            gray_row(level, src.format, self.luma, src.bytes, first, gray);
            f(first, gray);
        }
    }
}

/// Whether there are `count` pixels, of some bytes each, and at most `most`.
#[inline(always)]
fn are_few(src: &DensePixels<'_>, count: usize, most: usize) -> bool {
    count <= most && src.format != Format::Gray16 && src.are(count)
}

/// Returns how gray pixels become the tensor of `params`, if each becomes one float. The parameters have been checked.
fn floats(params: &TensorParams) -> Option<PixelwiseEnd> {
    let &TensorParams { element, channels, over, fit, width, height, cache_bypass, .. } = params;
    let plain = element == Element::F32 && channels == Format::Gray8 && over.is_none();
    let [map, ..] = PixelMap::of(params);
    let floats = PixelwiseEnd::Floats { map, width, height };
    (plain && fit == TensorFit::Stretch && cache_bypass == CacheBypass::Auto).then_some(floats)
}
