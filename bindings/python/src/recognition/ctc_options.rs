//! The options of CTC decoders, as Python passes them.

use crate::choice::{choose, count};
use crate::error::{invalid, raise, wrong_type};
use crate::keywords::read_keywords;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use scipix::recognition::ctc::{BeamParams, Decoder, Lexicon, Scores};
use std::collections::HashMap;

/// The keywords of a decoder.
pub struct Options {
    beam: Option<i64>,
    allowed: Option<Vec<String>>,
    lexicon: Option<Vec<String>>,
    separator: Option<String>,
    /// The function that scores texts.
    pub score: Option<Py<PyAny>>,
    scores: Scores,
    /// How many texts a line has at most.
    pub texts: usize,
    alternatives: i64,
    max_symbols: i64,
    symbol_bound: f32,
    beam_bound: f32,
}

impl Options {
    /// Reads keyword arguments.
    pub fn read(keywords: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut options = Self {
            beam: None,
            allowed: None,
            lexicon: None,
            separator: None,
            score: None,
            scores: Scores::Logits,
            texts: 1,
            alternatives: 0,
            max_symbols: 40,
            symbol_bound: 7.0,
            beam_bound: 10.0,
        };
        read_keywords(keywords, "a decoder", |key, value| options.set(key, value))?;
        if options.beam.is_none() {
            if options.texts != 1 {
                return Err(invalid(format_args!("texts: {} need a beam", options.texts)));
            }
            if options.score.is_some() {
                return Err(invalid("score: needs a beam"));
            }
        }
        if options.separator.is_some() && options.lexicon.is_none() {
            return Err(invalid("separator: needs a lexicon"));
        }
        Ok(options)
    }

    fn set(&mut self, key: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        match key {
            "beam" => self.beam = value.extract()?,
            "allowed" if value.is_none() => self.allowed = None,
            "allowed" => self.allowed = Some(symbols_of(value, key)?),
            "lexicon" => self.lexicon = value.extract()?,
            "separator" => self.separator = value.extract()?,
            "score" if value.is_none() => self.score = None,
            "score" if value.is_callable() => self.score = Some(value.clone().unbind()),
            "score" => {
                return Err(wrong_type(format_args!("score: expected a function, got {}", value.get_type().name()?)));
            }
            "scores" => {
                let kinds = [("logits", Scores::Logits), ("probabilities", Scores::Probabilities)];
                self.scores = choose(key, value.extract()?, &kinds)?;
            }
            "texts" => self.texts = count(key, value.extract()?)?,
            "alternatives" => self.alternatives = value.extract()?,
            "max_symbols" => self.max_symbols = value.extract()?,
            "symbol_bound" => self.symbol_bound = value.extract()?,
            "beam_bound" => self.beam_bound = value.extract()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Makes the decoder of an alphabet.
    pub fn decoder(&self, names: &[String], blank: usize) -> PyResult<Decoder> {
        let mut builder = Decoder::builder(names.len())
            .blank(blank)
            .scores(self.scores)
            .alternatives(count("alternatives", self.alternatives)?);
        if let Some(width) = self.beam {
            let params = BeamParams::default().width(count("beam", width)?).texts(self.texts);
            let params = params.max_symbols(count("max_symbols", self.max_symbols)?);
            builder = builder.beam(params.symbol_bound(self.symbol_bound).beam_bound(self.beam_bound));
        }
        let allowed = self.allowed.as_ref().map(|allowed| ids_of(allowed, names, "allowed")).transpose()?;
        if let Some(allowed) = &allowed {
            builder = builder.allow(allowed);
        }
        if let Some(words) = &self.lexicon {
            builder = builder.lexicon(&lexicon_of(words, self.separator.as_deref(), names, blank)?);
        }
        builder.build().map_err(raise)
    }
}

/// Reads symbols: a string of characters, or a list of strings.
pub fn symbols_of(object: &Bound<'_, PyAny>, argument: &str) -> PyResult<Vec<String>> {
    match object.cast::<PyString>() {
        Ok(text) => Ok(text.to_cow()?.chars().map(String::from).collect()),
        Err(_) => object.extract().map_err(|_| {
            let class = object.get_type().name().map(|name| name.to_string()).unwrap_or_default();
            wrong_type(format_args!("{argument}: expected str or a list of str, got {class}"))
        }),
    }
}

/// Returns the classes of symbols: dictionaries may have a symbol, such as the space, twice.
fn ids_of(symbols: &[String], names: &[String], argument: &str) -> PyResult<Vec<u32>> {
    let mut ids = HashMap::<&str, Vec<u32>>::new();
    for (name, id) in names.iter().zip(0..) {
        ids.entry(name).or_default().push(id);
    }
    let mut found = Vec::new();
    for symbol in symbols {
        match ids.get(symbol.as_str()) {
            Some(ids) => found.extend(ids),
            None => return Err(invalid(format_args!("{argument}: {symbol:?} is not in the alphabet"))),
        }
    }
    Ok(found)
}

fn lexicon_of(words: &[String], separator: Option<&str>, names: &[String], blank: usize) -> PyResult<Lexicon> {
    let ids: HashMap<&str, u32> =
        names.iter().map(String::as_str).zip(0..).filter(|&(_, id)| id as usize != blank).collect();
    let id = |symbol: &str| match ids.get(symbol) {
        Some(&id) => Ok(id),
        None if names.get(blank).is_some_and(|name| name == symbol) => Err("is the blank"),
        None => Err("is not in the alphabet"),
    };
    let spelled = |word: &String| {
        let of_symbol = |symbol: char| {
            id(symbol.encode_utf8(&mut [0; 4]))
                .map_err(|fault| invalid(format_args!("lexicon: {:?} of {word:?} {fault}", symbol.to_string())))
        };
        word.chars().map(of_symbol).collect::<PyResult<Vec<u32>>>()
    };
    let words = words.iter().map(spelled).collect::<PyResult<Vec<_>>>()?;
    let made = match separator {
        Some(symbol) => {
            let id = id(symbol).map_err(|fault| invalid(format_args!("separator: {symbol:?} {fault}")))?;
            Lexicon::with_separator(&words, id)
        }
        None => Lexicon::new(&words),
    };
    made.map_err(raise)
}
