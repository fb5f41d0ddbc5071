//! Buffers that begin at a cache line, because loads that cross lines cost more.

use crate::base::aligned::ALIGN;
use crate::base::error::{Result, try_zeroed};
use std::ops::{Deref, DerefMut};

/// Zeroed cells, the first of which begins a cache line. The default is none.
#[derive(Default)]
pub struct Cells<C> {
    cells: Vec<C>,
    first: usize,
}

impl<C: Copy + Default> Cells<C> {
    /// Cells in a line.
    pub const IN_LINE: usize = ALIGN / size_of::<C>();

    /// Allocates `len` cells.
    pub fn new(len: usize) -> Result<Self> {
        let cells: Vec<C> = try_zeroed(len.saturating_add(Self::IN_LINE), "morphology: scratch rows")?;
        let first = cells.as_ptr().align_offset(ALIGN).min(Self::IN_LINE);
        Ok(Self { cells, first })
    }
}

impl<C> Deref for Cells<C> {
    type Target = [C];

    fn deref(&self) -> &[C] {
        &self.cells[self.first..]
    }
}

impl<C> DerefMut for Cells<C> {
    fn deref_mut(&mut self) -> &mut [C] {
        &mut self.cells[self.first..]
    }
}
