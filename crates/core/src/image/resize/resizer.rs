//! The tables of a resize from one size to another, made once.

use super::bilinear::{Bilinear, MixScratch};
use super::filter::Filter;
use super::means;
use super::nearest::Nearest;
use super::separable::{FilterFunction, PassRows, Separable, SumRows, TwoPass};
use super::wide_area::WideArea;
use crate::base::error::{Result, fail};
use crate::image::row_source::RowSource;
use crate::image::{Format, Geometry};
use crate::simd::Level;
use crate::split::RowsMut;

/// Makes rows of one size from rows of another.
pub struct Resizer {
    method: ResizeMethod,
    row_bytes: usize,
    /// Memory for bilinear tables, which [`Resizer::refit`] did not need.
    spare: Option<Bilinear>,
}

enum ResizeMethod {
    Copy,
    Nearest(Nearest),
    Means { side: usize, channels: usize },
    Bilinear(Bilinear),
    TwoPass(TwoPass),
    Separable(Separable),
    WideArea(WideArea),
}

/// Scratch memory of one thread, used from row to row.
pub enum ResizeScratch {
    None,
    Mixed(MixScratch),
    Passes(PassRows),
    Sums(SumRows),
    WideSums(Vec<u64>),
}

impl ResizeScratch {
    /// Drops what is kept of rows, since rows of another image come next.
    pub fn forget(&mut self) {
        match self {
            ResizeScratch::None | ResizeScratch::Sums(_) | ResizeScratch::WideSums(_) => {}
            ResizeScratch::Mixed(rows) => rows.mixed.clear(),
            ResizeScratch::Passes(rows) => rows.forget(),
        }
    }
}

impl Resizer {
    /// Makes the tables from the size and format of `src` to `width` x `height`. Only [`Filter::Nearest`] takes `Bit1`
    /// and `Gray16`.
    pub fn new(level: Level, src: &Geometry, filter: Filter, width: usize, height: usize) -> Result<Self> {
        Self::made(level, src, filter, (width, height), false, None)
    }

    /// Makes this the resizer that [`Resizer::new`] makes. Tables of [`Filter::Bilinear`] use their memory again. After an error
    /// it is for no image.
    pub fn refit(&mut self, level: Level, src: &Geometry, filter: Filter, size: (usize, usize)) -> Result<()> {
        let spare = match std::mem::replace(&mut self.method, ResizeMethod::Copy) {
            ResizeMethod::Bilinear(bilinear) => Some(bilinear),
            _ => self.spare.take(),
        };
        *self = Self::made(level, src, filter, size, false, spare)?;
        Ok(())
    }

    /// Makes the tables of a resize whose antialiasing filters give the bytes of Pillow, not only bytes within one of them.
    pub fn like_pillow(level: Level, src: &Geometry, filter: Filter, size: (usize, usize)) -> Result<Self> {
        Self::made(level, src, filter, size, true, None)
    }

    fn made(
        level: Level,
        src: &Geometry,
        filter: Filter,
        (width, height): (usize, usize),
        like_pillow: bool,
        mut spare: Option<Bilinear>,
    ) -> Result<Self> {
        let channels = src.format.pixel_bytes().unwrap_or(1);
        // A copy of whole bytes would overwrite bits beyond the width.
        let same = (src.width, src.height) == (width, height) && src.format != Format::Bit1;
        let shrinks = width < src.width || height < src.height;
        let side = means::side(src, filter, width, height);
        let two_pass = |function| TwoPass::new(level, function, src, (width, height)).map(ResizeMethod::TwoPass);
        let method = match filter {
            _ if same => ResizeMethod::Copy,
            Filter::Nearest => ResizeMethod::Nearest(Nearest::new(level, src, width, height)?),
            Filter::BilinearAa if like_pillow => two_pass(FilterFunction::Triangle)?,
            // Nothing overshoots, so that the faster order of passes is within one of Pillow.
            Filter::BilinearAa => {
                let function = FilterFunction::Triangle;
                ResizeMethod::Separable(Separable::antialias(level, function, src, channels, width, height)?)
            }
            Filter::Bicubic => two_pass(FilterFunction::Cubic)?,
            Filter::Lanczos3 => two_pass(FilterFunction::Lanczos3)?,
            Filter::Bilinear | Filter::Area => match side {
                Some(side) => ResizeMethod::Means { side, channels },
                None if filter == Filter::Area && shrinks => {
                    match Separable::area(level, src, channels, width, height)? {
                        Some(area) => ResizeMethod::Separable(area),
                        None => ResizeMethod::WideArea(WideArea::new(src, channels, width, height)?),
                    }
                }
                None => {
                    let mut bilinear = spare.take().unwrap_or_default();
                    bilinear.refit(level, src, channels, (width, height))?;
                    ResizeMethod::Bilinear(bilinear)
                }
            },
        };
        let Some(row_bytes) = src.format.row_bytes(width) else {
            fail!(Overflow, "dst: a row of {width} pixels exceeds the address space");
        };
        Ok(Self { method, row_bytes, spare })
    }

    /// Scratch memory for [`Resizer::row`].
    pub fn scratch(&self) -> Result<ResizeScratch> {
        let mut scratch = ResizeScratch::None;
        self.refit_scratch(&mut scratch)?;
        Ok(scratch)
    }

    /// Makes `scratch` that of this resizer. That of [`Filter::Bilinear`] uses its memory again.
    pub fn refit_scratch(&self, scratch: &mut ResizeScratch) -> Result<()> {
        match (&self.method, &mut *scratch) {
            // None is needed, and what is there may be of use later.
            (ResizeMethod::Copy | ResizeMethod::Nearest(_) | ResizeMethod::Means { .. }, _) => {}
            (ResizeMethod::Bilinear(bilinear), ResizeScratch::Mixed(rows)) => bilinear.refit_scratch(rows)?,
            (ResizeMethod::Bilinear(bilinear), _) => {
                let mut rows = MixScratch::default();
                bilinear.refit_scratch(&mut rows)?;
                *scratch = ResizeScratch::Mixed(rows);
            }
            (ResizeMethod::TwoPass(passes), _) => *scratch = ResizeScratch::Passes(passes.scratch()?),
            (ResizeMethod::Separable(separable), _) => *scratch = ResizeScratch::Sums(separable.scratch()?),
            (ResizeMethod::WideArea(wide), _) => *scratch = ResizeScratch::WideSums(wide.scratch()?),
        }
        Ok(())
    }

    /// Rows of the source that a row of the result is made of, some of which the next row needs again.
    pub fn rows_together(&self) -> usize {
        match &self.method {
            &ResizeMethod::Means { side, .. } => side,
            ResizeMethod::TwoPass(passes) => passes.rows_together(),
            ResizeMethod::Separable(separable) => separable.rows_together(),
            _ => 2,
        }
    }

    /// Rows of the result that cost as much as what each strip of it does once more than the whole.
    pub fn halo(&self) -> usize {
        if let ResizeMethod::TwoPass(passes) = &self.method { passes.halo() } else { 0 }
    }

    /// Estimates the cost of a row of the result.
    pub fn ns_per_row(&self) -> f64 {
        let per_byte = match &self.method {
            ResizeMethod::Copy => 0.02,
            ResizeMethod::Nearest(_) => 0.5,
            &ResizeMethod::Means { side, .. } => 0.03 * (side * side) as f64,
            ResizeMethod::Bilinear(_) => 0.4,
            ResizeMethod::TwoPass(passes) => return passes.ns_per_row(),
            ResizeMethod::Separable(separable) => return separable.ns_per_row(),
            ResizeMethod::WideArea(_) => 10.0,
        };
        per_byte * self.row_bytes as f64
    }

    /// Writes the rows of the result from row `first` on; bits of `dst` beyond the width stay. `scratch` comes from this resizer and
    /// has seen rows of this image only.
    pub fn rows(
        &self,
        level: Level,
        src: &mut dyn RowSource,
        first: usize,
        scratch: &mut ResizeScratch,
        mut dst: RowsMut<'_>,
    ) {
        match (&self.method, &mut *scratch) {
            (ResizeMethod::Nearest(nearest), _) => nearest.rows(level, src, first, dst),
            (ResizeMethod::Bilinear(bilinear), ResizeScratch::Mixed(rows)) => {
                bilinear.rows(level, src, first, rows, dst);
            }
            (ResizeMethod::Separable(separable), ResizeScratch::Sums(sums)) => {
                separable.rows(level, src, first, sums, dst);
            }
            _ => (0..dst.len()).for_each(|index| self.one_row(level, src, first + index, scratch, dst.row(index))),
        }
    }

    /// Writes row `y` of the result, as [`Resizer::rows`] does.
    pub fn row(&self, level: Level, src: &mut dyn RowSource, y: usize, scratch: &mut ResizeScratch, dst: &mut [u8]) {
        self.rows(level, src, y, scratch, RowsMut::one(dst));
    }

    /// Writes row `y` where rows are made one by one.
    fn one_row(&self, level: Level, src: &mut dyn RowSource, y: usize, scratch: &mut ResizeScratch, dst: &mut [u8]) {
        match (&self.method, scratch) {
            (ResizeMethod::Copy, _) => dst.copy_from_slice(src.row(y)),
            (&ResizeMethod::Means { side, channels }, _) => {
                means::means(level, side, src.first_of(y * side..(y + 1) * side), channels, RowsMut::one(dst));
            }
            (ResizeMethod::TwoPass(passes), ResizeScratch::Passes(rows)) => passes.row(level, src, y, rows, dst),
            (ResizeMethod::WideArea(wide), ResizeScratch::WideSums(sums)) => wide.row(src, y, sums, dst),
            _ => unreachable!("the scratch of another resizer"),
        }
    }
}
