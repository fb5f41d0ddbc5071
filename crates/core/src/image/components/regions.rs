//! The runs of a mask by component.

use super::runs::Runs;
use crate::base::error::{Result, fail};

/// Lists of the runs of each component, from top to bottom and left to right.
#[derive(Debug, Default)]
pub struct Regions {
    /// Where the list of each component begins, and the end.
    first: Vec<u32>,
    order: Vec<u32>,
}

impl Regions {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { first: Vec::new(), order: Vec::new() }
    }

    /// Sorts `runs` by component.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn sort(&mut self, runs: &Runs) -> Result<()> {
        let (components, count) = (runs.components(), runs.as_slice().len());
        self.first.clear();
        self.order.clear();
        if self.first.try_reserve_exact(components + 2).is_err() || self.order.try_reserve_exact(count).is_err() {
            fail!(OutOfMemory, "mask: no memory for {count} runs of {components} components");
        }
        // Two places late: placing moves each beginning on to the next one.
        self.first.resize(components + 2, 0);
        runs.component().iter().for_each(|&component| self.first[component as usize + 2] += 1);
        for i in 0..=components {
            self.first[i + 1] += self.first[i];
        }
        self.order.resize(count, 0);
        for (run, &component) in (0..).zip(runs.component()) {
            let place = &mut self.first[component as usize + 1];
            self.order[*place as usize] = run;
            *place += 1;
        }
        Ok(())
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        (self.first.capacity() + self.order.capacity()) * size_of::<u32>()
    }

    /// Returns the indices of the runs of a component. Panics where there is no such component.
    pub fn of(&self, component: usize) -> &[u32] {
        &self.order[self.first[component] as usize..self.first[component + 1] as usize]
    }
}
