//! CTC decoders: many lines at once, steps and alternatives of each symbol, weights of classes, beam search.
//!
//! A decoder holds parameters and scratch memory, and texts hold results: once both have grown to the lines that they
//! see, a decode on one thread allocates nothing. Texts are the same at every SIMD level and thread count.
//!
//! @code{.c}
//! // Four steps of three classes, the first the blank: 1 or 2, 1, blank, 2.
//! const float scores[4 * 3] = {.1f, .5f, .4f, .2f, .7f, .1f, .9f, .05f, .05f, 0, .1f, .9f};
//! ScipixCtcLine line = {scores, 4, 0};
//! ScipixCtcConfig config;
//! ScipixCtcDecoder *decoder = NULL;
//! ScipixCtcTexts *texts = NULL;
//! ScipixCtcText best = {sizeof best, 0, NULL, 0, NULL, 0, 0, 0}, second = best;
//! scipix_ctc_config_init(&config);
//! config.classes = 3;
//! config.kind = SCIPIX_SCORES_PROBABILITIES;
//! config.beam_width = 10;
//! config.texts = 2;
//! ScipixStatus status = scipix_ctc_decoder_new(&config, &decoder);
//! if (status == SCIPIX_STATUS_OK) status = scipix_ctc_texts_new(&texts);
//! if (status == SCIPIX_STATUS_OK) status = scipix_ctc_decoder_decode(decoder, &line, 1, texts);
//! if (status == SCIPIX_STATUS_OK) status = scipix_ctc_texts_get(texts, 0, 0, &best);
//! if (status == SCIPIX_STATUS_OK) status = scipix_ctc_texts_get(texts, 0, 1, &second);
//! assert(status == SCIPIX_STATUS_OK && best.log_probability > second.log_probability);
//! assert(best.symbol_count == 2 && best.symbols[0].id == 1 && best.symbols[0].last_step == 1);
//! assert(second.symbol_count == 3 && second.symbols[0].id == 2); // 2 1 2
//! scipix_ctc_texts_free(texts);
//! scipix_ctc_decoder_free(decoder);
//! @endcode

use super::callback::UserData;
use super::ctc::{SCIPIX_SCORES_LOGITS, ScipixScores, kind_of};
use super::ctc_texts::ScipixCtcTexts;
use super::element::{SCIPIX_ELEMENT_F16, SCIPIX_ELEMENT_F32, ScipixElement};
use super::guard::{Law, guard};
use super::handle::{self, Opaque};
use super::sized::Versioned;
use super::status::{SCIPIX_STATUS_OK, ScipixStatus, from_callback};
use scipix_core::base::Shared;
use scipix_core::base::error::{Result, fail};
use scipix_core::base::reentrancy::{Entered, is_inside};
use scipix_core::recognition::{BeamParams, CtcConfig, CtcDecoder, CtcLexicon, CtcLine, LineScores, TextScore};
use std::ffi::c_void;
use std::ptr::{null, null_mut};

/// A recogniser's output for one line: a row of scores for each time step.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixCtcLine {
    /// Scores of the decoder's `element`, aligned to it.
    pub scores: *const c_void,
    /// Number of rows; 0 gives a text without symbols.
    pub steps: usize,
    /// Scores from the start of a row to that of the next; 0 for rows without gaps. A tensor of shape [steps, lines,
    /// classes] has a stride of `lines * classes`.
    pub stride: usize,
}

// SAFETY: read by the threads of a decode, which its caller waits for; the scores do not change meanwhile by the
// caller's promise.
unsafe impl Sync for ScipixCtcLine {}

/// A set of words. Opaque; made by `scipix_ctc_lexicon_new`, freed by `scipix_ctc_lexicon_free`.
pub struct ScipixCtcLexicon {
    _opaque: [u8; 0],
}

impl Opaque for ScipixCtcLexicon {
    /// Shared with the decoders that were made with it.
    type Object = Shared<CtcLexicon>;
    const TAG: u64 = u64::from_le_bytes(*b"sx:ctlex");
    const NAME: &'static str = "ScipixCtcLexicon";
}

/// Scores symbols after a prefix, for instance by an n-gram model: writes a term for each of `next`, which is added to
/// the score of the texts that go on so. `-INFINITY` forbids the symbol; NaN and `INFINITY` fail the decode. For the
/// end of the text `next` is the blank alone. Returns OK, another status, or a code of its own from 1000 on.
pub type ScipixCtcScoreFn = Option<
    unsafe extern "C" fn(
        user_data: *mut c_void,
        prefix: *const u32,
        prefix_len: usize,
        next: *const u32,
        next_count: usize,
        out_terms: *mut f32,
    ) -> ScipixStatus,
>;

/// Parameters of a decoder.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixCtcConfig {
    /// `sizeof(ScipixCtcConfig)`.
    pub struct_size: u32,
    /// A `SCIPIX_SCORES_*`; LOGITS by default.
    pub kind: ScipixScores,
    /// SCIPIX_ELEMENT_F32, the default, or SCIPIX_ELEMENT_F16: the type of the scores.
    pub element: ScipixElement,
    /// Alternatives to list for each symbol, usually itself among them: 0, the default, to 64.
    pub alternatives: u32,
    /// Scores in a row, up to 2^32; to be set.
    pub classes: usize,
    /// The class that stands for no symbol; 0 by default.
    pub blank: usize,
    /// NULL, or the classes that may appear: bit `i % 32` of word `i / 32` for class `i`, in `(classes + 31) / 32`
    /// words. The blank always may.
    pub allowed: *const u32,
    /// NULL, or `classes` factors for the probabilities of the classes: finite, not negative; 0 forbids a class, but
    /// not the blank. Probabilities are not divided by their new sum, so factors above 1 can make some exceed 1.
    pub weights: *const f32,
    /// Prefixes that a beam search keeps, up to 65536; 0, the default, decodes by the best path.
    pub beam_width: u32,
    /// The most texts of a line, with a beam; 1 by default.
    pub texts: u32,
    /// The most symbols that a step may add to a prefix, those with the greatest scores; 40 by default.
    pub max_symbols: u32,
    /// A step adds only symbols whose log probability is at most this far below the step's best; 7 by default, INFINITY
    /// for all.
    pub symbol_bound: f32,
    /// Prefixes are kept only if their score is at most this far below the best; 10 by default, INFINITY for all.
    pub beam_bound: f32,
    /// Zero.
    pub reserved: u32,
    /// NULL, or the words that texts consist of, with a beam. It may be freed when the decoder is made.
    pub lexicon: *const ScipixCtcLexicon,
    /// NULL, or a scoring function, with a beam. It is called on the calling thread and, if there are several lines, on
    /// others, several at once.
    pub score: ScipixCtcScoreFn,
    /// Given to `score`; it must live until the decoder is freed.
    pub user_data: *mut c_void,
}

// SAFETY: repr(C), integers, floats and pointers, of which any bytes are valid; 96 bytes (32-bit: 68) without padding.
unsafe impl Versioned for ScipixCtcConfig {
    const FIRST: usize = 40 + 7 * size_of::<usize>();
    const INIT: Option<&'static str> = Some("scipix_ctc_config_init");
    fn defaults() -> Self {
        let beam = BeamParams::default();
        Self {
            struct_size: size_of::<Self>() as u32,
            kind: SCIPIX_SCORES_LOGITS,
            element: SCIPIX_ELEMENT_F32,
            alternatives: 0,
            classes: 0,
            blank: 0,
            allowed: null(),
            weights: null(),
            beam_width: 0,
            texts: beam.texts as u32,
            max_symbols: beam.max_symbols as u32,
            symbol_bound: beam.symbol_bound,
            beam_bound: beam.beam_bound,
            reserved: 0,
            lexicon: null(),
            score: None,
            user_data: null_mut(),
        }
    }
}

/// A scoring function that is there.
type Score = unsafe extern "C" fn(*mut c_void, *const u32, usize, *const u32, usize, *mut f32) -> ScipixStatus;

/// A decoder of the core, and the caller's function.
pub struct DecoderParts {
    decoder: CtcDecoder,
    element: ScipixElement,
    score: Option<(Score, UserData)>,
}

/// A decoder. Opaque; made by `scipix_ctc_decoder_new`, freed by `scipix_ctc_decoder_free`.
pub struct ScipixCtcDecoder {
    _opaque: [u8; 0],
}

impl Opaque for ScipixCtcDecoder {
    type Object = DecoderParts;
    const TAG: u64 = u64::from_le_bytes(*b"sx:ctcde");
    const NAME: &'static str = "ScipixCtcDecoder";
}

/// Builds a lexicon. @threadsafe
///
/// @param symbols      the symbols of all words, one word after the other
/// @param lens         the number of symbols of each word, at least 1; a word may come twice. The empty text
///                     fits every lexicon
/// @param count        number of words
/// @param separator    class of the symbol between words, of which a text may also end in one; UINT32_MAX: a text is
///                     one word
/// @param out_lexicon  receives the lexicon, NULL on failure; owned: free it with `scipix_ctc_lexicon_free`
/// @return OK; INVALID_ARGUMENT for an empty word; UNSUPPORTED for 2^32 - 1 symbols and more
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_ctc_lexicon_new(
    symbols: *const u32,
    lens: *const usize,
    count: usize,
    separator: u32,
    out_lexicon: *mut *mut ScipixCtcLexicon,
) -> ScipixStatus {
    let make = |law: Law<'_>| {
        let lens = law.slice(lens, count, "lens")?;
        let Some(total) = lens.iter().try_fold(0_usize, |sum, &len| sum.checked_add(len)) else {
            fail!(Overflow, "lens: their sum exceeds the address space");
        };
        let symbols = law.slice(symbols, total, "symbols")?;
        let separator = (separator != u32::MAX).then_some(separator);
        match Shared::try_new(CtcLexicon::new(symbols, lens, separator)?) {
            Some(lexicon) => handle::try_new(lexicon),
            None => fail!(OutOfMemory, "lexicon: no memory for its handle"),
        }
    };
    guard(|law| law.give(out_lexicon, "out_lexicon", || make(law)))
}

/// Frees a lexicon. Decoders that were made with it keep its words.
///
/// @param lexicon  the lexicon; NULL is OK and does nothing
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_ctc_lexicon_free(lexicon: *mut ScipixCtcLexicon) -> ScipixStatus {
    guard(|law| law.take(lexicon, "lexicon").map(drop))
}

/// Fills a config with the defaults. @threadsafe
///
/// @param config  receives the defaults
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_ctc_config_init(config: *mut ScipixCtcConfig) -> ScipixStatus {
    guard(|law| law.init(config, "config"))
}

fn beam_of(config: &ScipixCtcConfig) -> Option<BeamParams> {
    (config.beam_width > 0).then_some(BeamParams {
        width: config.beam_width as usize,
        texts: config.texts as usize,
        max_symbols: config.max_symbols as usize,
        symbol_bound: config.symbol_bound,
        beam_bound: config.beam_bound,
    })
}

/// The slice at `ptr`, or `None` for NULL.
fn optional<'call, T>(law: Law<'call>, ptr: *const T, len: usize, name: &str) -> Result<Option<&'call [T]>> {
    if ptr.is_null() { Ok(None) } else { law.slice(ptr, len, name).map(Some) }
}

/// Makes a decoder. @threadsafe
///
/// @param config       the parameters, whose arrays are copied
/// @param out_decoder  receives the decoder, NULL on failure; owned: free it with `scipix_ctc_decoder_free`
/// @return OK; INVALID_ARGUMENT for parameters out of range, an `element` that is neither F32 nor F16, a lexicon or a
///         scoring function without a beam, or a lexicon with the blank or a class that there is not; UNSUPPORTED where
///         `reserved` is not 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_ctc_decoder_new(
    config: *const ScipixCtcConfig,
    out_decoder: *mut *mut ScipixCtcDecoder,
) -> ScipixStatus {
    let make = |law: Law<'_>| {
        let config = law.config(config, "config")?;
        let ScipixCtcConfig { classes, element, .. } = config;
        if config.reserved != 0 {
            fail!(Unsupported, "config: reserved must be 0");
        }
        if ![SCIPIX_ELEMENT_F32, SCIPIX_ELEMENT_F16].contains(&element) {
            fail!(InvalidArgument, "element: {element} is neither F32 nor F16");
        }
        let kind = kind_of(config.kind)?;
        if config.score.is_some() && config.beam_width == 0 {
            fail!(InvalidArgument, "score: needs a beam");
        }
        let lexicon = match config.lexicon.is_null() {
            true => None,
            false => Some(law.handle(config.lexicon, "lexicon")?.clone()),
        };
        let decoder = CtcDecoder::new(&CtcConfig {
            classes,
            blank: config.blank,
            kind,
            alternatives: config.alternatives as usize,
            allowed: optional(law, config.allowed, classes.div_ceil(32), "allowed")?,
            weights: optional(law, config.weights, classes, "weights")?,
            beam: beam_of(&config),
            lexicon,
        })?;
        let score = config.score.map(|score| (score, UserData(config.user_data)));
        handle::try_new(DecoderParts { decoder, element, score })
    };
    guard(|law| law.give(out_decoder, "out_decoder", || make(law)))
}

/// The line of the core.
fn line<'call>(law: Law<'call>, parts: &DecoderParts, line: &ScipixCtcLine) -> Result<CtcLine<'call>> {
    let ScipixCtcLine { scores, steps, stride } = *line;
    let classes = parts.decoder.classes();
    let row = if stride == 0 { classes } else { stride };
    let rows = steps.checked_sub(1).map_or(Some(0), |last| last.checked_mul(row)?.checked_add(classes));
    let Some(len) = rows else {
        fail!(Overflow, "scores: {steps} steps of {row} scores exceed the address space");
    };
    let scores = match parts.element {
        SCIPIX_ELEMENT_F16 => LineScores::F16(law.slice(scores.cast(), len, "scores")?),
        _ => LineScores::F32(law.slice(scores.cast(), len, "scores")?),
    };
    Ok(CtcLine { scores, steps, stride })
}

/// Decodes lines, several at once on the library's threads. @threadsafe
///
/// NaN never wins. Without a beam, steps are decoded as by `scipix_ctc_greedy`. With one, a step in which no class has
/// a probability above 0 is a blank, and probabilities above 1 count as 1. A line that no text of the lexicon fits has
/// no texts.
///
/// @param decoder  the decoder
/// @param lines    `count` lines
/// @param count    how many; 0 is OK
/// @param texts    receives the texts of each line in place of what it had; used by no other thread meanwhile. Empty on
///                 failure
/// @return OK; INVALID_ARGUMENT for a stride below the classes, or a scoring function that gave NaN or INFINITY;
///         UNSUPPORTED for a beam whose text has more than about 2^27 / steps symbols, as only lines of more than 10,000
///         steps have; DEADLOCK where a decode, of this thread or another, is writing the texts; the failure of the
///         scoring function for the first line, in order, for which it failed, a code of its own unchanged
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_ctc_decoder_decode(
    decoder: *const ScipixCtcDecoder,
    lines: *const ScipixCtcLine,
    count: usize,
    texts: *mut ScipixCtcTexts,
) -> ScipixStatus {
    guard(|law| {
        let parts = law.handle(decoder, "decoder")?;
        let (lines, texts) = (law.slice(lines, count, "lines")?, law.handle(texts, "texts")?);
        let Some(mut texts) = texts.try_lock() else {
            fail!(Deadlock, "texts: a decode is writing them");
        };
        let line =
            |index: usize| line(law, parts, &lines[index]).map_err(|error| error.of(format_args!("lines[{index}]")));
        let Some((score, user_data)) = parts.score else {
            return parts.decoder.decode_each(count, line, None, &mut texts);
        };
        let ask = |prefix: &[u32], next: &[u32], terms: &mut [f32]| {
            let _inside = Entered::mark(parts);
            let (from, to) = ((prefix.as_ptr(), prefix.len()), (next.as_ptr(), next.len()));
            // SAFETY: the caller gave this function to be called so, on any thread; `terms` is as long as `next`.
            let code = unsafe { score(user_data.get(), from.0, from.1, to.0, to.1, terms.as_mut_ptr()) };
            match from_callback(code) {
                SCIPIX_STATUS_OK => Ok(()),
                code => fail!(Callback(code), "score: returned {code} for a prefix of {} symbols", prefix.len()),
            }
        };
        let ask: &TextScore<'_> = &ask;
        parts.decoder.decode_each(count, line, Some(ask), &mut texts)
    })
}

/// Frees a decoder, which no thread uses any more.
///
/// @param decoder  the decoder; NULL is OK and does nothing
/// @return OK; DEADLOCK inside its own scoring function, and the decoder lives on
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_ctc_decoder_free(decoder: *mut ScipixCtcDecoder) -> ScipixStatus {
    guard(|law| {
        if !decoder.is_null() && is_inside(law.handle(decoder, "decoder")?) {
            fail!(Deadlock, "decoder: this is its own scoring function");
        }
        law.take(decoder, "decoder").map(drop)
    })
}
