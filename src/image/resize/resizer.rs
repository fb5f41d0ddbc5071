//! What a resize of one size to another needs, made once.

use super::bilinear::{Bilinear, Mixed};
use super::{Filter, halve};
use crate::error::Result;
use crate::image::Geometry;
use crate::image::rows::SourceRows;
use crate::mem::RowsMut;
use crate::simd::Level;

/// How rows of one size are made of rows of another.
pub(crate) struct Resizer {
    kind: Kind,
    row_bytes: usize,
}

enum Kind {
    Copy,
    Halve { channels: usize },
    Bilinear(Bilinear),
}

/// What one thread keeps from row to row.
pub(crate) enum Scratch {
    None,
    Mixed(Mixed),
}

impl Scratch {
    /// Rows of another image come next.
    pub fn forget(&mut self) {
        match self {
            Scratch::None => {}
            Scratch::Mixed(mixed) => mixed.forget(),
        }
    }
}

impl Resizer {
    /// From the size and format of `src`, which is not `Bit1`, to `width` x `height`.
    pub fn new(level: Level, src: &Geometry, filter: Filter, width: usize, height: usize) -> Result<Self> {
        let channels = src.format.pixel_bytes().unwrap_or(1);
        let same = (src.width, src.height) == (width, height);
        let kind = match filter {
            _ if same => Kind::Copy,
            Filter::Bilinear if halve::is_half(src, width, height) => Kind::Halve { channels },
            Filter::Bilinear => Kind::Bilinear(Bilinear::new(level, src, channels, width, height)?),
        };
        Ok(Self { kind, row_bytes: width * channels })
    }

    /// What [`Resizer::row`] works with.
    pub fn scratch(&self) -> Result<Scratch> {
        Ok(match &self.kind {
            Kind::Copy | Kind::Halve { .. } => Scratch::None,
            Kind::Bilinear(bilinear) => Scratch::Mixed(bilinear.mixed()?),
        })
    }

    /// Bytes of a row of the result.
    pub fn row_bytes(&self) -> usize {
        self.row_bytes
    }

    /// About what a row costs.
    pub fn ns_per_row(&self) -> f64 {
        let per_byte = match &self.kind {
            Kind::Copy => 0.02,
            Kind::Halve { .. } => 0.1,
            Kind::Bilinear(_) => 0.4,
        };
        per_byte * self.row_bytes as f64
    }

    /// Writes row `y` of the result. `scratch` is this resizer's, and has seen rows of this image only.
    pub fn row(&self, level: Level, src: &mut SourceRows<'_>, y: usize, scratch: &mut Scratch, dst: &mut [u8]) {
        match (&self.kind, scratch) {
            (Kind::Copy, _) => dst.copy_from_slice(src.row(y)),
            (&Kind::Halve { channels }, _) => {
                let len = dst.len();
                let dst = RowsMut::from_flat(dst, len).0;
                halve::halve(level, src.pair(2 * y), channels, dst);
            }
            (Kind::Bilinear(bilinear), Scratch::Mixed(mixed)) => bilinear.row(level, src, y, mixed, dst),
            (Kind::Bilinear(_), _) => unreachable!("the scratch of another resizer"),
        }
    }
}
