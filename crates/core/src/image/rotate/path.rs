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
    /// `1 / |step|`, rounded.
    per_step: f64,
}

impl<const FRACTION: u32> Path<FRACTION> {
    /// The bits of a path that a position drops.
    pub const DROPPED: u32 = PATH_BITS - FRACTION;

    fn new(start: f64, PathStep { step, per_step }: PathStep) -> Self {
        Self { start: fixed(start) + (1 << (Self::DROPPED - 1)), step, per_step }
    }

    /// Makes a path of numbers in its bits.
    #[cfg(test)]
    pub fn of(start: i64, step: i64) -> Self {
        let PathStep { step, per_step } = PathStep::of(step);
        Self { start, step, per_step }
    }

    #[inline(always)]
    pub fn position(&self, i: usize) -> i64 {
        (self.start + i as i64 * self.step) >> Self::DROPPED
    }

    /// The range of `i` below `len` for which the position is in `from..to`.
    #[inline]
    pub fn within(&self, from: i64, to: i64, len: usize) -> Range<usize> {
        let (from, to) = ((from << Self::DROPPED) - self.start, (to << Self::DROPPED) - self.start);
        let (first, end) = match self.step {
            0 if from <= 0 && 0 < to => (0, len),
            0 => (0, 0),
            // With a negative step the last position of the range comes first.
            step if step < 0 => (self.steps_to(1 - to, len), self.steps_to(1 - from, len)),
            _ => (self.steps_to(from, len), self.steps_to(to, len)),
        };
        first..end.max(first)
    }

    /// The least `i` up to `len` with `i · |step|` of at least `distance`; `len` where there is none.
    #[inline]
    fn steps_to(&self, distance: i64, len: usize) -> usize {
        let (step, most) = (self.step.abs(), len as i64);
        if distance <= 0 {
            return 0;
        }
        if distance > most * step {
            return len;
        }
        // A division would take longer. Below 2³⁰ the product is wrong by less than one, and cut off: one or two are missing at most.
        let mut i = (distance as f64 * self.per_step) as i64;
        i += i64::from(i * step < distance);
        i += i64::from(i * step < distance);
        i as usize
    }
}

/// A number of positions in the bits of a path, rounded half away from zero.
#[inline(always)]
fn fixed(value: f64) -> i64 {
    let scaled = value * (1_u64 << PATH_BITS) as f64;
    debug_assert!(scaled.abs() < i64::MAX as f64);
    // A rounding function is a call where a processor has no instruction for it, and casts would compare with the limits.
    // SAFETY: steps are up to 1, and starts below 2^31, because `Rotation::new` has checked the sides; the rest is below 1.
    unsafe {
        let whole: i64 = scaled.to_int_unchecked();
        let rest = scaled - whole as f64;
        whole + (rest + rest).to_int_unchecked::<i64>()
    }
}

/// How far a path goes from one pixel to the next, the same in each row.
#[derive(Clone, Copy)]
struct PathStep {
    step: i64,
    per_step: f64,
}

impl PathStep {
    fn new(step: f64) -> Self {
        Self::of(fixed(step))
    }

    fn of(step: i64) -> Self {
        Self { step, per_step: 1.0 / step.unsigned_abs() as f64 }
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
    steps: (PathStep, PathStep),
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
        Ok(Self { sin, cos, from: centre(src), to: centre(dst), steps: (PathStep::new(cos), PathStep::new(-sin)) })
    }

    /// How far x and y go from one pixel to the next, in the bits of a path.
    pub fn steps(&self) -> (i64, i64) {
        (self.steps.0.step, self.steps.1.step)
    }

    /// The paths of x and y through the source for row `y` of the destination.
    pub fn paths<const FRACTION: u32>(&self, y: usize) -> (Path<FRACTION>, Path<FRACTION>) {
        let &Self { sin, cos, from: (from_x, from_y), to: (to_x, to_y), steps } = self;
        let down = y as i64 as f64 - to_y;
        let x = Path::new(from_x - cos * to_x + sin * down, steps.0);
        let y = Path::new(from_y + sin * to_x + cos * down, steps.1);
        (x, y)
    }

    /// Columns and rows in the source from a pixel to the one that shows `rows` rows further down in the destination.
    pub fn down(&self, rows: usize) -> (isize, isize) {
        ((rows as f64 * self.sin).round() as isize, (rows as f64 * self.cos).round() as isize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of steps by a division.
    fn divided(distance: i64, step: i64, len: usize) -> usize {
        (distance.div_euclid(step) + i64::from(distance.rem_euclid(step) != 0)).clamp(0, len as i64) as usize
    }

    #[test]
    fn positions_are_rounded_half_away_from_zero() {
        let one = (1_u64 << PATH_BITS) as f64;
        for whole in [0.0, 1.0, 2.0, 4503.0, 4_294_967_295.0, 1e15, 9e15, 5e18] {
            for rest in [0.0, 0.25, 0.499_999_999, 0.5, 0.500_000_001, 0.75, 0.999_999_999] {
                for value in [(whole + rest) / one, -(whole + rest) / one] {
                    assert_eq!(fixed(value), (value * one).round() as i64, "{whole} {rest}");
                }
            }
        }
        assert_eq!(fixed(0.49999999999999994 / one), 0);
    }

    #[test]
    fn steps_are_those_of_a_division() {
        let lens = [1, 2, 16, 1000, LARGEST_DST];
        for step in [1, 2, 3, 5, 1 << 20, (1 << 31) + 1, (1 << 32) - 1, 1 << 32] {
            for sign in [1, -1] {
                let path: Path<8> = Path::of(0, sign * step);
                for len in lens {
                    for i in [0, 1, 2, 7, len as i64 / 3, len as i64 - 1, len as i64, len as i64 + 1] {
                        for near in -2..=2 {
                            let distance = i * step + near;
                            assert_eq!(
                                path.steps_to(distance, len),
                                divided(distance, step, len),
                                "{distance} / {step}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn ranges_hold_the_positions_within() {
        for (start, step) in
            [(-3.0, 0.7), (12.5, -0.3), (0.0, 0.0), (9.0, 0.0), (4.25, 1.0), (-0.5, 1e-7), (20.0, -1.0)]
        {
            let path: Path<8> = Path::new(start, PathStep::new(step));
            for (from, to) in [(0, 10 << 8), (-255, 2561), (5, 5), (1024, 1025)] {
                let found = path.within(from, to, 40);
                for i in 0..40 {
                    assert_eq!(found.contains(&i), (from..to).contains(&path.position(i)), "{start} {step} {i}");
                }
            }
        }
    }
}
