//! Morphology by rectangles: dilation, erosion, opening and closing of gray images and of bits.
//!
//! A rectangle is a row times a column, and a window of n pixels takes steps, each of which joins up to four results of the step
//! before: 4, 16, 64, ... pixels. So the cost grows with the logarithm of the size. Rows are worked on in blocks that fit in the
//! cache; an opening or closing runs both of its passes block by block, with no image between them.

mod cell;
mod cells;
mod fold;
mod pass;
mod row_layout;
mod scalar;
#[cfg(test)]
mod tests;
mod window;

use super::{Format, ImageMut, ImageRef, format_among, same_size};
use crate::base::error::{Result, fail};
use crate::simd::{self, Level};
use crate::split;
use crate::split::RowsMut;
use cell::Cell;
use fold::Keep;
use pass::Pass;
use row_layout::CellRows;
use std::ops::Range;
use window::WindowExtent;

/// Approximate cost of a cell for each pass, a byte of gray or 64 bits.
const NS_PER_CELL: f64 = 0.15;

/// The operation on a pixel and its neighbours under a rectangle. In BIT1, 1 is black ink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Morphology {
    /// The maximum: of bits, ink grows; of gray, light does.
    Dilate,
    /// The minimum: of bits, ink shrinks; of gray, light does.
    Erode,
    /// Erosion and then dilation: what is smaller than the rectangle goes, ink of bits and light of gray.
    Open,
    /// Dilation and then erosion: gaps smaller than the rectangle are filled.
    Close,
}

impl Morphology {
    /// All operations.
    pub const ALL: [Morphology; 4] = [Morphology::Dilate, Morphology::Erode, Morphology::Open, Morphology::Close];
}

/// The library whose rules hold at the border and for even sizes.
///
/// The rectangle of size `n` covers `n / 2` pixels before its pixel and `n - 1 - n / 2` after it, on each axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MorphologyRules {
    /// OpenCV's with its default anchor and border: pixels outside the image never decide. Dilation and erosion have the same
    /// rectangle, so opening and closing by an even size also move the image by a pixel.
    #[default]
    OpenCv,
    /// Leptonica's default, its asymmetric border: pixels outside the image are 0, no ink. Dilation has the rectangle
    /// mirrored, so nothing moves.
    Leptonica,
    /// Leptonica's symmetric border: pixels outside never decide, and dilation has the rectangle mirrored. For odd sizes it
    /// equals OpenCV's.
    LeptonicaSymmetric,
}

impl MorphologyRules {
    /// All rules.
    pub const ALL: [MorphologyRules; 3] =
        [MorphologyRules::OpenCv, MorphologyRules::Leptonica, MorphologyRules::LeptonicaSymmetric];
}

/// Applies a rectangle of `width` x `height` pixels to `src` and writes the result to `dst`. The bits of `dst` beyond its width
/// are kept. Rectangles may be larger than the image. The extra memory of each thread is a few times the rows that the
/// rectangle covers.
///
/// # Errors
/// `InvalidArgument` for a width or height of 0; `SizeMismatch` if the sizes differ; `Unsupported` if `src` is neither `Gray8`
/// nor `Bit1`, or the formats differ; `OutOfMemory` if the rows cannot be allocated.
pub fn morphology(
    src: ImageRef<'_>,
    operation: Morphology,
    width: usize,
    height: usize,
    rules: MorphologyRules,
    dst: ImageMut<'_>,
) -> Result<()> {
    morphology_at(simd::active(), src, operation, width, height, rules, dst)
}

/// Computes [`morphology`] at a SIMD level.
fn morphology_at(
    level: Level,
    src: ImageRef<'_>,
    operation: Morphology,
    width: usize,
    height: usize,
    rules: MorphologyRules,
    dst: ImageMut<'_>,
) -> Result<()> {
    format_among("src", src.format(), &[Format::Gray8, Format::Bit1])?;
    format_among("dst", dst.format(), &[src.format()])?;
    same_size(&src.geometry(), &dst.geometry())?;
    for (name, size) in [("width", width), ("height", height)] {
        if size == 0 {
            fail!(InvalidArgument, "{name}: must be at least 1");
        }
    }
    let job = MorphologyJob { level, src, width, height, rules };
    match src.format() {
        Format::Bit1 => job.run::<u64>(operation, dst.into_rows()),
        _ => job.run::<u8>(operation, dst.into_rows()),
    }
}

/// The arguments of [`morphology`] that are read.
struct MorphologyJob<'a> {
    level: Level,
    src: ImageRef<'a>,
    width: usize,
    height: usize,
    rules: MorphologyRules,
}

impl MorphologyJob<'_> {
    fn run<C: Cell>(&self, operation: Morphology, dst: RowsMut<'_>) -> Result<()> {
        match operation {
            Morphology::Dilate => self.single::<C>(Keep::Greater, dst),
            Morphology::Erode => self.single::<C>(Keep::Lesser, dst),
            Morphology::Open => self.double::<C>(Keep::Lesser, Keep::Greater, dst),
            Morphology::Close => self.double::<C>(Keep::Greater, Keep::Lesser, dst),
        }
    }

    /// Prepares a pass.
    fn pass<C: Cell>(&self, keep: Keep) -> Result<Pass<C>> {
        let size @ (width, height) = (self.src.width(), self.src.height());
        let mirrored = keep == Keep::Greater && self.rules != MorphologyRules::OpenCv;
        let horizontal = WindowExtent::of(self.width, mirrored).within(width);
        let vertical = WindowExtent::of(self.height, mirrored).within(height);
        let outside = if self.rules == MorphologyRules::Leptonica { C::default() } else { C::neutral(keep) };
        Pass::new(self.level, keep, size, horizontal, vertical, outside)
    }

    fn single<C: Cell>(&self, keep: Keep, dst: RowsMut<'_>) -> Result<()> {
        self.strips::<C>(1, dst).try_for_each(|range, mut dst| {
            let mut pass = self.pass::<C>(keep)?;
            for rows in blocks(range.clone(), pass.block()) {
                let joined = pass.rows(rows.clone(), &mut |rows, to| self.load(rows, to));
                joined.write(dst.range(rows.start - range.start..rows.end - range.start));
            }
            Ok(())
        })
    }

    fn double<C: Cell>(&self, first: Keep, second: Keep, dst: RowsMut<'_>) -> Result<()> {
        self.strips::<C>(2, dst).try_for_each(|range, mut dst| {
            let (mut first, mut second) = (self.pass::<C>(first)?, self.pass::<C>(second)?);
            let mut between = |rows: Range<usize>, mut to: CellRows<'_, C>| {
                for part in blocks(rows.clone(), first.block()) {
                    let joined = first.rows(part.clone(), &mut |rows, to| self.load(rows, to));
                    (0..part.len()).for_each(|i| to.fill(part.start - rows.start + i, |to| joined.write_cells(i, to)));
                }
            };
            for rows in blocks(range.clone(), second.block()) {
                let joined = second.rows(rows.clone(), &mut between);
                joined.write(dst.range(rows.start - range.start..rows.end - range.start));
            }
            Ok(())
        })
    }

    /// A loop over strips of `dst` that `passes` passes go through.
    fn strips<'d, C: Cell>(&self, passes: usize, dst: RowsMut<'d>) -> split::StripLoop<'d> {
        let cells = self.src.width().div_ceil(C::PIXELS);
        let halo = (self.height - 1).min(2 * self.src.height()).saturating_mul(passes);
        split::strips(dst, NS_PER_CELL * (passes * cells) as f64).halo(halo)
    }

    /// Reads rows of the image.
    fn load<C: Cell>(&self, rows: Range<usize>, mut to: CellRows<'_, C>) {
        for (i, y) in rows.enumerate() {
            to.fill(i, |to| C::load(self.level, self.src.rows().row(y), to));
        }
    }
}

/// Cuts `rows` into ranges of at most `len`.
fn blocks(rows: Range<usize>, len: usize) -> impl Iterator<Item = Range<usize>> {
    rows.clone().step_by(len).map(move |y| y..rows.end.min(y + len))
}
