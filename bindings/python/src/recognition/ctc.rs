//! CTC decoding of a recogniser's output.

use super::ctc_options::{Options, symbols_of};
use super::line::Line;
use super::scorer::Scorer;
use crate::array::{Contiguous, Scalar, Shape};
use crate::choice::count;
use crate::error::{invalid, raise};
use crate::keywords::copy_of;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use scipix::recognition::ctc::{Decoder, LineScores};
use std::sync::Arc;

/// A CTC decoder of many lines at once, on the library's threads. Threads of Python may share it.
///
/// Parameters
/// ----------
/// alphabet : list of str, or str
///     The text of each class, that of the blank included; a string has a character for each.
/// blank : int
///     The class that stands for no symbol.
/// beam : int, optional
///     The number of prefixes that a beam search keeps. Without it the best class of each step is taken.
/// allowed : list of str, or str, optional
///     The symbols that may appear, such as "0123456789": all classes of these texts. The blank always may.
/// lexicon : list of str, optional
///     The words that texts consist of; needs a beam. Characters of a word must be classes; of classes of equal text the last counts.
/// separator : str, optional
///     The symbol between words of the lexicon. Without it a text is one word.
/// score : callable, optional
///     Scores texts while they are searched, as an n-gram model does; needs a beam. ``score(text, symbols)`` gets the text so far and
///     the symbols that may follow, and returns a number for each, which is added to the natural logarithm of the probability:
///     minus infinity forbids a symbol. The symbol "" asks for the end of the text. It is called very often, and on several
///     threads of the library that take turns with the GIL: keep what it computes, for instance by functools.lru_cache. An
///     exception that it raises ends the decoding.
/// scores : {"logits", "probabilities"}
///     What the numbers mean; probabilities come from a model that ends in a softmax.
/// texts : int
///     With a beam, how many texts a line has at most: with more than 1 each line is a list, the best first.
/// alternatives : int
///     How many alternatives each symbol comes with, itself included, up to 64.
/// max_symbols, symbol_bound, beam_bound
///     With a beam, the most symbols that a step may add to a prefix, how far a symbol's log probability may be below the best one
///     of its step, and how far a prefix may be below the best.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> decoder = sx.CtcDecoder(["", "a", "b"], beam=10, lexicon=["aa", "ba"])
/// >>> logits = np.array([[0, 3, 2], [3, 0, 0], [0, 2, 3]], np.float32)
/// >>> decoder(logits)[0].text
/// 'aa'
/// >>> def no_repeats(text, symbols):
/// ...     return [-9.0 if text.endswith(symbol) and symbol else 0.0 for symbol in symbols]
/// >>> sx.CtcDecoder(["", "a", "b"], beam=10, score=no_repeats)(logits)[0].text
/// 'ab'
#[pyclass(module = "scipix", frozen)]
pub struct CtcDecoder {
    decoder: Decoder,
    names: Arc<Vec<String>>,
    blank: usize,
    texts: usize,
    score: Option<Py<PyAny>>,
    /// The keywords that it was made with, for a copy in another process.
    keywords: Option<Py<PyDict>>,
}

#[pymethods]
impl CtcDecoder {
    #[new]
    #[pyo3(signature = (alphabet, blank=0, **options))]
    fn new(alphabet: &Bound<'_, PyAny>, blank: i64, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        Self::make(symbols_of(alphabet, "alphabet")?, blank, options)
    }

    /// Decodes lines: logits of shape (steps, classes), (lines, steps, classes), or a list of the former.
    #[pyo3(signature = (logits, /))]
    fn __call__<'py>(&self, logits: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        self.decode(&tensors_of(logits)?, logits.py())
    }

    /// The number of classes, the blank included.
    #[getter]
    fn classes(&self) -> usize {
        self.names.len()
    }

    /// Returns the arguments that make an equal decoder, for pickle.
    #[allow(clippy::type_complexity, reason = "pickle wants this shape")]
    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<((Vec<String>, usize), Bound<'py, PyDict>)> {
        Ok(((self.names.to_vec(), self.blank), copy_of(py, self.keywords.as_ref())?))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.score)?;
        visit.call(&self.keywords)
    }
}

impl CtcDecoder {
    fn make(names: Vec<String>, blank: i64, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let keywords = options.map(|options| options.copy().map(Bound::unbind)).transpose()?;
        let (options, blank) = (Options::read(options)?, count("blank", blank)?);
        let decoder = options.decoder(&names, blank)?;
        Ok(Self { decoder, names: Arc::new(names), blank, texts: options.texts, score: options.score, keywords })
    }

    fn decode<'py>(&self, tensors: &[Contiguous<'py>], py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let mut lines = Vec::new();
        for tensor in tensors {
            lines.extend(lines_of(tensor, self.names.len())?);
        }
        let result = PyList::empty(py);
        for texts in self.read(py, &lines)? {
            if self.texts > 1 {
                let texts = texts.into_iter().map(|text| Bound::new(py, text)).collect::<PyResult<Vec<_>>>()?;
                result.append(PyList::new(py, texts)?)?;
            } else {
                let best = texts.into_iter().next().unwrap_or_else(|| Line::empty(&self.names));
                result.append(Bound::new(py, best)?)?;
            }
        }
        Ok(result)
    }

    /// Decodes without the GIL, which only the scoring function takes, and returns the texts of each line.
    fn read(&self, py: Python<'_>, lines: &[LineScores<'_>]) -> PyResult<Vec<Vec<Line>>> {
        let scorer = self.score.as_ref().map(|score| Scorer::new(score, &self.names, self.blank as u32));
        let decoded = py.detach(|| {
            let texts = match &scorer {
                Some(scorer) => {
                    let score = |prefix: &[u32], next: &[u32], terms: &mut [f32]| scorer.score(prefix, next, terms);
                    self.decoder.decode_scored(lines, score)?
                }
                None => self.decoder.decode(lines)?,
            };
            let of_line = |line| texts.of_line(line).map(|text| Line::new(&text, &self.names)).collect();
            (0..texts.len()).map(of_line).collect::<scipix::Result<_>>()
        });
        match scorer.and_then(Scorer::into_failure) {
            Some(failure) => Err(failure),
            None => decoded.map_err(raise),
        }
    }
}

/// Decodes the output of a CTC recogniser.
///
/// Parameters
/// ----------
/// logits : array of float32 or float16, shape (steps, classes) or (lines, steps, classes), or a list of the former
/// alphabet : list of str, or str
///     As for `CtcDecoder`, or without the blank, which is then added.
/// blank, **options
///     Those of `CtcDecoder`, which is faster where alphabets are long and calls are many.
///
/// Returns
/// -------
/// list of Line
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> logits = np.eye(3, dtype=np.float32)[[1, 1, 0, 2]] * 9
/// >>> for line in sx.ctc_decode(logits, ["", "a", "b"], blank=0):
/// ...     print(line.text, round(line.score, 3))
/// ab 1.0
#[pyfunction]
#[pyo3(signature = (logits, alphabet, blank=0, **options))]
pub fn ctc_decode<'py>(
    logits: &Bound<'py, PyAny>,
    alphabet: &Bound<'py, PyAny>,
    blank: i64,
    options: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyList>> {
    let tensors = tensors_of(logits)?;
    let mut names = symbols_of(alphabet, "alphabet")?;
    let classes = tensors.first().and_then(|tensor| tensor.shape().last().copied());
    if classes == Some(names.len() + 1) && usize::try_from(blank).is_ok_and(|blank| blank <= names.len()) {
        names.insert(blank as usize, String::new());
    }
    CtcDecoder::make(names, blank, options)?.decode(&tensors, logits.py())
}

/// Reads the logits of one or several tensors.
fn tensors_of<'py>(logits: &Bound<'py, PyAny>) -> PyResult<Vec<Contiguous<'py>>> {
    let among = [Scalar::F32, Scalar::F16];
    if !logits.is_instance_of::<PyList>() && !logits.is_instance_of::<PyTuple>() {
        return Ok(vec![Contiguous::of(logits, "logits", &among)?]);
    }
    let tensor = |(index, line): (usize, PyResult<Bound<'py, PyAny>>)| {
        Contiguous::of(&line?, &format!("logits[{index}]"), &among)
    };
    logits.try_iter()?.enumerate().map(tensor).collect()
}

/// Returns views of the lines of a tensor.
fn lines_of<'a>(tensor: &'a Contiguous<'_>, classes: usize) -> PyResult<Vec<LineScores<'a>>> {
    let (lines, steps) = match *tensor.shape() {
        [steps, found] if found == classes => (1, steps),
        [lines, steps, found] if found == classes => (lines, steps),
        ref shape => {
            let message = format_args!(
                "logits: expected shape (steps, {classes}) or (lines, steps, {classes}) for this alphabet, got {}",
                Shape(shape)
            );
            return Err(invalid(message));
        }
    };
    let line = |index: usize| {
        let range = index * steps * classes..(index + 1) * steps * classes;
        match tensor.scalar {
            Scalar::F16 => LineScores::from_f16_bits(&tensor.as_slice::<u16>()[range], steps),
            _ => LineScores::new(&tensor.as_slice::<f32>()[range], steps),
        }
    };
    Ok((0..lines).map(line).collect())
}
