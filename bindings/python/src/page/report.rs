//! Reports of page operations, for Python.

use crate::array::array_of;
use crate::named::{Named, named, named_by_keywords};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use scipix::page::{Borders, PageBox, RuledLine};
use scipix_core::page::{CleanReport, Orientation, Polarity};

/// Makes the named tuple of a rectangle.
fn page_box<'py>(py: Python<'py>, found: PageBox) -> PyResult<Bound<'py, PyAny>> {
    let PageBox { x, y, width, height } = found;
    named(py, Named::PageBox, (x, y, width, height))
}

/// Makes the named tuple of borders.
pub fn borders<'py>(py: Python<'py>, found: Borders) -> PyResult<Bound<'py, PyAny>> {
    named(py, Named::Borders, (found.areas, found.area_px, page_box(py, found.content)?))
}

/// Makes an array of rectangles.
pub fn box_array<'py>(py: Python<'py>, boxes: impl ExactSizeIterator<Item = PageBox>) -> PyResult<Bound<'py, PyAny>> {
    let shape = [boxes.len(), 4];
    array_of(py, &shape, boxes.flat_map(|found| [found.x, found.y, found.width, found.height]).map(|side| side as i32))
}

/// Makes the named tuple of ruling lines.
pub fn ruled_lines<'py>(py: Python<'py>, lines: &[RuledLine]) -> PyResult<Bound<'py, PyAny>> {
    let boxes = box_array(py, lines.iter().map(|line| line.bounds))?;
    let vertical = array_of(py, &[lines.len()], lines.iter().map(|line| line.vertical))?;
    let thickness = array_of(py, &[lines.len()], lines.iter().map(|line| line.thickness as i32))?;
    named(py, Named::RuledLines, (boxes, vertical, thickness))
}

/// Makes the named tuple of a polarity.
pub fn polarity<'py>(py: Python<'py>, found: Polarity) -> PyResult<Bound<'py, PyAny>> {
    named(py, Named::Polarity, (found.light_on_dark, f64::from(found.confidence)))
}

/// Makes the named tuple of an orientation.
pub fn orientation<'py>(
    py: Python<'py>,
    degrees: Option<u16>,
    confidence: f32,
    letters: usize,
) -> PyResult<Bound<'py, PyAny>> {
    named(py, Named::Orientation, (degrees, f64::from(confidence), letters))
}

/// Makes the named tuple of a cleaning.
pub fn clean_report<'py>(py: Python<'py>, report: &CleanReport, lines: &[RuledLine]) -> PyResult<Bound<'py, PyAny>> {
    let Orientation { degrees, confidence, letters } = report.orientation;
    // In Python the skew is that of the page, not the turn that takes it away.
    let skew = (f64::from(0.0 - report.skew.degrees), f64::from(report.skew.confidence));
    let fields = PyDict::new(py);
    fields.set_item("width", report.width)?;
    fields.set_item("height", report.height)?;
    fields.set_item("polarity", polarity(py, report.polarity)?)?;
    fields.set_item("inverted", report.inverted)?;
    fields.set_item("orientation", orientation(py, degrees, confidence, letters)?)?;
    fields.set_item("turned", report.turned)?;
    fields.set_item("skew", named(py, Named::Skew, skew)?)?;
    fields.set_item("levelled", f64::from(report.levelled))?;
    fields.set_item("border_px", report.border_px)?;
    fields.set_item("content", page_box(py, report.content)?)?;
    fields.set_item("evenness", report.evenness)?;
    fields.set_item("background_normalized", report.background_normalized)?;
    fields.set_item("noise", f64::from(report.noise))?;
    fields.set_item("denoised", report.denoised)?;
    fields.set_item("lines", ruled_lines(py, lines)?)?;
    fields.set_item("components", report.components)?;
    fields.set_item("specks", report.specks)?;
    fields.set_item("speck_px", report.speck_px)?;
    named_by_keywords(py, Named::CleanReport, &fields)
}
