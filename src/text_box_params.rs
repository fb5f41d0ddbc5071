//! Parameters of text boxes: thresholds, growth and shape, as known engines set them.
//!
//! They are plain structs, which functions read during a call alone and which own nothing. The functions that fill them are
//! thread-safe. Begin with the engine whose detector made the map, and change what differs:
//!
//! @code{.c}
//! ScipixTextBoxParams params;
//! ScipixStatus status = scipix_text_box_params_preset(SCIPIX_TEXT_BOX_PRESET_PADDLE, &params);
//! assert(status == SCIPIX_STATUS_OK && params.unclip_ratio == 1.5);
//! params.min_page_side = 4;     // as PaddleOCR does afterwards: boxes of 3 pixels and less are dropped
//! params.max_candidates = 3000; // of a page with more than 1000 lines
//! @endcode

use super::guard::guard;
use super::sized::{Versioned, flag};
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::recognition::{BoxShape, CraftParams, Growth, ScoreMode, TextBoxParams};

/// Engine whose parameters of text boxes are taken. Fields that are not named are those of PADDLE.
pub type ScipixTextBoxPreset = i32;
/// RapidOCR (its class DBPostProcess): box threshold 0.5, grown by 1.6, the mask dilated. The default.
pub const SCIPIX_TEXT_BOX_PRESET_RAPIDOCR: ScipixTextBoxPreset = 0;
/// PaddleOCR (its class DBPostProcess): threshold 0.3, box threshold 0.6, grown by 1.5; sides of at least 3 pixels of the map,
/// and of 5 once grown; 1000 candidates; rectangles at any angle, scored by the pixels of the rectangle.
pub const SCIPIX_TEXT_BOX_PRESET_PADDLE: ScipixTextBoxPreset = 1;
/// docTR on straight pages (its class DBPostProcessor): box threshold 0.1, sides of at least 2 pixels, any number of candidates,
/// the mask opened first; upright boxes.
pub const SCIPIX_TEXT_BOX_PRESET_DOCTR: ScipixTextBoxPreset = 2;

/// Shape of a box.
pub type ScipixBoxShape = i32;
/// The rectangle of least area, at any angle.
pub const SCIPIX_BOX_SHAPE_QUAD: ScipixBoxShape = 0;
/// The upright bounding rectangle.
pub const SCIPIX_BOX_SHAPE_UPRIGHT: ScipixBoxShape = 1;
/// A polygon, for curved lines of text; its rectangle of least area is given too.
pub const SCIPIX_BOX_SHAPE_POLYGON: ScipixBoxShape = 2;

/// The pixels whose mean probability is the score of a box.
pub type ScipixBoxScore = i32;
/// The pixels of the box before it is grown. PaddleOCR may give a box with corners beyond the map another score, since
/// OpenCV clips its edges before it draws them.
pub const SCIPIX_BOX_SCORE_FAST: ScipixBoxScore = 0;
/// The pixels within the border of the component: right for thin and curved lines.
pub const SCIPIX_BOX_SCORE_SLOW: ScipixBoxScore = 1;

/// The way in which a rectangle is grown to the size of the text.
pub type ScipixBoxGrowth = i32;
/// By an offset with round joins, rounded where PaddleOCR and RapidOCR round: off by up to a pixel of the map.
pub const SCIPIX_BOX_GROWTH_REFERENCE: ScipixBoxGrowth = 0;
/// By exact geometry.
pub const SCIPIX_BOX_GROWTH_EXACT: ScipixBoxGrowth = 1;

/// Parameters of `scipix_text_boxes_find`; fill it with `scipix_text_box_params_init` or `scipix_text_box_params_preset`.
/// The defaults are RapidOCR's.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixTextBoxParams {
    /// In: `sizeof(ScipixTextBoxParams)`.
    pub struct_size: u32,
    /// A `SCIPIX_BOX_SHAPE_*`; default QUAD.
    pub shape: ScipixBoxShape,
    /// A `SCIPIX_BOX_SCORE_*`; default FAST.
    pub score: ScipixBoxScore,
    /// A `SCIPIX_BOX_GROWTH_*`; default REFERENCE. Polygons and upright boxes are always grown as by REFERENCE.
    pub growth: ScipixBoxGrowth,
    /// Least score of a box; default 0.5.
    pub box_threshold: f64,
    /// How much a box is grown, from 0 to 8: its sides move outwards by area / perimeter times this, because detectors mark
    /// only the middle of a line; default 1.6.
    pub unclip_ratio: f64,
    /// Probability above which a pixel is text; default 0.3.
    pub threshold: f32,
    /// Least shorter side of a component's rectangle, in pixels of the map; default 3.
    pub min_side: f32,
    /// Least shorter side of a grown box, in pixels of the map; default 5.
    pub min_grown_side: f32,
    /// The most components and holes that are looked at, from the bottom of the map up; 0: all. Default 1000.
    pub max_candidates: u32,
    /// 1, the default: the mask is dilated by a square of 2x2 pixels, which joins what is torn apart. 0: it is not.
    pub dilate: u32,
    /// 1: the mask is opened with a square of 3x3 pixels first, which drops specks. 0, the default: it is not.
    pub open: u32,
    /// Least length of a box's upper and left side on the page, in whole pixels; 0 (the default of all presets) means no limit.
    /// If it is not 0, corners are clipped to the last pixel instead of to width and height, and boxes left without area are
    /// dropped, so every box can be cropped. 4 reproduces PaddleOCR's and RapidOCR's `filter_det_res`.
    pub min_page_side: u32,
    /// Zero.
    pub reserved: u32,
}

impl ScipixTextBoxParams {
    fn of(params: &TextBoxParams) -> Self {
        Self {
            struct_size: size_of::<Self>() as u32,
            shape: match params.shape {
                BoxShape::Quad => SCIPIX_BOX_SHAPE_QUAD,
                BoxShape::Upright => SCIPIX_BOX_SHAPE_UPRIGHT,
                BoxShape::Polygon => SCIPIX_BOX_SHAPE_POLYGON,
            },
            score: match params.score {
                ScoreMode::Fast => SCIPIX_BOX_SCORE_FAST,
                ScoreMode::Slow => SCIPIX_BOX_SCORE_SLOW,
            },
            growth: match params.growth {
                Growth::Reference => SCIPIX_BOX_GROWTH_REFERENCE,
                Growth::Exact => SCIPIX_BOX_GROWTH_EXACT,
            },
            box_threshold: params.box_threshold,
            unclip_ratio: params.unclip_ratio,
            threshold: params.threshold,
            min_side: params.min_side,
            min_grown_side: params.min_grown_side,
            max_candidates: u32::try_from(params.max_candidates).unwrap_or(0),
            dilate: u32::from(params.dilate),
            open: u32::from(params.open),
            min_page_side: params.min_page_side,
            reserved: 0,
        }
    }
}

// SAFETY: repr(C), integers and floats only, 64 bytes without padding.
unsafe impl Versioned for ScipixTextBoxParams {
    const FIRST: usize = 64;
    const INIT: Option<&'static str> = Some("scipix_text_box_params_init");
    fn defaults() -> Self {
        Self::of(&TextBoxParams::RAPIDOCR)
    }
}

pub(super) fn text_box_params(params: &ScipixTextBoxParams) -> Result<TextBoxParams> {
    let &ScipixTextBoxParams {
        box_threshold, unclip_ratio, threshold, min_side, min_grown_side, min_page_side, ..
    } = params;
    if params.reserved != 0 {
        fail!(Unsupported, "params: reserved must be 0");
    }
    let shape = match params.shape {
        SCIPIX_BOX_SHAPE_QUAD => BoxShape::Quad,
        SCIPIX_BOX_SHAPE_UPRIGHT => BoxShape::Upright,
        SCIPIX_BOX_SHAPE_POLYGON => BoxShape::Polygon,
        other => fail!(InvalidArgument, "params: shape is {other}, must be a SCIPIX_BOX_SHAPE_*"),
    };
    let score = match params.score {
        SCIPIX_BOX_SCORE_FAST => ScoreMode::Fast,
        SCIPIX_BOX_SCORE_SLOW => ScoreMode::Slow,
        other => fail!(InvalidArgument, "params: score is {other}, must be a SCIPIX_BOX_SCORE_*"),
    };
    let growth = match params.growth {
        SCIPIX_BOX_GROWTH_REFERENCE => Growth::Reference,
        SCIPIX_BOX_GROWTH_EXACT => Growth::Exact,
        other => fail!(InvalidArgument, "params: growth is {other}, must be a SCIPIX_BOX_GROWTH_*"),
    };
    let max_candidates = if params.max_candidates == 0 { usize::MAX } else { params.max_candidates as usize };
    let (dilate, open) = (flag(params.dilate, "dilate")?, flag(params.open, "open")?);
    Ok(TextBoxParams {
        threshold,
        box_threshold,
        unclip_ratio,
        min_side,
        min_grown_side,
        min_page_side,
        max_candidates,
        dilate,
        open,
        score,
        shape,
        growth,
    })
}

/// Fills `params` with the defaults, which are RapidOCR's. @threadsafe
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_text_box_params_init(params: *mut ScipixTextBoxParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}

/// Fills `params` with the parameters of an engine. @threadsafe
///
/// @param preset  a `SCIPIX_TEXT_BOX_PRESET_*`
/// @param params  receives `struct_size` and every field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_text_box_params_preset(
    preset: ScipixTextBoxPreset,
    params: *mut ScipixTextBoxParams,
) -> ScipixStatus {
    guard(|law| {
        let preset = match preset {
            SCIPIX_TEXT_BOX_PRESET_RAPIDOCR => TextBoxParams::RAPIDOCR,
            SCIPIX_TEXT_BOX_PRESET_PADDLE => TextBoxParams::PADDLE,
            SCIPIX_TEXT_BOX_PRESET_DOCTR => TextBoxParams::DOCTR,
            other => fail!(InvalidArgument, "preset: is {other}, must be a SCIPIX_TEXT_BOX_PRESET_*"),
        };
        law.out(params, "params")?.write(ScipixTextBoxParams::of(&preset));
        Ok(())
    })
}

/// Parameters of `scipix_text_boxes_find_craft`; fill it with `scipix_craft_params_init`. The defaults are EasyOCR's.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixCraftParams {
    /// In: `sizeof(ScipixCraftParams)`.
    pub struct_size: u32,
    /// A component is kept if its greatest text value is at least this; default 0.7.
    pub text_threshold: f32,
    /// Text value above which a pixel belongs to a component; default 0.4.
    pub low_text: f32,
    /// Link value above which a pixel belongs to a component; default 0.4.
    pub link_threshold: f32,
    /// Least number of pixels of a component; default 10.
    pub min_area: u32,
}

// SAFETY: repr(C), integers and floats only, 20 bytes without padding.
unsafe impl Versioned for ScipixCraftParams {
    const FIRST: usize = 20;
    const INIT: Option<&'static str> = Some("scipix_craft_params_init");
    fn defaults() -> Self {
        let CraftParams { text_threshold, low_text, link_threshold, min_area } = CraftParams::EASYOCR;
        let struct_size = size_of::<Self>() as u32;
        Self { struct_size, text_threshold, low_text, link_threshold, min_area: min_area as u32 }
    }
}

pub(super) fn craft_params(params: &ScipixCraftParams) -> Result<CraftParams> {
    let &ScipixCraftParams { text_threshold, low_text, link_threshold, min_area, .. } = params;
    Ok(CraftParams { text_threshold, low_text, link_threshold, min_area: min_area.into() })
}

/// Fills `params` with the defaults. @threadsafe
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_craft_params_init(params: *mut ScipixCraftParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}
