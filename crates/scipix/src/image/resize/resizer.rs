//! What a resize of one size to another needs, made once.

use super::bilinear::{Bilinear, Mixed};
use super::nearest::Nearest;
use super::separable::{Separable, Sums};
use super::wide::Wide;
use super::{Filter, means};
use crate::base::error::{Result, fail};
use crate::image::rows::SourceRows;
use crate::image::{Format, Geometry};
use crate::simd::Level;
use crate::split::RowsMut;

/// How rows of one size are made of rows of another.
pub(crate) struct Resizer {
    kind: Kind,
    row_bytes: usize,
}

enum Kind {
    Copy,
    Nearest(Nearest),
    Means { side: usize, channels: usize },
    Bilinear(Bilinear),
    Separable(Separable),
    Wide(Wide),
}

/// What one thread keeps from row to row.
pub(crate) enum Scratch {
    None,
    Mixed(Mixed),
    Sums(Sums),
    Wide(Vec<u64>),
}

impl Scratch {
    /// Rows of another image come next.
    pub fn forget(&mut self) {
        match self {
            Scratch::None | Scratch::Sums(_) | Scratch::Wide(_) => {}
            Scratch::Mixed(mixed) => mixed.forget(),
        }
    }
}

impl Resizer {
    /// From the size and format of `src` to `width` x `height`. `Bit1` is for [`Filter::Nearest`] alone.
    pub fn new(level: Level, src: &Geometry, filter: Filter, width: usize, height: usize) -> Result<Self> {
        let channels = src.format.pixel_bytes().unwrap_or(1);
        // Of bits, those beyond the width would be copied too.
        let same = (src.width, src.height) == (width, height) && src.format != Format::Bit1;
        let larger = width > src.width || height > src.height;
        let side = means::side(src, filter, width, height);
        let kind = match filter {
            _ if same => Kind::Copy,
            Filter::Nearest => Kind::Nearest(Nearest::new(level, src, width, height)?),
            Filter::Lanczos3 => Kind::Separable(Separable::lanczos(level, src, channels, width, height)?),
            Filter::Bilinear | Filter::Area => match side {
                Some(side) => Kind::Means { side, channels },
                None if filter == Filter::Area && !larger => {
                    match Separable::area(level, src, channels, width, height)? {
                        Some(area) => Kind::Separable(area),
                        None => Kind::Wide(Wide::new(src, channels, width, height)?),
                    }
                }
                None => Kind::Bilinear(Bilinear::new(level, src, channels, width, height)?),
            },
        };
        let Some(row_bytes) = src.format.row_bytes(width) else {
            fail!(Overflow, "dst: a row of {width} pixels exceeds the address space");
        };
        Ok(Self { kind, row_bytes })
    }

    /// What [`Resizer::row`] works with.
    pub fn scratch(&self) -> Result<Scratch> {
        Ok(match &self.kind {
            Kind::Copy | Kind::Nearest(_) | Kind::Means { .. } => Scratch::None,
            Kind::Bilinear(bilinear) => Scratch::Mixed(bilinear.mixed()?),
            Kind::Separable(separable) => Scratch::Sums(separable.sums()?),
            Kind::Wide(wide) => Scratch::Wide(wide.sums()?),
        })
    }

    /// Rows of the source that a row of the result is made of, and the next one again.
    pub fn rows_together(&self) -> usize {
        match &self.kind {
            &Kind::Means { side, .. } => side,
            Kind::Separable(separable) => separable.rows_together(),
            _ => 2,
        }
    }

    /// About what a row costs.
    pub fn ns_per_row(&self) -> f64 {
        let per_byte = match &self.kind {
            Kind::Copy => 0.02,
            Kind::Nearest(_) => 0.5,
            &Kind::Means { side, .. } => 0.03 * (side * side) as f64,
            Kind::Bilinear(_) => 0.4,
            Kind::Separable(separable) => return separable.ns_per_row(),
            Kind::Wide(_) => 10.0,
        };
        per_byte * self.row_bytes as f64
    }

    /// Writes row `y` of the result; of bits, those that are pixels. `scratch` is this resizer's, and has seen rows of this image only.
    pub fn row(&self, level: Level, src: &mut SourceRows<'_>, y: usize, scratch: &mut Scratch, dst: &mut [u8]) {
        match (&self.kind, scratch) {
            (Kind::Copy, _) => dst.copy_from_slice(src.row(y)),
            (Kind::Nearest(nearest), _) => nearest.row(level, src.row(nearest.source_row(y)), dst),
            (&Kind::Means { side, channels }, _) => {
                let len = dst.len();
                let dst = RowsMut::from_flat(dst, len).0;
                means::means(level, side, src.group(y, side), channels, dst);
            }
            (Kind::Bilinear(bilinear), Scratch::Mixed(mixed)) => bilinear.row(level, src, y, mixed, dst),
            (Kind::Separable(separable), Scratch::Sums(sums)) => separable.row(level, src, y, sums, dst),
            (Kind::Wide(wide), Scratch::Wide(sums)) => wide.row(src, y, sums, dst),
            (Kind::Bilinear(_) | Kind::Separable(_) | Kind::Wide(_), _) => {
                unreachable!("the scratch of another resizer")
            }
        }
    }
}
