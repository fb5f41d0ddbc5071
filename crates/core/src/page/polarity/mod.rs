//! Polarity: whether text is darker or lighter than the paper.

#[cfg(test)]
mod tests;

use super::scratch::PageScratch;
use crate::base::error::Result;
use crate::image::ImageRef;
use crate::image::components::BitMask;
use std::ops::Range;

/// Whether text is light on dark paper.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Polarity {
    /// Whether it is. Without text it is not.
    pub light_on_dark: bool,
    /// How much of the text agrees: 1 if all does, 0 if there is no text.
    pub confidence: f32,
}

/// Side of a tile: the bits of a word.
const TILE: usize = 64;

/// Tells whether the text of a page, or of a region of it, is light on dark.
///
/// Tiles of 64 x 64 pixels vote, each for the colour that it has less of. Text has many changes of colour along its rows, so a
/// vote weighs as much as a tile has changes, and the more the further the shares of the colours are apart. A tile with no more
/// changes than rows has no vote, nor has one in which a third of the changes are those of lone pixels: a picture in bits.
///
/// # Errors
/// `Unsupported` for sides beyond 2²⁴; `OutOfMemory`.
pub fn polarity(src: ImageRef<'_>, scratch: &mut PageScratch) -> Result<Polarity> {
    Ok(vote(scratch.ink.pack(src, None)?))
}

/// Lets each tile vote: for the colour that it has less of, with the number of its changes between the colours, and the more
/// the further the shares lie apart.
fn vote(ink: &BitMask) -> Polarity {
    let (mut dark, mut light) = (0.0, 0.0);
    for top in (0..ink.height()).step_by(TILE) {
        let rows = top..ink.height().min(top + TILE);
        for word in 0..ink.width().div_ceil(TILE) {
            let pixels = rows.len() * (ink.width() - word * TILE).min(TILE);
            let tile = TileCounts::count(ink, rows.clone(), word);
            // One change a row is the edge of a shadow, and lone pixels are the screen of a picture.
            if tile.changes as usize <= rows.len() || 6 * tile.lone >= tile.changes {
                continue;
            }
            let TileCounts { inked, changes, .. } = tile;
            let lead = f64::from(changes) * (0.5 - f64::from(inked) / pixels as f64);
            if lead > 0.0 { dark += lead } else { light -= lead }
        }
    }
    if dark + light == 0.0 {
        return Polarity::default();
    }
    Polarity { light_on_dark: light > dark, confidence: ((light - dark).abs() / (light + dark)) as f32 }
}

/// Pixels and changes of a tile.
#[derive(Default)]
struct TileCounts {
    inked: u32,
    /// Changes between neighbours in a row.
    changes: u32,
    /// Pixels whose neighbours to all four sides have the other colour.
    lone: u32,
}

impl TileCounts {
    fn count(ink: &BitMask, rows: Range<usize>, word: usize) -> Self {
        let pixels = (ink.width() - word * TILE).min(TILE);
        let pairs = (1_u64 << (pixels - 1)) - 1;
        let mut tile = Self::default();
        for y in rows {
            let row = ink.row(y)[word];
            let to_right = (row ^ row >> 1) & pairs;
            tile.inked += row.count_ones();
            tile.changes += to_right.count_ones();
            // Neighbours in other tiles are not asked: pixels beside them are never lone.
            let between = to_right & to_right << 1;
            if y > 0 && y + 1 < ink.height() && between != 0 {
                let (above, below) = (ink.row(y - 1)[word], ink.row(y + 1)[word]);
                tile.lone += (between & (row ^ above) & (row ^ below)).count_ones();
            }
        }
        tile
    }
}
