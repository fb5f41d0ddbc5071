//! Groups of lines for a recogniser.

use crate::choice::count;
use crate::error::raise;
use crate::named::{Named, named};
use pyo3::prelude::*;
use pyo3::types::PyList;
use scipix::recognition::LineGroupParams;

/// Groups lines of similar width, for recognisers that read several lines in one tensor.
///
/// Padding costs time and can change the text that is read, so lines are sorted by the width to which they are scaled and cut into
/// groups from the widest down.
///
/// Parameters
/// ----------
/// sizes : list of (height, width), or array of integers, shape (n, 2)
///     Of the lines, such as their `shape[:2]`.
/// height : int
///     The rows to which the recogniser's input scales a line.
/// max_columns, max_lines : int, optional
///     The most columns of a group, its lines times its width, and the most lines. A wider line is a group of its own.
/// max_padding : float
///     The largest part of a group's columns that is padding, from 0, which groups lines of one width, to 1.
/// width_multiple : int
///     A number of which widths are multiples; they are rounded up.
/// min_width : int
///     The width to which narrower lines are padded.
/// max_width : int, optional
///     The width to which wider lines are squeezed.
///
/// Returns
/// -------
/// list of LineGroup
///     `lines`, the indices from the widest down, and `width`, the columns of the tensor.
///
/// Examples
/// --------
/// >>> import scipix as sx
/// >>> for group in sx.line_groups([(24, 100), (32, 640), (48, 210), (32, 620)]):
/// ...     print(group.lines, group.width)
/// [1, 3] 960
/// [2, 0] 210
#[pyfunction]
#[pyo3(signature = (sizes, height=48, *, max_columns=None, max_lines=None, max_padding=0.1, width_multiple=1, min_width=0, max_width=None))]
#[allow(clippy::too_many_arguments, reason = "each is a keyword in Python")]
pub fn line_groups<'py>(
    py: Python<'py>,
    sizes: Vec<[i64; 2]>,
    height: i64,
    max_columns: Option<i64>,
    max_lines: Option<i64>,
    max_padding: f32,
    width_multiple: i64,
    min_width: i64,
    max_width: Option<i64>,
) -> PyResult<Bound<'py, PyList>> {
    let params = LineGroupParams::default()
        .height(count("height", height)?)
        .max_columns(count("max_columns", max_columns.unwrap_or(0))?)
        .max_lines(count("max_lines", max_lines.unwrap_or(0))?)
        .max_padding(max_padding)
        .width_multiple(count("width_multiple", width_multiple)?)
        .min_width(count("min_width", min_width)?)
        .max_width(count("max_width", max_width.unwrap_or(0))?);
    let side = |side: i64| count("sizes", side);
    let sizes =
        sizes.into_iter().map(|[height, width]| Ok((side(width)?, side(height)?))).collect::<PyResult<Vec<_>>>()?;
    let groups = scipix::recognition::line_groups(&sizes, &params).map_err(raise)?;
    let groups = groups.into_iter().map(|group| named(py, Named::LineGroup, (group.lines, group.width)));
    PyList::new(py, groups.collect::<PyResult<Vec<_>>>()?)
}
