//! Bands of gray rows, which kernels of up to 5x5 pixels go through column by column.

use super::border::Border;
use crate::image::{Format, Geometry};
use crate::simd::{Isa, LINE, Level};
use crate::split::{Rows, RowsMut};
use std::ops::Range;

/// The most rows of a band. Each begins with the sums of the rows above it, which is a tenth of the work.
pub const BAND: usize = 32;
/// Rows of a band where rows are prefetched: more of them leave the first cache before their band comes.
const PREFETCHED_BAND: usize = 16;
/// Pixels from the middle of the square to its sides.
pub const REACH: usize = 2;
/// Rows of a band, those around it, and one more: kernels read rows in pairs.
pub const ROWS: usize = BAND + 2 * REACH + 1;

/// Bytes of the narrowest column.
const SHORTEST: usize = 16;

/// Pixels from which on vectors of 16 bytes are slower than sums of 16 bits, which reduced weights allow.
const LONG: usize = 128;

/// Returns whether a level has a kernel for images of `geometry` that is faster than two passes, where those have reduced weights
/// too.
pub fn has_kernel(level: Level, geometry: &Geometry, reduced: bool) -> bool {
    let fastest = match level.isa() {
        Isa::Scalar => false,
        Isa::Sse42 => !reduced || geometry.width < LONG,
        _ => true,
    };
    fastest && geometry.format == Format::Gray8 && geometry.width >= SHORTEST
}

/// Returns whether kernels prefetch the rows of the next band.
pub fn prefetches(level: Level, rows: &Rows<'_>) -> bool {
    matches!(level.isa().base(), Isa::Sse42 | Isa::Avx2) && rows.come_from_memory()
}

/// Returns the most rows of a band.
pub fn height(prefetches: bool) -> usize {
    if prefetches { PREFETCHED_BAND } else { BAND }
}

/// Stands for the kernel of levels that have none.
pub fn without_kernel(_: &BandRows<'_>, _: FiveWeights, _: RowsMut<'_>) {
    unreachable!("the caller asked whether there is a kernel");
}

/// The weights of a blur of up to 5x5 pixels, each axis from the middle one outwards.
#[derive(Clone, Copy)]
pub struct FiveWeights {
    pub across: [u8; REACH + 1],
    pub down: [u8; REACH + 1],
}

impl FiveWeights {
    /// Returns these weights, unless there are too many of them or one is 256.
    pub fn new(across: &[u16], down: &[u16]) -> Option<Self> {
        let five = |weights: &[u16]| {
            let mut five = [0; REACH + 1];
            for (i, &weight) in weights.iter().enumerate() {
                *five.get_mut(i)? = u8::try_from(weight).ok()?;
            }
            Some(five)
        };
        Some(Self { across: five(across)?, down: five(down)? })
    }

    /// Returns the pairs of weights for three pairs of neighbours, of which the second holds the pixel: where that is the first of
    /// its pair, and where it is the second.
    #[inline(always)]
    pub fn pairs([middle, near, far]: [u8; REACH + 1]) -> [[[u8; 2]; 3]; 2] {
        [[[far, near], [middle, near], [far, 0]], [[0, far], [near, middle], [near, far]]]
    }
}

/// The rows of a band, from two above the first on.
pub struct BandRows<'a> {
    rows: Rows<'a>,
    /// The number of each row, or of that within the image which it equals.
    numbers: [usize; ROWS],
    count: usize,
    border: Border,
    /// The rows to prefetch, from the first of the next band on.
    next: Range<usize>,
}

impl<'a> BandRows<'a> {
    /// Looks up what the rows `band` of `rows` are made of. Kernels prefetch as many of the next ones if `prefetches`.
    pub fn new(rows: Rows<'a>, band: Range<usize>, border: Border, prefetches: bool) -> Self {
        let next = band.end..if prefetches { rows.len().min(band.end + band.len()) } else { band.end };
        let mut this = Self { rows, numbers: [0; ROWS], count: band.len() + 2 * REACH + 1, border, next };
        for (i, number) in this.numbers[..this.count].iter_mut().enumerate() {
            *number = border.inside((band.start + i) as isize - REACH as isize, rows.len());
        }
        this
    }

    /// Prefetches the line of byte `x` of the rows that the next band reads first, and of those below `dst`, which it writes.
    #[inline(always)]
    pub fn prefetch(&self, x: usize, dst: &RowsMut<'_>) {
        if !self.next.is_empty() && x.is_multiple_of(LINE) {
            self.rows.prefetch(x, self.next.start + REACH..self.next.end + REACH);
            dst.as_rows().prefetch(x, dst.len()..dst.len() + self.next.len());
        }
    }

    /// Returns the bytes of row `y` of the band from byte `x` on.
    #[inline(always)]
    pub fn row_from(&self, y: usize, x: usize) -> &'a [u8] {
        &self.rows.row(self.numbers[y])[x..]
    }

    /// Returns where the neighbours of the `width` pixels from `x` on begin; `None` where some lie beyond the border.
    #[inline(always)]
    pub fn before(&self, x: usize, width: usize) -> Option<usize> {
        x.checked_sub(REACH).filter(|_| x + width + REACH <= self.rows.row_bytes())
    }

    /// Copies the `width` pixels from `x` on of each row and those on either side, also where those lie beyond the border, to rows
    /// of `stride` bytes.
    #[inline(never)]
    pub fn copy<'b>(&self, x: usize, width: usize, copy: &'b mut [u8], stride: usize) -> BandRows<'b> {
        let inside = |at: usize| self.border.inside((x + at) as isize - REACH as isize, self.rows.row_bytes());
        let sides = [0, 1, width + REACH, width + REACH + 1].map(|to| (to, inside(to)));
        for (copy, &number) in copy.chunks_exact_mut(stride).zip(&self.numbers[..self.count]) {
            let row = self.rows.row(number);
            // Pieces of a constant size spare calls.
            let to = copy[REACH..].as_chunks_mut::<SHORTEST>().0;
            for (to, from) in to.iter_mut().zip(row[x..x + width].as_chunks().0) {
                *to = *from;
            }
            for (to, from) in sides {
                copy[to] = row[from];
            }
        }
        match Rows::new(copy, width + 2 * REACH, self.count, stride) {
            Some(rows) => BandRows { rows, numbers: std::array::from_fn(|i| i), next: 0..0, ..*self },
            None => unreachable!("kernels have room for a band"),
        }
    }
}
