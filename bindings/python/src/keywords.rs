//! Keyword arguments that several functions share.

use crate::error::wrong_type;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Returns a copy of keywords that an object was made with.
pub fn copy_of<'py>(py: Python<'py>, keywords: Option<&Py<PyDict>>) -> PyResult<Bound<'py, PyDict>> {
    keywords.map_or_else(|| Ok(PyDict::new(py)), |keywords| keywords.bind(py).copy())
}

/// Returns a copy of keywords, and of the dicts among their values, which a caller may change later.
pub fn deep_copy_of(keywords: &Bound<'_, PyDict>) -> PyResult<Py<PyDict>> {
    let copy = keywords.py().import("copy")?.getattr("deepcopy")?.call1((keywords,))?;
    Ok(copy.cast_into::<PyDict>()?.unbind())
}

/// Reads the keywords of a call. `set` takes one and returns whether there is one of this name for `whom`.
pub fn read_keywords<'py>(
    keywords: Option<&Bound<'py, PyDict>>,
    whom: &str,
    mut set: impl FnMut(&str, &Bound<'py, PyAny>) -> PyResult<bool>,
) -> PyResult<()> {
    for (key, value) in keywords.into_iter().flatten() {
        let key: String = key.extract()?;
        match set(&key, &value) {
            Ok(true) => {}
            Ok(false) => return Err(wrong_type(format_args!("{key}: there is no option of this name for {whom}"))),
            Err(failure) if failure.get_type(value.py()).is(value.py().get_type::<PyTypeError>()) => {
                return Err(wrong_type(format_args!("{key}: {}", failure.value(value.py()))));
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}
