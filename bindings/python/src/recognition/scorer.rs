//! A function of Python that scores texts, such as an n-gram model.

use crate::error::{invalid, wrong_type};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyList;
use std::sync::{Mutex, PoisonError};

/// A scoring function for one decoding, and the first exception that it raised.
pub struct Scorer<'a> {
    function: &'a Py<PyAny>,
    names: &'a [String],
    blank: u32,
    failure: Mutex<Option<PyErr>>,
}

impl<'a> Scorer<'a> {
    /// Makes one for the texts of all classes.
    pub fn new(function: &'a Py<PyAny>, names: &'a [String], blank: u32) -> Self {
        Self { function, names, blank, failure: Mutex::new(None) }
    }

    /// Writes the terms of the classes that may follow a prefix. After an exception they are NaN, which ends the search.
    pub fn score(&self, prefix: &[u32], next: &[u32], terms: &mut [f32]) {
        let first = || self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if first().is_some() {
            return terms.fill(f32::NAN);
        }
        if let Err(failure) = Python::attach(|py| self.ask(py, prefix, next, terms)) {
            terms.fill(f32::NAN);
            first().get_or_insert(failure);
        }
    }

    /// Returns the first exception of the function.
    pub fn into_failure(self) -> Option<PyErr> {
        self.failure.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self, py: Python<'_>, prefix: &[u32], next: &[u32], terms: &mut [f32]) -> PyResult<()> {
        let text: String = prefix.iter().map(|&class| self.name(class)).collect();
        let symbols = PyList::new(py, next.iter().map(|&class| self.name(class)))?;
        let given = self.function.bind(py).call1((text, symbols))?;
        let numbers: Vec<f32> =
            given.extract().map_err(|failure: PyErr| match failure.is_instance_of::<PyTypeError>(py) {
                true => wrong_type(format_args!("score: returned no numbers: {}", failure.value(py))),
                false => failure,
            })?;
        if numbers.len() != terms.len() {
            let message = format_args!("score: returned {} numbers for {} symbols", numbers.len(), terms.len());
            return Err(invalid(message));
        }
        terms.copy_from_slice(&numbers);
        Ok(())
    }

    /// The text of a class; that of the blank, which stands for the end, is empty.
    fn name(&self, class: u32) -> &str {
        if class == self.blank { "" } else { &self.names[class as usize] }
    }
}
