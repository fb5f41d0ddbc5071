//! Which parts of a page are near its text.

use crate::base::error::{Result, rezero};
use crate::image::components::{Component, Runs};

/// A grid of cells, of which those are marked that text touches, and their neighbours.
#[derive(Debug, Default)]
pub struct Surroundings {
    text: Vec<bool>,
    near: Vec<bool>,
    columns: usize,
    /// Side of a cell as a power of 2.
    shift: u32,
    reach: u32,
}

impl Surroundings {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { text: Vec::new(), near: Vec::new(), columns: 0, shift: 0, reach: 0 }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + self.near.capacity()
    }

    /// Marks the cells near the components that are not `speck_like`. A cell is about half as high as the text.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn mark(
        &mut self,
        size: (usize, usize),
        text_height: u32,
        runs: &Runs,
        components: &[Component],
        speck_like: impl Fn(&Component) -> bool,
    ) -> Result<()> {
        self.shift = (text_height / 2).clamp(4, 256).next_power_of_two().ilog2();
        self.reach = text_height.clamp(4, 512) * 3 / 2;
        self.columns = (size.0 >> self.shift) + 1;
        let cells = self.columns * ((size.1 >> self.shift) + 1);
        for marks in [&mut self.text, &mut self.near] {
            rezero(marks, cells, "page")?;
        }
        for (run, &component) in runs.as_slice().iter().zip(runs.component()) {
            if !speck_like(&components[component as usize]) {
                let row = (run.y >> self.shift) as usize * self.columns;
                let (first, last) = ((run.start >> self.shift) as usize, ((run.end - 1) >> self.shift) as usize);
                self.text[row + first..=row + last].fill(true);
            }
        }
        for (y, row) in self.text.chunks_exact(self.columns).enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, is_text)| **is_text) {
                let columns = x.saturating_sub(1)..self.columns.min(x + 2);
                for y in y.saturating_sub(1)..(cells / self.columns).min(y + 2) {
                    self.near[y * self.columns..][columns.clone()].fill(true);
                }
            }
        }
        Ok(())
    }

    /// Returns whether the middle of a component is near text.
    pub fn is_near(&self, component: &Component) -> bool {
        let middle = |start: u32, len: u32| ((start + len / 2) >> self.shift) as usize;
        self.near[middle(component.y, component.height) * self.columns + middle(component.x, component.width)]
    }

    /// Returns the greatest distance that two dots of a row may have: one and a half of the height of the text.
    pub fn reach(&self) -> u32 {
        self.reach
    }

    /// Returns the number of cells that are near text, and of those that are not.
    pub fn cells(&self) -> (usize, usize) {
        let near = self.near.iter().filter(|near| **near).count();
        (near, self.near.len() - near)
    }
}
