//! Page cleaning in one call, and page orientation.
//!
//! A ScipixPageCleaner cleans page after page and holds the last result, whose size depends on what was found. It keeps its
//! memory, about three bytes for each pixel of the largest page. Use one for each thread. Alpha is ignored: first composite a
//! transparent picture by `scipix_image_flatten`, or what is hidden in it counts.
//!
//! @code{.c}
//! uint8_t page[200 * 300];
//! ScipixImage src, clean;
//! ScipixPageCleanParams params;
//! ScipixPageCleanReport report;
//! ScipixPageCleaner *cleaner = NULL;
//! size_t i;
//! for (i = 0; i < sizeof page; ++i) page[i] = (uint8_t)(i % 200 < 100 ? 80 : 240); // the left half lies in the shade
//! report.struct_size = sizeof report;
//! ScipixStatus status = scipix_image_view(page, sizeof page, 200, 300, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
//! if (status == SCIPIX_STATUS_OK) status = scipix_page_clean_params_init(&params);
//! if (status == SCIPIX_STATUS_OK) status = scipix_page_cleaner_new(&cleaner);
//! if (status == SCIPIX_STATUS_OK) status = scipix_page_clean(cleaner, &src, &params, &report);
//! if (status == SCIPIX_STATUS_OK) status = scipix_page_cleaner_image(cleaner, &clean);
//! assert(status == SCIPIX_STATUS_OK && clean.width == report.width && report.background_normalized);
//! assert(clean.data[10] > 250 && clean.data[190] > 250); // evenly light
//! scipix_page_cleaner_free(cleaner);
//! @endcode

use super::guard::{Law, guard};
use super::handle::{self, Opaque};
use super::pixel_format::{SCIPIX_PIXEL_FORMAT_BIT1, SCIPIX_PIXEL_FORMAT_GRAY8, ScipixImage, ScipixPixelFormat};
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::image::{Format, ImageRef};
use scipix_core::page::{
    CleanOutput, CleanParams, CleanReport, CleanStep, DespeckleParams, LineParams, Orientation, PageCleaner,
    orientation,
};
use std::sync::{Mutex, MutexGuard, TryLockError};

/// Whether a step of the cleaning is done.
pub type ScipixCleanStep = i32;
/// Where the page shows that it is needed. The default of every step.
pub const SCIPIX_CLEAN_STEP_AUTO: ScipixCleanStep = 0;
/// Never.
pub const SCIPIX_CLEAN_STEP_OFF: ScipixCleanStep = 1;
/// Always, even if the page shows little of it.
pub const SCIPIX_CLEAN_STEP_ON: ScipixCleanStep = 2;

/// By which quarter turn a page stands upright.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixPageOrientation {
    /// Degrees for `scipix_image_rotate`: 0, 90, 180 or 270 clockwise; -1 where it is not known.
    pub degrees: i32,
    /// From 0 to 1: the excess of pairs of neighbouring letters aligned at the baseline over pairs aligned at the top (or the
    /// reverse), as a share of both. About 0.5 for English text.
    pub confidence: f32,
    /// Components that may be letters.
    pub letters: usize,
}

/// Parameters of `scipix_page_clean`; fill it with `scipix_page_clean_params_init`. The defaults leave a clean page as it is.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixPageCleanParams {
    /// In: `sizeof(ScipixPageCleanParams)`.
    pub struct_size: u32,
    /// Format of the result, GRAY8 or BIT1; default GRAY8.
    pub format: ScipixPixelFormat,
    /// Light text on dark becomes dark on light. ON inverts without a look at the page.
    pub polarity: ScipixCleanStep,
    /// Turns by 90, 180 or 270 degrees. ON takes the likelier side where the orientation is not known. OFF is right for scripts
    /// other than Latin, of which `scipix_page_orientation` may be wrong.
    pub orientation: ScipixCleanStep,
    /// Makes lines of text level. ON trusts every angle.
    pub skew: ScipixCleanStep,
    /// Paints black borders of the scan with paper.
    pub borders: ScipixCleanStep,
    /// Makes the light on the paper even. Dark areas within the page that have edges are pictures, and no paper in the shade. A
    /// BIT1 page has no light, and stays as it is.
    pub background: ScipixCleanStep,
    /// Smooths noise, as that of a camera in poor light, and removes salt and pepper.
    pub denoise: ScipixCleanStep,
    /// Removes ruling lines and keeps letters that they cross. AUTO leaves what may be the bar of a fraction or of a root:
    /// without a min_line_length it takes lines as long as half of the page's side along them and as 100 strokes of its text
    /// are wide, and three or more with the same ends; but none with gaps from which letters hang or on which they stand, as in
    /// Devanagari and Arabic.
    pub lines: ScipixCleanStep,
    /// Removes specks that are no points of the text. Without a max_speck_side, AUTO leaves up to eleven that are as large as
    /// a full stop: they may be bullets, or dashes in a table.
    pub despeckle: ScipixCleanStep,
    /// 1: a page that is made level keeps its size, and corners may be cut off. 0, the default: it grows.
    pub keep_size: u32,
    /// Largest side of a speck in pixels; 0, the default: from the size of the text.
    pub max_speck_side: u32,
    /// Least length of a ruling line in pixels; 0, the default: from the size of the text.
    pub min_line_length: u32,
}

/// Report of `scipix_page_clean`: its findings and actions. The numbers of a step that is OFF are 0. Orientation and skew
/// are found together: theirs are filled in unless both are OFF, and then `orientation_degrees` is -1.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixPageCleanReport {
    /// In: `sizeof(ScipixPageCleanReport)`.
    pub struct_size: u32,
    /// Columns of the result.
    pub width: u32,
    /// Rows of the result.
    pub height: u32,
    /// 1: text is light on dark.
    pub light_on_dark: u32,
    /// Confidence in that, from 0 to 1.
    pub polarity_confidence: f32,
    /// 1: the page was inverted.
    pub inverted: u32,
    /// The degrees of ScipixPageOrientation; -1 where they are not known.
    pub orientation_degrees: i32,
    /// The confidence of ScipixPageOrientation.
    pub orientation_confidence: f32,
    /// The quarter turn that was made, in degrees clockwise: 0, 90, 180 or 270.
    pub turned_degrees: i32,
    /// Skew after that turn, as `scipix_image_skew` gives it.
    pub skew_degrees: f32,
    /// Confidence in it.
    pub skew_confidence: f32,
    /// Degrees clockwise by which the page was made level; 0 if it was not.
    pub levelled_degrees: f32,
    /// Left column of the part of the result that has ink, in whole cells of 8 x 8 pixels.
    pub content_x: u32,
    /// Top row of that part.
    pub content_y: u32,
    /// Columns of that part; 0 on a blank page.
    pub content_width: u32,
    /// Rows of that part.
    pub content_height: u32,
    /// Light of the darkest paper in per cent of that of the lightest; 0 for a BIT1 page.
    pub evenness_percent: u32,
    /// 1: the light was made even.
    pub background_normalized: u32,
    /// Standard deviation of the noise, in gray levels.
    pub noise: f32,
    /// 1: the noise was smoothed, or salt and pepper removed.
    pub denoised: u32,
    /// Ruling lines that were removed.
    pub lines: u32,
    /// Components of ink before specks were removed.
    pub components: u32,
    /// Specks that were removed.
    pub specks: u32,
    /// Zero.
    pub reserved: u32,
    /// Pixels of borders that were painted with paper.
    pub border_px: u64,
    /// Pixels of the specks.
    pub speck_px: u64,
}

/// Cleans pages and holds the last one. Opaque; made by `scipix_page_cleaner_new`, freed by `scipix_page_cleaner_free`.
pub struct ScipixPageCleaner {
    _opaque: [u8; 0],
}

impl Opaque for ScipixPageCleaner {
    /// A lock that no call waits for.
    type Object = Mutex<PageCleaner>;
    const TAG: u64 = u64::from_le_bytes(*b"sx:clean");
    const NAME: &'static str = "ScipixPageCleaner";
}

// SAFETY: repr(C), integers only, 52 bytes without padding.
unsafe impl Versioned for ScipixPageCleanParams {
    const FIRST: usize = 52;
    const INIT: Option<&'static str> = Some("scipix_page_clean_params_init");
    fn defaults() -> Self {
        Self {
            struct_size: size_of::<Self>() as u32,
            format: SCIPIX_PIXEL_FORMAT_GRAY8,
            polarity: SCIPIX_CLEAN_STEP_AUTO,
            orientation: SCIPIX_CLEAN_STEP_AUTO,
            skew: SCIPIX_CLEAN_STEP_AUTO,
            borders: SCIPIX_CLEAN_STEP_AUTO,
            background: SCIPIX_CLEAN_STEP_AUTO,
            denoise: SCIPIX_CLEAN_STEP_AUTO,
            lines: SCIPIX_CLEAN_STEP_AUTO,
            despeckle: SCIPIX_CLEAN_STEP_AUTO,
            keep_size: 0,
            max_speck_side: 0,
            min_line_length: 0,
        }
    }
}

// SAFETY: repr(C), integers and floats only, 112 bytes without padding.
unsafe impl Versioned for ScipixPageCleanReport {
    const FIRST: usize = 112;
    fn defaults() -> Self {
        report_of(&CleanReport::default())
    }
}

fn at_most_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn report_of(report: &CleanReport) -> ScipixPageCleanReport {
    ScipixPageCleanReport {
        struct_size: size_of::<ScipixPageCleanReport>() as u32,
        width: at_most_u32(report.width),
        height: at_most_u32(report.height),
        light_on_dark: u32::from(report.polarity.light_on_dark),
        polarity_confidence: report.polarity.confidence,
        inverted: u32::from(report.inverted),
        orientation_degrees: report.orientation.degrees.map_or(-1, i32::from),
        orientation_confidence: report.orientation.confidence,
        turned_degrees: i32::from(report.turned),
        skew_degrees: report.skew.degrees,
        skew_confidence: report.skew.confidence,
        levelled_degrees: report.levelled,
        content_x: report.content.x,
        content_y: report.content.y,
        content_width: report.content.width,
        content_height: report.content.height,
        evenness_percent: u32::from(report.evenness),
        background_normalized: u32::from(report.background_normalized),
        noise: report.noise,
        denoised: u32::from(report.denoised),
        lines: at_most_u32(report.lines),
        components: at_most_u32(report.components),
        specks: at_most_u32(report.specks),
        reserved: 0,
        border_px: report.border_px,
        speck_px: report.speck_px,
    }
}

fn step(value: ScipixCleanStep, name: &str) -> Result<CleanStep> {
    Ok(match value {
        SCIPIX_CLEAN_STEP_AUTO => CleanStep::Auto,
        SCIPIX_CLEAN_STEP_OFF => CleanStep::Off,
        SCIPIX_CLEAN_STEP_ON => CleanStep::On,
        _ => fail!(InvalidArgument, "params: {name} is {value}, must be a SCIPIX_CLEAN_STEP_*"),
    })
}

fn clean_params(params: &ScipixPageCleanParams) -> Result<CleanParams> {
    let output = match params.format {
        SCIPIX_PIXEL_FORMAT_GRAY8 => CleanOutput::Gray,
        SCIPIX_PIXEL_FORMAT_BIT1 => CleanOutput::Bits,
        format => fail!(Unsupported, "params: format is {format}, must be GRAY8 or BIT1"),
    };
    if params.keep_size > 1 {
        fail!(InvalidArgument, "params: keep_size is {}, must be 0 or 1", params.keep_size);
    }
    Ok(CleanParams {
        polarity: step(params.polarity, "polarity")?,
        orientation: step(params.orientation, "orientation")?,
        skew: step(params.skew, "skew")?,
        borders: step(params.borders, "borders")?,
        background: step(params.background, "background")?,
        denoise: step(params.denoise, "denoise")?,
        lines: step(params.lines, "lines")?,
        despeckle: step(params.despeckle, "despeckle")?,
        keep_size: params.keep_size == 1,
        output,
        line_params: LineParams { min_length: params.min_line_length, ..LineParams::default() },
        despeckle_params: DespeckleParams { max_side: params.max_speck_side, ..DespeckleParams::default() },
        ..CleanParams::default()
    })
}

fn lock(law: Law<'_>, cleaner: *const ScipixPageCleaner) -> Result<MutexGuard<'_, PageCleaner>> {
    match law.handle(cleaner, "cleaner")?.try_lock() {
        Ok(cleaner) => Ok(cleaner),
        Err(TryLockError::Poisoned(cleaner)) => Ok(cleaner.into_inner()),
        Err(TryLockError::WouldBlock) => fail!(InvalidArgument, "cleaner: another thread uses it"),
    }
}

fn image_of(image: ImageRef<'_>) -> ScipixImage {
    let format = if image.format() == Format::Bit1 { SCIPIX_PIXEL_FORMAT_BIT1 } else { SCIPIX_PIXEL_FORMAT_GRAY8 };
    let (width, height, stride) = (image.width(), image.height(), image.geometry().stride);
    ScipixImage { data: image.rows().row(0).as_ptr(), width, height, stride, format }
}

/// Finds by which quarter turn a page of Latin text, dark on light, has to be rotated to be upright. Letters stand closer
/// to the next one of their line than to the next line; and more letters rise above their neighbours, as b, d and capitals, than
/// hang below them, as g and p, which Leptonica's pixOrientDetect rests on too. The page may also be askew by up to 15 degrees.
///
/// The orientation is not known for fewer than 10 letters, for lines without a direction, and where as many letters hang as
/// rise: in text of capitals alone, of digits alone and of Chinese. Nor is it where few letters rise, where some hang and none
/// rises, or the reverse, without a dot of an i that says more, and where dots and accents are on the other side: so mostly for
/// Cyrillic and Greek. Such text without accents, or too small for them to be apart from their letters, may appear upside down;
/// so may Arabic, Hebrew, Armenian and Georgian. Letters should be 8 pixels high, and twice that for dots, on the page of at
/// most 1280x2560 pixels to which the page is reduced. Extra memory: a few megabytes. @threadsafe
///
/// @param src              any format; colour through BT601
/// @param out_orientation  receives the result; must not lie in a pixel of `src`
/// @return OK, also where the orientation is not known
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_orientation(
    src: *const ScipixImage,
    out_orientation: *mut ScipixPageOrientation,
) -> ScipixStatus {
    guard(|law| {
        let src = law.checked(src, "src")?;
        let out = law.out(out_orientation, "out_orientation")?;
        src.check_disjoint_from(out_orientation.cast(), size_of::<ScipixPageOrientation>(), "out_orientation")?;
        let Orientation { degrees, confidence, letters } = orientation(law.view(src))?;
        out.write(ScipixPageOrientation { degrees: degrees.map_or(-1, i32::from), confidence, letters });
        Ok(())
    })
}

/// Fills `params` with the defaults. @threadsafe
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_clean_params_init(params: *mut ScipixPageCleanParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}

/// Makes an object without a page. @threadsafe
///
/// @param out_cleaner  receives the object, NULL on failure; owned: free it with `scipix_page_cleaner_free`
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_cleaner_new(out_cleaner: *mut *mut ScipixPageCleaner) -> ScipixStatus {
    guard(|law| law.give(out_cleaner, "out_cleaner", || handle::try_new(Mutex::new(PageCleaner::new()))))
}

/// Cleans a page for an OCR engine: polarity, black borders, the light on the paper, the quarter turn and the skew as one
/// rotation, ruling lines and specks, each of them as `params` say. `scipix_page_cleaner_image` gives the result, which takes the
/// place of that before. The orientation is that of Latin text: pages in other scripts may be turned wrongly, as
/// `scipix_page_orientation` says. @onethread
///
/// @param cleaner     receives the page; none after a failure
/// @param src         any format; colour through BT601; not the result that `cleaner` holds
/// @param params      which steps are done
/// @param out_report  NULL, or receives what was found and done; its `struct_size` is set by the caller
/// @return OK; INVALID_ARGUMENT for a step that is none; UNSUPPORTED for another format and for sides above 2^24
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_clean(
    cleaner: *mut ScipixPageCleaner,
    src: *const ScipixImage,
    params: *const ScipixPageCleanParams,
    out_report: *mut ScipixPageCleanReport,
) -> ScipixStatus {
    guard(|law| {
        let mut cleaner = lock(law, cleaner)?;
        let src = law.checked(src, "src")?;
        let params = law.with_config(params, "params", clean_params)?;
        let report = match out_report.is_null() {
            true => None,
            false => Some(law.out_sized(out_report, "out_report")?),
        };
        if report.is_some() {
            src.check_disjoint_from(out_report.cast(), size_of::<ScipixPageCleanReport>(), "out_report")?;
        }
        if let Some(held) = cleaner.image() {
            let (at, span) = (held.rows().row(0).as_ptr().cast_mut(), held.geometry().span);
            src.check_disjoint_from(at, span, "cleaner")?;
        }
        let done = cleaner.clean(law.view(src), &params)?;
        if let Some(report) = report {
            report.write(report_of(&done));
        }
        Ok(())
    })
}

/// Gives the page that was cleaned last. @onethread
///
/// @param cleaner    the cleaner
/// @param out_image  receives the page, rows without gaps; its pixels are borrowed until the next call that cleans or frees
/// @return OK; NOT_FOUND before the first page and after a failure
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_cleaner_image(
    cleaner: *const ScipixPageCleaner,
    out_image: *mut ScipixImage,
) -> ScipixStatus {
    guard(|law| {
        let (cleaner, out) = (lock(law, cleaner)?, law.out(out_image, "out_image")?);
        let Some(image) = cleaner.image() else {
            fail!(NotFound, "cleaner: has no page");
        };
        out.write(image_of(image));
        Ok(())
    })
}

/// Frees the cleaner and its page.
///
/// @param cleaner  the cleaner, which nobody uses any more; NULL is OK and does nothing
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_cleaner_free(cleaner: *mut ScipixPageCleaner) -> ScipixStatus {
    guard(|law| law.take(cleaner, "cleaner").map(drop))
}
