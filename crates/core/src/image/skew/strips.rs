//! A page as upright strips that hold the number of black pixels of each row: shearing the page is moving strips.

use crate::base::error::{Result, try_zeroed};
use crate::simd::{Level, dispatch};
use crate::split::Rows;

/// Steepest slope of a score: the tangent of the largest angle examined, with its neighbours or the reach of its peak.
pub const STEEPEST: f64 = 1.16;
/// Width up to which a page is examined as it is.
pub const LARGEST_WIDTH: usize = 1280;
/// Largest number of strips.
const MOST: usize = LARGEST_WIDTH / COLUMNS;
/// Columns of the page in a strip.
const COLUMNS: usize = 4;
/// Rows totalled at once, in registers.
const BLOCK: usize = 128;

/// Strips of equal width, each `rows` high. The first and last row are repeated above and below as far as a shear reaches, and
/// in joined strips twice as far: the rows of a whole sheared page begin a shear above it, where a strip may have moved by
/// another one.
pub struct PageStrips {
    counts: Vec<u8>,
    /// Counts of a strip, repeated rows included.
    column: usize,
    /// Repeated rows at either end.
    margin: usize,
    pub rows: usize,
    pub len: usize,
    /// Width and height of a count's pixels.
    pub cell: (usize, usize),
}

impl PageStrips {
    fn zeroed(len: usize, rows: usize, cell: (usize, usize), shears: usize, steepest: f64) -> Result<Self> {
        let mut strips = Self { counts: Vec::new(), column: 0, margin: 0, rows, len, cell };
        strips.margin = shears * (strips.reach(steepest) + 1);
        // The last block of rows may reach beyond the margin.
        strips.column = rows + 2 * strips.margin + BLOCK;
        strips.counts = try_zeroed(len * strips.column, "skew")?;
        Ok(strips)
    }

    /// Returns how many rows beyond the page a shear by `slope` moves its outermost strips.
    fn reach(&self, slope: f64) -> usize {
        (self.len as f64 / 2.0 * slope.abs() * self.cell.0 as f64 / self.cell.1 as f64) as usize + 1
    }

    fn repeat_ends(&mut self) {
        for column in self.counts.chunks_exact_mut(self.column) {
            let (first, last) = (column[self.margin], column[self.margin + self.rows - 1]);
            column[..self.margin].fill(first);
            column[self.margin + self.rows..].fill(last);
        }
    }

    /// Counts rows of bits of `width` pixels in strips of four columns. Columns that fill no strip are left out.
    pub fn new(bits: Rows<'_>, width: usize) -> Result<Self> {
        let mut strips = Self::zeroed(width / COLUMNS, bits.len(), (COLUMNS, 1), 1, STEEPEST)?;
        count_halves(bits, strips.column, strips.margin, &mut strips.counts);
        strips.repeat_ends();
        Ok(strips)
    }

    /// Joins `strips` strips to one, and `rows` rows to one, for slopes up to `steepest`; either number is 1 or 2.
    pub fn joined(&self, level: Level, strips: usize, rows: usize, steepest: f64) -> Result<Self> {
        let cell = (strips * self.cell.0, rows * self.cell.1);
        let mut joined = Self::zeroed(self.len / strips, self.rows / rows, cell, 2, steepest)?;
        let groups = self.counts.chunks_exact(strips * self.column);
        for (to, group) in joined.counts.chunks_exact_mut(joined.column).zip(groups) {
            let to = &mut to[joined.margin..][..joined.rows];
            for strip in group.chunks_exact(self.column) {
                add_rows(level, &strip[self.margin..][..self.rows], rows, to);
            }
        }
        joined.repeat_ends();
        Ok(joined)
    }

    /// Turns the page on its side: each strip becomes a row, and each eight rows become a strip.
    pub fn sideways(&self) -> Result<Self> {
        let mut side = Self::zeroed(self.rows / 8, self.len, (8 * self.cell.1, self.cell.0), 2, STEEPEST)?;
        for (y, strip) in self.counts.chunks_exact(self.column).enumerate() {
            let groups = strip[self.margin..][..self.rows].as_chunks::<8>().0;
            for (to, group) in side.counts.chunks_exact_mut(side.column).zip(groups) {
                // The sum of eight bytes, which fits in the highest.
                to[side.margin + y] = (u64::from_le_bytes(*group).wrapping_mul(0x0101_0101_0101_0101) >> 56) as u8;
            }
        }
        side.repeat_ends();
        Ok(side)
    }

    /// Returns the score of lines that fall by `slope`: the sum of the squared differences of adjacent rows after the lines
    /// are made level, in each of `bands` bands side by side. Panics if the slope is steeper than the strips are made for.
    pub fn score(&self, level: Level, slope: f64, bands: usize) -> u64 {
        self.score_with(level, slope, bands, 0)
    }

    /// Returns the [`score`](Self::score) of all rows of the sheared page, for strips that were joined. It does not depend on
    /// how many pixels a shear moves above or below the page, so any two slopes compare.
    pub fn whole_score(&self, level: Level, slope: f64, bands: usize) -> u64 {
        self.score_with(level, slope, bands, self.reach(slope))
    }

    fn score_with(&self, level: Level, slope: f64, bands: usize, beyond: usize) -> u64 {
        let mut starts = [0; MOST];
        let starts = &mut starts[..self.len];
        let from_middle = |index: usize| index as f64 + 0.5 - self.len as f64 / 2.0;
        let aspect = self.cell.0 as f64 / self.cell.1 as f64;
        for (index, start) in starts.iter_mut().enumerate() {
            // How far down the strip has to move, rounded.
            let offset = (self.margin as f64 + from_middle(index) * aspect * slope + 0.5) as usize;
            *start = index * self.column + offset - beyond;
        }
        let (most, rows) = (self.cell.0 * self.cell.1, self.rows + 2 * beyond);
        let bands = starts.chunks(self.len.div_ceil(bands).max(1));
        bands.map(|starts| score(level, &self.counts, starts, most, rows)).sum()
    }
}

/// Transposes eight rows of eight bytes, the first row and byte the lowest: swaps blocks of four by four, then of two by two,
/// then bytes.
#[inline(always)]
fn transposed(mut rows: [u64; 8]) -> [u64; 8] {
    for (distance, bits, mask) in [(4, 32, u64::MAX >> 32), (2, 16, 0xffff_0000_ffff), (1, 8, 0x00ff_00ff_00ff_00ff)] {
        for top in (0..8).filter(|top| top & distance == 0) {
            let moved = (rows[top] >> bits ^ rows[top + distance]) & mask;
            rows[top] ^= moved << bits;
            rows[top + distance] ^= moved;
        }
    }
    rows
}

/// Counts the set bits of each half byte, strip by strip: row `y` of strip `i` at `i · column + margin + y`. It works on words,
/// which no SIMD level makes faster.
fn count_halves(bits: Rows<'_>, column: usize, margin: usize, counts: &mut [u8]) {
    let strips = counts.len() / column;
    for top in (0..bits.len()).step_by(8) {
        for left in (0..strips.div_ceil(2)).step_by(8) {
            let (mut lower, mut upper) = ([0; 8], [0; 8]);
            let rows = bits.len().min(top + 8) - top;
            for y in 0..rows {
                let bytes = &bits.row(top + y)[left..];
                let word = match bytes.first_chunk() {
                    Some(whole) => u64::from_le_bytes(*whole),
                    None => bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
                };
                let twos = word - (word >> 1 & 0x5555_5555_5555_5555);
                let fours = (twos & 0x3333_3333_3333_3333) + (twos >> 2 & 0x3333_3333_3333_3333);
                (upper[y], lower[y]) = (fours >> 4 & 0x0f0f_0f0f_0f0f_0f0f, fours & 0x0f0f_0f0f_0f0f_0f0f);
            }
            // The upper bits of a byte are its pixels on the left.
            let (upper, lower) = (transposed(upper), transposed(lower));
            for strip in 2 * left..strips.min(2 * left + 16) {
                let halves = if strip % 2 == 0 { &upper } else { &lower };
                // Past the last row there is room for a whole block.
                let column = counts[strip * column + margin + top..].first_chunk_mut().expect("eight rows");
                *column = halves[strip / 2 - left].to_le_bytes();
            }
        }
    }
}

/// Adds each `rows` counts to a total; `rows` is 1 or 2.
#[inline(always)]
fn add_counts(counts: &[u8], rows: usize, totals: &mut [u8]) {
    match rows {
        1 => totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count),
        _ => totals.iter_mut().zip(counts.as_chunks::<2>().0).for_each(|(total, [a, b])| *total += a + b),
    }
}

/// Sums the squared differences of adjacent totals of `rows` rows of the strips that begin at `starts`. No count is above
/// `most`.
#[inline(always)]
fn score_rows(counts: &[u8], starts: &[usize], most: usize, rows: usize) -> u64 {
    let (mut sum, mut above) = (0, None);
    for top in (0..rows).step_by(BLOCK) {
        let mut totals = [0_u16; BLOCK];
        // As many strips as a byte can total.
        for starts in starts.chunks(255 / most) {
            let mut bytes = [0_u8; BLOCK];
            for start in starts {
                let strip: &[u8; BLOCK] = counts[start + top..].first_chunk().expect("a whole number of blocks");
                bytes.iter_mut().zip(strip).for_each(|(total, count)| *total += count);
            }
            totals.iter_mut().zip(bytes).for_each(|(total, bytes)| *total += u16::from(bytes));
        }
        let totals = &totals[..BLOCK.min(rows - top)];
        let mut before = above.unwrap_or(totals[0]);
        for &total in totals {
            sum += u64::from(u32::from(total.abs_diff(before)).pow(2));
            before = total;
        }
        above = Some(before);
    }
    sum
}

dispatch! {
    /// Runs [`add_counts`] compiled for each level.
    fn add_rows(counts: &[u8], rows: usize, totals: &mut [u8]) = add_counts;
}

dispatch! {
    /// Runs [`score_rows`] compiled for each level.
    fn score(counts: &[u8], starts: &[usize], most: usize, rows: usize) -> u64 = score_rows;
}
