//! Lines that were read.

use crate::array::array_of;
use crate::error::{Class, error};
use pyo3::prelude::*;
use scipix::recognition::ctc::{Symbol, Text};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A line of text that `ctc_decode` has read.
///
/// Attributes
/// ----------
/// text : str
/// score : float
///     The mean of the probabilities of its symbols; 0 without symbols.
/// steps : array of int32, shape (n, 2)
///     The first and the last time step of each symbol.
/// ids : list of int
///     The class of each symbol.
/// probabilities : array of float32, shape (n,)
///     The mean probability of each symbol over its steps.
/// log_probability : float
///     Of the path, or with a beam of all paths of the beam that read so.
/// alternatives : list of lists of (str, float)
///     What may stand in place of each symbol, itself included, and its probability; empty unless asked for.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> logits = np.eye(3, dtype=np.float32)[[1, 1, 0, 2]] * 9
/// >>> line, = sx.ctc_decode(logits, ["", "a", "b"])
/// >>> line.text, line.steps.tolist(), line.ids
/// ('ab', [[0, 1], [3, 3]], [1, 2])
#[pyclass(module = "scipix", frozen)]
pub struct Line {
    /// Text.
    #[pyo3(get)]
    pub text: String,
    /// Mean probability.
    #[pyo3(get)]
    pub score: f32,
    /// Logarithm of the probability.
    #[pyo3(get)]
    pub log_probability: f64,
    /// The symbols as they were decoded.
    pub symbols: Vec<Symbol>,
    /// The texts of all classes.
    pub names: Arc<Vec<String>>,
    alternatives: Vec<Vec<(u32, f32)>>,
}

impl Line {
    /// Makes a line of a decoded text.
    pub fn new(text: &Text<'_>, names: &Arc<Vec<String>>) -> scipix::Result<Self> {
        let of_symbol = |index| text.alternatives(index).iter().map(|other| (other.id, other.probability)).collect();
        let first = text.alternatives(0);
        Ok(Self {
            text: text.spell(names)?,
            score: text.mean_probability,
            log_probability: text.log_probability,
            symbols: text.symbols.to_vec(),
            names: names.clone(),
            alternatives: if first.is_empty() { Vec::new() } else { (0..text.symbols.len()).map(of_symbol).collect() },
        })
    }

    /// Makes a line without text.
    pub fn empty(names: &Arc<Vec<String>>) -> Self {
        Self {
            text: String::new(),
            score: 0.0,
            log_probability: f64::NEG_INFINITY,
            symbols: Vec::new(),
            names: names.clone(),
            alternatives: Vec::new(),
        }
    }
}

#[pymethods]
impl Line {
    /// The first and the last time step of each symbol, int32 of shape (n, 2).
    #[getter]
    fn steps<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let steps = self.symbols.iter().flat_map(|symbol| [symbol.first_step as i32, symbol.last_step as i32]);
        array_of(py, &[self.symbols.len(), 2], steps)
    }

    /// The class of each symbol.
    #[getter]
    fn ids(&self) -> Vec<u32> {
        self.symbols.iter().map(|symbol| symbol.id).collect()
    }

    /// The mean probability of each symbol over its steps, float32 of shape (n,).
    #[getter]
    fn probabilities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array_of(py, &[self.symbols.len()], self.symbols.iter().map(|symbol| symbol.probability))
    }

    /// Alternatives to each symbol, with its probability; empty unless asked for.
    #[getter]
    fn alternatives(&self) -> Vec<Vec<(&str, f32)>> {
        let name = |id: u32| self.names.get(id as usize).map_or("", String::as_str);
        let of_symbol =
            |others: &Vec<(u32, f32)>| others.iter().map(|&(id, probability)| (name(id), probability)).collect();
        self.alternatives.iter().map(of_symbol).collect()
    }

    /// Returns what pickle makes an equal line of, with the texts of its own classes alone.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, LineParts)> {
        let ids = self.symbols.iter().map(|symbol| symbol.id);
        let others = self.alternatives.iter().flatten().map(|other| other.0);
        let name = |id: u32| self.names.get(id as usize).map(|name| (id, name.clone()));
        let parts = LineParts(
            self.text.clone(),
            (self.score, self.log_probability),
            self.symbols.iter().map(|one| (one.id, one.first_step, one.last_step, one.probability)).collect(),
            ids.chain(others).filter_map(name).collect(),
            self.alternatives.clone(),
        );
        Ok((py.import("scipix._scipix")?.getattr("_line")?, parts))
    }

    fn __repr__(&self) -> String {
        format!("Line({:?}, score={:.3})", self.text, self.score)
    }
}

/// The parts of a line that is pickled: text, score and log probability, symbols, texts of classes, alternatives.
#[derive(FromPyObject, IntoPyObject)]
pub struct LineParts(String, (f32, f64), Vec<(u32, u32, u32, f32)>, BTreeMap<u32, String>, Vec<Vec<(u32, f32)>>);

/// Makes a line of the parts that were pickled.
#[pyfunction]
#[pyo3(name = "_line", signature = (*parts))]
pub fn line_of(parts: LineParts) -> PyResult<Line> {
    let LineParts(text, (score, log_probability), symbols, texts, alternatives) = parts;
    let classes = texts.last_key_value().map_or(0, |(&last, _)| last as usize + 1);
    let mut names = Vec::new();
    if names.try_reserve_exact(classes).is_err() {
        return Err(error(Class::Memory, format_args!("names: no memory for {classes} classes")));
    }
    names.resize(classes, String::new());
    texts.into_iter().for_each(|(id, name)| names[id as usize] = name);
    let symbol = |(id, first_step, last_step, probability)| Symbol { id, first_step, last_step, probability };
    Ok(Line {
        text,
        score,
        log_probability,
        symbols: symbols.into_iter().map(symbol).collect(),
        names: Arc::new(names),
        alternatives,
    })
}
