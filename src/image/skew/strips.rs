//! A page as upright strips: how many black pixels each row of a strip has, so that shearing the page is moving strips.

use crate::error::{Result, try_zeroed};
use crate::image::ImageRef;
use crate::simd::{Level, dispatch};

/// The steepest slope that may be asked for: the tangent of 15 degrees and what a peak reaches beyond.
pub const STEEPEST: f64 = 0.32;
/// Rows that a score is made of at once.
const PIECE: usize = 512;

/// Strips of equal width, each `rows` high, and above and below its first and last row repeated as far as a shear reaches.
pub struct Strips {
    counts: Vec<u8>,
    /// Counts of a strip.
    column: usize,
    /// Repeated rows on either side.
    margin: usize,
    pub rows: usize,
    pub len: usize,
    /// Pixels of the page, sideways and downwards, that a count is of.
    pub cell: (usize, usize),
}

impl Strips {
    fn zeroed(len: usize, rows: usize, cell: (usize, usize)) -> Result<Self> {
        let reach = len as f64 / 2.0 * STEEPEST * cell.0 as f64 / cell.1 as f64;
        let margin = reach as usize + 2;
        let column = rows + 2 * margin;
        Ok(Self { counts: try_zeroed(len * column, "skew")?, column, margin, rows, len, cell })
    }

    fn repeat_ends(&mut self) {
        for column in self.counts.chunks_exact_mut(self.column) {
            let (first, last) = (column[self.margin], column[self.margin + self.rows - 1]);
            column[..self.margin].fill(first);
            column[self.margin + self.rows..].fill(last);
        }
    }

    /// Strips of four columns of a page of 0 and 255. Columns that fill no strip are left out.
    pub fn new(page: ImageRef<'_>) -> Result<Self> {
        let mut strips = Self::zeroed(page.width() / 4, page.height(), (4, 1))?;
        let (column, margin) = (strips.column, strips.margin);
        for y in 0..page.height() {
            let fours = page.rows().row(y).as_chunks::<4>().0;
            for (strip, four) in strips.counts.chunks_exact_mut(column).zip(fours) {
                strip[margin + y] = four.iter().map(|&px| u8::from(px == 0)).sum();
            }
        }
        strips.repeat_ends();
        Ok(strips)
    }

    /// Four strips as one, two rows as one.
    pub fn coarser(&self) -> Result<Self> {
        let mut coarse = Self::zeroed(self.len / 4, self.rows / 2, (4 * self.cell.0, 2 * self.cell.1))?;
        let (column, margin) = (coarse.column, coarse.margin);
        let fours = self.counts.chunks_exact(4 * self.column);
        for (to, four) in coarse.counts.chunks_exact_mut(column).zip(fours) {
            for from in four.chunks_exact(self.column) {
                let pairs = from[self.margin..][..self.rows].as_chunks::<2>().0;
                to[margin..].iter_mut().zip(pairs).for_each(|(to, [a, b])| *to += a + b);
            }
        }
        coarse.repeat_ends();
        Ok(coarse)
    }

    /// How far down strip `index` has to move for the page to be level that falls by `slope`, rounded.
    fn offset(&self, index: usize, slope: f64) -> usize {
        let from_middle = (index as f64 + 0.5 - self.len as f64 / 2.0) * self.cell.0 as f64 / self.cell.1 as f64;
        (self.margin as f64 + from_middle * slope + 0.5) as usize
    }

    /// The sum of the squared differences of adjacent rows of the page whose lines fall by `slope`, made level. Panics
    /// where that is steeper than [`STEEPEST`].
    pub fn score(&self, simd: Level, slope: f64) -> u64 {
        let (mut score, mut above) = (0, None);
        for top in (0..self.rows).step_by(PIECE) {
            let mut totals = [0; PIECE];
            let totals = &mut totals[..PIECE.min(self.rows - top)];
            for (index, strip) in self.counts.chunks_exact(self.column).enumerate() {
                let from = self.offset(index, slope) + top;
                add(simd, &strip[from..from + totals.len()], totals);
            }
            score += squares(simd, above.unwrap_or(totals[0]), totals);
            above = totals.last().copied();
        }
        score
    }
}

#[inline(always)]
fn add_each(counts: &[u8], totals: &mut [u16]) {
    for (total, &count) in totals.iter_mut().zip(counts) {
        *total += u16::from(count);
    }
}

#[inline(always)]
fn squared_differences(mut above: u16, totals: &[u16]) -> u64 {
    let mut sum = 0;
    for &total in totals {
        sum += u64::from(u32::from(total.abs_diff(above)).pow(2));
        above = total;
    }
    sum
}

dispatch! {
    /// Adds each count to the total of its row.
    fn add(counts: &[u8], totals: &mut [u16]) {
        scalar: add_each,
        sse42: add_each,
        avx2: add_each,
        avx512: add_each,
        vnni: add_each,
        neon: add_each,
    }
}

dispatch! {
    /// The squared differences of totals from those before, the first from `above`.
    fn squares(above: u16, totals: &[u16]) -> u64 {
        scalar: squared_differences,
        sse42: squared_differences,
        avx2: squared_differences,
        avx512: squared_differences,
        vnni: squared_differences,
        neon: squared_differences,
    }
}
