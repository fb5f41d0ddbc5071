//! Tables of small resizes, kept for the next image of the same sizes: to make them takes longer than to use them once.

use super::filter::Filter;
use super::resizer::{ResizeScratch, Resizer};
use crate::base::aligned::try_box;
use crate::base::error::{Result, fail};
use crate::base::{ScratchCache, ScratchLease};
use crate::image::{Format, Geometry};
use crate::simd::Level;

/// Resizes whose tables are kept.
const PLACES: usize = 8;
/// The most columns and rows of source and result together, for each of which tables and scratch rows have up to about 1000
/// bytes.
const MOST_POSITIONS: usize = 1 << 11;

/// The tables of one resize, and what a thread needs to use them.
pub struct KeptResizer {
    sizes: ResizeSizes,
    pub resizer: Resizer,
    pub scratch: ResizeScratch,
}

/// All that tables depend on.
#[derive(Clone, Copy, PartialEq)]
struct ResizeSizes {
    level: Level,
    filter: Filter,
    format: Format,
    src: (usize, usize),
    dst: (usize, usize),
}

static KEPT: ScratchCache<KeptResizer, PLACES> = ScratchCache::new();

/// Borrows the tables of a resize, made now or before, and empty scratch rows; `None` for images too large to keep tables for.
pub fn lease(
    level: Level,
    src: &Geometry,
    filter: Filter,
    dst: (usize, usize),
) -> Result<Option<ScratchLease<'static, KeptResizer, PLACES>>> {
    let positions = [src.width, src.height, dst.0, dst.1].into_iter().fold(0, usize::saturating_add);
    if positions > MOST_POSITIONS {
        return Ok(None);
    }
    let sizes = ResizeSizes { level, filter, format: src.format, src: (src.width, src.height), dst };
    let made = || {
        let resizer = Resizer::new(level, src, filter, dst.0, dst.1)?;
        let scratch = resizer.scratch()?;
        match try_box(KeptResizer { sizes, resizer, scratch }) {
            Some(kept) => Ok(kept),
            None => fail!(OutOfMemory, "resize: no memory for tables"),
        }
    };
    let mut kept = KEPT.lease(|kept| kept.sizes == sizes, made)?;
    kept.scratch.forget();
    Ok(Some(kept))
}
