//! Groups of text lines for a recogniser that reads several lines in one tensor.
//!
//! Lines of one tensor are padded to the widest, which costs time and can change the text that is read. Thread-safe; allocates
//! nothing.
//!
//! @code{.c}
//! const ScipixCropSize lines[4] = {{100, 24}, {320, 48}, {96, 24}, {310, 48}};
//! ScipixLineGroupParams params;
//! ScipixLineGroup groups[4];
//! uint32_t order[4];
//! size_t count;
//! scipix_line_group_params_init(&params); // 48 rows, at most a tenth of a group is padding
//! ScipixStatus status = scipix_line_groups(lines, 4, &params, order, groups, &count);
//! assert(status == SCIPIX_STATUS_OK && count == 2);
//! assert(groups[0].width == 320 && order[groups[0].first] == 1 && order[groups[0].first + 1] == 3);
//! assert(groups[1].width == 200 && groups[1].len == 2); // the result at place i belongs to line order[i]
//! @endcode

use super::crop::ScipixCropSize;
use super::guard::guard;
use super::ptr::{check_disjoint, span_of};
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::recognition::{LineGroup, LineGroupParams, line_groups};

/// Limits of groups of lines; fill it with `scipix_line_group_params_init`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixLineGroupParams {
    /// In: `sizeof(ScipixLineGroupParams)`.
    pub struct_size: u32,
    /// Height to which the recogniser's input scales a line, at least 1; default 48.
    pub height: u32,
    /// The most columns of a group, `len * width`; a wider line is a group of its own. 0, the default: no limit.
    pub max_columns: u32,
    /// The most lines of a group. 0, the default: no limit.
    pub max_lines: u32,
    /// The largest part of a group's columns that is padding, from 0, which groups lines of one width, to 1; default 0.1.
    pub max_padding: f32,
    /// Widths are rounded up to a multiple of this, for models that need one. 0 and 1, the default, leave them.
    pub width_multiple: u32,
    /// Narrower lines are padded to this width; default 0.
    pub min_width: u32,
    /// Wider lines are squeezed to this width, a multiple of `width_multiple`. 0, the default: no limit.
    pub max_width: u32,
}

// SAFETY: repr(C), integers and a float only, 32 bytes without padding.
unsafe impl Versioned for ScipixLineGroupParams {
    const FIRST: usize = 32;
    const INIT: Option<&'static str> = Some("scipix_line_group_params_init");
    fn defaults() -> Self {
        let LineGroupParams { height, max_columns, max_lines, max_padding, width_multiple, min_width, max_width } =
            LineGroupParams::default();
        Self {
            struct_size: size_of::<Self>() as u32,
            height: height as u32,
            max_columns: max_columns as u32,
            max_lines: max_lines as u32,
            max_padding,
            width_multiple: width_multiple as u32,
            min_width: min_width as u32,
            max_width: max_width as u32,
        }
    }
}

/// Lines that share a tensor.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixLineGroup {
    /// Place of the first line in the order.
    pub first: usize,
    /// Number of lines.
    pub len: usize,
    /// Columns of the tensor: those of the widest line.
    pub width: usize,
}

/// Fills `params` with the defaults. @threadsafe
///
/// @param params  receives `struct_size` and the default of each field
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_line_group_params_init(params: *mut ScipixLineGroupParams) -> ScipixStatus {
    guard(|law| law.init(params, "params"))
}

/// Plans groups of lines of similar width: lines are sorted by the columns that they have at the recogniser's height,
/// `width * params.height / height` rounded up, and cut into groups from the widest down. @threadsafe
///
/// @param sizes       width and height of each line's crop, as `scipix_crop_quad_size` gives them
/// @param count       how many lines; 0 is OK
/// @param params      height and limits
/// @param out_order   receives the line at each place, `count` of them: the result at place `i` belongs to line
///                    `out_order[i]`, which undoes the order
/// @param out_groups  receives the groups; room for `count` is needed
/// @param out_len     receives the number of groups
/// @return OK; INVALID_ARGUMENT for a line without pixels, a height of 0, a padding that is not from 0 to 1, a `min_width`
///         above `max_width`, or a `max_width` that is no multiple of `width_multiple`; OUT_OF_RANGE for 2^32 lines or
///         more, or for a line with more columns than the address space. The results must not overlap `sizes` or each other
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_line_groups(
    sizes: *const ScipixCropSize,
    count: usize,
    params: *const ScipixLineGroupParams,
    out_order: *mut u32,
    out_groups: *mut ScipixLineGroup,
    out_len: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        let params = law.config(params, "params")?;
        let sizes = law.slice(sizes.cast::<[usize; 2]>(), count, "sizes")?;
        let order_span = ("out_order", out_order.cast_const().cast(), count.saturating_mul(size_of::<u32>()));
        let inputs = [span_of(sizes, "sizes"), order_span];
        let mut groups = law.out_list((out_groups, count, "out_groups"), out_len, &inputs)?;
        check_disjoint(order_span, inputs[0])?;
        let order = law.slice_mut(out_order, count, "out_order")?;
        line_groups(sizes, &core_params(&params), order, |group| groups.put(group.into()))?;
        groups.finish();
        Ok(())
    })
}

impl From<LineGroup> for ScipixLineGroup {
    fn from(LineGroup { first, len, width }: LineGroup) -> Self {
        Self { first, len, width }
    }
}

fn core_params(params: &ScipixLineGroupParams) -> LineGroupParams {
    LineGroupParams {
        height: params.height as usize,
        max_columns: params.max_columns as usize,
        max_lines: params.max_lines as usize,
        max_padding: params.max_padding,
        width_multiple: params.width_multiple as usize,
        min_width: params.min_width as usize,
        max_width: params.max_width as usize,
    }
}
