//! The gray of the paper, tile by tile, measured where it is asked for.

use crate::base::error::{Result, fail};
use crate::image::components::BitMask;
use crate::split::Rows;

/// Side of a tile; a word of a mask covers two.
pub const TILE: usize = 32;
/// The fewest samples that a tile is measured by.
const FEWEST: u32 = 8;
/// Value of a tile that was not measured yet.
const UNKNOWN: u16 = u16::MAX;
/// The gray of paper where there is none to be measured.
const WHITE: u8 = 255;

/// The mean gray of each tile's pixels that are neither ink nor next to some.
#[derive(Debug, Default)]
pub struct Paper {
    tiles: Vec<u16>,
    columns: usize,
    whole: Option<u8>,
}

impl Paper {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { tiles: Vec::new(), columns: 0, whole: None }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.tiles.capacity() * size_of::<u16>()
    }

    /// Forgets all, for a page of `width` x `height` pixels.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn reset(&mut self, width: usize, height: usize) -> Result<()> {
        self.columns = width.div_ceil(TILE);
        let tiles = self.columns * height.div_ceil(TILE);
        self.tiles.clear();
        if self.tiles.try_reserve(tiles).is_err() {
            fail!(OutOfMemory, "page: no memory for {tiles} tiles");
        }
        self.tiles.resize(tiles, UNKNOWN);
        self.whole = None;
        Ok(())
    }

    /// Returns the gray of the paper in tile (`x`, `y`) of a page: the mean of 64 samples, or, where too few of them are paper,
    /// that of samples of the whole page.
    pub fn gray(&mut self, x: usize, y: usize, page: Rows<'_>, ink: &BitMask) -> u8 {
        let tile = y * self.columns + x;
        if self.tiles[tile] == UNKNOWN {
            let rows = (y * TILE..ink.height().min((y + 1) * TILE)).step_by(4);
            let half = x % 2 * TILE;
            let (sum, count) = rows.fold((0, 0), |(sum, count), row| {
                let free = free_word(ink, row, x / 2) >> half & 0x1111_1111;
                add_samples(page.row(row), x * TILE, free, sum, count)
            });
            let gray = if count < FEWEST { self.page_gray(page, ink) } else { (sum / count) as u8 };
            self.tiles[tile] = gray.into();
        }
        self.tiles[tile] as u8
    }

    fn page_gray(&mut self, page: Rows<'_>, ink: &BitMask) -> u8 {
        *self.whole.get_or_insert_with(|| {
            let (mut sum, mut pixels) = (0_u64, 0_u64);
            for y in (0..ink.height()).step_by(16) {
                for word in 0..ink.width().div_ceil(64) {
                    let free = free_word(ink, y, word) & 0x0001_0001_0001_0001;
                    let (part, count) = add_samples(page.row(y), word * 64, free, 0, 0);
                    (sum, pixels) = (sum + u64::from(part), pixels + u64::from(count));
                }
            }
            sum.checked_div(pixels).map_or(WHITE, |mean| mean as u8)
        })
    }
}

/// Adds the pixels of a row whose bits are set in `free`, the lowest for column `x`.
fn add_samples(row: &[u8], x: usize, mut free: u64, mut sum: u32, mut count: u32) -> (u32, u32) {
    while free != 0 {
        sum += u32::from(row[x + free.trailing_zeros() as usize]);
        count += 1;
        free &= free - 1;
    }
    (sum, count)
}

/// Returns the pixels of a word of row `y` that are on the page, and neither ink nor next to some.
fn free_word(ink: &BitMask, y: usize, word: usize) -> u64 {
    let (above, below) = (y.saturating_sub(1), (y + 1).min(ink.height() - 1));
    let inked = [above, y, below].iter().fold(0, |inked, &y| inked | spread_word(ink.row(y), word));
    let page = match ink.width() - word * 64 {
        pixels @ 0..64 => (1 << pixels) - 1,
        _ => u64::MAX,
    };
    !inked & page
}

/// Returns a word of a mask's row, whose pixels were spread by one to either side.
#[inline(always)]
pub fn spread_word(row: &[u64], word: usize) -> u64 {
    let here = row[word];
    let before = if word == 0 { 0 } else { row[word - 1] };
    let after = row.get(word + 1).copied().unwrap_or(0);
    here | here << 1 | before >> 63 | here >> 1 | after << 63
}
