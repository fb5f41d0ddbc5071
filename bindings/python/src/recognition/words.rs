//! Boxes of words and characters.

use super::line::Line;
use crate::array::array_of;
use crate::choice::{choose, small};
use crate::error::{invalid, raise};
use crate::image::crops::quads_of;
use crate::named::{Named, named};
use pyo3::prelude::*;
use pyo3::types::PyList;
use scipix::recognition::ctc::spell;
use scipix::recognition::{WordBoxParams, WordUnit};

/// Returns the boxes of the words or characters of a line, in the order of the text.
///
/// Parameters
/// ----------
/// line : Line
///     A result of `ctc_decode`.
/// quad : array, shape (4, 2)
///     The corners of the line on the page, which were cropped for the recogniser.
/// columns : float
///     The number of time steps that the crop takes up: fewer than the line has, and perhaps no whole number, where the tensor is
///     padded to the right of the crop.
/// unit : {"words", "characters", "rapidocr", "rapidocr-characters"}
///     "rapidocr" is a word if the line has no Chinese characters, else a character. Both with "rapidocr" have the boxes of RapidOCR.
/// gap : int
///     The number of steps beyond which the next symbol begins another word.
/// crop_width : int, optional
///     The width of the crop in pixels, after it was turned; the natural one by default.
/// quarter_turns : int
///     How often the crop was turned by 90 degrees anticlockwise: 1 for a vertical line.
///
/// Returns
/// -------
/// list of Word
///     `text`, `score`, `box`, float32 of shape (4, 2), and `symbols`, the range of its symbols in the line.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> logits = np.eye(4, dtype=np.float32)[[2, 0, 3, 0, 1, 1, 2, 0, 2, 0]] * 9
/// >>> line, = sx.ctc_decode(logits, ["", " ", "a", "b"])
/// >>> words = sx.word_boxes(line, [[100, 50], [200, 50], [200, 70], [100, 70]], columns=10)
/// >>> [(word.text, word.box[0].tolist()) for word in words]
/// [('ab', [100.0, 50.0]), ('aa', [155.0, 50.0])]
#[pyfunction]
#[pyo3(signature = (line, quad, columns, *, unit="words", gap=5, crop_width=None, quarter_turns=0))]
pub fn word_boxes<'py>(
    line: &Bound<'py, Line>,
    quad: &Bound<'py, PyAny>,
    columns: f64,
    unit: &str,
    gap: i64,
    crop_width: Option<i64>,
    quarter_turns: i64,
) -> PyResult<Bound<'py, PyList>> {
    let py = line.py();
    let units = [
        ("words", WordUnit::Words),
        ("characters", WordUnit::Characters),
        ("rapidocr", WordUnit::RapidOcr),
        ("rapidocr-characters", WordUnit::RapidOcrCharacters),
    ];
    let params = WordBoxParams::new(columns)
        .unit(choose("unit", unit, &units)?)
        .gap(small("gap", gap)?)
        .crop_width(small("crop_width", crop_width.unwrap_or(0))?)
        .quarter_turns(small("quarter_turns", quarter_turns)?);
    let quads = quads_of(quad, "quad")?;
    let [quad] = quads[..] else {
        return Err(invalid(format_args!("quad: expected one of shape (4, 2), got {}", quads.len())));
    };
    let line = line.get();
    let words = scipix::recognition::word_boxes(&line.symbols, &line.names, &quad, &params).map_err(raise)?;
    let result = PyList::empty(py);
    for word in words {
        let text = spell(&line.symbols[word.symbols.clone()], &line.names).map_err(raise)?;
        let corners = array_of(py, &[4, 2], word.corners.into_iter().flatten())?;
        let range = (word.symbols.start, word.symbols.end);
        result.append(named(py, Named::Word, (text, f64::from(word.probability), corners, range))?)?;
    }
    Ok(result)
}
