//! Memory that calls reuse.

use super::rows::MapSpan;
use crate::image::components::{BitMask, BorderStart, Holes, Regions, Runs};
use crate::image::geometry::{ConvexRows, Outliner, PolygonFill, Simplifier};

/// The most memory that is kept for the next map: that of hundreds of thousands of runs of text.
const KEPT_BYTES: usize = 32 << 20;

/// Scratch of [`text_boxes`](super::text_boxes), which takes no memory once it has grown to the content of the maps. What is
/// more than 32 MiB is given back after each map.
#[derive(Debug, Default)]
pub struct TextBoxScratch {
    pub(super) mask: BitMask,
    /// Text pixels of CRAFT, whose `mask` has links too.
    pub(super) text_mask: BitMask,
    pub(super) runs: Runs,
    pub(super) holes: Holes,
    pub(super) regions: Regions,
    pub(super) starts: Vec<BorderStart>,
    pub(super) shapes: Shapes,
}

impl TextBoxScratch {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self {
            mask: BitMask::new(),
            text_mask: BitMask::new(),
            runs: Runs::new(),
            holes: Holes::new(),
            regions: Regions::new(),
            starts: Vec::new(),
            shapes: Shapes::new(),
        }
    }

    /// Returns the bytes of memory that it holds, but for some of polygons.
    pub fn bytes(&self) -> usize {
        let masks = self.mask.bytes() + self.text_mask.bytes();
        let starts = self.starts.capacity() * size_of::<BorderStart>();
        masks + self.runs.bytes() + self.holes.bytes() + self.regions.bytes() + starts + self.shapes.bytes()
    }

    /// Gives memory back that is too much to be kept.
    pub(super) fn trim(&mut self) {
        if self.bytes() > KEPT_BYTES {
            *self = Self::new();
        }
    }
}

/// Points and rows of the candidate that is looked at.
#[derive(Debug, Default)]
pub struct Shapes {
    /// Rows of a component: y, first and last column.
    pub rows: Vec<(i32, i32, i32)>,
    pub points: Vec<[i32; 2]>,
    pub hull: Vec<[i32; 2]>,
    pub polygon: Vec<[i32; 2]>,
    pub spans: Vec<MapSpan>,
    pub convex: ConvexRows,
    pub fill: PolygonFill,
    pub simplifier: Simplifier,
    pub outliner: Outliner,
}

impl Shapes {
    pub const fn new() -> Self {
        Self {
            rows: Vec::new(),
            points: Vec::new(),
            hull: Vec::new(),
            polygon: Vec::new(),
            spans: Vec::new(),
            convex: ConvexRows::new(),
            fill: PolygonFill::new(),
            simplifier: Simplifier::new(),
            outliner: Outliner::new(),
        }
    }

    fn bytes(&self) -> usize {
        let points = self.points.capacity() + self.hull.capacity() + self.polygon.capacity();
        let lists = self.rows.capacity() * size_of::<(i32, i32, i32)>() + self.spans.capacity() * size_of::<MapSpan>();
        let filled = self.convex.bytes() + self.fill.bytes() + self.simplifier.bytes();
        points * size_of::<[i32; 2]>() + lists + filled
    }
}
