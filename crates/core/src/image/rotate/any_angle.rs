//! Rotation by any angle, with bilinear sampling.

use super::path::{Path, Rotation, both};
use crate::base::error::Result;
use crate::image::sample::{BLOCK, FRACTION_BITS, Outside, Positions, ROWS_AHEAD, Texture, sample_block, sample_pixel};
use crate::image::{ImageMut, ImageRef};
use crate::simd::{Level, dispatch};
use crate::split;

/// Estimated cost of a byte of the result.
const NS_PER_BYTE: f64 = 1.0;
/// Coordinates in positions of the samples.
type SamplePath = Path<FRACTION_BITS>;

/// Computes the positions of a block of pixels from `from` on, none of which is before the first pixel. Steps are counted in
/// 32 bits with 16 fraction bits: over a block the error is at most a millionth of a pixel.
#[inline(always)]
fn block_positions((x, y): (SamplePath, SamplePath), from: usize, at: &mut Positions) {
    const LOW_BITS: u32 = 16;
    const CUT_BITS: u32 = SamplePath::DROPPED - LOW_BITS;
    for (path, at) in [(x, &mut at.x), (y, &mut at.y)] {
        let start = path.start + from as i64 * path.step;
        let (first, rest) = ((start >> SamplePath::DROPPED) as i32, (start >> CUT_BITS) as i32 & ((1 << LOW_BITS) - 1));
        let step = (path.step >> CUT_BITS) as i32;
        for (i, at) in at.iter_mut().enumerate() {
            *at = (first + ((rest + i as i32 * step) >> LOW_BITS)) as u32;
        }
    }
}

dispatch! {
    /// Runs [`block_positions`], compiled for each level.
    fn positions(paths: (SamplePath, SamplePath), from: usize, at: &mut Positions) = block_positions;
}

/// One rotation of an image of whole bytes.
struct ByteRotation<'a> {
    src: ImageRef<'a>,
    texture: Option<Texture<'a>>,
    level: Level,
    fill: u8,
    channels: usize,
    rotation: Rotation,
    /// Columns and rows in the source from the pixels of one row to those that are prefetched meanwhile.
    ahead: (isize, isize),
}

pub fn rotate(level: Level, src: ImageRef<'_>, degrees: f32, fill: u8, dst: ImageMut<'_>) -> Result<()> {
    let rotation = Rotation::new(&src.geometry(), degrees, &dst.geometry())?;
    let channels = dst.geometry().row_bytes / dst.width();
    let ahead = rotation.down(ROWS_AHEAD);
    let job = ByteRotation { src, texture: Texture::new(src), level, fill, channels, rotation, ahead };
    let ns_per_row = NS_PER_BYTE * dst.geometry().row_bytes as f64;
    split::strips(dst.into_rows(), ns_per_row).for_each(|range, mut strip| {
        range.clone().for_each(|y| job.row(y, strip.row(y - range.start)));
    });
    Ok(())
}

impl ByteRotation<'_> {
    fn row(&self, y: usize, dst: &mut [u8]) {
        let len = dst.len() / self.channels;
        let (last_x, last_y) = (self.src.width() - 1, self.src.height() - 1);
        let (x, y): (SamplePath, SamplePath) = self.rotation.paths(y);
        let (last_x, last_y) = ((last_x as i64) << FRACTION_BITS, (last_y as i64) << FRACTION_BITS);
        let one = 1 << FRACTION_BITS;
        let touched = both(x.within(1 - one, last_x + one, len), y.within(1 - one, last_y + one, len));
        let inside = both(x.within(0, last_x + 1, len), y.within(0, last_y + 1, len));
        let inside = both(inside, touched.clone());
        let is_sampled = self.texture.is_some() && !inside.is_empty();
        let inside = if is_sampled { inside } else { touched.end..touched.end };

        let (before, dst) = dst.split_at_mut(touched.start * self.channels);
        let (dst, after) = dst.split_at_mut(touched.len() * self.channels);
        before.fill(self.fill);
        after.fill(self.fill);
        let (left, right) = (inside.start - touched.start, inside.end - touched.start);
        let (left, dst) = dst.split_at_mut(left * self.channels);
        let (middle, right) = dst.split_at_mut(right * self.channels - left.len());
        self.border(x, y, touched.start, left);
        self.middle(x, y, inside.start, middle);
        self.border(x, y, inside.end, right);
    }

    /// Writes pixels whose neighbours are not all in the image.
    fn border(&self, x: SamplePath, y: SamplePath, from: usize, dst: &mut [u8]) {
        for (i, px) in (from..).zip(dst.chunks_exact_mut(self.channels)) {
            sample_pixel(&self.src, (x.position(i), y.position(i)), Outside::Fill(self.fill), px);
        }
    }

    /// Writes pixels whose neighbours are all in the image.
    fn middle(&self, x: SamplePath, y: SamplePath, from: usize, dst: &mut [u8]) {
        let Some(texture) = self.texture else { return };
        let mut at = Positions::new();
        for (from, dst) in (from..).step_by(BLOCK).zip(dst.chunks_mut(BLOCK * self.channels)) {
            positions(self.level, (x, y), from, &mut at);
            texture.prefetch(&at, dst.len() / self.channels, self.ahead);
            sample_block(self.level, texture, &at, dst);
        }
    }
}
