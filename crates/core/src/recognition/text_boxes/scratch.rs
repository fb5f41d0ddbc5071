//! Memory that calls reuse.

use super::rows::MapSpan;
use crate::image::components::{BitMask, BorderStart, Holes, Regions, Runs};
use crate::image::geometry::{ConvexRows, Outliner, PolygonFill, Simplifier};

/// Scratch of [`text_boxes`](super::text_boxes), which takes no memory once it has grown to the content of the maps.
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
}
