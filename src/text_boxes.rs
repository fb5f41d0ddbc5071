//! Text boxes: from a detector's map to boxes of text on the page.
//!
//! A ScipixTextBoxes finds boxes in map after map and holds those of the last one. It keeps its scratch memory: once it has
//! grown to the content of the maps, finding boxes allocates nothing. Use one for each thread.
//!
//! @code{.c}
//! // A map in which 60 x 10 pixels are text, of a page twice as wide and high.
//! static float map[80 * 100];
//! for (int i = 0; i < 600; ++i) map[(30 + i / 60) * 100 + 20 + i % 60] = .9f;
//! ScipixProbabilityMap view = {map, sizeof map, 100, 80, 0, SCIPIX_ELEMENT_F32};
//! ScipixTextBoxParams params;
//! ScipixTextBoxes *boxes = NULL;
//! scipix_text_box_params_preset(SCIPIX_TEXT_BOX_PRESET_PADDLE, &params);
//! ScipixStatus status = scipix_text_boxes_new(&boxes);
//! if (status == SCIPIX_STATUS_OK) status = scipix_text_boxes_find(boxes, &view, 200, 160, &params);
//! assert(status == SCIPIX_STATUS_OK && scipix_text_boxes_len(boxes) == 1);
//! const ScipixTextBox *line = scipix_text_boxes_data(boxes); // grown to the height of the text
//! assert(line->score > .89f && line->corners_xy[0] < 40 && line->corners_xy[1] < 60);
//! scipix_text_boxes_free(boxes);
//! @endcode

use super::element::{SCIPIX_ELEMENT_F16, SCIPIX_ELEMENT_F32, SCIPIX_ELEMENT_U8, ScipixElement};
use super::guard::{Law, guard, guard_value};
use super::handle::{self, Opaque};
use super::reading_order::{ScipixReadingOrderParams, order_params};
use super::status::ScipixStatus;
use super::text_box_params::{ScipixCraftParams, ScipixTextBoxParams, craft_params, text_box_params};
use scipix_core::base::error::{Result, fail};
use scipix_core::recognition::{
    MapData, ProbabilityMap, ReadingOrderScratch, TextBoxScratch, TextBoxes, craft_boxes, reading_order, text_boxes,
};
use std::ptr::null;
use std::sync::{RwLock, TryLockError};

/// A map of probabilities, as a detector gives it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixProbabilityMap {
    /// First value of the first row, aligned to its element; borrowed for the call.
    pub data: *const core::ffi::c_void,
    /// Bytes at `data`.
    pub data_bytes: usize,
    /// Values in a row, from 1 to 2^24.
    pub width: usize,
    /// Rows, from 1 to 2^24.
    pub height: usize,
    /// Bytes from one row to the next, a multiple of those of an element; 0: no gaps.
    pub stride: usize,
    /// F32, F16 or U8, of which 255 stands for 1.
    pub element: ScipixElement,
}

/// A box of text on the page.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixTextBox {
    /// x and y of the corners in pixels of the page, from 0 to its width and height: top left, top right, bottom right,
    /// bottom left. Some may coincide where the page is smaller than the map: such a box cannot be cropped. `min_page_side`
    /// leaves it out, and `pad_flat` lets it be padding in a tensor of crops.
    pub corners_xy: [i32; 8],
    /// Mean probability of the pixels of the box before it was grown; of CRAFT, the greatest.
    pub score: f32,
    /// Zero.
    pub reserved: u32,
    /// Points of the polygon; 0 unless polygons were asked for.
    pub polygon_len: usize,
    /// x and y of each point, clockwise in pixels of the page; NULL without a polygon. Borrowed as the box itself.
    pub polygon_xy: *const i32,
}

/// Boxes of text, and the scratch memory to find them. Opaque; made by `scipix_text_boxes_new`, freed by
/// `scipix_text_boxes_free`.
pub struct ScipixTextBoxes {
    _opaque: [u8; 0],
}

/// The boxes of a handle.
#[derive(Default)]
pub struct BoxFinder {
    scratch: TextBoxScratch,
    found: TextBoxes,
    /// The boxes that the caller sees; they point into `found`.
    list: Vec<ScipixTextBox>,
    /// Takes turns with `list` when the boxes are sorted.
    spare: Vec<ScipixTextBox>,
    order_scratch: ReadingOrderScratch,
    order: Vec<u32>,
}

impl Opaque for ScipixTextBoxes {
    /// A lock that no call waits for.
    type Object = RwLock<BoxFinder>;
    const TAG: u64 = u64::from_le_bytes(*b"sx:boxes");
    const NAME: &'static str = "ScipixTextBoxes";
}

impl BoxFinder {
    /// Finds boxes by `find`, and lists them; none after a failure.
    fn find(&mut self, find: impl FnOnce(&mut TextBoxScratch, &mut TextBoxes) -> Result<()>) -> Result<()> {
        self.list.clear();
        find(&mut self.scratch, &mut self.found)?;
        let boxes = self.found.as_slice();
        if self.list.try_reserve(boxes.len()).is_err() {
            fail!(OutOfMemory, "boxes: no memory for {} of them", boxes.len());
        }
        self.list.extend(boxes.iter().map(|found| {
            let polygon = self.found.polygon(found);
            ScipixTextBox {
                corners_xy: *found.corners.as_flattened().first_chunk().expect("four corners"),
                score: found.score,
                reserved: 0,
                polygon_len: polygon.len(),
                polygon_xy: if polygon.is_empty() { null() } else { polygon.as_flattened().as_ptr() },
            }
        }));
        Ok(())
    }

    fn sort(&mut self, params: &ScipixReadingOrderParams) -> Result<()> {
        let Self { list, spare, order_scratch, order, .. } = self;
        let corners = list.iter().map(|it| {
            let [a, b, c, d, e, f, g, h] = it.corners_xy;
            [[a, b], [c, d], [e, f], [g, h]]
        });
        reading_order(corners, &order_params(params)?, order_scratch, order)?;
        spare.clear();
        if spare.try_reserve(list.len()).is_err() {
            fail!(OutOfMemory, "boxes: no memory for {} of them", list.len());
        }
        spare.extend(order.iter().map(|&index| list[index as usize]));
        std::mem::swap(list, spare);
        Ok(())
    }
}

fn change<R>(law: Law<'_>, boxes: *mut ScipixTextBoxes, f: impl FnOnce(&mut BoxFinder) -> Result<R>) -> Result<R> {
    match law.handle(boxes, "boxes")?.try_write() {
        Ok(mut finder) => f(&mut finder),
        Err(TryLockError::Poisoned(finder)) => f(&mut finder.into_inner()),
        Err(TryLockError::WouldBlock) => fail!(InvalidArgument, "boxes: another thread uses it"),
    }
}

/// Looks at the boxes of a handle; `none` where there is no handle, or another thread changes it.
fn look<R>(law: Law<'_>, boxes: *const ScipixTextBoxes, none: R, f: impl FnOnce(&[ScipixTextBox]) -> R) -> R {
    match law.handle(boxes, "boxes").map(|finder| finder.try_read()) {
        Ok(Ok(finder)) => f(&finder.list),
        Ok(Err(TryLockError::Poisoned(finder))) => f(&finder.into_inner().list),
        Ok(Err(TryLockError::WouldBlock)) | Err(_) => none,
    }
}

impl<'call> Law<'call> {
    /// Borrows the values of a map.
    fn map(self, map: *const ScipixProbabilityMap, name: &str) -> Result<ProbabilityMap<'call>> {
        let ScipixProbabilityMap { data, data_bytes, width, height, stride, element } = self.read(map, name)?;
        let bytes = match element {
            SCIPIX_ELEMENT_F32 => 4,
            SCIPIX_ELEMENT_F16 => 2,
            SCIPIX_ELEMENT_U8 => 1,
            other => fail!(InvalidArgument, "{name}: {other} is not an element of a map"),
        };
        if !stride.is_multiple_of(bytes) {
            fail!(InvalidArgument, "{name}: a stride of {stride} bytes is not a multiple of the {bytes} of an element");
        }
        let len = data_bytes / bytes;
        if data.is_null() {
            fail!(NullPointer, "{name}: data is NULL");
        }
        let values = match element {
            SCIPIX_ELEMENT_F32 => MapData::F32(self.slice(data.cast(), len, name)?),
            SCIPIX_ELEMENT_F16 => MapData::F16(self.slice(data.cast(), len, name)?),
            _ => MapData::U8(self.slice(data.cast(), len, name)?),
        };
        ProbabilityMap::new(values, width, height, stride / bytes).map_err(|error| match name {
            "map" => error,
            _ => error.of(name),
        })
    }
}

/// Makes an object without boxes. @threadsafe
///
/// @param out_boxes  receives the object, NULL on failure; owned: free it with `scipix_text_boxes_free`
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_text_boxes_new(out_boxes: *mut *mut ScipixTextBoxes) -> ScipixStatus {
    guard(|law| law.give(out_boxes, "out_boxes", || handle::try_new(RwLock::default())))
}

/// Finds the boxes of text in the map of a DB detector (M. Liao et al., Real-time scene text detection with differentiable
/// binarization, 2020), as the Python of PaddleOCR, RapidOCR and docTR does, in its order: from the bottom of the map up.
/// They take the place of those that `boxes` held before. Values that are not numbers are not text and count as 0 in
/// scores. A box with infinite values of both signs has no score and is left out. Extra memory, kept until the boxes are
/// freed, but for that beyond 32 MiB, which each call gives back: an eighth of a byte for each value of the map; 28 bytes
/// for each run of text pixels in a row, 76 where each ends at a hole; and some for polygons. Of maps with more than 2^18
/// runs only the lower rows are looked at that hold `max_candidates` components and holes, so that no map takes more than
/// 2^22 runs or 320 MB. @onethread
///
/// @param boxes        receives the boxes; none after a failure
/// @param map          probability that a pixel is text, of the page alone: where the detector's input was padded, `data`, `width`
///                     and `height` leave the padding out, as `scipix_image_tensor_regions` tells it, and `stride` remains that
///                     of the whole map
/// @param page_width   width of the page, from 1 to 2^24: boxes are scaled from the map to it
/// @param page_height  height of the page, in the same range
/// @param params       thresholds, growth and shape
/// @return OK, also where there are none; INVALID_ARGUMENT for a map or page without pixels, a stride below the width or no
///         multiple of the element, and parameters out of their range; OUT_OF_RANGE for a map that does not fit in its
///         bytes; UNSUPPORTED for a side above 2^24 or where `reserved` is not 0; OUT_OF_MEMORY also where more than 2^22
///         runs would have to be looked at
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_text_boxes_find(
    boxes: *mut ScipixTextBoxes,
    map: *const ScipixProbabilityMap,
    page_width: usize,
    page_height: usize,
    params: *const ScipixTextBoxParams,
) -> ScipixStatus {
    guard(|law| {
        change(law, boxes, |finder| {
            finder.find(|scratch, found| {
                let (map, params) = (law.map(map, "map")?, law.with_config(params, "params", text_box_params)?);
                text_boxes(&map, (page_width, page_height), &params, scratch, found)
            })
        })
    })
}

/// Finds the boxes of words in the maps of CRAFT (Y. Baek et al., Character region awareness for text detection, 2019), as
/// EasyOCR does. They take the place of those that `boxes` held before, and come from the top down. Extra memory: that of
/// `scipix_text_boxes_find`, with at most 2^22 runs in the rows of both maps together. @onethread
///
/// @param boxes        receives the boxes; none after a failure
/// @param text         where characters are
/// @param link         where gaps between the characters of a word are; the size of `text`
/// @param page_width   width of the page, from 1 to 2^24: boxes are scaled from the map to it
/// @param page_height  height of the page, in the same range
/// @param params       thresholds
/// @return OK, also where there are none; SIZE_MISMATCH for maps of different sizes; those of `scipix_text_boxes_find`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_text_boxes_find_craft(
    boxes: *mut ScipixTextBoxes,
    text: *const ScipixProbabilityMap,
    link: *const ScipixProbabilityMap,
    page_width: usize,
    page_height: usize,
    params: *const ScipixCraftParams,
) -> ScipixStatus {
    guard(|law| {
        change(law, boxes, |finder| {
            finder.find(|scratch, found| {
                let (text, link) = (law.map(text, "text")?, law.map(link, "link")?);
                let params = law.with_config(params, "params", craft_params)?;
                craft_boxes(&text, &link, (page_width, page_height), &params, scratch, found)
            })
        })
    })
}

/// Sorts the boxes in the order in which they are read, as `scipix_reading_order` finds it. @onethread
///
/// @param boxes   the boxes; unchanged after a failure
/// @param params  rule and direction
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_text_boxes_sort(
    boxes: *mut ScipixTextBoxes,
    params: *const ScipixReadingOrderParams,
) -> ScipixStatus {
    guard(|law| change(law, boxes, |finder| law.with_config(params, "params", |params| finder.sort(params))))
}

/// Returns the boxes. Never fails. @onethread
///
/// @param boxes  the boxes
/// @return `scipix_text_boxes_len` boxes, borrowed until the next call that finds, sorts or frees; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_text_boxes_data(boxes: *const ScipixTextBoxes) -> *const ScipixTextBox {
    guard_value(null(), |law| look(law, boxes, null(), <[_]>::as_ptr))
}

/// Returns the number of boxes. Never fails. @onethread
///
/// @param boxes  the boxes
/// @return a count; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_text_boxes_len(boxes: *const ScipixTextBoxes) -> usize {
    guard_value(0, |law| look(law, boxes, 0, <[_]>::len))
}

/// Frees the boxes and the scratch memory.
///
/// @param boxes  the boxes, which nobody uses any more; NULL is OK and does nothing
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_text_boxes_free(boxes: *mut ScipixTextBoxes) -> ScipixStatus {
    guard(|law| law.take(boxes, "boxes").map(drop))
}
