//! The tiles of a page.

use super::params::BackgroundParams;
use crate::base::error::Result;

/// The tiles of a page, whose map has a byte for each, row by row.
pub struct TileGrid {
    pub params: BackgroundParams,
    /// Size of a tile, at most that of the page.
    pub tile_width: usize,
    pub tile_height: usize,
    /// Size of the map, with the tiles that the page ends in.
    pub columns: usize,
    pub rows: usize,
    /// Tiles that are measured: those that lie within the page.
    pub whole_columns: usize,
    pub whole_rows: usize,
}

impl TileGrid {
    /// Checks the parameters and lays out the tiles of a page of `width` x `height`, neither of them 0.
    pub fn new(width: usize, height: usize, params: &BackgroundParams) -> Result<Self> {
        params.check()?;
        let (tile_width, tile_height) = (params.tile_width.min(width), params.tile_height.min(height));
        Ok(Self {
            params: *params,
            tile_width,
            tile_height,
            columns: width.div_ceil(tile_width),
            rows: height.div_ceil(tile_height),
            whole_columns: width / tile_width,
            whole_rows: height / tile_height,
        })
    }

    /// Number of tiles.
    pub fn len(&self) -> usize {
        self.columns * self.rows
    }
}
