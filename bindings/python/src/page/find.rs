//! Searches on pages, which stay as they are.

use super::numbers::{LineNumbers, border_options};
use super::report;
use super::sheet::Sheet;
use crate::error::raise;
use pyo3::prelude::*;
use scipix::page::PageTools;

/// Finds by which quarter turn a page of Latin text, dark on light, has to be rotated to be upright. It may also be askew by 15 degrees.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or of bool, shape (H, W)
///     Of bool, False is ink.
/// order : {"rgb", "bgr"}
///     The order of the channels.
///
/// Returns
/// -------
/// Orientation
///     `degrees`: 0, 90, 180 or 270 clockwise, for `rotate`, or None where it is not known: for fewer than 10 letters, lines without
///     a direction, text of capitals, digits or Chinese alone. Mostly None for Cyrillic and Greek too; text in other
///     scripts than Latin may appear upside down. `confidence`, from 0 to 1: about 0.5 for English text. `letters`: how many components may be letters.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> sx.orientation(np.full((400, 300), 255, np.uint8)).degrees is None
/// True
#[pyfunction]
#[pyo3(signature = (image, *, order="rgb"))]
pub fn orientation<'py>(image: &Bound<'py, PyAny>, order: &str) -> PyResult<Bound<'py, PyAny>> {
    let sheet = Sheet::of(image, "image", order)?;
    let view = sheet.view()?;
    let found = sheet.py().detach(|| scipix::page::orientation(&view)).map_err(raise)?;
    report::orientation(sheet.py(), found.degrees, found.confidence, found.letters)
}

/// Tells whether the text of a page, or of a part of it, is light on dark.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or of bool, shape (H, W)
///     Of bool, False is ink.
/// order : {"rgb", "bgr"}
///     The order of the channels.
///
/// Returns
/// -------
/// Polarity
///     `light_on_dark`, and `confidence`: 1 if all of the text agrees, 0 if there is no text.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> page = np.full((200, 300), 20, np.uint8)
/// >>> page[60:88, 60:240:8] = 230
/// >>> sx.polarity(page).light_on_dark
/// True
#[pyfunction]
#[pyo3(signature = (image, *, order="rgb"))]
pub fn polarity<'py>(image: &Bound<'py, PyAny>, order: &str) -> PyResult<Bound<'py, PyAny>> {
    let sheet = Sheet::of(image, "image", order)?;
    let view = sheet.view()?;
    let found = sheet.py().detach(|| PageTools::new().polarity(&view)).map_err(raise)?;
    report::polarity(sheet.py(), found)
}

/// Finds the dark boxes with light text on a page whose other text is dark on light.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or of bool, shape (H, W)
///     Of bool, False is ink.
/// order : {"rgb", "bgr"}
///     The order of the channels.
///
/// Returns
/// -------
/// array of int32, shape (n, 4)
///     x, y, width and height of each.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> sx.inverted_regions(np.full((200, 300), 255, np.uint8)).shape
/// (0, 4)
#[pyfunction]
#[pyo3(signature = (image, *, order="rgb"))]
pub fn inverted_regions<'py>(image: &Bound<'py, PyAny>, order: &str) -> PyResult<Bound<'py, PyAny>> {
    let sheet = Sheet::of(image, "image", order)?;
    let view = sheet.view()?;
    let mut tools = PageTools::new();
    let found = sheet.py().detach(|| tools.inverted_regions(&view)).map_err(raise)?;
    report::box_array(sheet.py(), found.iter().copied())
}

/// Finds the ruling lines that `remove_lines` removes.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or of bool, shape (H, W)
///     Of bool, False is ink.
/// horizontal, vertical : bool
///     Whether lines from left to right, and lines from top to bottom, count.
/// min_length, max_thickness, threshold
///     As for `remove_lines`.
/// order : {"rgb", "bgr"}
///     The order of the channels.
///
/// Returns
/// -------
/// RuledLines
///     `boxes`, int32 [n, 4]: x, y, width and height of each; `vertical`, bool [n]; `thickness`, int32 [n], its mean in pixels.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> page = np.full((200, 400), 240, np.uint8)
/// >>> page[60:88, 60:300:20] = 20
/// >>> page[100] = 20
/// >>> sx.find_lines(page).boxes.tolist()
/// [[0, 100, 400, 1]]
#[pyfunction]
#[pyo3(signature = (image, *, horizontal=true, vertical=false, min_length=None, max_thickness=None, threshold=None, order="rgb"))]
pub fn find_lines<'py>(
    image: &Bound<'py, PyAny>,
    horizontal: bool,
    vertical: bool,
    min_length: Option<i64>,
    max_thickness: Option<i64>,
    threshold: Option<i64>,
    order: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let lines = LineNumbers { horizontal, vertical, min_length, max_thickness, threshold }.lines()?;
    let sheet = Sheet::of(image, "image", order)?;
    let view = sheet.view()?;
    let mut tools = PageTools::new();
    let found = sheet.py().detach(|| tools.find_lines(&view, lines)).map_err(raise)?;
    report::ruled_lines(sheet.py(), found)
}

/// Finds the borders that `remove_borders` removes, and the rectangle of the page's content.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or of bool, shape (H, W)
///     Of bool, False is ink.
/// threshold : int, optional
///     The gray up to which a pixel is ink, Otsu's level by default.
/// order : {"rgb", "bgr"}
///     The order of the channels.
///
/// Returns
/// -------
/// Borders
///     `areas`: how many dark areas there are; `area_px`: their pixels, in cells of 8 x 8; `content`: x, y, width and height of everything else, 0 on
///     a blank page.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> page = np.full((400, 300), 240, np.uint8)
/// >>> page[:, :16] = 10
/// >>> page[96:128, 64:240:8] = 20
/// >>> found = sx.find_borders(page)
/// >>> found.areas, found.area_px, found.content.y, found.content.height
/// (1, 6400, 96, 32)
#[pyfunction]
#[pyo3(signature = (image, *, threshold=None, order="rgb"))]
pub fn find_borders<'py>(
    image: &Bound<'py, PyAny>,
    threshold: Option<i64>,
    order: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let options = border_options(threshold)?;
    let sheet = Sheet::of(image, "image", order)?;
    let view = sheet.view()?;
    let found = sheet.py().detach(|| PageTools::new().find_borders(&view, options)).map_err(raise)?;
    report::borders(sheet.py(), found)
}
