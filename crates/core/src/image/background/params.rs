//! The numbers of a background normalisation.

use crate::base::error::{Result, fail};

/// Numbers of a background normalisation. The defaults are those of Leptonica's pixBackgroundNormSimple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackgroundParams {
    /// Columns of a tile, at least 4.
    pub tile_width: usize,
    /// Rows of a tile, at least 4.
    pub tile_height: usize,
    /// Pixels below this, and those at most three columns and three rows from one, are not paper.
    pub threshold: u8,
    /// The fewest pixels of paper that a tile is measured by, from 1 to the pixels of a tile.
    pub min_count: usize,
    /// The gray that paper gets, at least 1.
    pub target: u8,
    /// Tiles to either side over which the map is averaged. It is not averaged if this or `smooth_y` is 0.
    pub smooth_x: usize,
    /// Tiles above and below over which the map is averaged.
    pub smooth_y: usize,
}

impl Default for BackgroundParams {
    fn default() -> Self {
        Self { tile_width: 10, tile_height: 15, threshold: 60, min_count: 40, target: 200, smooth_x: 2, smooth_y: 1 }
    }
}

impl BackgroundParams {
    /// Checks the numbers.
    pub(crate) fn check(&self) -> Result<()> {
        let &Self { tile_width, tile_height, min_count, target, .. } = self;
        if tile_width < 4 {
            fail!(InvalidArgument, "tile_width: must be at least 4, got {tile_width}");
        }
        if tile_height < 4 {
            fail!(InvalidArgument, "tile_height: must be at least 4, got {tile_height}");
        }
        let pixels = tile_width.saturating_mul(tile_height);
        if min_count == 0 || min_count > pixels {
            fail!(InvalidArgument, "min_count: must be from 1 to the {pixels} pixels of a tile, got {min_count}");
        }
        if target == 0 {
            fail!(InvalidArgument, "target: must be at least 1, got 0");
        }
        Ok(())
    }
}
