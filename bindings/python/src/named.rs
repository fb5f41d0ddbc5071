//! Results with named fields: the named tuples of `scipix.results`.

use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

/// A class of `scipix.results`.
#[derive(Clone, Copy)]
pub enum Named {
    /// Mean and deviation.
    NormalizeStats,
    /// Angle and confidence.
    Skew,
    /// Boxes, areas, labels.
    Components,
    /// Columns and rows of a tensor.
    TensorRegion,
    /// Indices and width.
    LineGroup,
    /// Text of a word and where it is.
    Word,
    /// Error measures.
    QuantError,
    /// Counts of a pool.
    PoolStats,
    /// A rectangle of a page.
    PageBox,
    /// Whether text is light on dark.
    Polarity,
    /// The quarter turn to be upright.
    Orientation,
    /// Boxes and thickness of lines.
    RuledLines,
    /// Dark areas and content.
    Borders,
    /// Counts of specks.
    Despeckled,
    /// Report of a cleaning.
    CleanReport,
}

const NAMES: [&str; 15] = [
    "NormalizeStats",
    "Skew",
    "Components",
    "TensorRegion",
    "LineGroup",
    "Word",
    "QuantError",
    "PoolStats",
    "PageBox",
    "Polarity",
    "Orientation",
    "RuledLines",
    "Borders",
    "Despeckled",
    "CleanReport",
];

/// Makes a named tuple of its fields.
pub fn named<'py>(py: Python<'py>, class: Named, fields: impl PyCallArgs<'py>) -> PyResult<Bound<'py, PyAny>> {
    class_of(py, class)?.call1(fields)
}

/// Makes a named tuple of fields with their names.
pub fn named_by_keywords<'py>(
    py: Python<'py>,
    class: Named,
    fields: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    class_of(py, class)?.call((), Some(fields))
}

fn class_of<'py>(py: Python<'py>, class: Named) -> PyResult<&'py Bound<'py, PyAny>> {
    static CLASSES: [PyOnceLock<Py<PyAny>>; NAMES.len()] = [const { PyOnceLock::new() }; NAMES.len()];
    let name = NAMES[class as usize];
    let class = CLASSES[class as usize]
        .get_or_try_init(py, || py.import("scipix.results")?.getattr(name).map(Bound::unbind))?;
    Ok(class.bind(py))
}
