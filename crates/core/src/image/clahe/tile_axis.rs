//! Tiles along one axis of an image.

/// How many tiles an axis is divided into, and how pixels lie between their centres.
#[derive(Clone, Copy, Debug)]
pub struct TileAxis {
    /// Pixels of the image.
    pub len: usize,
    pub tiles: usize,
    /// Pixels of a tile. Those of the last tiles that lie beyond the image are reflected.
    pub tile: usize,
}

impl TileAxis {
    /// Divides both axes. If a side is not a multiple of its tiles then both are made longer, as OpenCV does: a side that is one
    /// grows by a whole tile's worth.
    pub fn both(size: [usize; 2], tiles: [usize; 2]) -> [Self; 2] {
        let grow = (0..2).any(|i| !size[i].is_multiple_of(tiles[i]));
        [0, 1].map(|i| {
            let (len, tiles) = (size[i], tiles[i]);
            Self { len, tiles, tile: len / tiles + usize::from(grow) }
        })
    }

    /// Returns the pixel of the image that pixel `at` of the longer axis reflects, without repeating the last one.
    pub fn reflected(&self, at: usize) -> usize {
        let period = 2 * (self.len - 1);
        if period == 0 {
            return 0;
        }
        let at = at % period;
        at.min(period - at)
    }

    /// Gaps between the centres of tiles, and one before the first and after the last.
    pub fn gaps(&self) -> usize {
        self.tiles + 1
    }

    /// Returns the gap that a pixel lies in, and the weight of the tile after it. That before it has the rest to 1. The single
    /// precision and its order are OpenCV's.
    pub fn position(&self, at: usize) -> (usize, f32) {
        let position = at as f32 * (1.0 / self.tile as f32) - 0.5;
        let before = position.floor();
        ((before + 1.0) as usize, position - before)
    }

    /// Returns the pixel after the last one in a gap.
    pub fn end_of(&self, gap: usize) -> usize {
        let mut end = ((2 * gap + 1) * self.tile).div_ceil(2).min(self.len);
        // Rounding may move the centre of a tile by a pixel.
        while end < self.len && self.position(end).0 <= gap {
            end += 1;
        }
        while end > 0 && self.position(end - 1).0 > gap {
            end -= 1;
        }
        end
    }

    /// Returns the tiles before and after a gap.
    pub fn around(&self, gap: usize) -> [usize; 2] {
        [gap.saturating_sub(1), gap.min(self.tiles - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_the_axis() {
        let [across, down] = TileAxis::both([80, 24], [8, 3]);
        assert_eq!((across.tile, down.tile), (10, 8));
        let [across, down] = TileAxis::both([81, 24], [8, 3]);
        assert_eq!((across.tile, down.tile), (11, 9), "both grow");
        let [across, _] = TileAxis::both([5, 1], [8, 8]);
        assert_eq!(across.tile, 1, "more tiles than pixels");
        assert_eq!((0..9).map(|at| across.reflected(at)).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 3, 2, 1, 0]);
    }

    #[test]
    fn pixels_lie_between_two_tiles() {
        let [axis, _] = TileAxis::both([80, 1], [8, 1]);
        assert_eq!(axis.position(0), (0, 0.5));
        assert_eq!(axis.position(5), (1, 0.0));
        assert_eq!((axis.position(79).0, axis.gaps()), (8, 9));
        for len in (1..200).chain([2480, 9999]) {
            for tiles in 1..20 {
                let [axis, _] = TileAxis::both([len, 1], [tiles, 1]);
                for at in 0..len {
                    let gap = axis.position(at).0;
                    assert!(at < axis.end_of(gap) && (gap == 0 || axis.end_of(gap - 1) <= at), "{axis:?} at {at}");
                }
            }
        }
        assert_eq!([0, 1, 8].map(|gap| axis.around(gap)), [[0, 0], [0, 1], [7, 7]]);
    }
}
