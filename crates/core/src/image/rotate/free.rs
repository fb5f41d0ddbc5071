//! Rotation by any angle, with bilinear sampling.

use crate::base::error::{Result, fail};
use crate::image::sample::{BLOCK, FRACTION_BITS, Outside, Positions, ROWS_AHEAD, Texture, sample_block, sample_pixel};
use crate::image::{ImageMut, ImageRef};
use crate::simd::{Level, dispatch};
use crate::split;
use std::ops::Range;

/// Estimated cost of a byte of the result.
const NS_PER_BYTE: f64 = 1.0;
/// Fraction bits of a path, and how many of them a position drops.
const PATH_BITS: u32 = 32;
const DROPPED_BITS: u32 = PATH_BITS - FRACTION_BITS;
/// Sides up to which the arithmetic of a path fits in 64 bits.
const LARGEST_SIDE: usize = 1 << 29;

/// The coordinates along one axis of the source for a row of the destination: `start + i · step`. Half a position is added,
/// so that dropping bits rounds.
#[derive(Clone, Copy)]
struct Path {
    start: i64,
    step: i64,
}

impl Path {
    fn new(start: f64, step: f64) -> Self {
        let fixed = |value: f64| (value * (1_u64 << PATH_BITS) as f64).round() as i64;
        Self { start: fixed(start) + (1 << (DROPPED_BITS - 1)), step: fixed(step) }
    }

    fn position(&self, i: usize) -> i64 {
        (self.start + i as i64 * self.step) >> DROPPED_BITS
    }

    /// The range of `i` below `len` for which the position is in `from..to`.
    fn within(&self, from: i64, to: i64, len: usize) -> Range<usize> {
        let (from, to) = ((from << DROPPED_BITS) - self.start, (to << DROPPED_BITS) - self.start);
        let up = |distance: i64, step: i64| distance.div_euclid(step) + i64::from(distance.rem_euclid(step) != 0);
        let (first, end) = match self.step {
            0 if from <= 0 && 0 < to => (0, len as i64),
            0 => (0, 0),
            // With a negative step the last position of the range comes first.
            step if step < 0 => (up(1 - to, -step), up(1 - from, -step)),
            step => (up(from, step), up(to, step)),
        };
        let inside = |i: i64| i.clamp(0, len as i64) as usize;
        inside(first)..inside(end).max(inside(first))
    }
}

/// Computes the positions of a block of pixels from `from` on, none of which is before the first pixel. Steps are counted in
/// 32 bits with 16 fraction bits: over a block the error is at most a millionth of a pixel.
#[inline(always)]
fn block_positions((x, y): (Path, Path), from: usize, at: &mut Positions) {
    const KEPT_BITS: u32 = 16;
    const CUT_BITS: u32 = DROPPED_BITS - KEPT_BITS;
    for (path, at) in [(x, &mut at.x), (y, &mut at.y)] {
        let start = path.start + from as i64 * path.step;
        let (first, rest) = ((start >> DROPPED_BITS) as i32, (start >> CUT_BITS) as i32 & ((1 << KEPT_BITS) - 1));
        let step = (path.step >> CUT_BITS) as i32;
        for (i, at) in at.iter_mut().enumerate() {
            *at = (first + ((rest + i as i32 * step) >> KEPT_BITS)) as u32;
        }
    }
}

dispatch! {
    /// Runs [`block_positions`], compiled for each level.
    fn positions(paths: (Path, Path), from: usize, at: &mut Positions) = block_positions;
}

fn both(a: Range<usize>, b: Range<usize>) -> Range<usize> {
    let start = a.start.max(b.start);
    start..a.end.min(b.end).max(start)
}

/// One rotation of an image.
struct Rotation<'a> {
    src: ImageRef<'a>,
    texture: Option<Texture<'a>>,
    level: Level,
    fill: u8,
    channels: usize,
    sin: f64,
    cos: f64,
    /// Columns and rows in the source from the pixels of one row to those that are prefetched meanwhile.
    ahead: (isize, isize),
}

pub fn turn(level: Level, src: ImageRef<'_>, degrees: f32, fill: u8, dst: ImageMut<'_>) -> Result<()> {
    if src.width().max(src.height()) > LARGEST_SIDE {
        fail!(Unsupported, "src: is {}x{}, and no side may exceed {LARGEST_SIDE}", src.width(), src.height());
    }
    let (sin, cos) = f64::from(degrees).rem_euclid(360.0).to_radians().sin_cos();
    let channels = dst.geometry().row_bytes / dst.width();
    let ahead = ((ROWS_AHEAD as f64 * sin).round() as isize, (ROWS_AHEAD as f64 * cos).round() as isize);
    let turn = Rotation { src, texture: Texture::new(src), level, fill, channels, sin, cos, ahead };
    let ns_per_row = NS_PER_BYTE * dst.geometry().row_bytes as f64;
    split::strips(dst.into_rows(), ns_per_row).for_each(|range, mut strip| {
        range.clone().for_each(|y| turn.row(y, strip.row(y - range.start)));
    });
    Ok(())
}

impl Rotation<'_> {
    fn row(&self, y: usize, dst: &mut [u8]) {
        let len = dst.len() / self.channels;
        let (last_x, last_y) = (self.src.width() - 1, self.src.height() - 1);
        let (cx, cy) = (last_x as f64 / 2.0, last_y as f64 / 2.0);
        let down = y as f64 - cy;
        let x = Path::new(cx - self.cos * cx + self.sin * down, self.cos);
        let y = Path::new(cy + self.sin * cx + self.cos * down, -self.sin);
        let (last_x, last_y) = ((last_x as i64) << FRACTION_BITS, (last_y as i64) << FRACTION_BITS);
        let one = 1 << FRACTION_BITS;
        let touched = both(x.within(1 - one, last_x + one, len), y.within(1 - one, last_y + one, len));
        let inside = both(x.within(0, last_x + 1, len), y.within(0, last_y + 1, len));
        let inside = if self.texture.is_some() { both(inside, touched.clone()) } else { touched.end..touched.end };

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
    fn border(&self, x: Path, y: Path, from: usize, dst: &mut [u8]) {
        for (i, px) in (from..).zip(dst.chunks_exact_mut(self.channels)) {
            sample_pixel(&self.src, (x.position(i), y.position(i)), Outside::Fill(self.fill), px);
        }
    }

    /// Writes pixels whose neighbours are all in the image.
    fn middle(&self, x: Path, y: Path, from: usize, dst: &mut [u8]) {
        let Some(texture) = self.texture else { return };
        let mut at = Positions::new();
        for (from, dst) in (from..).step_by(BLOCK).zip(dst.chunks_mut(BLOCK * self.channels)) {
            positions(self.level, (x, y), from, &mut at);
            texture.prefetch(&at, dst.len() / self.channels, self.ahead);
            sample_block(self.level, texture, &at, dst);
        }
    }
}
