//! Results with named fields: the named tuples of `scipix.results`.

use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// A class of `scipix.results`.
#[derive(Clone, Copy)]
pub enum Named {
    /// Mean and deviation.
    NormalizeStats,
    /// Angle and confidence.
    Skew,
    /// Boxes, areas, labels.
    Components,
    /// Indices and width.
    LineGroup,
    /// Text of a word and where it is.
    Word,
    /// Error measures.
    QuantError,
    /// Counts of a pool.
    PoolStats,
}

const NAMES: [&str; 7] = ["NormalizeStats", "Skew", "Components", "LineGroup", "Word", "QuantError", "PoolStats"];

/// Makes a named tuple of its fields.
pub fn named<'py>(py: Python<'py>, class: Named, fields: impl PyCallArgs<'py>) -> PyResult<Bound<'py, PyAny>> {
    static CLASSES: [PyOnceLock<Py<PyAny>>; NAMES.len()] = [const { PyOnceLock::new() }; NAMES.len()];
    let name = NAMES[class as usize];
    let class = CLASSES[class as usize]
        .get_or_try_init(py, || py.import("scipix.results")?.getattr(name).map(Bound::unbind))?;
    class.bind(py).call1(fields)
}
