//! Where the pixels of a rotated image come from, in fixed point.

use crate::base::error::{Result, fail};
use crate::image::Geometry;
use std::ops::Range;

/// Fraction bits of a path.
const PATH_BITS: u32 = 32;
/// Sides of the source and of the destination up to which the arithmetic of a path fits in 64 bits.
const LARGEST_SRC: usize = 1 << 29;
const LARGEST_DST: usize = 2 * LARGEST_SRC;

/// The coordinates along one axis of the source for a row of the destination, in positions of `FRACTION` fraction bits:
/// `start + i · step`, in more bits. Half a position is added, so that dropping bits rounds.
#[derive(Clone, Copy)]
pub struct Path<const FRACTION: u32> {
    pub start: i64,
    pub step: i64,
}

impl<const FRACTION: u32> Path<FRACTION> {
    /// The bits of a path that a position drops.
    pub const DROPPED: u32 = PATH_BITS - FRACTION;

    fn new(start: f64, step: f64) -> Self {
        let fixed = |value: f64| (value * (1_u64 << PATH_BITS) as f64).round() as i64;
        Self { start: fixed(start) + (1 << (Self::DROPPED - 1)), step: fixed(step) }
    }

    #[inline(always)]
    pub fn position(&self, i: usize) -> i64 {
        (self.start + i as i64 * self.step) >> Self::DROPPED
    }

    /// The range of `i` below `len` for which the position is in `from..to`.
    pub fn within(&self, from: i64, to: i64, len: usize) -> Range<usize> {
        let (from, to) = ((from << Self::DROPPED) - self.start, (to << Self::DROPPED) - self.start);
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

pub fn both(a: Range<usize>, b: Range<usize>) -> Range<usize> {
    let start = a.start.max(b.start);
    start..a.end.min(b.end).max(start)
}

/// The sine and cosine of a turn by `degrees`.
pub fn sin_cos(degrees: f32) -> (f64, f64) {
    f64::from(degrees).rem_euclid(360.0).to_radians().sin_cos()
}

/// Fails for a source that is too large for [`Rotation`].
pub fn check_src(src: &Geometry) -> Result<()> {
    if src.width.max(src.height) > LARGEST_SRC {
        fail!(Unsupported, "src: is {}x{}, and no side may exceed {LARGEST_SRC}", src.width, src.height);
    }
    Ok(())
}

/// A turn that takes the centre of one image to the centre of another.
pub struct Rotation {
    sin: f64,
    cos: f64,
    from: (f64, f64),
    to: (f64, f64),
}

impl Rotation {
    /// The rotation of `src` by `degrees` into `dst`.
    pub fn new(src: &Geometry, degrees: f32, dst: &Geometry) -> Result<Self> {
        check_src(src)?;
        if dst.width.max(dst.height) > LARGEST_DST {
            fail!(Unsupported, "dst: is {}x{}, and no side may exceed {LARGEST_DST}", dst.width, dst.height);
        }
        let (sin, cos) = sin_cos(degrees);
        let centre = |image: &Geometry| ((image.width - 1) as f64 / 2.0, (image.height - 1) as f64 / 2.0);
        Ok(Self { sin, cos, from: centre(src), to: centre(dst) })
    }

    /// The paths of x and y through the source for row `y` of the destination.
    pub fn paths<const FRACTION: u32>(&self, y: usize) -> (Path<FRACTION>, Path<FRACTION>) {
        let &Self { sin, cos, from: (from_x, from_y), to: (to_x, to_y) } = self;
        let down = y as f64 - to_y;
        let x = Path::new(from_x - cos * to_x + sin * down, cos);
        let y = Path::new(from_y + sin * to_x + cos * down, -sin);
        (x, y)
    }

    /// Columns and rows in the source from a pixel to the one that shows `rows` rows further down in the destination.
    pub fn down(&self, rows: usize) -> (isize, isize) {
        ((rows as f64 * self.sin).round() as isize, (rows as f64 * self.cos).round() as isize)
    }
}
