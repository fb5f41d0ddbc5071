//! Reading order of boxes of text.
//!
//! Thread-safe. Scratch memory is kept from call to call, so that calls with no more boxes than before allocate nothing.
//!
//! @code{.c}
//! // Two words of a line that descends, the right one first, and a line below.
//! const float corners[3 * 8] = {300, 20, 500, 40, 498, 70,  298, 50, 0,   0,  200, 10,
//!                               198, 40, 0,   30, 0,   60, 500, 85, 498, 115, 0,   90};
//! ScipixReadingOrderParams params;
//! uint32_t order[3];
//! scipix_reading_order_params_init(&params);
//! ScipixStatus status = scipix_reading_order(corners, 3, &params, order);
//! assert(status == SCIPIX_STATUS_OK && order[0] == 1 && order[1] == 0 && order[2] == 2);
//! @endcode

use super::guard::guard;
use super::ptr::{check_disjoint, span_of};
use super::scratch::{CachedScratch, Scratch};
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::recognition::{OrderRule, ReadingOrderParams, ReadingOrderScratch, WritingDirection, reading_order};

/// Rule by which boxes are ordered.
pub type ScipixOrderRule = i32;
/// By columns and lines, on pages at up to 45 degrees: the page is cut along white gaps into columns and bands, and what cannot
/// be cut is read by lines. A page that is turned further is read as it is seen. The default.
pub const SCIPIX_ORDER_RULE_LAYOUT: ScipixOrderRule = 0;
/// By the rule of PaddleOCR and RapidOCR: from top to bottom by the first corners, and from left to right where neighbours
/// differ by less than 10 pixels. It knows neither columns nor angles nor other directions.
pub const SCIPIX_ORDER_RULE_TEN_PIXELS: ScipixOrderRule = 1;

/// Direction of lines, and of the way from line to line.
pub type ScipixWritingDirection = i32;
/// Lines run from left to right, the next one below. The default.
pub const SCIPIX_WRITING_DIRECTION_LEFT_TO_RIGHT: ScipixWritingDirection = 0;
/// Lines run from right to left, the next one below.
pub const SCIPIX_WRITING_DIRECTION_RIGHT_TO_LEFT: ScipixWritingDirection = 1;
/// Lines run from top to bottom, the next one to the left, as in Japanese.
pub const SCIPIX_WRITING_DIRECTION_VERTICAL_RIGHT_TO_LEFT: ScipixWritingDirection = 2;
/// Lines run from top to bottom, the next one to the right, as in Mongolian.
pub const SCIPIX_WRITING_DIRECTION_VERTICAL_LEFT_TO_RIGHT: ScipixWritingDirection = 3;

/// Options of a reading order; fill it with `scipix_reading_order_params_init`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixReadingOrderParams {
    /// In: `sizeof(ScipixReadingOrderParams)`.
    pub struct_size: u32,
    /// A `SCIPIX_ORDER_RULE_*`; default LAYOUT.
    pub rule: ScipixOrderRule,
    /// A `SCIPIX_WRITING_DIRECTION_*`; default LEFT_TO_RIGHT. TEN_PIXELS ignores it.
    pub direction: ScipixWritingDirection,
}

// SAFETY: repr(C), three integers, 12 bytes without padding.
unsafe impl Versioned for ScipixReadingOrderParams {
    const FIRST: usize = 12;
    const INIT: Option<&'static str> = Some("scipix_reading_order_params_init");
    fn defaults() -> Self {
        Self {
            struct_size: size_of::<Self>() as u32,
            rule: SCIPIX_ORDER_RULE_LAYOUT,
            direction: SCIPIX_WRITING_DIRECTION_LEFT_TO_RIGHT,
        }
    }
}

pub(super) fn order_params(params: &ScipixReadingOrderParams) -> Result<ReadingOrderParams> {
    let rule = match params.rule {
        SCIPIX_ORDER_RULE_LAYOUT => OrderRule::Layout,
        SCIPIX_ORDER_RULE_TEN_PIXELS => OrderRule::TenPixels,
        other => fail!(InvalidArgument, "params: rule is {other}, must be a SCIPIX_ORDER_RULE_*"),
    };
    let direction = match params.direction {
        SCIPIX_WRITING_DIRECTION_LEFT_TO_RIGHT => WritingDirection::LeftToRight,
        SCIPIX_WRITING_DIRECTION_RIGHT_TO_LEFT => WritingDirection::RightToLeft,
        SCIPIX_WRITING_DIRECTION_VERTICAL_RIGHT_TO_LEFT => WritingDirection::VerticalRightToLeft,
        SCIPIX_WRITING_DIRECTION_VERTICAL_LEFT_TO_RIGHT => WritingDirection::VerticalLeftToRight,
        other => fail!(InvalidArgument, "params: direction is {other}, must be a SCIPIX_WRITING_DIRECTION_*"),
    };
    Ok(ReadingOrderParams { rule, direction })
}

/// Fills `params` with the defaults. @threadsafe
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_reading_order_params_init(params: *mut ScipixReadingOrderParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}

/// Scratch of an order, and the order.
#[derive(Default)]
struct OrderScratch {
    scratch: ReadingOrderScratch,
    order: Vec<u32>,
}

impl Scratch for OrderScratch {
    fn bytes(&self) -> usize {
        self.scratch.bytes() + self.order.capacity() * size_of::<u32>()
    }
}

static SCRATCH: CachedScratch<OrderScratch> = CachedScratch::new();

/// Finds the order in which boxes of text are read. Boxes that compare equal keep their order; boxes with coordinates that
/// are not finite get any place. `scipix_text_boxes_sort` orders what a detector found. @threadsafe
///
/// @param corners_xy  8 numbers for each box: x and y of its corners top left, top right, bottom right and bottom left
/// @param count       how many boxes, at most 2^32 - 1; 0 is OK and writes nothing
/// @param params      rule and direction
/// @param out_order   receives the index of the box at each place, `count` of them; must not overlap `corners_xy`
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_reading_order(
    corners_xy: *const f32,
    count: usize,
    params: *const ScipixReadingOrderParams,
    out_order: *mut u32,
) -> ScipixStatus {
    guard(|law| {
        let params = law.with_config(params, "params", order_params)?;
        let boxes = law.slice(corners_xy.cast::<[[f32; 2]; 4]>(), count, "corners_xy")?;
        let written = ("out_order", out_order.cast_const().cast(), count.saturating_mul(size_of::<u32>()));
        check_disjoint(written, span_of(boxes, "corners_xy"))?;
        let out = law.slice_mut(out_order, count, "out_order")?;
        SCRATCH.with(|OrderScratch { scratch, order }| {
            reading_order(boxes.iter().copied(), &params, scratch, order)?;
            out.copy_from_slice(order);
            Ok(())
        })
    })
}
