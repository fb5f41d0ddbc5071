//! Ruling lines.
//!
//! Lines of forms and tables, and underlines, are found by their length, and erased except where strokes cross them.
//! Alpha is ignored: first composite transparent pictures by `scipix_image_flatten`.
//!
//! @code{.c}
//! uint8_t page[200 * 40];
//! ScipixImage src;
//! ScipixImageMut dst;
//! ScipixLineParams params;
//! ScipixRuledLine lines[4];
//! size_t count, i;
//! for (i = 0; i < sizeof page; ++i) page[i] = (uint8_t)(i / 200 == 20 || i % 200 == 90 ? 0 : 255); // a line, and a stroke
//! scipix_line_params_init(&params);
//! ScipixStatus status = scipix_image_view(page, sizeof page, 200, 40, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
//! if (status == SCIPIX_STATUS_OK) {
//!   status = scipix_image_view_mut(page, sizeof page, 200, 40, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
//! }
//! if (status == SCIPIX_STATUS_OK) status = scipix_page_remove_lines(&src, &params, &dst, lines, 4, &count); // in place
//! assert(status == SCIPIX_STATUS_OK && count == 1 && lines[0].bounds.y == 20 && lines[0].thickness == 1);
//! assert(page[20 * 200 + 50] == 255 && page[20 * 200 + 90] == 0);
//! @endcode

use super::guard::guard;
use super::page::{ListPlace, SCIPIX_PAGE_THRESHOLD_AUTO, SCRATCH, ScipixPageBox, core_threshold};
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::page::{self, LineParams, RuledLine};

/// Numbers of a search for ruling lines; fill it with `scipix_line_params_init`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixLineParams {
    /// In: `sizeof(ScipixLineParams)`.
    pub struct_size: u32,
    /// The least length in pixels; 0, the default, takes it from the width of the text's strokes.
    pub min_length: u32,
    /// The greatest thickness in pixels; 0, the default, takes it from the width of the text's strokes.
    pub max_thickness: u32,
    /// The gray up to which a pixel is ink, 0 to 255, or SCIPIX_PAGE_THRESHOLD_AUTO, the default. BIT1 does not need it.
    pub threshold: i32,
    /// 1, the default: lines from left to right count; 0: they do not.
    pub horizontal: u8,
    /// 1: lines from top to bottom count; 0, the default: they do not.
    pub vertical: u8,
    /// Zero.
    pub reserved: [u8; 2],
}

/// A ruling line of a page.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixRuledLine {
    /// The rectangle that it lies in.
    pub bounds: ScipixPageBox,
    /// Its mean thickness in pixels, rounded.
    pub thickness: u32,
    /// 1: it runs from top to bottom; 0: from left to right.
    pub vertical: u32,
}

impl From<RuledLine> for ScipixRuledLine {
    fn from(RuledLine { bounds, vertical, thickness }: RuledLine) -> Self {
        Self { bounds: bounds.into(), thickness, vertical: vertical.into() }
    }
}

// SAFETY: repr(C), integers only, 20 bytes without padding.
unsafe impl Versioned for ScipixLineParams {
    const FIRST: usize = 20;
    const INIT: Option<&'static str> = Some("scipix_line_params_init");
    fn defaults() -> Self {
        Self {
            struct_size: size_of::<Self>() as u32,
            min_length: 0,
            max_thickness: 0,
            threshold: SCIPIX_PAGE_THRESHOLD_AUTO,
            horizontal: 1,
            vertical: 0,
            reserved: [0; 2],
        }
    }
}

fn flag(value: u8, name: &str) -> Result<bool> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        other => fail!(InvalidArgument, "params: {name} is {other}, must be 0 or 1"),
    }
}

fn core_line_params(params: &ScipixLineParams) -> Result<LineParams> {
    let &ScipixLineParams { min_length, max_thickness, threshold, horizontal, vertical, reserved, .. } = params;
    if reserved != [0; 2] {
        fail!(Unsupported, "params: reserved must be 0");
    }
    Ok(LineParams {
        horizontal: flag(horizontal, "horizontal")?,
        vertical: flag(vertical, "vertical")?,
        min_length,
        max_thickness,
        threshold: core_threshold(threshold)?,
    })
}

/// Fills `params` with the defaults. @threadsafe
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_line_params_init(params: *mut ScipixLineParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}

/// Removes ruling lines, such as those of forms and tables, and underlines. @threadsafe
///
/// A line is a chain of long runs of ink, in rows that touch or continue each other with small gaps; it may be tilted by
/// about a degree, and bent. Strokes that reach out of it, above or below, by two pixels or more are kept where they cross
/// it. Lines from top to bottom are those of the page turned over its diagonal, after the lines from left to right were
/// erased. By default a line is at least 32 times as long as the text's strokes are wide, and at most about twice as thick.
/// Works in place, GRAY8 to the same GRAY8 or BIT1 to the same BIT1.
///
/// @param src        any format; colour through BT601
/// @param params     the numbers
/// @param dst        BIT1 if `src` is, else GRAY8, of the same size
/// @param out_lines  NULL, or receives the lines
/// @param cap        lines that fit at `out_lines`
/// @param out_len    receives the number of lines
/// @return OK; INVALID_ARGUMENT for a number that ScipixLineParams does not allow; SIZE_MISMATCH, also where `out_lines` is given
///         and there are more than `cap`: then `out_len` has their number, and nothing else is written; UNSUPPORTED for another
///         format of `dst`, sides above 2^24, or `reserved` not 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_remove_lines(
    src: *const ScipixImage,
    params: *const ScipixLineParams,
    dst: *const ScipixImageMut,
    out_lines: *mut ScipixRuledLine,
    cap: usize,
    out_len: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        let params = core_line_params(&law.config(params, "params")?)?;
        let list = ListPlace { at: out_lines, cap, name: "out_lines", len: out_len };
        list.check_disjoint_from(&law.checked(src, "src")?)?;
        list.check_disjoint_from(&law.checked_mut(dst, "dst")?)?;
        let (src, dst) = law.pair_or_same(src, dst)?;
        SCRATCH.with(|scratch| {
            let write = |lines: &[RuledLine]| list.write(law, lines);
            match src {
                Some(src) => page::remove_lines_if(src, &params, scratch, dst, write)?,
                None => page::remove_lines_in_place_if(dst, &params, scratch, write)?,
            };
            Ok(())
        })
    })
}

/// Finds the lines that scipix_page_remove_lines() removes. @threadsafe
///
/// @param src        any format; colour through BT601
/// @param params     the numbers
/// @param out_lines  NULL, or receives the lines
/// @param cap        lines that fit at `out_lines`
/// @param out_len    receives the number of lines
/// @return OK; INVALID_ARGUMENT for a number that ScipixLineParams does not allow; SIZE_MISMATCH where `out_lines` is given and
///         there are more than `cap`: then `out_len` has their number, and nothing else is written; UNSUPPORTED for sides above
///         2^24, or `reserved` not 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_find_lines(
    src: *const ScipixImage,
    params: *const ScipixLineParams,
    out_lines: *mut ScipixRuledLine,
    cap: usize,
    out_len: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        let params = core_line_params(&law.config(params, "params")?)?;
        let src = law.checked(src, "src")?;
        let list = ListPlace { at: out_lines, cap, name: "out_lines", len: out_len };
        list.check_disjoint_from(&src)?;
        SCRATCH.with(|scratch| list.write(law, page::find_lines(law.view(src), &params, scratch)?))
    })
}
