//! Reading order of boxes.

use crate::array::array_of;
use crate::choice::choose;
use crate::error::raise;
use crate::image::crops::quads_of;
use pyo3::prelude::*;
use scipix::recognition::{OrderRule, ReadingOrderParams, WritingDirection};

/// Returns the indices of boxes in the order in which they are read.
///
/// The page is cut along white gaps: into columns where a gap runs through several lines, else into bands from top to bottom. What
/// cannot be cut is read by lines. The page may be at an angle.
///
/// Parameters
/// ----------
/// boxes : array, shape (n, 4, 2)
///     Corners, x and y: top left, top right, bottom right, bottom left.
/// rule : {"layout", "ten-pixels"}
///     "ten-pixels" is the rule of PaddleOCR and RapidOCR, which knows neither columns nor angles.
/// direction : {"left-to-right", "right-to-left", "vertical-right-to-left", "vertical-left-to-right"}
///     The direction of writing.
///
/// Returns
/// -------
/// array of int64, shape (n,)
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> line = np.array([[0, 0], [100, 0], [100, 20], [0, 20]], np.float32)
/// >>> sx.reading_order([line + [0, 60], line, line + [0, 30]]).tolist()
/// [1, 2, 0]
#[pyfunction]
#[pyo3(signature = (boxes, *, rule="layout", direction="left-to-right"))]
pub fn reading_order<'py>(boxes: &Bound<'py, PyAny>, rule: &str, direction: &str) -> PyResult<Bound<'py, PyAny>> {
    let rules = [("layout", OrderRule::Layout), ("ten-pixels", OrderRule::TenPixels)];
    let directions = [
        ("left-to-right", WritingDirection::LeftToRight),
        ("right-to-left", WritingDirection::RightToLeft),
        ("vertical-right-to-left", WritingDirection::VerticalRightToLeft),
        ("vertical-left-to-right", WritingDirection::VerticalLeftToRight),
    ];
    let params = ReadingOrderParams::default().rule(choose("rule", rule, &rules)?).direction(choose(
        "direction",
        direction,
        &directions,
    )?);
    let py = boxes.py();
    let boxes = quads_of(boxes, "boxes")?;
    let order = py.detach(|| scipix::recognition::reading_order(&boxes, &params)).map_err(raise)?;
    array_of(py, &[order.len()], order.into_iter().map(|index| index as i64))
}
