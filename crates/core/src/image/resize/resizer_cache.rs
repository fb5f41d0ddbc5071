//! A cache of tables of small resizes, for the next image of the same sizes: making them takes longer than using them once.

use super::filter::Filter;
use super::resizer::{ResizeScratch, Resizer};
use crate::base::aligned::try_box;
use crate::base::error::{Result, fail};
use crate::base::{ScratchCache, ScratchLease};
use crate::image::{Format, Geometry};
use crate::simd::Level;

/// Resizes whose tables are cached at once.
const CAPACITY: usize = 8;
/// The most columns and rows of source and result together, for each of which tables and scratch rows have up to about 1000
/// bytes.
const MOST_POSITIONS: usize = 1 << 11;

/// The tables of one resize, and what a thread needs to use them.
pub struct CachedResizer {
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

static CACHE: ScratchCache<CachedResizer, CAPACITY> = ScratchCache::new();

/// Borrows the tables of a resize, made now or before, and empty scratch rows; `None` for images too large to cache tables for.
pub fn lease(
    level: Level,
    src: &Geometry,
    filter: Filter,
    dst: (usize, usize),
) -> Result<Option<ScratchLease<'static, CachedResizer, CAPACITY>>> {
    let positions = [src.width, src.height, dst.0, dst.1].into_iter().fold(0, usize::saturating_add);
    if positions > MOST_POSITIONS {
        return Ok(None);
    }
    let sizes = ResizeSizes { level, filter, format: src.format, src: (src.width, src.height), dst };
    let made = || {
        let resizer = Resizer::new(level, src, filter, dst.0, dst.1)?;
        let scratch = resizer.scratch()?;
        match try_box(CachedResizer { sizes, resizer, scratch }) {
            Some(cached) => Ok(cached),
            None => fail!(OutOfMemory, "resize: no memory for tables"),
        }
    };
    let mut cached = CACHE.lease(|cached| cached.sizes == sizes, made)?;
    cached.scratch.forget();
    Ok(Some(cached))
}
