//! Masks of one bit a pixel.

use crate::base::error::{Result, fail};
use crate::simd::{Level, dispatch};
use std::ops::Range;

/// The longest side of a mask: positions and areas of rows fit in 32 bits, coordinates in an `f32`.
pub const LARGEST_SIDE: usize = 1 << 24;

/// A mask in words of 64 pixels, the first pixel of a word in its lowest bit. Bits past the end of a row are 0, and there is
/// at least one in each row.
#[derive(Debug, Default)]
pub struct BitMask {
    words: Vec<u64>,
    width: usize,
    height: usize,
}

impl BitMask {
    /// Makes an empty mask that holds no memory yet.
    pub const fn new() -> Self {
        Self { words: Vec::new(), width: 0, height: 0 }
    }

    /// Makes this a mask of `width` x `height` pixels. Its rows are left for the caller to write.
    ///
    /// # Errors
    /// `Unsupported` for sides beyond 2²⁴; `OutOfMemory`.
    pub fn resize(&mut self, width: usize, height: usize) -> Result<()> {
        if width.max(height) > LARGEST_SIDE {
            fail!(Unsupported, "mask: is {width}x{height}, and no side may exceed {LARGEST_SIDE}");
        }
        let Some(words) = (width / 64 + 1).checked_mul(height) else {
            fail!(Overflow, "mask: {width}x{height} pixels exceed the address space");
        };
        if self.words.try_reserve(words.saturating_sub(self.words.len())).is_err() {
            fail!(OutOfMemory, "mask: no memory for {width}x{height} pixels");
        }
        self.words.resize(words, 0);
        (self.width, self.height) = (width, height);
        Ok(())
    }

    /// Returns the number of pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Returns the number of rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }

    fn row_words(&self) -> usize {
        self.width / 64 + 1
    }

    /// Returns the words of row `y`. Panics where there is no such row.
    #[inline(always)]
    pub fn row(&self, y: usize) -> &[u64] {
        &self.words[y * self.row_words()..][..self.row_words()]
    }

    /// Returns the words of row `y` to write. Panics where there is no such row.
    #[inline(always)]
    pub fn row_mut(&mut self, y: usize) -> &mut [u64] {
        let words = self.row_words();
        &mut self.words[y * words..][..words]
    }

    /// Returns whether pixel (`x`, `y`) is set; pixels outside are not.
    #[inline(always)]
    pub fn get(&self, x: i32, y: i32) -> bool {
        let (x, y) = (x as usize, y as usize);
        x < self.width && y < self.height && self.words[y * self.row_words() + x / 64] >> (x % 64) & 1 == 1
    }

    /// Returns the number of runs of set pixels in row `y`. Panics where there is no such row.
    pub fn runs_in_row(&self, level: Level, y: usize) -> usize {
        count_runs(level, self.row(y))
    }

    /// Clears all pixels.
    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// Sets the pixels `columns` of row `y`. Panics where they lie outside.
    #[inline]
    pub fn set(&mut self, y: usize, columns: Range<usize>) {
        self.change(y, columns, |word, pixels| *word |= pixels);
    }

    /// Clears the pixels `columns` of row `y`. Panics where they lie outside.
    #[inline]
    pub fn unset(&mut self, y: usize, columns: Range<usize>) {
        self.change(y, columns, |word, pixels| *word &= !pixels);
    }

    /// Calls `change` with each word that holds some of the pixels `columns` of row `y`, and with their bits.
    #[inline(always)]
    fn change(&mut self, y: usize, columns: Range<usize>, change: impl Fn(&mut u64, u64)) {
        let (first, last) = (columns.start / 64, columns.end / 64);
        let (from, to) = (u64::MAX << (columns.start % 64), (1 << (columns.end % 64)) - 1);
        let row = self.row_mut(y);
        if first == last {
            change(&mut row[first], from & to);
        } else {
            change(&mut row[first], from);
            row[first + 1..last].iter_mut().for_each(|word| change(word, u64::MAX));
            change(&mut row[last], to);
        }
    }

    /// Dilates with a square of 2x2 pixels whose anchor is its lower right: each pixel becomes the maximum of itself and the
    /// pixels to its left, above, and above left.
    pub fn dilate_2x2(&mut self) {
        let (words, last, height) = (self.row_words(), self.width % 64, self.height);
        for row in self.words.chunks_exact_mut(words).take(height) {
            let mut before = 0;
            for word in &mut *row {
                let here = *word;
                *word |= here << 1 | before >> 63;
                before = here;
            }
            row[words - 1] &= (1 << last) - 1;
        }
        for y in (1..height).rev() {
            let (above, row) = self.words.split_at_mut(y * words);
            row[..words].iter_mut().zip(&above[(y - 1) * words..]).for_each(|(word, above)| *word |= above);
        }
    }

    /// Opens with a square of 3x3 pixels: what no such square inside the mask covers is removed. Outside of the image counts
    /// as set for the erosion, as in OpenCV.
    pub fn open_3x3(&mut self) {
        self.spread_columns(|left, here, right| left & here & right, true);
        self.spread_rows(|above, here, below| above & here & below, u64::MAX);
        self.spread_columns(|left, here, right| left | here | right, false);
        self.spread_rows(|above, here, below| above | here | below, 0);
    }

    /// Combines each pixel with its left and right neighbours; `outside` is what those of the border are.
    #[inline(always)]
    fn spread_columns(&mut self, combine: impl Fn(u64, u64, u64) -> u64, outside: bool) {
        let (words, last, height) = (self.row_words(), self.width % 64, self.height);
        let outside = u64::from(outside);
        for row in self.words.chunks_exact_mut(words).take(height) {
            // The bit after the last pixel stands for the outside while the row is combined.
            row[words - 1] |= outside << last;
            let mut before = outside << 63;
            for i in 0..words {
                let (here, after) = (row[i], row.get(i + 1).copied().unwrap_or(0));
                row[i] = combine(here << 1 | before >> 63, here, here >> 1 | after << 63);
                before = here;
            }
            row[words - 1] &= (1 << last) - 1;
        }
    }

    /// Combines each row with the rows above and below; `outside` is what those of the border are.
    #[inline(always)]
    fn spread_rows(&mut self, combine: impl Fn(u64, u64, u64) -> u64, outside: u64) {
        let words = self.row_words();
        for column in 0..words {
            let end = if column + 1 == words { (1 << (self.width % 64)) - 1 } else { u64::MAX };
            let mut above = outside;
            for y in 0..self.height {
                let here = self.words[y * words + column];
                let below = if y + 1 < self.height { self.words[(y + 1) * words + column] } else { outside };
                self.words[y * words + column] = combine(above, here, below) & end;
                above = here;
            }
        }
    }
}

dispatch! {
    /// Counts the runs of set bits of a row.
    fn count_runs(words: &[u64]) -> usize = starts;
}

#[inline(always)]
fn starts(words: &[u64]) -> usize {
    let mut before = 0;
    words.iter().fold(0, |count, &word| {
        let starts = word & !(word << 1 | before >> 63);
        before = word;
        count + starts.count_ones() as usize
    })
}
