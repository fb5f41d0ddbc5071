//! Page cleaning steps: specks, borders, polarity.
//!
//! The ink of a page is its black pixels, for BIT1, or its pixels up to a threshold. What is removed becomes white, or, of
//! gray, the gray of the paper around it. Alpha is ignored: first composite transparent pictures by `scipix_image_flatten`.
//! Functions that write a page make colour gray (BT601); they write nothing if they fail. Scratch memory is kept from call to
//! call, so that calls for pages no larger than before allocate nothing; after a page with more than 32 MiB of it, it is given
//! back.
//!
//! @code{.c}
//! uint8_t page[200 * 100];
//! ScipixImage src;
//! ScipixImageMut dst;
//! ScipixSpeckParams params;
//! ScipixSpecks specks;
//! size_t i;
//! for (i = 0; i < sizeof page; ++i) page[i] = 255;
//! for (i = 0; i < 20 * 48; ++i) page[(i / 48 + 30) * 200 + i % 48] = (uint8_t)(i % 12 < 4 ? 0 : 255); // upright strokes
//! page[80 * 200 + 180] = 0; // a speck
//! scipix_speck_params_init(&params);
//! ScipixStatus status = scipix_image_view(page, sizeof page, 200, 100, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
//! if (status == SCIPIX_STATUS_OK) {
//!   status = scipix_image_view_mut(page, sizeof page, 200, 100, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
//! }
//! if (status == SCIPIX_STATUS_OK) status = scipix_page_despeckle(&src, &params, &dst, &specks); // in place
//! assert(status == SCIPIX_STATUS_OK && specks.removed == 1 && page[80 * 200 + 180] == 255);
//! @endcode

use super::guard::{Law, guard};
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::ptr::OutList;
use super::scratch::{CachedScratch, Scratch};
use super::sized::Versioned;
use super::status::ScipixStatus;
use super::view::Checked;
use scipix_core::base::error::{Result, fail};
use scipix_core::page::{self, BorderParams, Borders, PageBox, PageScratch};

/// A threshold between ink and paper that the function finds by Otsu's method. Paper on which nothing stands out has no ink.
pub const SCIPIX_PAGE_THRESHOLD_AUTO: i32 = -1;

/// A rectangle of pixels on a page; empty if a side is 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixPageBox {
    /// Leftmost column.
    pub x: u32,
    /// Top row.
    pub y: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl From<PageBox> for ScipixPageBox {
    fn from(PageBox { x, y, width, height }: PageBox) -> Self {
        Self { x, y, width, height }
    }
}

/// Numbers of a despeckling; fill it with `scipix_speck_params_init`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixSpeckParams {
    /// In: `sizeof(ScipixSpeckParams)`.
    pub struct_size: u32,
    /// The longest side of a speck in pixels; 0, the default, takes it from the size of the page's text.
    pub max_side: u32,
    /// The gray up to which a pixel is ink, 0 to 255, or SCIPIX_PAGE_THRESHOLD_AUTO, the default. BIT1 does not need it.
    pub threshold: i32,
}

/// Result of a despeckling.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixSpecks {
    /// Connected components of the ink, specks included.
    pub components: u64,
    /// Components that were removed.
    pub removed: u64,
    /// Pixels of these.
    pub removed_px: u64,
    /// The longest side that a speck might have.
    pub max_side: u32,
    /// Zero.
    pub reserved: u32,
}

/// Numbers of a search for borders; fill it with `scipix_border_params_init`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixBorderParams {
    /// In: `sizeof(ScipixBorderParams)`.
    pub struct_size: u32,
    /// The gray up to which a pixel is ink, 0 to 255, or SCIPIX_PAGE_THRESHOLD_AUTO, the default. BIT1 does not need it.
    pub threshold: i32,
}

/// Result of a search for borders.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixBorders {
    /// Number of dark areas along the edges.
    pub areas: u64,
    /// Pixels of these areas.
    pub area_px: u64,
    /// The rectangle around everything else that is larger than a speck, in whole cells of 8 x 8 pixels; empty for a page without
    /// ink.
    pub content: ScipixPageBox,
}

/// Whether text is light on dark.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixPolarity {
    /// 1: it is; 0: it is not, or there is no text.
    pub light_on_dark: u32,
    /// From 0, no text or as much of one kind as of the other, to 1, all of one kind.
    pub confidence: f32,
}

impl From<Borders> for ScipixBorders {
    fn from(Borders { areas, area_px, content }: Borders) -> Self {
        Self { areas: areas as u64, area_px, content: content.into() }
    }
}

// SAFETY: repr(C), integers only, 12 bytes without padding.
unsafe impl Versioned for ScipixSpeckParams {
    const FIRST: usize = 12;
    const INIT: Option<&'static str> = Some("scipix_speck_params_init");
    fn defaults() -> Self {
        Self { struct_size: size_of::<Self>() as u32, max_side: 0, threshold: SCIPIX_PAGE_THRESHOLD_AUTO }
    }
}

// SAFETY: repr(C), integers only, 8 bytes without padding.
unsafe impl Versioned for ScipixBorderParams {
    const FIRST: usize = 8;
    const INIT: Option<&'static str> = Some("scipix_border_params_init");
    fn defaults() -> Self {
        Self { struct_size: size_of::<Self>() as u32, threshold: SCIPIX_PAGE_THRESHOLD_AUTO }
    }
}

impl Scratch for PageScratch {
    fn bytes(&self) -> usize {
        PageScratch::bytes(self)
    }
}

pub(super) static SCRATCH: CachedScratch<PageScratch> = CachedScratch::new();

pub(super) fn core_threshold(threshold: i32) -> Result<Option<u8>> {
    match u8::try_from(threshold) {
        Ok(threshold) => Ok(Some(threshold)),
        Err(_) if threshold == SCIPIX_PAGE_THRESHOLD_AUTO => Ok(None),
        Err(_) => {
            fail!(InvalidArgument, "params: threshold is {threshold}, must be 0 to 255 or SCIPIX_PAGE_THRESHOLD_AUTO")
        }
    }
}

/// Fills `params` with the defaults. @threadsafe
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_speck_params_init(params: *mut ScipixSpeckParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}

/// Fills `params` with the defaults. @threadsafe
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_border_params_init(params: *mut ScipixBorderParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}

/// Removes specks: small connected components (8 neighbours) of the ink that belong to no text. @threadsafe
///
/// A component is small if no side is longer than `max_side`, by default two fifths of the height of the page's letters. Far from
/// larger components, by about that height, every small one is a speck that is neither one of a row of dots at equal distances nor
/// in line with marks of its size, as leaders, bullets and the hyphens of a table's empty cells are. Near them dots, accents and
/// pieces of broken strokes are kept: small components of some area are specks only where they are as many as their density far
/// from text predicts, as dirt is. A page with nothing higher than 5 pixels has no text, and all of it is specks. Works in place,
/// GRAY8 to the same GRAY8 or BIT1 to the same BIT1.
///
/// @param src         any format; colour through BT601
/// @param params      the numbers
/// @param dst         BIT1 if `src` is, else GRAY8, of the same size
/// @param out_specks  NULL, or receives what was found
/// @return OK; INVALID_ARGUMENT for a threshold that ScipixSpeckParams does not allow; SIZE_MISMATCH; UNSUPPORTED for another
///         format of `dst` and sides above 2^24
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_despeckle(
    src: *const ScipixImage,
    params: *const ScipixSpeckParams,
    dst: *const ScipixImageMut,
    out_specks: *mut ScipixSpecks,
) -> ScipixStatus {
    guard(|law| {
        let ScipixSpeckParams { max_side, threshold, .. } = law.config(params, "params")?;
        let params = page::DespeckleParams { max_side, threshold: core_threshold(threshold)? };
        let out = law.optional(out_specks, "out_specks")?;
        check_images_disjoint_from(law, src, dst, out_specks, "out_specks")?;
        let (src, dst) = law.pair_or_same(src, dst)?;
        let found = SCRATCH.with(|scratch| match src {
            Some(src) => page::despeckle(src, &params, scratch, dst),
            None => page::despeckle_in_place(dst, &params, scratch),
        })?;
        if let Some(out) = out {
            out.write(ScipixSpecks {
                components: found.components as u64,
                removed: found.removed as u64,
                removed_px: found.removed_px,
                max_side: found.max_side,
                reserved: 0,
            });
        }
        Ok(())
    })
}

/// Removes dark borders, which scanners leave around a page: dark areas that reach an edge, lie along at least a twelfth of
/// it, and are, on average, no deeper than an eighth of the page's shorter side. Bands with light text and pictures are
/// kept. The ink next to a border, within 8 to 16 pixels, goes with it. Works in place, GRAY8 to the same GRAY8 or BIT1 to
/// the same BIT1. @threadsafe
///
/// @param src          any format; colour through BT601
/// @param params       the numbers
/// @param dst          BIT1 if `src` is, else GRAY8, of the same size
/// @param out_borders  NULL, or receives what was found
/// @return OK; INVALID_ARGUMENT for a threshold that ScipixBorderParams does not allow; SIZE_MISMATCH; UNSUPPORTED for another
///         format of `dst` and sides above 2^24
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_remove_borders(
    src: *const ScipixImage,
    params: *const ScipixBorderParams,
    dst: *const ScipixImageMut,
    out_borders: *mut ScipixBorders,
) -> ScipixStatus {
    guard(|law| {
        let params = core_border_params(&law.config(params, "params")?)?;
        let out = law.optional(out_borders, "out_borders")?;
        check_images_disjoint_from(law, src, dst, out_borders, "out_borders")?;
        let (src, dst) = law.pair_or_same(src, dst)?;
        let found = SCRATCH.with(|scratch| match src {
            Some(src) => page::remove_borders(src, &params, scratch, dst),
            None => page::remove_borders_in_place(dst, &params, scratch),
        })?;
        if let Some(out) = out {
            out.write(found.into());
        }
        Ok(())
    })
}

/// Finds the borders that scipix_page_remove_borders() removes, and the rectangle of the page's content. @threadsafe
///
/// @param src          any format; colour through BT601
/// @param params       the numbers
/// @param out_borders  receives what was found
/// @return OK; INVALID_ARGUMENT for a threshold that ScipixBorderParams does not allow; UNSUPPORTED for sides above 2^24
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_find_borders(
    src: *const ScipixImage,
    params: *const ScipixBorderParams,
    out_borders: *mut ScipixBorders,
) -> ScipixStatus {
    guard(|law| {
        let params = core_border_params(&law.config(params, "params")?)?;
        let src = law.checked(src, "src")?;
        let out = law.out(out_borders, "out_borders")?;
        src.check_disjoint_from(out_borders.cast(), size_of::<ScipixBorders>(), "out_borders")?;
        out.write(SCRATCH.with(|scratch| page::find_borders(law.view(src), &params, scratch))?.into());
        Ok(())
    })
}

/// Tells whether the text of a page, or of a part of it (a view made by scipix_image_subview()), is light on dark. Tiles of
/// 64 by 64 pixels vote, each for the colour that it has less of, with the number of its changes of colour along the rows.
/// @threadsafe
///
/// @param src           any format; colour through BT601
/// @param out_polarity  receives the polarity
/// @return OK; UNSUPPORTED for sides above 2^24
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_polarity(
    src: *const ScipixImage,
    out_polarity: *mut ScipixPolarity,
) -> ScipixStatus {
    guard(|law| {
        let src = law.checked(src, "src")?;
        let out = law.out(out_polarity, "out_polarity")?;
        src.check_disjoint_from(out_polarity.cast(), size_of::<ScipixPolarity>(), "out_polarity")?;
        let polarity = SCRATCH.with(|scratch| page::polarity(law.view(src), scratch))?;
        out.write(ScipixPolarity { light_on_dark: polarity.light_on_dark.into(), confidence: polarity.confidence });
        Ok(())
    })
}

/// Finds the dark boxes with light text on a page whose other text is dark on light. Such a box is at least 48 by 24
/// pixels, dark all around its rim, and half or more of it is ink. Inverted by scipix_image_invert(), it reads like the
/// rest of the page. @threadsafe
///
/// @param src        any format; colour through BT601
/// @param out_boxes  NULL, or receives the boxes
/// @param cap        boxes that fit at `out_boxes`
/// @param out_len    receives the number of boxes
/// @return OK; SIZE_MISMATCH where `out_boxes` is given and there are more than `cap`: then `out_len` has their number, and
///         nothing else is written; UNSUPPORTED for sides above 2^24
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_page_inverted_regions(
    src: *const ScipixImage,
    out_boxes: *mut ScipixPageBox,
    cap: usize,
    out_len: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        let src = law.checked(src, "src")?;
        let list = ListPlace { at: out_boxes, cap, name: "out_boxes", len: out_len };
        list.check_disjoint_from(&src)?;
        SCRATCH.with(|scratch| list.write(law, page::inverted_regions(law.view(src), scratch)?))
    })
}

fn core_border_params(params: &ScipixBorderParams) -> Result<BorderParams> {
    Ok(BorderParams { threshold: core_threshold(params.threshold)? })
}

/// Fails where a result shares a byte with an image.
fn check_images_disjoint_from<T>(
    law: Law<'_>,
    src: *const ScipixImage,
    dst: *const ScipixImageMut,
    result: *mut T,
    name: &str,
) -> Result<()> {
    if !result.is_null() {
        law.checked(src, "src")?.check_disjoint_from(result.cast(), size_of::<T>(), name)?;
        law.checked_mut(dst, "dst")?.check_disjoint_from(result.cast(), size_of::<T>(), name)?;
    }
    Ok(())
}

/// Where a list goes that the caller may do without, by NULL, and its length.
pub(super) struct ListPlace<'a, T> {
    pub at: *mut T,
    pub cap: usize,
    pub name: &'a str,
    pub len: *mut usize,
}

impl<T> ListPlace<'_, T> {
    fn room<'call>(&self, law: Law<'call>) -> Result<OutList<'call, T>> {
        let cap = if self.at.is_null() { 0 } else { self.cap };
        law.out_list((self.at, cap, self.name), self.len, &[])
    }

    pub(super) fn check_disjoint_from(&self, image: &Checked) -> Result<()> {
        if !self.at.is_null() && self.cap > 0 {
            image.check_disjoint_from(self.at.cast(), self.cap.saturating_mul(size_of::<T>()), self.name)?;
        }
        image.check_disjoint_from(self.len.cast(), size_of::<usize>(), "out_len")
    }

    /// Writes the number of `items`, and the items where they are wanted.
    pub(super) fn write<C: Copy + Into<T>>(&self, law: Law<'_>, items: &[C]) -> Result<()> {
        let room = self.room(law)?;
        if self.at.is_null() {
            room.write_len(items.len());
            return Ok(());
        }
        room.write(items.iter().map(|&item| item.into()))
    }
}
