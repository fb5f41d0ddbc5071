//! Bilinear interpolation, as OpenCV's `INTER_LINEAR` computes it for 8-bit images (`imgproc/resize.cpp`).
//!
//! Output pixel `x` lies at `f = (x + ½) · src/dst − ½` of the source: a double, rounded to a float. Its two neighbours
//! weigh `w1 = rint(2048 · frac(f))` and `w0 = rint(2048 · (1 − frac(f)))`. Rows are mixed horizontally first, `s = p0·w0 + p1·w1`,
//! of which a row keeps `s >> 4`; then two such rows `h0` and `h1` are blended vertically:
//! `((w0·h0 >> 16) + (w1·h1 >> 16) + 2) >> 2`. Beyond the first or last column the weight is all on that column; beyond
//! the first or last row both rows are that row, and keep their weights.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod groups;
#[cfg(target_arch = "aarch64")]
mod neon;
mod pairs;
mod picks;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(target_arch = "x86_64")]
mod sse42;
mod strip;
mod tables;

use crate::base::error::{Result, fail, rezero};
use crate::image::Geometry;
use crate::image::row_source::RowSource;
use crate::simd::{Level, dispatch};
use crate::split::RowsMut;
use groups::ShuffleGroups;
use pairs::{PixelPair, set_pixel_pairs};
pub use strip::MixScratch;
use strip::{MixStrip, SLOTS};
use tables::MixTables;

/// Tables of one bilinear resize.
#[derive(Default)]
pub struct Bilinear {
    horizontal: MixTables,
    vertical: Vec<PixelPair>,
    /// Elements of a mixed row, padded to a whole number of blocks.
    mixed_len: usize,
}

impl Bilinear {
    /// Makes the tables of a resize to `width` x `height` in the memory of these.
    pub fn refit(
        &mut self,
        level: Level,
        src: &Geometry,
        channels: usize,
        (width, height): (usize, usize),
    ) -> Result<()> {
        let len = width.checked_mul(channels).and_then(|len| len.checked_next_multiple_of(ShuffleGroups::BLOCK));
        let Some(mixed_len) = len else {
            fail!(Overflow, "dst: a row of {width} pixels exceeds the address space");
        };
        self.mixed_len = mixed_len;
        set_pixel_pairs(&mut self.horizontal.pairs, src.width, width, true)?;
        self.horizontal.refit(level, channels, src.width)?;
        set_pixel_pairs(&mut self.vertical, src.height, height, false)
    }

    /// Makes room in `scratch` for the rows of this resize.
    pub fn refit_scratch(&self, scratch: &mut MixScratch) -> Result<()> {
        rezero(&mut scratch.picked, self.horizontal.picks.row_bytes(), "resize: scratch rows")?;
        scratch.mixed.refit(SLOTS, self.mixed_len, "resize: scratch rows")
    }

    /// Writes the rows of the result from row `first` on. `scratch` is this resize's, and holds rows of this image only.
    pub fn rows(
        &self,
        level: Level,
        src: &mut dyn RowSource,
        first: usize,
        scratch: &mut MixScratch,
        dst: RowsMut<'_>,
    ) {
        let vertical = &self.vertical[first..][..dst.len()];
        make_rows(level, MixStrip { src, horizontal: &self.horizontal, vertical, scratch, dst });
    }
}

dispatch! {
    /// Makes rows. Each is mixed horizontally, `(p0·w0 + p1·w1) >> 4` of each element, and two of them are blended vertically:
    /// `((w0·h0 >> 16) + (w1·h1 >> 16) + 2) >> 2`.
    fn make_rows(strip: MixStrip<'_>) {
        scalar: scalar::make_rows,
        sse42: sse42::make_rows,
        avx2: avx2::make_rows,
        avx512: avx512::make_rows,
        neon: neon::make_rows,
        simd128: simd128::make_rows,
    }
}
