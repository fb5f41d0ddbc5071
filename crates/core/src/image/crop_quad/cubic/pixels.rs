//! The pixels of a block of cubic samples, in the image or copied out of it.

use super::taps::CubicTaps;
use crate::image::sample::BLOCK;
use crate::simd::{Level, dispatch};
use crate::split::Rows;

/// Columns and rows of a sample.
const TAPS: usize = 4;
/// Bytes that kernels load at once of a row of a sample in colour: its pixels, and what comes after them.
pub const LOADED: usize = 16;

/// Bytes that are loaded of a row of a sample.
const fn loaded(channels: usize) -> usize {
    if channels == 1 { TAPS } else { LOADED }
}

/// The pixels of a block of samples: four rows each.
pub struct Pixels<'a> {
    rows: Rows<'a>,
    channels: usize,
    /// The first byte of each sample, from that of `rows` on. From there on, `loaded` bytes belong to a row, and so they do in the
    /// next three rows.
    offsets: [usize; BLOCK],
}

impl<'a> Pixels<'a> {
    /// The pixels that `taps` name in an image; `None` where kernels would read outside of it.
    pub fn inside(level: Level, rows: Rows<'a>, channels: usize, taps: &CubicTaps) -> Option<Self> {
        let mut offsets = [0; BLOCK];
        place(level, rows, channels, taps, &mut offsets).then_some(Self { rows, channels, offsets })
    }

    /// Bytes of a pixel.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// The first `BYTES` bytes of row `row` of sample `i`.
    #[inline(always)]
    pub fn row<const BYTES: usize>(&self, i: usize, row: usize) -> &'a [u8; BYTES] {
        assert!(BYTES <= loaded(self.channels) && row < TAPS);
        // SAFETY: these bytes belong to a row (`offsets`), which is readable for 'a: `inside` has checked that, and
        // `Patch::fill` made rows of these bytes.
        unsafe { &*self.rows.as_ptr().add(self.offsets[i] + row * self.rows.stride()).cast() }
    }
}

dispatch! {
    /// Writes the offset of the first byte of each sample; `false` where kernels would read outside of `rows`.
    fn place(rows: Rows<'_>, channels: usize, taps: &CubicTaps, offsets: &mut [usize; BLOCK]) -> bool = offsets_inside;
}

#[inline(always)]
fn offsets_inside(rows: Rows<'_>, channels: usize, taps: &CubicTaps, offsets: &mut [usize; BLOCK]) -> bool {
    let (stride, columns) = (rows.stride(), rows.row_bytes() / channels);
    if [stride, columns, rows.len()].into_iter().any(|factor| u32::try_from(factor).is_err()) {
        return false;
    }
    let last_x = columns as i64 - loaded(channels).div_ceil(channels) as i64;
    let last_y = rows.len() as i64 - TAPS as i64;
    // One of these is negative where a sample is outside.
    let mut signs = 0;
    for (offset, (&x, &y)) in offsets.iter_mut().zip(taps.x.first.iter().zip(&taps.y.first)) {
        signs |= x | y | (last_x - x) | (last_y - y);
        // 32 bits hold all factors, and are multiplied faster.
        *offset = (u64::from(y as u32) * u64::from(stride as u32) + u64::from(x as u32) * channels as u64) as usize;
    }
    signs >= 0
}

/// Pixels of samples that reach beyond the border, the nearest ones in place of those outside.
pub struct Patch {
    bytes: [u8; BLOCK * TAPS * LOADED],
}

impl Patch {
    pub const fn new() -> Self {
        Self { bytes: [0; BLOCK * TAPS * LOADED] }
    }

    /// Copies the pixels that `taps` name in an image.
    pub fn fill(&mut self, image: Rows<'_>, channels: usize, taps: &CubicTaps) -> Pixels<'_> {
        let last = |side: usize| side as i64 - 1;
        let (last_x, last_y) = (last(image.row_bytes() / channels), last(image.len()));
        for (i, sample) in self.bytes.chunks_exact_mut(TAPS * LOADED).enumerate() {
            let columns = [0, 1, 2, 3].map(|tap| (taps.x.first[i] + tap).clamp(0, last_x) as usize * channels);
            for (to, y) in sample.chunks_exact_mut(LOADED).zip(taps.y.first[i]..) {
                let row = image.row(y.clamp(0, last_y) as usize);
                for (px, column) in to.chunks_exact_mut(channels).zip(columns) {
                    px.copy_from_slice(&row[column..column + channels]);
                }
            }
        }
        let (rows, _) = Rows::from_flat(&self.bytes, LOADED);
        Pixels { rows, channels, offsets: std::array::from_fn(|i| i * TAPS * LOADED) }
    }
}
