//! Parameters of text boxes.

use crate::base::error::{Result, fail};

/// Shape of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxShape {
    /// The rectangle of least area at any angle.
    Quad,
    /// The upright bounding rectangle.
    Upright,
    /// A polygon, for curved lines of text; its rectangle of least area is given too.
    Polygon,
}

/// The pixels whose mean probability is the score of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreMode {
    /// The pixels of the box before it is grown. PaddleOCR gives a box with corners beyond the map another score, by up to
    /// 0.049 on random maps, since OpenCV clips its edges before it draws them.
    Fast,
    /// The pixels within the border of the component: right for thin and curved lines.
    Slow,
}

/// How a rectangle is grown to the size of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// By an offset with round joins, rounded where PaddleOCR and RapidOCR round: their boxes are off by up to a pixel of
    /// the map.
    Reference,
    /// By exact geometry.
    Exact,
}

/// Parameters of [`text_boxes`](super::text_boxes). Begin with a preset, which says what its engine uses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextBoxParams {
    /// Probability above which a pixel belongs to text. Engines use 0.3.
    pub threshold: f32,
    /// Least score of a box.
    pub box_threshold: f64,
    /// How much a box is grown: its sides move outwards by area / perimeter times this. Detectors mark only the middle of a
    /// line.
    pub unclip_ratio: f64,
    /// Least shorter side of a component's rectangle, in pixels of the map.
    pub min_side: f32,
    /// Least shorter side of a grown box, in pixels of the map.
    pub min_grown_side: f32,
    /// Least upper and left side of a box on the page, in whole pixels. Unless it is 0, corners are clipped to the last pixels
    /// of the page first, and else to its width and height; and boxes are left out that the border cuts so that they cannot be
    /// cropped. PaddleOCR and RapidOCR clip and bound by 4 after the steps that the presets are, which have 0.
    pub min_page_side: u32,
    /// The most components and holes that are looked at, from the bottom of the map up.
    pub max_candidates: usize,
    /// Whether the mask is dilated by a square of 2x2 pixels, which joins what is torn apart.
    pub dilate: bool,
    /// Whether the mask is opened with a square of 3x3 pixels, which drops specks.
    pub open: bool,
    /// Which pixels make the score.
    pub score: ScoreMode,
    /// Shape of the boxes.
    pub shape: BoxShape,
    /// How rectangles are grown.
    pub growth: Growth,
}

impl TextBoxParams {
    /// Parameters of PaddleOCR.
    pub const PADDLE: Self = Self {
        threshold: 0.3,
        box_threshold: 0.6,
        unclip_ratio: 1.5,
        min_side: 3.0,
        min_grown_side: 5.0,
        min_page_side: 0,
        max_candidates: 1000,
        dilate: false,
        open: false,
        score: ScoreMode::Fast,
        shape: BoxShape::Quad,
        growth: Growth::Reference,
    };

    /// Parameters of RapidOCR.
    pub const RAPIDOCR: Self = Self { box_threshold: 0.5, unclip_ratio: 1.6, dilate: true, ..Self::PADDLE };

    /// Parameters of docTR for straight pages.
    pub const DOCTR: Self = Self {
        box_threshold: 0.1,
        min_side: 2.0,
        min_grown_side: 2.0,
        max_candidates: usize::MAX,
        open: true,
        shape: BoxShape::Upright,
        ..Self::PADDLE
    };

    /// Fails for parameters that make no sense.
    pub(super) fn check(&self) -> Result<()> {
        if self.threshold.is_nan() || self.box_threshold.is_nan() {
            fail!(InvalidArgument, "params: a threshold is not a number");
        }
        // The upper bound keeps grown boxes of the largest maps within the coordinates of an offset.
        if !(0.0..=8.0).contains(&self.unclip_ratio) {
            fail!(InvalidArgument, "params: unclip_ratio is {}, must be from 0 to 8", self.unclip_ratio);
        }
        let sides = [self.min_side, self.min_grown_side];
        if sides.iter().any(|side| !side.is_finite() || *side < 0.0) {
            fail!(InvalidArgument, "params: the least sides are {sides:?}, must be 0 or more");
        }
        Ok(())
    }
}

/// Parameters of [`craft_boxes`](super::craft_boxes).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CraftParams {
    /// Least greatest text value of a component.
    pub text_threshold: f32,
    /// Text value above which a pixel belongs to a component.
    pub low_text: f32,
    /// Link value above which a pixel belongs to a component.
    pub link_threshold: f32,
    /// Least number of pixels of a component.
    pub min_area: u64,
}

impl CraftParams {
    /// Parameters of EasyOCR.
    pub const EASYOCR: Self = Self { text_threshold: 0.7, low_text: 0.4, link_threshold: 0.4, min_area: 10 };

    /// Fails for parameters that make no sense.
    pub(super) fn check(&self) -> Result<()> {
        if [self.text_threshold, self.low_text, self.link_threshold].iter().any(|threshold| threshold.is_nan()) {
            fail!(InvalidArgument, "params: a threshold is not a number");
        }
        Ok(())
    }
}

impl Default for CraftParams {
    /// Returns [`CraftParams::EASYOCR`].
    fn default() -> Self {
        Self::EASYOCR
    }
}

impl Default for TextBoxParams {
    /// Returns [`TextBoxParams::RAPIDOCR`].
    fn default() -> Self {
        Self::RAPIDOCR
    }
}
