//! Removal of specks, lines and borders.

use super::numbers::{LineNumbers, border_options, pixels};
use super::report;
use super::sheet::Sheet;
use crate::choice::byte;
use crate::named::{Named, named};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use scipix::page::{PageTools, Specks};

/// Removes specks: small connected components of the ink that belong to no text.
///
/// Far from larger components every small one is a speck that is not in line with others of its size. Near them dots, accents and pieces of
/// broken strokes are kept.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or of bool, shape (H, W)
///     Colours become gray. Of bool, False is ink.
/// max_side : int, optional
///     The longest side of a speck in pixels, by default two fifths of the height of the page's letters.
/// threshold : int, optional
///     The gray up to which a pixel is ink, Otsu's level by default.
/// order : {"rgb", "bgr"}
///     The order of the channels.
/// out : array of uint8 or of bool, shape (H, W), optional
///     The array that is written and returned.
///
/// Returns
/// -------
/// clean : array of uint8, or of bool for bool, shape (H, W)
/// found : Despeckled
///     `removed`: how many specks were removed; `removed_px`: their pixels; `components`: how many there were; `max_side`: the
///     limit that was used.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> page = np.full((200, 400), 240, np.uint8)
/// >>> page[60:88, 60:300:20] = 20
/// >>> page[160, 200] = 20
/// >>> clean, found = sx.despeckle(page)
/// >>> found.removed, int(clean[160, 200])
/// (1, 240)
#[pyfunction]
#[pyo3(signature = (image, *, max_side=None, threshold=None, order="rgb", out=None))]
pub fn despeckle<'py>(
    image: &Bound<'py, PyAny>,
    max_side: Option<i64>,
    threshold: Option<i64>,
    order: &str,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyTuple>> {
    let mut specks = Specks::default();
    if let Some(side) = max_side {
        specks = specks.max_side(pixels("max_side", side)?);
    }
    if let Some(threshold) = threshold {
        specks = specks.threshold(byte("threshold", threshold)?);
    }
    let sheet = Sheet::of(image, "image", order)?;
    let (clean, found) = sheet.change(out, |page| PageTools::new().despeckle_in_place(page, specks))?;
    let numbers = (found.removed, found.removed_px, found.components, found.max_side);
    PyTuple::new(image.py(), [clean, named(image.py(), Named::Despeckled, numbers)?])
}

/// Removes ruling lines. A line may be tilted by about a degree, and bent; strokes that cross it are kept.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or of bool, shape (H, W)
///     Colours become gray. Of bool, False is ink.
/// horizontal, vertical : bool
///     Whether lines from left to right, and lines from top to bottom, count.
/// min_length : int, optional
///     The least length in pixels, by default 32 widths of the text's strokes.
/// max_thickness : int, optional
///     The greatest thickness in pixels, by default about twice the width of the text's strokes.
/// threshold : int, optional
///     The gray up to which a pixel is ink, Otsu's level by default.
/// order : {"rgb", "bgr"}
///     The order of the channels.
/// out : array of uint8 or of bool, shape (H, W), optional
///     The array that is written and returned.
///
/// Returns
/// -------
/// clean : array of uint8, or of bool for bool, shape (H, W)
/// found : RuledLines
///     The lines, as by `find_lines`.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> page = np.full((200, 400), 240, np.uint8)
/// >>> page[60:88, 60:300:20] = 20
/// >>> ruled = page.copy()
/// >>> ruled[100] = 20
/// >>> clean, found = sx.remove_lines(ruled)
/// >>> len(found.boxes), bool((clean == page).all())
/// (1, True)
#[pyfunction]
#[pyo3(signature = (image, *, horizontal=true, vertical=false, min_length=None, max_thickness=None, threshold=None, order="rgb", out=None))]
#[allow(clippy::too_many_arguments, reason = "each is a keyword in Python")]
pub fn remove_lines<'py>(
    image: &Bound<'py, PyAny>,
    horizontal: bool,
    vertical: bool,
    min_length: Option<i64>,
    max_thickness: Option<i64>,
    threshold: Option<i64>,
    order: &str,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyTuple>> {
    let lines = LineNumbers { horizontal, vertical, min_length, max_thickness, threshold }.lines()?;
    let sheet = Sheet::of(image, "image", order)?;
    let tool = |page: &mut scipix::image::ImageViewMut<'_>| {
        PageTools::new().remove_lines_in_place(page, lines).map(<[_]>::to_vec)
    };
    let (clean, found) = sheet.change(out, tool)?;
    PyTuple::new(image.py(), [clean, report::ruled_lines(image.py(), &found)?])
}

/// Removes the dark borders that a scanner leaves around a page: areas along an edge that are not deep, and no bands with light text.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or of bool, shape (H, W)
///     Colours become gray. Of bool, False is ink.
/// threshold : int, optional
///     The gray up to which a pixel is ink, Otsu's level by default.
/// order : {"rgb", "bgr"}
///     The order of the channels.
/// out : array of uint8 or of bool, shape (H, W), optional
///     The array that is written and returned.
///
/// Returns
/// -------
/// clean : array of uint8, or of bool for bool, shape (H, W)
/// found : Borders
///     The borders and the rectangle of the content, as by `find_borders`.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> page = np.full((400, 300), 240, np.uint8)
/// >>> page[100:130, 60:240:6] = 20
/// >>> scan = page.copy()
/// >>> scan[:, :12] = 10
/// >>> clean, found = sx.remove_borders(scan)
/// >>> found.areas, bool((clean == page).all())
/// (1, True)
#[pyfunction]
#[pyo3(signature = (image, *, threshold=None, order="rgb", out=None))]
pub fn remove_borders<'py>(
    image: &Bound<'py, PyAny>,
    threshold: Option<i64>,
    order: &str,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyTuple>> {
    let options = border_options(threshold)?;
    let sheet = Sheet::of(image, "image", order)?;
    let (clean, found) = sheet.change(out, |page| PageTools::new().remove_borders_in_place(page, options))?;
    PyTuple::new(image.py(), [clean, report::borders(image.py(), found)?])
}
