//! CTC decoding of a recogniser's output.

use super::line::Line;
use crate::array::{Contiguous, Scalar, Shape};
use crate::choice::{choose, count};
use crate::error::{invalid, raise, wrong_type};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use scipix::recognition::ctc::{BeamParams, Decoder, Lexicon, LineScores, Scores};
use std::collections::HashMap;
use std::sync::Arc;

/// A CTC decoder of many lines at once, on the library's threads. Threads of Python may share it.
///
/// Parameters
/// ----------
/// alphabet : list of str, or str
///     The text of each class, that of the blank included; a string has a character for each. Where the logits have one class more,
///     the blank is added.
/// blank : int
///     The class that stands for no symbol.
/// beam : int, optional
///     The number of prefixes that a beam search keeps. Without it the best class of each step is taken.
/// allowed : list of str, or str, optional
///     The symbols that may appear, such as "0123456789". The blank always may.
/// lexicon : list of str, optional
///     The words that texts consist of; needs a beam. Characters of a word must be classes.
/// separator : str, optional
///     The symbol between words of the lexicon. Without it a text is one word.
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
#[pyclass(module = "scipix", frozen)]
pub struct CtcDecoder {
    decoder: Decoder,
    names: Arc<Vec<String>>,
    texts: usize,
}

/// The keywords of a decoder, as Python passes them.
struct Settings<'a, 'py> {
    blank: i64,
    beam: Option<i64>,
    allowed: Option<&'a Bound<'py, PyAny>>,
    lexicon: Option<Vec<String>>,
    separator: Option<String>,
    scores: &'a str,
    texts: i64,
    alternatives: i64,
    max_symbols: i64,
    symbol_bound: f32,
    beam_bound: f32,
}

#[pymethods]
impl CtcDecoder {
    #[new]
    #[pyo3(signature = (alphabet, blank=0, *, beam=None, allowed=None, lexicon=None, separator=None, scores="logits", texts=1, alternatives=0, max_symbols=40, symbol_bound=7.0, beam_bound=10.0))]
    #[allow(clippy::too_many_arguments, reason = "each is a keyword in Python")]
    fn new(
        alphabet: &Bound<'_, PyAny>,
        blank: i64,
        beam: Option<i64>,
        allowed: Option<&Bound<'_, PyAny>>,
        lexicon: Option<Vec<String>>,
        separator: Option<String>,
        scores: &str,
        texts: i64,
        alternatives: i64,
        max_symbols: i64,
        symbol_bound: f32,
        beam_bound: f32,
    ) -> PyResult<Self> {
        let settings = Settings {
            blank,
            beam,
            allowed,
            lexicon,
            separator,
            scores,
            texts,
            alternatives,
            max_symbols,
            symbol_bound,
            beam_bound,
        };
        Self::make(symbols_of(alphabet, "alphabet")?, &settings)
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
}

impl CtcDecoder {
    fn make(names: Vec<String>, settings: &Settings<'_, '_>) -> PyResult<Self> {
        let classes = names.len();
        let kinds = [("logits", Scores::Logits), ("probabilities", Scores::Probabilities)];
        let texts = count("texts", settings.texts)?;
        let mut builder = Decoder::builder(classes)
            .blank(count("blank", settings.blank)?)
            .scores(choose("scores", settings.scores, &kinds)?)
            .alternatives(count("alternatives", settings.alternatives)?);
        if let Some(width) = settings.beam {
            let params = BeamParams::default().width(count("beam", width)?).texts(texts);
            let params = params.max_symbols(count("max_symbols", settings.max_symbols)?);
            builder = builder.beam(params.symbol_bound(settings.symbol_bound).beam_bound(settings.beam_bound));
        } else if texts != 1 {
            return Err(invalid(format_args!("texts: {texts} need a beam")));
        }
        let allowed = match settings.allowed {
            Some(allowed) => Some(ids_of(&symbols_of(allowed, "allowed")?, &names, "allowed")?),
            None => None,
        };
        if let Some(allowed) = &allowed {
            builder = builder.allow(allowed);
        }
        if let Some(words) = &settings.lexicon {
            builder = builder.lexicon(&lexicon_of(words, settings.separator.as_deref(), &names)?);
        }
        Ok(Self { decoder: builder.build().map_err(raise)?, names: Arc::new(names), texts })
    }

    fn decode<'py>(&self, tensors: &[Contiguous<'py>], py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let mut lines = Vec::new();
        for tensor in tensors {
            lines.extend(lines_of(tensor, self.names.len())?);
        }
        let decoded = py.detach(|| {
            let texts = self.decoder.decode(&lines)?;
            let of_line = |line| texts.of_line(line).map(|text| Line::new(&text, &self.names)).collect();
            (0..texts.len()).map(of_line).collect::<scipix::Result<Vec<Vec<Line>>>>()
        });
        let result = PyList::empty(py);
        for texts in decoded.map_err(raise)? {
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
}

/// Decodes the output of a CTC recogniser.
///
/// Parameters
/// ----------
/// logits : array of float32 or float16, shape (steps, classes) or (lines, steps, classes), or a list of the former
/// alphabet, blank, **options
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
#[pyo3(signature = (logits, alphabet, blank=0, *, beam=None, allowed=None, lexicon=None, separator=None, scores="logits", texts=1, alternatives=0, max_symbols=40, symbol_bound=7.0, beam_bound=10.0))]
#[allow(clippy::too_many_arguments, reason = "each is a keyword in Python")]
pub fn ctc_decode<'py>(
    logits: &Bound<'py, PyAny>,
    alphabet: &Bound<'py, PyAny>,
    blank: i64,
    beam: Option<i64>,
    allowed: Option<&Bound<'py, PyAny>>,
    lexicon: Option<Vec<String>>,
    separator: Option<String>,
    scores: &str,
    texts: i64,
    alternatives: i64,
    max_symbols: i64,
    symbol_bound: f32,
    beam_bound: f32,
) -> PyResult<Bound<'py, PyList>> {
    let settings = Settings {
        blank,
        beam,
        allowed,
        lexicon,
        separator,
        scores,
        texts,
        alternatives,
        max_symbols,
        symbol_bound,
        beam_bound,
    };
    let tensors = tensors_of(logits)?;
    let mut names = symbols_of(alphabet, "alphabet")?;
    let classes = tensors.first().and_then(|tensor| tensor.shape().last().copied());
    if classes == Some(names.len() + 1) && usize::try_from(blank).is_ok_and(|blank| blank <= names.len()) {
        names.insert(blank as usize, String::new());
    }
    CtcDecoder::make(names, &settings)?.decode(&tensors, logits.py())
}

/// Reads the logits of one or several tensors.
fn tensors_of<'py>(logits: &Bound<'py, PyAny>) -> PyResult<Vec<Contiguous<'py>>> {
    let among = [Scalar::F32, Scalar::F16];
    if !logits.is_instance_of::<PyList>() {
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

/// Reads symbols: a string of characters, or a list of strings.
fn symbols_of(object: &Bound<'_, PyAny>, argument: &str) -> PyResult<Vec<String>> {
    match object.cast::<PyString>() {
        Ok(text) => Ok(text.to_cow()?.chars().map(String::from).collect()),
        Err(_) => object.extract().map_err(|_| {
            let class = object.get_type().name().map(|name| name.to_string()).unwrap_or_default();
            wrong_type(format_args!("{argument}: expected str or a list of str, got {class}"))
        }),
    }
}

/// Returns the classes of symbols.
fn ids_of(symbols: &[String], names: &[String], argument: &str) -> PyResult<Vec<u32>> {
    let ids: HashMap<&str, u32> = names.iter().map(String::as_str).zip(0..).collect();
    let id = |symbol: &String| match ids.get(symbol.as_str()) {
        Some(&id) => Ok(id),
        None => Err(invalid(format_args!("{argument}: {symbol:?} is not in the alphabet"))),
    };
    symbols.iter().map(id).collect()
}

fn lexicon_of(words: &[String], separator: Option<&str>, names: &[String]) -> PyResult<Lexicon> {
    let ids: HashMap<&str, u32> = names.iter().map(String::as_str).zip(0..).collect();
    let id = |symbol: &str, word: &str| match ids.get(symbol) {
        Some(&id) => Ok(id),
        None => Err(invalid(format_args!("lexicon: {symbol:?} of {word:?} is not in the alphabet"))),
    };
    let spelled = |word: &String| {
        word.chars().map(|symbol| id(symbol.encode_utf8(&mut [0; 4]), word)).collect::<PyResult<Vec<u32>>>()
    };
    let words = words.iter().map(spelled).collect::<PyResult<Vec<_>>>()?;
    let made = match separator {
        Some(symbol) => Lexicon::with_separator(&words, id(symbol, "separator")?),
        None => Lexicon::new(&words),
    };
    made.map_err(raise)
}
