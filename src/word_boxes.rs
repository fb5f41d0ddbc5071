//! Word and character boxes: where on the page the symbols of a line stand.
//!
//! @code{.c}
//! // Classes: blank, A, B, space. Steps 0 and 2 read A and B, step 6 a space, step 8 A.
//! const uint32_t characters[] = {0, 'A', 'B', ' '};
//! const ScipixCtcSymbol symbols[] = {{1, 0, 0, 1}, {2, 2, 2, 1}, {3, 6, 6, 1}, {1, 8, 8, 1}};
//! const float quad_xy[8] = {100, 50, 200, 50, 200, 70, 100, 70};
//! ScipixWordBoxParams params;
//! ScipixWordBox boxes[4];
//! size_t count = 0;
//! scipix_word_box_params_init(&params);
//! params.columns = 10; // the crop is as wide as 10 steps
//! ScipixStatus status = scipix_word_boxes(symbols, 4, characters, 4, quad_xy, &params, boxes, 4, &count);
//! assert(status == SCIPIX_STATUS_OK && count == 2 && boxes[0].symbol_count == 2 && boxes[1].first_symbol == 3);
//! assert(boxes[1].corners_xy[0] == 175 && boxes[1].corners_xy[2] == 195);
//! @endcode

use super::crop::of_quad_xy;
use super::ctc::check_disjoint;
use super::ctc_texts::ScipixCtcSymbol;
use super::guard::guard;
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::base::ScratchCache;
use scipix_core::base::aligned::try_box;
use scipix_core::base::error::{Result, fail};
use scipix_core::recognition::{CtcSymbol, WordBox, WordBoxParams, WordUnit, word_boxes};

/// Unit of text that a word box holds.
pub type ScipixWordUnit = i32;
/// A word. It ends at spaces, at gaps, and where Chinese or Japanese characters meet others; a run of those is one
/// word.
pub const SCIPIX_WORD_UNIT_WORDS: ScipixWordUnit = 0;
/// A character other than a space.
pub const SCIPIX_WORD_UNIT_CHARACTERS: ScipixWordUnit = 1;
/// A word if the line has no Chinese characters, else a character: what RapidOCR 3 gives, within a pixel. Its boxes reach
/// past the line by a few pixels where opposite sides of it differ in length.
pub const SCIPIX_WORD_UNIT_RAPIDOCR: ScipixWordUnit = 2;
/// A character, with the boxes of RapidOCR.
pub const SCIPIX_WORD_UNIT_RAPIDOCR_CHARACTERS: ScipixWordUnit = 3;

/// Parameters of word boxes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixWordBoxParams {
    /// `sizeof(ScipixWordBoxParams)`.
    pub struct_size: u32,
    /// A `SCIPIX_WORD_UNIT_*`; WORDS by default.
    pub unit: ScipixWordUnit,
    /// Number of steps that the crop takes up; to be set. It is the number of the line's steps if the crop fills the
    /// tensor, and else `steps * crop_width * tensor_height / (crop_height * tensor_width)`, with the crop's size as
    /// `scipix_crop_quad_size` gives it.
    pub columns: f64,
    /// A word ends where the first step of the next symbol is more than this many after that of the last one; 5 by
    /// default.
    pub gap: u32,
    /// Width in pixels of the crop that was read, before it was scaled to the height of the tensor; 0, the default: the
    /// longer side of the quadrilateral along the line, in whole pixels.
    pub crop_width: u32,
    /// Quarter turns to the left by which the crop was turned before it was read: 0, the default, 1 for a vertical
    /// line, such as one that `turn_ratio` turned, 2 for a line that stands on its head, 3 for a vertical one that does.
    pub quarter_turns: u32,
    /// Zero.
    pub reserved: u32,
}

// SAFETY: repr(C), integers and a float, 32 bytes without padding.
unsafe impl Versioned for ScipixWordBoxParams {
    const FIRST: usize = 32;
    const INIT: Option<&'static str> = Some("scipix_word_box_params_init");
    fn defaults() -> Self {
        let WordBoxParams { columns, gap, crop_width, quarter_turns, .. } = WordBoxParams::default();
        let (struct_size, unit) = (size_of::<Self>() as u32, SCIPIX_WORD_UNIT_WORDS);
        Self { struct_size, unit, columns, gap, crop_width, quarter_turns, reserved: 0 }
    }
}

/// The box of a word or of a character.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixWordBox {
    /// The first of its symbols.
    pub first_symbol: u32,
    /// Number of its symbols.
    pub symbol_count: u32,
    /// Mean of their probabilities.
    pub probability: f32,
    /// Corners on the page: x and y of the top left, top right, bottom right and bottom left, as the text is read.
    pub corners_xy: [f32; 8],
}

impl From<&WordBox> for ScipixWordBox {
    fn from(word: &WordBox) -> Self {
        let [[a, b], [c, d], [e, f], [g, h]] = word.corners;
        Self {
            first_symbol: word.first_symbol,
            symbol_count: word.symbol_count,
            probability: word.probability,
            corners_xy: [a, b, c, d, e, f, g, h],
        }
    }
}

/// Scratch of calls, kept from one to the next.
static SCRATCH: ScratchCache<Vec<WordBox>, 8> = ScratchCache::new();

fn unit(value: ScipixWordUnit) -> Result<WordUnit> {
    Ok(match value {
        SCIPIX_WORD_UNIT_WORDS => WordUnit::Words,
        SCIPIX_WORD_UNIT_CHARACTERS => WordUnit::Characters,
        SCIPIX_WORD_UNIT_RAPIDOCR => WordUnit::RapidOcr,
        SCIPIX_WORD_UNIT_RAPIDOCR_CHARACTERS => WordUnit::RapidOcrCharacters,
        _ => fail!(InvalidArgument, "unit: is {value}, must be a SCIPIX_WORD_UNIT_*"),
    })
}

/// Fills params with the defaults. @threadsafe
///
/// @param params  receives the defaults
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_word_box_params_init(params: *mut ScipixWordBoxParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}

/// Computes the boxes of the words or characters of a line, in the order of the text. A character is as wide as
/// characters of the line's words are apart on average, and lies around the middle of its first step, within the crop;
/// where two boxes overlap, both end in the middle. From the crop, boxes are brought to the page in its perspective.
/// Spaces have no box. Corners are what those of `quad_xy` are, the centres of pixels or their edges: a crop of a box shows
/// the columns of the line's crop, with the same `corners`. @threadsafe
///
/// Extra memory, kept for later calls: 44 bytes a symbol.
///
/// @param symbols          `symbol_count` symbols of a text
/// @param symbol_count     how many; there are never more boxes
/// @param characters       code points of the classes: that of class `i` at `i`
/// @param character_count  number of classes
/// @param quad_xy          8 numbers, x and y of the corners of the line on the page, in the order that
///                         `scipix_image_crop_quad` takes them
/// @param params           the parameters
/// @param out_boxes        receives the boxes; NULL where `cap` is 0
/// @param cap              boxes that fit at `out_boxes`
/// @param out_len          receives the number of boxes
/// @return OK; SIZE_MISMATCH where there are more than `cap`: then `out_len` has their number, and nothing else is
///         written; INVALID_ARGUMENT for params out of range, or corners that are not those of a convex quadrilateral
///         with an area; OUT_OF_RANGE for a symbol that `characters` does not have; UNSUPPORTED where `reserved` is not 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_word_boxes(
    symbols: *const ScipixCtcSymbol,
    symbol_count: usize,
    characters: *const u32,
    character_count: usize,
    quad_xy: *const f32,
    params: *const ScipixWordBoxParams,
    out_boxes: *mut ScipixWordBox,
    cap: usize,
    out_len: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        // `ctc_texts` checks that they lie in memory alike.
        let symbols = law.slice(symbols.cast::<CtcSymbol>(), symbol_count, "symbols")?;
        let characters = law.slice(characters, character_count, "characters")?;
        let [a, b, c, d, e, f, g, h] = law.read(quad_xy.cast::<[f32; 8]>(), "quad_xy")?;
        let given = law.config(params, "params")?;
        if given.reserved != 0 {
            fail!(Unsupported, "params: reserved must be 0");
        }
        let ScipixWordBoxParams { columns, gap, crop_width, quarter_turns, .. } = given;
        let params = WordBoxParams { unit: unit(given.unit)?, gap, columns, crop_width, quarter_turns };
        let len_out = law.out(out_len, "out_len")?;
        let out = law.slice_mut(out_boxes, cap, "out_boxes")?;
        check_disjoint(&[
            ("symbols", symbols.as_ptr().cast(), size_of_val(symbols)),
            ("out_boxes", out_boxes.cast(), size_of_val(out)),
            ("out_len", out_len.cast(), size_of::<usize>()),
        ])?;
        check_disjoint(&[
            ("characters", characters.as_ptr().cast(), size_of_val(characters)),
            ("out_boxes", out_boxes.cast(), size_of_val(out)),
        ])?;
        let make = || match try_box(Vec::new()) {
            Some(scratch) => Ok(scratch),
            None => fail!(OutOfMemory, "boxes: no memory for their scratch"),
        };
        let mut boxes = SCRATCH.lease(|_| true, make)?;
        let quad = [[a, b], [c, d], [e, f], [g, h]];
        word_boxes(symbols, characters, &quad, &params, &mut boxes).map_err(of_quad_xy)?;
        len_out.write(boxes.len());
        if boxes.len() > cap {
            fail!(SizeMismatch, "cap: {cap} boxes fit, there are {}", boxes.len());
        }
        out.iter_mut().zip(boxes.iter()).for_each(|(place, word)| *place = word.into());
        Ok(())
    })
}
