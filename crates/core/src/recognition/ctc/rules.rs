//! Parameters of a decoder, and what is made of those that concern classes.

use super::input::Scores;
use super::lexicon::CtcLexicon;
use crate::base::Shared;
use crate::base::error::{Result, fail};

/// The most alternatives of a symbol.
const MAX_ALTERNATIVES: usize = 64;
/// The widest beam, and the most symbols of a step.
const MAX_WIDTH: usize = 1 << 16;

/// Parameters of a prefix beam search (A. Hannun et al., First-pass large vocabulary continuous speech recognition
/// using bi-directional recurrent DNNs, 2014).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BeamParams {
    /// Number of prefixes that are kept after each step.
    pub width: usize,
    /// Number of texts that a line has at most.
    pub texts: usize,
    /// Number of symbols that a step may add to a prefix: those with the greatest scores.
    pub max_symbols: usize,
    /// A symbol is tried only if its log probability is at most this much below the best one of its step; infinite for
    /// no bound.
    pub symbol_bound: f32,
    /// A prefix is kept only if its score is at most this much below the best one; infinite for no bound.
    pub beam_bound: f32,
}

impl Default for BeamParams {
    fn default() -> Self {
        Self { width: 10, texts: 1, max_symbols: 40, symbol_bound: 7.0, beam_bound: 10.0 }
    }
}

impl BeamParams {
    fn check(&self) -> Result<()> {
        for (name, count) in [("beam_width", self.width), ("texts", self.texts), ("max_symbols", self.max_symbols)] {
            if count == 0 || count > MAX_WIDTH {
                fail!(InvalidArgument, "{name}: is {count}, not from 1 to {MAX_WIDTH}");
            }
        }
        for (name, bound) in [("symbol_bound", self.symbol_bound), ("beam_bound", self.beam_bound)] {
            if bound.is_nan() || bound < 0.0 {
                fail!(InvalidArgument, "{name}: is {bound}, not at least 0");
            }
        }
        Ok(())
    }
}

/// Parameters of a [`CtcDecoder`](super::CtcDecoder).
#[derive(Clone)]
pub struct CtcConfig<'a> {
    /// Number of scores in a step.
    pub classes: usize,
    /// Class that stands for no symbol.
    pub blank: usize,
    /// Meaning of the scores.
    pub kind: Scores,
    /// Number of alternatives that each symbol comes with, itself included.
    pub alternatives: usize,
    /// Classes that may appear: bit `i % 32` of word `i / 32` for class `i`. The blank always may. `None`: all.
    pub allowed: Option<&'a [u32]>,
    /// Factors of the probabilities of the classes, `classes` of them; 0 forbids a class. `None`: all 1.
    pub weights: Option<&'a [f32]>,
    /// Beam search, or `None` for the best path.
    pub beam: Option<BeamParams>,
    /// Words that a text must consist of, without the blank; needs `beam`.
    pub lexicon: Option<Shared<CtcLexicon>>,
}

impl CtcConfig<'_> {
    /// Returns the parameters of a greedy decoder of logits whose blank is class 0.
    pub fn new(classes: usize) -> Self {
        Self {
            classes,
            blank: 0,
            kind: Scores::Logits,
            alternatives: 0,
            allowed: None,
            weights: None,
            beam: None,
            lexicon: None,
        }
    }
}

/// Parameters in the form in which a decode uses them.
pub struct ClassRules {
    pub classes: usize,
    pub blank: u32,
    pub kind: Scores,
    pub alternatives: usize,
    /// A term for each logit, or a factor for each probability; NaN for classes that may not appear, so that they never
    /// win.
    pub terms: Option<Vec<f32>>,
}

impl ClassRules {
    /// Checks the parameters.
    ///
    /// # Errors
    /// `InvalidArgument` for parameters out of range and a lexicon with the blank or a class that there is not; `SizeMismatch`
    /// for too few bits or weights; `OutOfMemory`.
    pub fn new(config: &CtcConfig<'_>) -> Result<Self> {
        let CtcConfig { classes, blank, kind, alternatives, .. } = *config;
        if blank >= classes {
            fail!(InvalidArgument, "blank: {blank} is not one of {classes} classes");
        }
        if u32::try_from(classes - 1).is_err() {
            fail!(InvalidArgument, "classes: {classes} do not fit in 32 bits");
        }
        if alternatives > MAX_ALTERNATIVES {
            fail!(InvalidArgument, "alternatives: are {alternatives}, more than {MAX_ALTERNATIVES}");
        }
        if let Some(beam) = &config.beam {
            beam.check()?;
        } else if config.lexicon.is_some() {
            fail!(InvalidArgument, "lexicon: needs a beam");
        }
        if let Some(lexicon) = &config.lexicon {
            lexicon.check(classes, blank)?;
        }
        Ok(Self { classes, blank: blank as u32, kind, alternatives, terms: terms(config)? })
    }
}

fn terms(config: &CtcConfig<'_>) -> Result<Option<Vec<f32>>> {
    let CtcConfig { classes, blank, kind, allowed, weights, .. } = *config;
    if let Some(allowed) = allowed
        && allowed.len() < classes.div_ceil(32)
    {
        fail!(SizeMismatch, "allowed: {} words of 32 bits for {classes} classes", allowed.len());
    }
    if let Some(weights) = weights {
        if weights.len() != classes {
            fail!(SizeMismatch, "weights: {} for {classes} classes", weights.len());
        }
        let refused =
            |&(id, &weight): &(usize, &f32)| !weight.is_finite() || weight < 0.0 || id == blank && weight == 0.0;
        if let Some((id, weight)) = weights.iter().enumerate().find(refused) {
            fail!(InvalidArgument, "weights: is {weight} for class {id}");
        }
    }
    if allowed.is_none() && weights.is_none() {
        return Ok(None);
    }
    let mut terms = Vec::new();
    if terms.try_reserve_exact(classes).is_err() {
        fail!(OutOfMemory, "weights: no memory for {classes} classes");
    }
    terms.extend((0..classes).map(|id| {
        let is_allowed = id == blank || allowed.is_none_or(|bits| bits[id / 32] >> (id % 32) & 1 == 1);
        match weights.map_or(1.0, |weights| weights[id]) {
            weight if weight == 0.0 || !is_allowed => f32::NAN,
            weight if kind == Scores::Logits => weight.ln(),
            weight => weight,
        }
    }));
    Ok(Some(terms))
}
