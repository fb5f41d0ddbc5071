//! Parameters and result of the search for ruling lines.

use crate::page::page_box::PageBox;

/// Numbers of a search for ruling lines. The defaults need no knowledge of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineParams {
    /// Whether lines from left to right count; true by default.
    pub horizontal: bool,
    /// Whether lines from top to bottom count; false by default.
    pub vertical: bool,
    /// The least length in pixels. If it is 0, it is taken from the width of the text's strokes.
    pub min_length: u32,
    /// The greatest thickness in pixels. If it is 0, it is taken from the width of the text's strokes.
    pub max_thickness: u32,
    /// The gray up to which a pixel is ink. `None` takes Otsu's level; bits do not need it.
    pub threshold: Option<u8>,
}

impl Default for LineParams {
    fn default() -> Self {
        Self { horizontal: true, vertical: false, min_length: 0, max_thickness: 0, threshold: None }
    }
}

/// A ruling line of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuledLine {
    /// The rectangle that it lies in.
    pub bounds: PageBox,
    /// Whether it runs from top to bottom.
    pub vertical: bool,
    /// Its mean thickness in pixels, rounded.
    pub thickness: u32,
}
