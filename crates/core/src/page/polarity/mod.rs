//! Polarity: whether text is darker or lighter than the paper.

#[cfg(test)]
mod tests;

use super::scratch::PageScratch;
use crate::base::error::Result;
use crate::image::ImageRef;
use crate::image::components::BitMask;

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
/// changes than rows has no vote.
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
            let (inked, changes) = rows
                .clone()
                .map(|y| count_word(ink.row(y)[word], ink.width() - word * TILE))
                .fold((0, 0), |(inked, changes), (more_ink, more_changes)| (inked + more_ink, changes + more_changes));
            // One change a row is the edge of a shadow.
            if changes as usize <= rows.len() {
                continue;
            }
            let lead = f64::from(changes) * (0.5 - f64::from(inked) / pixels as f64);
            if lead > 0.0 { dark += lead } else { light -= lead }
        }
    }
    if dark + light == 0.0 {
        return Polarity::default();
    }
    Polarity { light_on_dark: light > dark, confidence: ((light - dark).abs() / (light + dark)) as f32 }
}

/// Returns the number of set bits of a word and that of its changes between neighbouring pixels.
fn count_word(word: u64, pixels: usize) -> (u32, u32) {
    let pairs = (1_u64 << (pixels.min(TILE) - 1)) - 1;
    (word.count_ones(), ((word ^ word >> 1) & pairs).count_ones())
}
