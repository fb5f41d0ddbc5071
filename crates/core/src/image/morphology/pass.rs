//! One erosion or dilation of an image, block by block.

use super::cell::{Cell, join};
use super::cells::Cells;
use super::fold::Keep;
use super::row_layout::{CellRows, RowLayout};
use super::window::{WindowExtent, WindowStep};
use crate::base::error::Result;
use crate::simd::Level;
use crate::split::RowsMut;
use std::ops::Range;

/// The size of a block: several of them should stay in the first cache.
const BLOCK_BYTES: usize = 32 << 10;
/// The least rows of a block.
const LEAST_ROWS: usize = 8;

/// The state of one pass over an image from its top to its bottom, or over a strip of it.
pub struct Pass<C> {
    level: Level,
    keep: Keep,
    width: usize,
    height: usize,
    horizontal: WindowExtent,
    vertical: WindowExtent,
    outside: C,
    layout: RowLayout,
    block: usize,
    /// Rows as they come, in a frame of pixels outside.
    input: Cells<C>,
    /// Rows after the horizontal pass, from `held.start` on. Rows above the image have negative numbers.
    lines: Cells<C>,
    held: Range<isize>,
    /// Results of the steps of a window before its last; empty where windows take one step.
    scratch: [Cells<C>; 2],
}

impl<C: Cell> Pass<C> {
    /// Prepares for an image of `width` x `height` pixels, beyond which each cell is `outside`.
    pub fn new(
        level: Level,
        keep: Keep,
        (width, height): (usize, usize),
        horizontal: WindowExtent,
        vertical: WindowExtent,
        outside: C,
    ) -> Result<Self> {
        let layout = RowLayout::new::<C>(width, horizontal);
        let block = (BLOCK_BYTES / size_of::<C>() / layout.stride).max(2 * vertical.span()).max(LEAST_ROWS).min(height);
        let cells = |rows| Cells::new(layout.cells(rows));
        let mut input: Cells<C> = cells(block)?;
        input.fill(outside);
        let lines = cells(block + vertical.span())?;
        let one_step = [horizontal, vertical].iter().all(|extent| extent.steps().count() <= 1);
        let more = || cells(block + vertical.span());
        let scratch = if one_step { Default::default() } else { [more()?, more()?] };
        Ok(Self {
            level,
            keep,
            width,
            height,
            horizontal,
            vertical,
            outside,
            layout,
            block,
            input,
            lines,
            held: 0..0,
            scratch,
        })
    }

    /// Returns the most rows that are made at once.
    pub fn block(&self) -> usize {
        self.block
    }

    /// Makes `rows`, at most [`block`](Self::block) of them, but for the last step of the window. `src` fills rows of the image.
    pub fn rows(
        &mut self,
        rows: Range<usize>,
        src: &mut impl FnMut(Range<usize>, CellRows<'_, C>),
    ) -> JoinedRows<'_, C> {
        self.hold(&rows, src);
        let Self { level, keep, width, vertical, layout, lines, scratch: [a, b], .. } = self;
        let (mut from, mut to, mut from_lines) = (a, b, true);
        let (mut taps, mut left) = (WindowStep::COPY, rows.len() + vertical.span());
        let mut steps = vertical.steps().map(|taps| taps.times(layout.stride)).peekable();
        while let Some(step) = steps.next() {
            taps = step;
            if steps.peek().is_some() {
                left -= taps.last() / layout.stride;
                let cells = if from_lines { &lines[..] } else { &from[..] };
                join(*level, *keep, cells, taps, &mut to[..left * layout.stride]);
                (from, to, from_lines) = (to, from, false);
            }
        }
        let cells = if from_lines { &lines[..] } else { &from[..] };
        JoinedRows { level: *level, keep: *keep, width: *width, stride: layout.stride, cells, taps }
    }

    /// Makes `lines` hold the rows that the windows of `rows` cover.
    fn hold(&mut self, rows: &Range<usize>, src: &mut impl FnMut(Range<usize>, CellRows<'_, C>)) {
        let (start, stride) = (rows.start as isize - self.vertical.before as isize, self.layout.stride);
        let end = (rows.end + self.vertical.after) as isize;
        if self.held.contains(&start) {
            let kept = (self.held.end - start) as usize;
            let from = (start - self.held.start) as usize * stride;
            self.lines.copy_within(from..from + kept * stride, 0);
            self.held.start = start;
        } else {
            self.held = start..start;
        }
        while self.held.end < end {
            let next = self.held.end;
            let at = (next - start) as usize;
            let inside = 0..self.height as isize;
            let count = if inside.contains(&next) {
                let count = self.block.min((end.min(inside.end) - next) as usize);
                self.load(next as usize..next as usize + count, at, src);
                count
            } else {
                let count = (if next < 0 { end.min(0) } else { end } - next) as usize;
                self.lines[at * stride..(at + count) * stride].fill(self.outside);
                count
            };
            self.held.end += count as isize;
        }
    }

    /// Puts rows of the image into `lines` from row `at` on, after the window went across them.
    fn load(&mut self, rows: Range<usize>, at: usize, src: &mut impl FnMut(Range<usize>, CellRows<'_, C>)) {
        let Self { level, keep, width, horizontal, outside, layout, input, lines, scratch: [a, b], .. } = self;
        let (count, to) = (rows.len(), &mut lines[at * layout.stride..]);
        let cells = (count - 1) * layout.stride + layout.len;
        if horizontal.span() == 0 {
            return src(rows, CellRows::new(to, *layout, *width, *outside));
        }
        src(rows, CellRows::new(input, *layout, *width, *outside));
        let (mut from, mut between, mut from_input) = (a, b, true);
        let mut len = layout.cells(count);
        let mut steps = horizontal.steps().peekable();
        while let Some(mut taps) = steps.next() {
            let src = if from_input { &input[..] } else { &from[..] };
            if from_input {
                taps = taps.shifted(layout.lead * C::PIXELS - horizontal.before);
            }
            if steps.peek().is_none() {
                return C::join_pixels(*level, *keep, src, taps, &mut to[..cells]);
            }
            len -= taps.last() / C::PIXELS + 1;
            C::join_pixels(*level, *keep, src, taps, &mut between[..len]);
            (from, between, from_input) = (between, from, false);
        }
    }
}

/// Rows of a pass but for the last step of its window.
pub struct JoinedRows<'a, C> {
    level: Level,
    keep: Keep,
    width: usize,
    stride: usize,
    cells: &'a [C],
    taps: WindowStep,
}

impl<C: Cell> JoinedRows<'_, C> {
    /// Writes the rows to those of an image.
    pub fn write(&self, rows: RowsMut<'_>) {
        C::join_to_rows(self.level, self.keep, self.cells, self.stride, self.taps, self.width, rows);
    }

    /// Writes row `i` to cells.
    pub fn write_cells(&self, i: usize, row: &mut [C]) {
        join(self.level, self.keep, &self.cells[i * self.stride..], self.taps, row);
    }
}
