//! Memory of a normalisation, kept for the calls to come.

use super::tile_grid::TileGrid;
use crate::base::ScratchCache;
use crate::base::aligned::try_box;
use crate::base::error::{Result, fail};

/// Calls at once whose memory is kept.
const PLACES: usize = 8;
/// The most tiles whose memory is kept, 6 MiB: those of a page of A3 at 600 DPI are a seventh of it.
const KEPT_TILES: usize = 2 << 20;

static CACHE: ScratchCache<BackgroundScratch, PLACES> = ScratchCache::new();

/// The map of tiles and what becomes of it.
#[derive(Default)]
pub struct BackgroundScratch {
    /// Background of each tile; 0 if it is not known.
    pub map: Vec<u8>,
    /// Gain of each tile, in 1/256.
    pub gains: Vec<u16>,
    /// Sum of the map over some rows, for each column.
    pub columns: Vec<u32>,
}

/// Calls `f` with memory for the tiles of `grid`.
pub fn with<R>(grid: &TileGrid, f: impl FnOnce(&mut BackgroundScratch) -> Result<R>) -> Result<R> {
    let made = || match try_box(BackgroundScratch::default()) {
        Some(scratch) => Ok(scratch),
        None => fail!(OutOfMemory, "background: no memory for a map of tiles"),
    };
    let mut scratch = CACHE.lease(|_| true, made)?;
    let BackgroundScratch { map, gains, columns } = &mut *scratch;
    resize(map, grid.len())?;
    resize(gains, grid.len())?;
    resize(columns, grid.columns)?;
    let result = f(&mut scratch);
    if scratch.map.capacity() > KEPT_TILES {
        *scratch = BackgroundScratch::default();
    }
    result
}

fn resize<T: Copy + Default>(vec: &mut Vec<T>, len: usize) -> Result<()> {
    vec.clear();
    if vec.try_reserve_exact(len).is_err() {
        fail!(OutOfMemory, "background: no memory for {len} tiles");
    }
    vec.resize(len, T::default());
    Ok(())
}
