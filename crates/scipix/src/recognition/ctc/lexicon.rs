//! Words that a text may consist of.

use crate::error::{Error, ErrorKind, Result};
use scipix_core::base::Shared;
use scipix_core::recognition::CtcLexicon;
use std::fmt;

/// A set of words that the texts of a beam search consist of. Clones share it.
///
/// ```
/// use scipix::recognition::ctc::{BeamParams, Decoder, Lexicon, LineScores};
///
/// // Classes: blank, a, b. The recogniser prefers "ab", which is no word.
/// let words = Lexicon::new(&[[1, 1], [2, 1]])?;
/// let decoder = Decoder::builder(3).beam(BeamParams::default()).lexicon(&words).build()?;
/// let logits = [0.0, 3.0, 2.0, 3.0, 0.0, 0.0, 0.0, 2.0, 3.0];
/// let texts = decoder.decode(&[LineScores::new(&logits, 3)])?;
/// assert_eq!(texts.best(0).unwrap().spell(&["", "a", "b"])?, "aa");
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Clone)]
pub struct Lexicon(pub(super) Shared<CtcLexicon>);

impl Lexicon {
    /// Makes a set of words, each given by the classes of its symbols. A text is one word.
    ///
    /// # Errors
    /// `InvalidArgument` for a word without symbols; `Unsupported` for 2³² - 1 symbols and more; `OutOfMemory`.
    pub fn new(words: &[impl AsRef<[u32]>]) -> Result<Self> {
        Self::make(words, None)
    }

    /// Makes a set of words, each given by the classes of its symbols. Between words a text has one symbol of the class
    /// `separator`, in which it may also end.
    ///
    /// # Errors
    /// Those of [`Lexicon::new`].
    pub fn with_separator(words: &[impl AsRef<[u32]>], separator: u32) -> Result<Self> {
        Self::make(words, Some(separator))
    }

    fn make(words: &[impl AsRef<[u32]>], separator: Option<u32>) -> Result<Self> {
        if let Some(index) = words.iter().position(|word| word.as_ref().is_empty()) {
            return Err(Error::new(ErrorKind::InvalidArgument, format_args!("words: word {index} has no symbols")));
        }
        let no_memory = || Error::new(ErrorKind::OutOfMemory, format_args!("words: no memory for {}", words.len()));
        let total = words.iter().fold(0_usize, |sum, word| sum.saturating_add(word.as_ref().len()));
        let (mut symbols, mut lens) = (Vec::new(), Vec::new());
        if symbols.try_reserve_exact(total).is_err() || lens.try_reserve_exact(words.len()).is_err() {
            return Err(no_memory());
        }
        words.iter().for_each(|word| symbols.extend_from_slice(word.as_ref()));
        lens.extend(words.iter().map(|word| word.as_ref().len()));
        let words = CtcLexicon::new(&symbols, &lens, separator)?;
        Shared::try_new(words).map(Self).ok_or_else(no_memory)
    }
}

impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lexicon")
    }
}
