//! The loop over rows, which each kernel has inside.

use super::pairs::PixelPair;
use super::tables::MixTables;
use crate::image::row_ring::RowRing;
use crate::image::row_source::RowSource;
use crate::split::RowsMut;

/// Mixed rows kept. The two rows of a pair are neighbours, so they never share a slot.
pub const SLOTS: usize = 2;

/// Memory of one thread that mixes rows.
#[derive(Default)]
pub struct MixScratch {
    /// The two rows that were mixed last.
    pub mixed: RowRing<u16>,
    /// The picked pixels of a row, where the tables pick.
    pub picked: Vec<u8>,
}

/// Some rows of the result, and what they are made of.
pub struct MixStrip<'a> {
    pub src: &'a mut dyn RowSource,
    pub horizontal: &'a MixTables,
    /// The two rows of the source of each row, and their weights.
    pub vertical: &'a [PixelPair],
    pub scratch: &'a mut MixScratch,
    pub dst: RowsMut<'a>,
}

impl MixStrip<'_> {
    /// Makes each row: mixes the two rows of the source that are not there yet, and blends them, which are padded to whole blocks.
    #[inline(always)]
    pub fn make(
        self,
        mix: impl Fn(&[u8], &MixTables, &mut [u16]),
        blend: impl Fn(&[u16], &[u16], [u16; 2], &mut [u8]),
    ) {
        let Self { src, horizontal, vertical, scratch: MixScratch { mixed, picked }, mut dst } = self;
        for (index, &PixelPair { at, next, weights }) in vertical.iter().enumerate() {
            for y in [at, next] {
                if let Some(room) = mixed.room_for(y % SLOTS, y) {
                    mix(horizontal.picks.of_row(src.row(y), picked), horizontal, room);
                }
            }
            let [first, second] = [at, next].map(|y| mixed.rows(y % SLOTS, 1));
            blend(first, second, weights, dst.row(index));
        }
    }
}
