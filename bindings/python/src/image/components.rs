//! Connected components.

use crate::array::{Scalar, array_of};
use crate::choice::choose;
use crate::error::{invalid, raise};
use crate::named::{Named, named};
use crate::pixels::{BYTES_OR_BOOL, Pixels};
use pyo3::prelude::*;
use scipix::image::{ComponentFinder, Connectivity};

/// Finds the connected components of the pixels that are not 0.
///
/// Parameters
/// ----------
/// image : array of uint8 or bool, shape (H, W)
/// connectivity : {8, 4}
///     Whether pixels that touch at a corner belong together.
/// labels : bool
///     Whether the label of each pixel is wanted too.
///
/// Returns
/// -------
/// Components
///     `boxes`, int32 [n, 4], has x, y, width and height of each component; `areas`, int64 [n], its pixels; `labels`, uint32 [H, W],
///     i + 1 for the pixels of component i and 0 for those of none, or None. Components are in the order of their first pixels.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> found = sx.components(np.array([[1, 0, 0, 0], [0, 1, 0, 1]], np.uint8), labels=True)
/// >>> found.boxes.tolist(), found.areas.tolist()
/// ([[0, 0, 2, 2], [3, 1, 1, 1]], [2, 1])
/// >>> found.labels.tolist()
/// [[1, 0, 0, 0], [0, 1, 0, 2]]
#[pyfunction]
#[pyo3(signature = (image, *, connectivity=8, labels=false))]
pub fn components<'py>(image: &Bound<'py, PyAny>, connectivity: i64, labels: bool) -> PyResult<Bound<'py, PyAny>> {
    let py = image.py();
    let known = [("8", Connectivity::Eight), ("4", Connectivity::Four)];
    let connectivity = choose("connectivity", &connectivity.to_string(), &known)?;
    let source = Pixels::of(image, "image", "rgb", BYTES_OR_BOOL)?;
    if source.scalar == Scalar::U8 && source.format() != scipix::image::Format::Gray8 {
        return Err(invalid("image: expected shape (H, W)"));
    }
    let view = source.view()?;
    let mut of_pixels = if labels { zeros(view.width() * view.height())? } else { Vec::new() };
    let mut finder = ComponentFinder::new(connectivity);
    let places = &mut of_pixels;
    let found = py.detach(|| if labels { finder.label(&view, places) } else { finder.find(&view) }).map_err(raise)?;
    let sides = found.iter().flat_map(|found| [found.x, found.y, found.width, found.height]);
    let boxes = array_of(py, &[found.len(), 4], sides.map(|side| side as i32))?;
    let areas = array_of(py, &[found.len()], found.iter().map(|found| found.area as i64))?;
    let labels = match labels {
        true => Some(array_of(py, &[view.height(), view.width()], of_pixels)?),
        false => None,
    };
    named(py, Named::Components, (boxes, areas, labels))
}

fn zeros(len: usize) -> PyResult<Vec<u32>> {
    scipix_core::base::error::try_zeroed(len, "labels").map_err(crate::error::raise_core)
}
