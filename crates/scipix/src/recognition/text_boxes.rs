//! Boxes of text from a detector's map.

use super::setters::setters;
use crate::error::{Error, ErrorKind, Result};
use scipix_core::recognition::{self as core_recognition, BoxShape, Growth, MapData, ScoreMode};
use scipix_core::recognition::{TextBoxScratch, TextBoxes};
use std::fmt;

/// A map of probabilities that a detector gives, as floats of 32 or 16 bits, or as bytes, of which 255 stands for 1.
///
/// ```
/// use scipix::recognition::ProbabilityMap;
///
/// // Two rows of three values and one that belongs to nothing.
/// let values = [0, 255, 0, 9, 0, 255, 0, 9_u8];
/// let map = ProbabilityMap::new(&values[..], 3, 2)?.stride(4)?;
/// # let _ = map;
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ProbabilityMap<'a> {
    map: core_recognition::ProbabilityMap<'a>,
    values: MapValues<'a>,
    width: usize,
    height: usize,
}

impl<'a> ProbabilityMap<'a> {
    /// Makes a view of a map of `width` x `height` values, which are `&[f32]` or `&[u8]`, in rows without gaps.
    ///
    /// # Errors
    /// `InvalidArgument` for a map without values; `OutOfRange` if it does not fit in `values`; `Unsupported` for sides
    /// beyond 2²⁴.
    pub fn new(values: impl Into<MapValues<'a>>, width: usize, height: usize) -> Result<Self> {
        Self::with_stride(values.into(), width, height, width)
    }

    /// Makes a view of a map of 16-bit floats (IEEE 754 binary16), given as bits.
    ///
    /// # Errors
    /// Those of [`ProbabilityMap::new`].
    pub fn from_f16_bits(values: &'a [u16], width: usize, height: usize) -> Result<Self> {
        Self::with_stride(MapValues(MapData::F16(values)), width, height, width)
    }

    /// Sets the number of values from the start of one row to the start of the next, for rows with gaps.
    ///
    /// # Errors
    /// `InvalidArgument` if `values` is less than a row; `OutOfRange` if the map no longer fits.
    pub fn stride(self, values: usize) -> Result<Self> {
        if values < self.width {
            let message = format_args!("stride: is {values}, a row has {} values", self.width);
            return Err(Error::new(ErrorKind::InvalidArgument, message));
        }
        Self::with_stride(self.values, self.width, self.height, values)
    }

    fn with_stride(values: MapValues<'a>, width: usize, height: usize, stride: usize) -> Result<Self> {
        let map = core_recognition::ProbabilityMap::new(values.0, width, height, stride)?;
        Ok(Self { map, values, width, height })
    }
}

/// The values of a [`ProbabilityMap`], made from `&[f32]` or `&[u8]`.
#[derive(Clone, Copy, Debug)]
pub struct MapValues<'a>(MapData<'a>);

impl<'a> From<&'a [f32]> for MapValues<'a> {
    fn from(values: &'a [f32]) -> Self {
        Self(MapData::F32(values))
    }
}

impl<'a> From<&'a [u8]> for MapValues<'a> {
    fn from(values: &'a [u8]) -> Self {
        Self(MapData::U8(values))
    }
}

/// Parameters of [`text_boxes`]. Begin with the preset of an engine, and change what differs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use]
pub struct TextBoxParams(core_recognition::TextBoxParams);

impl TextBoxParams {
    /// Returns the parameters of PaddleOCR.
    pub fn paddle() -> Self {
        Self(core_recognition::TextBoxParams::PADDLE)
    }

    /// Returns the parameters of RapidOCR, which are the default.
    pub fn rapidocr() -> Self {
        Self(core_recognition::TextBoxParams::RAPIDOCR)
    }

    /// Returns the parameters of docTR for straight pages.
    pub fn doctr() -> Self {
        Self(core_recognition::TextBoxParams::DOCTR)
    }
}

setters! {
    TextBoxParams {
        /// Sets the probability above which a pixel belongs to text.
        threshold: f32;
        /// Sets the least score of a box.
        box_threshold: f64;
        /// Sets how much a box is grown, from 0 to 8: its sides move outwards by area / perimeter times this. Detectors
        /// mark only the middle of a line.
        unclip_ratio: f64;
        /// Sets the least shorter side of a component's rectangle, in pixels of the map.
        min_side: f32;
        /// Sets the least shorter side of a grown box, in pixels of the map.
        min_grown_side: f32;
        /// Sets the least upper and left side of a box on the page, in whole pixels. Unless it is 0, which is the default of all
        /// engines, corners are clipped to the last pixels of the page. 4 does what PaddleOCR and RapidOCR do afterwards.
        min_page_side: u32;
        /// Sets how many components and holes are looked at, at most, from the bottom of the map up.
        max_candidates: usize;
        /// Sets whether what is torn apart is joined, by a dilation with a square of 2x2 pixels.
        dilate: bool;
        /// Sets whether specks are dropped, by an opening with a square of 3x3 pixels.
        open: bool;
        /// Sets which pixels make the score.
        score: ScoreMode;
        /// Sets the shape of the boxes. Polygons are for curved lines.
        shape: BoxShape;
        /// Sets how rectangles are grown.
        growth: Growth;
    }
}

/// Parameters of [`craft_boxes`]. The default is those of EasyOCR.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use]
pub struct CraftParams(core_recognition::CraftParams);

setters! {
    CraftParams {
        /// Sets the least greatest text value of a word.
        text_threshold: f32;
        /// Sets the text value above which a pixel belongs to a word.
        low_text: f32;
        /// Sets the link value above which a pixel belongs to a word.
        link_threshold: f32;
        /// Sets the least number of pixels of a word.
        min_area: u64;
    }
}

/// A box of text, in pixels of the page.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct TextBox {
    /// Corners, x and y: top left, top right, bottom right, bottom left.
    pub corners: [[i32; 2]; 4],
    /// Mean probability of its pixels; of CRAFT the greatest.
    pub score: f32,
    /// The outline, clockwise on the screen, where [`BoxShape::Polygon`] was asked for; empty otherwise.
    pub polygon: Vec<[i32; 2]>,
}

impl TextBox {
    /// Returns the corners as the quadrilateral that [`crop_quad`](crate::image::ImageOps::crop_quad),
    /// [`QuadCropper`](crate::image::QuadCropper) and [`word_boxes`](super::word_boxes) take.
    #[must_use]
    pub fn quad(&self) -> [[f32; 2]; 4] {
        self.corners.map(|corner| corner.map(|coordinate| coordinate as f32))
    }
}

/// Finds the boxes of text in the map of a DB detector, in pixels of a page of this width and height. They come from
/// the bottom of the page up, as the engine's own code lists them: see [`reading_order`](super::reading_order).
///
/// # Errors
/// `InvalidArgument` for parameters out of range or a page without pixels; `Unsupported` for a page with a side beyond
/// 2²⁴; `OutOfMemory`.
pub fn text_boxes(map: &ProbabilityMap<'_>, page: (usize, usize), params: &TextBoxParams) -> Result<Vec<TextBox>> {
    Ok(BoxFinder::new().text_boxes(map, page, params)?.collect())
}

/// Finds the boxes of words in the maps of CRAFT, in pixels of a page of this width and height: `text` says where
/// characters are, `link` where the gaps between characters of a word are.
///
/// # Errors
/// Those of [`text_boxes`]; `SizeMismatch` where the maps differ in size.
pub fn craft_boxes(
    text: &ProbabilityMap<'_>,
    link: &ProbabilityMap<'_>,
    page: (usize, usize),
    params: &CraftParams,
) -> Result<Vec<TextBox>> {
    Ok(BoxFinder::new().craft_boxes(text, link, page, params)?.collect())
}

/// A finder of boxes that keeps its memory from page to page.
#[derive(Default)]
pub struct BoxFinder {
    scratch: TextBoxScratch,
    boxes: TextBoxes,
}

impl BoxFinder {
    /// Makes a finder that holds no memory yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Finds what [`text_boxes`] finds.
    ///
    /// # Errors
    /// Those of [`text_boxes`].
    pub fn text_boxes(
        &mut self,
        map: &ProbabilityMap<'_>,
        page: (usize, usize),
        params: &TextBoxParams,
    ) -> Result<impl ExactSizeIterator<Item = TextBox> + use<'_>> {
        core_recognition::text_boxes(&map.map, page, &params.0, &mut self.scratch, &mut self.boxes)?;
        Ok(self.found())
    }

    /// Finds what [`craft_boxes`] finds.
    ///
    /// # Errors
    /// Those of [`craft_boxes`].
    pub fn craft_boxes(
        &mut self,
        text: &ProbabilityMap<'_>,
        link: &ProbabilityMap<'_>,
        page: (usize, usize),
        params: &CraftParams,
    ) -> Result<impl ExactSizeIterator<Item = TextBox> + use<'_>> {
        core_recognition::craft_boxes(&text.map, &link.map, page, &params.0, &mut self.scratch, &mut self.boxes)?;
        Ok(self.found())
    }

    fn found(&self) -> impl ExactSizeIterator<Item = TextBox> + use<'_> {
        self.boxes.as_slice().iter().map(|found| TextBox {
            corners: found.corners,
            score: found.score,
            polygon: self.boxes.polygon(found).to_vec(),
        })
    }
}

impl fmt::Debug for BoxFinder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoxFinder")
    }
}
