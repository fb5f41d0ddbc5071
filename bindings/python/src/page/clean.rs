//! The cleaning of pages in one call.

use super::report::clean_report;
use super::sheet::{Sheet, array_of_image};
use super::steps::Steps;
use crate::error::{Class, error, raise_core};
use crate::keywords::copy_of;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use scipix_core::page::PageCleaner as Cleaner;
use std::sync::{Mutex, PoisonError};

/// Cleans page after page, and keeps its memory. Each step is done where a page shows that it is needed, unless it is switched.
///
/// Threads may share one: each call that runs at the same time takes memory of its own.
///
/// Parameters
/// ----------
/// polarity, orientation, skew, borders, background, denoise, lines, despeckle : {"auto", "off", "on"}
///     The steps: text becomes dark on light; the page is turned by 90, 180 or 270 degrees; lines of text become level; black borders
///     of the scan are painted with paper; the light on the paper becomes even; noise is smoothed; ruling lines and specks are
///     removed. "on" does a step even if the page shows little of it: "polarity" inverts without a look at the page. Votes for the
///     orientation are those of Latin text: pages in other scripts may be turned upside down, so switch that off for them.
/// format : {"gray", "bits"}
///     The dtype of the clean page: uint8, or bool, whose True is paper.
/// keep_size : bool
///     Whether a page that is made level keeps its size, although its corners may be cut off; by default it grows.
/// order : {"rgb", "bgr"}
///     The order of the channels of the pages.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> cleaner = sx.PageCleaner(lines="off", format="bits")
/// >>> for page in [np.full((90, 60, 3), 200, np.uint8), np.full((30, 40), 250, np.uint8)]:
/// ...     clean, report = cleaner(page)
/// ...     print(clean.shape, clean.dtype, report.specks)
/// (90, 60) bool 0
/// (30, 40) bool 0
#[pyclass(module = "scipix", frozen)]
pub struct PageCleaner {
    steps: Steps,
    idle: Mutex<Vec<Cleaner>>,
    /// The keywords that it was made with, for a copy in another process.
    keywords: Option<Py<PyDict>>,
}

#[pymethods]
impl PageCleaner {
    #[new]
    #[pyo3(signature = (**steps))]
    fn new(steps: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let keywords = steps.map(|steps| steps.copy().map(Bound::unbind)).transpose()?;
        Ok(Self { steps: Steps::read(steps)?, idle: Mutex::new(Vec::new()), keywords })
    }

    /// Returns the arguments that make an equal cleaner, for pickle.
    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((PyTuple::empty(py), copy_of(py, self.keywords.as_ref())?))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.keywords)
    }

    /// Cleans a page. Returns the clean page and the report, as `clean_page` does.
    #[pyo3(signature = (image, /))]
    fn __call__<'py>(&self, image: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let mut cleaner = idle().pop().unwrap_or_default();
        let cleaned = clean(image, &self.steps, &mut cleaner);
        idle().push(cleaner);
        cleaned
    }
}

/// Cleans a scanned page: it becomes upright, level and evenly lit, without borders, ruling lines and specks.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or of bool, shape (H, W)
///     Colours become gray. Of bool, False is ink.
/// **steps
///     Those of `PageCleaner`, which is faster where pages are many.
///
/// Returns
/// -------
/// clean : array of uint8, or of bool for ``format="bits"``, shape (h, w)
///     The page, which may have another size.
/// report : CleanReport
///     What was found and done. What a step finds that is switched off is 0.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> page = np.full((200, 400), 240, np.uint8)
/// >>> page[60:88, 60:300:8] = page[60:88, 61:300:8] = 20  # strokes of letters
/// >>> scan = page.copy()
/// >>> scan[160, 200] = 20  # a speck
/// >>> scan[:, 200:] //= 2  # a shadow
/// >>> clean, report = sx.clean_page(scan)
/// >>> report.specks, report.background_normalized, int(clean[160, 200]) > 230
/// (1, True, True)
#[pyfunction]
#[pyo3(signature = (image, **steps))]
pub fn clean_page<'py>(image: &Bound<'py, PyAny>, steps: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyTuple>> {
    clean(image, &Steps::read(steps)?, &mut Cleaner::new())
}

fn clean<'py>(image: &Bound<'py, PyAny>, steps: &Steps, cleaner: &mut Cleaner) -> PyResult<Bound<'py, PyTuple>> {
    let py = image.py();
    let sheet = Sheet::of(image, "image", &steps.order)?;
    let view = sheet.core_view()?;
    let report = py.detach(|| cleaner.clean(view, &steps.params)).map_err(raise_core)?;
    let Some(page) = cleaner.image() else {
        return Err(error(Class::State, "image: the cleaning has no result"));
    };
    let report = clean_report(py, &report, cleaner.lines())?;
    PyTuple::new(py, [array_of_image(py, page)?, report])
}
