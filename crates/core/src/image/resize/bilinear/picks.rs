//! The pixels of a row that a resize to far fewer reads: two for each of the result, laid side by side, so that vectors reach them.

use super::pairs::PixelPair;
use crate::base::error::{Result, rezero};

/// Where the two pixels of each position lie in a row of the source.
#[derive(Default)]
pub struct Picks {
    /// The first byte of each two neighbours; empty where rows are mixed as they are.
    starts: Vec<u32>,
    channels: usize,
}

impl Picks {
    /// Picks nothing: rows stay as they are.
    pub fn clear(&mut self) {
        self.starts.clear();
    }

    /// Picks the pixels of `pairs`, which are of a row of `width` pixels, and makes them pairs of the picked row. Returns false, and
    /// changes nothing, where a row has no neighbours or its offsets exceed 32 bits.
    pub fn refit(&mut self, pairs: &mut [PixelPair], channels: usize, width: usize) -> Result<bool> {
        if width < 2 || u32::try_from(width * channels).is_err() {
            return Ok(false);
        }
        rezero(&mut self.starts, pairs.len(), "resize: tables")?;
        self.channels = channels;
        for (index, (start, pair)) in self.starts.iter_mut().zip(pairs).enumerate() {
            // The last pixel is its own neighbour, and the second of two.
            let first = pair.at.min(width - 2);
            *start = (first * channels) as u32;
            (pair.at, pair.next) = (2 * index + pair.at - first, 2 * index + pair.next - first);
        }
        Ok(true)
    }

    /// Bytes of a picked row; 0 where none is made.
    pub fn row_bytes(&self) -> usize {
        2 * self.channels * self.starts.len()
    }

    /// Returns the row that is mixed: `src`, or what was picked of it, in `picked` of [`Self::row_bytes`] bytes.
    #[inline(always)]
    pub fn of_row<'a>(&self, src: &'a [u8], picked: &'a mut [u8]) -> &'a [u8] {
        match (self.starts.is_empty(), self.channels) {
            (true, _) => return src,
            (_, 1) => pick::<2>(src, &self.starts, picked),
            (_, 3) => pick::<6>(src, &self.starts, picked),
            _ => pick::<8>(src, &self.starts, picked),
        }
        picked
    }
}

#[inline(always)]
fn pick<const BYTES: usize>(src: &[u8], starts: &[u32], picked: &mut [u8]) {
    for (&start, picked) in starts.iter().zip(picked.as_chunks_mut().0) {
        *picked = *src[start as usize..].first_chunk::<BYTES>().expect("two pixels lie within the row");
    }
}
