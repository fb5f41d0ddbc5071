//! Memory of the parts that clean a page.

use super::borders::BorderFinder;
use super::despeckle::{ComponentClass, MarksInLine, Surroundings};
use super::erase::erase;
use super::ink::Ink;
use super::inverted::RegionFinder;
use super::lines::LineFinder;
use super::paper::Paper;
use crate::base::error::Result;
use crate::image::components::{BitMask, Component, Runs};
use crate::image::{ImageMut, ImageRef};

/// Memory of the functions that clean pages, kept from call to call: a page like the one before takes no more.
#[derive(Debug, Default)]
pub struct PageScratch {
    pub(super) ink: Ink,
    pub(super) erased: BitMask,
    pub(super) paper: Paper,
    pub(super) runs: Runs,
    pub(super) components: Vec<Component>,
    pub(super) surroundings: Surroundings,
    pub(super) in_line: MarksInLine,
    pub(super) classes: Vec<ComponentClass>,
    pub(super) lines: LineFinder,
    pub(super) border_finder: BorderFinder,
    pub(super) region_finder: RegionFinder,
}

impl PageScratch {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self {
            ink: Ink::new(),
            erased: BitMask::new(),
            paper: Paper::new(),
            runs: Runs::new(),
            components: Vec::new(),
            surroundings: Surroundings::new(),
            in_line: MarksInLine::new(),
            classes: Vec::new(),
            lines: LineFinder::new(),
            border_finder: BorderFinder::new(),
            region_finder: RegionFinder::new(),
        }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        let masks = self.ink.bytes() + self.erased.bytes() + self.paper.bytes();
        let components = self.runs.bytes() + self.components.capacity() * size_of::<Component>();
        let classes = self.classes.capacity() * size_of::<ComponentClass>();
        let surroundings = self.surroundings.bytes() + self.in_line.bytes();
        let finders = self.lines.bytes() + self.border_finder.bytes() + self.region_finder.bytes();
        masks + components + classes + surroundings + finders
    }

    /// Takes the memory that erasing from a page like `page` needs, so that it cannot fail afterwards.
    pub(super) fn reserve_paper(&mut self, page: ImageRef<'_>) -> Result<()> {
        self.paper.reset(page.width(), page.height())
    }

    /// Erases the pixels of `erased` from a page, for which paper is reserved. Returns their number.
    pub(super) fn erase(&mut self, image: ImageMut<'_>) -> u64 {
        erase(image, self.ink.mask(), &self.erased, &mut self.paper)
    }
}
