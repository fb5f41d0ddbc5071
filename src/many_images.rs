//! Images to read and to write, and pairs of them that must share no byte.

use super::view::{Checked, Overlap};
use scipix_core::base::error::{Result, fail};

/// The addresses from the first byte of an image to that after its last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ImageSpan {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Place of the image among all: results first.
    pub(super) image: usize,
}

/// Images to read and to write.
#[derive(Clone, Copy)]
pub(super) struct ManyImages<'a> {
    pub(super) srcs: &'a [Checked],
    pub(super) dsts: &'a [Checked],
}

impl ManyImages<'_> {
    /// Checks that two images share no byte, unless both are only read.
    pub(super) fn check_pair(self, one: usize, other: usize) -> Result<()> {
        let (result, other) = (one.min(other), one.max(other));
        if !self.is_result(result) || self.image(result).overlap(self.image(other)) == Overlap::Apart {
            return Ok(());
        }
        match other.checked_sub(self.dsts.len()) {
            Some(source) => fail!(InvalidArgument, "dsts[{result}]: overlaps srcs[{source}]"),
            None => fail!(InvalidArgument, "dsts[{other}]: overlaps dsts[{result}]"),
        }
    }

    pub(super) fn is_result(self, image: usize) -> bool {
        image < self.dsts.len()
    }

    pub(super) fn image(&self, image: usize) -> &Checked {
        self.dsts.get(image).unwrap_or_else(|| &self.srcs[image - self.dsts.len()])
    }
}
