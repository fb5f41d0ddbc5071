//! The list of shed items.

use super::slots::NONE;

/// A list through the slots.
#[derive(Debug)]
pub struct LateList {
    pub(super) head: u32,
    pub(super) tail: u32,
    pub(super) count: usize,
}

impl LateList {
    pub fn new() -> Self {
        Self { head: NONE, tail: NONE, count: 0 }
    }

    pub fn len(&self) -> usize {
        self.count
    }
}
