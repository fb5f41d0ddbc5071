//! A decoder of many lines, with parameters that are checked once.

use super::beam::{LanguageModel, TextScore};
use super::best_path;
use super::input::Scores;
use super::lexicon::CtcLexicon;
use super::line::CtcLine;
use super::line_scratch::LineScratch;
use super::rules::{BeamParams, ClassRules, CtcConfig};
use super::runs;
use super::step_scores::StepReader;
use super::texts::{CtcTexts, LineTexts};
use crate::base::aligned::try_box;
use crate::base::error::{Result, fail};
use crate::base::{ScratchCache, Shared};
use crate::simd::{self, Level};
use crate::split::{self, FirstError};

/// Scratch of this many threads is kept between decodes.
const KEPT: usize = 16;

/// Estimated cost of a score, of its exponential, and of a prefix of a beam in one step.
const NS_PER_SCORE: f64 = 0.1;
const NS_PER_EXP: f64 = 0.2;
const NS_PER_PREFIX: f64 = 500.0;

/// Decodes lines of a recogniser: by the best path, or by a prefix beam search.
///
/// Threads may share it: each decode borrows scratch from it, which is kept for the next.
pub struct CtcDecoder {
    rules: ClassRules,
    beam: Option<BeamParams>,
    lexicon: Option<Shared<CtcLexicon>>,
    scratch: ScratchCache<LineScratch, KEPT>,
}

impl CtcDecoder {
    /// Makes a decoder. Slices of the config are copied.
    ///
    /// # Errors
    /// `InvalidArgument` for parameters out of range and a lexicon with the blank or a class that there is not; `SizeMismatch`
    /// for too few bits or weights; `OutOfMemory`.
    pub fn new(config: &CtcConfig<'_>) -> Result<Self> {
        let rules = ClassRules::new(config)?;
        Ok(Self { rules, beam: config.beam, lexicon: config.lexicon.clone(), scratch: ScratchCache::new() })
    }

    /// Decodes `lines`, several at once on the library's threads, and writes their texts. Texts are the same at every
    /// SIMD level and thread count. NaN never wins; a step in which no class has a probability above 0 counts as a
    /// blank in a beam search.
    /// `score` guides a beam search, and needs one.
    ///
    /// Passing `texts` again reuses its memory.
    ///
    /// # Errors
    /// `InvalidArgument` for a stride below the classes, a `score` without a beam or one that gives NaN or +infinity;
    /// `SizeMismatch` for a line that does not fit in its scores; `Unsupported` for a beam over a line of more than 10,000
    /// steps with more than 2²⁷ / steps symbols; `OutOfMemory`; errors of `score`. After an error `texts` is empty.
    pub fn decode(&self, lines: &[CtcLine<'_>], score: Option<&TextScore<'_>>, texts: &mut CtcTexts) -> Result<()> {
        self.decode_each(lines.len(), |index| Ok(lines[index]), score, texts)
    }

    /// Decodes `count` lines that `line` returns, as [`decode`](Self::decode) does.
    ///
    /// # Errors
    /// Errors of `line` and of [`decode`](Self::decode).
    pub fn decode_each<'l>(
        &self,
        count: usize,
        line: impl Fn(usize) -> Result<CtcLine<'l>> + Sync,
        score: Option<&TextScore<'_>>,
        texts: &mut CtcTexts,
    ) -> Result<()> {
        texts.clear();
        if score.is_some() && self.beam.is_none() {
            fail!(InvalidArgument, "score: needs a beam");
        }
        let mut steps = 0_usize;
        for index in 0..count {
            let line =
                line(index)?.checked(self.rules.classes).map_err(|error| error.of(format_args!("lines[{index}]")))?;
            steps = steps.saturating_add(line.steps);
            if u32::try_from(line.steps).is_err() {
                fail!(InvalidArgument, "lines[{index}]: {} steps do not fit in 32 bits", line.steps);
            }
        }
        let (level, workers) = (simd::active(), split::workers_for(self.ns(steps)).min(count.max(1)));
        let first = FirstError::new();
        split::for_chunks(texts.prepare(count)?, 1, workers, |index, texts| {
            let decoded = line(index).and_then(|line| line.checked(self.rules.classes));
            let written = decoded.and_then(|line| self.decode_line(level, line, score, &mut texts[0]));
            first.check(index, written);
        });
        first.into_result().inspect_err(|_| texts.clear())
    }

    /// Returns the number of classes.
    pub fn classes(&self) -> usize {
        self.rules.classes
    }

    fn ns(&self, steps: usize) -> f64 {
        let exponentials = if self.rules.kind == Scores::Logits { NS_PER_EXP } else { 0.0 };
        let scan = (NS_PER_SCORE + exponentials) * self.rules.classes as f64;
        let beam = self.beam.map_or(0.0, |beam| NS_PER_PREFIX * beam.width as f64);
        (scan + beam) * steps as f64
    }

    pub(super) fn decode_line(
        &self,
        level: Level,
        line: CtcLine<'_>,
        score: Option<&TextScore<'_>>,
        texts: &mut LineTexts,
    ) -> Result<()> {
        let reader = StepReader { level, rules: &self.rules, line };
        let make = || match try_box(LineScratch::default()) {
            Some(scratch) => Ok(scratch),
            None => fail!(OutOfMemory, "scratch: no memory for a line"),
        };
        let mut lease = self.scratch.lease(|_| true, make)?;
        let scratch: &mut LineScratch = &mut lease;
        scratch.rows.prepare(&reader)?;
        texts.clear(self.rules.alternatives);
        let Some(params) = &self.beam else {
            return best_path::decode(&reader, scratch, texts);
        };
        let LineScratch { rows, top, runs, beam, alignment } = scratch;
        let model = LanguageModel { lexicon: self.lexicon.as_deref(), score };
        for rank in 0..beam.search(&reader, params, model, rows, top)? {
            let found = beam.write_text(rank)?;
            alignment.align(&reader, &beam.scales, &beam.text, runs)?;
            runs::write(&reader, runs, rows, top, texts)?;
            texts.finish(found.log, found.score)?;
        }
        Ok(())
    }
}
