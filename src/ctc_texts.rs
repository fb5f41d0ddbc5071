//! Texts of decoded lines: their symbols, where those stand, and what else they may be.
//!
//! A ScipixCtcTexts is what `scipix_ctc_decoder_decode` writes to. It holds the texts of all lines of one decode, with
//! their symbols and alternatives, and what is got from it is borrowed: it lies in that memory until the next decode into
//! it, or until it is freed. Its memory is kept from decode to decode. Use one for each thread that decodes; a list that is
//! no longer decoded into may be read by several threads, one at a time. During a decode, the scoring function cannot read
//! or free the texts that are being written. The chapter of CTC decoders has an example:
//!
//! @code{.c}
//! ScipixCtcTexts *texts = NULL;
//! ScipixStatus status = scipix_ctc_texts_new(&texts);
//! assert(status == SCIPIX_STATUS_OK && scipix_ctc_texts_len(texts) == 0 && scipix_ctc_texts_count(texts, 0) == 0);
//! // ... decode lines, and look at their texts ...
//! scipix_ctc_texts_free(texts);
//! @endcode

use super::guard::{guard, guard_value};
use super::handle::{self, Opaque};
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::base::error::fail;
use scipix_core::base::sync::Mutex;
use scipix_core::recognition::{CtcAlternative, CtcSymbol, CtcTexts};
use std::ptr::null;

/// A decoded symbol.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixCtcSymbol {
    /// Its class.
    pub id: u32,
    /// The first of its steps.
    pub first_step: u32,
    /// The last of its steps.
    pub last_step: u32,
    /// The mean of its probability over its steps.
    pub probability: f32,
}

/// A class that may stand in place of a symbol.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixCtcAlternative {
    /// Class, or the blank where there are no more alternatives.
    pub id: u32,
    /// Its probability in the step in which the symbol is most probable.
    pub probability: f32,
}

// The structs of the core lie in memory like those of the header.
const _: () = assert!(size_of::<CtcSymbol>() == size_of::<ScipixCtcSymbol>());
const _: () = assert!(size_of::<CtcAlternative>() == size_of::<ScipixCtcAlternative>());

/// A text that a line may read. Pointers are borrowed until the texts are decoded into again or freed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixCtcText {
    /// In: `sizeof(ScipixCtcText)`.
    pub struct_size: u32,
    /// Mean of the probabilities of the symbols; 0 without symbols.
    pub mean_probability: f32,
    /// The symbols in order.
    pub symbols: *const ScipixCtcSymbol,
    /// Number of symbols.
    pub symbol_count: usize,
    /// The alternatives of all symbols: those of symbol `i` begin at `i * alternatives_per_symbol`, the most probable
    /// first.
    pub alternatives: *const ScipixCtcAlternative,
    /// Number of alternatives of each symbol, as the config asked for.
    pub alternatives_per_symbol: usize,
    /// Natural logarithm of the text's probability: of the best path without a beam, else of all paths of the beam that
    /// read so.
    pub log_probability: f64,
    /// Sum of `log_probability` and what the scoring function added: texts are ordered by it.
    pub score: f64,
}

// SAFETY: repr(C), integers, floats and pointers; 56 bytes (32-bit: 40) without padding.
unsafe impl Versioned for ScipixCtcText {
    const FIRST: usize = 24 + 4 * size_of::<usize>();
    fn defaults() -> Self {
        Self {
            struct_size: size_of::<Self>() as u32,
            mean_probability: 0.0,
            symbols: null(),
            symbol_count: 0,
            alternatives: null(),
            alternatives_per_symbol: 0,
            log_probability: 0.0,
            score: 0.0,
        }
    }
}

/// Texts of decoded lines. Opaque; made by `scipix_ctc_texts_new`, freed by `scipix_ctc_texts_free`.
pub struct ScipixCtcTexts {
    _opaque: [u8; 0],
}

impl Opaque for ScipixCtcTexts {
    /// Locked by a decode, so that its own scoring function is refused.
    type Object = Mutex<CtcTexts>;
    const TAG: u64 = u64::from_le_bytes(*b"sx:ctctx");
    const NAME: &'static str = "ScipixCtcTexts";
}

/// Makes an empty list of texts, which keeps the memory of what is decoded into it. @threadsafe
///
/// @param out_texts  receives the list, NULL on failure; owned: free it with `scipix_ctc_texts_free`
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_ctc_texts_new(out_texts: *mut *mut ScipixCtcTexts) -> ScipixStatus {
    guard(|law| law.give(out_texts, "out_texts", || handle::try_new(Mutex::new(CtcTexts::new()))))
}

/// Returns the number of lines of the last decode. @onethread
///
/// @param texts  the texts
/// @return the number; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_ctc_texts_len(texts: *const ScipixCtcTexts) -> usize {
    guard_value(0, |law| {
        law.handle(texts, "texts").ok().and_then(|texts| texts.try_lock()).map_or(0, |texts| texts.lines())
    })
}

/// Returns the number of texts of a line: 1 without a beam; with one up to `texts` of the config. @onethread
///
/// @param texts  the texts
/// @param line   index of the line
/// @return the number; 0 for NULL and for a line that there is not
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_ctc_texts_count(texts: *const ScipixCtcTexts, line: usize) -> usize {
    guard_value(0, |law| {
        law.handle(texts, "texts").ok().and_then(|texts| texts.try_lock()).map_or(0, |texts| texts.texts(line))
    })
}

/// Tells a text of a line. @onethread
///
/// @param texts     the texts
/// @param line      index of the line
/// @param rank      0 for the best text, then in the order of their scores
/// @param out_text  `struct_size` set by the caller; receives the rest
/// @return OK; OUT_OF_RANGE for a line or a text that there is not; DEADLOCK inside the decode that writes the texts
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_ctc_texts_get(
    texts: *const ScipixCtcTexts,
    line: usize,
    rank: usize,
    out_text: *mut ScipixCtcText,
) -> ScipixStatus {
    guard(|law| {
        let (texts, out) = (law.handle(texts, "texts")?, law.out_sized(out_text, "out_text")?);
        let Some(texts) = texts.try_lock() else {
            fail!(Deadlock, "texts: a decode is writing them");
        };
        if line >= texts.lines() {
            fail!(OutOfRange, "line: is {line}, there are {}", texts.lines());
        }
        let Some(text) = texts.text(line, rank) else {
            fail!(OutOfRange, "rank: is {rank}, there are {} texts", texts.texts(line));
        };
        let symbols = text.symbols.len();
        out.write(ScipixCtcText {
            mean_probability: text.mean_probability,
            symbols: text.symbols.as_ptr().cast(),
            symbol_count: symbols,
            alternatives: text.alternatives.as_ptr().cast(),
            alternatives_per_symbol: text.alternatives.len().checked_div(symbols).unwrap_or(0),
            log_probability: text.log_probability,
            score: text.score,
            ..ScipixCtcText::defaults()
        });
        Ok(())
    })
}

/// Frees texts.
///
/// @param texts  the texts; NULL is OK and does nothing
/// @return OK; DEADLOCK inside the decode that writes them, and they live on
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_ctc_texts_free(texts: *mut ScipixCtcTexts) -> ScipixStatus {
    guard(|law| {
        if !texts.is_null() && law.handle(texts, "texts")?.try_lock().is_none() {
            fail!(Deadlock, "texts: a decode is writing them");
        }
        law.take(texts, "texts").map(drop)
    })
}
